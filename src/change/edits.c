/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The smallest changes to settings files. */
#define _GNU_SOURCE
#include "change/edits.h"

#include "base/cleanup.h"
#include "change/additions.h"
#include "change/editing.h"
#include "bootloader/arguments.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define REPLACED_MAX 32 /* words; more than that is nothing that a person wrote */

void edits_done(struct edits *edits)
{
	for (size_t i = 0; i < edits->count; i++) {
		free(edits->list[i].path);
		free(edits->list[i].before);
		free(edits->list[i].after);
	}
	free(edits->list);
	free(edits->refusal);
	*edits = (struct edits){ 0 };
}

bool edits_is_own(const char *path)
{
	return strcmp(path, EDITS_GRUB_DROP_IN) == 0 || strcmp(path, EDITS_BOOTC_DROP_IN) == 0;
}

/* A line of a text by its number, from 1. */
static const char *line_at(const char *text, unsigned number)
{
	while (--number && *text) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return text;
}

/* The word at a place of a line, and the line with another in its place. */
static int expect_replaced(const struct bootline *line, const struct cmdline_place *place,
			   const char *word, char **ret_line)
{
	return asprintf(ret_line, "%.*s%s%s", (int)place->offset, bootline_text(line), word,
			bootline_text(line) + place->offset + place->length) < 0
		       ? (*ret_line = NULL, -ENOMEM)
		       : 0;
}

/* Puts a word in the place of each occurrence of another in a line of a file, until one fits. */
static int try_line(struct editing *editing, const struct bootline_piece *piece, const char *old,
		    const char *word, const struct editing_expected *expected, bool *ret_fits)
{
	struct editing_patch patch = {
		.path = piece->path, .length = strlen(old), .open = "", .text = word, .close = ""
	};
	CLEANUP(cleanup_free) char *text = NULL;
	const char *at, *end;
	bool exists;
	int code = editing_read_text(editing, piece->path, &text, &exists);

	if (code < 0)
		return code;
	at = line_at(text, piece->number);
	end = at + strcspn(at, "\n");
	while (code == 0 && !*ret_fits && (at = strstr(at, old)) && at < end) {
		patch.offset = (size_t)(at - text);
		code = editing_try(editing, text, &patch, expected, ret_fits);
		at++;
	}
	return code;
}

/*
 * Puts a word in the place of one that decides. Where the same word stands more than once in its
 * line of the file, in a comment perhaps, the one is taken that makes the difference.
 */
static int replace(struct editing *editing, const struct bootline *line,
		   const struct cmdline_place *place, const char *word, bool *ret_done)
{
	CLEANUP(editing_expected_done) struct editing_expected expected = { 0 };
	CLEANUP(cleanup_free)
	char *old = strndup(bootline_text(line) + place->offset, place->length);
	const struct bootline_piece *piece = bootline_place(line, place->offset);
	int code = -ENOMEM;

	*ret_done = false;
	if (old && piece)
		code = expect_replaced(line, place, word, &expected.ordinary);
	if (code < 0)
		return error_memory(editing->err, "change settings");
	code = try_line(editing, piece, old, word, &expected, ret_done);
	if (code == 0 && !*ret_done)
		code = editing_refuse(editing,
				      "'%s' in %s:%u stands there in a way that is not read for "
				      "certain: change it by hand",
				      old, piece->path, piece->number);
	return code;
}

/* The vendor's file is not changed; etc/kernel/cmdline can take its place, with more words. */
static int refuse_vendor(struct editing *editing, const struct cmdline *cmdline)
{
	if ((!cmdline->audit_place.count || arguments_audit_met(cmdline)) &&
	    (!cmdline->limit_place.count || arguments_limit_met(cmdline, editing->limit)))
		return 0;
	return editing_refuse(editing,
			      "usr/lib/kernel/cmdline, which is the vendor's, has one of the "
			      "arguments: write etc/kernel/cmdline in its place");
}

/* One word that does not do; false in ret_more when there is none, or no way to change it. */
static int replace_one(struct editing *editing, bool *ret_more)
{
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	struct cmdline cmdline;
	char word[64];
	int code = editing_read_cmdline(editing, &lines, &cmdline);

	*ret_more = false;
	if (code < 0)
		return code;
	if (lines.ordinary->uncertain)
		return editing_refuse(editing, "%s", lines.ordinary->uncertain);
	if (editing->source->kind == BOOTENTRY_VENDOR_CMDLINE)
		return refuse_vendor(editing, &cmdline);
	if (cmdline.audit_place.count && !arguments_audit_met(&cmdline))
		return replace(editing, lines.ordinary, &cmdline.audit_place, "audit=1", ret_more);
	if (!cmdline.limit_place.count || arguments_limit_met(&cmdline, editing->limit))
		return 0;
	(void)snprintf(word, sizeof(word), "audit_backlog_limit=%" PRIu64, editing->limit);
	return replace(editing, lines.ordinary, &cmdline.limit_place, word, ret_more);
}

static int replace_all(struct editing *editing)
{
	bool more = true;
	int code = 0;

	for (unsigned i = 0; more && code == 0; i++) {
		if (i == REPLACED_MAX)
			return editing_refuse(editing, "the arguments stand there too often");
		code = replace_one(editing, &more);
	}
	return code;
}

/* Behind "--" the kernel leaves words to init: what was added there has no effect. */
static int check_result(struct editing *editing)
{
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	struct cmdline cmdline;
	int code = editing_read_cmdline(editing, &lines, &cmdline);

	if (code < 0 || editing->source->kind == BOOTENTRY_VENDOR_CMDLINE)
		return code;
	if (arguments_met(&cmdline, editing->limit))
		return 0;
	return editing_refuse(editing,
			      "%s: what is added has no effect, behind '--' perhaps: change it by "
			      "hand",
			      lines.ordinary->n_pieces ? lines.ordinary->pieces[0].path
						       : "the command line");
}

int edits_make(struct root *root, const struct edits_source *source, uint64_t limit,
	       struct edits *edits, struct error *err)
{
	struct editing editing = {
		.root = root, .source = source, .limit = limit, .edits = edits, .err = err
	};
	int code = replace_all(&editing);

	if (code == 0 && !edits->refusal)
		code = additions_make(&editing);
	return code == 0 && !edits->refusal ? check_result(&editing) : code;
}
