/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records in lines as collectors write them, and texts that only look like one. */
#include "evidence/envelope.h"
#include "unit.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define RECORD                                                                                     \
	"type=SERVICE_START msg=audit(1490000000.014:2): pid=1 msg='unit=a comm=\"systemd\" res=success'"
#define IN_JSON                                                                                    \
	"type=SERVICE_START msg=audit(1490000000.014:2): pid=1 msg='unit=a comm=\\\"systemd\\\" res=success'"
#define IN_CSV                                                                                     \
	"type=SERVICE_START msg=audit(1490000000.014:2): pid=1 msg='unit=a comm=\"\"systemd\"\" res=success'"
#define OF_WEB "node=web " RECORD

/* The lines of the records that were taken, one after another. */
static int collect_line(void *context, const struct record *record)
{
	char **lines = context;
	CLEANUP(cleanup_free) char *before = *lines;

	*lines = xasprintf("%s%s%.*s", before, *before ? "\n" : "", (int)record->line.length,
			   record->line.start);
	return 0;
}

static char *open_line(struct envelopes *envelopes, const char *line)
{
	char *lines = xstrdup("");
	size_t count = 0;

	assert_int_equal(envelopes_open(envelopes, (struct slice){ line, strlen(line) },
					collect_line, &lines, &count),
			 0);
	assert_int_equal(count > 0, *lines != '\0');
	return lines;
}

static void expect(const char *line, const char *wanted)
{
	struct envelopes envelopes = { 0 };
	CLEANUP(cleanup_free) char *lines = open_line(&envelopes, line);

	if (strcmp(lines, wanted) != 0)
		print_message("of: %s\n", line);
	assert_string_equal(lines, wanted);
}

static void finds_a_record_behind_a_header(void **state)
{
	static const char *const of_web[] = {
		"Nov 21 07:12:01 web audit ",
		"Nov  1 07:12:01 web audispd: ",
		"Nov 21 07:12:01 web audisp-syslog[77]: ",
		"<13>Nov 21 07:12:01 web audispd: ",
		"<13>1 2026-11-21T07:12:01.003Z web audispd 77 - - ",
		"<13>1 2026-11-21T07:12:01.003+02:00 web audit - ID47 [a@1 b=\"x ] y\"][c] ",
		"<13>1 2026-11-21T07:12:01.003Z web audit - - - \xef\xbb\xbf",
		"2026-11-21T07:12:01.003456+02:00 web audit: ",
		"2026-11-21 07:12:01 web audispd: ",
		"Sat 2026-11-21 07:12:01 UTC web audispd[77]: ",
		"1795225146.487000 web audispd[77]: ",
		"Nov 21 07:12:01 relay Nov 21 07:12:00 web audispd: ",
		"Nov 21 07:12:01 10.0.0.1 1 2026-11-21T07:12:01Z web audit - - - ",
		"web: ",
		"web | ",
		"2026-11-21T07:12:01+00:00 web ",
		"EVENTS\t34901234567890\t1795225146487\tweb\t1795225146999\t",
	};
	static const char *const of_nobody[] = {
		"",
		"  ",
		"\t",
		"\xef\xbb\xbf",
		"> ",
		"    12\t",
		"2026-11-21T07:12:01.003456789Z ",
		"[pod/loki-0/loki] ",
		"2026-11-21T07:12:01Z {filename=\"/var/log/audit/audit.log\", job=\"a b\"} ",
		"/var/log/audit/audit.log:",
		"/var/log/audit/audit.log:12:",
		"12:",
		"Nov 21 07:12:01 audispd: ",
		"audispd: ",
		"<13>1 2026-11-21T07:12:01.003Z - audispd 77 - - ",
		"2026-11-21T07:12:01.003456789Z stdout F ",
		"2026-11-21T07:12:01.003456789+00:00 stderr F ",
		"- message: ",
		"  log: ",
		"_raw:",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(of_web) / sizeof(of_web[0]); i++) {
		CLEANUP(cleanup_free) char *line = xasprintf("%s%s", of_web[i], RECORD);

		expect(line, OF_WEB);
	}
	for (size_t i = 0; i < sizeof(of_nobody) / sizeof(of_nobody[0]); i++) {
		CLEANUP(cleanup_free) char *line = xasprintf("%s%s\r", of_nobody[i], RECORD);

		expect(line, RECORD);
	}
	expect("Nov 21 07:12:01 relay audispd: node=web " RECORD, OF_WEB);
	expect("Nov 21 07:12:01 relay node=web " RECORD, OF_WEB);
}

