/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the options to a report: finds the evidence, reads it, judges each boot. */
#ifndef AUBACKLOG_DIAGNOSIS_H
#define AUBACKLOG_DIAGNOSIS_H

#include "account/report.h"
#include "base/error.h"
#include "verbs/options.h"

/*
 * Diagnoses the boots that the options ask for.
 * Gives: 0 and a report that the caller ends with report_done; -ENOENT when the boot asked for is
 * not there; otherwise -errno with its text. The recommendation of the report is made over all
 * boots of the evidence.
 */
int diagnosis_make(const struct options *options, struct report *ret_report, struct error *err);

/* For a verb whose output has no place for it: notes the first source that is there and could not
 * be read, or not all of it. */
void diagnosis_note_unread(const struct report *report, struct error *err);

/* The exit code of the contract for what a report says: 0 clean, 1 lost, 2 cannot tell. */
int diagnosis_exit_code(const struct report *report);

#endif
