/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's messages of real boots, in every form in which people keep them. */
#define _GNU_SOURCE
#include "evidence/journal.h"
#include "evidence/kmsg.h"
#include "evidence/kmsg_files.h"
#include "evidence/kmsg_hosts.h"
#include "evidence/kmsg_line.h"
#include "unit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DMESG "root/sos_commands/kernel/dmesg"
#define CMDLINE "console=ttyS0 rdinit=/sbin/init audit=1 earlyload=40"

static char directory[] = "/tmp/aubacklog-kmsg-XXXXXX";

static void shell(const char *format, const char *argument)
{
	char command[1024];

	assert_true(snprintf(command, sizeof(command), format, argument) < (int)sizeof(command));
	assert_int_equal(system(command), 0);
}

static int unpack(void **state)
{
	char *from = realpath("tests", NULL);

	(void)state;
	assert_non_null(from);
	assert_non_null(mkdtemp(directory));
	assert_int_equal(chdir(directory), 0);
	shell("mkdir root && tar -xJf '%s'/cases/bookworm-load40/evidence.tar.xz -C root", from);
	shell("xz -dc '%s'/unit/console-two-boots.xz >console", from);
	free(from);
	return 0;
}

static int remove_all(void **state)
{
	(void)state;
	assert_int_equal(chdir("/"), 0);
	shell("rm -r %s", directory);
	return 0;
}

/* The facts of a log, as text, and what was counted on the way. */
struct tally {
	FILE *out; /* or NULL */
	uint64_t kinds[KMSG_SUPPRESSED + 1];
	uint64_t reasons[KMSG_OUT_OF_MEMORY + 1];
	uint64_t suppressed;
	uint64_t lost; /* the largest */
	uint64_t boots;
	uint64_t facts, facts_in_boot[4];
	bool timed;
	int stop_at, stop_with;
	struct kmsg_fact last;
};

static int count(void *context, const struct kmsg_fact *fact)
{
	struct tally *tally = context;

	tally->kinds[fact->kind]++;
	tally->reasons[fact->reason] += fact->kind == KMSG_REASON;
	tally->suppressed += fact->kind == KMSG_SUPPRESSED ? fact->number : 0;
	if (fact->kind == KMSG_LOST && fact->number > tally->lost)
		tally->lost = fact->number;
	tally->boots = fact->boot + 1;
	tally->facts_in_boot[fact->boot % 4]++;
	tally->timed |= fact->timed;
	tally->last = *fact;
	if (tally->out)
		(void)fprintf(tally->out,
			      "%d %" PRIu64 " %" PRIu32 " %" PRIu32 " %" PRId64 " %d %" PRIu64
			      " '%.*s'\n",
			      fact->kind, fact->number, fact->type, fact->serial, fact->time_ms,
			      fact->reason, fact->backlog_limit, (int)fact->text.length,
			      fact->text.start ? fact->text.start : "");
	return ++tally->facts == (uint64_t)tally->stop_at ? tally->stop_with : 0;
}

static struct source read_stream(FILE *stream, struct tally *tally)
{
	struct source source = { 0 };

	assert_int_equal(fseek(stream, 0, SEEK_SET), 0);
	assert_int_equal(
		kmsg_read(fileno(stream), "log", &(bool){ false }, count, tally, &source, NULL), 0);
	assert_string_equal(source.kind, "kernel-log");
	free(source.path);
	assert_null(source.note);
	return source;
}

static struct source read_path(const char *path, struct tally *tally)
{
	FILE *stream = fopen(path, "r");
	struct source source;

	assert_non_null(stream);
	source = read_stream(stream, tally);
	assert_int_equal(fclose(stream), 0);
	return source;
}

static struct tally read_text(const char *text)
{
	struct tally tally = { 0 };
	FILE *stream = tmpfile();

	assert_non_null(stream);
	assert_true(fputs(text, stream) >= 0);
	assert_int_equal(fflush(stream), 0);
	(void)read_stream(stream, &tally);
	assert_int_equal(fclose(stream), 0);
	return tally;
}

static void reads_a_real_dmesg(void **state)
{
	struct tally tally = { 0 };
	struct source source = read_path(DMESG, &tally);

	(void)state;
	assert_int_equal(source.lines, 546);
	assert_int_equal(source.records, 24);
	assert_int_equal(tally.kinds[KMSG_RECORD], 24);
	assert_int_equal(tally.kinds[KMSG_VERSION], 1);
	assert_int_equal(tally.kinds[KMSG_CMDLINE], 2);
	assert_int_equal(tally.kinds[KMSG_STATE], 2);
	assert_int_equal(tally.kinds[KMSG_LOST], 3);
	assert_int_equal(tally.lost, 255);
	assert_int_equal(tally.reasons[KMSG_HOLD_QUEUE], 3);
	assert_int_equal(tally.suppressed, 760);
	assert_int_equal(tally.boots, 1);
	assert_true(tally.timed);
}

