/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All sources of a place, read. */
#define _GNU_SOURCE
#include "boots/sources.h"

#include "boots/newest.h"
#include "evidence/journal.h"
#include "evidence/kmsg_files.h"
#include "util/cleanup.h"
#include "util/range.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define TEXT_BYTES_MAX (1u << 20)

void sources_done(struct sources *sources)
{
	boots_done(&sources->boots);
	free(sources->boot_id);
	source_list_done(&sources->list);
	*sources = (struct sources){ 0 };
}

/*
 * Reads a small text of the root and lists it.
 * Gives: 1 and the text; 0 when it is not there, which is listed as missing; or -errno.
 */
static int read_listed_text(const struct root *root, const char *kind, const char *path,
			    struct sources *sources, char **ret_text, struct error *err)
{
	struct source source = { .kind = kind, .path = root_display(root, path) };
	int code = root_read(root, path, TEXT_BYTES_MAX, ret_text, NULL, err);

	source.missing = code == -ENOENT;
	if (code < 0 && code != -ENOENT) {
		source_done(&source);
		return code;
	}
	source_list_add(&sources->list, &source);
	return code == 0;
}

static void list_cmdline(const struct evidence *evidence, struct sources *sources)
{
	struct source source = {
		.kind = "cmdline",
		.path = root_display(evidence->root, "proc/cmdline"),
		.missing = !evidence->settings->cmdline_text,
	};

	if (source.missing && root_has_mounted_proc(evidence->root))
		source.note = xstrdup(ROOT_MOUNTED_PROC);
	sources->cmdline = evidence->settings->cmdline;
	source_list_add(&sources->list, &source);
}

static void list_rules_file(const struct root *root, const struct settings_rules_file *file,
			    struct sources *sources)
{
	struct source source = {
		.kind = "rules",
		.path = root_display(root, file->path),
		.missing = file->missing,
	};

	if (file->denied)
		source.note = xstrdup(strerror(EACCES));
	else if (file->bad_line)
		source.note =
			xasprintf("line %u: a setting whose value is not a number", file->bad_line);
	source_list_add(&sources->list, &source);
}

/* audit.rules, there or not, and the files that are used instead of it. */
static void list_rules(const struct evidence *evidence, struct sources *sources)
{
	const struct settings *settings = evidence->settings;

	sources->rules = settings->in_force.rules;
	for (size_t i = 0; i < settings->n_files; i++)
		if (i == 0 || settings->files[i].loaded)
			list_rules_file(evidence->root, &settings->files[i], sources);
}

static enum sources_access find_access(const struct evidence *evidence)
{
	if (evidence->asked->reason.code != -EPERM && !evidence->log_denied)
		return SOURCES_OPEN;
	return geteuid() == 0 ? SOURCES_OF_HOST : SOURCES_FOR_ROOT;
}

static void take_status_answer(const struct status_answer *answer, struct sources *sources)
{
	struct source source = { .kind = "status", .path = xstrdup("the running kernel") };

	sources->status = answer->status;
	if (answer->reason.code < 0) {
		source.missing = true;
		source.note = xstrdup(answer->reason.text);
	}
	source_list_add(&sources->list, &source);
}

/* The first that is there counts. */
static int read_status(const struct root *root, struct sources *sources, struct error *err)
{
	static const char *const places[] = {
		"insights_commands/auditctl_-s",
		"sos_commands/auditd/auditctl_-s", /* the one that is missed where none is there */
	};
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, places[0], 0, &text, NULL, NULL);

	code = read_listed_text(root, "status", places[code == -ENOENT], sources, &text, err);
	if (code > 0 && status_parse(text, &sources->status) < 0)
		sources->list.items[sources->list.count - 1].note =
			xstrdup("not used: it has no 'lost' counter");
	return code < 0 ? code : 0;
}

/* Of two statuses of a boot the one with the smaller counter is the older: it only rises. */
static void take_status(const struct status *status, struct sources *sources)
{
	struct status newer = *status, older = sources->status;

	if (older.known && newer.lost < older.lost) {
		newer = sources->status;
		older = *status;
	}
	if (!older.known) {
		sources->status = newer;
		return;
	}
	sources->status = older;
	if (!sources->later_status.known || newer.lost > sources->later_status.lost)
		sources->later_status = newer;
}

/* Takes the statuses of a text: of several audit daemons those of the last, for a reboot, or
 * another machine, lies between them. Gives: how many are left out. */
static size_t take_statuses(const char *text, struct sources *sources)
{
	const char *rest = text;
	struct status status, last = { 0 };
	size_t left_out = 0;

	while (status_next(&rest, &status) == 0)
		last = status;
	for (rest = text; status_next(&rest, &status) == 0;)
		if (status.pid == last.pid && status.pid_unknown == last.pid_unknown)
			take_status(&status, sources);
		else
			left_out++;
	return left_out;
}

