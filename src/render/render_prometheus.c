/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as metrics, in the text format of Prometheus. */
#include "render/render_prometheus.h"

#include "render/metrics.h"
#include "util/version.h"

#include <string.h>

/* Each of these gives a boot's value of a metric; NULL: it is not known. */

static const char *value_of_lost_min(const struct report_boot *boot, char *room)
{
	return metrics_count(boot->records_lost.min, room);
}

static const char *value_of_lost_max(const struct report_boot *boot, char *room)
{
	return metrics_count(boot->records_lost.max, room);
}

static const char *value_of_exact(const struct report_boot *boot, char *room)
{
	(void)room;
	return boot->exact ? "1" : "0";
}

static const char *value_of_limit(const struct report_boot *boot, char *room)
{
	return boot->boot_limit_source == LIMIT_UNKNOWN ? NULL
							: metrics_limit(boot->boot_limit, room);
}

static const char *value_of_needed_min(const struct report_boot *boot, char *room)
{
	return metrics_count(boot->demand.min, room);
}

static const char *value_of_needed_max(const struct report_boot *boot, char *room)
{
	return metrics_count(boot->demand.max, room);
}

static const char *value_of_start(const struct report_boot *boot, char *room)
{
	return time_is_set(boot->first_ms) ? metrics_moment(boot->first_ms, room) : NULL;
}

static const struct {
	const char *name;
	const char *help;
	const char *(*value)(const struct report_boot *boot, char *room);
} boot_metrics[] = {
	{ .name = "boot_lost_records_min",
	  .help = "Audit records that the boot lost, at the least.",
	  .value = value_of_lost_min },
	{ .name = "boot_lost_records_max",
	  .help = "Audit records that the boot lost, at the most; +Inf where nothing bounds it.",
	  .value = value_of_lost_max },
	{ .name = "boot_lost_exact",
	  .help = "1 where the loss is known to the record.",
	  .value = value_of_exact },
	{ .name = "boot_backlog_limit_records",
	  .help = "The backlog limit that the boot began with; +Inf is no limit.",
	  .value = value_of_limit },
	{ .name = "boot_needed_records_min",
	  .help = "Slots of the queue that the boot needed until auditd took over, at the least.",
	  .value = value_of_needed_min },
	{ .name = "boot_needed_records_max",
	  .help = "The same at the most; +Inf where nothing bounds it.",
	  .value = value_of_needed_max },
	{ .name = "boot_start_time_seconds",
	  .help = "When the boot's first audit record was made, in seconds since 1970.",
	  .value = value_of_start },
};

/* The samples of one boot: its labels begin with the node where there are several. */
struct boot_samples {
	const struct report_boot *boot;
	size_t nodes; /* 0 or 1 */
	FILE *out;
};

enum { BOOT_LABELS_MAX = 4 };

static void print_boot_sample(const struct boot_samples *samples, const char *name,
			      const struct metric_label *labels, size_t count, const char *value)
{
	struct metric_label all[BOOT_LABELS_MAX] = {
		{ .name = "node", .value = samples->boot->node },
	};

	if (count)
		memcpy(&all[samples->nodes], labels, count * sizeof(*labels));
	metrics_sample(name, all, samples->nodes + count, value, samples->out);
}

static void print_boot_info(struct boot_samples samples)
{
	const struct metric_label labels[] = {
		{ .name = "boot_id", .value = samples.boot->boot_id },
		{ .name = "kernel", .value = samples.boot->kernel },
		{ .name = "auditd", .value = samples.boot->auditd },
	};

	print_boot_sample(&samples, "boot_info", labels, 3, "1");
}

static void print_boot_verdicts(struct boot_samples samples)
{
	for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
		const struct metric_label label = {
			.name = "verdict",
			.value = report_verdict_name(verdict),
		};

		print_boot_sample(&samples, "boot_verdict", &label, 1,
				  verdict == samples.boot->verdict ? "1" : "0");
	}
}

static struct boot_samples samples_of(const struct report *report, size_t at, FILE *out)
{
	return (struct boot_samples){
		.boot = &report->boots[at],
		.nodes = report->summary.n_nodes > 1,
		.out = out,
	};
}

