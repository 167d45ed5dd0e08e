/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What boot entries had before grubby changed them. */
#define _GNU_SOURCE
#include "change/entryundo.h"

#include "base/cleanup.h"
#include "base/textstream.h"
#include "change/rewrite.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)
#define HEAD "# What the boot entries had before; 'aubacklog grub --undo' reads it.\n"

void entryundo_done(struct entryundo *undo)
{
	for (size_t i = 0; i < undo->n_commands; i++)
		command_done(&undo->commands[i]);
	free(undo->commands);
	*undo = (struct entryundo){ 0 };
}

static int part_length(const struct cmdline_place *place)
{
	return place->count ? (int)place->length : 0;
}

/* The two words of an entry that decide. */
static char *words_of(const struct bootconfig_place *place)
{
	const struct cmdline_place *audit = &place->cmdline.audit_place;
	const struct cmdline_place *limit = &place->cmdline.limit_place;
	const char *text = bootline_text(&place->entry.line);
	char *words;

	return asprintf(&words, "%.*s%s%.*s", part_length(audit), text + audit->offset,
			audit->count && limit->count ? " " : "", part_length(limit),
			text + limit->offset) < 0
		       ? NULL
		       : words;
}

/* The kernel of an entry as grubby knows it: the file of "linux" in /boot. */
static int kernel_of(const struct root *root, const struct bootentry *entry, char **ret_kernel,
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
		return asprintf(ret_kernel, "/boot/%.*s", (int)(value + bytes - name), name) < 0
			       ? error_memory(err, "note the entries")
			       : 0;
	}
	return error_set(err, -EINVAL, "cannot tell the kernel of '%s'", entry->path);
}

static int all_alike(const struct bootconfig *config, bool *ret_alike)
{
	CLEANUP(cleanup_free) char *first = NULL;

	*ret_alike = true;
	for (size_t i = 0; i < config->entries.count && *ret_alike; i++) {
		CLEANUP(cleanup_free) char *words = words_of(&config->entries.list[i]);

		if (!words)
			return -ENOMEM;
		if (!first) {
			first = words;
			words = NULL;
			continue;
		}
		*ret_alike = strcmp(first, words) == 0;
	}
	return 0;
}

static int print_entries(FILE *out, const struct root *root, const struct bootconfig *config,
			 struct error *err)
{
	bool alike;
	int code = all_alike(config, &alike) < 0 ? error_memory(err, "note the entries") : 0;

	for (size_t i = 0; i < config->entries.count && code == 0; i++) {
		const struct bootconfig_place *place = &config->entries.list[i];
		CLEANUP(cleanup_free) char *words = words_of(place);
		CLEANUP(cleanup_free) char *kernel = NULL;

		if (!words)
			return error_memory(err, "note the entries");
		if (!alike && place->entry.kind == BOOTENTRY_BLS)
			code = kernel_of(root, &place->entry, &kernel, err);
		if (code == 0 && (alike ? i == 0 : kernel != NULL))
			fprintf(out, "was %s %s\n", alike ? "ALL" : kernel, words);
	}
	return code;
}

/* The lines "was" of a note that is there. */
static void print_old(FILE *out, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (strncmp(text, "was ", 4) == 0)
			fprintf(out, "%.*s\n", (int)length, text);
		text += length + (text[length] == '\n');
	}
}

int entryundo_note(const struct root *root, const struct bootconfig *config, const char *arguments,
		   struct error *err)
{
	CLEANUP(cleanup_free) char *old = NULL;
	CLEANUP(cleanup_free) char *text = NULL;
	FILE *out;
	struct textstream *stream;
	int code = root_read(root, ENTRYUNDO_FILE, TEXT_BYTES_MAX, &old, NULL, err);

	if (code < 0 && code != -ENOENT)
		return code;
	stream = textstream_open(&out);
	fprintf(out, HEAD "set %s\n", arguments);
	code = 0;
	if (old)
		print_old(out, old);
	else
		code = print_entries(out, root, config, err);
	text = textstream_close(stream);
	return code == 0 ? rewrite_file(root, ENTRYUNDO_FILE, old, text, false, err) : code;
}

