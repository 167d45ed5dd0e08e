/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as JSON. */
#include "render_json.h"

#include "cleanup.h"
#include "text.h"
#include "version.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

static void release(json_t **value)
{
	json_decref(*value);
}

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *number_or_null(bool known, uint64_t value)
{
	return known ? number(value) : json_null();
}

static json_t *text(const char *value)
{
	CLEANUP(cleanup_free) char *safe = text_safe(value);

	return value ? json_string(safe) : json_null();
}

static json_t *moment(int64_t time_ms)
{
	char when[TEXT_TIME_BYTES];

	if (time_ms == TIME_UNKNOWN)
		return json_null();
	text_time(time_ms, when);
	return json_string(when);
}

static json_t *upper(uint64_t max)
{
	return number_or_null(max != COUNT_UNBOUNDED, max);
}

static json_t *range(const struct range *value)
{
	return json_pack("{s:o, s:o}", "min", number(value->min), "max", upper(value->max));
}

static json_t *source(const struct report_source *source)
{
	return json_pack("{s:s, s:o, s:b, s:o, s:o, s:o, s:o}", "kind", source->kind, "path",
			 text(source->path), "found", !source->missing, "lines",
			 number(source->lines), "records", number(source->records), "skipped",
			 number(source->skipped), "note", text(source->note));
}

static json_t *change(const struct report_change *change)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:b}", "serial", number(change->serial), "time",
			 moment(change->time_ms), "old", number(change->old_limit), "new",
			 number(change->new_limit), "before_registration",
			 change->before_registration);
}

static json_t *evidence(const struct report_evidence *evidence)
{
	return json_pack("{s:s, s:o, s:o, s:o}", "source", evidence->kind, "says",
			 text(evidence->says), "lost",
			 evidence->counts ? range(&evidence->lost) : json_null(), "agrees",
			 json_boolean(evidence->agrees));
}

static json_t *blind(const struct report_blind *blind)
{
	bool closed = blind->from_ms != TIME_UNKNOWN && blind->to_ms != TIME_UNKNOWN;
	double seconds = closed ? (double)(blind->to_ms - blind->from_ms) / 1000 : 0;

	return json_pack("{s:o, s:o, s:o, s:o}", "from", moment(blind->from_ms), "to",
			 moment(blind->to_ms), "seconds", closed ? json_real(seconds) : json_null(),
			 "by", text(blind->by));
}

static json_t *lost_event(const struct report_row *row)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:s, s:o, s:o}", "serial", number(row->serial),
			 "events", number(row->events), "time", moment(row->time_ms), "records",
			 range(&row->lost), "fate", report_fate_name(row->fate), "what",
			 text(row->what), "recovered_from", text(row->recovered_from));
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
		number_or_null(advice->minimum_known && advice->fixable, advice->minimum),
		"at_least", number(advice->minimum), "suggested",
		number_or_null(advice->minimum_known && advice->fixable, advice->suggested),
		"floor", number(advice->floor), "limit", number(advice->limit), "arguments",
		text(advice->arguments), "fixable", json_boolean(advice->fixable), "memory_bytes",
		number(advice->memory_typical), "memory_bytes_max", number(advice->memory_max));
}

/* Takes over the value; a failed one fails the list. */
static void append(json_t *list, json_t *value, bool *failed)
{
	*failed |= !value || json_array_append_new(list, value) < 0;
}

static void set(json_t *object, const char *key, json_t *value, bool *failed)
{
	*failed |= !value || json_object_set_new(object, key, value) < 0;
}

static json_t *mark(const struct report_mark *mark)
{
	if (!mark->known)
		return json_null();
	return json_pack("{s:o, s:o}", "serial", number_or_null(mark->serial, mark->serial), "time",
			 moment(mark->time_ms));
}

static json_t *queue(const struct report_boot *boot, bool *failed)
{
	json_t *changes = json_array();

	for (size_t i = 0; i < boot->n_changes; i++)
		append(changes, change(&boot->changes[i]), failed);
	return json_pack("{s:o, s:s, s:o}", "boot_limit",
			 number_or_null(boot->boot_limit_source != LIMIT_UNKNOWN, boot->boot_limit),
			 "boot_limit_source", report_limit_source_name(boot->boot_limit_source),
			 "changes", changes);
}

/* An entry an event; a run so long that only a damaged log can hold it stays one entry. */
#define RUN_UNFOLDED_MAX 100000

static void add_lost(json_t *list, const struct report_row *row, bool *failed)
{
	if (row->events == 1 || row->events > RUN_UNFOLDED_MAX) {
		append(list, lost_event(row), failed);
		return;
	}
	for (uint64_t i = 0; i < row->events; i++)
		append(list, one_of_run(row, i), failed);
}

