/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verbs, their formats and their options: a row each. Parser, --help, manual pages and
 * completions are made of these rows and know no other list.
 */
#ifndef AUBACKLOG_OPTION_TABLE_H
#define AUBACKLOG_OPTION_TABLE_H

#include "cmd/options.h"
#include "util/error.h"

#include <stddef.h>

#define VERB_BIT(verb) (1u << VERB_##verb)

/* Verbs that share options. */
enum {
	ALL_VERBS = (1u << VERB_COUNT) - 1,
	EVIDENCE_VERBS = ALL_VERBS & ~VERB_BIT(FLEET),
	READING_VERBS = EVIDENCE_VERBS & ~(VERB_BIT(RECORD) | VERB_BIT(WATCH) | VERB_BIT(WINDOWS)),
	VERBS_WITH_OUTPUT = ALL_VERBS & ~VERB_BIT(WATCH),
	VERBS_WITH_FORMATS = VERBS_WITH_OUTPUT & ~(VERB_BIT(RECORD) | VERB_BIT(WINDOWS)),
	VERBS_OF_BOOTS = VERB_BIT(REPORT) | VERB_BIT(BOOTS) | VERB_BIT(EVENTS) | VERB_BIT(PLOT) |
			 VERB_BIT(CARDS),
	VERBS_OF_ONE_BOOT = VERBS_OF_BOOTS & ~(VERB_BIT(BOOTS) | VERB_BIT(CARDS)),
};

struct verb_row {
	const char *name;
	const char *help;     /* a line */
	const char *operands; /* as the synopsis has them; NULL: it takes none */
	const char *exits;    /* what its exit codes below 3 mean; NULL: 0 made */
	unsigned formats;     /* bits of enum options_format */
	int (*run)(const struct options *options, int *ret_exit, struct error *err);
	unsigned needs; /* the privileges of root that it keeps; machine.c gives up more */
	unsigned needs_to_change; /* additional ones for --apply and --undo */
};

extern const struct verb_row verb_rows[VERB_COUNT];

struct option_row {
	const char *name;
	int letter;	     /* the short form, or 0 */
	unsigned verbs;	     /* bits of enum verb: those that have it */
	const char *group;   /* heading in the help of this row and the following ones; or NULL */
	const char *value;   /* its name in the help; NULL for a flag */
	const char *choices; /* "a|b": the value is one of these; NULL: any that "read" takes */
	const char *hints;   /* "a|b": values to offer beside others; or NULL */
	/* Lines; one that begins with a verb and a colon is of that verb alone. NULL: not shown. */
	const char *help;
	/* Takes a value that is one of the choices; NULL where the flag is only set. */
	int (*read)(const char *text, struct options *options, struct error *err);
	size_t flag; /* of a flag: the offset of its bool in struct options */
};

extern const struct option_row option_rows[];
extern const size_t option_rows_count;

/* Bounds the number of rows: those that were given are bits. */
#define OPTION_ROWS_MAX 64

/* The name of a format; static. */
const char *option_format_name(unsigned format);

/* The other way; FORMAT_NONE for an unknown name. */
enum options_format option_format_named(const char *name);

/* The choices of a row for the verbs: of --format the formats that one of them has. The caller
 * frees them; NULL where any value may do. */
char *option_choices(const struct option_row *row, unsigned verbs);

#endif
