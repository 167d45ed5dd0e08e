/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: extlinux.conf. */
#include "bootloader/bootreaders.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define TEXT_BYTES_MAX (1u << 20)
#define BLANKS " \t\r"

struct extlinux_parser {
	const char *path;
	unsigned number;
	struct bootentries *entries;
	struct bootentry *entry; /* of the label being read; NULL before the first */
	struct bootline common;	 /* APPEND before the first label, for labels without one */
	bool appended;		 /* whether the label being read has one */
	struct error *err;
};

/* The value of a key, which may be in upper case; NULL for another key. */
static const char *value_of_key(const char *line, const char *key)
{
	size_t length = strlen(key);

	if (strncasecmp(line, key, length) != 0 || !strchr(BLANKS, line[length]) || !line[length])
		return NULL;
	return line + length + strspn(line + length, BLANKS);
}

static int begin_label(struct extlinux_parser *parser, const char *label)
{
	struct bootentry entry;
	int code;

	bootentry_init(&entry, BOOTENTRY_EXTLINUX, label, parser->path, parser->number);
	code = bootentries_add(parser->entries, &entry, parser->err);
	if (code == 0)
		parser->entry = &parser->entries->list[parser->entries->count - 1];
	return code;
}

static void set_label_title(struct bootentry *entry, const char *title)
{
	free(entry->title);
	entry->title = xstrdup(title);
	entry->rescue = bootentry_names_rescue(title);
}

/* The last APPEND of a label is its own; "-" stands for none. */
static void set_label_line(struct extlinux_parser *parser, const char *value)
{
	struct bootline *line = parser->entry ? &parser->entry->line : &parser->common;

	bootline_done(line);
	parser->appended |= parser->entry != NULL;
	if (strcmp(value, "-") != 0)
		bootline_append(line, value, strlen(value), parser->path, parser->number);
}

/* The label before is complete. */
static void end_label(struct extlinux_parser *parser)
{
	if (parser->entry && parser->entry->kernel && !parser->appended)
		bootline_join(&parser->entry->line, &parser->common);
	parser->appended = false;
}

static void set_label_kernel(struct bootentry *entry, const char *value)
{
	free(entry->kernel);
	entry->kernel = xstrndup(value, strcspn(value, BLANKS));
}

static int take_extlinux_line(struct extlinux_parser *parser, const char *line)
{
	static const char *const kernels[] = { "linux", "kernel", "com32", "boot", "fit" };
	const char *value, *label;

	line += strspn(line, BLANKS);
	value = value_of_key(line, "label");
	if (value) {
		end_label(parser);
		return begin_label(parser, value);
	}
	value = value_of_key(line, "append");
	if (value)
		set_label_line(parser, value);
	if (!parser->entry)
		return 0;
	value = value_of_key(line, "menu");
	label = value ? value_of_key(value, "label") : NULL;
	if (label)
		set_label_title(parser->entry, label);
	for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++)
		if ((value = value_of_key(line, kernels[i])))
			set_label_kernel(parser->entry, value);
	return 0;
}

int extlinux_parse(const char *text, const char *path, struct bootentries *entries,
		   struct error *err)
{
	struct extlinux_parser parser = { .path = path, .entries = entries, .err = err };
	int code = 0;

	while (*text && code == 0) {
		size_t length = strcspn(text, "\n");
		CLEANUP(cleanup_free) char *line = xstrndup(text, length);

		parser.number++;
		code = take_extlinux_line(&parser, line);
		text += length + (text[length] == '\n');
	}
	end_label(&parser);
	bootline_done(&parser.common);
	return code;
}

int extlinux_read(const struct root *root, struct bootentries *entries, struct error *err)
{
	static const char *const paths[] = {
		"boot/extlinux/extlinux.conf",
		"extlinux/extlinux.conf",
		"boot/extlinux.conf",
		"boot/syslinux/syslinux.cfg",
	};
	int code = 0;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]) && code == 0; i++) {
		CLEANUP(cleanup_free) char *text = NULL;

		code = root_read(root, paths[i], TEXT_BYTES_MAX, &text, NULL, err);
		if (code == 0)
			code = extlinux_parse(text, paths[i], entries, err);
		code = code == -ENOENT ? 0 : code;
	}
	return code;
}
