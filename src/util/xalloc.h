/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocation that succeeds or ends the program: "out of memory", exit 4, temporary files removed
 * (exit_cleanup.h). */
#ifndef AUBACKLOG_XALLOC_H
#define AUBACKLOG_XALLOC_H

#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

/* A new object for free(3). clang, and gcc before 11, know the attribute only without arguments. */
#if defined(__clang__) || __GNUC__ < 11
#define XALLOC_NEW malloc
#else
#define XALLOC_NEW malloc(free, 1)
#endif

/*
 * Like the C library's functions without the "x", but never NULL. free(3) frees the result. In a
 * forked child (sandbox.h) they end the child silently.
 */
void *xmalloc(size_t size) __attribute__((XALLOC_NEW, alloc_size(1), returns_nonnull));
void *xcalloc(size_t count, size_t size)
	__attribute__((XALLOC_NEW, alloc_size(1, 2), returns_nonnull));
void *xreallocarray(void *array, size_t count, size_t size)
	__attribute__((alloc_size(2, 3), returns_nonnull, warn_unused_result));
char *xstrdup(const char *text) __attribute__((XALLOC_NEW, returns_nonnull, nonnull));
char *xstrndup(const char *text, size_t length)
	__attribute__((XALLOC_NEW, returns_nonnull, nonnull));
void *xmemdup(const void *bytes, size_t length) __attribute__((XALLOC_NEW, returns_nonnull));

/* A formatted text. */
char *xasprintf(const char *format, ...)
	__attribute__((XALLOC_NEW, format(printf, 1, 2), returns_nonnull));
char *xvasprintf(const char *format, va_list args)
	__attribute__((XALLOC_NEW, format(printf, 1, 0), returns_nonnull));

/* Copies a text; NULL for NULL. */
char *xstrdup_or_null(const char *text);

/*
 * Makes room for one more element.
 * Takes: the array (NULL when empty), its length, its capacity in elements, an element's size.
 * Gives: the array, perhaps moved, with *capacity > count.
 */
void *xarray_grow(void *array, size_t count, size_t *capacity, size_t element_size)
	__attribute__((returns_nonnull, warn_unused_result));

/* For a library that reports a lack of memory: ends the program likewise. */
_Noreturn void xalloc_end(void);

#endif
