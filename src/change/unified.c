/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The difference of two small texts. */
#define _GNU_SOURCE
#include "change/unified.h"

#include "base/cleanup.h"
#include "base/text.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define CONTEXT 3

struct side {
	const char *text;
	size_t *starts; /* of each line, and the end behind the last */
	size_t count;
};

static void side_done(struct side *side)
{
	free(side->starts);
}

static int side_init(struct side *side, const char *text)
{
	size_t lines = 1;

	for (const char *at = text; *at; at++)
		lines += *at == '\n';
	*side = (struct side){ .text = text, .starts = calloc(lines + 1, sizeof(size_t)) };
	if (!side->starts)
		return -ENOMEM;
	for (size_t at = 0; text[at];) {
		at += strcspn(text + at, "\n");
		at += text[at] == '\n';
		side->starts[++side->count] = at;
	}
	return 0;
}

static size_t length_of(const struct side *side, size_t line)
{
	return side->starts[line + 1] - side->starts[line];
}

static int same(const struct side *left, size_t l, const struct side *right, size_t r)
{
	return length_of(left, l) == length_of(right, r) &&
	       memcmp(left->text + left->starts[l], right->text + right->starts[r],
		      length_of(left, l)) == 0;
}

/* A tab is no harm, and patch(1) wants it as it is. */
static int print_safe(FILE *out, char *raw)
{
	const char *piece;

	for (bool first = true; (piece = strsep(&raw, "\t")); first = false) {
		CLEANUP(cleanup_free) char *safe = text_safe(piece);

		if (!safe)
			return -ENOMEM;
		fprintf(out, "%s%s", first ? "" : "\t", safe);
	}
	return 0;
}

static int print_line(FILE *out, char mark, const struct side *side, size_t line)
{
	size_t length = length_of(side, line);
	bool newline = length && side->text[side->starts[line + 1] - 1] == '\n';
	CLEANUP(cleanup_free)
	char *raw = strndup(side->text + side->starts[line], length - newline);

	if (!raw)
		return -ENOMEM;
	fputc(mark, out);
	if (print_safe(out, raw) < 0)
		return -ENOMEM;
	fprintf(out, "\n%s", newline ? "" : "\\ No newline at end of file\n");
	return 0;
}

static int print_lines(FILE *out, char mark, const struct side *side, size_t from, size_t to)
{
	int code = 0;

	for (size_t i = from; i < to && code == 0; i++)
		code = print_line(out, mark, side, i);
	return code;
}

/* "12,3", or "12,0" counted from the line before. */
static void print_range(FILE *out, char mark, size_t from, size_t count)
{
	fprintf(out, "%c%zu,%zu", mark, count ? from + 1 : from, count);
}

static int print_hunk(FILE *out, const struct side *old, const struct side *new, size_t head,
		      size_t tail)
{
	size_t before = head < CONTEXT ? head : CONTEXT;
	size_t after = tail < CONTEXT ? tail : CONTEXT;
	size_t from = head - before;
	int code;

	fputs("@@ ", out);
	print_range(out, '-', from, old->count - tail + after - from);
	fputc(' ', out);
	print_range(out, '+', from, new->count - tail + after - from);
	fputs(" @@\n", out);
	code = print_lines(out, ' ', old, from, head);
	if (code == 0)
		code = print_lines(out, '-', old, head, old->count - tail);
	if (code == 0)
		code = print_lines(out, '+', new, head, new->count - tail);
	if (code == 0)
		code = print_lines(out, ' ', old, old->count - tail, old->count - tail + after);
	return code;
}

int unified_print(FILE *out, const char *path, const char *before, const char *after)
{
	CLEANUP(side_done) struct side old = { 0 };
	CLEANUP(side_done) struct side new = { 0 };
	CLEANUP(cleanup_free) char *safe = text_safe(path);
	size_t head = 0, tail = 0;

	if (!safe || side_init(&old, before ? before : "") < 0 || side_init(&new, after) < 0)
		return -ENOMEM;
	while (head < old.count && head < new.count &&same(&old, head, &new, head))
		head++;
	while (tail < old.count - head &&
	       tail < new.count -
			       head &&same(&old, old.count - tail - 1, &new, new.count - tail - 1))
		tail++;
	if (head + tail == old.count && head + tail == new.count)
		return 0;
	fprintf(out, "--- %s%s\n+++ b/%s\n", before ? "a/" : "/dev/null", before ? safe : "", safe);
	return print_hunk(out, &old, &new, head, tail);
}
