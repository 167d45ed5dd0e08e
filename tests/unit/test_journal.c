/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The journals of real boots, whole, twice, damaged, shut and absent. */
#define _GNU_SOURCE
#include "evidence/journal.h"
#include "tree.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A stock kernel whose queue of 64 lost 390 records: tests/cases/bookworm-load40. */
#define LOAD40_BOOT "a5d30c25c0d542768746364d4168cdec"
#define LOAD40_MACHINE "c496098214164232a6b7e466010aed8a"
#define LOAD40_FILE "var/log/journal/" LOAD40_MACHINE "/system.journal"
#define OTHER_MACHINE "0123456789abcdef0123456789abcdef"

static char directory[] = "/tmp/aubacklog-journal-XXXXXX";

__attribute__((format(printf, 1, 2))) static void shell(const char *format, ...)
{
	char command[1024];
	va_list args;

	va_start(args, format);
	assert_true(vsnprintf(command, sizeof(command), format, args) < (int)sizeof(command));
	va_end(args);
	assert_int_equal(system(command), 0);
}

static int make_evidence(void **state)
{
	static const char *const archives[][2] = {
		{ "load40", "cases/bookworm-load40/evidence.tar.xz" },
		{ "stock", "cases/bookworm-stock/evidence.tar.xz" },
		{ "edge", "cases/bookworm-edge-cut/evidence.tar.xz" },
		{ "cut", "cases/bookworm-two-events-cut/evidence.tar.xz" },
		{ "rotated", "unit/rotated-journal.tar.xz" },
	};
	char *from = realpath("tests", NULL);

	(void)state;
	assert_non_null(from);
	assert_non_null(mkdtemp(directory));
	assert_int_equal(chmod(directory, 0755), 0);
	assert_int_equal(chdir(directory), 0);
	for (size_t i = 0; i < sizeof(archives) / sizeof(archives[0]); i++)
		shell("mkdir %s && tar -xJf '%s/%s' -C %s", archives[i][0], from, archives[i][1],
		      archives[i][0]);
	free(from);
	return 0;
}

static int remove_evidence(void **state)
{
	(void)state;
	return tree_remove(directory);
}

/* A root and its journal. */
struct fixture {
	struct root *root;
	struct journal *journal;
	struct error err;
	int code;
};

static struct fixture open_fixture(const char *name)
{
	struct fixture fixture = { 0 };

	assert_int_equal(root_new(name, &fixture.root, NULL), 0);
	fixture.code = journal_new(fixture.root, NULL, &fixture.journal, &fixture.err);
	return fixture;
}

static void close_fixture(struct fixture *fixture)
{
	journal_free(fixture->journal);
	root_free(fixture->root);
}

/* What a reading gave, and the log that it is held to. */
struct tally {
	char *log;
	size_t log_bytes;
	uint64_t on_disk;     /* audit records that are in the log too */
	uint64_t lost, later; /* those that are not, up to auditd's registration and behind it */
	uint64_t lost_ends;   /* those of "lost" that are the last of a syscall event before EOE */
	uint32_t registration;
	uint32_t first_serial;
	uint64_t messages;
	bool linux_version, command_line, from_user_space, monotonic;
	uint64_t last_us;
	int stop_after;
};

static bool is_in_log(const struct tally *tally, struct slice line)
{
	const char *at = tally->log, *end = tally->log + tally->log_bytes;

	while ((at = memmem(at, (size_t)(end - at), line.start, line.length))) {
		if ((at == tally->log || at[-1] == '\n') &&
		    (at[line.length] == '\x1d' || at[line.length] == '\n'))
			return true;
		at++;
	}
	return false;
}

static bool has(struct slice text, const char *part)
{
	return memmem(text.start, text.length, part, strlen(part));
}

static void tally_record(struct tally *tally, const struct record *record)
{
	if (!tally->first_serial)
		tally->first_serial = record->serial;
	if (record->type == AUDIT_CONFIG_CHANGE && has(record->body, "audit_pid="))
		tally->registration = record->serial;
	if (is_in_log(tally, record->line)) {
		tally->on_disk++;
	} else if (tally->registration && record->serial > tally->registration) {
		tally->later++;
	} else {
		tally->lost++;
		tally->lost_ends += record->type == AUDIT_PROCTITLE;
	}
}