static void add_lists(json_t *object, const struct report_boot *boot, bool *failed)
{
	json_t *reasons = json_array(), *list = json_array(), *windows = json_array();
	json_t *lost = json_array();

	for (size_t i = 0; i < boot->n_reasons; i++)
		append(reasons, text(boot->reasons[i]), failed);
	for (size_t i = 0; i < boot->n_evidence; i++)
		append(list, evidence(&boot->evidence[i]), failed);
	for (size_t i = 0; i < boot->n_blind; i++)
		append(windows, blind(&boot->blind[i]), failed);
	for (size_t i = 0; i < boot->n_rows; i++)
		if (boot->rows[i].lost.max)
			add_lost(lost, &boot->rows[i], failed);
	set(object, "reasons", reasons, failed);
	set(object, "evidence", list, failed);
	set(object, "blind_windows", windows, failed);
	set(object, "lost_events", lost, failed);
}

static void add_identity(json_t *object, const struct report_boot *boot, bool *failed)
{
	set(object, "index", json_integer(boot->index), failed);
	set(object, "boot_id", text(boot->boot_id), failed);
	set(object, "node", text(boot->node), failed);
	set(object, "kernel", text(boot->kernel), failed);
	set(object, "auditd", text(boot->auditd), failed);
	set(object, "first_time", moment(boot->first_ms), failed);
	set(object, "verdict", json_string(report_verdict_name(boot->verdict)), failed);
	set(object, "exact", json_boolean(boot->exact), failed);
}

static json_t *later(const struct report_later *later, bool *failed)
{
	json_t *causes = json_array();

	for (size_t i = 0; i < later->n_causes; i++)
		append(causes, text(later->causes[i]), failed);
	return json_pack("{s:o, s:o}", "lost", range(&later->lost), "causes", causes);
}

static json_t *boot_object(const struct report_boot *boot, bool *failed)
{
	json_t *object = json_object();

	add_identity(object, boot, failed);
	set(object, "queue", queue(boot, failed), failed);
	set(object, "window",
	    json_pack("{s:o, s:o, s:o}", "auditd_start", mark(&boot->auditd_start), "registration",
		      mark(&boot->registration), "resize", mark(&boot->resize)),
	    failed);
	set(object, "records",
	    json_pack("{s:o, s:o}", "held", number(boot->records_held), "lost",
		      range(&boot->records_lost)),
	    failed);
	set(object, "events",
	    json_pack("{s:o, s:o, s:o}", "seen", number(boot->events_seen), "lost",
		      number(boot->events_lost), "truncated", number(boot->events_truncated)),
	    failed);
	set(object, "demand", range(&boot->demand), failed);
	set(object, "later", later(&boot->later, failed), failed);
	add_lists(object, boot, failed);
	set(object, "recommendation", recommendation(&boot->recommendation), failed);
	if (boot->what_if_asked)
		set(object, "what_if",
		    json_pack("{s:o, s:o}", "limit", number(boot->what_if_limit), "lost",
			      range(&boot->what_if_lost)),
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

static json_t *tool(void)
{
	return json_pack("{s:s, s:s}", "name", "aubacklog", "version", AUBACKLOG_VERSION);
}

int render_json(const struct report *report, FILE *out, struct error *err)
{
	CLEANUP(release) json_t *root = json_object();
	json_t *sources = json_array(), *boots = json_array();
	bool failed = !root;

	for (size_t i = 0; i < report->n_sources; i++)
		append(sources, source(&report->sources[i]), &failed);
	for (size_t i = 0; i < report->n_boots; i++)
		append(boots, boot_object(&report->boots[i], &failed), &failed);
	set(root, "schema", json_string("aubacklog/report/v1"), &failed);
	set(root, "tool", tool(), &failed);
	set(root, "sources", sources, &failed);
	set(root, "boots_found", number(report->n_boots_found), &failed);
	set(root, "boots", boots, &failed);
	set(root, "recommendation", recommendation(&report->recommendation), &failed);
	set(root, "recommendation_boot", json_integer(report->recommendation_boot), &failed);
	return dump(root, failed, out, err);
}

int render_json_boots(const struct report *report, FILE *out, struct error *err)
{
	CLEANUP(release) json_t *root = json_object();
	json_t *boots = json_array();
	bool failed = !root;

	for (size_t i = 0; i < report->n_boots; i++) {
		const struct report_boot *boot = &report->boots[i];
		json_t *object = json_object();

		add_identity(object, boot, &failed);
		set(object, "records_lost", range(&boot->records_lost), &failed);
		append(boots, object, &failed);
	}
	set(root, "schema", json_string("aubacklog/boots/v1"), &failed);
	set(root, "tool", tool(), &failed);
	set(root, "boots", boots, &failed);
	return dump(root, failed, out, err);
}
