/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph on its devices: a picture, a gnuplot script, characters. */
#ifndef AUBACKLOG_RENDER_CHART_H
#define AUBACKLOG_RENDER_CHART_H

#include "render/chart.h"
#include "util/error.h"

#include <stdio.h>

enum render_cairo_format {
	RENDER_CAIRO_PNG, /* 1600 by 900 pixels */
	RENDER_CAIRO_SVG,
	RENDER_CAIRO_PDF, /* one page, 16:9 */
};

/* Draws with cairo. Gives: 0; -ELIBACC without cairo; -errno of a write that failed. */
int render_cairo(const struct chart *chart, enum render_cairo_format format, FILE *out,
		 struct error *err);

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
