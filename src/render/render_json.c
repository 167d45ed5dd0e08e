/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as JSON. */
#include "render/render_json.h"

#include "explain/explain.h"
#include "render/jsonstream.h"
#include "render/render_events.h"
#include "render/value.h"
#include "util/version.h"

#include <jansson.h>

static json_t *make_source(const struct source *source)
{
	json_t *object = json_pack("{s:s, s:o, s:b, s:o, s:o, s:o, s:o}", "kind", source->kind,
				   "path", value_text(source->path), "found", !source->missing,
				   "lines", value_number(source->lines), "records",
				   value_number(source->records), "skipped",
				   value_number(source->skipped), "note", value_text(source->note));

	if (source->unplaced)
		value_set(object, "unplaced_loss", value_number(source->unplaced));
	return object;
}

static json_t *make_change(const struct report_change *change)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:b}", "serial", value_number(change->serial),
			 "time", value_moment(change->time_ms), "old",
			 value_number(change->old_limit), "new", value_number(change->new_limit),
			 "before_registration", change->before_registration);
}

static json_t *make_evidence_object(const struct report_evidence *evidence)
{
	return json_pack("{s:s, s:o, s:o, s:o}", "source", evidence->kind, "says",
			 value_text(evidence->says), "lost",
			 evidence->counts ? value_range(&evidence->lost) : json_null(), "agrees",
			 json_boolean(evidence->agrees));
}

static json_t *make_blind_window(const struct report_blind *blind)
{
	bool closed = blind->from_ms != TIME_UNKNOWN && blind->to_ms != TIME_UNKNOWN &&
		      time_is_set(blind->from_ms) == time_is_set(blind->to_ms);
	double seconds = closed ? (double)(blind->to_ms - blind->from_ms) / 1000 : 0;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "from", value_moment(blind->from_ms),
			 "to", value_moment(blind->to_ms), "seconds",
			 closed ? json_real(seconds) : json_null(), "by", value_text(blind->by),
			 "exe", value_text(blind->exe), "serial",
			 value_number_or_null(blind->serial, blind->serial));
}

static json_t *make_blind_windows(const struct report_blinds *blinds)
{
	json_t *list = json_array();

	for (size_t i = 0; i < blinds->count; i++)
		value_append(list, make_blind_window(&blinds->list[i]));
	return list;
}

static json_t *make_lost_event(const struct report_row *row)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:s, s:o, s:o}", "serial", value_number(row->serial),
			 "events", value_number(row->events), "time", value_moment(row->time_ms),
			 "records", value_range(&row->lost), "fate", report_fate_name(row->fate),
			 "what", value_text(row->description), "recovered_from",
			 value_text(row->recovered_from));
}

/* One event of a run: each of the others lost at least one record. */
static json_t *make_event_of_run(const struct report_row *row, uint64_t number_in_run)
{
	struct report_row one = *row;

	one.serial = row->serial + number_in_run;
	one.events = 1;
	one.lost.min = 1;
	if (row->lost.max != COUNT_UNBOUNDED)
		one.lost.max = row->lost.max - (row->events - 1);
	return make_lost_event(&one);
}

static json_t *make_recommendation(const struct recommendation *advice)
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

static json_t *make_moment(const struct report_mark *mark)
{
	if (!mark->known)
		return json_null();
	return json_pack("{s:o, s:o}", "serial", value_number_or_null(mark->serial, mark->serial),
			 "time", value_moment(mark->time_ms));
}

static json_t *make_queue(const struct report_boot *boot)
{
	json_t *changes = json_array();

	for (size_t i = 0; i < boot->n_changes; i++)
		value_append(changes, make_change(&boot->changes[i]));
	return json_pack(
		"{s:o, s:s, s:o}", "boot_limit",
		value_number_or_null(boot->boot_limit_source != LIMIT_UNKNOWN, boot->boot_limit),
		"boot_limit_source", report_limit_source_name(boot->boot_limit_source), "changes",
		changes);
}

static void put_lost_events(struct jsonstream *stream, const struct report_row *row)
{
	if (row->events == 1 || row->events > RENDER_EVENTS_RUN_MAX) {
		jsonstream_put(stream, NULL, make_lost_event(row));
		return;
	}
	for (uint64_t i = 0; i < row->events; i++)
		jsonstream_put(stream, NULL, make_event_of_run(row, i));
}

