/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that is known of a machine: opened once by each verb, and read by all that it does. */
#ifndef AUBACKLOG_MACHINE_H
#define AUBACKLOG_MACHINE_H

#include "analysis/report.h"
#include "util/error.h"
#include "bootloader/bootconfig.h"
#include "cmd/options.h"
#include "evidence/settings.h"
#include "evidence/status.h"
#include "input/root.h"
#include "util/error.h"

struct machine {
	struct root *root;	    /* NULL: there are only the logs that were given */
	bool running;		    /* it is the one that this program runs on */
	struct status_answer asked; /* what its kernel said, where it was asked */
	bool kernel_asked;
	struct settings settings;
	struct bootconfig config; /* after machine_read_config */
};

void machine_done(struct machine *machine);

/*
 * Opens the machine that the options name: the running one, a directory or an archive, which is
 * unpacked here; or none, for logs alone. To change it, no link is followed that another user
 * planted on the way to the root. The kernel is asked before a byte that somebody else wrote is
 * read. Gives: 0 or -errno.
 */
int machine_open(const struct options *options, struct machine *ret_machine, struct error *err);

/* Reads the kernel command lines of its boot loader. Takes: a machine that has a root. Gives: 0 or
 * -errno. */
int machine_read_config(struct machine *machine, struct error *err);

/*
 * Diagnoses the boots that the options ask for.
 * Gives: 0 and a report that the caller ends with report_done; -ENODATA when there is no evidence
 * of a boot; -ENOENT when the boot asked for is not there; otherwise -errno with its text. The
 * recommendation of the report is made over all boots of the evidence.
 */
int machine_diagnose(const struct machine *machine, const struct options *options,
		     struct report *ret_report, struct error *err);

/* Opens the machine and diagnoses it: for verbs that need no more than the report. */
int machine_report(const struct options *options, struct report *ret_report, struct error *err);

/* For a verb whose output has no place for it: notes the first source that is there and could not
 * be read, or not all of it. */
void machine_note_unread(const struct report *report, struct error *err);

/* The exit code of the contract for what a report says: 0 clean, 1 lost, 2 cannot tell. */
int machine_exit_code(const struct report *report);

#endif
