/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A change of settings files in the making: each new text is tried, and read back, before it is
 * kept. */
#ifndef AUBACKLOG_EDITING_H
#define AUBACKLOG_EDITING_H

#include "bootloader/bootentry.h"
#include "change/edits.h"
#include "evidence/cmdline.h"
#include "input/root.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct editing {
	struct root *root;
	const struct edits_source *source;
	uint64_t limit;
	struct edits *edits;
	struct error *err;
};

/* Sets the reason why nothing is changed, unless there is one. */
void editing_refuse(struct editing *editing, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The line of ordinary entries and that of rescue entries; empty where there is none. */
struct editing_lines {
	struct bootentries entries;
	struct bootline none;
	const struct bootline *ordinary, *rescue;
};

void editing_lines_done(struct editing_lines *lines);

/* Reads the lines as the changes so far make them. Takes: zeroed lines. Gives: 0 or -errno. */
int editing_read_lines(const struct editing *editing, struct editing_lines *lines);

/* The same, and parses the ordinary line. */
int editing_read_cmdline(const struct editing *editing, struct editing_lines *lines,
			 struct cmdline *ret_cmdline);

/* The text of the file as the changes so far make it, which the caller frees; "" for none. Gives:
 * 0 or -errno. */
int editing_read_text(const struct editing *editing, const char *path, char **ret_text,
		      bool *ret_exists);

/* Keeps a change; the first text of a file is the one that it had. Takes: before NULL for a new
 * file. */
void editing_keep(struct editing *editing, const char *path, const char *before, const char *after);

/* Both lines as they are to be after a change. */
struct editing_expected {
	char *ordinary, *rescue; /* rescue: NULL when it may become anything */
};

void editing_expected_done(struct editing_expected *expected);

/* Part of a text that gives way to another. */
struct editing_patch {
	const char *path;
	size_t offset, length;
	const char *open, *text, *close; /* put together */
};

/*
 * Lays a patched text over the file and reads the lines back; keeps the text when they are as
 * expected, otherwise takes it away. Gives: 0 and whether they were, or -errno.
 */
int editing_try(struct editing *editing, const char *before, const struct editing_patch *patch,
		const struct editing_expected *expected, bool *ret_fits);

#endif
