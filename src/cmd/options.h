/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of aubacklog. */
#ifndef AUBACKLOG_OPTIONS_H
#define AUBACKLOG_OPTIONS_H

#include "policy/policy.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum verb {
	VERB_REPORT, /* the one that runs when none is named */
	VERB_BOOTS,
	VERB_EVENTS,
	VERB_PLOT,
	VERB_CHECK,
	VERB_GRUB,
	VERB_RECORD,
	VERB_COUNT,
};

enum options_format {
	FORMAT_NONE, /* not given */
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_PNG,
	FORMAT_SVG,
	FORMAT_PDF,
	FORMAT_GP,
	FORMAT_TXT,
	FORMAT_JUNIT, /* this and the next two: check */
	FORMAT_XCCDF,
	FORMAT_CKLB,
};

enum options_boot {
	BOOT_NEWEST, /* not given: the newest of each node */
	BOOT_INDEX,
	BOOT_ALL,
};

/* The most that can be given. */
#define OPTIONS_KERNEL_LOGS 64

struct options {
	enum verb verb;
	const char *root; /* a directory, an archive, "-" for one on standard input; or NULL */
	char **logs;	  /* operands; of argv */
	size_t n_logs;
	const char *kernel_logs[OPTIONS_KERNEL_LOGS]; /* of argv */
	size_t n_kernel_logs;
	enum options_boot boot;
	int boot_index;	      /* 0, -1, … */
	bool newest_only;     /* older boots need not be read */
	bool window_only;     /* nor the life after the newest boot's window */
	bool whole_log;	      /* all is to be read, however large */
	bool newest_suffices; /* no option: the verb needs the newest boot only */
	enum options_format format;
	const char *output; /* or NULL for standard output */
	bool limit_given;
	uint64_t limit; /* the one to try; 0 = unlimited */
	uint64_t floor;
	bool floor_given;
	enum policy_profile profile;
	bool apply, undo; /* grub */
	bool x_time;
	bool unit_events;
	bool verbose;
	bool no_color;
	bool as_list;	      /* no option: the verb shows only a line of each boot */
	bool with_texts;      /* no option: the verb needs the records in the report */
	bool keep_privileges; /* no option: the verb reads more than the evidence */
	bool print_wanted;
	bool help;
	bool verb_named; /* false: the verb is the default */
	bool version;
};

/*
 * Reads the command line.
 * Takes: the words of main(), whose order changes. The first operand may be a verb; "help" and
 * "version" are taken as the options of that name. An option that the verb lacks is an error.
 * Gives: 0, or ERROR_USAGE with a text that names the word.
 */
int options_parse(int argc, char **argv, struct options *ret_options, struct error *err);

/* Prints the help: of one verb when it was named, of all otherwise. */
void options_print_help(const struct options *options, FILE *out);

/* The format that a file name's suffix asks for; FORMAT_NONE when it asks for none. */
enum options_format options_format_of(const char *file_name);

#endif
