/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A change of settings files while it is made. */
#include "change/editing.h"

#include "bootloader/bootreaders.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)
#define BLANKS " \t\n\v\f\r" /* as the kernel parts words */

void editing_refuse(struct editing *editing, const char *format, ...)
{
	va_list args;

	if (editing->edits->refusal)
		return;
	va_start(args, format);
	editing->edits->refusal = xvasprintf(format, args);
	va_end(args);
}

static int read_source_entries(const struct editing *editing, struct bootentries *entries)
{
	switch (editing->source->kind) {
	case BOOTENTRY_GRUB_DEFAULTS:
	case BOOTENTRY_XEN_DEFAULTS:
		return bootdefaults_read_grub(editing->root, editing->source->sourced, entries,
					      editing->err);
	case BOOTENTRY_U_BOOT:
		return bootdefaults_read_u_boot(editing->root, entries, editing->err);
	case BOOTENTRY_BOOTC:
		return kernelargs_read_bootc(editing->root, entries, editing->err);
	default:
		return kernelargs_read(editing->root, entries, editing->err);
	}
}

void editing_lines_done(struct editing_lines *lines)
{
	bootentries_done(&lines->entries);
}

int editing_read_lines(const struct editing *editing, struct editing_lines *lines)
{
	int code = read_source_entries(editing, &lines->entries);

	lines->ordinary = &lines->none;
	lines->rescue = &lines->none;
	for (size_t i = lines->entries.count; code == 0 && i > 0; i--) {
		const struct bootentry *entry = &lines->entries.list[i - 1];

		if (entry->kind == editing->source->kind)
			*(entry->rescue ? &lines->rescue : &lines->ordinary) = &entry->line;
	}
	return code;
}

int editing_read_cmdline(const struct editing *editing, struct editing_lines *lines,
			 struct cmdline *ret_cmdline)
{
	int code = editing_read_lines(editing, lines);

	if (code == 0)
		cmdline_parse(bootline_text(lines->ordinary), ret_cmdline);
	return code;
}

int editing_read_text(const struct editing *editing, const char *path, char **ret_text,
		      bool *ret_exists)
{
	size_t bytes;
	int code = root_read(editing->root, path, TEXT_BYTES_MAX, ret_text, &bytes, editing->err);

	*ret_exists = code == 0;
	if (code == 0 && strlen(*ret_text) != bytes)
		return error_set(editing->err, -EINVAL, "cannot change '%s': it holds a NUL byte",
				 path);
	if (code != -ENOENT)
		return code;
	*ret_text = xstrdup("");
	return 0;
}

static struct edit *find_edit(struct edits *edits, const char *path)
{
	for (size_t i = 0; i < edits->count; i++)
		if (strcmp(edits->list[i].path, path) == 0)
			return &edits->list[i];
	return NULL;
}

void editing_keep(struct editing *editing, const char *path, const char *before, const char *after)
{
	struct edits *edits = editing->edits;
	struct edit *edit = find_edit(edits, path);

	if (edit) {
		free(edit->after);
		edit->after = xstrdup(after);
		return;
	}
	edits->list =
		xarray_grow(edits->list, edits->count, &edits->capacity, sizeof(*edits->list));
	edits->list[edits->count++] = (struct edit){
		.path = xstrdup(path),
		.before = xstrdup_or_null(before),
		.after = xstrdup(after),
	};
}

void editing_expected_done(struct editing_expected *expected)
{
	free(expected->ordinary);
	free(expected->rescue);
}

/* The same words, however many blanks are between them. */
static bool have_same_words(const char *left, const char *right)
{
	for (;;) {
		left += strspn(left, BLANKS);
		right += strspn(right, BLANKS);
		while (*left && *left == *right && !strchr(BLANKS, *left)) {
			left++;
			right++;
		}
		if (!*left && !*right)
			return true;
		if ((*left && !strchr(BLANKS, *left)) || (*right && !strchr(BLANKS, *right)))
			return false;
	}
}

static bool is_as_expected(const struct editing_lines *lines,
			   const struct editing_expected *expected)
{
	return !lines->ordinary->uncertain &&
	       have_same_words(bootline_text(lines->ordinary), expected->ordinary) &&
	       (!expected->rescue ||
		have_same_words(bootline_text(lines->rescue), expected->rescue));
}

/* Lays a text over the file, and keeps it when the lines are as expected then. */
static int try_text(struct editing *editing, const char *path, const char *before,
		    const char *after, const struct editing_expected *expected, bool *ret_fits)
{
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	const struct edit *edit = find_edit(editing->edits, path);
	int code;

	root_lay_over(editing->root, path, after);
	code = editing_read_lines(editing, &lines);
	if (code < 0)
		return code;
	*ret_fits = is_as_expected(&lines, expected);
	if (*ret_fits)
		editing_keep(editing, path, before, after);
	else
		root_lay_over(editing->root, path, edit ? edit->after : NULL);
	return 0;
}

int editing_try(struct editing *editing, const char *before, const struct editing_patch *patch,
		const struct editing_expected *expected, bool *ret_fits)
{
	CLEANUP(cleanup_free)
	char *after = xasprintf("%.*s%s%s%s%s", (int)patch->offset, before, patch->open,
				patch->text, patch->close, before + patch->offset + patch->length);

	return try_text(editing, patch->path, before, after, expected, ret_fits);
}
