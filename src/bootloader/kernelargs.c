/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: files that hold kernel arguments. */
#include "bootloader/kernelargs.h"

#include "base/cleanup.h"

#include <errno.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)

int kernelargs_parse(const char *text, const char *path, enum bootentry_kind kind,
		     struct bootentries *entries)
{
	struct bootentry entry;
	int code = bootentry_init(&entry, kind, path, strlen(path), path, 1);

	if (code < 0)
		return code;
	for (unsigned number = 1; *text && code == 0; number++) {
		size_t length = strcspn(text, "\n");
		bool comment = *text == '#' && kind != BOOTENTRY_RUNNING;

		if (!comment && entry.line.bytes)
			code = bootline_append(&entry.line, " ", 1, path, number);
		if (!comment && code == 0)
			code = bootline_append(&entry.line, text, length, path, number);
		text += length + (text[length] == '\n');
	}
	if (code < 0) {
		bootentry_done(&entry);
		return code;
	}
	return bootentries_add(entries, &entry);
}

static int read_one(const struct root *root, const char *path, enum bootentry_kind kind,
		    struct bootentries *entries, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, path, TEXT_BYTES_MAX, &text, NULL, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	return kernelargs_parse(text, path, kind, entries) < 0
		       ? error_memory(err, "read kernel arguments")
		       : 0;
}

int kernelargs_read(const struct root *root, struct bootentries *entries, struct error *err)
{
	int code = read_one(root, "etc/kernel/cmdline", BOOTENTRY_KERNEL_CMDLINE, entries, err);

	return code < 0 ? code
			: read_one(root, "usr/lib/kernel/cmdline", BOOTENTRY_VENDOR_CMDLINE,
				   entries, err);
}
