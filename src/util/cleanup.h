/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cleanup of local variables when they go out of scope. */
#ifndef AUBACKLOG_CLEANUP_H
#define AUBACKLOG_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLEANUP(function) __attribute__((cleanup(function)))

/* For "CLEANUP(cleanup_free) char *p": frees the memory that p points to. */
static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

/* For "CLEANUP(cleanup_close) int fd = -1": closes a file that was opened for reading. */
static inline void cleanup_close(const int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

/* For "CLEANUP(cleanup_fclose) FILE *f": for reading only. Close a written stream with fclose(3),
 * and check it. */
static inline void cleanup_fclose(FILE **file)
{
	if (*file)
		(void)fclose(*file);
}

#endif
