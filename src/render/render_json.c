/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as JSON. */
#include "render/render_json.h"

#include "base/cleanup.h"
#include "base/value.h"
#include "base/version.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

static json_t *source(const struct source *source)
{
	return json_pack("{s:s, s:o, s:b, s:o, s:o, s:o, s:o}", "kind", source->kind, "path",
			 value_text(source->path), "found", !source->missing, "lines",
			 value_number(source->lines), "records", value_number(source->records),
			 "skipped", value_number(source->skipped), "note",
			 value_text(source->note));
}

static json_t *change(const struct report_change *change)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:b}", "serial", value_number(change->serial),
			 "time", value_moment(change->time_ms), "old",
			 value_number(change->old_limit), "new", value_number(change->new_limit),
			 "before_registration", change->before_registration);
}

static json_t *evidence(const struct report_evidence *evidence)
{
	return json_pack("{s:s, s:o, s:o, s:o}", "source", evidence->kind, "says",
			 value_text(evidence->says), "lost",
			 evidence->counts ? value_range(&evidence->lost) : json_null(), "agrees",
			 json_boolean(evidence->agrees));
}

static json_t *blind(const struct report_blind *blind)
{
	bool closed = blind->from_ms != TIME_UNKNOWN && blind->to_ms != TIME_UNKNOWN;
	double seconds = closed ? (double)(blind->to_ms - blind->from_ms) / 1000 : 0;

	return json_pack("{s:o, s:o, s:o, s:o}", "from", value_moment(blind->from_ms), "to",
			 value_moment(blind->to_ms), "seconds",
			 closed ? json_real(seconds) : json_null(), "by", value_text(blind->by));
}

static json_t *lost_event(const struct report_row *row)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:s, s:o, s:o}", "serial", value_number(row->serial),
			 "events", value_number(row->events), "time", value_moment(row->time_ms),
			 "records", value_range(&row->lost), "fate", report_fate_name(row->fate),
			 "what", value_text(row->what), "recovered_from",
			 value_text(row->recovered_from));
}

/* One event of a run: each of the others lost a record at the least. */
static json_t *one_of_run(const struct report_row *row, uint64_t number_in_run)
{
	struct report_row one = *row;

	one.serial = row->serial + number_in_run;
	one.events = 1;
	one.lost.min = 1;
	if (row->lost.max != COUNT_UNBOUNDED)
		one.lost.max = row->lost.max - (row->events - 1);
	return lost_event(&one);
}

static json_t *recommendation(const struct recommendation *advice)
{
	return json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "minimum",
		value_number_or_null(advice->minimum_known && advice->fixable, advice->minimum),
		"at_least", value_number(advice->minimum), "suggested",
		value_number_or_null(advice->minimum_known && advice->fixable, advice->suggested),
		"floor", value_number(advice->floor), "limit", value_number(advice->limit),
		"arguments", value_text(advice->arguments), "fixable",
		json_boolean(advice->fixable), "memory_bytes", value_number(advice->memory_typical),
		"memory_bytes_max", value_number(advice->memory_max));
}

static json_t *mark(const struct report_mark *mark)
{
	if (!mark->known)
		return json_null();
	return json_pack("{s:o, s:o}", "serial", value_number_or_null(mark->serial, mark->serial),
			 "time", value_moment(mark->time_ms));
}

static json_t *queue(const struct report_boot *boot, bool *failed)
{
	json_t *changes = json_array();

	for (size_t i = 0; i < boot->n_changes; i++)
		value_append(changes, change(&boot->changes[i]), failed);
	return json_pack(
		"{s:o, s:s, s:o}", "boot_limit",
		value_number_or_null(boot->boot_limit_source != LIMIT_UNKNOWN, boot->boot_limit),
		"boot_limit_source", report_limit_source_name(boot->boot_limit_source), "changes",
		changes);
}

/* An entry an event; a run so long that only a damaged log can hold it stays one entry. */
#define RUN_UNFOLDED_MAX 100000

static void add_lost(json_t *list, const struct report_row *row, bool *failed)
{
	if (row->events == 1 || row->events > RUN_UNFOLDED_MAX) {
		value_append(list, lost_event(row), failed);
		return;
	}
	for (uint64_t i = 0; i < row->events; i++)
		value_append(list, one_of_run(row, i), failed);
}

