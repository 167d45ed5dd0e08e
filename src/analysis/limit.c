/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The limit to boot with. */
#include "analysis/limit.h"

#include "analysis/queue.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <inttypes.h>

/* Headroom: half as much again, because no two boots are alike, and a round number. */
#define HEADROOM_STEP 64

static uint64_t add_headroom(uint64_t minimum)
{
	uint64_t wanted = minimum + minimum / 2;

	return (wanted + HEADROOM_STEP - 1) / HEADROOM_STEP * HEADROOM_STEP;
}

static uint64_t larger_of(uint64_t left, uint64_t right)
{
	return left > right ? left : right;
}

bool limit_reaches(uint64_t limit, uint64_t wanted)
{
	return !limit || (wanted && limit >= wanted);
}

void limit_configure(struct limit_configured *configured, uint64_t limit, const char *where)
{
	if (configured->known && limit_reaches(configured->limit, limit))
		return;
	*configured = (struct limit_configured){ .known = true, .limit = limit, .where = where };
}

void limit_configure_rules(struct limit_configured *configured, const struct rules *rules,
			   const char *where)
{
	if (rules->backlog_limit.given && rules->backlog_limit.value)
		limit_configure(configured, rules->backlog_limit.value, where);
}

/* The need with headroom; 0 where it is beyond all queues, or not known at all. */
static uint64_t needed_limit(const struct recommendation *needs)
{
	return needs->minimum <= LIMIT_MAX ? add_headroom(needs->minimum) : 0;
}

uint64_t limit_wanted(const struct limit_basis *basis)
{
	if (basis->given)
		return basis->limit;
	return basis->needs ? larger_of(basis->floor, needed_limit(basis->needs)) : basis->floor;
}

uint64_t limit_choose(const struct limit_basis *basis)
{
	const bool boots_count = basis->needs && !basis->given;
	struct limit_configured all = basis->configured;

	if (boots_count && (basis->needs->unlimited || basis->needs->configured))
		limit_configure(&all, basis->needs->unlimited ? 0 : basis->needs->configured, NULL);
	if (basis->given || limit_wanted(basis))
		limit_configure(&all, limit_wanted(basis), NULL);
	return all.limit;
}

char *limit_arguments(uint64_t limit)
{
	return xasprintf("audit=1 audit_backlog_limit=%" PRIu64, limit);
}

/* Whether kauditd had come to all that was made under a limit while it was in force: it had where
 * the queue was full, and where there is no kauditd in between. */
static bool is_settled(const struct limit_need *need, size_t phase)
{
	return !need->lags || need->ledger->phases[phase].dropped || need->phase_lost[phase].min;
}

/* A history of the arrivals: as few or as many as there can have been, and how far kauditd had come
 * when the limit was changed. */
struct limit_history {
	bool most;
	bool ahead;
	bool later; /* all that the last phase has was held by a limit that was set behind it, */
	uint64_t limit; /* this one */
};

/*
 * How far kauditd lagged when the limit of the boot was changed does not show where the queue was
 * not full by then: it came to the record of the change before that was made at the most, and to
 * nothing at the least.
 */
static void shift_change(const struct limit_need *need, bool ahead, struct queue_batch *batches)
{
	const struct ledger *ledger = need->ledger;

	for (size_t i = 0; i + 1 < ledger->n_phases; i++) {
		const struct ledger_phase *phase = &ledger->phases[i];
		const uint64_t early = ahead ? phase->raising : 0;
		const uint64_t late = ahead || is_settled(need, i) ? 0 : batches[i].slots;

		batches[i].slots += early;
		batches[i + 1].slots -= early < batches[i + 1].slots ? early : batches[i + 1].slots;
		batches[i].slots -= late;
		batches[i + 1].slots += late;
	}
}

/* What kauditd had not come to when the limit was changed behind the registration: what came late,
 * or all, where nothing shows how far it was. */
