/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts that are kept once. */
#include "base/pool.h"

#include "base/bytes.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_CAPACITY 64

void pool_done(struct pool *pool)
{
	arena_done(&pool->arena);
	free(pool->list);
	*pool = (struct pool){ 0 };
}

/* Where the text is, or the free place for it; there is one. */
static struct pool_text *probe(const struct pool *pool, const char *text, size_t length)
{
	size_t mask = pool->capacity - 1;
	size_t at = (size_t)bytes_hash(text, length) & mask;

	while (pool->list[at].text &&
	       (pool->list[at].length != length || memcmp(pool->list[at].text, text, length) != 0))
		at = (at + 1) & mask;
	return &pool->list[at];
}

static int grow(struct pool *pool)
{
	struct pool old = *pool;
	size_t capacity = old.capacity ? old.capacity * 2 : FIRST_CAPACITY;
	struct pool_text *list = calloc(capacity, sizeof(*list));

	if (!list)
		return -ENOMEM;
	pool->list = list;
	pool->capacity = capacity;
	for (size_t i = 0; i < old.capacity; i++)
		if (old.list[i].text)
			*probe(pool, old.list[i].text, old.list[i].length) = old.list[i];
	free(old.list);
	return 0;
}

const char *pool_keep(struct pool *pool, const char *text, size_t length)
{
	struct pool_text *place;

	if (pool->count * 2 >= pool->capacity && grow(pool) < 0)
		return NULL;
	place = probe(pool, text, length);
	if (place->text)
		return place->text;
	place->text = arena_keep(&pool->arena, text, length);
	if (!place->text)
		return NULL;
	place->length = length;
	pool->count++;
	return place->text;
}
