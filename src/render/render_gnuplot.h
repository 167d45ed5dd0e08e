/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph as a gnuplot script with its data inside, for people who want to restyle it. */
#ifndef AUBACKLOG_RENDER_GNUPLOT_H
#define AUBACKLOG_RENDER_GNUPLOT_H

#include "render/chart.h"

#include <stdio.h>

/*
 * Writes a script for gnuplot 5.4 and later. Text in it cannot be read as a command.
 * Gives: 0. The caller checks that the stream took it all.
 */
int render_gnuplot(const struct chart *chart, FILE *out, struct error *err);

#endif
