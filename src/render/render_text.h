/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report for a person at a terminal of 80 columns. */
#ifndef AUBACKLOG_RENDER_TEXT_H
#define AUBACKLOG_RENDER_TEXT_H

#include "account/report.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdio.h>

struct render_text_options {
	bool colour;
	bool utf8;
	bool verbose;	/* also what was read, file by file */
	bool all_boots; /* of many nodes: a report of each, not of the worst alone */
};

/* Gives: 0 or -errno. The caller checks that the stream took it all. */
int render_text(const struct report *report, const struct render_text_options *options, FILE *out,
		struct error *err);

/* The boots, a line each, newest first. */
int render_text_boots(const struct report *report, FILE *out, struct error *err);

#endif
