/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each source says, in a sentence of the report. */
#include "account/statements.h"

#include "account/sentence.h"

#include <inttypes.h>
#include <stdio.h>

/* What the log alone says, before any counter. */
int statements_log(struct account *account)
{
	const struct ledger *ledger = &account->ledger;
	struct range lost = account_log_sum(account);
	uint64_t repeats = account->input->boot->window.repeated;
	const struct report_evidence evidence = {
		.kind = "audit-log",
		.lost = lost,
		.counts = true,
		.agrees = true,
	};
	uint64_t missing = 0, cut = 0, held = 0;
	char repeated[64] = "";

	if (repeats)
		(void)snprintf(repeated, sizeof(repeated),
			       "; %" PRIu64 " line%s that came again %s not counted", repeats,
			       sentence_s(repeats), repeats == 1 ? "was" : "were");
	for (size_t i = 0; i < ledger->n_phases; i++) {
		missing += ledger->phases[i].missing_events;
		cut += ledger->phases[i].cut_events;
		held += ledger->phases[i].held;
	}
	if (!ledger->n_phases)
		return 0;
	if (missing || cut)
		return sentence_add_evidence(
			account->report, &evidence,
			"%" PRIu64 " event%s missing whole, %" PRIu64
			" cut, before auditd registered; %" PRIu64 " records were held%s",
			missing, missing == 1 ? " is" : "s are", cut, held, repeated);
	return sentence_add_evidence(account->report, &evidence,
				     "no serial is missing before auditd registered; %" PRIu64
				     " records were held%s",
				     held, repeated);
}

/* What log and journal say together. */
int statements_journal(struct account *account)
{
	const struct ledger *ledger = &account->ledger;
	const struct boot *boot = account->input->boot;
	struct report_evidence evidence = {
		.kind = "journal",
		.lost = account_sum(account),
		.counts = true,
		.agrees = true,
	};
	uint64_t missing = 0, recovered = 0, added = 0;

	for (size_t i = 0; i < ledger->n_phases; i++) {
		missing += ledger->phases[i].missing_events;
		recovered += ledger->phases[i].recovered;
	}
	for (size_t i = 0; i < ledger->n_rows; i++)
		added += ledger->rows[i].recovered_from ? ledger->rows[i].lost.min : 0;
	if (!*boot->id)
		return 0;
	if (!boot->recovered.journal.n_events) {
		evidence.counts = false;
		return sentence_add_evidence(
			account->report, &evidence,
			"it knows the boot and has no audit records of it: journald's audit socket was not open");
	}
	if (!missing && !added)
		return sentence_add_evidence(
			account->report, &evidence,
			"it has no record from before auditd registered that the log does not have");
	return sentence_add_evidence(account->report, &evidence,
				     "it has %" PRIu64 " of the %" PRIu64
				     " missing events: with those that are cut %" PRIu64
				     " records that auditd never got",
				     recovered, missing, added);
}

int statements_cmdline(struct account *account)
{
	const struct cmdline *cmdline = account->input->cmdline;
	const struct report_boot *report = account->report;
	static const char *const audit[] = {
		[CMDLINE_AUDIT_ABSENT] = "no audit=1",
		[CMDLINE_AUDIT_ON] = "audit=1",
		[CMDLINE_AUDIT_OFF] = "audit=0",
	};
	struct report_evidence evidence = { .kind = "cmdline", .agrees = true };
	const char *why = "";

	if (!cmdline || !cmdline->known)
		return 0;
	if (!account->cmdline_usable) {
		evidence.agrees = false;
		why = "; the log has records from before auditd, so it is of another boot and was not used";
	} else if ((report->boot_limit_source == LIMIT_FROM_RECORD ||
		    report->boot_limit_source == LIMIT_FROM_KERNEL_LOG) &&
		   report->boot_limit != cmdline->limit) {
		evidence.agrees = false;
		why = "; the log says that the boot began with another limit, and is believed";
	}
	if (cmdline->limit_unparsable)
		return sentence_add_evidence(
			account->report, &evidence,
			"%s, audit_backlog_limit=%s, which the kernel cannot read: it keeps %" PRIu64
			"%s",
			audit[cmdline->audit], cmdline->unparsable, cmdline->limit, why);
	if (cmdline->limit_given)
		return sentence_add_evidence(account->report, &evidence,
					     "%s, audit_backlog_limit=%" PRIu64 "%s%s",
					     audit[cmdline->audit], cmdline->limit,
					     cmdline->limit ? "" : " (unlimited)", why);
	return sentence_add_evidence(account->report, &evidence,
				     "%s, no audit_backlog_limit=: the kernel's default of %" PRIu64
				     "%s",
				     audit[cmdline->audit], cmdline->limit, why);
}

int statements_rules(struct account *account)
{
	const struct rules *rules = account->input->rules;
	const struct report_evidence evidence = { .kind = "rules", .agrees = true };

	if (!rules || !rules->known)
		return 0;
	if (!rules->backlog_limit.given)
		return sentence_add_evidence(account->report, &evidence,
					     "no -b: the limit of the boot stays");
	return sentence_add_evidence(account->report, &evidence,
				     "-b %" PRIu64 ", in force once the rules are loaded",
				     rules->backlog_limit.value);
}
