/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Libraries that are loaded when they are needed: most runs need none of them. */
#ifndef AUBACKLOG_LIBRARY_H
#define AUBACKLOG_LIBRARY_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct library {
	const char *file;	  /* as the dynamic linker looks for it: "libcairo.so.2" */
	const char *packages;	  /* where it comes from: "libcairo2 (Debian), cairo (Fedora)" */
	const char *purpose;	  /* what cannot be done without it: "draw the graph" */
	const char *const *names; /* of its symbols */
	size_t count;
};

/*
 * Loads a library, once, and finds its symbols; it stays loaded.
 * Takes: a table of one pointer for each name, in their order; zeroed before the first call.
 * Gives: 0 and the table filled; -ELIBACC when the library or a symbol is not there, with a text
 * that names the library and its packages.
 */
int library_load(const struct library *library, void *table, struct error *err);

/*
 * Says in the program file what it may load, for tools that make packages.
 * Source: https://uapi-group.org/specifications/specs/elf_dlopen_metadata (note FDO, type
 * 0x407c0c0a, a JSON array).
 */
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
