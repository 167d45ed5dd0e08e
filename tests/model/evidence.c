/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a boot leaves behind, in the formats of its writers. */
#include "model.h"

#include <errno.h>
#include <inttypes.h>
#include <libaudit.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Gives: a stream to "ROOT/PATH", its folders made. */
static FILE *file_below(const char *root, const char *path)
{
	char name[4096];
	FILE *stream;

	(void)snprintf(name, sizeof(name), "%s/%s", root, path);
	for (char *slash = strchr(name + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(name, 0755) < 0 && errno != EEXIST)
			perror(name), exit(4);
		*slash = '/';
	}
	stream = fopen(name, "w");
	if (!stream)
		perror(name), exit(4);
	return stream;
}

static void close_file(FILE *stream)
{
	if (fclose(stream))
		perror("fclose"), exit(4);
}

/* A type that libaudit, or journald, does not know is written by its number. */
static const char *name_of_type(const struct boot *boot, uint16_t type, const char *unknown,
				char text[static 32])
{
	const char *name = type == 1336 ? "URINGOP" : audit_msg_type_to_name(type);

	if (boot->plan.knows_1425 && (type == 1425 || type == 1426))
		return type == 1425 ? "MAC_TASK_CONTEXTS" : "MAC_OBJ_CONTEXTS";
	if (!name)
		(void)snprintf(text, 32, unknown, type);
	return name ? name : text;
}

static void write_log_line(const struct boot *boot, const struct record *record, FILE *stream)
{
	const struct event *event = &boot->events[record->event];
	char name[32];

	fprintf(stream, "type=%s msg=audit(%" PRIu64 ".%03u:%u): %s%s\n",
		name_of_type(boot, record->type, "UNKNOWN[%u]", name), event->time_ms / 1000,
		(unsigned)(event->time_ms % 1000), event->serial, record->text,
		boot->plan.enriched ? "\035AUID=\"unset\" UID=\"root\"" : "");
}

/* The lines that are cut out: a head that was rotated away, a line, a block. */
static void choose_cut(const struct boot *boot, size_t *ret_from, size_t *ret_to)
{
	struct dice dice = dice_new(boot->plan.seed, 5);
	const size_t lines = boot->n_written;
	size_t from = dice_below(&dice, lines), length = 0;

	switch (boot->plan.damage) {
	case DAMAGE_NONE:
		break;
	case DAMAGE_HEAD:
		length = from * 9 / 10, from = 0;
		break;
	case DAMAGE_LINE:
		length = 1;
		break;
	case DAMAGE_BLOCK:
		length = 2 + dice_below(&dice, 20);
		break;
	}
	*ret_from = from;
	*ret_to = from + length;
}

static void write_log(const struct boot *boot, FILE *stream)
{
	size_t from, to;

	choose_cut(boot, &from, &to);
	for (size_t i = 0; i < boot->n_written; i++)
		if (i < from || i >= to)
			write_log_line(boot, &boot->records[boot->written[i]], stream);
}

static void write_cmdline(const struct boot *boot, FILE *stream)
{
	const struct plan *plan = &boot->plan;

	fprintf(stream, "console=ttyS0 ro%s", plan->audit_given ? " audit=1" : "");
	if (plan->limit_unparsable)
		fprintf(stream, " audit_backlog_limit=8192k");
	else if (plan->limit_given)
		fprintf(stream,
			plan->seed % 3 ? " audit_backlog_limit=%u" : " audit_backlog_limit=%#x",
			plan->limit);
	fputc('\n', stream);
}

static void write_rules(const struct boot *boot, FILE *stream)
{
	const struct plan *plan = &boot->plan;

	fprintf(stream, "-D\n");
	if (plan->resize >= 0)
		fprintf(stream, "-b %" PRId64 "\n", plan->resize);
	fprintf(stream, "-f 1\n--backlog_wait_time %" PRId64 "\n", plan->wait_ms);
	for (size_t i = 0; i < plan->n_excludes; i++)
		fprintf(stream, "-a always,exclude -F msgtype=%s\n",
			audit_msg_type_to_name(plan->excludes[i]));
	fprintf(stream, plan->never_task ? "-a never,task\n"
					 : "-a always,exit -F arch=b64 -S execve -k exec\n");
	if (plan->rate)
		fprintf(stream, "-r %d\n", plan->rate);
}

