/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel command line as files of a boot loader give it. */
#define _GNU_SOURCE
#include "bootloader/bootline.h"

#include "base/array.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void bootline_done(struct bootline *line)
{
	for (size_t i = 0; i < line->n_pieces; i++)
		free(line->pieces[i].path);
	free(line->pieces);
	free(line->text);
	free(line->unclear);
	*line = (struct bootline){ 0 };
}

static int mark(struct bootline *line, const char *path, unsigned number)
{
	struct bootline_piece *last = line->n_pieces ? &line->pieces[line->n_pieces - 1] : NULL;
	struct bootline_piece *grown;
	char *copy;

	if (last && last->number == number && strcmp(last->path, path) == 0)
		return 0;
	grown = reallocarray(line->pieces, line->n_pieces + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	line->pieces = grown;
	copy = strdup(path);
	if (!copy)
		return -ENOMEM;
	grown[line->n_pieces++] = (struct bootline_piece){
		.offset = line->bytes,
		.path = copy,
		.number = number,
	};
	return 0;
}

int bootline_append(struct bootline *line, const char *text, size_t bytes, const char *path,
		    unsigned number)
{
	char *grown;

	if (!bytes)
		return 0;
	if (bytes > BOOTLINE_BYTES_MAX - line->bytes)
		return bootline_doubt(line, "%s line %u: longer than %d bytes", path, number,
				      BOOTLINE_BYTES_MAX);
	grown = realloc(line->text, line->bytes + bytes + 1);
	if (!grown)
		return -ENOMEM;
	line->text = grown;
	grown[line->bytes] = '\0';
	if (mark(line, path, number) < 0)
		return -ENOMEM;
	memcpy(grown + line->bytes, text, bytes);
	line->bytes += bytes;
	grown[line->bytes] = '\0';
	return 0;
}

int bootline_join(struct bootline *line, const struct bootline *other)
{
	for (size_t i = 0; i < other->n_pieces; i++) {
		const struct bootline_piece *piece = &other->pieces[i];
		size_t end = i + 1 < other->n_pieces ? piece[1].offset : other->bytes;

		if (bootline_append(line, other->text + piece->offset, end - piece->offset,
				    piece->path, piece->number) < 0)
			return -ENOMEM;
	}
	return other->unclear ? bootline_doubt(line, "%s", other->unclear) : 0;
}

int bootline_doubt(struct bootline *line, const char *format, ...)
{
	va_list args;
	int length;

	if (line->unclear)
		return 0;
	va_start(args, format);
	length = vasprintf(&line->unclear, format, args);
	va_end(args);
	if (length >= 0)
		return 0;
	line->unclear = NULL;
	return -ENOMEM;
}

const struct bootline_piece *bootline_place(const struct bootline *line, size_t offset)
{
	const struct bootline_piece *place = line->n_pieces ? line->pieces : NULL;

	for (size_t i = 1; i < line->n_pieces && line->pieces[i].offset <= offset; i++)
		place = &line->pieces[i];
	return place;
}

const char *bootline_text(const struct bootline *line)
{
	return line->text ? line->text : "";
}

void bootentry_done(struct bootentry *entry)
{
	free(entry->title);
	free(entry->path);
	free(entry->overridden);
	bootline_done(&entry->line);
	*entry = (struct bootentry){ 0 };
}

void bootentries_done(struct bootentries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		bootentry_done(&entries->list[i]);
	free(entries->list);
	*entries = (struct bootentries){ 0 };
}

int bootentries_add(struct bootentries *entries, struct bootentry *entry)
{
	bool full = entries->count == BOOTENTRIES_MAX;
	struct bootentry *grown = full ? NULL
				       : array_grow(entries->list, entries->count,
						    &entries->capacity, sizeof(*grown));

	if (!grown) {
		bootentry_done(entry);
		return full ? -E2BIG : -ENOMEM;
	}
	entries->list = grown;
	grown[entries->count++] = *entry;
	*entry = (struct bootentry){ 0 };
	return 0;
}

int bootentries_fail(int code, const char *path, struct error *err)
{
	if (code != -E2BIG)
		return error_memory(err, "read boot entries");
	return error_set(err, code, "cannot read '%s': it is one boot entry too many, after %d",
			 path, BOOTENTRIES_MAX);
}

int bootentry_init(struct bootentry *entry, enum bootentry_kind kind, const char *title,
		   size_t title_bytes, const char *path, unsigned number)
{
	*entry = (struct bootentry){
		.kind = kind,
		.title = strndup(title, title_bytes),
		.path = strdup(path),
		.number = number,
	};
	if (entry->title && entry->path)
		return 0;
	bootentry_done(entry);
	return -ENOMEM;
}

bool bootentry_names_rescue(const char *title)
{
	static const char *const words[] = { "rescue", "(recovery", "-recovery-" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasestr(title, words[i]))
			return true;
	return false;
}

const char *bootentry_kind_name(enum bootentry_kind kind)
{
	static const char *const names[] = {
		[BOOTENTRY_RUNNING] = "running",
		[BOOTENTRY_BLS] = "bls",
		[BOOTENTRY_GRUB_CFG] = "grub.cfg",
		[BOOTENTRY_EXTLINUX] = "extlinux",
		[BOOTENTRY_UKI] = "uki",
		[BOOTENTRY_KERNELOPTS] = "kernelopts",
		[BOOTENTRY_GRUB_DEFAULTS] = "grub-defaults",
		[BOOTENTRY_KERNEL_CMDLINE] = "kernel-cmdline",
		[BOOTENTRY_VENDOR_CMDLINE] = "vendor-cmdline",
		[BOOTENTRY_BOOTC] = "bootc-kargs",
		[BOOTENTRY_U_BOOT] = "u-boot-defaults",
	};

	return names[kind];
}