/* A metric of which no boot has a value is left out. */
static void print_boot_values(const struct report *report, size_t metric, FILE *out)
{
	const char *name = boot_metrics[metric].name;
	char room[METRICS_VALUE_BYTES];
	bool begun = false;

	for (size_t i = 0; i < report->n_boots; i++) {
		const struct boot_samples samples = samples_of(report, i, out);
		const char *value = boot_metrics[metric].value(samples.boot, room);

		if (value && !begun)
			metrics_head(name, "gauge", boot_metrics[metric].help, out);
		begun |= value != NULL;
		if (value)
			print_boot_sample(&samples, name, NULL, 0, value);
	}
}

/* All samples of a metric stand together: by metric, then by boot. */
static void print_boot_metrics(const struct report *report, FILE *out)
{
	metrics_head("boot_info", "gauge", "Which boot the report is of.", out);
	for (size_t i = 0; i < report->n_boots; i++)
		print_boot_info(samples_of(report, i, out));
	metrics_head("boot_verdict", "gauge", "1 for the boot's verdict.", out);
	for (size_t i = 0; i < report->n_boots; i++)
		print_boot_verdicts(samples_of(report, i, out));
	for (size_t i = 0; i < sizeof(boot_metrics) / sizeof(boot_metrics[0]); i++)
		print_boot_values(report, i, out);
}

static void print_next_boot(const struct report_next *next, FILE *out)
{
	char room[METRICS_VALUE_BYTES];

	if (next->says && next->limit_known)
		metrics_single("next_boot_backlog_limit_records", "gauge",
			       "The least limit that the next boot can begin with, as configured; "
			       "+Inf is no limit.",
			       metrics_limit(next->limit, room), out);
	if (next->n_profiles)
		metrics_head("check_passed", "gauge",
			     "1 where \"aubacklog check\" passes with the profile, 0 where it "
			     "fails; measured asks whether the next boot would lose records.",
			     out);
	for (size_t i = 0; i < next->n_profiles; i++) {
		const struct metric_label label = {
			.name = "profile",
			.value = next->profiles[i].name,
		};

		metrics_sample("check_passed", &label, 1, next->profiles[i].passed ? "1" : "0",
			       out);
	}
}

void render_prometheus(const struct report *report, int64_t now_s, FILE *out)
{
	const struct metric_label version = { .name = "version", .value = AUBACKLOG_VERSION };
	char room[METRICS_VALUE_BYTES];

	print_boot_metrics(report, out);
	if (report->recommendation.arguments)
		metrics_single(
			"recommended_backlog_limit_records", "gauge",
			"The limit to boot with, the policy floor included; +Inf is no limit.",
			metrics_limit(report->recommendation.limit, room), out);
	print_next_boot(&report->next, out);
	metrics_single("report_timestamp_seconds", "gauge",
		       "When this report was made, in seconds since 1970.",
		       metrics_count((uint64_t)now_s, room), out);
	metrics_head("build_info", "gauge", "The version of aubacklog.", out);
	metrics_sample("build_info", &version, 1, "1", out);
}

void render_prometheus_counters(const struct status *status, FILE *out)
{
	char room[METRICS_VALUE_BYTES];

	metrics_single("kernel_lost_records_total", "counter",
		       "Audit records that the running kernel has counted as lost.",
		       metrics_count(status->lost, room), out);
	metrics_single("kernel_backlog_records", "gauge",
		       "Audit records in the running kernel's main queue.",
		       metrics_count(status->backlog, room), out);
	metrics_single("kernel_backlog_limit_records", "gauge",
		       "The running kernel's backlog limit; +Inf is no limit.",
		       metrics_limit(status->backlog_limit, room), out);
	if (status->has_enabled)
		metrics_single("kernel_enabled", "gauge",
			       "0 auditing is off, 1 on, 2 on and the settings are locked.",
			       metrics_count(status->enabled, room), out);
	if (status->has_wait_time_actual)
		metrics_single("kernel_backlog_wait_jiffies_total", "counter",
			       "Jiffies that programs waited for room in the main queue, in sum.",
			       metrics_count(status->backlog_wait_time_actual, room), out);
}