/* A note as it is read: the words given to all entries, and per kernel its name and its words. */
struct note {
	struct command set;
	struct command *was; /* of which the first word is the kernel, or ALL */
	size_t n_was;
};

static void note_done(struct note *note)
{
	command_done(&note->set);
	for (size_t i = 0; i < note->n_was; i++)
		command_done(&note->was[i]);
	free(note->was);
}

static int take_line(struct note *note, const char *text, size_t bytes)
{
	CLEANUP(cleanup_free) char *line = strndup(text, bytes);
	struct command *grown;

	if (!line)
		return -ENOMEM;
	line[strcspn(line, "\n")] = '\0';
	while (bytes && line[bytes - 1] == ' ')
		line[--bytes] = '\0';
	if (strncmp(line, "set ", 4) == 0)
		return note->set.count ? -EINVAL : command_split(&note->set, line + 4);
	if (strncmp(line, "was ", 4) != 0)
		return *line && *line != '#' ? -EINVAL : 0;
	grown = reallocarray(note->was, note->n_was + 1, sizeof(*note->was));
	if (!grown)
		return -ENOMEM;
	note->was = grown;
	grown[note->n_was] = (struct command){ 0 };
	return command_split(&grown[note->n_was++], line + 4);
}

/* A word that was given, and that all entries had before, stays where it is. */
static bool stays(const struct note *note, const char *word)
{
	if (!command_has(&note->set, word))
		return false;
	for (size_t i = 0; i < note->n_was; i++)
		if (!command_has(&note->was[i], word))
			return false;
	return note->n_was > 0;
}

/* Adds a command with the words that do not stay; none when there is no such word. */
static int add_command(struct entryundo *undo, const struct note *note, const char *kernel,
		       const char *option, char *const *words, size_t count)
{
	CLEANUP(cleanup_free) char *update = NULL;
	char *text;
	CLEANUP(cleanup_free) char *change = NULL;
	size_t listed = 0;
	struct command *grown, *command;
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	fputs(option, out);
	for (size_t i = 0; i < count; i++)
		if (!stays(note, words[i]))
			fprintf(out, "%s%s", listed++ ? " " : "", words[i]);
	change = textstream_close(stream);
	if (!listed)
		return 0;
	if (asprintf(&text, "--update-kernel=%s", kernel) < 0)
		return -ENOMEM;
	update = text;
	grown = reallocarray(undo->commands, undo->n_commands + 1, sizeof(*undo->commands));
	if (!grown)
		return -ENOMEM;
	undo->commands = grown;
	command = &grown[undo->n_commands++];
	*command = (struct command){ 0 };
	if (command_add(command, "grubby") < 0 || command_add(command, update) < 0)
		return -ENOMEM;
	return command_add(command, change);
}

/* What was given is taken out of all, then each gets back what it had. */
static int make_commands(const struct note *note, struct entryundo *undo)
{
	int code =
		add_command(undo, note, "ALL", "--remove-args=", note->set.words, note->set.count);

	for (size_t i = 0; i < note->n_was && code == 0; i++)
		code = add_command(undo, note, note->was[i].words[0],
				   "--args=", note->was[i].words + 1, note->was[i].count - 1);
	return code;
}

int entryundo_read(const struct root *root, struct entryundo *ret_undo, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(note_done) struct note note = { 0 };
	CLEANUP(entryundo_done) struct entryundo undo = { 0 };
	int code = root_read(root, ENTRYUNDO_FILE, TEXT_BYTES_MAX, &text, NULL, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	for (const char *at = text; *at && code == 0;) {
		size_t length = strcspn(at, "\n");

		code = take_line(&note, at, length);
		at += length + (at[length] == '\n');
	}
	if (code == 0)
		code = make_commands(&note, &undo);
	if (code < 0)
		return error_set(err, code, "cannot read '%s': %s", ENTRYUNDO_FILE,
				 strerror(-code));
	undo.noted = true;
	*ret_undo = undo;
	undo = (struct entryundo){ 0 };
	return 0;
}
