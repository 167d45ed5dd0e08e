/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: zipl.conf, of which zipl writes the boot record of s390x. */
#include "bootloader/bootreaders.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#define ZIPL_FILE "etc/zipl.conf"
#define TEXT_BYTES_MAX (1u << 20)
#define BLANKS " \t\r"

struct zipl_parser {
	const char *path;
	unsigned number;
	struct bootentries *entries;
	struct bootentry entry; /* of the section being read; without a title between them */
	struct error *err;
};

/* Adds the section that was read, if it boots a kernel. */
static int end_zipl_section(struct zipl_parser *parser)
{
	if (parser->entry.kernel)
		return bootentries_add(parser->entries, &parser->entry, parser->err);
	bootentry_done(&parser->entry);
	return 0;
}

static int begin_zipl_section(struct zipl_parser *parser, const char *name)
{
	CLEANUP(cleanup_free) char *title = xstrndup(name, strcspn(name, "]"));
	int code = end_zipl_section(parser);

	if (code == 0)
		bootentry_init(&parser->entry, BOOTENTRY_ZIPL, title, parser->path, parser->number);
	return code;
}

/* The value of "KEY = VALUE", without blanks and quotes around it; NULL for another key. */
static char *take_zipl_value(const char *line, const char *key)
{
	size_t length = strlen(key);
	const char *value = line + length;
	size_t bytes;

	if (strncmp(line, key, length) != 0)
		return NULL;
	value += strspn(value, BLANKS);
	if (*value++ != '=')
		return NULL;
	value += strspn(value, BLANKS);
	bytes = strlen(value);
	while (bytes && isspace((unsigned char)value[bytes - 1]))
		bytes--;
	if (bytes > 1 && strchr("\"'", value[0]) && value[bytes - 1] == value[0])
		return xstrndup(value + 1, bytes - 2);
	return xstrndup(value, bytes);
}

static void take_zipl_setting(struct zipl_parser *parser, const char *line)
{
	CLEANUP(cleanup_free) char *image = take_zipl_value(line, "image");
	CLEANUP(cleanup_free) char *parameters = take_zipl_value(line, "parameters");
	CLEANUP(cleanup_free) char *file = take_zipl_value(line, "parmfile");
	struct bootentry *entry = &parser->entry;

	if (image && !entry->kernel)
		entry->kernel = xstrndup(image, strcspn(image, ","));
	if (parameters) {
		entry->number = parser->number;
		bootline_append(&entry->line, parameters, strlen(parameters), parser->path,
				parser->number);
	}
	if (file)
		bootline_mark_uncertain(&entry->line, "%s line %u: the parameters are in %s",
					parser->path, parser->number, file);
	/* SLES starts GRUB this way, and the kernel by GRUB. */
	if (parameters && strstr(parameters, "initgrub"))
		bootentry_set_aside(entry, "it starts GRUB, which starts the system's kernel");
}

int zipl_parse(const char *text, const char *path, struct bootentries *entries, struct error *err)
{
	struct zipl_parser parser = { .path = path, .entries = entries, .err = err };
	int code = 0;

	while (*text && code == 0) {
		size_t length = strcspn(text, "\n");
		CLEANUP(cleanup_free) char *line = xstrndup(text, length);
		const char *at = line + strspn(line, BLANKS);

		parser.number++;
		if (*at == '[')
			code = begin_zipl_section(&parser, at + 1);
		else if (*at == ':')
			code = end_zipl_section(&parser);
		else if (*at != '#' && parser.entry.title)
			take_zipl_setting(&parser, at);
		text += length + (text[length] == '\n');
	}
	if (code == 0)
		code = end_zipl_section(&parser);
	bootentry_done(&parser.entry);
	return code;
}

int zipl_read(const struct root *root, struct bootentries *entries, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, ZIPL_FILE, TEXT_BYTES_MAX, &text, NULL, err);

	if (code == 0)
		code = zipl_parse(text, ZIPL_FILE, entries, err);
	return code == -ENOENT ? 0 : code;
}
