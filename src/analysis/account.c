/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loss of one boot, bounded phase by phase. */
#include "analysis/account.h"

#include "util/xalloc.h"

/*
 * With several processors kauditd can lag, so that the edge is off by a few records. A gap in
 * serials while more slots than these were free is no overflow of the limit that we know.
 */
#define BLUR_SLOTS 8

void account_done(struct account *account)
{
	ledger_done(&account->ledger);
	free(account->phase_lost);
}

/*
 * Records that came late went past the full queue to auditd and took no slot; those made before a
 * change of the limit may have taken slots after it.
 */
static bool phase_fits(const struct ledger *ledger, size_t index)
{
	const struct ledger_phase *phase = &ledger->phases[index];
	bool last = index + 1 == ledger->n_phases;

	return phase->limit_known && !phase->misfit && (!phase->late || last);
}

/* The log is not as auditd wrote it: lines that came twice in a row may be counted twice. */
static bool is_suspect(const struct window *window)
{
	return window->altered || (window->repeated && window->twins);
}

void account_bound(struct account *account)
{
	struct ledger *ledger = &account->ledger;

	account->from_start = ledger->registration && ledger->start == LEDGER_WHOLE;
	account->fits = account->from_start && ledger->n_phases &&
			!is_suspect(&account->input->boot->window);
	account->overflow_certain = true;
	account->known.max = COUNT_UNBOUNDED;
	account->phase_lost = xcalloc(ledger->n_phases + 1, sizeof(*account->phase_lost));
	for (size_t i = 0; i < ledger->n_phases; i++) {
		const struct ledger_phase *phase = &ledger->phases[i];
		bool unbounded = phase->misfit || !phase->limit_known;

		account->fits &= phase_fits(ledger, i);
		if (ledger->start == LEDGER_WHOLE && phase->misfit > BLUR_SLOTS)
			account->overflow_certain = false;
		account->phase_lost[i] = (struct range){
			.min = account->overflow_certain ? phase->lost.min : 0,
			.max = unbounded ? COUNT_UNBOUNDED : phase->lost.max,
		};
	}
}

struct range account_sum(const struct account *account)
{
	struct range sum = { 0 };

	for (size_t i = 0; i < account->ledger.n_phases; i++)
		range_add(&sum, &account->phase_lost[i]);
	if (!account->from_start)
		sum.max = COUNT_UNBOUNDED;
	if (sum.min < account->known.min)
		sum.min = account->known.min;
	if (sum.max > account->known.max)
		sum.max = account->known.max;
	return sum;
}

struct range account_log_sum(const struct account *account)
{
	struct range sum = { 0 };

	for (size_t i = 0; i < account->ledger.n_phases; i++) {
		struct range lost = account->ledger.phases[i].log_lost;

		if (account->phase_lost[i].max == COUNT_UNBOUNDED)
			lost.max = COUNT_UNBOUNDED;
		if (!account->overflow_certain)
			lost.min = 0;
		range_add(&sum, &lost);
	}
	if (!account->from_start)
		sum.max = COUNT_UNBOUNDED;
	return sum;
}

bool account_is_off(const struct account *account)
{
	return account->cmdline_usable && account->input->cmdline->audit != CMDLINE_AUDIT_ON;
}
