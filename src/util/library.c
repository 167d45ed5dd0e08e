/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Libraries that are loaded when they are needed. */
#include "util/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

static int library_fail(const struct library *library, struct error *err)
{
	const char *reason = dlerror();

	return error_set(err, -ELIBACC, "cannot %s: %s (the library is in %s)", library->purpose,
			 reason ? reason : library->soname, library->packages);
}

int library_load(const struct library *library, void *table, struct error *err)
{
	char *at = table;
	void *handle, *first;

	memcpy(&first, table, sizeof(first));
	if (first)
		return 0;
	handle = dlopen(library->soname, RTLD_NOW | RTLD_LOCAL);
	/* Once more: for want of memory a library that is there is not found, without a word of it. */
	if (!handle)
		handle = dlopen(library->soname, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return library_fail(library, err);
	/* Fills the first pointer last: once it is set, all of them are. */
	for (size_t i = library->count; i > 0; i--) {
		void *symbol = dlsym(handle, library->symbols[i - 1]);

		if (!symbol)
			return library_fail(library, err);
		memcpy(at + (i - 1) * sizeof(symbol), &symbol, sizeof(symbol));
	}
	return 0;
}
