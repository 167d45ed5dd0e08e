/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: files of kernel arguments for entries yet to be made: a line of text, or bootc's TOML. */
#include "bootloader/bootreaders.h"

#include "input/dropins.h"
#include "util/cleanup.h"

#include <errno.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)
#define BOOTC_DIRECTORY "usr/lib/bootc/kargs.d"

int kernelargs_parse(const char *text, const char *path, enum bootentry_kind kind,
		     struct bootentries *entries, struct error *err)
{
	struct bootentry entry;

	bootentry_init(&entry, kind, path, path, 1);
	for (unsigned number = 1; *text; number++) {
		size_t length = strcspn(text, "\n");
		bool comment = *text == '#' && kind != BOOTENTRY_RUNNING;

		if (!comment && entry.line.bytes)
			bootline_append(&entry.line, " ", 1, path, number);
		if (!comment)
			bootline_append(&entry.line, text, length, path, number);
		text += length + (text[length] == '\n');
	}
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

int kernelargs_read(const struct root *root, struct bootentries *entries, struct error *err)
{
	int code = read_kernel_cmdline(root, "etc/kernel/cmdline", BOOTENTRY_KERNEL_CMDLINE,
				       entries, err);

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
	(void)err;
	if (text)
		kernelargs_parse_bootc(text, path, context);
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
	int code;

	bootentry_init(&entry, BOOTENTRY_BOOTC, BOOTC_DIRECTORY, BOOTC_DIRECTORY, 1);
	code = dropins_read(root, &dropins, take_bootc_file, &entry.line, err);
	if (code == 0)
		return bootentries_add(entries, &entry, err);
	bootentry_done(&entry);
	return code == -ENOENT ? 0 : code;
}
