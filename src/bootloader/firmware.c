/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: cmdline.txt of the firmware of a Raspberry Pi, which boots without a boot loader. */
#include "bootloader/bootreaders.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 16)

/* Whether a line of config.txt names another file, or another folder, for the command line. */
static bool config_moves_cmdline(const char *text)
{
	while (*text) {
		text += strspn(text, " \t");
		if (strncmp(text, "cmdline=", 8) == 0 || strncmp(text, "os_prefix=", 10) == 0)
			return true;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return false;
}

static int weigh_config(const struct root *root, const char *folder, struct bootline *line,
			struct error *err)
{
	CLEANUP(cleanup_free) char *path = xasprintf("%s/config.txt", folder);
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, path, TEXT_BYTES_MAX, &text, NULL, err);

	if (code == 0 && config_moves_cmdline(text))
		bootline_mark_uncertain(line, "%s may name another file", path);
	return code == -ENOENT ? 0 : code;
}

static int read_cmdline_txt(const struct root *root, const char *folder,
			    struct bootentries *entries, struct error *err)
{
	CLEANUP(cleanup_free) char *path = xasprintf("%s/cmdline.txt", folder);
	CLEANUP(cleanup_free) char *text = NULL;
	struct bootentry entry;
	int code = root_read(root, path, TEXT_BYTES_MAX, &text, NULL, err);

	if (code < 0)
		return code;
	bootentry_init(&entry, BOOTENTRY_CMDLINE_TXT, "cmdline.txt", path, 1);
	/* The firmware reads one line. */
	bootline_append(&entry.line, text, strcspn(text, "\n"), path, 1);
	code = weigh_config(root, folder, &entry.line, err);
	if (code == 0)
		return bootentries_add(entries, &entry, err);
	bootentry_done(&entry);
	return code;
}

int firmware_read(const struct root *root, struct bootentries *entries, struct error *err)
{
	static const char *const folders[] = { "boot/firmware/current", "boot/firmware", "boot" };
	int code = -ENOENT;

	/* boot/cmdline.txt of a newer system only says that it has moved. */
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && code == -ENOENT; i++)
		code = read_cmdline_txt(root, folders[i], entries, err);
	return code == -ENOENT ? 0 : code;
}
