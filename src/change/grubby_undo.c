/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arguments that boot entries had before grubby changed them. */
#define _GNU_SOURCE
#include "change/grubby_undo.h"

#include "change/rewrite.h"
#include "util/cleanup.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)
#define HEAD "# What the boot entries had before; 'aubacklog grub --undo' reads it.\n"

void grubby_undo_done(struct grubby_undo *undo)
{
	for (size_t i = 0; i < undo->n_commands; i++)
		command_done(&undo->commands[i]);
	free(undo->commands);
	*undo = (struct grubby_undo){ 0 };
}

static int effective_word_length(const struct cmdline_place *place)
{
	return place->count ? (int)place->length : 0;
}

/* The two arguments of an entry that take effect. */
static char *effective_words(const struct bootconfig_place *place)
{
	const struct cmdline_place *audit = &place->cmdline.audit_place;
	const struct cmdline_place *limit = &place->cmdline.limit_place;
	const char *text = bootline_text(&place->entry.line);

	return xasprintf("%.*s%s%.*s", effective_word_length(audit), text + audit->offset,
			 audit->count && limit->count ? " " : "", effective_word_length(limit),
			 text + limit->offset);
}

/* The kernel of an entry as grubby knows it: the file of "linux" in /boot. */
static int find_kernel(const struct root *root, const struct bootentry *entry, char **ret_kernel,
		       struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, entry->path, TEXT_BYTES_MAX, &text, NULL, err);

	if (code < 0)
		return code;
	for (const char *at = text; at && *at; at = strchr(at, '\n'), at = at ? at + 1 : NULL) {
		size_t length = strcspn(at, " \t\n");
		const char *value = at + length + strspn(at + length, " \t");
		size_t bytes = strcspn(value, " \t\n");
		const char *slash = memrchr(value, '/', bytes);
		const char *name = slash ? slash + 1 : value;

		if (length != strlen("linux") || strncmp(at, "linux", length) != 0)
			continue;
		*ret_kernel = xasprintf("/boot/%.*s", (int)(value + bytes - name), name);
		return 0;
	}
	return error_set(err, -EINVAL, "cannot tell the kernel of '%s'", entry->path);
}

static bool entries_are_alike(const struct bootconfig *config)
{
	CLEANUP(cleanup_free) char *first = NULL;

	for (size_t i = 0; i < config->entries.count; i++) {
		char *words = effective_words(&config->entries.list[i]);
		bool alike = !first || strcmp(first, words) == 0;

		free(first);
		first = words;
		if (!alike)
			return false;
	}
	return true;
}

static int print_new_note(FILE *out, const struct root *root, const struct bootconfig *config,
			  struct error *err)
{
	bool alike = entries_are_alike(config);
	int code = 0;

	for (size_t i = 0; i < config->entries.count && code == 0; i++) {
		const struct bootconfig_place *place = &config->entries.list[i];
		CLEANUP(cleanup_free) char *words = effective_words(place);
		CLEANUP(cleanup_free) char *kernel = NULL;

		if (!alike && place->entry.kind == BOOTENTRY_BLS)
			code = find_kernel(root, &place->entry, &kernel, err);
		if (code == 0 && (alike ? i == 0 : kernel != NULL))
			fprintf(out, "was %s %s\n", alike ? "ALL" : kernel, words);
	}
	return code;
}

/* The lines "was" of an older note. */
static void print_old_note(FILE *out, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (strncmp(text, "was ", 4) == 0)
			fprintf(out, "%.*s\n", (int)length, text);
		text += length + (text[length] == '\n');
	}
}

