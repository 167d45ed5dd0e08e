/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fleet in words: what the page of text and the one of HTML both say. */
#ifndef AUBACKLOG_FLEET_WORDS_H
#define AUBACKLOG_FLEET_WORDS_H

#include "fleet/render_fleet.h"
#include "render/page.h"

/* What the fleet is of, in the right number: "host", "boots". */
const char *fleet_words_noun(const struct render_fleet_options *options, size_t count);

/* The verdict on all in a line. Gives: a text that the caller frees. */
char *fleet_words_headline(const struct fleet *fleet, const struct render_fleet_options *options);

/* The verdict that it is of. */
enum verdict fleet_words_verdict(const struct fleet *fleet);

/* How many there are of each verdict, the limit for all, who needs more, what is not known. */
void fleet_words_numbers(struct page *page, const struct fleet *fleet,
			 const struct render_fleet_options *options);

/*
 * Who loses under a limit, those that need most of those listed first, with what they need.
 * Takes: how many are named. Gives: a text that the caller frees, "" for none.
 */
char *fleet_words_beyond(const struct fleet *fleet, uint64_t limit, size_t named_most);

/*
 * Whether a row of the coverage is shown: it tells something else than the next one, or is of the
 * limit for all, of the largest need, or one that was asked for.
 */
bool fleet_words_is_told(const struct fleet *fleet, const struct render_fleet_options *options,
			 size_t at);

/* Says where there are more labels than are grouped by. */
void fleet_words_left_out(struct page *page, const struct fleet *fleet);

/* What a card's queue was filled by: its rule key, otherwise its kind of event; NULL: not known. */
const char *fleet_words_filler(const struct card *card);

/* "390", ">=390", "0-12", "?": records lost, in a column. The caller frees it. */
char *fleet_words_lost(const struct card *card);

/* "8192", ">=40250", "?": the limit that a boot needed. The caller frees it. */
char *fleet_words_need(const struct card *card);

#endif
