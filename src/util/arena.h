/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts that are kept and freed together, packed into large blocks. */
#ifndef AUBACKLOG_ARENA_H
#define AUBACKLOG_ARENA_H

#include <stddef.h>

struct arena_block;

/* A zeroed arena is empty. It can be moved; its texts stay where they are. */
struct arena {
	struct arena_block *newest;
};

void arena_done(struct arena *arena);

/* Copies a text. Gives: the copy, which is not terminated and belongs to the arena. */
char *arena_keep(struct arena *arena, const char *text, size_t length)
	__attribute__((returns_nonnull));

#endif
