/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts of which there are few that come again and again: each is kept once. */
#ifndef AUBACKLOG_POOL_H
#define AUBACKLOG_POOL_H

#include "base/arena.h"

#include <stddef.h>

struct pool_text {
	const char *text;
	size_t length;
};

/* A zeroed pool is empty. */
struct pool {
	struct arena arena;
	struct pool_text *list; /* hash: by the bytes of the text; a capacity is a power of two */
	size_t count, capacity;
};

void pool_done(struct pool *pool);

/* Gives: the text as it is kept, which is not terminated and belongs to the pool, or NULL without
 * memory. */
const char *pool_keep(struct pool *pool, const char *text, size_t length);

#endif
