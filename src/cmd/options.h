/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of aubacklog. */
#ifndef AUBACKLOG_OPTIONS_H
#define AUBACKLOG_OPTIONS_H

#include "policy/policy.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verb {
	VERB_REPORT, /* the default */
	VERB_BOOTS,
	VERB_EVENTS,
	VERB_PLOT,
	VERB_CHECK,
	VERB_GRUB,
	VERB_RECORD,
	VERB_CARDS,
	VERB_WINDOWS,
	VERB_FLEET,
	VERB_WATCH,
	VERB_COUNT,
};

enum options_format {
	FORMAT_NONE, /* not given */
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_RAW, /* records, as auditd writes them */
	FORMAT_PNG,
	FORMAT_SVG,
	FORMAT_PDF,
	FORMAT_GP,
	FORMAT_TXT,
	FORMAT_JUNIT, /* check accepts this one and the next two */
	FORMAT_XCCDF,
	FORMAT_CKLB,
	FORMAT_CARDS, /* of fleet: the cards, merged */
	FORMAT_PROMETHEUS,
	FORMAT_HTML,
	FORMAT_COUNT,
};

enum options_boot {
	BOOT_NEWEST, /* not given: the newest of each node */
	BOOT_INDEX,
	BOOT_ALL,
};

/* The most --kernel-log options. */
#define OPTIONS_KERNEL_LOGS 64

/* The most --label and --by options. */
#define OPTIONS_LABELS 8

struct options {
	enum verb verb;
	const char *root; /* a directory, an archive, or "-" for an archive on standard input; or
			     NULL */
	char **logs;	  /* operands; part of argv */
	size_t n_logs;
	const char *kernel_logs[OPTIONS_KERNEL_LOGS]; /* part of argv */
	size_t n_kernel_logs;
	enum options_boot boot;
	int boot_index;	      /* 0, -1, … */
	const char *node;     /* read the boots of this one only; or NULL */
	bool newest_only;     /* skip older boots */
	bool window_only;     /* skip the newest boot's life after its window as well */
	bool whole_log;	      /* read all, however large */
	bool newest_suffices; /* no option: the verb needs only the newest boot */
	const char *labels[OPTIONS_LABELS]; /* "KEY=VALUE"; part of argv */
	size_t n_labels;
	const char
		*by[OPTIONS_LABELS]; /* what the machines of a fleet are grouped by; part of argv */
	size_t n_by;
	enum options_format format;
	const char *output; /* NULL for standard output */
	bool limit_given;
	uint64_t limit; /* to simulate; 0 = unlimited */
	uint64_t floor;
	bool floor_given;
	enum policy_profile profile;
	const char *judged_as; /* the system whose documents count; or NULL */
	bool strict;
	bool exit_zero;
	bool apply, undo;   /* grub */
	bool counters;	    /* as metrics: the running kernel's besides */
	bool counters_only; /* and nothing else */
	unsigned fates;	    /* bits of enum fate; 0: all */
	bool lost_only;	    /* what auditd never got */
	bool x_time;
	bool unit_events;
	bool verbose;
	bool no_color, no_pager;
	bool as_list;		   /* no option: the verb shows one line for each boot */
	bool as_cards;		   /* no option: nor does it need the names of lost events */
	bool with_texts;	   /* no option: the verb needs the records in the report */
	bool with_patterns;	   /* no option: the format groups events */
	bool keep_privileges;	   /* no option: the verb reads more than the evidence */
	bool poll, test_receivers; /* watch, like the next one */
	const char *config;	   /* or NULL */
	bool print_wanted, print_table;
	bool help;
	bool verb_named; /* false: the default verb */
	bool version;
};

/*
 * Reads the command line.
 * Takes: the arguments of main(), which are reordered. The first operand may be a verb, unless "--"
 * stands before it; the words "help" and "version" mean the options of that name. An option that
 * the verb does not have is an error.
 * Gives: 0, or ERROR_USAGE with a text that names the word.
 */
int options_parse(int argc, char **argv, struct options *ret_options, struct error *err);

/* Whether the evidence is this machine's: nothing else was given. What a verb judges or changes is
 * a machine, to which kernel logs are given besides. */
bool options_ask_machine(const struct options *options);

/*
 * Takes standard input as the evidence where nothing was given and a file or a pipe with something
 * in it is there: "cat log | aubacklog" is never answered with this machine's boot. Of a pipe into
 * which nothing has come yet it is noted that the answer is not of it. A terminal, a device and a
 * socket are left alone, and so is standard input of a verb that needs a machine.
 */
void options_take_stdin(struct options *options, struct error *note);

/* The format for a file name's suffix; FORMAT_NONE when no format has it. */
enum options_format options_format_of(const char *file_name);

#endif