/* Everything that may stand in front of a message; "%s" is "    5.789721". Checked against
 * journalctl 252 and dmesg of util-linux 2.38. */
static const char *const prefixes[] = {
	"[%s] ",
	"",
	"<5>[%s] ",
	"<0>",
	"[%s][    T1] ",
	"[%s] [   C12] ",
	"kern  :notice: [%s] ",
	"kern  :warn  : [Sat Nov 21 04:27:59 2026] ",
	"[Sat Nov 21 04:27:59 2026] ",
	"2026-11-21T04:27:59,000000+00:00 ",
	"kern  :notice: 2026-11-21T04:27:59,000000+00:00 ",
	"[%s <    0.000012>] ",
	"[<    0.000012>] ",
	"[  +0.000012] ",
	"[Nov21 04:27] ",
	"Nov 21 01:39:31 lab kernel: ",
	"Nov  1 01:39:31.123456 lab kernel: ",
	"Nov 21 01:39:31 lab kernel: [%s] ",
	"2026-11-21T01:39:31+0000 lab kernel: ",
	"2026-11-21T01:39:31.123456+00:00 lab kernel: [%s] ",
	"Sat 2026-11-21 01:39:31 UTC lab kernel: ",
	"1795225171.550123 lab kernel: ",
	"[%s] lab kernel: ",
	"[%s <    0.000012 >] lab kernel: ",
	"Sa 2026-11-21 01:39:31 CET lab kernel: ",
	"Nov 21 01:39:24 web kern.warn kernel: [%s] ",
	"Sat Nov 21 01:39:24 2026 kern.warn kernel: [%s] ",
	"err 2023-12-04T19:47:21.357547+00:00 c21 kernel: ",
	"Nov 21 01:39:24 10.0.0.1 Nov 21 01:39:24 web kernel: ",
	"2026-11-21T01:39:24+00:00 10.0.0.1 2026-11-21T01:39:24+00:00 web kernel: [%s] ",
	"<4>Nov 21 01:39:24 web kernel: [%s] ",
	"<4>1 2026-11-21T01:39:24Z web kernel - - - [%s] ",
	"2026-11-21T01:39:24Z web kernel - - - ",
	"Nov 21 2026 01:39:31 lab kernel: ",
	"2026/11/21 01:39:31 lab kernel: [%s] ",
	"[Sa Nov 21 01:39:24 2026] ",
	"[Sa 21. Nov 01:39:24 2026] ",
	"[\xe5\x85\xad 11\xe6\x9c\x88 21 01:39:24 2026] ",
	"11\xe6\x9c\x88 21 01:39:24 lab kernel: ",
	"nov. 21 01:39:24 lab kernel: ",
	"21 \xd0\xbd\xd0\xbe\xd1\x8f 01:39:24 lab kernel: [%s] ",
	"\xef\xbb\xbf[%s] ",
	"\033[32m[%s] \033[0m\033[33m",
	"^[[32m[%s] ^[[0m",
	"\\x1b[32m[%s] \\x1b[0m",
	"\033]0;console\a[%s] ",
	"4,17,5789721,-;",
	"4,17,5789721,-,caller=T1;",
	"2026-11-21T01:39:24.1234567Z [%s] ",
	"2026-11-21T01:39:24.123456789Z stdout F [%s] ",
	"[2026-11-21T01:39:24.123Z] [%s] ",
	"Nov 21 01:39:24 [%s] ",
	"01:39:24 [%s] ",
	"2026-11-21 01:39:24,123 avocado.serial DEBUG| [%s] ",
	"web: kern:    info: [2026-11-21T01:39:24.313413Z]: ",
	"172.20.0.2: kern:    info: [2026-11-21T01:39:24.313413Z]: ",
	"kern.log.1:Nov 21 01:39:31 lab kernel: ",
	"/var/log/kern.log:12:Nov 21 01:39:31 lab kernel: [%s] ",
	"dmesg.txt:[%s] ",
	"12:[%s] ",
	"> > [%s] ",
	"    > Nov 21 01:39:31 lab kernel: ",
	"\t[%s]\t",
	"# [%s] ",
	"node_1  | [%s] ",
	"Loading initial ramdisk ...\r[%s] ",
	"\r<6>[%s] ",
	"\033[0m[\033[0;32m  OK  \033[0m] Started \033[0;1;39mx.service\033[0m.[%s] ",
};

