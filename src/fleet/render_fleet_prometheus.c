/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fleet as metrics. */
#include "fleet/render_fleet.h"

#include "render/metrics.h"
#include "util/cleanup.h"
#include "util/version.h"
#include "util/xalloc.h"

#include <inttypes.h>

/* "fleet_hosts", "fleet_boots_need_unknown": boots are not to be taken for hosts. */
static char *name_metric(const struct render_fleet_options *options, const char *rest)
{
	return xasprintf("fleet_%s%s", options->all_boots ? "boots" : "hosts", rest);
}

static void print_fleet_verdicts(const struct fleet *fleet,
				 const struct render_fleet_options *options, FILE *out)
{
	CLEANUP(cleanup_free) char *name = name_metric(options, "");
	char room[METRICS_VALUE_BYTES];

	metrics_head(name, "gauge", "How many have this verdict.", out);
	for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
		const struct metric_label label = {
			.name = "verdict",
			.value = report_verdict_name(verdict),
		};

		metrics_sample(name, &label, 1, metrics_count(fleet->verdicts[verdict], room), out);
	}
}

static void print_fleet_count(const struct render_fleet_options *options, const char *rest,
			      const char *help, size_t count, FILE *out)
{
	CLEANUP(cleanup_free) char *name = name_metric(options, rest);
	char room[METRICS_VALUE_BYTES];

	metrics_single(name, "gauge", help, metrics_count(count, room), out);
}

enum coverage_side {
	COVERAGE_HELD,
	COVERAGE_BEYOND,
};

static void print_coverage(const struct fleet *fleet, const struct render_fleet_options *options,
			   enum coverage_side side, FILE *out)
{
	const bool held = side == COVERAGE_HELD;
	CLEANUP(cleanup_free) char *name = name_metric(options, held ? "_held" : "_losing");
	char room[METRICS_VALUE_BYTES], limit[METRICS_VALUE_BYTES];

	metrics_head(name, "gauge",
		     held ? "How many lose nothing under this limit, for certain."
			  : "How many lose records under this limit, for certain.",
		     out);
	for (size_t i = 0; i < fleet->n_coverage; i++) {
		const struct fleet_coverage *row = &fleet->coverage[i];
		const struct metric_label label = {
			.name = "limit",
			.value = metrics_limit(row->limit, limit),
		};

		metrics_sample(name, &label, 1,
			       metrics_count(held ? row->holds : row->beyond, room), out);
	}
}

void render_fleet_prometheus(const struct fleet *fleet, const struct render_fleet_options *options,
			     FILE *out)
{
	const struct metric_label version = { .name = "version", .value = AUBACKLOG_VERSION };
	char room[METRICS_VALUE_BYTES];

	print_fleet_verdicts(fleet, options, out);
	metrics_single("fleet_lost_records_min", "gauge",
		       "Audit records that they lost together, at the least.",
		       metrics_count(fleet->lost.min, room), out);
	metrics_single(
		"fleet_lost_records_max", "gauge",
		"Audit records that they lost together, at the most; +Inf where nothing bounds it.",
		metrics_count(fleet->lost.max, room), out);
	print_coverage(fleet, options, COVERAGE_HELD, out);
	print_coverage(fleet, options, COVERAGE_BEYOND, out);
	print_fleet_count(options, "_need_unknown", "How many of which the need is not known.",
			  fleet->not_known, out);
	print_fleet_count(options, "_lost_later",
			  "How many lost records after auditd had taken over.", fleet->lost_later,
			  out);
	metrics_single("fleet_hosts_without_boot", "gauge",
		       "Hosts of which no card tells of a boot.",
		       metrics_count(fleet->without_boot, room), out);
	if (fleet->count > fleet->not_known)
		metrics_single("fleet_recommended_backlog_limit_records", "gauge",
			       "The limit that holds all of which the need is known, the policy "
			       "floor included.",
			       metrics_count(render_fleet_limit(fleet, options->floor), room), out);
	metrics_single("fleet_cards_read", "gauge", "Cards that were read, repeats included.",
		       metrics_count(options->cards_read, room), out);
	metrics_head("fleet_build_info", "gauge", "The version of aubacklog that merged.", out);
	metrics_sample("fleet_build_info", &version, 1, "1", out);
}