static void finds_a_record_in_json(void **state)
{
	static const char *const lines[] = {
		"{\"message\":\"" IN_JSON "\",\"host\":\"web\"}",
		"{\"host\":{\"ip\":[\"10.0.0.1\"],\"name\":\"web\"},\"message\":\"" IN_JSON "\"}",
		"{\"event\":{\"original\":\"" IN_JSON
		"\"},\"host.name\":\"web\",\"message\":\"" IN_JSON "\"}",
		"{\"event\":{\"original\":[\"" IN_JSON "\"]},\"hostname\":\"web\"}",
		"{\"event.original\": \"" IN_JSON "\", \"_HOSTNAME\" : \"web\"}",
		"  {\"preview\":false,\"result\":{\"_raw\":\"" IN_JSON "\",\"host\":\"web\"}}",
		"{\"log\":\"" IN_JSON
		"\\n\",\"stream\":\"stdout\",\"kubernetes\":{\"host\":\"web\"}}",
		"{\"version\":\"1.1\",\"host\":\"web\",\"short_message\":\"" IN_JSON
		"\",\"level\":6}",
		"{\"MESSAGE\":\"Nov 21 07:12:01 web audispd: " IN_JSON "\"}",
		"2026-11-21T07:12:01+00:00\taudit.log\t{\"log\":\"" IN_JSON "\",\"host\":\"web\"}",
		"<13>1 2026-11-21T07:12:01.003Z web app 7 - - {\"message\":\"" IN_JSON "\"}",
		"{\"event\":\"" IN_JSON "\",\"host\":\"web\"},",
		"[{\"message\":\"" IN_JSON "\",\"host\":\"web\"}]",
		"{\"message\":\"" IN_JSON "\",\"host\":\"web\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		expect(lines[i], OF_WEB);
	expect("    \"message\": \"" IN_JSON "\",", RECORD);
	expect("[\"1795225146487000000\",\"" IN_JSON "\"],", RECORD);
	expect("{\"data\":{\"result\":[{\"stream\":{},\"values\":[[\"1\",\"" IN_JSON
	       "\"],[\"2\",\"" IN_JSON "\"]]}]}}",
	       RECORD "\n" RECORD);
	expect("{\"log\":\"{\\\"message\\\":\\\"type=EOE msg=audit(1490000000.014:2): \\\",\\\"host\\\":\\\"web\\\"}\"}",
	       "node=web type=EOE msg=audit(1490000000.014:2): ");
	expect("{\"message\":\"" IN_JSON "\\u001dAUID=\\\"unset\\\"\"}", RECORD "\x1d"
										"AUID=\"unset\"");
	/* As journalctl writes what cannot be printed. */
	expect("{\"MESSAGE\":[116,121,112,101,61,69,79,69,32,109,115,103,61,97,117,100,105,116,40,49,46,48,58,49,41,58,32,29]}",
	       "type=EOE msg=audit(1.0:1): \x1d");
	/* Cut off in the middle. */
	expect("{\"host\":\"web\",\"message\":\"type=EOE msg=audit(1.0:1): a=\\",
	       "node=web type=EOE msg=audit(1.0:1): a=\\");
}

static void finds_a_record_in_csv(void **state)
{
	struct envelopes envelopes = { 0 };
	CLEANUP(cleanup_free)
	char *header = open_line(&envelopes, "\"_serial\",\"_time\",source,host,\"_raw\"");
	CLEANUP(cleanup_free)
	char *lines = open_line(
		&envelopes,
		"0,\"2026-11-21 07:12:01\",\"/var/log/audit/audit.log\",web,\"" IN_CSV "\"");

	struct envelopes kibana = { 0 };
	CLEANUP(cleanup_free)
	char *names = open_line(&kibana, "\"@timestamp\",\"host.name\",message");
	CLEANUP(cleanup_free)
	char *exported = open_line(&kibana, "\"Nov 21, 2026 @ 07:12:01.000\",web,\"" IN_CSV "\"");

	(void)state;
	assert_string_equal(names, "");
	assert_string_equal(exported, OF_WEB);
	assert_string_equal(header, "");
	assert_string_equal(lines, OF_WEB);
	expect("\"" IN_CSV "\",\"2026-11-21\",web", RECORD);
	expect("\"2026-11-21 07:12:01,5\";\"" IN_CSV "\";web", RECORD);
	expect("2026-11-21\tweb\t\"" IN_CSV "\"", RECORD);
}

static void finds_a_record_in_what_fluent_bit_prints(void **state)
{
	(void)state;
	expect("[0] audit.log: [[1795225163.748000000, {}], {\"log\"=>\"" IN_JSON "\"}]", RECORD);
	expect("[12] host.audit: [1795225163.7, {\"a\"=>{\"b\"=>1}, \"host\"=>\"web\", \"log\"=>\"" IN_JSON
	       "\"}]",
	       OF_WEB);
	/* Text of somebody else, who may write what he likes. */
	expect("[0] a.log: [[1.7, {}], {\"message\"=>\"said {\\\"log\\\"=>\\\"" RECORD "\\\"}\"}]",
	       "");
	expect("Nov 21 07:12:01 web logger: [0] a: [{\"log\"=>\"" IN_JSON "\"}]", "");
	expect("[0] a: [{\"log\"=>\"" IN_JSON, "");
}

static bool opens_row(const char *names, const char *line)
{
	struct envelopes envelopes = { 0 };
	CLEANUP(cleanup_free) char *header = open_line(&envelopes, names);

	(void)header;
	return envelopes_opens_row(&envelopes, (struct slice){ line, strlen(line) });
}

/* A host may be called like a program. */
static void a_name_in_the_place_of_a_host_is_one(void **state)
{
	static const char *const headers[] = {
		"Nov 21 07:12:01 kernel-build audispd: ",
		"2026-11-26T21:29:05.557649+00:00 kernel-build audit[7]: ",
		"<13>1 2026-11-21T07:12:01Z kernel-build audit - - - ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		CLEANUP(cleanup_free)
		char *line = xasprintf("%stype=EOE msg=audit(1.0:1): ", headers[i]);

		expect(line, "node=kernel-build type=EOE msg=audit(1.0:1): ");
	}
	/* What a power failure left in front of it. */
	expect("Nov 21 07:12:01 web audit: #000#000#000type=EOE msg=audit(1.0:1): ",
	       "node=web type=EOE msg=audit(1.0:1): ");
	expect("Nov 21 07:12:01 kernel: type=EOE msg=audit(1.0:1): ",
	       "type=EOE msg=audit(1.0:1): ");
}

static void all_lines_of_a_row_are_of_its_host(void **state)
{
	struct envelopes envelopes = { 0 };
	CLEANUP(cleanup_free) char *header = open_line(&envelopes, "\"_raw\",\"host\"");
	CLEANUP(cleanup_free)
	char *lines = open_line(&envelopes, "\"" IN_CSV "\r\n" IN_CSV "\n\",\"web\"");

	(void)state;
	assert_string_equal(lines, OF_WEB "\n" OF_WEB);
	assert_true(opens_row("host,_raw", "\"web\",\"" IN_CSV));
	assert_true(opens_row("host,_raw", "web,\"" IN_CSV "\r"));
	assert_true(opens_row("_raw,host", "\"a \"\"quoted\"\""));
	assert_false(opens_row("host,_raw", "web,\"" IN_CSV "\""));
	assert_false(opens_row("_raw,host", "\"" IN_CSV "\",web\r"));
	assert_false(opens_row("host,_raw", RECORD "\""));
	assert_false(opens_row("time,_raw", "1,\"" IN_CSV));
}

static void gives_the_separator_back(void **state)
{
	static const char *const forms[] = { "#035", "^]", "\\x1d", "\\035", "\\u001d", "\x1d" };

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		CLEANUP(cleanup_free)
		char *line = xasprintf("%s%sUID=\"root\"", RECORD, forms[i]);

		expect(line, RECORD "\x1dUID=\"root\"");
	}
	/* Within a value it is the value's. */
	expect("type=EXECVE msg=audit(1.0:1): a0=\"#035UID\" a1=\"^]A\"",
	       "type=EXECVE msg=audit(1.0:1): a0=\"#035UID\" a1=\"^]A\"");
}