static FILE *rewritten(const char *prefix)
{
	FILE *from = fopen(DMESG, "r"), *to = tmpfile();
	char *line = NULL;
	size_t size = 0;

	assert_non_null(from);
	assert_non_null(to);
	while (getline(&line, &size, from) > 0) {
		char *end = strchr(line, ']');

		assert_non_null(end);
		*end = '\0';
		(void)fprintf(to, prefix, line + 1);
		(void)fputs(end + 2, to);
	}
	free(line);
	assert_int_equal(fclose(from), 0);
	assert_int_equal(fflush(to), 0);
	return to;
}

static char *facts_of(FILE *stream)
{
	struct tally tally = { 0 };
	char *text = NULL;
	size_t size;

	tally.out = open_memstream(&text, &size);
	assert_non_null(tally.out);
	(void)read_stream(stream, &tally);
	assert_int_equal(fclose(tally.out), 0);
	assert_int_equal(fclose(stream), 0);
	return text;
}

static void every_form_says_the_same(void **state)
{
	char *wanted = facts_of(rewritten(prefixes[0]));

	(void)state;
	assert_non_null(strstr(wanted, "'" CMDLINE "'\n"));
	for (size_t i = 1; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		char *facts = facts_of(rewritten(prefixes[i]));

		if (strcmp(facts, wanted) != 0)
			fail_msg("'%s' is not understood", prefixes[i]);
		free(facts);
	}
	free(wanted);
}

static int add_message(void *context, const struct journal_entry *entry)
{
	struct kmsg_fact fact;

	if (entry->kind == JOURNAL_KERNEL && kmsg_fact(entry->message, &fact))
		(void)count(context, &fact);
	return 0;
}

static void the_journal_says_the_same(void **state)
{
	char *wanted = facts_of(rewritten("[%s] ")), *facts = NULL;
	struct tally tally = { 0 };
	struct journal *journal = NULL;
	struct root *root = NULL;
	size_t n_boots, size;

	(void)state;
	tally.out = open_memstream(&facts, &size);
	assert_int_equal(root_new("root", &root, NULL), 0);
	assert_int_equal(journal_new(root, NULL, &journal, NULL), 0);
	assert_int_equal(journal_read(journal, journal_boots(journal, &n_boots)->id, JOURNAL_KERNEL,
				      JOURNAL_NO_END, add_message, &tally, NULL),
			 0);
	assert_int_equal(fclose(tally.out), 0);
	assert_string_equal(facts, wanted);
	journal_free(journal);
	root_free(root);
	free(facts);
	free(wanted);
}

/* A serial console that saw two boots: carriage returns, colours, and the loader's last words on
 * the line of the kernel's first. */
static void reads_a_console_of_two_boots(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	(void)read_path("console", &tally);
	assert_int_equal(tally.boots, 2);
	assert_int_equal(tally.facts_in_boot[0], 37);
	assert_int_equal(tally.facts_in_boot[1], 37);
	assert_int_equal(tally.kinds[KMSG_VERSION], 2);
	assert_int_equal(tally.kinds[KMSG_CMDLINE], 4);
	assert_int_equal(tally.kinds[KMSG_LOST], 9);
}

static int ignore_log(void *context, const struct kmsg_file *file, struct error *err)
{
	(void)context;
	(void)file;
	(void)err;
	return 0;
}

static int list_log(void *context, const struct kmsg_file *file, struct error *err)
{
	(void)err;
	(void)fprintf(context, "%s %d\n", file->name, file->of_older_boots);
	return 0;
}

static void names_tell_logs_of_older_boots(void **state)
{
	struct root *root = NULL;
	char *list = NULL;
	size_t size;
	FILE *out = open_memstream(&list, &size);

	(void)state;
	shell("mkdir -p %s/named/sos_commands/logs named/sos_commands/kernel named/var/crash/1",
	      directory);
	shell("cd named && touch sos_commands/logs/journalctl_--no-pager_--boot_-12 %s",
	      "sos_commands/logs/journalctl_--no-pager_--catalog_--boot var/crash/1/vmcore-dmesg.txt "
	      "sos_commands/logs/journalctl_--no-pager sos_commands/kernel/dmesg_-T "
	      "sos_commands/logs/journalctl_-k_-b_-1");
	assert_int_equal(root_new("named", &root, NULL), 0);
	assert_int_equal(kmsg_files_of_root(root, list_log, out, NULL), 0);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(list,
			    "named/sos_commands/kernel/dmesg_-T 0\n"
			    "named/sos_commands/logs/journalctl_--no-pager 0\n"
			    "named/sos_commands/logs/journalctl_--no-pager_--boot_-12 1\n"
			    "named/sos_commands/logs/journalctl_--no-pager_--catalog_--boot 0\n"
			    "named/sos_commands/logs/journalctl_-k_-b_-1 1\n"
			    "named/var/crash/1/vmcore-dmesg.txt 1\n");
	root_free(root);
	free(list);
}

