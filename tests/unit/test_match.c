/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which boot a kernel log as text is of, and what is taken from it. */
#define _GNU_SOURCE
#include "boots/match.h"
#include "made_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OLDER "0123456789abcdef0123456789abcdef"
#define NEWER "fedcba9876543210fedcba9876543210"
#define OTHER "00000000000000000000000000000000"
#define LOSS                                                                                       \
	"audit: audit_lost=9 audit_rate_limit=0 audit_backlog_limit=64\naudit: kauditd hold queue overflow\n"

/* A boot with a record a second, whose registration has the serial 10 and this time. */
static void boot_until(struct boots *boots, int seconds)
{
	log_add(boots, "DAEMON_START", seconds, 4711, "op=start ver=3.0.9 kernel=6.1 pid=7");
	for (unsigned serial = 2; serial < 10; serial++)
		log_add(boots, "SERVICE_START", seconds - 10 + (int)serial, serial, "pid=1");
	log_add(boots, "CONFIG_CHANGE", seconds, 10, "op=set audit_pid=7 old=0 res=1");
}

/* Two boots of which the journal has told the ids. */
static void two_boots(struct boots *boots)
{
	boot_until(boots, 1000);
	boot_until(boots, 5000);
	assert_int_equal(boots_finish(boots), 0);
	assert_int_equal(boots->count, 2);
	memcpy(boots->list[0]->id, OLDER, sizeof(OLDER));
	memcpy(boots->list[1]->id, NEWER, sizeof(NEWER));
}

static struct source read_log_of(struct boots *boots, const char *text,
				 struct match_running *running)
{
	FILE *stream = tmpfile();
	struct kmsg_file file = { .name = "dmesg" };
	struct source source = { 0 };
	struct error err = { 0 };

	assert_non_null(stream);
	assert_true(fputs(text, stream) >= 0);
	assert_int_equal(fflush(stream), 0);
	file.fd = fileno(stream);
	assert_int_equal(lseek(file.fd, 0, SEEK_SET), 0);
	assert_int_equal(match_kmsg(&file, BOOTLOG_TEXTS, boots, running, &source, &err), 0);
	assert_int_equal(fclose(stream), 0);
	return source;
}

/* Reads a log of a machine that says nothing of itself. */
static void read_log(struct boots *boots, const char *text)
{
	struct match_running running = { .began_ms = TIME_UNKNOWN };
	struct source source = read_log_of(boots, text, &running);

	source_done(&source);
}

static void lost_are(const struct boots *boots, uint64_t older, uint64_t newer)
{
	assert_int_equal(boots->list[0]->bootlog.lost, older);
	assert_int_equal(boots->list[1]->bootlog.lost, newer);
}

static void a_log_that_names_its_boot_is_of_that_one(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	two_boots(&boots);
	read_log(&boots, "-- Boot " OLDER " --\n" LOSS);
	lost_are(&boots, 9, 0);
	boots_done(&boots);
	two_boots(&boots);
	read_log(&boots, "-- Boot " NEWER " --\n" LOSS);
	lost_are(&boots, 0, 9);
	boots_done(&boots);
}

static void a_log_that_names_a_boot_that_is_not_there_is_of_none(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	two_boots(&boots);
	read_log(&boots, "-- Boot " OTHER " --\n" LOSS);
	lost_are(&boots, 0, 0);
	boots_done(&boots);
}

/* What the source says, and the loss that may be of a newer boot. */
static void left_out(const char *text, const char *note, uint64_t unplaced)
{
	struct match_running running = { .began_ms = TIME_UNKNOWN };
	struct boots boots = { 0 };
	struct source source;

	two_boots(&boots);
	source = read_log_of(&boots, text, &running);
	lost_are(&boots, 0, 0);
	assert_int_equal(boots.count, 2);
	assert_non_null(strstr(source.note, note));
	assert_int_equal(source.unplaced, unplaced);
	source_done(&source);
	boots_done(&boots);
}

