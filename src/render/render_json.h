/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report and the boots as JSON. */
#ifndef AUBACKLOG_RENDER_JSON_H
#define AUBACKLOG_RENDER_JSON_H

#include "analysis/report.h"
#include "util/error.h"

#include <stdio.h>

/* Each gives 0, or -errno of a write that failed. */

/* The report as an object: docs/report-v1.schema.json. */
int render_json(const struct report *report, FILE *out, struct error *err);

/* The boots alone, as an object: schema "aubacklog/boots/v1". */
int render_json_boots(const struct report *report, FILE *out, struct error *err);

#endif
