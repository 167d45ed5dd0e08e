/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict on one boot: its ledger against everything else that is known. Pure. */
#ifndef AUBACKLOG_VERDICT_H
#define AUBACKLOG_VERDICT_H

#include "boots.h"
#include "cmdline.h"
#include "report.h"
#include "rules.h"
#include "status.h"

struct verdict_input {
	const struct boot *boot;
	int index;		       /* 0 for the newest of its node */
	const struct cmdline *cmdline; /* these four are NULL for any boot but the newest */
	const struct rules *rules;
	const struct status *status;
	const char *boot_id;
	uint64_t floor; /* policy floor of the recommendation, records */
	bool what_if_asked;
	uint64_t what_if_limit;
};

/* Gives: 0 and a boot that report_done frees as part of its report, or -ENOMEM. */
int verdict_boot(const struct verdict_input *input, struct report_boot *ret_boot);

/* Frees a boot that did not get into a report. */
void verdict_done(struct report_boot *boot);

#endif