static void put_assumptions(struct jsonstream *stream, const struct report_boot *boot)
{
	jsonstream_open(stream, "assumptions", '[');
	for (enum report_assumption i = 0; i < REPORT_ASSUMPTIONS; i++)
		if (boot->assumed[i])
			jsonstream_put(stream, NULL,
				       json_pack("{s:s, s:s}", "name", report_assumption_name(i),
						 "says", explain_assumption(i)));
	jsonstream_close(stream, ']');
}

static void put_boot_lists(struct jsonstream *stream, const struct report_boot *boot)
{
	put_assumptions(stream, boot);
	jsonstream_open(stream, "reasons", '[');
	for (size_t i = 0; i < boot->n_reasons; i++)
		jsonstream_put(stream, NULL, value_text(boot->reasons[i]));
	jsonstream_close(stream, ']');
	jsonstream_open(stream, "evidence", '[');
	for (size_t i = 0; i < boot->n_evidence; i++)
		jsonstream_put(stream, NULL, make_evidence_object(&boot->evidence[i]));
	jsonstream_close(stream, ']');
	jsonstream_put(stream, "blind_windows", make_blind_windows(&boot->blind));
	jsonstream_open(stream, "lost_events", '[');
	for (size_t i = 0; i < boot->n_rows; i++)
		if (boot->rows[i].lost.max)
			put_lost_events(stream, &boot->rows[i]);
	jsonstream_close(stream, ']');
	if (boot->takeover.by_other)
		jsonstream_put(stream, "reader",
			       json_pack("{s:o, s:o, s:o}", "name", value_text(boot->takeover.name),
					 "exe", value_text(boot->takeover.exe), "pid",
					 value_number(boot->takeover.pid)));
	if (boot->n_cures) {
		jsonstream_open(stream, "cures", '[');
		for (size_t i = 0; i < boot->n_cures; i++)
			jsonstream_put(stream, NULL, value_text(boot->cures[i]));
		jsonstream_close(stream, ']');
	}
	if (boot->uninterpreted)
		jsonstream_put(stream, "uninterpreted", value_number(boot->uninterpreted));
}

static void put_boot_identity(struct jsonstream *stream, const struct report_boot *boot)
{
	jsonstream_put(stream, "index", json_integer(boot->index));
	jsonstream_put(stream, "boot_id", value_text(boot->boot_id));
	jsonstream_put(stream, "node", value_text(boot->node));
	jsonstream_put(stream, "host", value_text(boot->host));
	jsonstream_put(stream, "kernel", value_text(boot->kernel));
	jsonstream_put(stream, "auditd", value_text(boot->auditd));
	jsonstream_put(stream, "first_time", value_moment(boot->first_ms));
	jsonstream_put(stream, "verdict", json_string(report_verdict_name(boot->verdict)));
	jsonstream_put(stream, "exact", json_boolean(boot->exact));
}

static json_t *make_later(const struct report_later *later)
{
	json_t *causes = json_array();
	json_t *object =
		json_pack("{s:o, s:o}", "lost", value_range(&later->lost), "causes", causes);

	for (size_t i = 0; i < later->n_causes; i++)
		value_append(causes, value_text(later->causes[i]));
	if (later->unread_bytes)
		value_set(object, "unread_bytes", value_number(later->unread_bytes));
	if (later->since.known)
		value_set(object, "since",
			  json_pack("{s:o, s:o, s:b, s:o}", "from", value_number(later->since.from),
				    "to", value_number(later->since.to), "other_auditd",
				    later->since.other_auditd, "waited_jiffies",
				    value_number(later->since.waited)));
	if (later->blind.count)
		value_set(object, "blind_windows", make_blind_windows(&later->blind));
	return object;
}

static json_t *make_shares(const struct report_filling *filling)
{
	json_t *list = json_array();

	for (size_t i = 0; i < filling->n_shares; i++)
		value_append(list, json_pack("{s:o, s:o, s:o}", "name",
					     value_text(filling->shares[i].name), "held",
					     value_number(filling->shares[i].held), "lost",
					     value_number(filling->shares[i].lost)));
	return list;
}

static json_t *make_losses(const struct report_boot *boot)
{
	json_t *list = json_array();

	for (size_t i = 0; i < boot->n_losses; i++) {
		const struct report_loss *loss = &boot->losses[i];
		const struct range records = {
			.min = loss->records,
			.max = loss->open ? COUNT_UNBOUNDED : loss->records,
		};

		value_append(list, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "event",
					     value_text(loss->event), "key", value_text(loss->key),
					     "events", value_number(loss->events), "truncated",
					     value_number(loss->cut), "recovered",
					     value_number(loss->recovered), "records",
					     value_range(&records)));
	}
	return list;
}

