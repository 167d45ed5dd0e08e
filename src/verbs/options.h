/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of aubacklog itself. */
#ifndef AUBACKLOG_OPTIONS_H
#define AUBACKLOG_OPTIONS_H

#include "base/error.h"
#include "check/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
	const char *root; /* a directory, an archive, "-" for one on standard input; or NULL */
	char **logs;	  /* operands; of argv */
	size_t n_logs;
	const char *kernel_logs[OPTIONS_KERNEL_LOGS]; /* of argv */
	size_t n_kernel_logs;
	enum options_boot boot;
	int boot_index;	      /* 0, -1, … */
	bool newest_only;     /* older boots need not be read */
	bool window_only;     /* nor what follows the newest boot's window */
	bool whole_log;	      /* all is to be read, however large */
	bool newest_suffices; /* not an option: the verb is content with the newest boot */
	enum options_format format;
	const char *output; /* or NULL for standard output */
	bool limit_given;
	uint64_t limit; /* what if; 0 = unlimited */
	uint64_t floor;
	enum policy_profile profile;
	bool apply, undo; /* grub */
	bool x_time;
	bool unit_events;
	bool verbose;
	bool no_color;
	bool as_list;	      /* not an option: the verb shows a line of each boot only */
	bool with_texts;      /* nor this: the verb wants the records in the report */
	bool keep_privileges; /* nor this: the verb has more to read than the evidence */
	bool print_wanted;
	bool help;
	bool version;
};

/*
 * Reads the words behind the verb.
 * Takes: the verb's name and its words, argv[0] being the verb. Gives: 0, or ERROR_USAGE with a
 * text that names the word.
 */
int options_parse(int argc, char **argv, struct options *ret_options, struct error *err);

/* The option that asks for the newest boot only, or NULL: for verbs that are about all boots. */
const char *options_part_only(const struct options *options);

/* For a verb that reads its root more than once: gives 0, or ERROR_USAGE for standard input. */
int options_need_file(const struct options *options, struct error *err);

/* The format that a file name's suffix asks for; FORMAT_NONE when it asks for none. */
enum options_format options_format_of(const char *file_name);

#endif
