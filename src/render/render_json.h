/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report, the boots and the events as JSON. */
#ifndef AUBACKLOG_RENDER_JSON_H
#define AUBACKLOG_RENDER_JSON_H

#include "analysis/report.h"
#include "util/error.h"

#include <stdio.h>

struct auparse_client;

/* A longer run of missing events, which only a damaged log can hold, is written as one. */
#define RENDER_JSON_RUN_MAX 100000

/* Each gives 0, or -errno of a write that failed. */

/* The report as an object: docs/report-v1.schema.json. */
int render_json(const struct report *report, FILE *out, struct error *err);

/* The boots alone, as an object: schema "aubacklog/boots/v1". */
int render_json_boots(const struct report *report, FILE *out, struct error *err);

/*
 * The events of a boot's window, an object a line, serials ascending: docs/event-v1.schema.json.
 * Takes: a boot whose rows have their texts.
 */
int render_events(const struct report_boot *boot, struct auparse_client *client, FILE *out,
		  struct error *err);

#endif
