/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machines of a fleet by what they have in common. */
#ifndef AUBACKLOG_GROUPS_H
#define AUBACKLOG_GROUPS_H

#include "fleet/fleet.h"

/* Groups the machines that were judged, each way that the question asks for. Gives: 0, or -EINVAL
 * for a word that no card has. */
int groups_make(struct fleet *fleet, const struct fleet_question *question, struct error *err);

/* The word of a card by which it is grouped; NULL: it has none, or it is not known. */
const char *groups_trait(const struct card *card, const char *by);

/* The words by which all cards can be grouped, from 0 on; NULL behind the last. */
const char *groups_usual(size_t nth);
bool groups_is_usual(const char *by);

#endif
