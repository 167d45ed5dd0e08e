/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report for a person at a terminal. */
#ifndef AUBACKLOG_RENDER_TEXT_H
#define AUBACKLOG_RENDER_TEXT_H

#include "analysis/report.h"
#include "render/page.h"

#include <stdbool.h>
#include <stdio.h>

struct render_text_options {
	int columns; /* of the page; 0: PAGE_COLUMNS */
	bool colour;
	bool utf8;
	bool verbose;	/* also each file that was read */
	bool all_boots; /* a report of each of many nodes, not only of the worst */
};

/* The caller of each checks the stream. */
void render_text(const struct report *report, const struct render_text_options *options, FILE *out);

/* The boots, a line each, newest first. */
void render_text_boots(const struct report *report, FILE *out);

/* "3 NODES: 2 with losses, 1 clean"; of one node its boots. */
void render_summary_counts(const struct report *report, FILE *out);

/*
 * The summary of several nodes: the number of each verdict, a table of the worst boots, and the
 * limit for all of them. Takes: a report with a summary; whether every boot is to have a line.
 */
void render_summary(const struct report *report, bool all, struct page *page);

#endif
