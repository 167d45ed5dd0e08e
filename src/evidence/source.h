/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account of a source of evidence. */
#ifndef AUBACKLOG_SOURCE_H
#define AUBACKLOG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How much was read, and how much of it could not be used. */
struct source {
	const char *kind;  /* static: "audit-log", "journal", "kernel-log", "status", "cmdline",
			      "rules" or "archive" */
	char *path;	   /* as the user knows it; owned */
	uint64_t lines;	   /* audit logs: lines read */
	uint64_t records;  /* audit logs: records understood */
	uint64_t skipped;  /* audit logs: lines that are no record */
	uint64_t facts;	   /* kernel logs: messages understood */
	char *note;	   /* which lines were skipped, or why it was not used; or NULL; owned */
	bool missing;	   /* looked for and not there */
	bool collected;	   /* audit logs: a collector wrote it, which may have lost lines */
	uint64_t unplaced; /* records that it says were lost in a boot which may be newer than the
			      newest that is known */
};

/* Frees the texts of a source, which may be zeroed; the struct itself is the caller's. */
void source_done(struct source *source);

/* In the order in which they were read. A zeroed list is empty. */
struct source_list {
	struct source *items;
	size_t count, capacity;
};

void source_list_done(struct source_list *list);

/* Frees the sources after the first so many. */
void source_list_cut(struct source_list *list, size_t count);

/* Puts a source at the end of the list, which owns it from then on. */
void source_list_add(struct source_list *list, const struct source *source);

#endif