static int read_status_operand(const struct operand *operand, struct sources *sources,
			       struct error *err)
{
	CLEANUP(cleanup_free) struct kind_text *text = xcalloc(1, sizeof(*text));
	struct source source = { .kind = "status" };
	size_t left_out;
	int code = kind_read_status(operand->fd, operand->kind.of != KIND_STATUS, text);

	if (code < 0)
		return error_set(err, code, "cannot read '%s': %s", operand->name, strerror(-code));
	left_out = take_statuses(text->bytes, sources);
	if (left_out)
		source.note = xasprintf("%zu of the counters in it are of another audit daemon "
					"than the last, and were not used",
					left_out);
	source.path = xstrdup(operand->name);
	source_list_add(&sources->list, &source);
	return 0;
}

/* Reads the statuses that were given. Gives: 1, 0 when none was, or -errno. */
static int read_given_status(const struct evidence *evidence, struct sources *sources,
			     struct error *err)
{
	const struct operands *operands = evidence->operands;
	int code = 0, found = 0;

	for (size_t i = 0; i < operands->count && code == 0; i++) {
		if (!(operands->list[i].kind.of & KIND_STATUS))
			continue;
		code = read_status_operand(&operands->list[i], sources, err);
		found = 1;
	}
	return code < 0 ? code : found;
}

static void close_journal(struct journal **journal)
{
	journal_free(*journal);
}

/* A journal that may not be read is listed, not an error: much can be said without it. */
static void list_missing_journal(struct sources *sources, int code, const struct error *reason)
{
	struct source source = {
		.kind = "journal",
		.path = xstrdup("var/log/journal"),
		.note = code == -ENOENT ? NULL : xstrdup(reason->text),
		.missing = true,
	};

	source_list_add(&sources->list, &source);
}

/* The nodes of the log, each as often as it has boots. The caller frees the list, not the names. */
static struct journal_hosts list_journal_hosts(const struct boots *boots)
{
	const char **names = xcalloc(boots->count + 1, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < boots->count; i++)
		if (boots->list[i]->node &&
		    (!count || strcmp(names[count - 1], boots->list[i]->node) != 0))
			names[count++] = boots->list[i]->node;
	return (struct journal_hosts){ .names = names, .count = count };
}

/* Matches the journal, or lists why it was not opened. */
static int take_journal(struct journal *journal, int code, const struct error *reason,
			struct sources *sources, struct error *err)
{
	struct source source;

	if (code == -ENOENT || code == -EACCES || code == -EPERM || code == -ELIBACC) {
		list_missing_journal(sources, code, reason);
		return 0;
	}
	if (code < 0)
		return error_set(err, code, "%s", reason->text);
	code = match_journal(journal, &sources->boots, err);
	if (code < 0)
		return code;
	source = journal_source(journal);
	source_list_add(&sources->list, &source);
	return 0;
}

static int read_journal(const struct root *root, struct sources *sources, struct error *err)
{
	const struct journal_hosts hosts = list_journal_hosts(&sources->boots);
	CLEANUP(close_journal) struct journal *journal = NULL;
	struct error reason = { 0 };
	int code = journal_new(root, &hosts, &journal, &reason);

	free((void *)hosts.names);
	return take_journal(journal, code, &reason, sources, err);
}

/* Reads the files of a journal that were given. */
static int read_given_journal(const struct evidence *evidence, struct sources *sources,
			      struct error *err)
{
	const struct operands *operands = evidence->operands;
	CLEANUP(close_journal) struct journal *journal = NULL;
	CLEANUP(cleanup_free) char **names = xcalloc(operands->count + 1, sizeof(*names));
	CLEANUP(cleanup_free) int *fds = xcalloc(operands->count + 1, sizeof(*fds));
	struct journal_hosts hosts;
	struct error reason = { 0 };
	size_t count = 0;
	int code;

	for (size_t i = 0; i < operands->count; i++) {
		if (operands->list[i].kind.of != KIND_JOURNAL)
			continue;
		names[count] = operands->list[i].name;
		fds[count++] = operands->list[i].fd;
	}
	if (!count)
		return 0;
	hosts = list_journal_hosts(&sources->boots);
	code = journal_new_given(names, fds, count, &hosts, &journal, &reason);
	free((void *)hosts.names);
	return take_journal(journal, code, &reason, sources, err);
}

