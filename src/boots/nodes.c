/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nodes of a collected log. */
#include "boots/nodes.h"

#include "base/bytes.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 16

void nodes_done(struct nodes *nodes)
{
	free(nodes->places);
	arena_done(&nodes->arena);
	*nodes = (struct nodes){ 0 };
}

static bool is_at(const struct nodes_place *place, struct slice name, uint32_t hash)
{
	if (place->hash != hash || place->length != name.length)
		return false;
	return bytes_same(name.length <= NODES_HEAD ? place->head : place->name, name.start,
			  name.length);
}

/* Where the node is, or the free place for it; there is one. */
static inline struct nodes_place *probe(const struct nodes *nodes, struct slice name, uint32_t hash)
{
	size_t mask = nodes->capacity - 1;
	size_t at = (size_t)((uint64_t)hash * UINT64_C(0x9e3779b97f4a7c15) >> 32) & mask;

	while (nodes->places[at].number && !is_at(&nodes->places[at], name, hash))
		at = (at + 1) & mask;
	return &nodes->places[at];
}

/* A node without a name is one too. */
static struct slice text_of(struct slice name)
{
	return (struct slice){ .start = name.length ? name.start : "", .length = name.length };
}

size_t nodes_find(const struct nodes *nodes, struct slice name, uint32_t hash)
{
	const struct slice text = text_of(name);
	const struct nodes_place *place;

	if (!nodes->count)
		return 0;
	place = probe(nodes, text, hash);
	return place->number ? place->number - 1 : nodes->count;
}

static int grow(struct nodes *nodes)
{
	const struct nodes old = *nodes;
	size_t capacity = old.capacity ? old.capacity * 2 : FIRST_CAPACITY;
	struct nodes_place *places = calloc(capacity, sizeof(*places));

	if (!places)
		return -ENOMEM;
	nodes->places = places;
	nodes->capacity = capacity;
	for (size_t i = 0; i < old.capacity; i++) {
		const struct nodes_place *place = &old.places[i];
		const struct slice name = { .start = place->name, .length = place->length };

		if (place->number)
			*probe(nodes, name, place->hash) = *place;
	}
	free(old.places);
	return 0;
}

int nodes_add(struct nodes *nodes, struct slice name)
{
	const struct slice text = text_of(name);
	const uint32_t hash = record_node_hash(text);
	struct nodes_place *place;
	char *kept;

	if (nodes->count * 2 >= nodes->capacity && grow(nodes) < 0)
		return -ENOMEM;
	kept = arena_keep(&nodes->arena, text.start, text.length);
	if (!kept)
		return -ENOMEM;
	place = probe(nodes, text, hash);
	*place = (struct nodes_place){
		.number = (uint32_t)++nodes->count,
		.length = (uint32_t)text.length,
		.hash = hash,
		.name = kept,
	};
	memcpy(place->head, text.start, text.length < NODES_HEAD ? text.length : NODES_HEAD);
	return 0;
}
