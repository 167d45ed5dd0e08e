/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the kernel arguments that a bootc image brings along. */
#define _GNU_SOURCE
#include "bootloader/bootckargs.h"

#include "base/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)
#define DIRECTORY "usr/lib/bootc/kargs.d"

struct parser {
	const char *at;
	const char *path;
	unsigned number;
	struct bootline *line;
};

static void skip_blanks(struct parser *parser)
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

static int doubt(struct parser *parser, const char *what)
{
	parser->at += strlen(parser->at);
	return bootline_doubt(parser->line, "%s line %u: %s", parser->path, parser->number, what);
}

/* A string in either kind of quotes. Escapes other than of a quote and a backslash are left alone.
 */
static int take_string(struct parser *parser, bool keep)
{
	char quote = *parser->at++;
	int code = 0;

	if (keep && parser->line->bytes)
		code = bootline_append(parser->line, " ", 1, parser->path, parser->number);
	for (; code == 0 && *parser->at && *parser->at != quote && *parser->at != '\n';
	     parser->at++) {
		if (quote == '"' && *parser->at == '\\' && strchr("\"\\", parser->at[1]) &&
		    parser->at[1])
			parser->at++;
		if (keep)
			code = bootline_append(parser->line, parser->at, 1, parser->path,
					       parser->number);
	}
	if (code == 0 && *parser->at != quote)
		return doubt(parser, "a string without its end");
	parser->at++;
	return code;
}

static int take_array(struct parser *parser, bool keep)
{
	int code = 0;

	for (parser->at++; code == 0;) {
		skip_blanks(parser);
		if (*parser->at == ']') {
			parser->at++;
			return 0;
		}
		if (*parser->at == ',')
			parser->at++;
		else if (*parser->at == '"' || *parser->at == '\'')
			code = take_string(parser, keep);
		else
			return doubt(parser, "not an array of strings");
	}
	return code;
}

static int take_key(struct parser *parser)
{
	const char *key = parser->at;
	size_t bytes = strcspn(key, " \t\r\n=");
	bool kargs = bytes == 5 && strncmp(key, "kargs", 5) == 0;
	int code = 0;

	parser->at += bytes;
	skip_blanks(parser);
	if (*parser->at != '=')
		return doubt(parser, "not a key with a value");
	parser->at++;
	skip_blanks(parser);
	if (!kargs && strstr(key, "audit"))
		code = bootline_doubt(parser->line, "%s line %u: '%.*s' is not decided here",
				      parser->path, parser->number, (int)bytes, key);
	if (code < 0)
		return code;
	return *parser->at == '[' ? take_array(parser, kargs)
				  : doubt(parser, "not an array of strings");
}

int bootckargs_parse(const char *text, const char *path, struct bootline *line)
{
	struct parser parser = { .at = text, .path = path, .number = 1, .line = line };
	bool limited = strstr(text, "match-architectures") && strstr(text, "audit");
	int code = limited ? bootline_doubt(line, "%s: for some architectures only", path) : 0;

	for (skip_blanks(&parser); code == 0 && *parser.at; skip_blanks(&parser))
		code = take_key(&parser);
	return code;
}

static int read_one(const struct root *root, const char *name, struct bootline *line,
		    struct error *err)
{
	CLEANUP(cleanup_free) char *path = NULL;
	CLEANUP(cleanup_free) char *text = NULL;
	size_t length = strlen(name);
	int code;

	if (length < 6 || strcmp(name + length - 5, ".toml") != 0)
		return 0;
	if (asprintf(&path, DIRECTORY "/%s", name) < 0)
		return error_memory(err, "read kernel arguments");
	code = root_read(root, path, TEXT_BYTES_MAX, &text, NULL, err);
	if (code < 0)
		return code == -ENOENT ? 0 : code;
	return bootckargs_parse(text, path, line) < 0 ? error_memory(err, "read kernel arguments")
						      : 0;
}

int bootckargs_read(const struct root *root, struct bootentries *entries, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	struct bootentry entry;
	int code = root_list(root, DIRECTORY, &names, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	if (bootentry_init(&entry, BOOTENTRY_BOOTC, DIRECTORY, strlen(DIRECTORY), DIRECTORY, 1) < 0)
		return error_memory(err, "read kernel arguments");
	for (size_t i = 0; i < names.count && code == 0; i++)
		code = read_one(root, names.names[i], &entry.line, err);
	if (code < 0) {
		bootentry_done(&entry);
		return code;
	}
	return bootentries_add(entries, &entry) < 0 ? error_memory(err, "read kernel arguments")
						    : 0;
}