static int add_kmsg(void *context, const struct kmsg_file *file, struct error *err)
{
	struct sources *sources = context;
	struct source source = { .kind = "kernel-log", .missing = file->fd < 0 };
	unsigned number = BOOTLOG_TEXTS + (unsigned)sources->list.count;
	int code = 0;

	if (!source.missing)
		code = match_kmsg(file, number, &sources->boots, &sources->running, &source, err);
	if (code < 0)
		return code;
	if (source.missing) {
		source.path = xstrdup(file->name);
		source.note = xstrdup_or_null(file->note);
	} else if (file->given && !source.facts && !source.note) {
		source.note = xstrdup(
			"not used: it has no message of the kernel about audit records, its version or its command line");
	}
	source_list_add(&sources->list, &source);
	return 0;
}

static bool has_kmsg(const struct boots *boots)
{
	for (size_t i = 0; i < boots->count; i++)
		if (boots->list[i]->bootlog.source)
			return true;
	return false;
}

static int read_kmsg_files(const struct root *root, struct sources *sources, struct error *err)
{
	int code = kmsg_files_of_root(root, add_kmsg, sources, err);

	if (code == 0 && !has_kmsg(&sources->boots))
		code = kmsg_files_of_syslog(root, add_kmsg, sources, err);
	return code;
}

static int read_given_kmsg_files(const struct evidence *evidence, struct sources *sources,
				 struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < evidence->n_kernel_logs && code == 0; i++)
		code = kmsg_files_given(evidence->kernel_logs[i], evidence->budget, add_kmsg,
					sources, err);
	for (size_t i = 0; i < evidence->operands->count && code == 0; i++) {
		const struct operand *operand = &evidence->operands->list[i];
		const struct kmsg_file file = {
			.name = operand->name,
			.fd = operand->fd,
			.anyones = operand->kind.anyones,
			.given = true,
		};

		if (!(operand->kind.of & KIND_KERNEL_LOG))
			continue;
		if (lseek(file.fd, 0, SEEK_SET) < 0)
			return error_set(err, -errno, "cannot read '%s': %s", file.name,
					 strerror(errno));
		code = add_kmsg(sources, &file, err);
	}
	return code;
}

/* Takes a text. Gives: the id in it as journalctl writes it, which the caller frees; NULL where
 * something else stands in its place: it tells nothing. */
static char *parse_boot_id(const char *text)
{
	char id[JOURNAL_ID_BYTES] = "";
	size_t length = 0;

	for (; *text && *text != '\n'; text++) {
		if (*text == '-')
			continue;
		if (!isxdigit((unsigned char)*text) || length == sizeof(id) - 1)
			return NULL;
		id[length++] = *text;
	}
	return length == sizeof(id) - 1 ? xstrdup(id) : NULL;
}

static int read_boot_id(const struct root *root, struct sources *sources, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, "proc/sys/kernel/random/boot_id", 4096, &text, NULL, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	sources->boot_id = parse_boot_id(text);
	return 0;
}

/* What was given without a tree says of itself only what a status does. */
static void find_running_boot(const struct evidence *evidence, struct sources *sources)
{
	sources->running = (struct match_running){
		.boot_id = sources->boot_id,
		.cmdline = evidence->settings->cmdline_text,
		.status = &sources->status,
		.began_ms = evidence->root ? newest_stat_ms(evidence->root) : TIME_UNKNOWN,
	};
	match_running_find(&sources->running, &sources->boots, evidence->logs_given);
}

static struct source *find_source_of_kind(const struct sources *sources, const char *kind)
{
	for (size_t i = 0; i < sources->list.count; i++)
		if (strcmp(sources->list.items[i].kind, kind) == 0)
			return &sources->list.items[i];
	return NULL;
}

/* Settles which boot the machine ran, when all boots are there, and leaves out what it says of
 * another. */
static void match_machine(struct sources *sources)
{
	match_running_add(&sources->running, &sources->boots);
	if (!match_running_has_status(&sources->running, &sources->boots,
				      find_source_of_kind(sources, "status")))
		sources->status = (struct status){ 0 };
	if (!match_running_has_cmdline(&sources->running, &sources->boots,
				       find_source_of_kind(sources, "cmdline")))
		sources->cmdline = (struct cmdline){ 0 };
	sources->running = (struct match_running){ 0 };
}

