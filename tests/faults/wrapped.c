/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linked into aubacklog-starved in front of the functions that give memory ("ld --wrap"), for
 * tests/faults/starved: makes the Nth call that the program's own code makes of them fail, so that
 * the sanitizers' allocator stays as it is. STARVED_AT is N (0: none fails, and the number of calls
 * is said at the end); with STARVED_ON set all that follow fail too.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <search.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t count, nth;
static bool and_on;

__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("STARVED_AT");

	nth = at ? strtoull(at, NULL, 10) : 0;
	and_on = getenv("STARVED_ON") != NULL;
}

__attribute__((destructor)) static void end(void)
{
	if (!nth)
		(void)fprintf(stderr, "starved: %llu calls\n", (unsigned long long)count);
}

static bool fails(void)
{
	uint64_t number = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);

	if (!nth || number < nth || (number > nth && !and_on))
		return false;
	errno = ENOMEM;
	return true;
}

#define WRAP(type, name, parameters, arguments)                                                    \
	type __real_##name parameters;                                                             \
	type __wrap_##name parameters;                                                             \
	type __wrap_##name parameters                                                              \
	{                                                                                          \
		return fails() ? NULL : __real_##name arguments;                                   \
	}

WRAP(void *, malloc, (size_t size), (size))
WRAP(void *, calloc, (size_t n, size_t size), (n, size))
WRAP(void *, realloc, (void *old, size_t size), (old, size))
WRAP(void *, reallocarray, (void *old, size_t n, size_t size), (old, n, size))
WRAP(void *, aligned_alloc, (size_t alignment, size_t size), (alignment, size))
WRAP(char *, strdup, (const char *text), (text))
WRAP(char *, strndup, (const char *text, size_t length), (text, length))
WRAP(char *, realpath, (const char *path, char *resolved), (path, resolved))
WRAP(FILE *, fdopen, (int fd, const char *mode), (fd, mode))
WRAP(DIR *, fdopendir, (int fd), (fd))
WRAP(FILE *, fopencookie, (void *cookie, const char *mode, cookie_io_functions_t functions),
     (cookie, mode, functions))
WRAP(void *, tsearch, (const void *key, void **root, int (*compare)(const void *, const void *)),
     (key, root, compare))

int __real_vasprintf(char **ret_text, const char *format, va_list args);
int __wrap_vasprintf(char **ret_text, const char *format, va_list args);
int __wrap_asprintf(char **ret_text, const char *format, ...);

int __wrap_vasprintf(char **ret_text, const char *format, va_list args)
{
	return fails() ? -1 : __real_vasprintf(ret_text, format, args);
}

int __wrap_asprintf(char **ret_text, const char *format, ...)
{
	va_list args;
	int length;

	if (fails())
		return -1;
	va_start(args, format);
	length = __real_vasprintf(ret_text, format, args);
	va_end(args);
	return length;
}
