/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The smallest changes to settings files. */
#include "change/edits.h"

#include "bootloader/arguments.h"
#include "change/additions.h"
#include "change/editing.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define REPLACED_MAX 32 /* words; no person writes more */

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
	return strcmp(path, EDITS_GRUB_DROP_IN) == 0 || strcmp(path, EDITS_BOOTC_DROP_IN) == 0 ||
	       strcmp(path, EDITS_CMDLINE_DROP_IN) == 0;
}

static bool stands_in_drop_in(const struct bootline *line, const struct cmdline_place *argument)
{
	const struct bootline_piece *piece =
		argument->count ? bootline_place(line, argument->offset) : NULL;

	return piece && strcmp(piece->path, EDITS_GRUB_DROP_IN) == 0;
}

bool edits_are_last_words(const struct bootline *line, uint64_t limit)
{
	struct cmdline cmdline;

	cmdline_parse(bootline_text(line), &cmdline);
	return line->uncertain && line->open_start && arguments_met(&cmdline, limit) &&
	       stands_in_drop_in(line, &cmdline.audit_place) &&
	       stands_in_drop_in(line, &cmdline.limit_place);
}

/* Whether the line, as far as it is known, is enough to add to it: in a drop-in behind it. */
static bool can_be_added_to(const struct editing *editing, const struct bootline *line)
{
	return !line->uncertain || (line->open_start && editing->source->drop_in &&
				    editing->source->kind == BOOTENTRY_GRUB_DEFAULTS);
}

/* A line of a text by its number, from 1. */
static const char *find_line(const char *text, unsigned number)
{
	while (--number && *text) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return text;
}

/* Puts a word in the place of each occurrence of another in a line of a file, until one fits. */
static int try_line_of_file(struct editing *editing, const struct bootline_piece *piece,
			    const char *old, const char *word,
			    const struct editing_expected *expected, bool *ret_fits)
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
	at = find_line(text, piece->number);
	end = at + strcspn(at, "\n");
	while (code == 0 && !*ret_fits && (at = strstr(at, old)) && at < end) {
		patch.offset = (size_t)(at - text);
		code = editing_try(editing, text, &patch, expected, ret_fits);
		at++;
	}
	return code;
}

/*
 * Puts a word in the place of the one that takes effect. Where the same word stands more than once
 * in its line of the file, in a comment perhaps, the one that makes the difference is replaced.
 */
static int replace_word(struct editing *editing, const struct bootline *line,
			const struct cmdline_place *place, const char *word, bool *ret_done)
{
	const char *text = bootline_text(line);
	const struct bootline_piece *piece = bootline_place(line, place->offset);
	CLEANUP(cleanup_free) char *old = xstrndup(text + place->offset, place->length);
	CLEANUP(editing_expected_done)
	struct editing_expected expected = {
		.ordinary = xasprintf("%.*s%s%s", (int)place->offset, text, word,
				      text + place->offset + place->length),
	};
	int code;

	*ret_done = false;
	code = try_line_of_file(editing, piece, old, word, &expected, ret_done);
	if (code == 0 && !*ret_done)
		editing_refuse(editing,
			       "'%s' in %s:%u stands there in a way that is not read for "
			       "certain: change it by hand",
			       old, piece->path, piece->number);
	return code;
}

/* The vendor's file is not changed; etc/kernel/cmdline can take its place, with more words. */
static void check_vendor(struct editing *editing, const struct cmdline *cmdline)
{
	if ((cmdline->audit_place.count && !arguments_audit_met(cmdline)) ||
	    (cmdline->limit_place.count && !arguments_limit_met(cmdline, editing->limit)))
		editing_refuse(editing,
			       "usr/lib/kernel/cmdline, which is the vendor's, has one of the "
			       "arguments: write etc/kernel/cmdline in its place");
}

/* Replaces one argument that does not do. Gives in ret_more whether it did. */
static int replace_one_word(struct editing *editing, bool *ret_more)
{
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	struct cmdline cmdline;
	char word[64];
	int code = editing_read_cmdline(editing, &lines, &cmdline);

	*ret_more = false;
	if (code < 0)
		return code;
	if (!can_be_added_to(editing, lines.ordinary))
		editing_refuse(editing, "%s", lines.ordinary->uncertain);
	else if (lines.ordinary->uncertain)
		return 0;
	else if (editing->source->kind == BOOTENTRY_VENDOR_CMDLINE)
		check_vendor(editing, &cmdline);
	else if (cmdline.audit_place.count && !arguments_audit_met(&cmdline))
		return replace_word(editing, lines.ordinary, &cmdline.audit_place, "audit=1",
				    ret_more);
	else if (cmdline.limit_place.count && !arguments_limit_met(&cmdline, editing->limit)) {
		(void)snprintf(word, sizeof(word), "audit_backlog_limit=%" PRIu64, editing->limit);
		return replace_word(editing, lines.ordinary, &cmdline.limit_place, word, ret_more);
	}
	return 0;
}

static int replace_words(struct editing *editing)
{
	bool more = true;
	int code = 0;

	for (unsigned i = 0; more && code == 0; i++) {
		if (i == REPLACED_MAX) {
			editing_refuse(editing, "the arguments stand there too often");
			break;
		}
		code = replace_one_word(editing, &more);
	}
	return code;
}

/* The kernel leaves the words after "--" to init: an argument that was added there has no effect.
 */
static int check_edits(struct editing *editing)
{
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	struct cmdline cmdline;
	int code = editing_read_cmdline(editing, &lines, &cmdline);

	if (code == 0 && editing->source->kind != BOOTENTRY_VENDOR_CMDLINE &&
	    !arguments_met(&cmdline, editing->limit))
		editing_refuse(
			editing,
			"%s: what is added has no effect, behind '--' perhaps: change it by hand",
			lines.ordinary->n_pieces ? lines.ordinary->pieces[0].path
						 : "the command line");
	return code;
}

int edits_make(struct root *root, const struct edits_source *source, uint64_t limit,
	       struct edits *edits, struct error *err)
{
	struct editing editing = {
		.root = root, .source = source, .limit = limit, .edits = edits, .err = err
	};
	int code = replace_words(&editing);

	if (code == 0 && !edits->refusal)
		code = additions_make(&editing);
	return code == 0 && !edits->refusal ? check_edits(&editing) : code;
}
