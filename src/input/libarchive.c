/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libarchive, loaded when it is needed. */
#include "input/libarchive.h"

LIBRARY_DEFINE(libarchive, LIBARCHIVE_SYMBOLS, "libarchive.so.13",
	       "libarchive13 (Debian), libarchive (Fedora)", "read or write what is packed",
	       "archives", "archives as --root, logs compressed by other than gzip, and record")

int libarchive_open(struct archive *archive, void *context, archive_read_callback *read)
{
	int code = libarchive()->archive_read_set_read_callback(archive, read);

	if (code == ARCHIVE_OK)
		code = libarchive()->archive_read_set_callback_data(archive, context);
	return code == ARCHIVE_OK ? libarchive()->archive_read_open1(archive) : code;
}
