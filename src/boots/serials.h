/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of serial numbers, kept as spans: small as long as few are missing. */
#ifndef AUBACKLOG_SERIALS_H
#define AUBACKLOG_SERIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct serial_span {
	uint64_t first;
	uint64_t last; /* included */
};

/* The most spans of a block: inserting one moves no more than these. */
#define SERIALS_BLOCK 512

/* Neighbouring spans, at least one. */
struct serials_block {
	struct serial_span *spans;
	size_t count, capacity;
};

/*
 * Spans ascend and do not touch, from block to block as well. A zeroed set is empty, and has no
 * block. Blocks bound the cost of a log with scattered serials: n spans take some
 * n * (log n + SERIALS_BLOCK) steps and n / (SERIALS_BLOCK / 2) blocks.
 */
struct serials {
	struct serials_block *blocks;
	size_t count, capacity;
	uint64_t first, last; /* the smallest and largest; 0 when empty */
};

void serials_done(struct serials *set);

/* Adds a serial, those of a span, or all of another set. One that is there already changes nothing.
 */
void serials_add(struct serials *set, uint64_t serial);
void serials_add_span(struct serials *set, struct serial_span span);
void serials_add_all(struct serials *set, const struct serials *other);

bool serials_has(const struct serials *set, uint64_t serial);
bool serials_meet(const struct serials *left, const struct serials *right);

/* How many serials of [first, last] are not in the set. */
uint64_t serials_missing(const struct serials *set, uint64_t first, uint64_t last);

/* The smallest and largest; 0 when empty. Inline: asked for each event of a log. */
static inline uint64_t serials_first(const struct serials *set)
{
	return set->first;
}

static inline uint64_t serials_last(const struct serials *set)
{
	return set->last;
}

#endif
