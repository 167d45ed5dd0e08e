/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nodes of a collected log. */
#include "boots/nodes.h"

#include "util/xalloc.h"

#define FIRST_CAPACITY 16

void nodes_done(struct nodes *nodes)
{
	free(nodes->places);
	free(nodes->names);
	arena_done(&nodes->arena);
	*nodes = (struct nodes){ 0 };
}

static inline size_t first_node_place(const struct nodes *nodes, uint32_t hash)
{
	return hash & (nodes->capacity - 1);
}

static inline size_t next_node_place(const struct nodes *nodes, size_t place)
{
	return (place + 1) & (nodes->capacity - 1);
}

/* A node without a name is one too. */
static inline struct slice name_text(struct slice name)
{
	return (struct slice){ .start = name.length ? name.start : "", .length = name.length };
}

static inline uint32_t hash_node_name(const struct nodes *nodes, struct slice text)
{
	return (uint32_t)bytes_hash(&nodes->key, text.start, text.length);
}

size_t nodes_find(const struct nodes *nodes, struct slice name)
{
	const struct slice text = name_text(name);
	const struct nodes_place *place;
	uint32_t hash;

	if (!nodes->count)
		return 0;
	hash = hash_node_name(nodes, text);
	for (size_t at = first_node_place(nodes, hash); (place = &nodes->places[at])->number;
	     at = next_node_place(nodes, at))
		if (place->hash == hash && slice_same(nodes->names[place->number - 1], text))
			return place->number - 1;
	return nodes->count;
}

static void put_node(struct nodes *nodes, uint32_t hash, uint32_t number)
{
	size_t at = first_node_place(nodes, hash);

	while (nodes->places[at].number)
		at = next_node_place(nodes, at);
	nodes->places[at] = (struct nodes_place){ .hash = hash, .number = number };
}

static void grow_places(struct nodes *nodes)
{
	const struct nodes old = *nodes;

	if (!old.capacity)
		nodes->key = bytes_key_new();
	nodes->capacity = old.capacity ? old.capacity * 2 : FIRST_CAPACITY;
	nodes->places = xcalloc(nodes->capacity, sizeof(*nodes->places));
	for (size_t i = 0; i < old.capacity; i++)
		if (old.places[i].number)
			put_node(nodes, old.places[i].hash, old.places[i].number);
	free(old.places);
}

void nodes_add(struct nodes *nodes, struct slice name)
{
	const struct slice text = name_text(name);
	const char *kept = arena_keep(&nodes->arena, text.start, text.length);

	nodes->names = xarray_grow(nodes->names, nodes->count, &nodes->names_capacity,
				   sizeof(*nodes->names));
	if (nodes->count * 2 >= nodes->capacity)
		grow_places(nodes);
	nodes->names[nodes->count++] = (struct slice){ .start = kept, .length = text.length };
	put_node(nodes, hash_node_name(nodes, text), (uint32_t)nodes->count);
}
