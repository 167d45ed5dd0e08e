/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page for a person at a terminal. */
#define _GNU_SOURCE
#include "render/page.h"

#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <stdarg.h>
#include <string.h>

#define LABEL_COLUMNS 14

int page_columns(const struct page *page)
{
	return page->columns ? page->columns : PAGE_COLUMNS;
}

static int prose_columns(const struct page *page)
{
	return page_columns(page) < PAGE_COLUMNS_READ ? page_columns(page) : PAGE_COLUMNS_READ;
}

static char *format_safely(const char *format, va_list args)
{
	CLEANUP(cleanup_free) char *raw = xvasprintf(format, args);

	return text_safe(raw);
}

void page_line(struct page *page, const char *label, const char *format, ...)
{
	CLEANUP(cleanup_free) char *safe = NULL;
	va_list args;
	int used;

	va_start(args, format);
	safe = format_safely(format, args);
	va_end(args);
	used = fprintf(page->out, "  %-*s%s", LABEL_COLUMNS - 2, label,
		       strlen(label) < LABEL_COLUMNS - 2 ? "" : " ");
	text_wrap(page->out, safe, used, LABEL_COLUMNS, prose_columns(page));
}

void page_amount(struct page *page, int width, const char *amount, const char *format, ...)
{
	CLEANUP(cleanup_free) char *safe = NULL;
	va_list args;

	va_start(args, format);
	safe = format_safely(format, args);
	va_end(args);
	fprintf(page->out, "  %*s  ", width, amount);
	text_wrap(page->out, safe, width + 4, width + 4, prose_columns(page));
}

void page_paragraph(struct page *page, const char *format, ...)
{
	CLEANUP(cleanup_free) char *safe = NULL;
	va_list args;

	va_start(args, format);
	safe = format_safely(format, args);
	va_end(args);
	text_wrap(page->out, safe, 0, 0, prose_columns(page));
}

void page_command(struct page *page, const char *format, ...)
{
	CLEANUP(cleanup_free) char *safe = NULL;
	va_list args;

	va_start(args, format);
	safe = format_safely(format, args);
	va_end(args);
	fprintf(page->out, "%*s%s\n", LABEL_COLUMNS, "", safe);
}

void page_heading(struct page *page, const char *words)
{
	fprintf(page->out, "\n%s%s%s\n", page->colour ? "\x1b[1m" : "", words,
		page->colour ? "\x1b[0m" : "");
}
