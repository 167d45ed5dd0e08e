/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page for a person at a terminal: headings, and labelled lines wrapped at its width. */
#ifndef AUBACKLOG_PAGE_H
#define AUBACKLOG_PAGE_H

#include <stdbool.h>
#include <stdio.h>

/* The width of what is no terminal, and the longest line that is read with ease. */
#define PAGE_COLUMNS 80
#define PAGE_COLUMNS_READ 100

struct page {
	FILE *out;
	bool colour;
	int columns; /* of the screen, which tables and graphs may fill; 0: PAGE_COLUMNS */
};

/* A line "  label       words …", wrapped under the words; control characters are neutralised. */
void page_line(struct page *page, const char *label, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The columns of the screen. */
int page_columns(const struct page *page);

/* A blank line and a heading. */
void page_heading(struct page *page, const char *words);

#endif