static void text_of_another_message_is_no_record(void **state)
{
	static const char *const lines[] = {
		"Nov 21 07:12:01 web sshd[7]: Invalid user " RECORD,
		"Nov 21 07:12:01 sshd[7]: Invalid " RECORD,
		"Nov 21 07:12:01 web sshd[7]: Nov 21 07:12:01 web audit: " RECORD,
		"Nov 21 07:12:01 web sshd Invalid user 2026-11-21 web " RECORD,
		"Nov 21 07:12:01 web sshd[7]: user: " RECORD,
		"Nov 21 07:12:01 web sshd[7]: x,\"" RECORD "\"",
		"Nov 21 07:12:01 web sshd[7]: x {\"message\":\"" IN_JSON "\"}",
		"Nov 21 07:12:01 web app: user=" RECORD,
		"Nov 21 07:12:01 web message repeated 2 times: [ " RECORD "]",
		"Invalid user " RECORD,
		"user " RECORD,
		"\"x\" " RECORD,
		"pid=1 msg='" RECORD "'",
		"pid=1 msg='op=" RECORD "'",
		"ype=USER_CMD msg=audit(1.0:1): msg='" RECORD "'",
		"type=USER_CMD msg=audit(1.0:x): msg=' " RECORD "'",
		"type=USER_CMD msg=audit(11/21/2026 01:00:00.1:1) : " RECORD,
		"{\"user\":\"" IN_JSON "\"}",
		"{\"message\":\"Invalid user " IN_JSON "\"}",
		"{\"message\":\"x\",\"labels\":{\"acct\":\"" IN_JSON "\"}}",
		"xtype=EOE msg=audit(1.0:1): ",
		"Nov 21 07:12:01 web kernel: audit: type=1130 audit(1490000000.014:2): pid=1",
		"msg=audit(1.0:1): ",
		"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		expect(lines[i], "");
	/* What is in a record stays there. */
	expect("web: type=USER_CMD msg=audit(1.0:1): msg='cmd=" RECORD "'",
	       "node=web type=USER_CMD msg=audit(1.0:1): msg='cmd=" RECORD "'");
	expect("{\"message\":\"type=USER_CMD msg=audit(1.0:1): msg='{ \\\"message\\\":\\\"" RECORD
	       "'\"}",
	       "type=USER_CMD msg=audit(1.0:1): msg='{ \"message\":\"type=SERVICE_START msg=audit(1490000000.014:2): pid=1 msg='unit=a comm=");
}

static void ends_where_it_is_told_to(void **state)
{
	(void)state;
	assert_true(envelopes_wrap((struct slice){ "web: " RECORD, sizeof("web: " RECORD) - 1 }));
	assert_false(envelopes_wrap((struct slice){ RECORD, sizeof(RECORD) - 1 }));
	assert_false(envelopes_changed((struct slice){ RECORD, sizeof(RECORD) - 1 }));
	assert_true(envelopes_changed((struct slice){ RECORD "\r", sizeof(RECORD) }));
	assert_true(envelopes_changed((struct slice){ RECORD "#035A", sizeof(RECORD) + 4 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_a_record_behind_a_header),
		cmocka_unit_test(finds_a_record_in_json),
		cmocka_unit_test(finds_a_record_in_csv),
		cmocka_unit_test(finds_a_record_in_what_fluent_bit_prints),
		cmocka_unit_test(a_name_in_the_place_of_a_host_is_one),
		cmocka_unit_test(all_lines_of_a_row_are_of_its_host),
		cmocka_unit_test(gives_the_separator_back),
		cmocka_unit_test(text_of_another_message_is_no_record),
		cmocka_unit_test(ends_where_it_is_told_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
