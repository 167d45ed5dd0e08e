/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nodes of a collected log. */
#include "boots/nodes.h"

#include "base/array.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#define FIRST_CAPACITY 16

void nodes_done(struct nodes *nodes)
{
	free(nodes->places);
	free(nodes->names);
	arena_done(&nodes->arena);
	*nodes = (struct nodes){ 0 };
}

static inline size_t first_place(const struct nodes *nodes, uint32_t hash)
{
	return hash & (nodes->capacity - 1);
}

/* The place behind another. */
static inline size_t next_place(const struct nodes *nodes, size_t place)
{
	return (place + 1) & (nodes->capacity - 1);
}

/* A node without a name is one too. */
static inline struct slice text_of(struct slice name)
{
	return (struct slice){ .start = name.length ? name.start : "", .length = name.length };
}

static inline uint32_t hash_name(const struct nodes *nodes, struct slice text)
{
	return (uint32_t)bytes_hash(&nodes->key, text.start, text.length);
}

size_t nodes_find(const struct nodes *nodes, struct slice name)
{
	const struct slice text = text_of(name);
	const struct nodes_place *place;
	uint32_t hash;

	if (!nodes->count)
		return 0;
	hash = hash_name(nodes, text);
	for (size_t at = first_place(nodes, hash); (place = &nodes->places[at])->number;
	     at = next_place(nodes, at))
		if (place->hash == hash && slice_same(nodes->names[place->number - 1], text))
			return place->number - 1;
	return nodes->count;
}

static void put(struct nodes *nodes, uint32_t hash, uint32_t number)
{
	size_t at = first_place(nodes, hash);

	while (nodes->places[at].number)
		at = next_place(nodes, at);
	nodes->places[at] = (struct nodes_place){ .hash = hash, .number = number };
}

static int grow(struct nodes *nodes)
{
	const struct nodes old = *nodes;
	size_t capacity = old.capacity ? old.capacity * 2 : FIRST_CAPACITY;
	struct nodes_place *places = calloc(capacity, sizeof(*places));

	if (!places)
		return -ENOMEM;
	if (!old.capacity)
		nodes->key = bytes_key_new();
	nodes->places = places;
	nodes->capacity = capacity;
	for (size_t i = 0; i < old.capacity; i++)
		if (old.places[i].number)
			put(nodes, old.places[i].hash, old.places[i].number);
	free(old.places);
	return 0;
}

int nodes_add(struct nodes *nodes, struct slice name)
{
	const struct slice text = text_of(name);
	struct slice *names =
		array_grow(nodes->names, nodes->count, &nodes->names_capacity, sizeof(*names));
	char *kept;

	if (names)
		nodes->names = names;
	if (!names || (nodes->count * 2 >= nodes->capacity && grow(nodes) < 0))
		return -ENOMEM;
	kept = arena_keep(&nodes->arena, text.start, text.length);
	if (!kept)
		return -ENOMEM;
	names[nodes->count++] = (struct slice){ .start = kept, .length = text.length };
	put(nodes, hash_name(nodes, text), (uint32_t)nodes->count);
	return 0;
}