static void write_status(const struct boot *boot, FILE *stream)
{
	fprintf(stream,
		"enabled %d\nfailure 1\npid %d\nrate_limit %d\nbacklog_limit %u\nlost %u\n"
		"backlog 0\nbacklog_wait_time %" PRId64 "\n",
		boot->enabled, MODEL_AUDITD_PID, boot->rate, boot->limit, boot->truth.counter,
		boot->wait_time);
	if (boot->release->counts_waits)
		fprintf(stream, "backlog_wait_time_actual %" PRIu64 "\n",
			boot->truth.wait_us / 1000);
	fprintf(stream, "loginuid_immutable 0 unlocked\n");
}

/* The oldest lines go when the ring is full. */
static void write_dmesg(const struct boot *boot, FILE *stream)
{
	const char *second = strchr(boot->dmesg, '\n') + 1;
	const size_t cut = strlen(second) * boot->plan.dmesg_cut / 100;

	if (cut > 0) {
		fputs(strchr(second + cut - 1, '\n') + 1, stream);
		return;
	}
	fprintf(stream, "%.*s", (int)(second - boot->dmesg), boot->dmesg);
	fprintf(stream, "[    0.000000] Command line: ");
	write_cmdline(boot, stream);
	fputs(second, stream);
}

#define MACHINE_ID "c496098214164232a6b7e466010aed8a"

static void write_entry(const struct boot *boot, uint64_t at_us, FILE *stream)
{
	fprintf(stream,
		"__REALTIME_TIMESTAMP=%" PRIu64 "\n__MONOTONIC_TIMESTAMP=%" PRIu64 "\n"
		"_BOOT_ID=%016" PRIx64 "a5d30c25c0d54276\n_MACHINE_ID=" MACHINE_ID "\n"
		"_HOSTNAME=lab\n",
		boot->start_ms * 1000 + at_us, at_us, boot->plan.seed + 1);
}

/* journald's manager_process_audit_message(): no EOE, nothing below 1100 but 1005. */
static bool is_stored(const struct record *record)
{
	return record->heard && record->type != AUDIT_EOE && *record->text &&
	       (record->type >= AUDIT_FIRST_USER_MSG || record->type == AUDIT_USER);
}

static void write_journal_record(const struct boot *boot, const struct record *record, FILE *stream)
{
	const struct event *event = &boot->events[record->event];
	char text[32];
	const char *name = name_of_type(boot, record->type, "AUDIT%04u", text);

	write_entry(boot, record->heard_us, stream);
	fprintf(stream,
		"_TRANSPORT=audit\n_SOURCE_REALTIME_TIMESTAMP=%" PRIu64 "000\n_AUDIT_TYPE=%u\n"
		"_AUDIT_ID=%u\nSYSLOG_FACILITY=4\nSYSLOG_IDENTIFIER=audit\n"
		"_AUDIT_TYPE_NAME=%s\nMESSAGE=%s %s\n\n",
		event->time_ms, record->type, event->serial, name, name, record->text);
}

/* What journald reads of the kernel's log; its time is the message's. */
static void write_kernel_messages(const struct boot *boot, FILE *stream)
{
	for (const char *line = boot->dmesg; *line;) {
		const char *end = strchr(line, '\n');
		unsigned seconds = 0, micros = 0;
		int length = 0;

		if (sscanf(line, "[%u.%u] %n", &seconds, &micros, &length) == 2 && length) {
			const uint64_t at = seconds * 1000000ULL + micros;

			write_entry(boot, at, stream);
			fprintf(stream,
				"_TRANSPORT=kernel\n_SOURCE_MONOTONIC_TIMESTAMP=%" PRIu64 "\n"
				"PRIORITY=5\nSYSLOG_FACILITY=0\nSYSLOG_IDENTIFIER=kernel\n"
				"MESSAGE=%.*s\n\n",
				at, (int)(end - line - length), line + length);
		}
		line = end + 1;
	}
}

/* Not of audit: the journal begins before auditd and goes on as long as the machine does. */
static void write_other_message(const struct boot *boot, uint64_t at_us, const char *text,
				FILE *stream)
{
	write_entry(boot, at_us, stream);
	fprintf(stream, "_TRANSPORT=journal\nPRIORITY=6\nSYSLOG_IDENTIFIER=systemd\nMESSAGE=%s\n\n",
		text);
}

void journal_write(const struct boot *boot, FILE *stream)
{
	if (boot->plan.journal_kernel)
		write_kernel_messages(boot, stream);
	write_other_message(boot, 1500000, "Journal started", stream);
	for (size_t i = 0; i < boot->n_records; i++)
		if (is_stored(&boot->records[i]))
			write_journal_record(boot, &boot->records[i], stream);
	write_other_message(boot, boot->now_us + 5000000, "Startup finished.", stream);
}

