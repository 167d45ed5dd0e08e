/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for people: neutralised, wrapped, dated; how a name ends. */
#ifndef AUBACKLOG_TEXT_H
#define AUBACKLOG_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Copies a text that may come from a log so that it can go to a terminal, a picture or a file:
 * control characters, bytes that are no UTF-8, characters that change the direction or do not show,
 * and code points that are no characters become \xNN or \u{NNNN}. Gives: the copy, which the caller
 * frees; NULL for NULL.
 */
char *text_safe(const char *text);

/* RFC 3339 in UTC with milliseconds: "2026-11-21T01:39:12.221Z"; "?" for a time that is not known.
 */
#define TEXT_TIME_BYTES 32
void text_time(int64_t time_ms, char ret_text[static TEXT_TIME_BYTES]);

/* Prints words in lines of at most so many columns; every line but the first is indented. The first
 * goes on at "column". */
void text_wrap(FILE *out, const char *text, int column, int indent, int columns);

/* Whether a name has something in front of this end. */
bool text_ends_in(const char *name, const char *end);

/*
 * How many letters have to be changed, put in or left out to make one word of another.
 * Takes: a word; another of up to 15 bytes; the most that is of interest.
 * Gives: the count, or a larger one than the most.
 */
unsigned text_distance(const char *word, const char *other, unsigned most);

#endif
