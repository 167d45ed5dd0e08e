/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Metrics in the text format of Prometheus. */
#ifndef AUBACKLOG_METRICS_H
#define AUBACKLOG_METRICS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct metric_label {
	const char *name;  /* static */
	const char *value; /* from the evidence; NULL: not known */
};

enum { METRICS_VALUE_BYTES = 32 };

/* Begins a metric, whose name gets "aubacklog_" in front; all its samples follow. */
void metrics_head(const char *name, const char *type, const char *help, FILE *out);

/* One sample; values of labels are made safe and told apart. */
void metrics_sample(const char *name, const struct metric_label *labels, size_t count,
		    const char *value, FILE *out);

/* A metric of one sample without labels. */
void metrics_single(const char *name, const char *type, const char *help, const char *value,
		    FILE *out);

/* Values: a count, +Inf for COUNT_UNBOUNDED; a backlog limit, +Inf for none; a moment in seconds.
 */
const char *metrics_count(uint64_t count, char room[static METRICS_VALUE_BYTES]);
const char *metrics_limit(uint64_t limit, char room[static METRICS_VALUE_BYTES]);
const char *metrics_moment(int64_t time_ms, char room[static METRICS_VALUE_BYTES]);

#endif