static void a_log_that_says_nothing_of_its_boot_is_of_none(void **state)
{
	(void)state;
	left_out(LOSS, "left out, it is of an unknown boot (in which 9 records were lost)", 9);
	left_out("audit: type=1130 audit(99.000:5): pid=1\n" LOSS, "other times", 9);
	left_out("audit: type=1130 audit(4995.000:5): pid=1\n"
		 "audit: type=1130 audit(99.000:6): pid=1\n"
		 "audit: type=1130 audit(98.000:7): pid=1\n" LOSS,
		 "other times", 9);
	left_out("Linux version 6.2 (gcc)\n" LOSS, "it is of the kernel 6.2, and the log of 6.1",
		 9);
	left_out("Linux version 6.2 (gcc)\n", "left out, it is of another boot", 0);
}

/* A log of the kernel's clock that began at this second since 1970, with a loss. */
static char *log_begun_at(long seconds)
{
	char *text = NULL;

	assert_true(asprintf(&text,
			     "[    0.000000] Linux version 6.1 (gcc)\n"
			     "[    0.000000] Command line: root=/dev/vda audit=1\n"
			     "[    0.500000] audit: type=2000 audit(%ld.500:1): state=initialized\n"
			     "[   20.000000] audit: audit_lost=9 audit_rate_limit=0 "
			     "audit_backlog_limit=64\n"
			     "[   20.000000] audit: kauditd hold queue overflow\n",
			     seconds) > 0);
	return text;
}

/* A clock that is set. */
#define SET 1700000000

/* Reads such a log beside two boots, of SET + 1000 and + 5000. Gives: the boots, which the caller
 * ends. */
static struct boots boots_beside(long began, struct match_running *running, uint64_t *ret_unplaced)
{
	struct boots boots = { 0 };
	char *text = log_begun_at(began);
	struct source source;

	boot_until(&boots, SET + 1000);
	boot_until(&boots, SET + 5000);
	assert_int_equal(boots_finish(&boots), 0);
	match_running_find(running, &boots, false);
	source = read_log_of(&boots, text, running);
	*ret_unplaced = source.unplaced;
	source_done(&source);
	free(text);
	return boots;
}

static void a_log_is_of_the_boot_that_begins_next(void **state)
{
	static const struct {
		long began;
		uint64_t lost[2];
		uint64_t unplaced;
	} logs[] = {
		{ .began = SET + 980, .lost = { 9, 0 } },  /* of the first */
		{ .began = SET + 4980, .lost = { 0, 9 } }, /* of the second */
		{ .began = SET + 500 },	 /* minutes before the first: another may be between */
		{ .began = SET + 995 },	 /* in its middle */
		{ .began = SET + 1500 }, /* between them, and too early for the second */
		{ .began = SET + 9000, .unplaced = 9 }, /* after both */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		struct match_running running = { .began_ms = TIME_UNKNOWN };
		uint64_t unplaced;
		struct boots boots = boots_beside(logs[i].began, &running, &unplaced);

		assert_int_equal(boots.count, 2);
		lost_are(&boots, logs[i].lost[0], logs[i].lost[1]);
		assert_int_equal(unplaced, logs[i].unplaced);
		boots_done(&boots);
	}
}