static json_t *make_filled(const struct report_boot *boot)
{
	static const char *const names[] = {
		[REPORT_BY_EVENT] = "events",	  [REPORT_BY_KEY] = "keys",
		[REPORT_BY_PROGRAM] = "programs", [REPORT_BY_UNIT] = "units",
		[REPORT_BY_RECORD] = "records",
	};
	json_t *object = json_object();

	for (size_t i = 0; i < REPORT_FILLINGS; i++)
		value_set(object, names[i], make_shares(&boot->filling[i]));
	value_set(object, "look_at", value_text(boot->look_at));
	return object;
}

static json_t *make_records(const struct report_boot *boot)
{
	json_t *object = json_pack("{s:o, s:o}", "held", value_number(boot->records_held), "lost",
				   value_range(&boot->records_lost));

	if (boot->held.min != boot->held.max)
		value_set(object, "held_range", value_range(&boot->held));
	return object;
}

static void put_boot_window(struct jsonstream *stream, const struct report_boot *boot)
{
	jsonstream_put(stream, "window",
		       json_pack("{s:o, s:o, s:o}", "auditd_start",
				 make_moment(&boot->auditd_start), "registration",
				 make_moment(&boot->registration), "resize",
				 make_moment(&boot->resize)));
	jsonstream_put(stream, "records", make_records(boot));
	jsonstream_put(stream, "events",
		       json_pack("{s:o, s:o, s:o, s:o}", "seen", value_number(boot->events_seen),
				 "lost", value_number(boot->events_lost), "truncated",
				 value_number(boot->events_truncated), "truncated_max",
				 value_number(boot->events_truncated_max)));
	jsonstream_put(stream, "demand", value_range(&boot->demand));
}

static void put_boot_object(struct jsonstream *stream, const struct report_boot *boot)
{
	jsonstream_open(stream, NULL, '{');
	put_boot_identity(stream, boot);
	jsonstream_put(stream, "cause", value_text(boot->cause));
	jsonstream_put(stream, "queue", make_queue(boot));
	put_boot_window(stream, boot);
	jsonstream_put(stream, "losses", make_losses(boot));
	jsonstream_put(stream, "losses_remainder",
		       json_pack("{s:o, s:o}", "unlaid", value_range(&boot->unlaid), "not_lost",
				 value_range(&boot->not_lost)));
	jsonstream_put(stream, "filled", make_filled(boot));
	jsonstream_put(stream, "later", make_later(&boot->later));
	put_boot_lists(stream, boot);
	jsonstream_put(stream, "recommendation", make_recommendation(&boot->recommendation));
	if (boot->what_if_asked)
		jsonstream_put(stream, "what_if",
			       json_pack("{s:o, s:o}", "limit", value_number(boot->what_if_limit),
					 "lost", value_range(&boot->what_if_lost)));
	jsonstream_close(stream, '}');
}

/* An entry of the summary; boots[] has the whole boot. */
static json_t *make_summary_boot(const struct report_boot *boot)
{
	const struct recommendation *needs = &boot->recommendation;

	return json_pack(
		"{s:o, s:i, s:s, s:b, s:o, s:o, s:o}", "node", value_text(boot->node), "index",
		boot->index, "verdict", report_verdict_name(boot->verdict), "exact", boot->exact,
		"lost", value_range(&boot->records_lost), "demand", value_range(&boot->demand),
		"minimum",
		value_number_or_null(needs->minimum_known && needs->fixable, needs->minimum));
}

static void put_summary_object(struct jsonstream *stream, const struct report *report)
{
	const struct report_summary *summary = &report->summary;
	const struct report_boot *decider = &report->boots[summary->decider];

	jsonstream_open(stream, "summary", '{');
	jsonstream_put(stream, "nodes", value_number(summary->n_nodes));
	jsonstream_open(stream, "verdicts", '{');
	for (int i = 0; i < VERDICTS; i++)
		jsonstream_put(stream, report_verdict_name((enum verdict)i),
			       value_number(summary->verdicts[i]));
	jsonstream_close(stream, '}');
	jsonstream_put(stream, "lost", value_range(&summary->lost));
	jsonstream_put(stream, "minimum",
		       value_number_or_null(summary->minimum_known, summary->minimum));
	jsonstream_put(stream, "at_least", value_number(summary->minimum));
	jsonstream_put(stream, "decided_by",
		       json_pack("{s:o, s:i}", "node", value_text(decider->node), "index",
				 decider->index));
	jsonstream_open(stream, "worst_first", '[');
	for (size_t i = 0; i < report->n_boots; i++)
		jsonstream_put(stream, NULL, make_summary_boot(&report->boots[summary->order[i]]));
	jsonstream_close(stream, ']');
	jsonstream_close(stream, '}');
}