int evidence_write(const struct boot *boot, const char *root)
{
	static const struct {
		const char *path;
		void (*write)(const struct boot *boot, FILE *stream);
	} files[] = {
		{ "var/log/audit/audit.log", write_log },
		{ "proc/cmdline", write_cmdline },
		{ "etc/audit/audit.rules", write_rules },
		{ "sos_commands/auditd/auditctl_-s", write_status },
		{ "sos_commands/kernel/dmesg", write_dmesg },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		FILE *stream = file_below(root, files[i].path);

		files[i].write(boot, stream);
		close_file(stream);
	}
	return 0;
}

/* [serial, lost, kept]: the records of each event that lost some at boot. */
static void write_events(const struct boot *boot, FILE *stream)
{
	uint32_t *lost = calloc(boot->n_events + 1, sizeof(*lost));
	uint32_t *kept = calloc(boot->n_events + 1, sizeof(*kept));
	const char *comma = "";

	for (size_t i = 0; i < boot->n_records && lost && kept; i++) {
		const struct record *record = &boot->records[i];

		lost[record->event] += record->fate == FATE_DROPPED;
		kept[record->event] += record->fate == FATE_HELD || record->fate == FATE_PASSED;
	}
	fprintf(stream, "\"of_events\": [");
	for (size_t i = 0; i < boot->n_events && lost && kept; i++)
		if (lost[i]) {
			fprintf(stream, "%s[%u, %u, %u]", comma, boot->events[i].serial, lost[i],
				kept[i]);
			comma = ", ";
		}
	fprintf(stream, "], ");
	free(lost);
	free(kept);
}

void records_write(const struct boot *boot, FILE *stream)
{
	static const char *const fates[] = {
		[FATE_QUEUED] = "queued",   [FATE_HELD] = "held",   [FATE_PASSED] = "passed",
		[FATE_DROPPED] = "dropped", [FATE_LATER] = "later", [FATE_SILENT] = "silent",
	};
	const struct record **order = calloc(boot->n_queued + 1, sizeof(*order));
	char name[32];

	if (!order)
		abort();
	for (size_t i = 0; i < boot->n_records; i++)
		order[boot->records[i].queued] = &boot->records[i];
	for (size_t i = 1; i <= boot->n_queued; i++)
		fprintf(stream, "%zu serial %u at %" PRIu64 " %s %s%s%s%s %.70s\n", i,
			boot->events[order[i]->event].serial, boot->events[order[i]->event].time_ms,
			fates[order[i]->fate], name_of_type(boot, order[i]->type, "%u", name),
			order[i]->heard ? " heard" : "", order[i]->printed ? " printed" : "",
			order[i]->swallowed ? " swallowed" : "", order[i]->text);
	free(order);
}

void truth_write(const struct boot *boot, FILE *stream)
{
	static const char *const families[] = { "caller", "empty", "drain", "bounded" };
	static const char *const damages[] = { "none", "head", "line", "block" };
	const struct truth *truth = &boot->truth;

	fputc('{', stream);
	write_events(boot, stream);
	fprintf(stream,
		"\"seed\": %" PRIu64 ", \"release\": \"%s\", \"family\": \"%s\", "
		"\"two_lsms\": %s, \"cpus\": %u, \"limit\": %u, \"damage\": \"%s\", "
		"\"audit_1\": %s, \"jumps\": %s, \"journal_kernel\": %s, \"counter\": %u, \"drops\": %u, \"drops_after\": %u, "
		"\"main_before\": %u, \"main_after\": %u, \"later\": %u, \"rate\": %u, \"prints\": %u, "
		"\"silent\": %u, \"held\": %u, \"made\": %u, \"early\": %u, \"whole\": %u, \"cut\": %u, \"waits\": %u, "
		"\"waits_before\": %u, \"unheard\": %u, \"eoe_past\": %u, \"blind\": %s, \"off_at_takeover\": %s, \"lost\": %u, \"events\": %zu}\n",
		boot->plan.seed, boot->release->name, families[boot->release->family],
		boot->plan.two_lsms ? "true" : "false", boot->plan.cpus, boot->plan.limit,
		damages[boot->plan.damage], boot->plan.audit_given ? "true" : "false",
		boot->plan.jumps_at ? "true" : "false",
		boot->plan.journal_kernel ? "true" : "false", truth->counter, truth->drops,
		truth->drops_after, truth->main_before, truth->main_after,
		truth->main_after + truth->rate + truth->hold_after + truth->retry, truth->rate,
		truth->prints, truth->silent, truth->held, truth->made, truth->early, truth->whole,
		truth->cut, truth->waits, truth->waits_before, truth->unheard, truth->eoe_past,
		truth->blind ? "true" : "false", truth->off_at_takeover ? "true" : "false",
		truth->drops + truth->main_before, boot->n_events);
}