static int tally_entry(void *context, const struct journal_entry *entry)
{
	struct tally *tally = context;

	if (entry->kind == JOURNAL_AUDIT) {
		tally_record(tally, &entry->record);
	} else {
		tally->messages++;
		tally->linux_version |= has(entry->message, "Linux version 6.1.0-");
		tally->command_line |= has(entry->message,
					   "Command line: console=ttyS0 rdinit=/sbin/init audit=1");
		tally->from_user_space |= has(entry->message, "Listening on systemd-journald");
		tally->monotonic |= entry->monotonic_us > tally->last_us;
		tally->last_us = entry->monotonic_us;
	}
	return tally->stop_after && --tally->stop_after == 0;
}

static void load_log(struct tally *tally, const struct root *root)
{
	assert_int_equal(root_read(root, "var/log/audit/audit.log", 1u << 20, &tally->log,
				   &tally->log_bytes, NULL),
			 0);
}

static struct source account(const struct fixture *fixture)
{
	struct source source = { 0 };

	source = journal_source(fixture->journal);
	assert_string_equal(source.kind, "journal");
	return source;
}

static void finds_the_boot_by_its_ends(void **state)
{
	struct fixture fixture = open_fixture("load40");
	struct source source;
	const struct journal_boot *boots;
	size_t count;

	(void)state;
	assert_int_equal(fixture.code, 0);
	boots = journal_boots(fixture.journal, &count);
	assert_int_equal(count, 1);
	assert_string_equal(boots[0].id, LOAD40_BOOT);
	assert_string_equal(boots[0].machine, LOAD40_MACHINE);
	assert_string_equal(boots[0].hostname, "lab");
	assert_int_equal(boots[0].first_ms, 1795225171550);
	assert_int_equal(boots[0].last_ms, 1795225184319);
	source = account(&fixture);
	assert_string_equal(source.path, "load40/var/log/journal");
	assert_int_equal(source.lines, 0);
	source_done(&source);
	close_fixture(&fixture);
}

static void holds_the_records_that_the_kernel_lost(void **state)
{
	struct fixture fixture = open_fixture("load40");
	struct tally tally = { 0 };
	struct source source;

	(void)state;
	load_log(&tally, fixture.root);
	assert_int_equal(journal_read(fixture.journal, LOAD40_BOOT, JOURNAL_AUDIT | JOURNAL_KERNEL,
				      JOURNAL_NO_END, tally_entry, &tally, NULL),
			 0);
	assert_int_equal(tally.on_disk, 345);
	assert_int_equal(tally.lost, 341);
	assert_int_equal(tally.lost_ends, 49);
	assert_int_equal(tally.later, 35);
	assert_int_equal(tally.first_serial, 10);
	assert_int_equal(tally.messages, 469);
	source = account(&fixture);
	assert_int_equal(source.lines, 721 + 469);
	assert_int_equal(source.records, 721);
	assert_null(source.note);
	source_done(&source);
	free(tally.log);
	close_fixture(&fixture);
}

/* An event whose last record is lost has lost its EOE as well, which journald does not keep. The
 * sum is what these kernels counted (docs/JOURNAL.md). */
