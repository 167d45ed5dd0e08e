/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the reader's terminal can show. */
#ifndef AUBACKLOG_TERMINAL_H
#define AUBACKLOG_TERMINAL_H

#include "cmd/options.h"

#include <stdbool.h>
#include <stdio.h>

/* Colour only on a terminal, and not against NO_COLOR, --no-color or TERM=dumb. */
bool terminal_has_colour(const struct options *options, FILE *out);

/* Whether the locale's characters are UTF-8. */
bool terminal_has_utf8(void);

#endif
