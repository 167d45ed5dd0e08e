/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page for a person at a terminal: headings, paragraphs, and labelled lines wrapped at its width. */
#ifndef AUBACKLOG_PAGE_H
#define AUBACKLOG_PAGE_H

#include <stdbool.h>
#include <stdio.h>

/* The width of what is no terminal, and the longest line that is read with ease. */
#define PAGE_COLUMNS 80
#define PAGE_COLUMNS_READ 100

struct page {
	FILE *out;
	int columns; /* of the screen, which tables and graphs may fill; 0: PAGE_COLUMNS */
	bool colour;
	bool utf8;
	bool verbose;
};

/* A line "  label       words …", wrapped under the words; control characters are neutralised. */
void page_line(struct page *page, const char *label, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same with the label at the right of so many columns, as numbers stand. */
void page_amount(struct page *page, int width, const char *amount, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Words from the margin on, wrapped; neutralised too. */
void page_paragraph(struct page *page, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A command in a line of its own, under the words of the line before, never wrapped. */
void page_command(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A blank line and a heading. */
void page_heading(struct page *page, const char *words);

/* The columns of the screen. */
int page_columns(const struct page *page);

#endif