static void add_lists(json_t *object, const struct report_boot *boot, bool *failed)
{
	json_t *reasons = json_array(), *list = json_array(), *windows = json_array();
	json_t *lost = json_array();

	for (size_t i = 0; i < boot->n_reasons; i++)
		value_append(reasons, value_text(boot->reasons[i]), failed);
	for (size_t i = 0; i < boot->n_evidence; i++)
		value_append(list, evidence(&boot->evidence[i]), failed);
	for (size_t i = 0; i < boot->n_blind; i++)
		value_append(windows, blind(&boot->blind[i]), failed);
	for (size_t i = 0; i < boot->n_rows; i++)
		if (boot->rows[i].lost.max)
			add_lost(lost, &boot->rows[i], failed);
	value_set(object, "reasons", reasons, failed);
	value_set(object, "evidence", list, failed);
	value_set(object, "blind_windows", windows, failed);
	value_set(object, "lost_events", lost, failed);
}

static void add_identity(json_t *object, const struct report_boot *boot, bool *failed)
{
	value_set(object, "index", json_integer(boot->index), failed);
	value_set(object, "boot_id", value_text(boot->boot_id), failed);
	value_set(object, "node", value_text(boot->node), failed);
	value_set(object, "kernel", value_text(boot->kernel), failed);
	value_set(object, "auditd", value_text(boot->auditd), failed);
	value_set(object, "first_time", value_moment(boot->first_ms), failed);
	value_set(object, "verdict", json_string(report_verdict_name(boot->verdict)), failed);
	value_set(object, "exact", json_boolean(boot->exact), failed);
}

static json_t *later(const struct report_later *later, bool *failed)
{
	json_t *causes = json_array();

	for (size_t i = 0; i < later->n_causes; i++)
		value_append(causes, value_text(later->causes[i]), failed);
	if (later->unread_bytes)
		return json_pack("{s:o, s:o, s:o}", "lost", value_range(&later->lost), "causes",
				 causes, "unread_bytes", value_number(later->unread_bytes));
	return json_pack("{s:o, s:o}", "lost", value_range(&later->lost), "causes", causes);
}

static json_t *shares(const struct report_filling *filling, bool *failed)
{
	json_t *list = json_array();

	for (size_t i = 0; i < filling->n_shares; i++)
		value_append(list,
			     json_pack("{s:o, s:o, s:o}", "name",
				       value_text(filling->shares[i].name), "held",
				       value_number(filling->shares[i].held), "lost",
				       value_number(filling->shares[i].lost)),
			     failed);
	return list;
}

static json_t *filled(const struct report_boot *boot, bool *failed)
{
	static const char *const names[] = {
		[REPORT_BY_EVENT] = "events",	  [REPORT_BY_KEY] = "keys",
		[REPORT_BY_PROGRAM] = "programs", [REPORT_BY_UNIT] = "units",
		[REPORT_BY_RECORD] = "records",
	};
	json_t *object = json_object();

	for (size_t i = 0; i < REPORT_FILLINGS; i++)
		value_set(object, names[i], shares(&boot->filling[i], failed), failed);
	value_set(object, "look_at", value_text(boot->look_at), failed);
	return object;
}

static json_t *boot_object(const struct report_boot *boot, bool *failed)
{
	json_t *object = json_object();

	add_identity(object, boot, failed);
	value_set(object, "queue", queue(boot, failed), failed);
	value_set(object, "window",
		  json_pack("{s:o, s:o, s:o}", "auditd_start", mark(&boot->auditd_start),
			    "registration", mark(&boot->registration), "resize",
			    mark(&boot->resize)),
		  failed);
	value_set(object, "records",
		  json_pack("{s:o, s:o}", "held", value_number(boot->records_held), "lost",
			    value_range(&boot->records_lost)),
		  failed);
	value_set(object, "events",
		  json_pack("{s:o, s:o, s:o}", "seen", value_number(boot->events_seen), "lost",
			    value_number(boot->events_lost), "truncated",
			    value_number(boot->events_truncated)),
		  failed);
	value_set(object, "demand", value_range(&boot->demand), failed);
	value_set(object, "filled", filled(boot, failed), failed);
	value_set(object, "later", later(&boot->later, failed), failed);
	add_lists(object, boot, failed);
	value_set(object, "recommendation", recommendation(&boot->recommendation), failed);
	if (boot->what_if_asked)
		value_set(object, "what_if",
			  json_pack("{s:o, s:o}", "limit", value_number(boot->what_if_limit),
				    "lost", value_range(&boot->what_if_lost)),
			  failed);
	return object;
}

