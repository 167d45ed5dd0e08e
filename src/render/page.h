/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page for a person at a terminal: headings, and labelled lines wrapped at 80 columns. */
#ifndef AUBACKLOG_PAGE_H
#define AUBACKLOG_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#define PAGE_COLUMNS 80

struct page {
	FILE *out;
	bool colour;
};

/* A line "  label       words …", wrapped under the words; control characters are neutralised. */
void page_line(struct page *page, const char *label, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A blank line and a heading. */
void page_heading(struct page *page, const char *words);

#endif
