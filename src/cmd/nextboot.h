/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the check says of the next boot, for a report. */
#ifndef AUBACKLOG_NEXTBOOT_H
#define AUBACKLOG_NEXTBOOT_H

#include "cmd/machine.h"

/* Reads the machine's configuration for it, before machine_diagnose. What cannot be read is left
 * open: the report is of the boots. Gives: 0, or -ENOMEM. */
int nextboot_read(struct machine *machine, struct error *err);

/* Adds to the report which profiles of the check pass and which fail, as "aubacklog check" would
 * say of these boots. Takes: the machine of the report, still open, and the policy floor. */
void nextboot_judge(const struct machine *machine, uint64_t floor, struct report *report);

/*
 * Adds to the report what "aubacklog grub" would say of the machine, so that nothing is suggested
 * that it refuses. Takes: the machine, still open; the options of the run. Where the plan cannot be
 * made, nothing is added. Gives: 0, or -ENOMEM.
 */
int nextboot_foresee_grub(struct machine *machine, const struct options *options,
			  struct report *report, struct error *err);

#endif
