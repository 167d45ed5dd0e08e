/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The colours of the graph. */
#include "render/chart_palette.h"

/*
 * The colour-blind tell blue from vermilion, and a grey print has light against dark; besides, the
 * loss is hatched.
 */
static const struct chart_colours palette[CHART_ROLES] = {
	[CHART_ROLE_HELD] = { .ink = 0x005494,
			      .fill = 0x9ecaeb,
			      .word = "held",
			      .terminal = "\x1b[36m" },
	[CHART_ROLE_LOST] = { .ink = 0x992e00,
			      .fill = 0xcc4d05,
			      .word = "lost",
			      .terminal = "\x1b[31m" },
	[CHART_ROLE_POSSIBLY_LOST] = { .ink = 0xb3540d,
				       .fill = 0xfcdebf,
				       .word = "perhaps",
				       .terminal = "\x1b[31m" },
	[CHART_ROLE_DIRECT] = { .ink = 0x666666,
				.fill = 0xededed,
				.word = "passed",
				.terminal = "\x1b[2m" },
	[CHART_ROLE_BLIND] = { .ink = 0x1a1a1a,
			       .fill = 0xb8b8b8,
			       .word = "blind",
			       .terminal = "\x1b[35m" },
	[CHART_ROLE_LIMIT] = { .ink = 0x000000, .word = "limit", .terminal = "\x1b[1m" },
	[CHART_ROLE_MINIMUM] = { .ink = 0x00664a, .word = "minimum", .terminal = "\x1b[32m" },
	[CHART_ROLE_WHAT_IF] = { .ink = 0x6b2e8c, .word = "what-if", .terminal = "\x1b[32m" },
	[CHART_ROLE_INK] = { .ink = 0x1a1a1a, .word = "ink", .terminal = "" },
	[CHART_ROLE_QUIET] = { .ink = 0x5c5c5c, .word = "quiet", .terminal = "\x1b[2m" },
	[CHART_ROLE_PAPER] = { .ink = 0xffffff, .word = "paper", .terminal = "" },
};

const struct chart_colours *chart_palette(enum chart_role role)
{
	return &palette[role];
}