static int read_machine(const struct evidence *evidence, struct sources *sources, struct error *err)
{
	int code = 0;

	sources->readers = evidence->settings->readers;
	sources->host = evidence->settings->host;
	list_cmdline(evidence, sources);
	list_rules(evidence, sources);
	if (evidence->asked)
		sources->access = find_access(evidence);
	if (evidence->asked)
		take_status_answer(evidence->asked, sources);
	else
		code = read_given_status(evidence, sources, err);
	if (code == 0 && !evidence->asked)
		code = read_status(evidence->root, sources, err);
	if (code >= 0)
		code = read_boot_id(evidence->root, sources, err);
	if (code == 0)
		code = read_journal(evidence->root, sources, err);
	if (code == 0)
		code = read_given_journal(evidence, sources, err);
	if (code == 0)
		find_running_boot(evidence, sources);
	if (code == 0)
		code = read_given_kmsg_files(evidence, sources, err);
	if (code == 0)
		code = read_kmsg_files(evidence->root, sources, err);
	if (code == 0)
		match_machine(sources);
	return code;
}

/* Reads the files that were given without a tree. */
static int read_given_files(const struct evidence *evidence, struct sources *sources,
			    struct error *err)
{
	int code = read_given_status(evidence, sources, err);

	if (code >= 0)
		code = read_given_journal(evidence, sources, err);
	if (code < 0)
		return code;
	find_running_boot(evidence, sources);
	code = read_given_kmsg_files(evidence, sources, err);
	if (code == 0)
		match_machine(sources);
	return code;
}

/* A status or a command line alone is of a boot of which nothing else is known; and a machine that
 * runs has booted. */
static void add_boot_of_machine(const struct evidence *evidence, struct sources *sources)
{
	const bool is_machine = evidence->asked || sources->cmdline.known || sources->status.known;

	if (is_machine && !sources->boots.count)
		(void)boots_insert(&sources->boots, NULL, TIME_UNKNOWN, TIME_UNKNOWN);
}

/* Lists the audit log that a root does not have, or not for this user. */
static int list_missing_log(const struct evidence *evidence, struct sources *sources,
			    struct error *err)
{
	CLEANUP(cleanup_free) char *path = NULL;
	int code = evidence->n_logs ? 0 : evidence_log_path(evidence->root, &path, err);

	if (path)
		source_list_add(
			&sources->list,
			&(struct source){
				.kind = "audit-log",
				.path = root_display(evidence->root, path),
				.note = evidence->log_denied ? xstrdup(strerror(EACCES)) : NULL,
				.missing = true,
			});
	return code;
}

/* Lists the members of an archive that were not taken. */
static void list_skipped_members(const struct root *root, struct sources *sources)
{
	const char *note = root_note(root);
	struct source source = { .kind = "archive" };

	if (!note)
		return;
	source.path = root_display(root, "");
	source.note = xstrdup(note);
	source_list_add(&sources->list, &source);
}

/* The journal, where there is something to say of it; or NULL. */
static const struct source *find_noted_journal(const struct sources *sources)
{
	for (size_t i = 0; i < sources->list.count; i++)
		if (sources->list.items[i].note &&
		    strcmp(sources->list.items[i].kind, "journal") == 0)
			return &sources->list.items[i];
	return NULL;
}

/* Without any record nothing can be said, not even that the boot is unknown. */
static int check_for_records(const struct sources *sources, const struct evidence *evidence,
			     struct error *err)
{
	const struct source *journal = find_noted_journal(sources);
	uint64_t records = 0;
	const struct source *first = NULL;

	for (size_t i = 0; i < sources->list.count; i++) {
		records += sources->list.items[i].records;
		if (!first && strcmp(sources->list.items[i].kind, "audit-log") == 0)
			first = &sources->list.items[i];
	}
	if (records || sources->boots.count)
		return 0;
	if (!evidence->n_logs || !first)
		return error_set(
			err, -ENODATA,
			"cannot find an audit log in the evidence: give the log, or --root with var/log/audit in it%s%s",
			journal ? "; the journal: " : "", journal ? journal->note : "");
	return error_set(err, -ENODATA, "cannot find an audit record in '%s': %s", first->path,
			 first->note ? first->note : "it is empty");
}

int sources_read(struct evidence *evidence, enum logs_reach reach, struct sources *ret_sources,
		 struct error *err)
{
	CLEANUP(sources_done) struct sources sources = { 0 };
	int code = logs_read(evidence, reach, &sources.boots, &sources.list, &sources.unread, err);

	if (code == 0 && evidence->root)
		list_skipped_members(evidence->root, &sources);
	if (code == 0 && evidence->root)
		code = list_missing_log(evidence, &sources, err);
	if (code == 0 && evidence->root)
		code = read_machine(evidence, &sources, err);
	if (code == 0 && !evidence->root)
		code = read_given_files(evidence, &sources, err);
	if (code == 0)
		add_boot_of_machine(evidence, &sources);
	if (code == 0)
		code = check_for_records(&sources, evidence, err);
	if (code < 0)
		return code;
	boots_number(&sources.boots);
	*ret_sources = sources;
	sources = (struct sources){ 0 };
	return 0;
}
