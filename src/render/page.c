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

void page_line(struct page *page, const char *label, const char *format, ...)
{
	CLEANUP(cleanup_free) char *raw = NULL;
	CLEANUP(cleanup_free) char *safe = NULL;
	va_list args;

	va_start(args, format);
	raw = xvasprintf(format, args);
	va_end(args);
	safe = text_safe(raw);
	fprintf(page->out, "  %-*s%s", LABEL_COLUMNS - 2, label,
		strlen(label) < LABEL_COLUMNS - 2 ? "" : " ");
	text_wrap(page->out, safe, LABEL_COLUMNS, LABEL_COLUMNS,
		  page_columns(page) < PAGE_COLUMNS_READ ? page_columns(page) : PAGE_COLUMNS_READ);
}

void page_heading(struct page *page, const char *words)
{
	fprintf(page->out, "\n%s%s%s\n", page->colour ? "\x1b[1m" : "", words,
		page->colour ? "\x1b[0m" : "");
}
