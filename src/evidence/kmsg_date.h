/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dates as logs write them. */
#ifndef AUBACKLOG_KMSG_DATE_H
#define AUBACKLOG_KMSG_DATE_H

#include "evidence/record.h"

#include <stdbool.h>
#include <stdint.h>

/* How well a time is known. */
enum kmsg_dated {
	KMSG_UNDATED,
	KMSG_DATED,	     /* in UTC */
	KMSG_DATED_LOCAL,    /* as the clock on the wall said, in a zone that is not known */
	KMSG_DATED_YEARLESS, /* the same, of a year that is not known: given as of 2000 */
};

struct kmsg_date {
	enum kmsg_dated dated;
	int64_t ms; /* since 1970, when dated */
};

/*
 * Takes a time of day off the front of a text, with up to four words before it (a day, a month,
 * whatever stands in front of them), and the year and the zone behind it: "Nov 21 07:12:01",
 * "2026-11-21T07:12:01.12+01:00", "Sa 21. Nov 07:12:01 2026 UTC", "err 2026/11/21 07:12:01",
 * "1795244646.112233". Months are understood in English; a date in another language is taken off
 * and undated. Gives: false, and the text as it was, where there is no time of day.
 */
bool kmsg_date_take(struct slice *rest, struct kmsg_date *ret_date);

/* Takes a word, to the next blank, and the blanks behind it. Gives: false at the end. */
bool kmsg_date_take_word(struct slice *rest, struct slice *ret_word);

/* Whether a text begins with the form of a pattern, in which 0 stands for a digit. */
bool kmsg_date_has_form(struct slice text, const char *pattern);

#endif