/* What else has to say so for a later log to be of the boot that the machine ran. */
static void a_boot_without_a_log_is_the_newest_where_the_machine_says_so(void **state)
{
	const struct status none = { .known = true, .lost = 12 };
	const struct status its = { .known = true, .pid = 7 };
	const struct {
		struct match_running running;
		bool added;
	} machines[] = {
		{ .running = { .began_ms = TIME_UNKNOWN } },
		{ .running = { .began_ms = TIME_UNKNOWN, .status = &none }, .added = true },
		{ .running = { .began_ms = TIME_UNKNOWN, .status = &its } },
		{ .running = { .began_ms = (SET + 9000) * INT64_C(1000) }, .added = true },
		{ .running = { .began_ms = (SET + 99000) * INT64_C(1000) } },
		{ .running = { .began_ms = (SET + 4970) * INT64_C(1000), .status = &none } },
		{ .running = { .began_ms = TIME_UNKNOWN, .cmdline = "root=/dev/vda audit=1\n" },
		  .added = true },
		{ .running = { .began_ms = TIME_UNKNOWN, .cmdline = "root=/dev/vda\n" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		struct match_running running = machines[i].running;
		uint64_t unplaced;
		struct boots boots = boots_beside(SET + 9000, &running, &unplaced);

		assert_int_equal(boots.count, 2 + machines[i].added);
		lost_are(&boots, 0, 0);
		if (machines[i].added)
			assert_int_equal(boots.list[2]->bootlog.lost, 9);
		boots_done(&boots);
	}
}

/* The id of the machine's boot, where the journal has told that of the log's. */
static void another_boot_id_is_of_a_newer_boot(void **state)
{
	static const struct {
		const char *id;
		enum match_running_boot is;
	} ids[] = {
		{ NEWER, MATCH_RUNNING_NEWEST },
		{ OTHER, MATCH_RUNNING_NEWER },
		{ NULL, MATCH_RUNNING_OPEN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct match_running running = { .began_ms = TIME_UNKNOWN, .boot_id = ids[i].id };
		struct boots boots = { 0 };

		two_boots(&boots);
		match_running_find(&running, &boots, false);
		assert_int_equal(running.is, ids[i].is);
		match_running_add(&running, &boots);
		assert_int_equal(boots.count, 2 + (ids[i].is == MATCH_RUNNING_NEWER));
		boots_done(&boots);
	}
}

static void a_list_without_a_log_has_the_boots_of_the_kernel_logs(void **state)
{
	struct match_running running = { .began_ms = TIME_UNKNOWN };
	const long began[] = { SET, SET + 1000, SET };
	struct boots boots = { 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *text = log_begun_at(began[i]);
		struct source source = read_log_of(&boots, text, &running);

		source_done(&source);
		free(text);
	}
	assert_int_equal(boots.count, 2);
	lost_are(&boots, 9, 9);
	assert_string_equal(boots.list[0]->bootlog.kernel, "6.1");
	assert_true(boots.list[0]->first_ms < boots.list[1]->first_ms);
	boots_done(&boots);
}

/* The serials are those of both boots, the stamps of one. */
static void a_printed_record_tells_the_boot_by_its_stamp(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	two_boots(&boots);
	read_log(&boots, "audit: type=1130 audit(995.000:5): pid=1\n" LOSS);
	lost_are(&boots, 9, 0);
	boots_done(&boots);
}

/* Two processors may print what they have the other way round. */
static void printed_records_are_found_in_whatever_order_they_came(void **state)
{
	struct boots boots = { 0 };
	const struct secondary *secondary;
	struct secondary_event found;

	(void)state;
	two_boots(&boots);
	secondary = &boots.list[1]->secondary;
	read_log(&boots, "audit: type=1130 audit(4998.000:8): pid=1\n"
			 "audit: type=1130 audit(4996.000:6): pid=1\n"
			 "audit: type=1302 audit(4997.000:7): item=0\n"
			 "audit: type=1302 audit(4993.000:3): item=0\n"
			 "audit: type=1302 audit(4997.000:7): item=1\n"
			 "audit: type=1302 audit(5001.000:11): item=0\n");
	for (uint64_t serial = 1; serial < 12; serial++) {
		bool printed = serial == 3 || (serial > 5 && serial < 9);

		assert_int_equal(secondary_find(secondary, serial, &found), printed);
		if (printed)
			assert_int_equal(found.event->records, 1 + (serial == 7));
	}
	assert_int_equal(secondary_next(secondary, 1, 20), 3);
	assert_int_equal(secondary_next(secondary, 4, 20), 6);
	assert_int_equal(secondary_next(secondary, 7, 20), 7);
	assert_int_equal(secondary_next(secondary, 8, 20), 8);
	assert_int_equal(secondary_next(secondary, 9, 20), 0);
	boots_done(&boots);
}

#define RECORD(time, serial, stamp)                                                                \
	"[" time "] audit: type=1130 audit(" stamp ":" serial "): pid=1\n"
#define LOSS_AT(time)                                                                              \
	"[" time "] audit: audit_lost=9 audit_rate_limit=0 audit_backlog_limit=64\n"               \
	"[" time "] audit: kauditd hold queue overflow\n"

/* The newest boot, whose auditd registered at 5000, lost so many before, by this log. */
static void lost_by(const char *text, uint64_t lost)
{
	struct boots boots = { 0 };

	two_boots(&boots);
	read_log(&boots, text);
	lost_are(&boots, 0, lost);
	assert_int_equal(boots.list[1]->bootlog.later, !lost);
	boots_done(&boots);
}

/* By the record that was printed soonest the kernel's clock began at 4990. */
static void the_clock_is_that_of_the_record_printed_soonest(void **state)
{
	(void)state;
	lost_by(RECORD("    8.000000", "5", "4995.000") RECORD("    9.000000", "9", "4999.000")
			LOSS_AT("   11.900000"),
		9);
	lost_by(RECORD("    8.000000", "5", "4995.000") RECORD("    9.000000", "9", "4999.000")
			LOSS_AT("   12.100000"),
		0);
	lost_by(RECORD("    9.000000", "9", "4999.000") RECORD("    9.100000", "5", "4995.000")
			LOSS_AT("   12.100000"),
		0);
}

static void what_was_printed_with_an_early_record_is_early(void **state)
{
	(void)state;
	lost_by(RECORD("    9.000000", "9", "4999.000") RECORD("   20.000000", "6", "4996.000")
			LOSS_AT("   20.100000"),
		9);
}

static void a_record_of_another_boot_tells_no_time(void **state)
{
	(void)state;
	lost_by(RECORD("    9.000000", "9", "4999.000") RECORD("   20.000000", "6", "4000.000")
			LOSS_AT("   20.100000"),
		0);
}

/* Both lists grow with the length of what somebody wrote: the product of them is all that may be
 * spent. */
static void thousands_of_boots_are_compared_in_no_time(void **state)
{
	struct boots boots = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	struct record record;
	char line[160];

	(void)state;
	assert_non_null(stream);
	for (int i = 0; i < 4000; i++) {
		const int length = snprintf(line, sizeof(line),
					    "node=n%d type=CONFIG_CHANGE msg=audit(%d.100:7): "
					    "op=set audit_pid=%d old=0 res=1",
					    i, 1795244646, i + 1);

		assert_int_equal(record_scan(line, (size_t)length, &record), 0);
		assert_int_equal(boots_add(&boots, &record, false), 0);
	}
	assert_int_equal(boots_finish(&boots), 0);
	for (int i = 0; i < 2000; i++)
		(void)fprintf(
			stream,
			"[    0.000000] Linux version 6.1.%d\n"
			"[   10.000000] audit: type=2000 audit(%d.000:%d): state=initialized\n",
			i, 1795244646, 10 + i);
	assert_int_equal(fclose(stream), 0);
	read_log(&boots, text);
	assert_int_equal(boots.count, 4000);
	assert_null(boots.list[0]->earlier);
	free(text);
	boots_done(&boots);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_clock_is_that_of_the_record_printed_soonest),
		cmocka_unit_test(what_was_printed_with_an_early_record_is_early),
		cmocka_unit_test(a_record_of_another_boot_tells_no_time),
		cmocka_unit_test(thousands_of_boots_are_compared_in_no_time),
		cmocka_unit_test(a_log_that_names_its_boot_is_of_that_one),
		cmocka_unit_test(a_log_that_names_a_boot_that_is_not_there_is_of_none),
		cmocka_unit_test(a_log_that_says_nothing_of_its_boot_is_of_none),
		cmocka_unit_test(a_log_is_of_the_boot_that_begins_next),
		cmocka_unit_test(a_boot_without_a_log_is_the_newest_where_the_machine_says_so),
		cmocka_unit_test(another_boot_id_is_of_a_newer_boot),
		cmocka_unit_test(a_list_without_a_log_has_the_boots_of_the_kernel_logs),
		cmocka_unit_test(a_printed_record_tells_the_boot_by_its_stamp),
		cmocka_unit_test(printed_records_are_found_in_whatever_order_they_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
