/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables of boot loader files: their values, with the file and line of every part. */
#ifndef AUBACKLOG_BOOTVARS_H
#define AUBACKLOG_BOOTVARS_H

#include "bootloader/bootline.h"

struct bootvar {
	char *name;	   /* owned */
	unsigned name_sum; /* bootvars_sum of it */
	struct bootline value;
};

/* A zeroed one holds none. */
struct bootvars {
	struct bootvar *list;
	size_t count, capacity;
	bool ends_on_error; /* who reads the files is sh with "set -e" */
	bool plain_sh;	    /* and it is a sh without what bash adds: dash */
	bool unset_is_open; /* a name that is not set may have been set by somebody else */
	char *uncertain;    /* why any value may be another one, in words; or NULL; owned */
	char *broken; /* why the shell that reads the file ends in it, in words; or NULL; owned */
};

/* A number that two different names rarely share: thousands of names are looked through. */
unsigned bootvars_sum(const char *name, size_t bytes);

/* Frees all that it owns, and empties it. */
void bootvars_done(struct bootvars *vars);

/* The value of a name given as bytes; NULL when it is not set. Stays the list's. */
const struct bootline *bootvars_get(const struct bootvars *vars, const char *name, size_t bytes);

/* The same for a terminated name. */
const struct bootline *bootvars_find(const struct bootvars *vars, const char *name);

/* A system sets some dozens. */
#define BOOTVARS_MAX 4096

/* Sets a variable. Takes the value over. One more than BOOTVARS_MAX is left out, and makes all
 * uncertain. */
void bootvars_set(struct bootvars *vars, const char *name, size_t bytes, struct bootline *value);

/* Takes a variable away. */
void bootvars_unset(struct bootvars *vars, const char *name);

/* Says why a shell ends before it has read all; the first reason stays. */
void bootvars_mark_broken(struct bootvars *vars, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Says why any value may be another one; the first reason stays. */
void bootvars_mark_uncertain(struct bootvars *vars, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
