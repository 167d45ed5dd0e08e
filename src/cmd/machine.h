/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine and its evidence: each verb opens one. */
#ifndef AUBACKLOG_MACHINE_H
#define AUBACKLOG_MACHINE_H

#include "analysis/report.h"
#include "bootloader/bootconfig.h"
#include "bootloader/platform.h"
#include "cmd/options.h"
#include "evidence/operands.h"
#include "evidence/settings.h"
#include "evidence/status.h"
#include "input/root.h"
#include "util/error.h"

struct machine {
	struct operands operands;   /* the files that were given */
	struct budget *budget;	    /* that pays for unpacking them */
	struct root *root;	    /* NULL: only files were given, and no tree */
	bool running;		    /* the machine on which this program runs */
	struct status_answer asked; /* the kernel's answer, if it was asked */
	bool kernel_asked;
	struct settings settings;
	struct bootconfig config;	 /* filled by machine_read_config, like the next one */
	struct report_next next;	 /* without profiles and words */
	const struct platform *platform; /* set by nextboot_read; NULL: nothing tells */
	char *config_unread;		 /* why it could not be read, or NULL; owned */
};

void machine_done(struct machine *machine);

/*
 * Opens the files that the options name, and the machine: the running one, a directory, an archive,
 * which is unpacked now; or none, for files alone. A tree among the files is the machine's. When
 * the machine is to be changed, a link on the way to the root that another user planted is refused.
 * The kernel is asked before any file that others wrote is read. Gives: 0 or -errno.
 */
int machine_open(const struct options *options, struct machine *ret_machine, struct error *err);

/* Reads the kernel command lines from the machine's boot loader, before machine_diagnose, which
 * then also judges each boot by the limit of the next one. Takes: a machine with a root. Gives: 0
 * or -errno. */
int machine_read_config(struct machine *machine, struct error *err);

/*
 * Diagnoses the boots that the options ask for; once, for the files are used up.
 * Gives: 0 and a report for report_done, whose recommendation considers all boots of the evidence;
 * -ENODATA when there is no evidence of a boot; -ENOENT when there is no such boot; otherwise
 * -errno with its text.
 */
int machine_diagnose(struct machine *machine, const struct options *options,
		     struct report *ret_report, struct error *err);

#endif
