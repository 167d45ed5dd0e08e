/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal to which a verb writes, if it does. */
#ifndef AUBACKLOG_SCREEN_H
#define AUBACKLOG_SCREEN_H

#include <stdbool.h>
#include <stdio.h>

/* The columns of what is no terminal, and the bounds of what is made for one. */
#define SCREEN_COLUMNS 80
#define SCREEN_COLUMNS_MIN 60
#define SCREEN_COLUMNS_MAX 200

/* Whether a stream is a terminal's, a pager (pager.h) in front of it or not. */
bool screen_has(FILE *out);

/* The columns that text for a stream may take. */
int screen_columns(FILE *out);

/* The rows of the stream's terminal; 0 for what is none. */
int screen_rows(FILE *out);

/* Whether to use colour on a stream: it is a terminal, and none of --no-color, NO_COLOR and
 * TERM=dumb is given. */
bool screen_has_colour(FILE *out, bool no_color);

/* Whether the locale uses UTF-8. */
bool screen_has_utf8(void);

#endif
