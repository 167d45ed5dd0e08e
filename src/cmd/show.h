/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Diagnoses a machine and shows its report: the verbs report, boots, events and plot. */
#ifndef AUBACKLOG_SHOW_H
#define AUBACKLOG_SHOW_H

#include "analysis/report.h"
#include "cmd/options.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* How a verb shows a report. */
struct show_view {
	/* Writes the report. Gives: 0, or -errno with its text; the caller checks the stream for
	 * write errors. */
	int (*render)(const struct report *report, const struct options *options, FILE *out,
		      struct error *err);
	bool is_binary;	      /* the output is for no screen */
	mode_t mode;	      /* of the output file (output.h); 0: as the umask has it */
	bool tells_next_boot; /* report.next is wanted: the machine's configuration is read too */
	bool lists_sources; /* the output lists sources that could not be read; otherwise a note is
			       printed */
};

/*
 * Diagnoses the machine of the options and writes its report to their output, completely or not at
 * all.
 * Gives: 0 and the exit code of the contract, perhaps with a note in err; or -errno.
 */
int show_report(const struct options *options, const struct show_view *view, int *ret_exit,
		struct error *err);

#endif
