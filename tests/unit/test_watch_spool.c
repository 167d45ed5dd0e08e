/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alerts that wait on the disk, and what outlives a restart. */
#define _GNU_SOURCE
#include "tree.h"
#include "unit.h"
#include "util/cleanup.h"
#include "watch/remembered.h"
#include "watch/sinks.h"
#include "watch/spool.h"
#include "watch/watchconf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char place[] = "/tmp/watch-spool-XXXXXX";

static int make_place(void **state)
{
	(void)state;
	(void)strcpy(place + strlen(place) - 6, "XXXXXX");
	return mkdtemp(place) ? 0 : -1;
}

static int remove_place(void **state)
{
	(void)state;
	return tree_remove(place);
}

static void put_number(const struct spool *spool, uint64_t number, size_t wanted_dropped)
{
	struct error err = { 0 };
	size_t dropped;

	assert_int_equal(spool_put(spool, number, "{}", 2, &dropped, &err), 0);
	assert_int_equal(dropped, wanted_dropped);
}

static void alerts_come_out_in_order_and_the_oldest_go(void **state)
{
	CLEANUP(spool_done) struct spool spool = { 0 };
	struct error err = { 0 };
	uint64_t number;
	size_t length;

	(void)state;
	assert_int_equal(spool_open(place, "a", 3, &spool, &err), 0);
	assert_int_equal(spool_last(&spool), 0);
	for (uint64_t i = 1; i <= 3; i++)
		put_number(&spool, i, 0);
	put_number(&spool, 4, 1);
	put_number(&spool, 17, 1);
	assert_int_equal(spool_last(&spool), 17);
	for (int i = 0; i < 3; i++) {
		static const uint64_t wanted[] = { 3, 4, 17 };
		CLEANUP(cleanup_free) char *text = NULL;

		assert_int_equal(spool_oldest(&spool, &number, &text, &length), 0);
		assert_int_equal(number, wanted[i]);
		assert_int_equal(length, 2);
		assert_int_equal(spool_remove(&spool, number), 0);
	}
	assert_int_equal(spool_oldest(&spool, &number, &(char *){ NULL }, &length), -ENOENT);
}

static void what_is_no_alert_is_removed(void **state)
{
	CLEANUP(spool_done) struct spool spool = { 0 };
	CLEANUP(cleanup_free) char *text = NULL;
	struct error err = { 0 };
	uint64_t number;
	size_t length;
	int fd;

	(void)state;
	assert_int_equal(spool_open(place, "b", 9, &spool, &err), 0);
	put_number(&spool, 9, 0);
	assert_int_equal(mkfifoat(spool.folder, "0000000000000001.json", 0600), 0);
	assert_int_equal(symlinkat("/etc/passwd", spool.folder, "0000000000000002.json"), 0);
	fd = openat(spool.folder, "0000000000000003.json", O_CREAT | O_WRONLY, 0600);
	assert_int_equal(close(fd), 0);
	fd = openat(spool.folder, "0000000000000004.json", O_CREAT | O_WRONLY, 0600);
	assert_int_equal(ftruncate(fd, SPOOL_ALERT_BYTES + 1), 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(mkdirat(spool.folder, "0000000000000005.json", 0700), 0);
	fd = openat(spool.folder, "not-a-number.json", O_CREAT | O_WRONLY, 0600);
	assert_int_equal(close(fd), 0);
	assert_int_equal(spool_oldest(&spool, &number, &text, &length), 0);
	assert_int_equal(number, 9);
	assert_int_equal(faccessat(spool.folder, "not-a-number.json", F_OK, 0), 0);
}

static void a_folder_that_others_may_write_to_is_refused(void **state)
{
	CLEANUP(spool_done) struct spool spool = { 0 };
	struct error err = { 0 };
	char path[64];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/c", place);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chmod(path, 0770), 0);
	assert_int_equal(spool_open(place, "c", 9, &spool, &err), -EPERM);
	assert_non_null(strstr(err.text, "another user"));
}

static void ignore_change(void *context, enum alarm_kind kind, enum alarm_change change,
			  const struct alarm *alarm)
{
	(void)context;
	(void)kind;
	(void)change;
	(void)alarm;
}

static void what_is_remembered_is_of_its_boot(void **state)
{
	CLEANUP(cleanup_close) int folder = open(place, O_RDONLY | O_DIRECTORY);
	struct remembered known = { .boot = "first",
				    .has_status = true,
				    .lost = 12,
				    .number = 5,
				    .dropped[SINK_MAIL] = 2 };
	struct alarms alarms = { .tell = ignore_change }, again = { 0 }, other = { 0 };
	struct remembered same = { 0 }, later = { 0 };
	struct error err = { 0 };

	(void)state;
	alarms_signal(&alarms, ALARM_LOSING, 1000, 3);
	alarms_signal(&alarms, ALARM_LIMIT, 1000, 0);
	assert_int_equal(remembered_write(folder, &known, &alarms, &err), 0);
	remembered_read(folder, "first", &same, &again);
	assert_memory_equal(&same, &known, sizeof(known));
	assert_memory_equal(again.list, alarms.list, sizeof(alarms.list));
	remembered_read(folder, "second", &later, &other);
	assert_int_equal(later.number, 5);
	assert_int_equal(later.dropped[SINK_MAIL], 2);
	assert_false(later.has_status);
	assert_int_equal(later.lost, 0);
	assert_true(other.list[ALARM_LOSING].raised);
	assert_int_equal(other.list[ALARM_LIMIT].episode, 0);
}

static void settings_are_read_as_auditd_reads_its_own(void **state)
{
	CLEANUP(watchconf_done) struct watchconf conf = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_int_equal(watchconf_parse("# a comment\n\n poll_seconds = 3\nMail = YES\n"
					 "url=https://collector.example/x\nformat = alertmanager",
					 "it", &conf, &err),
			 0);
	assert_int_equal(conf.poll_seconds, 3);
	assert_int_equal(conf.remind_minutes, 60);
	assert_true(conf.mail && conf.alertmanager && conf.syslog);
	assert_string_equal(conf.url, "https://collector.example/x");
}

static void settings_that_cannot_be_used_are_named(void **state)
{
	static const char *const wrong[] = {
		"poll_seconds",
		"poll_seconds = 0",
		"poll_seconds = 1x",
		"no_such = 1",
		"mail = perhaps",
		"mail_command = sendmail",
		"mail_to = -oQ/tmp",
		"mail_to = a, b",
		"url = http://collector.example/",
		"url = http://127.0.0.1.example/",
		"url = http://localhost@collector.example/",
		"url = file:///etc/passwd",
		"url = https://",
		"format = xml",
		"command = rm -rf",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct watchconf conf = { 0 };
		struct error err = { 0 };
		char text[128];

		(void)snprintf(text, sizeof(text), "\n%s\n", wrong[i]);
		assert_int_equal(watchconf_parse(text, "it", &conf, &err), -EINVAL);
		assert_non_null(strstr(err.text, "'it', line 2"));
		assert_null(conf.directory);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(alerts_come_out_in_order_and_the_oldest_go,
						make_place, remove_place),
		cmocka_unit_test_setup_teardown(what_is_no_alert_is_removed, make_place,
						remove_place),
		cmocka_unit_test_setup_teardown(a_folder_that_others_may_write_to_is_refused,
						make_place, remove_place),
		cmocka_unit_test_setup_teardown(what_is_remembered_is_of_its_boot, make_place,
						remove_place),
		cmocka_unit_test(settings_are_read_as_auditd_reads_its_own),
		cmocka_unit_test(settings_that_cannot_be_used_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
