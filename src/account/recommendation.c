/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The limit to set, from what a boot needed. */
#define _GNU_SOURCE
#include "account/recommendation.h"

#include "account/queue.h"
#include "base/cleanup.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* Headroom: half as much again, because no two boots are alike, and a round number. */
#define HEADROOM_STEP 64

static uint64_t with_headroom(uint64_t minimum)
{
	uint64_t wanted = minimum + minimum / 2;

	return (wanted + HEADROOM_STEP - 1) / HEADROOM_STEP * HEADROOM_STEP;
}

static uint64_t larger(uint64_t left, uint64_t right)
{
	return left > right ? left : right;
}

/* What arrived in each phase at the least, or at the most; false when there is no most. */
static bool make_batches(const struct ledger *ledger, const struct range *phase_lost, bool most,
			 struct queue_batch *batches)
{
	for (size_t i = 0; i < ledger->n_phases; i++) {
		const struct ledger_phase *phase = &ledger->phases[i];

		if (most && phase_lost[i].max == COUNT_UNBOUNDED)
			return false;
		batches[i] = (struct queue_batch){
			.slots = phase->held +
				 (most ? phase->late + phase_lost[i].max : phase_lost[i].min),
			.at_boot_limit = phase->at_boot_limit,
			.limit = phase->limit,
		};
	}
	return true;
}

/* Something may have been lost under a limit that the model calls large enough: the sources
 * contradict each other, and so they do not say what would have been enough. */
static bool lost_despite(const struct ledger *ledger, const struct range *phase_lost,
			 uint64_t minimum)
{
	for (size_t i = 0; i < ledger->n_phases; i++) {
		const struct ledger_phase *phase = &ledger->phases[i];

		if (phase->at_boot_limit && phase->limit_known && phase->limit >= minimum &&
		    phase_lost[i].max > 0)
			return true;
	}
	return false;
}

static int find_minimum(const struct ledger *ledger, const struct range *phase_lost,
			struct recommendation *recommendation)
{
	CLEANUP(cleanup_free)
	struct queue_batch *batches = calloc(ledger->n_phases + 1, sizeof(*batches));

	if (!batches)
		return -ENOMEM;
	recommendation->minimum_known = make_batches(ledger, phase_lost, true, batches);
	if (!recommendation->minimum_known)
		(void)make_batches(ledger, phase_lost, false, batches);
	recommendation->fixable =
		queue_minimum(batches, ledger->n_phases, &recommendation->minimum);
	if (!recommendation->fixable)
		recommendation->minimum = queue_demand(batches, ledger->n_phases);
	else if (lost_despite(ledger, phase_lost, recommendation->minimum))
		recommendation->minimum_known = false;
	return 0;
}

static int finish(struct recommendation *recommendation)
{
	uint64_t most = larger(recommendation->floor, recommendation->configured);
	bool within_reach = recommendation->minimum <= RECOMMENDATION_MAX;

	recommendation->minimum_known &= within_reach;
	if (recommendation->minimum_known)
		recommendation->suggested = with_headroom(recommendation->minimum);
	if (within_reach)
		most = larger(most, with_headroom(recommendation->minimum));
	recommendation->limit = recommendation->unlimited ? 0 : most;
	recommendation->memory_typical = recommendation->limit * RECOMMENDATION_RECORD_BYTES;
	recommendation->memory_max = recommendation->limit * RECOMMENDATION_RECORD_BYTES_MAX;
	if (asprintf(&recommendation->arguments, "audit=1 audit_backlog_limit=%" PRIu64,
		     recommendation->limit) < 0)
		return -ENOMEM;
	return 0;
}

int recommendation_make(const struct ledger *ledger, const struct range *phase_lost,
			const struct recommendation_input *input,
			struct recommendation *ret_recommendation)
{
	struct recommendation recommendation = {
		.fixable = true,
		.floor = input->floor,
		.configured = input->configured,
		.unlimited = input->unlimited,
	};
	int code = 0;

	if (ledger && ledger->n_phases)
		code = find_minimum(ledger, phase_lost, &recommendation);
	if (code == 0)
		code = finish(&recommendation);
	if (code == 0)
		*ret_recommendation = recommendation;
	return code;
}

int recommendation_what_if(const struct ledger *ledger, const struct range *phase_lost,
			   uint64_t limit, struct range *ret_lost)
{
	CLEANUP(cleanup_free)
	struct queue_batch *batches = calloc(ledger->n_phases + 1, sizeof(*batches));
	struct range lost = { .max = COUNT_UNBOUNDED };
	size_t count = ledger->n_phases;

	if (!batches)
		return -ENOMEM;
	(void)make_batches(ledger, phase_lost, false, batches);
	lost.min = queue_demand(batches, count) - queue_held(batches, count, limit);
	if (make_batches(ledger, phase_lost, true, batches))
		lost.max = queue_demand(batches, count) - queue_held(batches, count, limit);
	*ret_lost = lost;
	return 0;
}

bool recommendation_exceeds(const struct recommendation *left, const struct recommendation *right)
{
	if (left->unlimited != right->unlimited)
		return left->unlimited;
	if (left->limit != right->limit)
		return left->limit > right->limit;
	return left->minimum > right->minimum;
}

int recommendation_copy(const struct recommendation *from, struct recommendation *ret_to)
{
	char *arguments = from->arguments ? strdup(from->arguments) : NULL;

	if (from->arguments && !arguments)
		return -ENOMEM;
	*ret_to = *from;
	ret_to->arguments = arguments;
	return 0;
}
