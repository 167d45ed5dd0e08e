/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph on a page: where its plot, lines and texts stand, so that no two texts overlap. */
#ifndef AUBACKLOG_CHART_PAGE_H
#define AUBACKLOG_CHART_PAGE_H

#include "render/chart.h"
#include "render/chart_palette.h"

#include <stdbool.h>
#include <stddef.h>

/* The page in em, from its upper left corner; y goes down. A render scales it to its device. */
#define CHART_PAGE_WIDTH 80.0
#define CHART_PAGE_HEIGHT 45.0

enum chart_stroke {
	CHART_STROKE_SOLID,
	CHART_STROKE_DASHED,
	CHART_STROKE_DOTTED,
	CHART_STROKE_BAR,    /* in the colour of the area that it stands for */
	CHART_STROKE_ARROW,  /* with a head at its end */
	CHART_STROKE_ZIGZAG, /* a tear through everything under it */
};

struct chart_stroke_line {
	double x0, y0, x1, y1;
	double width;
	enum chart_role role;
	enum chart_stroke stroke;
};

/* One line of text; y is the middle of its height. */
#define CHART_TEXT_BYTES 256
struct chart_text {
	char text[CHART_TEXT_BYTES]; /* one that is too long ends in an ellipsis */
	double x, y;
	double size;
	double width; /* it has so much room: a render whose font is wider draws it smaller */
	double share; /* x is its beginning (0), its middle (0.5) or its end (1) */
	enum chart_role role;
	bool bold;
	bool upright; /* turned, to be read from below */
};

#define CHART_PAGE_LINES_MAX 320
#define CHART_PAGE_TEXTS_MAX 256

struct chart_page {
	const struct chart *chart;
	double left, right, top, bottom;		      /* of the plot */
	struct chart_stroke_line lines[CHART_PAGE_LINES_MAX]; /* in the order to draw them in */
	size_t n_lines;
	struct chart_text texts[CHART_PAGE_TEXTS_MAX];
	size_t n_texts;
};

/*
 * Places all lines and texts. A render draws the areas first, from the steps of the chart. Takes: a
 * chart that lives as long as the page.
 */
void chart_page_init(const struct chart *chart, struct chart_page *ret_page);

/* Where a value lies on the page. */
double chart_page_x(const struct chart_page *page, double x);
double chart_page_y(const struct chart_page *page, double y);

/*
 * Moves texts of one column apart: y[] (ascending) become at least "height" from one another, in
 * their order and within [low, high] as far as there is room.
 */
void chart_page_spread(double *y, size_t count, double height, double low, double high);

#endif
