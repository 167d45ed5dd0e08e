/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A memory stream that ends the program when memory is out. glibc's open_memstream(3) loses text
 * silently: when it cannot grow beyond its first 8192 bytes it drops the rest, and neither ferror
 * nor fclose reports it (seen with 2.36).
 */
#ifndef AUBACKLOG_TEXTSTREAM_H
#define AUBACKLOG_TEXTSTREAM_H

#include <stddef.h>
#include <stdio.h>

struct textstream; /* opaque */

/*
 * Opens a stream to write a text to. Gives: the stream, and its file; textstream_close closes both.
 */
struct textstream *textstream_open(FILE **ret_file) __attribute__((returns_nonnull));

/* Closes the stream. Gives: the text that was written, with a NUL at its end, which the caller
 * frees. */
char *textstream_close(struct textstream *stream) __attribute__((returns_nonnull));

#endif