/* Beyond the budget is no gap of the evidence, as damage is. */
static void what_exceeds_the_budget_is_an_error(void **state)
{
	struct error err = { 0 };
	struct root *root = NULL;
	FILE *file;

	(void)state;
	assert_int_equal(
		mkdir("large", 0700) | mkdir("large/var", 0700) | mkdir("large/var/log", 0700), 0);
	file = fopen("large/var/log/kern.log", "w");
	assert_non_null(file);
	fputs("Linux version 6.1.0-9\n", file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(root_new("large", &root, NULL), 0);
	assert_int_equal(kmsg_files_of_root(root, ignore_log, NULL, &err), 0);
	root_budget(root)->limits[BUDGET_MEMORY].whole = 0;
	assert_int_equal(kmsg_files_of_root(root, ignore_log, NULL, &err), -EDQUOT);
	assert_non_null(strstr(err.text, "large/var/log/kern.log': names, links and small files"));
	root_free(root);
}

static void boots_are_told_apart(void **state)
{
	struct tally tally;

	(void)state;
	tally = read_text("[    0.000000] Booting Linux on physical CPU 0x0\n"
			  "[    0.000000] Linux version 6.1.0-9\n"
			  "[    5.000002] audit: rate limit exceeded\n"
			  "[    5.000001] audit: backlog limit exceeded\n");
	assert_int_equal(tally.boots, 1);
	tally = read_text("[    5.000001] audit: backlog limit exceeded\n"
			  "[    1.000001] audit: backlog limit exceeded\n");
	assert_int_equal(tally.boots, 2);
	tally = read_text("Linux version 6.1.0-9\nCommand line: a\nLinux version 6.1.0-9\n");
	assert_int_equal(tally.boots, 2);
	tally = read_text("[    9.000000] nothing\n[    0.000000] Linux version 6.1.0-9\n");
	assert_int_equal(tally.boots, 1);
	tally = read_text("Nov 21 01:39:31 lab kernel: Linux version 6.1.0-9\n-- Reboot --\n"
			  "Nov 21 01:49:31 lab kernel: audit: rate limit exceeded\n"
			  "-- Boot 451fddec1f944211aa3037cfd6bf77cc --\n");
	assert_int_equal(tally.boots, 3);
	assert_int_equal(tally.last.kind, KMSG_BOOT_ID);
}

/* Writes the messages of the real dmesg, with their times, as a program would. */
static FILE *rewritten_as(const char *first, const char *format, const char *last)
{
	FILE *from = fopen(DMESG, "r"), *to = tmpfile();
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	assert_non_null(from);
	assert_non_null(to);
	(void)fputs(first, to);
	while ((length = getline(&line, &size, from)) > 0) {
		char *message = strchr(line, ']') + 2;

		line[length - 1] = message[-2] = '\0';
		(void)fputs(format, to);
		for (const char *c = message; *c; c++)
			(void)fprintf(to, strchr("\"\\", *c) && *format == '{' ? "\\%c" : "%c", *c);
		(void)fprintf(to,
			      *format == '{' ? "\",\"time\":%s,\"_HOSTNAME\":\"lab\"},\n" : "\n%s",
			      *format == '{' ? line + 1 : "");
	}
	(void)fputs(last, to);
	free(line);
	assert_int_equal(fclose(from), 0);
	assert_int_equal(fflush(to), 0);
	return to;
}

/* Entries of journalctl and dmesg, in fields. */
static void fields_say_the_same(void **state)
{
	static const struct {
		const char *first, *format, *last;
	} forms[] = {
		{ "{\n   \"dmesg\": [\n", "{\n\"pri\": 5,\n\"msg\":\"", "]}\n" },
		{ "", "{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"", "" },
		{ "", "{\"stream\":\"stdout\",\"log\":\"", "" },
		{ "", "{\"tags\":[\"a\",1],\"host\":{\"name\":\"x\"},\"event.original\":\"", "" },
		{ "", "\n__CURSOR=s=1\n_TRANSPORT=kernel\nMESSAGE=", "" },
		{ "",
		  "Sat 2026-11-21 01:39:31.123456 UTC [s=1;i=1]\n    _TRANSPORT=kernel\n    MESSAGE=",
		  "" },
	};
	char *wanted = facts_of(rewritten("[%s] "));

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		char *facts =
			facts_of(rewritten_as(forms[i].first, forms[i].format, forms[i].last));

		if (strcmp(facts, wanted) != 0)
			fail_msg("'%s%s' is not understood", forms[i].first, forms[i].format);
		free(facts);
	}
	free(wanted);
}

#define LOST "audit: audit_lost=7 audit_rate_limit=0 audit_backlog_limit=64"

/* Objects around one another, lines in one text, bytes as numbers, an export's text of lines. */
static void finds_the_messages_in_odd_entries(void **state)
{
	static const char *const logs[] = {
		"{\"event\":{\"original\":\"" LOST "\"}}",
		"{\"hits\":{\"hits\":[{\"_source\":{\"message\":\"" LOST "\"}}]}}",
		"{\"InstanceId\":\"i-1\",\"Output\":\"grub\\r\\n[    1.000000] " LOST "\\r\\n\"}",
		"{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":[97,117,100,105,116,58,32,97,117,100,105,116,95,"
		"108,111,115,116,61,55,27,91,109]}",
		"{\"MESSAGE\":\"cut of\n{\"MESSAGE\":\"" LOST "\"}\n",
		"ut\"}\n{\"log\":\"[    1.000000] " LOST "\\n\",\"stream\":\"stdout\"}\n",
		"2026-11-21T01:39:24Z {\"log\":\"" LOST "\\n\"}\n",
		"__CURSOR=a\nMESSAGE\n\x03\0\0\0\0\0\0\0"
		"a\nb\n_TRANSPORT=syslog\n\n"
		"__CURSOR=b\nMESSAGE=" LOST "\n_TRANSPORT=kernel\n\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		struct tally tally = { 0 };
		FILE *stream = tmpfile();

		assert_non_null(stream);
		/* The one with NUL has its text behind it. */
		(void)fwrite(logs[i], 1, i == 7 ? 29 + strlen(logs[i] + 29) : strlen(logs[i]),
			     stream);
		assert_int_equal(fflush(stream), 0);
		(void)read_stream(stream, &tally);
		assert_int_equal(fclose(stream), 0);
		if (tally.facts != 1 || tally.last.kind != KMSG_LOST || tally.last.number != 7)
			fail_msg("not found in: %s", logs[i]);
	}
}

static void dates_and_hosts_are_given(void **state)
{
	static const struct {
		const char *prefix;
		enum kmsg_dated dated;
		int64_t ms;
		const char *host;
	} lines[] = {
		{ "[    1.000000] ", KMSG_UNDATED, 0, "" },
		{ "2026-11-21T01:39:31.123456+01:00 lab kernel: ", KMSG_DATED, 1795221571123,
		  "lab" },
		{ "1795225171.550123 lab kernel: ", KMSG_DATED, 1795225171550, "lab" },
		{ "Sat 2026-11-21 01:39:31 UTC lab kernel: ", KMSG_DATED, 1795225171000, "lab" },
		{ "[Sat Nov 21 01:39:31 2026] ", KMSG_DATED_LOCAL, 1795225171000, "" },
		{ "Nov 21 01:39:31 lab kernel: ", KMSG_DATED_YEARLESS, 974770771000, "lab" },
		{ "Feb 29 00:00:00 web kern.warn kernel: ", KMSG_DATED_YEARLESS, 951782400000,
		  "web" },
		{ "nov. 31. 01:39:31 lab kernel: ", KMSG_DATED_YEARLESS, 975634771000, "lab" },
		{ "11\xe6\x9c\x88 21 01:39:31 lab kernel: ", KMSG_UNDATED, 0, "lab" },
		{ "[    1.000000] lab kernel: ", KMSG_UNDATED, 0, "lab" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char *text = NULL;
		struct kmsg_line line;

		assert_true(asprintf(&text, "%s" LOST, lines[i].prefix) > 0);
		assert_true(kmsg_line_scan(text, strlen(text), &line));
		if (line.date.dated != lines[i].dated ||
		    (line.date.dated && line.date.ms != lines[i].ms) ||
		    !slice_is(line.host, lines[i].host))
			fail_msg("%s: %d %" PRId64 " '%.*s'", text, line.date.dated, line.date.ms,
				 (int)line.host.length, line.host.start);
		free(text);
	}
}

/* Machines whose logs came together, and one that got its name on the way. */
static void hosts_are_kept_apart(void **state)
{
	static const char mixed[] = "Nov 21 01:39:31 a kernel: Linux version 6.1\n"
				    "Nov 21 01:39:31 b kernel: Linux version 5.4\n"
				    "Nov 21 01:39:32 a kernel: audit: rate limit exceeded\n"
				    "Nov 21 01:39:33 b kernel: " LOST "\n"
				    "Nov 21 01:39:34 a kernel: Linux version 6.2\n";
	static const char renamed[] = "Nov 21 01:39:31 localhost kernel: Linux version 6.1\n"
				      "Nov 21 01:39:32 a kernel: " LOST "\n"
				      "Nov 21 01:49:31 localhost kernel: Linux version 6.1\n"
				      "Nov 21 01:49:32 a kernel: " LOST "\n";
	const char *const logs[] = { mixed, renamed };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct tally together = { 0 }, tally = { 0 };
		struct source source = { 0 };
		FILE *stream = tmpfile();
		bool apart = false;

		assert_non_null(stream);
		(void)fputs(logs[i], stream);
		assert_int_equal(fflush(stream), 0);
		assert_int_equal(fseek(stream, 0, SEEK_SET), 0);
		assert_int_equal(
			kmsg_read(fileno(stream), "log", &apart, count, &together, &source, NULL),
			0);
		source_done(&source);
		assert_int_equal(apart, i == 0);
		assert_int_equal(together.boots, i == 0 ? 3 : 2);
		apart = true;
		assert_int_equal(fseek(stream, 0, SEEK_SET), 0);
		assert_int_equal(
			kmsg_read(fileno(stream), "log", &apart, count, &tally, &source, NULL), 0);
		source_done(&source);
		assert_int_equal(fclose(stream), 0);
		if (i == 0) {
			assert_int_equal(tally.boots, 3);
			assert_int_equal(tally.facts_in_boot[0], 2);
			assert_int_equal(tally.facts_in_boot[1], 2);
			assert_int_equal(tally.facts_in_boot[2], 1);
		}
	}
}

/* A host by its whole name and by its first label is one; two of one label are not. */
static void thousands_of_hosts_are_found_again(void **state)
{
	struct kmsg_hosts hosts = { .apart = true };
	char name[KMSG_HOST_BYTES];
	struct kmsg_boot *boot;

	(void)state;
	for (int round = 0; round < 100; round++)
		for (int i = 0; i < 4000; i++) {
			const int number = i * 7 % 4000;

			(void)snprintf(name, sizeof(name), "h%d%s", number / 2,
				       number % 2 ? ".b.c" : ".a");
			boot = kmsg_hosts_boot(&hosts, (struct slice){ name, strlen(name) });
			if (!round)
				boot->last_us = (uint64_t)number;
			assert_int_equal(boot->last_us, number);
		}
	assert_int_equal(hosts.count, 4000);
	boot = kmsg_hosts_boot(&hosts, (struct slice){ "h17", 3 });
	assert_int_equal(boot->last_us / 2, 17);
	assert_int_equal(hosts.count, 4000);
	kmsg_hosts_done(&hosts);
}

/* A carriage return begins a line anew only where the head of one, or a message, is behind it. */
static void a_return_in_a_message_begins_no_line(void **state)
{
	struct tally tally = read_text(
		"[    1.000000] audit: type=1300 audit(1795225168.499:6): comm=\"a\rb\" exit=0\n"
		"[    1.500000] audit: type=1300 audit(1795225168.499:7): comm=\"a\r\"\n"
		"loading\raudit: type=1300 audit(1795225168.499:8): comm=\"c\"\n");

	(void)state;
	assert_int_equal(tally.kinds[KMSG_RECORD], 3);
}

/* A line that somebody else wrote must not speak for the kernel. */
static void other_senders_are_not_the_kernel(void **state)
{
	static const char *const lines[] = {
		"30,1,2,-;" LOST "\n",
		"Nov 21 01:39:31 lab sshd[9]: Nov 21 01:39:31 lab kernel: " LOST "\n",
		"Nov 21 01:39:31 lab sshd: x\rNov 21 01:39:31 lab kernel: " LOST "\n",
		"Nov 21 01:39:31 lab user.notice kernel: " LOST "\n",
		"Nov 21 01:39:31 lab kernel[9]: " LOST "\n",
		"Nov 21 01:39:31 lab sshd[9]: {\"MESSAGE\":\"" LOST "\"}\n",
		"2026-11-21T01:39:31Z lab app 9 - - kernel: " LOST "\n",
		"Nov 21 01:39:31 lab kernel: a\n                          Nov 21 01:39:31 lab kernel: " LOST
		"\n",
		"Nov 21 01:39:31 lab kernel: a\n                          {\"MESSAGE\":\"" LOST
		"\"}\n",
		"Nov 21 01:39:31 lab kernel: a\nx:Nov 21 01:39:31 lab kernel: " LOST "\n",
		"Nov 21 01:39:31 lab kernel: a\n__CURSOR=\nMESSAGE=" LOST "\n\n",
		"{\"_TRANSPORT\":\"syslog\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"MESSAGE\":\"" LOST
		"\"}\n",
		"{\"MESSAGE\":\"" LOST "\",\"_TRANSPORT\":\"stdout\"}\n",
		"{\"dmesg\":[{\"pri\":30,\"msg\":\"" LOST "\"}]}\n",
		"__CURSOR=a\nMESSAGE=" LOST "\n_TRANSPORT=syslog\n\n",
		"Sat 2026-11-21 01:39:31 UTC [s=1]\n    _TRANSPORT=syslog\n    MESSAGE=a\n"
		"            _TRANSPORT=kernel\n            MESSAGE=" LOST "\n",
		"<30>[    1.000000] audit: kauditd hold queue overflow\n",
		"user  :notice: [    1.000000] audit: kauditd hold queue overflow\n",
		"local0:notice: [    1.000000] audit: kauditd hold queue overflow\n",
		"Nov 21 01:39:31 lab audit: kauditd hold queue overflow\n",
		"Nov 21 01:39:31 lab sshd[9]: [    1.000000] audit: kauditd hold queue overflow\n",
		"Nov 21 01:39:31 lab su: kernel: audit: kauditd hold queue overflow\n",
		"2026-11-21T01:39:31.12+00:00 lab x: [    1.000000] audit: rate limit exceeded\n",
		"[    1.000000] systemd[1]: audit: kauditd hold queue overflow\n",
		"[    1.000000] usb 1-1: [    1.000000] audit: kauditd hold queue overflow\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (read_text(lines[i]).facts)
			fail_msg("believed: %s", lines[i]);
}

static struct kmsg_fact understood(const char *text)
{
	struct kmsg_fact fact;

	if (!kmsg_fact((struct slice){ .start = text, .length = strlen(text) }, &fact))
		fail_msg("not understood: %s", text);
	return fact;
}

/* As the format strings of kernel/audit.c print them. */
static void understands_each_message(void **state)
{
	struct kmsg_fact fact;

	(void)state;
	fact = understood("audit: type=1302 audit(1795244646.112:14): item=2 name=\"/a\"");
	assert_int_equal(fact.kind, KMSG_RECORD);
	assert_int_equal(fact.type, 1302);
	assert_int_equal(fact.time_ms, 1795244646112);
	assert_int_equal(fact.serial, 14);
	assert_true(slice_is(fact.text, "item=2 name=\"/a\""));
	fact = understood("audit: audit_lost=86 audit_rate_limit=7 audit_backlog_limit=64");
	assert_int_equal(fact.kind, KMSG_LOST);
	assert_int_equal(fact.number, 86);
	assert_int_equal(fact.backlog_limit, 64);
	assert_false(fact.cut);
	fact = understood("audit: audit_lost=86 audit_rate_li[  OK  ] Started x.");
	assert_true(fact.cut);
	assert_int_equal(fact.number, 86);
	fact = understood("audit: audit_lost=-2 audit_rate_limit=0 audit_backlog_limit=320");
	assert_int_equal(fact.number, UINT32_MAX - 1);
	assert_int_equal(fact.backlog_limit, 320);
	fact = understood("Kernel panic - not syncing: audit: backlog limit exceeded");
	assert_int_equal(fact.reason, KMSG_BACKLOG_LIMIT);
	assert_true(fact.panicked);
	assert_int_equal(understood("audit: printk limit exceeded").reason, KMSG_PRINTK_LIMIT);
	assert_int_equal(understood("audit: auditd disappeared").reason, KMSG_AUDITD_GONE);
	assert_int_equal(understood("type=1400 audit(1795244646.112:14): avc:  denied").type, 1400);
	fact = understood("audit: audit_backlog=65 > audit_backlog_limit=64");
	assert_int_equal(fact.kind, KMSG_BACKLOG);
	assert_int_equal(fact.number, 65);
	assert_int_equal(understood("audit: kauditd retry queue overflow").reason,
			 KMSG_RETRY_QUEUE);
	assert_int_equal(understood("audit: rate limit exceeded").reason, KMSG_RATE_LIMIT);
	assert_int_equal(understood("audit: backlog limit exceeded").reason, KMSG_BACKLOG_LIMIT);
	assert_int_equal(understood("audit: out of memory in audit_log_start").reason,
			 KMSG_OUT_OF_MEMORY);
	fact = understood("audit_log_lost: 15 callbacks suppressed");
	assert_int_equal(fact.kind, KMSG_SUPPRESSED);
	assert_int_equal(fact.number, 15);
	assert_true(slice_is(fact.text, "audit_log_lost"));
}

static void understands_what_the_command_line_did(void **state)
{
	struct kmsg_fact fact;

	(void)state;
	assert_int_equal(understood("audit: enabled (after initialization)").number, 1);
	assert_int_equal(understood("audit: disabled (until reboot)").number, 0);
	assert_int_equal(understood("audit: initializing netlink subsys (disabled)").number, 0);
	fact = understood("audit: audit_backlog_limit: 8192");
	assert_int_equal(fact.kind, KMSG_LIMIT);
	assert_int_equal(fact.number, 8192);
	assert_int_equal(understood("audit: audit_backlog_limit: -1").number, UINT32_MAX);
	fact = understood("audit: audit_backlog_limit: using default of 64, unable to parse 8192k");
	assert_int_equal(fact.kind, KMSG_LIMIT_UNREAD);
	assert_int_equal(fact.number, 64);
	assert_true(slice_is(fact.text, "8192k"));
	fact = understood("Linux version 6.12.48+deb13-amd64 (a@b) #1 SMP");
	assert_true(slice_is(fact.text, "6.12.48+deb13-amd64"));
}

static void leaves_alone_what_it_does_not_know(void **state)
{
	static const char *const messages[] = {
		"",
		"audit: ",
		"audit: audit_lost=",
		"audit: audit_lost=1x",
		"audit: audit_lost=x audit_rate_limit=0 audit_backlog_limit=64",
		"audit: audit_lost=99999999999 audit_rate_limit=0 audit_backlog_limit=64",
		"audit: type=1302 audit(1.0:1)",
		"audit: kauditd hold queue overflow!",
		"audit: audit_backlog_limit: 64k",
		"Listening on the kauditd: 3 callbacks suppressed",
		": 3 callbacks suppressed by nobody",
		"kauditd_printk_skb: many callbacks suppressed",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		struct slice message = { .start = messages[i], .length = strlen(messages[i]) };
		struct kmsg_fact fact;

		if (kmsg_fact(message, &fact))
			fail_msg("taken for a fact: %s", messages[i]);
	}
}

static void ends_when_the_sink_says_so(void **state)
{
	struct tally stop = { .stop_at = 3, .stop_with = 1 };
	struct tally fail = { .stop_at = 3, .stop_with = -EDOM };
	struct source source = { 0 };
	FILE *stream = fopen(DMESG, "r");

	(void)state;
	(void)read_path(DMESG, &stop);
	assert_int_equal(stop.facts, 3);
	assert_int_equal(
		kmsg_read(fileno(stream), "log", &(bool){ false }, count, &fail, &source, NULL),
		-EDOM);
	assert_null(source.path);
	assert_int_equal(fclose(stream), 0);
}

/* Every line of the console cut at every length, and with each byte turned into others. */
static void no_bytes_do_harm(void **state)
{
	FILE *stream = fopen("console", "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	(void)state;
	assert_non_null(stream);
	while ((length = getline(&line, &size, stream)) > 0) {
		for (ssize_t at = 0; at < length; at++) {
			char *copy = memcpy(malloc((size_t)length), line, (size_t)length);
			struct kmsg_line scanned;
			struct kmsg_fact fact;

			if (kmsg_line_scan(copy, (size_t)at, &scanned))
				(void)kmsg_fact(scanned.message, &fact);
			copy[at] = "[]<>:. 9"[at % 8];
			if (kmsg_line_scan(copy, (size_t)length, &scanned))
				(void)kmsg_fact(scanned.message, &fact);
			free(copy);
		}
	}
	free(line);
	assert_int_equal(fclose(stream), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_real_dmesg),
		cmocka_unit_test(every_form_says_the_same),
		cmocka_unit_test(a_return_in_a_message_begins_no_line),
		cmocka_unit_test(fields_say_the_same),
		cmocka_unit_test(finds_the_messages_in_odd_entries),
		cmocka_unit_test(dates_and_hosts_are_given),
		cmocka_unit_test(the_journal_says_the_same),
		cmocka_unit_test(reads_a_console_of_two_boots),
		cmocka_unit_test(hosts_are_kept_apart),
		cmocka_unit_test(thousands_of_hosts_are_found_again),
		cmocka_unit_test(names_tell_logs_of_older_boots),
		cmocka_unit_test(what_exceeds_the_budget_is_an_error),
		cmocka_unit_test(boots_are_told_apart),
		cmocka_unit_test(other_senders_are_not_the_kernel),
		cmocka_unit_test(understands_each_message),
		cmocka_unit_test(understands_what_the_command_line_did),
		cmocka_unit_test(leaves_alone_what_it_does_not_know),
		cmocka_unit_test(ends_when_the_sink_says_so),
		cmocka_unit_test(no_bytes_do_harm),
	};

	return cmocka_run_group_tests(tests, unpack, remove_all);
}
