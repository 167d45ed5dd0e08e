/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as JSON, by the contract aubacklog/report/v1. */
#ifndef AUBACKLOG_RENDER_JSON_H
#define AUBACKLOG_RENDER_JSON_H

#include "account/report.h"
#include "base/error.h"

#include <stdio.h>

/* Gives: 0, or -errno of a write that failed. docs/report-v1.schema.json describes the object. */
int render_json(const struct report *report, FILE *out, struct error *err);

/* The boots alone, as a list of objects in one: schema "aubacklog/boots/v1". */
int render_json_boots(const struct report *report, FILE *out, struct error *err);

#endif
