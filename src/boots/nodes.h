/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nodes of a collected log: their names, numbered in the order in which they come. */
#ifndef AUBACKLOG_NODES_H
#define AUBACKLOG_NODES_H

#include "evidence/record.h"
#include "util/arena.h"
#include "util/bytes.h"

#include <stddef.h>
#include <stdint.h>

/* A place of the hash table. Eight fit into a cache line: each line of a collected log looks up its
 * node, and thousands of nodes take turns. */
struct nodes_place {
	uint32_t hash;	 /* of the name, with the key */
	uint32_t number; /* + 1; 0: the place is free */
};

/* A zeroed struct has none. */
struct nodes {
	struct nodes_place *places; /* the capacity is a power of two */
	size_t capacity;
	struct bytes_key key;
	struct slice *names; /* by number, in the arena */
	size_t count, names_capacity;
	struct arena arena;
};

void nodes_done(struct nodes *nodes);

/* Gives: the number of a node, from 0; nodes.count for a new one. */
size_t nodes_find(const struct nodes *nodes, struct slice name);

/* Adds a node that is not there. Its number is the count before. */
void nodes_add(struct nodes *nodes, struct slice name);

#endif
