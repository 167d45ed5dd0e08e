/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nodes of a collected log. */
#include "boots/nodes.h"

#include "base/bytes.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#define FIRST_CAPACITY 16

void nodes_done(struct nodes *nodes)
{
	free(nodes->places);
	arena_done(&nodes->arena);
	*nodes = (struct nodes){ 0 };
}

static size_t head_length(size_t length)
{
	return length < NODES_HEAD ? length : NODES_HEAD;
}

static bool is_at(const struct nodes_place *place, struct slice name, uint64_t hash)
{
	size_t head = head_length(name.length);

	if (place->hash != hash || place->length != name.length ||
	    memcmp(place->head, name.start, head) != 0)
		return false;
	return name.length == head ||
	       memcmp(place->name + head, name.start + head, name.length - head) == 0;
}

/* Where the node is, or the free place for it; there is one. */
static struct nodes_place *probe(const struct nodes *nodes, struct slice name, uint64_t hash)
{
	size_t mask = nodes->capacity - 1;
	size_t at = (size_t)hash & mask;

	while (nodes->places[at].number && !is_at(&nodes->places[at], name, hash))
		at = (at + 1) & mask;
	return &nodes->places[at];
}

static uint64_t hash_of(struct slice name)
{
	return name.length ? bytes_hash(name.start, name.length) : 0;
}

/* A node without a name is one too. */
static struct slice text_of(struct slice name)
{
	return (struct slice){ .start = name.length ? name.start : "", .length = name.length };
}

size_t nodes_find(const struct nodes *nodes, struct slice name)
{
	const struct nodes_place *place;

	if (!nodes->count)
		return 0;
	place = probe(nodes, text_of(name), hash_of(name));
	return place->number ? place->number - 1 : nodes->count;
}

/* The free place for one whose hash is known. */
static struct nodes_place *free_place(struct nodes_place *places, size_t capacity, uint64_t hash)
{
	size_t at = (size_t)hash & (capacity - 1);

	while (places[at].number)
		at = (at + 1) & (capacity - 1);
	return &places[at];
}

static int grow(struct nodes *nodes)
{
	size_t capacity = nodes->capacity ? nodes->capacity * 2 : FIRST_CAPACITY;
	struct nodes_place *places = calloc(capacity, sizeof(*places));

	if (!places)
		return -ENOMEM;
	for (size_t i = 0; i < nodes->capacity; i++)
		if (nodes->places[i].number)
			*free_place(places, capacity, nodes->places[i].hash) = nodes->places[i];
	free(nodes->places);
	nodes->places = places;
	nodes->capacity = capacity;
	return 0;
}

int nodes_add(struct nodes *nodes, struct slice name)
{
	const struct slice text = text_of(name);
	struct nodes_place *place;
	char *kept;

	if (nodes->count * 2 >= nodes->capacity && grow(nodes) < 0)
		return -ENOMEM;
	kept = arena_keep(&nodes->arena, text.start, text.length);
	if (!kept)
		return -ENOMEM;
	place = free_place(nodes->places, nodes->capacity, hash_of(name));
	*place = (struct nodes_place){
		.number = (uint32_t)++nodes->count,
		.length = (uint32_t)text.length,
		.hash = hash_of(name),
		.name = kept,
	};
	memcpy(place->head, text.start, head_length(text.length));
	return 0;
}