static void accounts_for_what_the_kernel_counted(void **state)
{
	static const struct {
		const char *root;
		uint64_t lost;
	} kernels[] = {
		{ .root = "load40", .lost = 390 },
		{ .root = "stock", .lost = 4 },
		{ .root = "edge", .lost = 2 },
		{ .root = "cut", .lost = 205 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
		struct fixture fixture = open_fixture(kernels[i].root);
		struct tally tally = { 0 };
		size_t count;

		load_log(&tally, fixture.root);
		assert_int_equal(journal_read(fixture.journal,
					      journal_boots(fixture.journal, &count)->id,
					      JOURNAL_AUDIT | JOURNAL_KERNEL, JOURNAL_NO_END,
					      tally_entry, &tally, NULL),
				 0);
		assert_int_equal(tally.lost + tally.lost_ends, kernels[i].lost);
		free(tally.log);
		close_fixture(&fixture);
	}
}

static void gives_the_kernels_messages_and_no_others(void **state)
{
	struct fixture fixture = open_fixture("load40");
	struct tally tally = { .log = (char *)"" };

	(void)state;
	assert_int_equal(journal_read(fixture.journal, "a5d30c25-c0d5-4276-8746-364d4168cdec",
				      JOURNAL_AUDIT | JOURNAL_KERNEL, JOURNAL_NO_END, tally_entry,
				      &tally, NULL),
			 0);
	assert_true(tally.linux_version && tally.command_line && tally.monotonic);
	assert_false(tally.from_user_space);
	assert_in_range(tally.last_us, 1000000, 60000000);
	close_fixture(&fixture);
}

static void stops_where_it_is_told_to(void **state)
{
	struct fixture fixture = open_fixture("load40");
	struct tally by_sink = { .log = (char *)"", .stop_after = 5 };
	struct tally by_time = { .log = (char *)"" }, before = { .log = (char *)"" };

	(void)state;
	assert_int_equal(journal_read(fixture.journal, LOAD40_BOOT, JOURNAL_AUDIT | JOURNAL_KERNEL,
				      JOURNAL_NO_END, tally_entry, &by_sink, NULL),
			 0);
	assert_int_equal(by_sink.messages, 0);
	assert_int_equal(by_sink.later + by_sink.lost, 5);
	assert_int_equal(journal_read(fixture.journal, LOAD40_BOOT, JOURNAL_AUDIT | JOURNAL_KERNEL,
				      1795225173000, tally_entry, &by_time, NULL),
			 0);
	assert_in_range(by_time.later + by_time.lost, 50, 720);
	assert_int_equal(by_time.messages, 469);
	assert_int_equal(journal_read(fixture.journal, LOAD40_BOOT, JOURNAL_AUDIT | JOURNAL_KERNEL,
				      1795225160000, tally_entry, &before, NULL),
			 0);
	assert_int_equal(before.later + before.lost, 0);
	assert_int_equal(before.messages, 469);
	close_fixture(&fixture);
}

static int fail_at_once(void *context, const struct journal_entry *entry)
{
	(void)context;
	(void)entry;
	return -EDOM;
}

static void says_what_it_was_not_given(void **state)
{
	struct fixture fixture = open_fixture("load40");
	struct error err = { 0 };

	(void)state;
	assert_int_equal(journal_read(fixture.journal, OTHER_MACHINE,
				      JOURNAL_AUDIT | JOURNAL_KERNEL, JOURNAL_NO_END, fail_at_once,
				      NULL, &err),
			 -ENOENT);
	assert_string_equal(err.text, "");
	assert_int_equal(journal_read(fixture.journal, LOAD40_BOOT, JOURNAL_AUDIT | JOURNAL_KERNEL,
				      JOURNAL_NO_END, fail_at_once, NULL, &err),
			 -EDOM);
	err = (struct error){ 0 };
	assert_int_equal(journal_read(fixture.journal, "0", JOURNAL_AUDIT | JOURNAL_KERNEL,
				      JOURNAL_NO_END, fail_at_once, NULL, &err),
			 -EINVAL);
	assert_string_equal(err.text, "cannot read boot '0' of the journal: not a boot id");
	close_fixture(&fixture);
}

static struct tally read_boot(const struct fixture *fixture, const char *id)
{
	struct tally tally = { .log = (char *)"" };

	assert_int_equal(journal_read(fixture->journal, id, JOURNAL_AUDIT | JOURNAL_KERNEL,
				      JOURNAL_NO_END, tally_entry, &tally, NULL),
			 0);
	return tally;
}

/* The older boot stands in the folder that is looked into last, the newer one twice. */
static void reads_every_folder_and_each_entry_once(void **state)
{
	struct source source;
	struct fixture fixture;
	const struct journal_boot *boots;
	struct tally tally;
	size_t count;

	(void)state;
	shell("mkdir -p both/var/log/journal/" LOAD40_MACHINE
	      " both/run/log/journal/" LOAD40_MACHINE
	      " && cd both && echo >var/log/journal/README &&"
	      " cp ../cut/var/log/journal/*/system.journal var/log/journal/" LOAD40_MACHINE " &&"
	      " cp var/log/journal/" LOAD40_MACHINE "/system.journal"
	      " var/log/journal/" LOAD40_MACHINE "/system@2.journal &&"
	      " cp ../load40/" LOAD40_FILE " run/log/journal/" LOAD40_MACHINE
	      "/system@1.journal~ &&"
	      " echo >run/log/journal/" LOAD40_MACHINE "/user-1000.journal");
	fixture = open_fixture("both");
	boots = journal_boots(fixture.journal, &count);
	assert_int_equal(count, 2);
	assert_string_equal(boots[0].id, LOAD40_BOOT);
	assert_true(boots[0].first_ms < boots[1].first_ms);
	tally = read_boot(&fixture, LOAD40_BOOT);
	assert_int_equal(tally.messages, 469);
	assert_int_equal(tally.lost + tally.later, 721);
	tally = read_boot(&fixture, boots[1].id);
	assert_int_equal(tally.messages, 401);
	assert_int_equal(tally.lost + tally.later, 1278);
	source = account(&fixture);
	assert_null(source.note);
	source_done(&source);
	close_fixture(&fixture);
}

/* Three boots of which the first file is gone: the second boot begins in the middle, the third goes
 * on in the live file. */
static void reads_a_boot_out_of_rotated_files(void **state)
{
	struct fixture fixture = open_fixture("rotated");
	const struct journal_boot *boots;
	struct tally tally;
	size_t count;

	(void)state;
	boots = journal_boots(fixture.journal, &count);
	assert_int_equal(count, 2);
	assert_string_equal(boots[0].id, "4db26e8cf52149a081e50f77a06fe300");
	assert_int_equal(boots[0].first_ms, 1795245256013);
	assert_int_equal(boots[0].last_ms, 1795245265458);
	assert_string_equal(boots[1].id, "451fddec1f944211aa3037cfd6bf77cc");
	assert_int_equal(boots[1].last_ms, 1795245281898);
	tally = read_boot(&fixture, boots[0].id);
	assert_int_equal(tally.lost + tally.later, 559);
	assert_false(tally.linux_version);
	tally = read_boot(&fixture, boots[1].id);
	assert_int_equal(tally.lost + tally.later, 665);
	assert_true(tally.linux_version);
	close_fixture(&fixture);
}

static void an_absent_journal_is_no_error_text(void **state)
{
	struct fixture fixture;

	(void)state;
	shell("mkdir -p none empty/var/log/journal/" OTHER_MACHINE);
	fixture = open_fixture("none");
	assert_int_equal(fixture.code, -ENOENT);
	assert_string_equal(fixture.err.text, "");
	close_fixture(&fixture);
	fixture = open_fixture("empty");
	assert_int_equal(fixture.code, -ENOENT);
	assert_string_equal(fixture.err.text, "");
	close_fixture(&fixture);
}

static void a_link_out_of_the_root_is_not_followed(void **state)
{
	struct fixture fixture;

	(void)state;
	shell("mkdir -p jail/var/log && ln -s ../../../load40/var/log/journal jail/var/log/journal");
	fixture = open_fixture("jail");
	assert_int_equal(fixture.code, -ENOENT);
	close_fixture(&fixture);
}

static void a_journal_that_may_not_be_read_is_not_an_absent_one(void **state)
{
	struct fixture fixture;
	bool root = geteuid() == 0;

	(void)state;
	shell("mkdir shut && cp -r load40/var shut && chmod 0 shut/" LOAD40_FILE);
	if (root)
		assert_int_equal(seteuid(65534), 0);
	fixture = open_fixture("shut");
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(fixture.code, -EACCES);
	assert_string_equal(fixture.err.text,
			    "cannot open 'shut/" LOAD40_FILE "': Permission denied (the journal is "
			    "for root and the groups systemd-journal and adm)");
	close_fixture(&fixture);
}

static void one_file_that_may_not_be_read_is_accounted_for(void **state)
{
	struct fixture fixture;
	struct source source;
	bool root = geteuid() == 0;
	size_t count;

	(void)state;
	shell("cp -r load40 ajar && mkdir -p ajar/run/log/journal/" LOAD40_MACHINE
	      " && cp load40/" LOAD40_FILE " ajar/run/log/journal/" LOAD40_MACHINE
	      " && chmod -R a+rX ajar && chmod 0 ajar/" LOAD40_FILE);
	if (root)
		assert_int_equal(seteuid(65534), 0);
	fixture = open_fixture("ajar");
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(fixture.code, 0);
	assert_string_equal(fixture.err.text, "");
	(void)journal_boots(fixture.journal, &count);
	assert_int_equal(count, 1);
	source = account(&fixture);
	assert_string_equal(source.note, "cannot open 'ajar/" LOAD40_FILE "': Permission denied");
	source_done(&source);
	close_fixture(&fixture);
}

static void a_file_cut_short_is_accounted_for(void **state)
{
	struct fixture fixture;
	struct source source;
	size_t count;

	(void)state;
	shell("mkdir short && cp -r load40/var short && truncate -s 100000 short/" LOAD40_FILE);
	fixture = open_fixture("short");
	assert_int_equal(fixture.code, 0);
	(void)journal_boots(fixture.journal, &count);
	assert_int_equal(count, 0);
	source = account(&fixture);
	assert_string_equal(source.note, "cannot open 'short/" LOAD40_FILE "': empty or cut short");
	source_done(&source);
	close_fixture(&fixture);
}

/* Overwrites bytes of a copy of the journal. */
static void damage(const char *name, off_t at, size_t bytes)
{
	char path[128];
	int fd;

	shell("rm -rf %s && mkdir %s && cp -r load40/var %s", name, name, name);
	(void)snprintf(path, sizeof(path), "%s/" LOAD40_FILE, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	for (size_t i = 0; i < bytes; i++)
		assert_int_equal(pwrite(fd, "\xa5", 1, at + (off_t)i), 1);
	assert_int_equal(close(fd), 0);
}

static void damage_on_the_way_is_accounted_for(void **state)
{
	struct tally tally = { .log = (char *)"" };
	struct fixture fixture;
	struct source source;

	(void)state;
	damage("hurt", 1000000, 65536);
	fixture = open_fixture("hurt");
	assert_int_equal(fixture.code, 0);
	assert_int_equal(journal_read(fixture.journal, LOAD40_BOOT, JOURNAL_AUDIT | JOURNAL_KERNEL,
				      JOURNAL_NO_END, tally_entry, &tally, NULL),
			 0);
	source = account(&fixture);
	assert_in_range(source.lines, 1, 721 + 469 - 1);
	assert_string_equal(source.note, "cannot read 'hurt/" LOAD40_FILE
					 "' beyond 2026-11-21T01:39:37.587Z: damaged; 1 entry "
					 "cannot be read");
	assert_int_equal(source.skipped, 1);
	source_done(&source);
	close_fixture(&fixture);
}

/* Whatever is damaged: no crash, no entry twice, no more than there were. */
static void damage_anywhere_does_no_harm(void **state)
{
	(void)state;
	for (off_t at = 0; at < 1600000; at += 39999) {
		struct tally tally = { .log = (char *)"" };
		struct fixture fixture;

		damage("hurt", at, 8);
		fixture = open_fixture("hurt");
		assert_int_equal(fixture.code, 0);
		(void)journal_read(fixture.journal, LOAD40_BOOT, JOURNAL_AUDIT | JOURNAL_KERNEL,
				   JOURNAL_NO_END, tally_entry, &tally, NULL);
		assert_true(tally.messages <= 469 && tally.lost + tally.later <= 721);
		close_fixture(&fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_boot_by_its_ends),
		cmocka_unit_test(holds_the_records_that_the_kernel_lost),
		cmocka_unit_test(accounts_for_what_the_kernel_counted),
		cmocka_unit_test(gives_the_kernels_messages_and_no_others),
		cmocka_unit_test(stops_where_it_is_told_to),
		cmocka_unit_test(says_what_it_was_not_given),
		cmocka_unit_test(reads_every_folder_and_each_entry_once),
		cmocka_unit_test(reads_a_boot_out_of_rotated_files),
		cmocka_unit_test(an_absent_journal_is_no_error_text),
		cmocka_unit_test(a_link_out_of_the_root_is_not_followed),
		cmocka_unit_test(a_journal_that_may_not_be_read_is_not_an_absent_one),
		cmocka_unit_test(one_file_that_may_not_be_read_is_accounted_for),
		cmocka_unit_test(a_file_cut_short_is_accounted_for),
		cmocka_unit_test(damage_on_the_way_is_accounted_for),
		cmocka_unit_test(damage_anywhere_does_no_harm),
	};

	return cmocka_run_group_tests(tests, make_evidence, remove_evidence);
}
