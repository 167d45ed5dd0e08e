/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The difference of two small texts. */
#include "change/diff.h"

#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <stdbool.h>
#include <string.h>

#define CONTEXT 3

struct diff_side {
	const char *text;
	size_t *starts; /* of each line, and the end of the last */
	size_t count;
};

static void diff_side_done(struct diff_side *side)
{
	free(side->starts);
}

static void diff_side_init(struct diff_side *side, const char *text)
{
	size_t lines = 1;

	for (const char *at = text; *at; at++)
		lines += *at == '\n';
	*side = (struct diff_side){ .text = text, .starts = xcalloc(lines + 1, sizeof(size_t)) };
	for (size_t at = 0; text[at];) {
		at += strcspn(text + at, "\n");
		at += text[at] == '\n';
		side->starts[++side->count] = at;
	}
}

static size_t diff_line_length(const struct diff_side *side, size_t line)
{
	return side->starts[line + 1] - side->starts[line];
}

static bool same_lines(const struct diff_side *left, size_t l, const struct diff_side *right,
		       size_t r)
{
	return diff_line_length(left, l) == diff_line_length(right, r) &&
	       memcmp(left->text + left->starts[l], right->text + right->starts[r],
		      diff_line_length(left, l)) == 0;
}

/* A tab is no harm, and patch(1) wants it as it is. */
static void print_tabbed_text(FILE *out, char *raw)
{
	const char *piece;

	for (bool first = true; (piece = strsep(&raw, "\t")); first = false) {
		CLEANUP(cleanup_free) char *safe = text_safe(piece);

		fprintf(out, "%s%s", first ? "" : "\t", safe);
	}
}

static void print_diff_line(FILE *out, char mark, const struct diff_side *side, size_t line)
{
	size_t length = diff_line_length(side, line);
	bool newline = length && side->text[side->starts[line + 1] - 1] == '\n';
	CLEANUP(cleanup_free)
	char *raw = xstrndup(side->text + side->starts[line], length - newline);

	fputc(mark, out);
	print_tabbed_text(out, raw);
	fprintf(out, "\n%s", newline ? "" : "\\ No newline at end of file\n");
}

static void print_diff_lines(FILE *out, char mark, const struct diff_side *side, size_t from,
			     size_t to)
{
	for (size_t i = from; i < to; i++)
		print_diff_line(out, mark, side, i);
}

/* "12,3", or "12,0" counted from the line before. */
static void print_diff_range(FILE *out, char mark, size_t from, size_t count)
{
	fprintf(out, "%c%zu,%zu", mark, count ? from + 1 : from, count);
}

static void print_hunk(FILE *out, const struct diff_side *old, const struct diff_side *new,
		       size_t head, size_t tail)
{
	size_t before = head < CONTEXT ? head : CONTEXT;
	size_t after = tail < CONTEXT ? tail : CONTEXT;
	size_t from = head - before;

	fputs("@@ ", out);
	print_diff_range(out, '-', from, old->count - tail + after - from);
	fputc(' ', out);
	print_diff_range(out, '+', from, new->count - tail + after - from);
	fputs(" @@\n", out);
	print_diff_lines(out, ' ', old, from, head);
	print_diff_lines(out, '-', old, head, old->count - tail);
	print_diff_lines(out, '+', new, head, new->count - tail);
	print_diff_lines(out, ' ', old, old->count - tail, old->count - tail + after);
}

void diff_print(FILE *out, const char *path, const char *before, const char *after)
{
	CLEANUP(diff_side_done) struct diff_side old = { 0 };
	CLEANUP(diff_side_done) struct diff_side new = { 0 };
	CLEANUP(cleanup_free) char *safe = text_safe(path);
	size_t head = 0, tail = 0;

	diff_side_init(&old, before ? before : "");
	diff_side_init(&new, after);
	while (head < old.count && head < new.count &&same_lines(&old, head, &new, head))
		head++;
	while (tail < old.count - head &&
	       tail < new.count - head &&same_lines(&old, old.count - tail - 1, &new,
						    new.count - tail - 1))
		tail++;
	if (head + tail == old.count && head + tail == new.count)
		return;
	fprintf(out, "--- %s%s\n+++ b/%s\n", before ? "a/" : "/dev/null", before ? safe : "", safe);
	print_hunk(out, &old, &new, head, tail);
}
