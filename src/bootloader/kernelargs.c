/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: files of kernel arguments for entries yet to be made: a line of text, or bootc's TOML. */
#include "bootloader/bootreaders.h"

#include "input/dropins.h"
#include "util/cleanup.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)
#define BOOTC_DIRECTORY "usr/lib/bootc/kargs.d"
#define CMDLINE_DIRECTORY "etc/cmdline.d"
#define KERNELSTUB_FILE "etc/kernelstub/configuration"

/* Appends the lines of a text, without those of comments. */
static void append_lines(const char *text, const char *path, bool comments, struct bootline *line)
{
	for (unsigned number = 1; *text; number++) {
		size_t length = strcspn(text, "\n");
		bool comment = comments && *text == '#';

		if (!comment && line->bytes)
			bootline_append(line, " ", 1, path, number);
		if (!comment)
			bootline_append(line, text, length, path, number);
		text += length + (text[length] == '\n');
	}
}

int kernelargs_parse(const char *text, const char *path, enum bootentry_kind kind,
		     struct bootentries *entries, struct error *err)
{
	struct bootentry entry;

	bootentry_init(&entry, kind, path, path, 1);
	append_lines(text, path, kind != BOOTENTRY_RUNNING, &entry.line);
	return bootentries_add(entries, &entry, err);
}

static int read_kernel_cmdline(const struct root *root, const char *path, enum bootentry_kind kind,
			       struct bootentries *entries, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, path, TEXT_BYTES_MAX, &text, NULL, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	return kernelargs_parse(text, path, kind, entries, err);
}

struct cmdline_pieces {
	struct bootline *line;
	bool found;
};

static int take_cmdline_piece(void *context, const char *path, const char *text, struct error *err)
{
	struct cmdline_pieces *pieces = context;

	(void)err;
	if (text)
		append_lines(text, path, true, pieces->line);
	pieces->found |= text != NULL;
	return 0;
}

/* mkinitcpio's folder, which it reads where etc/kernel/cmdline is not there. */
static int read_cmdline_pieces(const struct root *root, struct bootentries *entries,
			       struct error *err)
{
	static const struct dropins dropins = {
		.folder = CMDLINE_DIRECTORY,
		.suffix = ".conf",
		.files_max = BOOTREADERS_DROPINS_MAX,
		.bytes_max = BOOTREADERS_DROPINS_BYTES_MAX,
	};
	struct bootentry entry;
	struct cmdline_pieces pieces = { .line = &entry.line };
	int code;

	bootentry_init(&entry, BOOTENTRY_KERNEL_CMDLINE, CMDLINE_DIRECTORY, CMDLINE_DIRECTORY, 1);
	code = dropins_read(root, &dropins, take_cmdline_piece, &pieces, err);
	if (code == 0 && pieces.found)
		return bootentries_add(entries, &entry, err);
	bootentry_done(&entry);
	return code == -ENOENT ? 0 : code;
}

/* The strings of a JSON array; anything else in it leaves the line uncertain. */
static void append_options(const json_t *options, struct bootline *line)
{
	const json_t *option;
	size_t i;

	json_array_foreach(options, i, option)
	{
		const char *word = json_string_value(option);

		if (line->bytes)
			bootline_append(line, " ", 1, KERNELSTUB_FILE, 1);
		if (word)
			bootline_append(line, word, strlen(word), KERNELSTUB_FILE, 1);
		else
			bootline_mark_uncertain(line,
						KERNELSTUB_FILE ": an option that is not a text");
	}
}

/* Takes the user's options, or the default ones where the user has none of his own. */
static void parse_kernelstub(const char *text, struct bootline *line)
{
	json_t *file = json_loads(text, 0, NULL);
	const json_t *options = json_object_get(json_object_get(file, "user"), "kernel_options");

	if (!json_is_array(options))
		options = json_object_get(json_object_get(file, "default"), "kernel_options");
	if (json_is_array(options))
		append_options(options, line);
	else
		bootline_mark_uncertain(line, KERNELSTUB_FILE ": no list of kernel_options");
	json_decref(file);
}

