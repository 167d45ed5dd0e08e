/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libsystemd, loaded when there is a journal. */
#ifndef AUBACKLOG_LIBSYSTEMD_H
#define AUBACKLOG_LIBSYSTEMD_H

#include "base/error.h"

#include <systemd/sd-journal.h>

/* What is used of it. */
#define LIBSYSTEMD_SYMBOLS(SYMBOL)                                                                 \
	SYMBOL(sd_id128_from_string)                                                               \
	SYMBOL(sd_id128_to_string)                                                                 \
	SYMBOL(sd_journal_add_match)                                                               \
	SYMBOL(sd_journal_close)                                                                   \
	SYMBOL(sd_journal_enumerate_unique)                                                        \
	SYMBOL(sd_journal_flush_matches)                                                           \
	SYMBOL(sd_journal_get_data)                                                                \
	SYMBOL(sd_journal_get_monotonic_usec)                                                      \
	SYMBOL(sd_journal_get_realtime_usec)                                                       \
	SYMBOL(sd_journal_get_usage)                                                               \
	SYMBOL(sd_journal_next)                                                                    \
	SYMBOL(sd_journal_open_files_fd)                                                           \
	SYMBOL(sd_journal_previous)                                                                \
	SYMBOL(sd_journal_query_unique)                                                            \
	SYMBOL(sd_journal_seek_head)                                                               \
	SYMBOL(sd_journal_seek_tail)

struct libsystemd {
#define SYMBOL(name) __typeof__(name) *name;
	LIBSYSTEMD_SYMBOLS(SYMBOL)
#undef SYMBOL
};

/* Loads it where it is not loaded yet. Gives: 0 or -ELIBACC. */
int libsystemd_load(struct error *err);

/* Its functions, once it is loaded: libsystemd()->sd_id128_from_string(…). */
const struct libsystemd *libsystemd(void) __attribute__((pure, returns_nonnull));

#endif
