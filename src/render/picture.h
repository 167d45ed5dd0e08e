/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph as a picture: a page as shapes and texts, for a device that can draw these two. */
#ifndef AUBACKLOG_PICTURE_H
#define AUBACKLOG_PICTURE_H

#include "render/chart_page.h"

#include <stdint.h>

enum picture_paint {
	PICTURE_FILL,
	PICTURE_HATCH, /* lines that rise to the right fill it */
	PICTURE_STROKE,
};

/* The lines of a hatch: their width, and how far apart they begin on the x axis. */
#define PICTURE_HATCH_WIDTH 0.1
#define PICTURE_HATCH_APART 0.7

struct picture_point {
	double x, y; /* em, as in chart_page */
};

struct picture_shape {
	const char *part; /* what it shows: "area", "hatch", "edge", "line", "bar"…; static */
	enum chart_role role;
	enum picture_paint paint;
	uint32_t colour;  /* 0xRRGGBB */
	double width;	  /* of a stroke */
	double dash, gap; /* of a stroke; 0: solid */
	const struct picture_point *points;
	size_t n_points;
	bool closed;
};

/* What a device can do; "device" is its own. */
struct picture_pen {
	void *device;
	void (*shape)(void *device, const struct picture_shape *shape);
	void (*text)(void *device, const struct chart_text *text);
};

/* Draws everything that is on the page, in its order, on white paper of its size. */
void picture_draw(const struct chart_page *page, const struct picture_pen *pen);

#endif
