/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cards of any number of machines, merged. */
#ifndef AUBACKLOG_CARDS_H
#define AUBACKLOG_CARDS_H

#include "fleet/card.h"

/* A zeroed one is empty. */
struct cards {
	struct card *list;
	size_t count, capacity;
};

void cards_done(struct cards *cards);

/* Adds a card, which it takes over. */
void cards_add(struct cards *cards, struct card *card);

/*
 * Reads a file of cards, a line each; empty lines do not count.
 * Takes: a descriptor and its name for messages; lines of compressed files are to be unpacked
 * before. Gives: 0; -EBADMSG with file and line for a line that is no card; -errno.
 */
int cards_read(struct cards *cards, int fd, const char *name, struct error *err);

/*
 * Merges: sorts the cards, and of those of one boot (card_compare_boots) keeps the one that tells
 * most (card_compare_worth). What is left does not depend on the order in which they were added,
 * nor on how often, nor on what was merged before.
 */
void cards_merge(struct cards *cards);

#endif
