/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph in characters. */
#ifndef AUBACKLOG_RENDER_TERMINAL_H
#define AUBACKLOG_RENDER_TERMINAL_H

#include "render/chart.h"

#include <stdio.h>

struct render_terminal_options {
	int columns; /* of the whole drawing, 40 to 255 */
	int rows;    /* of the plot alone, at least 4 */
	bool colour;
	bool within_report; /* without the title, the boot and the footer, which the report says
			       itself */
	bool utf8; /* block characters; otherwise # held, X lost, ? perhaps lost, . not queued, ^ or
		    more, - limit, = another limit */
};

/* Gives: 0 or -ENOMEM. The caller checks that the stream took it all. */
int render_terminal(const struct chart *chart, const struct render_terminal_options *options,
		    FILE *out, struct error *err);

#endif
