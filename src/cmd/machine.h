/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine and its evidence: opened once by each verb, and read by all that it does. */
#ifndef AUBACKLOG_MACHINE_H
#define AUBACKLOG_MACHINE_H

#include "analysis/report.h"
#include "bootloader/bootconfig.h"
#include "cmd/options.h"
#include "evidence/settings.h"
#include "evidence/status.h"
#include "input/root.h"
#include "util/error.h"

struct machine {
	struct root *root;	    /* NULL: there are only the logs that were given */
	bool running;		    /* this program runs on it */
	struct status_answer asked; /* its kernel's answer, where it was asked */
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

#endif
