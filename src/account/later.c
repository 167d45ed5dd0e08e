/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was lost behind auditd's registration. */
#define _GNU_SOURCE
#include "account/later.h"

#include "account/counter.h"
#include "account/sentence.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *cause;
	const char *cure;
} reasons[BOOTLOG_REASONS] = {
	[KERNELLOG_HOLD_QUEUE] = { .cause = "the hold queue was full while auditd was away",
				   .cure = "see why auditd stopped or was restarted" },
	[KERNELLOG_RETRY_QUEUE] = { .cause =
					    "the retry queue was full while auditd did not take what it was sent",
				    .cure = "see auditd's disk, its flush= and its plugins" },
	[KERNELLOG_RATE_LIMIT] = { .cause =
					   "more records came in a second than the rate limit allows",
				   .cure = "raise or remove -r in the audit rules; a larger queue does not help" },
	[KERNELLOG_BACKLOG_LIMIT] = { .cause =
					      "the main queue was full and the program could not wait",
				      .cure = "raise -b in the audit rules, or quiet the rule that fills it" },
	[KERNELLOG_OUT_OF_MEMORY] = { .cause = "the kernel had no memory for the record",
				      .cure = "a larger queue makes it worse: give the machine more memory" },
};

/* The kernel counts everything since it booted: what the boot did not lose came later. */
static struct range count(const struct account *account)
{
	const struct range *boot = &account->report->records_lost;
	struct range later = { .max = COUNT_UNBOUNDED };
	uint64_t total;

	if (!account->counter_used)
		return later;
	if (account->nothing_later)
		return (struct range){ 0 };
	total = counter_total(account->input);
	later.max = total > boot->min ? total - boot->min : 0;
	later.min = total > boot->max ? total - boot->max : 0;
	return later;
}

/* Serials that are missing behind the registration, but for one that auditd discards each time that
 * it registers again, as it does with serial 1. */
static uint64_t missing_behind(const struct account *account)
{
	const struct boot *boot = account->input->boot;
	uint64_t missing = 0;

	/* Where the reading was ended, serials are open that would have come out of order. */
	if (account->ledger.registration && !account->input->life_unread)
		missing = serials_missing(&boot->seen, account->ledger.registration->serial,
					  serials_last(&boot->seen));
	return missing > boot->restarts ? missing - boot->restarts : 0;
}

static int add_causes(const struct account *account, struct report_later *later)
{
	const struct status *status = account->input->status;
	const struct bootlog *bootlog = &account->input->boot->bootlog;
	bool rate_named = bootlog->later_reasons[KERNELLOG_RATE_LIMIT] > 0;
	int code = 0;

	for (size_t i = 0; i < BOOTLOG_REASONS && code == 0; i++)
		if (bootlog->later_reasons[i])
			code = sentence_add_cause(later, "The kernel log says that %s: %s.",
						  reasons[i].cause, reasons[i].cure);
	if (code == 0 && account->counter_used && status->rate_limit && !rate_named)
		code = sentence_add_cause(
			later,
			"A rate limit of %" PRIu64
			" records a second is set (-r), which can be the cause: %s.",
			status->rate_limit, reasons[KERNELLOG_RATE_LIMIT].cure);
	if (code == 0 && account->counter_used && status->backlog_wait_time_actual)
		code = sentence_add_cause(later,
					  "Programs had to wait for room in the main queue: %s.",
					  reasons[KERNELLOG_BACKLOG_LIMIT].cure);
	if (code == 0 && !later->n_causes)
		code = sentence_add_cause(later, "What lost them is not in the evidence.");
	return code;
}

int later_find(struct account *account)
{
	struct report_later *later = &account->report->later;
	uint64_t missing = missing_behind(account);
	bool named = false;

	later->unread_bytes = account->input->life_unread;
	later->lost = count(account);
	if (later->lost.min < missing && missing <= later->lost.max)
		later->lost.min = missing;
	for (size_t i = 0; i < BOOTLOG_REASONS; i++)
		named |= account->input->boot->bootlog.later_reasons[i] > 0;
	if (named && !later->lost.min && later->lost.max)
		later->lost.min = 1;
	return later->lost.min ? add_causes(account, later) : 0;
}