static void part_tail(const struct limit_need *need, struct limit_history history,
		      struct queue_batch *last)
{
	const size_t phase = need->ledger->n_phases - 1;
	const uint64_t late = need->ledger->phases[phase].late;

	last[1] = (struct queue_batch){ .slots = last->slots, .limit = history.limit };
	if (is_settled(need, phase) && late < last->slots)
		last[1].slots = history.most ? late : 0;
	last->slots -= last[1].slots;
}

/* The arrivals of each phase, and of its end. */
static void make_batches(const struct limit_need *need, struct limit_history history,
			 struct queue_batch *batches)
{
	const bool most = history.most;
	const struct ledger *ledger = need->ledger;
	const struct range *phase_lost = need->phase_lost;

	for (size_t i = 0; i < ledger->n_phases; i++) {
		const struct ledger_phase *phase = &ledger->phases[i];

		batches[i] = (struct queue_batch){
			.slots = phase->held + (most ? phase->late + phase->more + phase_lost[i].max
						     : phase_lost[i].min - phase->spare),
			.at_boot_limit = phase->at_boot_limit,
			.limit = phase->limit,
		};
	}
	shift_change(need, history.ahead, batches);
	if (history.later)
		part_tail(need, history, &batches[ledger->n_phases - 1]);
}

/* Something may have been lost under a limit that the model calls large enough: the sources
 * contradict each other, so that no limit is known to have been enough. */
static bool is_lost_despite(const struct limit_need *need, uint64_t minimum)
{
	for (size_t i = 0; i < need->ledger->n_phases; i++) {
		const struct ledger_phase *phase = &need->ledger->phases[i];

		if (phase->at_boot_limit && phase->limit_known && phase->limit >= minimum &&
		    need->phase_lost[i].max > 0)
			return true;
	}
	return false;
}

/* The smallest limit that holds all of a history. Gives: false where none does, and the slots. */
static bool find_history_minimum(const struct limit_need *need, struct limit_history history,
				 uint64_t *ret_minimum, uint64_t *ret_demand)
{
	const size_t count = need->ledger->n_phases + 1;
	CLEANUP(cleanup_free) struct queue_batch *batches = xcalloc(count, sizeof(*batches));

	make_batches(need, history, batches);
	*ret_minimum = *ret_demand = queue_demand(batches, count);
	return queue_minimum(batches, count, ret_minimum);
}

/* Whether each phase lost so much at the most. */
static bool is_bounded(const struct limit_need *need)
{
	for (size_t i = 0; i < need->ledger->n_phases; i++)
		if (need->phase_lost[i].max == COUNT_UNBOUNDED)
			return false;
	return true;
}

/* How far kauditd had come at a change before the registration, and whether to anything before one
 * behind it. */
#define LIMIT_HISTORIES 6

/* Gives: their number. */
static size_t list_histories(const struct limit_need *need, bool most,
			     struct limit_history list[static LIMIT_HISTORIES])
{
	const struct ledger *ledger = need->ledger;
	const uint64_t own = ledger->phases[ledger->n_phases - 1].limit;
	const uint64_t later[] = { own, ledger->lowest_limit, ledger->highest_limit };
	size_t count = 0;

	for (int ahead = 1; ahead >= 0; ahead--)
		for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
			if (i == 0 || ledger->changed_behind)
				list[count++] =
					(struct limit_history){ most, ahead, i > 0, later[i] };
	return count;
}

/* Large enough for each history. */
static void find_minimum(const struct limit_need *need, struct recommendation *recommendation)
{
	const bool most = is_bounded(need) && !need->refused;
	struct limit_history histories[LIMIT_HISTORIES];
	const size_t count = list_histories(need, most, histories);
	uint64_t demand = 0;

	recommendation->minimum_known = most;
	for (size_t i = 0; i < (most ? count : 1); i++) {
		uint64_t minimum;
		const bool fixable = find_history_minimum(need, histories[i], &minimum, &demand);

		if (i == 0)
			recommendation->fixable = fixable;
		recommendation->minimum_known &= fixable || !recommendation->fixable;
		recommendation->minimum = larger_of(recommendation->minimum, minimum);
	}
	if (recommendation->fixable && is_lost_despite(need, recommendation->minimum))
		recommendation->minimum_known = false;
	if (need->unseen_limit && !limit_reaches(need->unseen_limit, recommendation->minimum))
		recommendation->minimum_known = false;
	recommendation->raised_early = recommendation->fixable && recommendation->minimum < demand;
}

