/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as one page of HTML. */
#ifndef AUBACKLOG_RENDER_HTML_H
#define AUBACKLOG_RENDER_HTML_H

#include "analysis/report.h"

#include <stdio.h>

/*
 * Writes a document that asks for nothing outside of itself, and can be read without its script.
 * Takes: boots with their patterns. The same report gives the same bytes. The caller checks the
 * stream.
 */
void render_html(const struct report *report, FILE *out);

#endif
