/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Metrics in the text format of Prometheus. */
#define _GNU_SOURCE
#include "render/metrics.h"

#include "util/cleanup.h"
#include "util/range.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

/*
 * A value of a label as text_safe has it, so that it is UTF-8 whatever the evidence holds. Two
 * values stay two: one series twice, and the collector refuses the whole file.
 */
static char *make_label_value(const char *text)
{
	CLEANUP(cleanup_free) char *told_apart = xmalloc(4 * strlen(text) + 1);
	char *end = told_apart;

	for (; *text; text++)
		if (*text == '\\')
			end = stpcpy(end, "\\x5c");
		else
			*end++ = *text;
	*end = '\0';
	return text_safe(told_apart);
}

static void print_label(const struct metric_label *label, const char *before, FILE *out)
{
	CLEANUP(cleanup_free) char *value = make_label_value(label->value ? label->value : "");

	fprintf(out, "%s%s=\"", before, label->name);
	for (const char *at = value; *at; at++)
		fprintf(out, "%s%c", *at == '\\' || *at == '"' ? "\\" : "", *at);
	fputc('"', out);
}

void metrics_head(const char *name, const char *type, const char *help, FILE *out)
{
	fprintf(out, "# HELP aubacklog_%s %s\n# TYPE aubacklog_%s %s\n", name, help, name, type);
}

void metrics_sample(const char *name, const struct metric_label *labels, size_t count,
		    const char *value, FILE *out)
{
	fprintf(out, "aubacklog_%s", name);
	for (size_t i = 0; i < count; i++)
		print_label(&labels[i], i ? "," : "{", out);
	fprintf(out, "%s %s\n", count ? "}" : "", value);
}

const char *metrics_count(uint64_t count, char room[static METRICS_VALUE_BYTES])
{
	if (count == COUNT_UNBOUNDED)
		return "+Inf";
	(void)snprintf(room, METRICS_VALUE_BYTES, "%" PRIu64, count);
	return room;
}

const char *metrics_limit(uint64_t limit, char room[static METRICS_VALUE_BYTES])
{
	return metrics_count(limit ? limit : COUNT_UNBOUNDED, room);
}

const char *metrics_moment(int64_t time_ms, char room[static METRICS_VALUE_BYTES])
{
	(void)snprintf(room, METRICS_VALUE_BYTES, "%" PRId64 ".%03d", time_ms / 1000,
		       (int)(time_ms % 1000));
	return room;
}

void metrics_single(const char *name, const char *type, const char *help, const char *value,
		    FILE *out)
{
	metrics_head(name, type, help, out);
	metrics_sample(name, NULL, 0, value, out);
}
