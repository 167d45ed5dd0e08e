/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libarchive, loaded when something is packed. */
#include "files/libarchive.h"

#include "base/library.h"

LIBRARY_NOTE(
	libarchive_note,
	"[{\"feature\":\"archives\",\"description\":\"archives as --root, logs compressed by other than gzip, and record\",\"priority\":\"recommended\",\"soname\":[\"libarchive.so.13\"]}]");

#define SYMBOL(name) #name,
static const char *const names[] = { LIBARCHIVE_SYMBOLS(SYMBOL) };
#undef SYMBOL

static const struct library library = {
	.file = "libarchive.so.13",
	.packages = "libarchive13 (Debian), libarchive (Fedora)",
	.purpose = "read or write what is packed",
	.names = names,
	.count = sizeof(names) / sizeof(names[0]),
};

/* Filled once, by the first load, and the same ever after. */
static struct libarchive table;

int libarchive_load(struct error *err)
{
	return library_load(&library, &table, err);
}

const struct libarchive *libarchive(void)
{
	return &table;
}

int libarchive_open(struct archive *archive, void *context, archive_read_callback *read)
{
	int code = table.archive_read_set_read_callback(archive, read);

	if (code == ARCHIVE_OK)
		code = table.archive_read_set_callback_data(archive, context);
	return code == ARCHIVE_OK ? table.archive_read_open1(archive) : code;
}