int kernelargs_read_kernelstub(const struct root *root, struct bootentries *entries,
			       struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	struct bootentry entry;
	int code = root_read(root, KERNELSTUB_FILE, TEXT_BYTES_MAX, &text, NULL, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	bootentry_init(&entry, BOOTENTRY_KERNELSTUB, KERNELSTUB_FILE, KERNELSTUB_FILE, 1);
	parse_kernelstub(text, &entry.line);
	return bootentries_add(entries, &entry, err);
}

int kernelargs_read(const struct root *root, struct bootentries *entries, struct error *err)
{
	size_t before = entries->count;
	int code = read_kernel_cmdline(root, "etc/kernel/cmdline", BOOTENTRY_KERNEL_CMDLINE,
				       entries, err);

	if (code == 0 && entries->count == before)
		code = read_cmdline_pieces(root, entries, err);

	return code < 0 ? code
			: read_kernel_cmdline(root, "usr/lib/kernel/cmdline",
					      BOOTENTRY_VENDOR_CMDLINE, entries, err);
}

struct toml_parser {
	const char *at;
	const char *path;
	unsigned number;
	struct bootline *line;
};

static void skip_toml_blanks(struct toml_parser *parser)
{
	for (;;) {
		parser->at += strspn(parser->at, " \t\r");
		if (*parser->at == '#')
			parser->at += strcspn(parser->at, "\n");
		if (*parser->at != '\n')
			return;
		parser->number++;
		parser->at++;
	}
}

/* Says why the file is not understood, and reads no more of it. */
static void give_up_toml(struct toml_parser *parser, const char *reason)
{
	parser->at += strlen(parser->at);
	bootline_mark_uncertain(parser->line, "%s line %u: %s", parser->path, parser->number,
				reason);
}

/* A string in either kind of quotes. Escapes other than of a quote and a backslash are left alone.
 */
static void take_toml_string(struct toml_parser *parser, bool keep)
{
	char quote = *parser->at++;

	if (keep && parser->line->bytes)
		bootline_append(parser->line, " ", 1, parser->path, parser->number);
	for (; *parser->at && *parser->at != quote && *parser->at != '\n'; parser->at++) {
		if (quote == '"' && *parser->at == '\\' && strchr("\"\\", parser->at[1]) &&
		    parser->at[1])
			parser->at++;
		if (keep)
			bootline_append(parser->line, parser->at, 1, parser->path, parser->number);
	}
	if (*parser->at == quote)
		parser->at++;
	else
		give_up_toml(parser, "a string without its end");
}

static void take_toml_array(struct toml_parser *parser, bool keep)
{
	for (parser->at++, skip_toml_blanks(parser); *parser->at != ']'; skip_toml_blanks(parser)) {
		if (*parser->at == ',') {
			parser->at++;
		} else if (*parser->at == '"' || *parser->at == '\'') {
			take_toml_string(parser, keep);
		} else {
			give_up_toml(parser, "not an array of strings");
			return;
		}
	}
	parser->at++;
}

static void take_toml_key(struct toml_parser *parser)
{
	const char *key = parser->at;
	size_t bytes = strcspn(key, " \t\r\n=");
	bool kargs = bytes == 5 && strncmp(key, "kargs", 5) == 0;

	parser->at += bytes;
	skip_toml_blanks(parser);
	if (*parser->at != '=') {
		give_up_toml(parser, "not a key with a value");
		return;
	}
	parser->at++;
	skip_toml_blanks(parser);
	if (!kargs && strstr(key, "audit"))
		bootline_mark_uncertain(parser->line, "%s line %u: '%.*s' is not decided here",
					parser->path, parser->number, (int)bytes, key);
	if (*parser->at == '[')
		take_toml_array(parser, kargs);
	else
		give_up_toml(parser, "not an array of strings");
}

void kernelargs_parse_bootc(const char *text, const char *path, struct bootline *line)
{
	struct toml_parser parser = { .at = text, .path = path, .number = 1, .line = line };

	if (strstr(text, "match-architectures") && strstr(text, "audit"))
		bootline_mark_uncertain(line, "%s: for some architectures only", path);
	for (skip_toml_blanks(&parser); *parser.at; skip_toml_blanks(&parser))
		take_toml_key(&parser);
}

static int take_bootc_file(void *context, const char *path, const char *text, struct error *err)
{
	struct cmdline_pieces *pieces = context;

	(void)err;
	if (text)
		kernelargs_parse_bootc(text, path, pieces->line);
	pieces->found |= text != NULL;
	return 0;
}

int kernelargs_read_bootc(const struct root *root, struct bootentries *entries, struct error *err)
{
	static const struct dropins dropins = {
		.folder = BOOTC_DIRECTORY,
		.suffix = ".toml",
		.hidden = true,
		.files_max = BOOTREADERS_DROPINS_MAX,
		.bytes_max = BOOTREADERS_DROPINS_BYTES_MAX,
	};
	struct bootentry entry;
	struct cmdline_pieces pieces = { .line = &entry.line };
	int code;

	bootentry_init(&entry, BOOTENTRY_BOOTC, BOOTC_DIRECTORY, BOOTC_DIRECTORY, 1);
	code = dropins_read(root, &dropins, take_bootc_file, &pieces, err);
	if (code == 0 && pieces.found)
		return bootentries_add(entries, &entry, err);
	bootentry_done(&entry);
	return code == -ENOENT ? 0 : code;
}
