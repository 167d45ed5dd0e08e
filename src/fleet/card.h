/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A card: what is known of one boot, in a line of JSON that can be merged with any others. */
#ifndef AUBACKLOG_CARD_H
#define AUBACKLOG_CARD_H

#include "analysis/report.h"
#include "util/error.h"
#include "util/range.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CARD_SCHEMA "aubacklog/card/v1"

/* The longest line of a card, with its newline. */
#define CARD_BYTES_MAX 2048

/* Bounds of what a card names; longer names are cut to them. */
#define CARD_LABELS_MAX 8
#define CARD_KINDS_MAX 16
#define CARD_NAME_BYTES 96
#define CARD_LABEL_BYTES 48

/* A word that the owner of the machines has for one, as role=web. */
struct card_label {
	char *key, *value;
};

/* What took the most slots of the queue, of one way to group them. */
struct card_filler {
	char *name; /* or NULL: nothing is known */
	uint64_t records;
};

struct card {
	char *node;			 /* the machine; or NULL; owned, like all texts */
	char *boot_id, *kernel, *auditd; /* or NULL */
	int64_t first_ms;		 /* of the boot's first record */
	bool partial; /* the evidence does not have the time before auditd: no boot is seen */
	enum verdict verdict;
	bool exact, conflict;
	struct range lost, later, demand; /* records */
	bool limit_known;
	uint64_t limit; /* of the boot; 0 = unlimited */
	bool minimum_known;
	uint64_t minimum;   /* the smallest that loses nothing; when not known: at least this */
	uint64_t suggested; /* with headroom; 0 when the minimum is not known */
	struct card_filler filled[REPORT_FILLINGS];
	char *evidence;				   /* kinds of source, sorted, a blank between */
	struct card_label labels[CARD_LABELS_MAX]; /* sorted by key */
	size_t n_labels;
	char *version; /* of the program that wrote it */
};

/* A zeroed card is valid. */
void card_done(struct card *card);

/*
 * Makes the card of a boot.
 * Takes: the labels to put on it, sorted; their texts are copied. Gives: a card for card_done.
 */
void card_of_boot(const struct report_boot *boot, const struct card_label *labels, size_t n_labels,
		  struct card *ret_card);

/*
 * "KEY=VALUE" as a label: a key of letters, digits and _, not longer than CARD_LABEL_BYTES, which
 * is also the most of a value. Gives: 0 and texts for card_done, or -EINVAL.
 */
int card_read_label(const char *text, struct card_label *ret_label);

/* Whether it is a key: letters, digits and _, no digit first, at most CARD_LABEL_BYTES. */
bool card_is_label_key(const char *key, size_t length);

/* Orders labels by key. */
int card_compare_labels(const void *left, const void *right);

/* Writes the card as its line, the same bytes for the same card. Gives: 0 or -errno. */
int card_write(const struct card *card, FILE *out, struct error *err);

/*
 * Reads a line.
 * Gives: 0 and a card for card_done; -EBADMSG with a text that says what is wrong with it.
 */
int card_read(const char *line, size_t length, struct card *ret_card, struct error *err);

/* Whether two cards are of one boot: their machine, and its boot_id or else its first time. An
 * order: negative, 0, positive. */
int card_compare_boots(const struct card *left, const struct card *right);

/*
 * Of two cards of one boot, which tells more: exact before not, the narrower range, more sources;
 * otherwise by their bytes, so that the choice is the same in any order. Positive: the left one; 0:
 * they are the same.
 */
int card_compare_worth(const struct card *left, const struct card *right);

#endif
