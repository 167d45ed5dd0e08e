/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the settings of a machine, which are its name, the kernel command line it runs with, its
 * audit rules, and the programs that read its audit records. */
#ifndef AUBACKLOG_SETTINGS_H
#define AUBACKLOG_SETTINGS_H

#include "evidence/cmdline.h"
#include "evidence/readers.h"
#include "evidence/rules.h"
#include "input/root.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>

/* A file of rules that was looked for. */
struct settings_rules_file {
	char *path;	   /* in the root; owned */
	bool missing;	   /* it is not there */
	bool denied;	   /* it is, and may not be read */
	bool loaded;	   /* its rules are those in force, see struct settings_rules */
	unsigned bad_line; /* the first line with a setting whose value is no number; 0 none */
};

/* The rules of one or more files, worked off in order. */
struct settings_rules {
	struct rules rules;
	const char *limit_path; /* the file whose -b counts, or the first file; one of the files */
};

/*
 * auditctl loads audit.rules, which augenrules makes of rules.d. Where there is no audit.rules yet,
 * the rules of rules.d are those in force, and rules_d is empty. Source: augenrules(8).
 */
struct settings {
	char *host;	    /* its name, owned; NULL: no file says it */
	char *cmdline_text; /* of proc/cmdline, owned; NULL: it is not there */
	struct cmdline cmdline;
	struct settings_rules in_force;
	struct settings_rules rules_d;
	struct settings_rules_file *files;
	size_t n_files;
	struct readers readers;
	bool lenient; /* what may not be read is passed over */
};

void settings_done(struct settings *settings);

/*
 * Reads them.
 * Takes: a root; whether a file that the user may not read is as one that is not there, and noted.
 * Gives: 0, also when there is nothing; -errno for a file that is there and cannot be read.
 */
int settings_read(const struct root *root, bool lenient, struct settings *ret_settings,
		  struct error *err);

#endif
