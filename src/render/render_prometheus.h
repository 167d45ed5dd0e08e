/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as metrics, in the text format of Prometheus. */
#ifndef AUBACKLOG_RENDER_PROMETHEUS_H
#define AUBACKLOG_RENDER_PROMETHEUS_H

#include "analysis/report.h"
#include "evidence/status.h"

#include <stdint.h>
#include <stdio.h>

/*
 * The boots of the report, a boot a node: where there are several nodes, each series of a boot has
 * its node as a label. What is not known has no series; no upper bound, and no limit, is +Inf.
 * Takes: a report with one boot of each node; the time, in seconds since 1970. The caller checks
 * the stream.
 */
void render_prometheus(const struct report *report, int64_t now_s, FILE *out);

/* The running kernel's counters. The caller checks the stream. */
void render_prometheus_counters(const struct status *status, FILE *out);

#endif
