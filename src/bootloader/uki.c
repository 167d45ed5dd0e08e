/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: unified kernel images. */
#include "bootloader/bootreaders.h"

#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

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

static uint32_t read_little_endian(const unsigned char *bytes, int count)
{
	uint32_t value = 0;

	for (int i = count; i > 0; i--)
		value = value << 8 | bytes[i - 1];
	return value;
}

static bool read_image_bytes(int fd, void *buffer, size_t bytes, uint64_t offset)
{
	return pread(fd, buffer, bytes, (off_t)offset) == (ssize_t)bytes;
}

/* Finds .cmdline. Gives: 1 with its offset and length, 0 when there is none, -EBADMSG for no image.
 */
static int find_cmdline_section(int fd, uint64_t *ret_offset, size_t *ret_bytes)
{
	unsigned char start[4], header[PE_HEADER_BYTES], section[SECTION_BYTES];
	uint32_t count;
	uint64_t at;

	if (!read_image_bytes(fd, start, 2, 0) || memcmp(start, "MZ", 2) != 0 ||
	    !read_image_bytes(fd, start, 4, DOS_PE_OFFSET))
		return -EBADMSG;
	at = read_little_endian(start, 4);
	if (!read_image_bytes(fd, header, sizeof(header), at) || memcmp(header, "PE\0\0", 4) != 0)
		return -EBADMSG;
	at += PE_HEADER_BYTES + read_little_endian(header + PE_OPTIONAL_BYTES, 2);
	count = read_little_endian(header + PE_SECTIONS, 2);
	for (uint32_t i = 0; i < count && i < SECTIONS_MAX; i++, at += SECTION_BYTES) {
		if (!read_image_bytes(fd, section, sizeof(section), at))
			return -EBADMSG;
		if (memcmp(section, ".cmdline", 8) != 0)
			continue;
		*ret_offset = read_little_endian(section + SECTION_RAW_OFFSET, 4);
		*ret_bytes = read_little_endian(section + SECTION_VIRTUAL_BYTES, 4);
		if (*ret_bytes > read_little_endian(section + SECTION_RAW_BYTES, 4))
			*ret_bytes = read_little_endian(section + SECTION_RAW_BYTES, 4);
		return 1;
	}
	return 0;
}

void uki_parse(int fd, const char *path, struct bootline *line)
{
	char text[BOOTLINE_BYTES_MAX + 1];
	uint64_t offset = 0;
	size_t bytes = 0;
	int found = find_cmdline_section(fd, &offset, &bytes);

	if (found == 0) {
		bootline_mark_uncertain(
			line, "%s: no command line inside, so the boot loader gives it", path);
	} else if (found < 0 || bytes > BOOTLINE_BYTES_MAX ||
		   !read_image_bytes(fd, text, bytes, offset)) {
		bootline_mark_uncertain(line, "%s: not an image whose command line can be read",
					path);
	} else {
		text[bytes] = '\0';
		bootline_append(line, text, strlen(text), path, 1);
	}
}

static int read_image(const struct root *root, const char *directory, const char *name, bool addons,
		      struct bootentries *entries, struct error *err)
{
	CLEANUP(cleanup_free) char *path = xasprintf("%s/%s", directory, name);
	CLEANUP(cleanup_close) int fd = -1;
	struct bootentry entry;
	int code = root_open(root, path, &fd, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	bootentry_init(&entry, BOOTENTRY_UKI, name, path, 1);
	entry.rescue = bootentry_names_rescue(name);
	uki_parse(fd, path, &entry.line);
	if (addons)
		bootline_mark_uncertain(&entry.line, "%s: addons may append to its command line",
					path);
	return bootentries_add(entries, &entry, err);
}

/* Whether there are addons for every image of a partition. */
static int find_addons(const struct root *root, const char *partition, bool *ret_found,
		       struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	CLEANUP(cleanup_free) char *path = xasprintf("%s/loader/addons", partition);
	int code = root_list(root, path, &names, err);

	for (size_t i = 0; i < names.count; i++)
		*ret_found |= text_ends_in(names.names[i], ".addon.efi");
	return code == -ENOENT ? 0 : code;
}

/* Whether there are addons for one image, in IMAGE.extra.d. Names that begin alike stand together.
 */
static bool has_addon_directory(const struct root_names *names, size_t image)
{
	size_t length = strlen(names->names[image]);

	for (size_t i = image + 1; i < names->count; i++) {
		if (strncmp(names->names[i], names->names[image], length) != 0)
			break;
		if (strcmp(names->names[i] + length, ".extra.d") == 0)
			return true;
	}
	return false;
}

static int read_partition(const struct root *root, const char *partition,
			  struct bootentries *entries, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	CLEANUP(cleanup_free) char *directory = xasprintf("%s/EFI/Linux", partition);
	bool addons = false;
	int code = find_addons(root, partition, &addons, err);

	if (code == 0)
		code = root_list(root, directory, &names, err);
	for (size_t i = 0; i < names.count && code == 0; i++)
		if (text_ends_in(names.names[i], ".efi"))
			code = read_image(root, directory, names.names[i],
					  addons || has_addon_directory(&names, i), entries, err);
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