/* Never less than the evidence shows: other sources than the log may know of a larger loss. */
static void raise_minimum(uint64_t at_least, struct recommendation *recommendation)
{
	if (recommendation->minimum_known || recommendation->minimum >= at_least)
		return;
	recommendation->minimum = at_least;
	recommendation->raised_early = false;
}

static void settle_recommendation(struct recommendation *recommendation,
				  const struct limit_configured *configured)
{
	const struct limit_basis basis = {
		.floor = recommendation->floor,
		.needs = recommendation,
		.configured = *configured,
	};

	recommendation->minimum_known &= recommendation->minimum <= LIMIT_MAX;
	if (recommendation->minimum_known)
		recommendation->suggested = add_headroom(recommendation->minimum);
	recommendation->limit = limit_choose(&basis);
	recommendation->memory_typical = recommendation->limit * LIMIT_RECORD_BYTES;
	recommendation->memory_max = recommendation->limit * LIMIT_RECORD_BYTES_MAX;
	recommendation->arguments = limit_arguments(recommendation->limit);
}

struct recommendation limit_recommend(const struct limit_need *need, uint64_t floor,
				      const struct limit_configured *configured)
{
	struct recommendation recommendation = {
		.fixable = true,
		.floor = floor,
		.configured = configured->limit,
		.unlimited = configured->known && !configured->limit,
	};

	if (need->ledger && need->ledger->n_phases)
		find_minimum(need, &recommendation);
	raise_minimum(need->at_least, &recommendation);
	settle_recommendation(&recommendation, configured);
	return recommendation;
}

/* The loss of a history under a limit. */
static uint64_t lose_in_history(const struct limit_need *need, struct limit_history history,
				uint64_t limit)
{
	const size_t count = need->ledger->n_phases + 1;
	CLEANUP(cleanup_free) struct queue_batch *batches = xcalloc(count, sizeof(*batches));

	make_batches(need, history, batches);
	/* Where nothing was dropped, auditd may have taken over before kauditd came to any of it.
	 */
	if (!history.most && !is_settled(need, count - 2))
		batches[count - 2].slots = batches[count - 1].slots = 0;
	return queue_demand(batches, count) - queue_held(batches, count, limit);
}

struct range limit_what_if(const struct limit_need *need, uint64_t limit)
{
	struct range lost = { .min = COUNT_UNBOUNDED };
	struct limit_history histories[LIMIT_HISTORIES];

	if (!need->ledger->n_phases)
		return (struct range){ .max = COUNT_UNBOUNDED };
	for (size_t i = list_histories(need, false, histories); i > 0; i--) {
		const uint64_t least = lose_in_history(need, histories[i - 1], limit);

		lost.min = least < lost.min ? least : lost.min;
	}
	for (size_t i = list_histories(need, true, histories); i > 0 && is_bounded(need); i--)
		lost.max = larger_of(lost.max, lose_in_history(need, histories[i - 1], limit));
	if ((need->refused && limit) || !is_bounded(need) ||
	    (need->unseen_limit && !limit_reaches(need->unseen_limit, limit)))
		lost.max = COUNT_UNBOUNDED;
	return lost;
}

bool limit_exceeds(const struct recommendation *left, const struct recommendation *right)
{
	if (left->unlimited != right->unlimited)
		return left->unlimited;
	if (left->limit != right->limit)
		return left->limit > right->limit;
	return left->minimum > right->minimum;
}

struct recommendation limit_copy(const struct recommendation *from)
{
	struct recommendation copy = *from;

	copy.arguments = xstrdup_or_null(from->arguments);
	return copy;
}
