/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page for a person: at a terminal, or as HTML. */
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

static void write_html(struct page *page, const char *before, const char *words, const char *after)
{
	fputs(before, page->out);
	text_write_markup(page->out, words);
	fputs(after, page->out);
}

static void end_html_command(struct page *page)
{
	fputs(page->in_command ? "</code></dd>\n" : "", page->out);
	page->in_command = false;
}

static void write_html_line(struct page *page, const char *term, const char *label,
			    const char *words)
{
	end_html_command(page);
	fputs(page->in_list ? "" : "<dl>\n", page->out);
	if (*label || !page->in_list)
		write_html(page, term, label, "</dt>");
	write_html(page, "<dd>", words, "</dd>\n");
	page->in_list = true;
}

void page_end(struct page *page)
{
	end_html_command(page);
	fputs(page->in_list ? "</dl>\n" : "", page->out);
	page->in_list = false;
}

void page_line(struct page *page, const char *label, const char *format, ...)
{
	CLEANUP(cleanup_free) char *safe = NULL;
	va_list args;
	int used;

	va_start(args, format);
	safe = format_safely(format, args);
	va_end(args);
	if (page->html) {
		write_html_line(page, "<dt>", label, safe);
		return;
	}
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
	if (page->html) {
		write_html_line(page, "<dt class=\"amount\">", amount, safe);
		return;
	}
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
	if (page->html) {
		page_end(page);
		write_html(page, "<p>", safe, "</p>");
		return;
	}
	text_wrap(page->out, safe, 0, 0, prose_columns(page));
}

/* The lines of a command that follow each other are one. */
static void write_html_command(struct page *page, const char *words)
{
	if (!page->in_list)
		write_html_line(page, "<dt>", "", "");
	write_html(page, page->in_command ? "\n" : "<dd><code class=\"command\">", words, "");
	page->in_command = true;
}

void page_command(struct page *page, const char *format, ...)
{
	CLEANUP(cleanup_free) char *safe = NULL;
	va_list args;

	va_start(args, format);
	safe = format_safely(format, args);
	va_end(args);
	if (page->html)
		write_html_command(page, safe);
	else
		fprintf(page->out, "%*s%s\n", LABEL_COLUMNS, "", safe);
}

void page_heading(struct page *page, const char *words)
{
	page_end(page);
	if (page->html) {
		fprintf(page->out, "<h%d>", page->html + 1);
		write_html(page, "", words, "");
		fprintf(page->out, "</h%d>\n", page->html + 1);
		return;
	}
	fprintf(page->out, "\n%s%s%s\n", page->colour ? "\x1b[1m" : "", words,
		page->colour ? "\x1b[0m" : "");
}

/* The word in front of the colon stands out. */
static void write_html_result(struct page *page, const char *html_class, const char *words)
{
	const char *colon = strstr(words, ": ");
	CLEANUP(cleanup_free) char *word = xstrndup(words, colon ? (size_t)(colon - words) : 0);

	fprintf(page->out, "<h%d class=\"verdict %s\">", page->html, html_class);
	if (colon)
		write_html(page, "<b>", word, "</b> ");
	write_html(page, "<span>", colon ? colon + 2 : words, "</span>");
	fprintf(page->out, "</h%d>\n", page->html);
}

void page_result(struct page *page, const char *colour, const char *html_class, const char *words)
{
	CLEANUP(cleanup_free) char *safe = text_safe(words);

	if (page->html) {
		write_html_result(page, html_class, safe);
		return;
	}
	fputs(page->colour ? colour : "", page->out);
	page_paragraph(page, "%s", safe);
	fputs(page->colour ? "\x1b[0m" : "", page->out);
}