int grubby_undo_note(const struct root *root, const struct bootconfig *config,
		     const char *arguments, struct error *err)
{
	CLEANUP(cleanup_free) char *old = NULL;
	CLEANUP(cleanup_free) char *text = NULL;
	FILE *out;
	struct textstream *stream;
	int code = root_read(root, GRUBBY_UNDO_FILE, TEXT_BYTES_MAX, &old, NULL, err);

	if (code < 0 && code != -ENOENT)
		return code;
	stream = textstream_open(&out);
	fprintf(out, HEAD "set %s\n", arguments);
	code = 0;
	if (old)
		print_old_note(out, old);
	else
		code = print_new_note(out, root, config, err);
	text = textstream_close(stream);
	return code == 0 ? rewrite_file(root, GRUBBY_UNDO_FILE, old, text, false, err) : code;
}

/* A note as it is read: the words given to all entries, and per kernel its name and its words. */
struct note {
	struct command set;
	struct command *was; /* the first word of each is the kernel, or ALL */
	size_t n_was;
};

static void note_done(struct note *note)
{
	command_done(&note->set);
	for (size_t i = 0; i < note->n_was; i++)
		command_done(&note->was[i]);
	free(note->was);
}

static int take_note_line(struct note *note, const char *text, size_t bytes)
{
	CLEANUP(cleanup_free) char *line = xstrndup(text, bytes);

	while (bytes && line[bytes - 1] == ' ')
		line[--bytes] = '\0';
	if (strncmp(line, "set ", 4) == 0 && !note->set.count) {
		command_split(&note->set, line + 4);
		return 0;
	}
	if (strncmp(line, "was ", 4) != 0)
		return *line && *line != '#' ? -EINVAL : 0;
	note->was = xreallocarray(note->was, note->n_was + 1, sizeof(*note->was));
	note->was[note->n_was] = (struct command){ 0 };
	command_split(&note->was[note->n_was++], line + 4);
	return 0;
}

/* A given word stays if all entries had it before. */
static bool word_stays(const struct note *note, const char *word)
{
	if (!command_has(&note->set, word))
		return false;
	for (size_t i = 0; i < note->n_was; i++)
		if (!command_has(&note->was[i], word))
			return false;
	return note->n_was > 0;
}

/* Adds a command with the words that do not stay; none when there is no such word. */
static void add_grubby_command(struct grubby_undo *undo, const struct note *note,
			       const char *kernel, const char *option, char *const *words,
			       size_t count)
{
	CLEANUP(cleanup_free) char *update = xasprintf("--update-kernel=%s", kernel);
	CLEANUP(cleanup_free) char *change = NULL;
	struct command *command;
	size_t listed = 0;
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	fputs(option, out);
	for (size_t i = 0; i < count; i++)
		if (!word_stays(note, words[i]))
			fprintf(out, "%s%s", listed++ ? " " : "", words[i]);
	change = textstream_close(stream);
	if (!listed)
		return;
	undo->commands =
		xreallocarray(undo->commands, undo->n_commands + 1, sizeof(*undo->commands));
	command = &undo->commands[undo->n_commands++];
	*command = (struct command){ 0 };
	command_add(command, "grubby");
	command_add(command, update);
	command_add(command, change);
}

/* The given words are taken out of all entries, then each gets back those that it had. */
static void add_grubby_commands(const struct note *note, struct grubby_undo *undo)
{
	add_grubby_command(undo, note, "ALL", "--remove-args=", note->set.words, note->set.count);
	for (size_t i = 0; i < note->n_was; i++)
		add_grubby_command(undo, note, note->was[i].words[0],
				   "--args=", note->was[i].words + 1, note->was[i].count - 1);
}

int grubby_undo_read(const struct root *root, struct grubby_undo *ret_undo, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(note_done) struct note note = { 0 };
	int code = root_read(root, GRUBBY_UNDO_FILE, TEXT_BYTES_MAX, &text, NULL, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	for (const char *at = text; *at && code == 0;) {
		size_t length = strcspn(at, "\n");

		code = take_note_line(&note, at, length);
		at += length + (at[length] == '\n');
	}
	if (code < 0)
		return error_set(err, code, "cannot read '%s': %s", GRUBBY_UNDO_FILE,
				 strerror(-code));
	add_grubby_commands(&note, ret_undo);
	ret_undo->noted = true;
	return 0;
}
