/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph as PNG, SVG or PDF. */
#ifndef AUBACKLOG_RENDER_CAIRO_H
#define AUBACKLOG_RENDER_CAIRO_H

#include "render/chart.h"

#include <stdio.h>

enum render_cairo_format {
	RENDER_CAIRO_PNG, /* 1600 by 900 pixels */
	RENDER_CAIRO_SVG,
	RENDER_CAIRO_PDF, /* one page, 16:9 */
};

/* Gives: 0; -EIO or the -errno of a write that failed; -ENOMEM. */
int render_cairo(const struct chart *chart, enum render_cairo_format format, FILE *out,
		 struct error *err);

#endif