static int dump(json_t *root, bool failed, FILE *out, struct error *err)
{
	if (!root || failed)
		return error_memory(err, "write JSON");
	errno = 0;
	if (json_dumpf(root, out, JSON_INDENT(2)) < 0 || fputc('\n', out) == EOF)
		return error_set(err, errno ? -errno : -EIO, "cannot write JSON: %s",
				 strerror(errno ? errno : EIO));
	return 0;
}

/* A line of the summary: the boot itself is in boots[]. */
static json_t *summary_boot(const struct report_boot *boot)
{
	const struct recommendation *needs = &boot->recommendation;

	return json_pack(
		"{s:o, s:i, s:s, s:b, s:o, s:o, s:o}", "node", value_text(boot->node), "index",
		boot->index, "verdict", report_verdict_name(boot->verdict), "exact", boot->exact,
		"lost", value_range(&boot->records_lost), "demand", value_range(&boot->demand),
		"minimum",
		value_number_or_null(needs->minimum_known && needs->fixable, needs->minimum));
}

static json_t *summary(const struct report *report, bool *failed)
{
	const struct report_summary *summary = &report->summary;
	const struct report_boot *decider = &report->boots[summary->decider];
	json_t *verdicts = json_object(), *boots = json_array(), *object = json_object();

	for (int i = 0; i < VERDICTS; i++)
		value_set(verdicts, report_verdict_name((enum verdict)i),
			  value_number(summary->verdicts[i]), failed);
	for (size_t i = 0; i < report->n_boots; i++)
		value_append(boots, summary_boot(&report->boots[summary->order[i]]), failed);
	value_set(object, "nodes", value_number(summary->n_nodes), failed);
	value_set(object, "verdicts", verdicts, failed);
	value_set(object, "lost", value_range(&summary->lost), failed);
	value_set(object, "minimum", value_number_or_null(summary->minimum_known, summary->minimum),
		  failed);
	value_set(object, "at_least", value_number(summary->minimum), failed);
	value_set(
		object, "decided_by",
		json_pack("{s:o, s:i}", "node", value_text(decider->node), "index", decider->index),
		failed);
	value_set(object, "worst_first", boots, failed);
	return object;
}

static json_t *tool(void)
{
	return json_pack("{s:s, s:s}", "name", "aubacklog", "version", AUBACKLOG_VERSION);
}

int render_json(const struct report *report, FILE *out, struct error *err)
{
	CLEANUP(value_release) json_t *root = json_object();
	json_t *sources = json_array(), *boots = json_array();
	bool failed = !root;

	for (size_t i = 0; i < report->n_sources; i++)
		value_append(sources, source(&report->sources[i]), &failed);
	for (size_t i = 0; i < report->n_boots; i++)
		value_append(boots, boot_object(&report->boots[i], &failed), &failed);
	value_set(root, "schema", json_string("aubacklog/report/v1"), &failed);
	value_set(root, "tool", tool(), &failed);
	value_set(root, "sources", sources, &failed);
	value_set(root, "boots_found", value_number(report->n_boots_found), &failed);
	if (report->older_unread)
		value_set(root, "older_unread_bytes", value_number(report->older_unread), &failed);
	value_set(root, "boots", boots, &failed);
	value_set(root, "recommendation", recommendation(&report->recommendation), &failed);
	value_set(root, "recommendation_boot", json_integer(report->recommendation_boot), &failed);
	if (report->recommendation_node)
		value_set(root, "recommendation_node", value_text(report->recommendation_node),
			  &failed);
	if (report->summary.n_nodes)
		value_set(root, "summary", summary(report, &failed), &failed);
	return dump(root, failed, out, err);
}

int render_json_boots(const struct report *report, FILE *out, struct error *err)
{
	CLEANUP(value_release) json_t *root = json_object();
	json_t *boots = json_array();
	bool failed = !root;

	for (size_t i = 0; i < report->n_boots; i++) {
		const struct report_boot *boot = &report->boots[i];
		json_t *object = json_object();

		add_identity(object, boot, &failed);
		value_set(object, "records_lost", value_range(&boot->records_lost), &failed);
		value_append(boots, object, &failed);
	}
	value_set(root, "schema", json_string("aubacklog/boots/v1"), &failed);
	value_set(root, "tool", tool(), &failed);
	value_set(root, "boots", boots, &failed);
	return dump(root, failed, out, err);
}
