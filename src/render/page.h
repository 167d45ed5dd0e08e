/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page for a person: headings, paragraphs and labelled lines, wrapped at the width of a terminal,
 * or as HTML. */
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
	int html;	 /* the level of its first heading; 0: it is for a terminal */
	bool in_list;	 /* HTML: a list of labelled lines is open */
	bool in_command; /* and in it a command of several lines */
};

/* The line that says it all: "LOST: 390 audit records", in a colour, or as a heading of a class. */
void page_result(struct page *page, const char *colour, const char *html_class, const char *words);

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

/* Ends what is open, in HTML. */
void page_end(struct page *page);

/* The columns of the screen. */
int page_columns(const struct page *page);

#endif
