/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for people: made safe to print, wrapped, dated; how a name ends. */
#ifndef AUBACKLOG_TEXT_H
#define AUBACKLOG_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Copies a text that may come from a log, so that it can go to a terminal, a picture or a file:
 * control characters, bytes that are not UTF-8, characters that change the direction or are
 * invisible, and code points that are no characters become \xNN or \u{NNNN}. Gives: the copy, which
 * the caller frees; NULL for NULL.
 */
char *text_safe(const char *text);

/* Prints a safe text as what stands between tags, or in the quotes of an attribute, of XML and
 * HTML. */
void text_write_markup(FILE *out, const char *text);

/* RFC 3339 in UTC with milliseconds: "2026-11-21T01:39:12.221Z"; "?" for an unknown time. */
#define TEXT_TIME_BYTES 32
void text_time(int64_t time_ms, char ret_text[static TEXT_TIME_BYTES]);

/* The same for a person, "2026-11-21 01:39:12 UTC": a time of a clock that was not set says nothing
 * to him. */
void text_when(int64_t time_ms, char ret_text[static TEXT_TIME_BYTES]);

/* Prints words in lines of at most "columns", each but the first indented. The first line begins at
 * "column". */
void text_wrap(FILE *out, const char *text, int column, int indent, int columns);

/* Whether a name ends with this, after at least one other character. */
bool text_ends_in(const char *name, const char *end);

/* Whether two names can be one host's: either may be in full, with its domain, or not. */
bool text_same_host(const char *left, const char *right);

/*
 * The edit distance of two words: how many letters to change, insert or delete.
 * Takes: a word; another of up to 15 bytes; the greatest distance that matters.
 * Gives: the distance, or any number above "most" when it is greater.
 */
unsigned text_distance(const char *word, const char *other, unsigned most);

#endif
