/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The colours of the graph, once for all devices. */
#ifndef AUBACKLOG_CHART_PALETTE_H
#define AUBACKLOG_CHART_PALETTE_H

#include <stdint.h>

/* The subject of a line or a text, which decides its colour. */
enum chart_role {
	CHART_ROLE_HELD, /* the areas, as in enum chart_area */
	CHART_ROLE_LOST,
	CHART_ROLE_POSSIBLY_LOST,
	CHART_ROLE_DIRECT,
	CHART_ROLE_BLIND,
	CHART_ROLE_LIMIT,
	CHART_ROLE_MINIMUM,
	CHART_ROLE_WHAT_IF,
	CHART_ROLE_INK,
	CHART_ROLE_QUIET,
	CHART_ROLE_PAPER,
	CHART_ROLES,
};

struct chart_colours {
	uint32_t ink;	      /* 0xRRGGBB, of lines, edges and texts */
	uint32_t fill;	      /* 0xRRGGBB, of an area */
	const char *word;     /* its class in an SVG; an area's fill is WORD_colour to gnuplot */
	const char *terminal; /* the escape sequence that begins the colour; "" for none */
};

/* Gives the colours of a role, static. */
const struct chart_colours *chart_palette(enum chart_role role)
	__attribute__((const, returns_nonnull));

#endif
