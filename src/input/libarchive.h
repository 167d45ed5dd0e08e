/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libarchive, loaded when an archive is read or written. */
#ifndef AUBACKLOG_LIBARCHIVE_H
#define AUBACKLOG_LIBARCHIVE_H

#include "util/library.h"

#include <archive.h>
#include <archive_entry.h>

/* The functions used. */
#define LIBARCHIVE_SYMBOLS(SYMBOL)                                                                 \
	SYMBOL(archive_entry_clear)                                                                \
	SYMBOL(archive_entry_copy_pathname)                                                        \
	SYMBOL(archive_entry_filetype)                                                             \
	SYMBOL(archive_entry_free)                                                                 \
	SYMBOL(archive_entry_hardlink)                                                             \
	SYMBOL(archive_entry_new)                                                                  \
	SYMBOL(archive_entry_pathname)                                                             \
	SYMBOL(archive_entry_pathname_utf8)                                                        \
	SYMBOL(archive_entry_set_filetype)                                                         \
	SYMBOL(archive_entry_set_mtime)                                                            \
	SYMBOL(archive_entry_set_perm)                                                             \
	SYMBOL(archive_entry_set_size)                                                             \
	SYMBOL(archive_entry_size)                                                                 \
	SYMBOL(archive_entry_symlink)                                                              \
	SYMBOL(archive_errno)                                                                      \
	SYMBOL(archive_error_string)                                                               \
	SYMBOL(archive_filter_bytes)                                                               \
	SYMBOL(archive_read_append_filter)                                                         \
	SYMBOL(archive_read_data_block)                                                            \
	SYMBOL(archive_read_data_skip)                                                             \
	SYMBOL(archive_read_free)                                                                  \
	SYMBOL(archive_read_header_position)                                                       \
	SYMBOL(archive_read_new)                                                                   \
	SYMBOL(archive_read_next_header)                                                           \
	SYMBOL(archive_read_open1)                                                                 \
	SYMBOL(archive_read_set_callback_data)                                                     \
	SYMBOL(archive_read_set_read_callback)                                                     \
	SYMBOL(archive_read_support_format_empty)                                                  \
	SYMBOL(archive_read_support_format_raw)                                                    \
	SYMBOL(archive_read_support_format_tar)                                                    \
	SYMBOL(archive_set_error)                                                                  \
	SYMBOL(archive_write_add_filter_gzip)                                                      \
	SYMBOL(archive_write_add_filter_none)                                                      \
	SYMBOL(archive_write_add_filter_xz)                                                        \
	SYMBOL(archive_write_add_filter_zstd)                                                      \
	SYMBOL(archive_write_close)                                                                \
	SYMBOL(archive_write_data)                                                                 \
	SYMBOL(archive_write_free)                                                                 \
	SYMBOL(archive_write_header)                                                               \
	SYMBOL(archive_write_new)                                                                  \
	SYMBOL(archive_write_open)                                                                 \
	SYMBOL(archive_write_set_bytes_in_last_block)                                              \
	SYMBOL(archive_write_set_filter_option)                                                    \
	SYMBOL(archive_write_set_format_gnutar)

LIBRARY_DECLARE(libarchive, LIBARCHIVE_SYMBOLS);

/* Replaces archive_read_open without callbacks to open and close: libarchive's own goes on after it
 * could not allocate its context, and crashes. Gives: ARCHIVE_OK or another of its codes. */
int libarchive_open(struct archive *archive, void *context, archive_read_callback *read);

#endif
