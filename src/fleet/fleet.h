/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the cards of a fleet say together: plain data, for the renders. */
#ifndef AUBACKLOG_FLEET_H
#define AUBACKLOG_FLEET_H

#include "fleet/cards.h"

/* The machines that a limit would hold. */
struct fleet_coverage {
	uint64_t limit;
	bool asked;    /* by the caller */
	size_t holds;  /* machines whose boot loses nothing under it, for certain */
	size_t beyond; /* and whose boot loses records under it, for certain */
};

/* The machines that share a word: their kernel, say. */
struct fleet_group {
	const char *name; /* of the cards; or NULL: not known */
	size_t machines;
	size_t verdicts[VERDICTS];
	struct range lost; /* records */
	uint64_t minimum;  /* the largest that is known */
	uint64_t at_least; /* the same with what is known of the others */
};

struct fleet_grouping {
	const char *by;		    /* the caller's, or a key of the cards */
	struct fleet_group *groups; /* most machines with a loss first */
	size_t count;
};

#define FLEET_GROUPINGS_MAX 16

struct fleet {
	const struct card **machines; /* the boots that are judged, worst first */
	size_t count;
	size_t boots;	     /* of all cards, each once */
	size_t without_boot; /* machines of which no card has a boot */
	size_t verdicts[VERDICTS];
	size_t not_known;		 /* machines of which it is not known what they need */
	size_t lost_later;		 /* machines that lost records behind the registration */
	struct range lost;		 /* records */
	struct fleet_coverage *coverage; /* limits ascending */
	size_t n_coverage;
	uint64_t minimum;   /* the smallest limit that holds all of which the need is known */
	uint64_t suggested; /* with headroom */
	struct fleet_grouping groupings[FLEET_GROUPINGS_MAX];
	size_t n_groupings;
	bool groupings_left_out; /* there are more labels than that */
};

/* What is asked of the cards. */
struct fleet_question {
	bool all_boots;		/* of each machine; false: its newest alone */
	const uint64_t *limits; /* further limits whose coverage is wanted */
	size_t n_limits;
	const char *const *by; /* "kernel", "auditd", "limit", "event", "key", "program", "unit", or
				  the key of a label; none: kernel and each label */
	size_t n_by;
};

void fleet_done(struct fleet *fleet);

/*
 * Sums the cards up.
 * Takes: merged cards, which outlive the fleet; the question. Gives: 0 and a fleet for fleet_done;
 * -EINVAL for a word to group by that no card has.
 */
int fleet_sum_up(const struct cards *cards, const struct fleet_question *question,
		 struct fleet *ret_fleet, struct error *err);

/* Whether a boot loses nothing under a limit, for certain. */
bool fleet_holds(uint64_t limit, const struct card *card);

/* Whether it loses records under it, for certain. */
bool fleet_is_beyond(uint64_t limit, const struct card *card);

#endif
