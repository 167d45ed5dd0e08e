/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nodes of a collected log: their names, numbered in the order in which they come. */
#ifndef AUBACKLOG_NODES_H
#define AUBACKLOG_NODES_H

#include "base/arena.h"
#include "sources/record.h"

#include <stddef.h>
#include <stdint.h>

/* What fits into a line of the cache beside the rest: each line of a log looks its node up, and
 * thousands of them take turns. */
#define NODES_HEAD 44

struct nodes_place {
	uint32_t number;       /* + 1; 0: nobody's */
	uint32_t length;       /* of the name */
	uint32_t hash;	       /* as record_node_hash */
	char head[NODES_HEAD]; /* the beginning of the name */
	const char *name;      /* in the arena */
};

/* A zeroed struct has none. */
struct nodes {
	struct nodes_place *places; /* hash; the capacity is a power of two */
	size_t count, capacity;
	struct arena arena;
};

void nodes_done(struct nodes *nodes);

/* Gives: the number of a node, from 0; nodes.count for a new one. Takes: its record_node_hash. */
size_t nodes_find(const struct nodes *nodes, struct slice name, uint32_t hash);

/* Adds a node that is not there, whose number is the count before. Gives: 0 or -ENOMEM. */
int nodes_add(struct nodes *nodes, struct slice name);

#endif