static json_t *make_tool(void)
{
	return json_pack("{s:s, s:s}", "name", "aubacklog", "version", AUBACKLOG_VERSION);
}

static void put_earlier_losses(struct jsonstream *stream, const struct report *report)
{
	if (!report->n_earlier)
		return;
	jsonstream_open(stream, "earlier_losses", '[');
	for (size_t i = 0; i < report->n_earlier; i++) {
		const struct report_earlier *earlier = &report->earlier[i];

		jsonstream_put(stream, NULL,
			       json_pack("{s:o, s:i, s:o}", "node", value_text(earlier->node),
					 "index", earlier->index, "lost",
					 value_range(&earlier->lost)));
	}
	jsonstream_close(stream, ']');
}

static json_t *make_next_boot(const struct report_next *next)
{
	static const char *const states[] = {
		[NEXT_OPEN] = "open",
		[NEXT_HOLDS] = "holds",
		[NEXT_LOSES] = "loses",
	};

	return json_pack("{s:s, s:o, s:o, s:o, s:o}", "state", states[next->state], "limit",
			 value_number_or_null(next->says && next->limit_known, next->limit),
			 "audit", next->says ? json_boolean(next->audit) : json_null(), "says",
			 value_text(next->says), "unknown", value_text(next->unknown));
}

static void put_boot_list(struct jsonstream *stream, const struct report *report)
{
	if (report->older_unread)
		jsonstream_put(stream, "older_unread_bytes", value_number(report->older_unread));
	jsonstream_open(stream, "boots", '[');
	for (size_t i = 0; i < report->n_boots; i++)
		put_boot_object(stream, &report->boots[i]);
	jsonstream_close(stream, ']');
}

int render_json(const struct report *report, FILE *out, struct error *err)
{
	struct jsonstream stream = { .out = out };

	jsonstream_open(&stream, NULL, '{');
	jsonstream_put(&stream, "schema", json_string("aubacklog/report/v1"));
	jsonstream_put(&stream, "tool", make_tool());
	jsonstream_open(&stream, "sources", '[');
	for (size_t i = 0; i < report->n_sources; i++)
		jsonstream_put(&stream, NULL, make_source(&report->sources[i]));
	jsonstream_close(&stream, ']');
	jsonstream_put(&stream, "boots_found", value_number(report->n_boots_found));
	put_earlier_losses(&stream, report);
	put_boot_list(&stream, report);
	jsonstream_put(&stream, "next_boot", make_next_boot(&report->next));
	jsonstream_put(&stream, "recommendation", make_recommendation(&report->recommendation));
	jsonstream_put(&stream, "recommendation_boot", json_integer(report->recommendation_boot));
	if (report->recommendation_node)
		jsonstream_put(&stream, "recommendation_node",
			       value_text(report->recommendation_node));
	if (report->summary.n_nodes)
		put_summary_object(&stream, report);
	jsonstream_close(&stream, '}');
	return jsonstream_end(&stream, err);
}

int render_json_boots(const struct report *report, FILE *out, struct error *err)
{
	struct jsonstream stream = { .out = out };

	jsonstream_open(&stream, NULL, '{');
	jsonstream_put(&stream, "schema", json_string("aubacklog/boots/v1"));
	jsonstream_put(&stream, "tool", make_tool());
	jsonstream_open(&stream, "boots", '[');
	for (size_t i = 0; i < report->n_boots; i++) {
		const struct report_boot *boot = &report->boots[i];

		jsonstream_open(&stream, NULL, '{');
		put_boot_identity(&stream, boot);
		jsonstream_put(&stream, "records_lost", value_range(&boot->records_lost));
		jsonstream_close(&stream, '}');
	}
	jsonstream_close(&stream, ']');
	jsonstream_close(&stream, '}');
	return jsonstream_end(&stream, err);
}
