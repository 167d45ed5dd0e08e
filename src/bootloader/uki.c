/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: unified kernel images. */
#define _GNU_SOURCE
#include "bootloader/uki.h"

#include "base/cleanup.h"
#include "base/text.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Offsets of the PE format. */
#define DOS_PE_OFFSET 0x3c
#define PE_SECTIONS 6
#define PE_OPTIONAL_BYTES 20
#define PE_HEADER_BYTES 24
#define SECTION_BYTES 40
#define SECTION_VIRTUAL_BYTES 8
#define SECTION_RAW_BYTES 16
#define SECTION_RAW_OFFSET 20
#define SECTIONS_MAX 96

static uint32_t little(const unsigned char *bytes, int count)
{
	uint32_t value = 0;

	for (int i = count; i > 0; i--)
		value = value << 8 | bytes[i - 1];
	return value;
}

static bool read_at(int fd, void *buffer, size_t bytes, uint64_t offset)
{
	return pread(fd, buffer, bytes, (off_t)offset) == (ssize_t)bytes;
}

/* Finds .cmdline. Gives: 1 with its place and length, 0 when there is none, -EBADMSG for no image.
 */
static int find_section(int fd, uint64_t *ret_offset, size_t *ret_bytes)
{
	unsigned char start[4], header[PE_HEADER_BYTES], section[SECTION_BYTES];
	uint64_t at;

	if (!read_at(fd, start, 2, 0) || memcmp(start, "MZ", 2) != 0 ||
	    !read_at(fd, start, 4, DOS_PE_OFFSET))
		return -EBADMSG;
	at = little(start, 4);
	if (!read_at(fd, header, sizeof(header), at) || memcmp(header, "PE\0\0", 4) != 0)
		return -EBADMSG;
	at += PE_HEADER_BYTES + little(header + PE_OPTIONAL_BYTES, 2);
	for (uint32_t i = 0; i < little(header + PE_SECTIONS, 2) && i < SECTIONS_MAX; i++) {
		if (!read_at(fd, section, sizeof(section), at + (uint64_t)i * SECTION_BYTES))
			return -EBADMSG;
		if (memcmp(section, ".cmdline", 8) != 0)
			continue;
		*ret_offset = little(section + SECTION_RAW_OFFSET, 4);
		*ret_bytes = little(section + SECTION_VIRTUAL_BYTES, 4);
		if (*ret_bytes > little(section + SECTION_RAW_BYTES, 4))
			*ret_bytes = little(section + SECTION_RAW_BYTES, 4);
		return 1;
	}
	return 0;
}

int uki_parse(int fd, const char *path, struct bootline *line)
{
	char text[BOOTLINE_BYTES_MAX + 1];
	uint64_t offset = 0;
	size_t bytes = 0;
	int found = find_section(fd, &offset, &bytes);

	if (found == 0)
		return bootline_doubt(
			line, "%s: no command line inside, so the boot loader gives it", path);
	if (found < 0 || bytes > BOOTLINE_BYTES_MAX || !read_at(fd, text, bytes, offset))
		return bootline_doubt(line, "%s: not an image whose command line can be read",
				      path);
	text[bytes] = '\0';
	return bootline_append(line, text, strlen(text), path, 1);
}

static int read_image(const struct root *root, const char *directory, const char *name, bool addons,
		      struct bootentries *entries, struct error *err)
{
	CLEANUP(cleanup_free) char *path = NULL;
	CLEANUP(cleanup_close) int fd = -1;
	struct bootentry entry;
	int code;

	if (asprintf(&path, "%s/%s", directory, name) < 0) {
		path = NULL;
		return error_memory(err, "read kernel images");
	}
	code = root_open(root, path, &fd, err);
	if (code < 0)
		return code == -ENOENT ? 0 : code;
	if (bootentry_init(&entry, BOOTENTRY_UKI, name, strlen(name), path, 1) < 0)
		return error_memory(err, "read kernel images");
	code = uki_parse(fd, path, &entry.line);
	if (code == 0 && addons)
		code = bootline_doubt(&entry.line, "%s: addons may append to its command line",
				      path);
	entry.rescue = bootentry_names_rescue(name);
	if (code == 0) {
		code = bootentries_add(entries, &entry);
		return code < 0 ? bootentries_fail(code, path, err) : 0;
	}
	bootentry_done(&entry);
	return error_memory(err, "read kernel images");
}

/* Whether there are addons for every image of a partition. */
static int find_addons(const struct root *root, const char *partition, bool *ret_found,
		       struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	CLEANUP(cleanup_free) char *path = NULL;
	int code;

	if (asprintf(&path, "%s/loader/addons", partition) < 0) {
		path = NULL;
		return error_memory(err, "read kernel images");
	}
	code = root_list(root, path, &names, err);
	for (size_t i = 0; i < names.count; i++)
		*ret_found |= text_ends_in(names.names[i], ".addon.efi");
	return code == -ENOENT ? 0 : code;
}

static int read_partition(const struct root *root, const char *partition,
			  struct bootentries *entries, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	CLEANUP(cleanup_free) char *directory = NULL;
	bool addons = false;
	int code = find_addons(root, partition, &addons, err);

	if (code == 0 && asprintf(&directory, "%s/EFI/Linux", partition) < 0) {
		directory = NULL;
		code = error_memory(err, "read kernel images");
	}
	if (code == 0)
		code = root_list(root, directory, &names, err);
	for (size_t i = 0; i < names.count && code == 0; i++) {
		const char *next = i + 1 < names.count ? names.names[i + 1] : "";
		size_t length = strlen(names.names[i]);
		bool own = strncmp(next, names.names[i], length) == 0 &&
			   strcmp(next + length, ".extra.d") == 0;

		if (text_ends_in(names.names[i], ".efi"))
			code = read_image(root, directory, names.names[i], addons || own, entries,
					  err);
	}
	return code == -ENOENT ? 0 : code;
}

int uki_read(const struct root *root, struct bootentries *entries, struct error *err)
{
	static const char *const partitions[] = { "boot/efi", "efi", "boot" };
	int code = 0;

	for (size_t i = 0; i < sizeof(partitions) / sizeof(partitions[0]) && code == 0; i++)
		code = read_partition(root, partitions[i], entries, err);
	return code;
}
