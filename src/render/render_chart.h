/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph on its devices: a picture, a gnuplot script, characters. */
#ifndef AUBACKLOG_RENDER_CHART_H
#define AUBACKLOG_RENDER_CHART_H

#include "render/chart.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdio.h>

/* Pixels an em of the page: a picture has 1600 by 900 of them. */
#define RENDER_CHART_EM 20.0

enum render_cairo_format {
	RENDER_CAIRO_PNG, /* 1600 by 900 pixels */
	RENDER_CAIRO_PDF, /* one page, 16:9 */
};

/* Draws with cairo. Gives: 0; -ELIBACC without cairo; -errno of a write that failed. */
int render_cairo(const struct chart *chart, enum render_cairo_format format, FILE *out,
		 struct error *err);

struct render_svg_options {
	const char
		*id; /* begins each id in it: of two in one page they differ; letters and digits */
	bool within_page; /* an <svg> element for a page of HTML, as wide as the page lets it be;
			     otherwise a document of 1600 by 900 pixels */
};

/*
 * Writes an SVG: <title> and <desc> that say what is seen, texts as text, and the same bytes for
 * the same chart. Whatever a log had in it is text there: the markup is static.
 *
 * It asks for nothing (no font, style or script of its own), so it is valid under any content
 * security policy. Each colour is a presentation attribute, which any rule of a style sheet
 * overrides; the classes to do it by are, of the whole, "queue-graph", and of each element first
 * what it shows and then its role:
 *
 *     sheet, area, edge, bar, head, gap, line, text (also bold), and plot, the frame of the data
 *     held, lost, perhaps, passed, blind, limit, minimum, what-if, ink, quiet, paper
 *
 * "area", "sheet", "head" and "text" are filled; "edge", "bar", "gap" and "line" are strokes. The
 * hatch over an area is filled with a pattern, whose line has the classes "line hatch" and the
 * role. The frame has the x axis as data-x: its knots "value:place", place 0 being the frame's left
 * and 1 its right, straight between them.
 *
 * The caller checks the stream.
 */
void render_svg(const struct chart *chart, const struct render_svg_options *options, FILE *out);

/*
 * Writes a script for gnuplot 5.4 and later with its data inside, for people who want to restyle
 * the graph. Text in it cannot be read as a command. The caller checks the stream.
 */
void render_gnuplot(const struct chart *chart, FILE *out);

struct render_terminal_options {
	int columns; /* of the whole drawing, 40 to 255 */
	int rows;    /* of the plot alone, at least 4 */
	bool colour;
	bool within_report; /* without title, subtitle and footer, which the report has itself */
	bool utf8; /* block characters; otherwise # held, X lost, ? perhaps lost, . not queued,
		      ^ or more, - limit, = another limit */
};

/* Draws in characters. The caller checks the stream. */
void render_terminal(const struct chart *chart, const struct render_terminal_options *options,
		     FILE *out);

#endif
