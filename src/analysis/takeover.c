/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who took over the records of a boot that auditd has no log of. */
#include "analysis/account.h"

#include "util/xalloc.h"

#include <string.h>

static char *copy_reader_name(struct slice text)
{
	return text.length ? slice_copy(text) : NULL;
}

/* The kernel knows of none; or, where it was not asked, the journal has records of the boot and
 * none of a registration. */
static bool is_registered_by_nobody(const struct account *account)
{
	const struct boot *boot = account->input->boot;
	const struct status *status = account->input->status;

	if (account->ledger.start != LEDGER_NO_LOG || boot_has_auditds(boot))
		return false;
	return status && status->known ? status_shows_nobody(status)
				       : boot->secondary.journal.n_events > 0;
}

void takeover_find(struct account *account)
{
	const struct boot *boot = account->input->boot;
	const struct boot_setting *setting = boot_first_setting(boot, BOOT_PID, true);
	struct report_takeover *takeover = &account->report->takeover;

	if (setting) {
		takeover->known = true;
		takeover->pid = setting->new_value;
		takeover->name = copy_reader_name(setting->comm);
		takeover->exe = copy_reader_name(setting->exe);
		takeover->by_other = takeover->name && strcmp(takeover->name, "auditd") != 0;
	}
	takeover->by_nobody = is_registered_by_nobody(account);
}

/* One that can be registered in auditd's place, by the files of the machine; NULL for none. */
static const char *find_other_installed(const struct account *account)
{
	const struct readers *readers = account->input->readers;

	for (enum reader i = READER_AUDITBEAT; readers && i < READER_LAUREL; i++)
		if (readers->installed[i])
			return readers_name(i);
	return NULL;
}

static bool is_installed(const struct account *account, enum reader reader)
{
	const struct readers *readers = account->input->readers;

	return readers && readers->installed[reader];
}

static struct claim claim_of_no_log(const struct account *account)
{
	const bool laurel = is_installed(account, READER_LAUREL);

	return (struct claim){ .kind = CLAIM_LOG_TURNED_OFF,
			       .remark = laurel ? CLAIM_LAUREL_HAS_THEM : CLAIM_PLAIN };
}

/* Somebody registered, by the journal. */
static void claim_registered(struct account *account)
{
	const struct report_takeover *takeover = &account->report->takeover;
	const struct readers *readers = account->input->readers;
	struct claim claim = {
		.kind = CLAIM_NO_LOG,
		.count = takeover->pid,
		.text = takeover->exe ? takeover->exe : takeover->name,
	};

	if (takeover->by_other) {
		claim.kind = CLAIM_OTHER_READER;
		claim.remark = account->counter_used ? CLAIM_PLAIN : CLAIM_COUNTER_ALONE_TELLS;
	} else if (readers && readers->writes_no_log) {
		claim = claim_of_no_log(account);
	}
	claims_add(account, claim);
}

/* Nobody did, as far as anything tells. */
static void claim_nobody(struct account *account)
{
	const struct window *journal = &account->input->boot->secondary.journal;
	const struct readers *readers = account->input->readers;
	const struct claim start = {
		.kind = CLAIM_CURE_START_AUDITD,
		.remark = is_installed(account, READER_AUDITD) ? CLAIM_AUDITD_INSTALLED
			  : readers && readers->known	       ? CLAIM_AUDITD_NOT_INSTALLED
							       : CLAIM_PLAIN,
	};

	claims_add(account, (struct claim){ .kind = account->no_auditd ? CLAIM_NO_AUDITD
								       : CLAIM_JOURNALD_ALONE });
	claims_add(account, start);
	if (journal->n_events)
		claims_add(account, (struct claim){ .kind = CLAIM_CURE_JOURNALD_ALONE,
						    .count = journal->events[0].serial });
	else if (is_installed(account, READER_RSYSLOG))
		claims_add(account, (struct claim){ .kind = CLAIM_CURE_RSYSLOG_ALONE });
}

/* What keeps this run from telling more, and whether the kernel audits at all. */
static void claim_access(struct account *account)
{
	const struct status *status = account->input->status;
	const bool for_root = account->input->access == SOURCES_FOR_ROOT;

	if (status && status->known && status->has_enabled && !status->enabled)
		claims_add(account, (struct claim){ .kind = CLAIM_OFF_NOW });
	if (for_root)
		claims_add(account, (struct claim){ .kind = CLAIM_FOR_ROOT });
	if (account->input->access != SOURCES_OPEN)
		claims_add(account, (struct claim){ .kind = for_root ? CLAIM_CURE_RUN_AS_ROOT
								     : CLAIM_CURE_RUN_ON_HOST });
}

/* Nothing tells who registered. */
static void claim_unseen(struct account *account)
{
	const struct status *status = account->input->status;
	const struct readers *readers = account->input->readers;
	struct claim claim = { .kind = CLAIM_NO_LOG, .text = find_other_installed(account) };

	if (readers && readers->writes_no_log) {
		claim = claim_of_no_log(account);
	} else if (claim.text) {
		claim.kind = CLAIM_OTHER_INSTALLED;
	} else if (status && status->known && status->pid) {
		claim.kind = CLAIM_UNKNOWN_PID;
		claim.count = status->pid;
	} else if (account->input->access == SOURCES_FOR_ROOT) {
		return;
	}
	claims_add(account, claim);
}

void takeover_claim(struct account *account)
{
	claim_access(account);
	if (account->report->takeover.known)
		claim_registered(account);
	else if (account->report->takeover.by_nobody)
		claim_nobody(account);
	else
		claim_unseen(account);
}
