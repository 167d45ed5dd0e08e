/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads libraries on demand: most runs need none of them. */
#ifndef AUBACKLOG_LIBRARY_H
#define AUBACKLOG_LIBRARY_H

#include "util/error.h"

#include <stddef.h>
#include <stdint.h>

struct library {
	const char *soname;	    /* "libcairo.so.2" */
	const char *packages;	    /* "libcairo2 (Debian), cairo (Fedora)" */
	const char *purpose;	    /* for messages: "cannot PURPOSE" */
	const char *const *symbols; /* in the order of the table */
	size_t count;
};

/*
 * Loads a library, once, and finds its symbols; it stays loaded.
 * Takes: a table of one pointer for each symbol, in their order; zeroed before the first call.
 * Gives: 0 and the table filled; -ELIBACC when the library or a symbol is missing, with a text that
 * names the library and its packages.
 */
int library_load(const struct library *library, void *table, struct error *err);

#define LIBRARY_POINTER(symbol) __typeof__(symbol) *symbol;
#define LIBRARY_SYMBOL(symbol) #symbol,

/*
 * Declares a library by the list of its symbols (an X macro): a table of pointers, called as
 * libcairo()->cairo_clip(…), and libcairo_load(err), which fills it and gives 0 or -ELIBACC. Before
 * that the pointers are NULL.
 */
#define LIBRARY_DECLARE(library_name, SYMBOLS)                                                     \
	struct library_name {                                                                      \
		SYMBOLS(LIBRARY_POINTER)                                                           \
	};                                                                                         \
	int library_name##_load(struct error *err);                                                \
	const struct library_name *library_name(void) __attribute__((pure, returns_nonnull))

/*
 * Defines what LIBRARY_DECLARE declares. Also notes in the ELF file which library it may load, for
 * which feature, so that packaging tools find it.
 * Source: https://uapi-group.org/specifications/specs/elf_dlopen_metadata (note FDO, type
 * 0x407c0c0a, a JSON array).
 */
#define LIBRARY_DEFINE(library_name, SYMBOLS, so, from, to_do, feature, description)               \
	LIBRARY_NOTE(library_name##_note,                                                          \
		     "[{\"feature\":\"" feature "\",\"description\":\"" description                \
		     "\",\"priority\":\"recommended\",\"soname\":[\"" so "\"]}]");                 \
	/* Filled once, by the first load, and the same ever after. */                             \
	static struct library_name library_name##_table;                                           \
	int library_name##_load(struct error *err)                                                 \
	{                                                                                          \
		static const char *const symbols[] = { SYMBOLS(LIBRARY_SYMBOL) };                  \
		static const struct library library = {                                            \
			.soname = so,                                                              \
			.packages = from,                                                          \
			.purpose = to_do,                                                          \
			.symbols = symbols,                                                        \
			.count = sizeof(symbols) / sizeof(symbols[0]),                             \
		};                                                                                 \
		return library_load(&library, &library_name##_table, err);                         \
	}                                                                                          \
	const struct library_name *library_name(void)                                              \
	{                                                                                          \
		return &library_name##_table;                                                      \
	}

#define LIBRARY_NOTE(variable, json)                                                               \
	__attribute__((used, section(".note.dlopen"), aligned(4))) static const struct {           \
		uint32_t name_bytes, text_bytes, type;                                             \
		char name[sizeof("FDO")];                                                          \
		char text[(sizeof(json) + 3) / 4 * 4];                                             \
	} variable = {                                                                             \
		.name_bytes = sizeof("FDO"),                                                       \
		.text_bytes = sizeof(json),                                                        \
		.type = 0x407c0c0a,                                                                \
		.name = "FDO",                                                                     \
		.text = json,                                                                      \
	}

#endif
