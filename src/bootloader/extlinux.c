/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: extlinux.conf. */
#define _GNU_SOURCE
#include "bootloader/extlinux.h"

#include "base/cleanup.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define TEXT_BYTES_MAX (1u << 20)
#define BLANKS " \t\r"

struct parser {
	const char *path;
	unsigned number;
	struct bootentries *entries;
	struct bootentry *entry; /* the label being read; NULL before the first */
};

/* What stands behind a key of any case; NULL for another key. */
static const char *behind(const char *line, const char *key)
{
	size_t length = strlen(key);

	if (strncasecmp(line, key, length) != 0 || !strchr(BLANKS, line[length]) || !line[length])
		return NULL;
	return line + length + strspn(line + length, BLANKS);
}

static int begin(struct parser *parser, const char *label)
{
	struct bootentry entry;
	int code = bootentry_init(&entry, BOOTENTRY_EXTLINUX, label, strlen(label), parser->path,
				  parser->number);

	if (code == 0)
		code = bootentries_add(parser->entries, &entry);
	if (code == 0)
		parser->entry = &parser->entries->list[parser->entries->count - 1];
	return code;
}

static int name(struct parser *parser, const char *title)
{
	char *copy = strdup(title);

	if (!copy)
		return -ENOMEM;
	free(parser->entry->title);
	parser->entry->title = copy;
	parser->entry->rescue = bootentry_names_rescue(copy);
	return 0;
}

static int take_line(struct parser *parser, const char *line)
{
	const char *value, *label;

	line += strspn(line, BLANKS);
	value = behind(line, "label");
	if (value)
		return begin(parser, value);
	if (!parser->entry)
		return 0;
	value = behind(line, "menu");
	label = value ? behind(value, "label") : NULL;
	if (label)
		return name(parser, label);
	value = behind(line, "append");
	return value ? bootline_append(&parser->entry->line, value, strlen(value), parser->path,
				       parser->number)
		     : 0;
}

int extlinux_parse(const char *text, const char *path, struct bootentries *entries)
{
	struct parser parser = { .path = path, .entries = entries };
	int code = 0;

	while (*text && code == 0) {
		size_t length = strcspn(text, "\n");
		CLEANUP(cleanup_free) char *line = strndup(text, length);

		parser.number++;
		code = line ? take_line(&parser, line) : -ENOMEM;
		text += length + (text[length] == '\n');
	}
	return code;
}

int extlinux_read(const struct root *root, struct bootentries *entries, struct error *err)
{
	static const char *const paths[] = {
		"boot/extlinux/extlinux.conf",
		"extlinux/extlinux.conf",
	};
	int code = 0;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]) && code == 0; i++) {
		CLEANUP(cleanup_free) char *text = NULL;

		code = root_read(root, paths[i], TEXT_BYTES_MAX, &text, NULL, err);
		if (code == 0) {
			code = extlinux_parse(text, paths[i], entries);
			if (code < 0)
				return bootentries_fail(code, paths[i], err);
		}
		code = code == -ENOENT ? 0 : code;
	}
	return code;
}
