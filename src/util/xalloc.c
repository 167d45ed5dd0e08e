/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocation that succeeds or ends the program. */
#define _GNU_SOURCE
#include "util/xalloc.h"

#include "util/exit_cleanup.h"

#include <stdio.h>
#include <string.h>

void xalloc_end(void)
{
	exit_cleanup_end("out of memory");
}

static void *check_memory(void *memory)
{
	if (!memory)
		xalloc_end();
	return memory;
}

void *xmalloc(size_t size)
{
	return check_memory(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return check_memory(calloc(count ? count : 1, size ? size : 1));
}

void *xreallocarray(void *array, size_t count, size_t size)
{
	return check_memory(reallocarray(array, count ? count : 1, size ? size : 1));
}

char *xstrdup(const char *text)
{
	return check_memory(strdup(text));
}

char *xstrndup(const char *text, size_t length)
{
	return check_memory(strndup(text, length));
}

void *xmemdup(const void *bytes, size_t length)
{
	void *copy = xmalloc(length);

	if (length)
		memcpy(copy, bytes, length);
	return copy;
}

char *xvasprintf(const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		xalloc_end();
	return text;
}

char *xasprintf(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = xvasprintf(format, args);
	va_end(args);
	return text;
}

char *xstrdup_or_null(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

void *xarray_grow(void *array, size_t count, size_t *capacity, size_t element_size)
{
	if (count < *capacity)
		return array;
	*capacity = *capacity ? *capacity + *capacity / 2 + 1 : 16;
	return xreallocarray(array, *capacity, element_size);
}
