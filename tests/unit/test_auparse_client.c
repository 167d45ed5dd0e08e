/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libauparse says of an event, put together, and what becomes of one that undoes it. */
#define _GNU_SOURCE
#include "../faults/misbehave.c"
#include "explain/auparse_client.h"
#include "explain/auparse_worker.h"
#include "unit.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

#define HEAD(type, serial) "type=" type " msg=audit(1795225148.571:" serial "): "
#define LOGIN                                                                                      \
	HEAD("USER_LOGIN", "12")                                                                   \
	"pid=1 uid=0 auid=1000 ses=1 msg='op=login id=1000 exe=\"/usr/sbin/sshd\" res=success'\n"

/* Of which libauparse makes nothing, or its end. */
#define UNDOING(word) HEAD("USER_LOGIN", "13") "comm=\"" word "-here\"\n"

static void read_text(const char *text, bool with_records, struct auparse_client_event *ret_event)
{
	struct auparse_client *client = auparse_client_new();

	*ret_event = auparse_client_read(client, text, with_records);
	auparse_client_free(client);
}

/* The one child of this process; 0: there is none. */
static pid_t only_child(void)
{
	char path[64], text[64] = "";
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	file = fopen(path, "re");
	assert_non_null(file);
	if (!fgets(text, sizeof(text), file))
		*text = '\0';
	(void)fclose(file);
	assert_true(strchr(text, ' ') == strrchr(text, ' '));
	return (pid_t)strtol(text, NULL, 10);
}

static void assert_no_child(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* A line of a process's status, without what is in front. */
static void status_of(pid_t pid, const char *field, char *ret_value, size_t bytes)
{
	char path[64], line[256];
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "re");
	assert_non_null(file);
	*ret_value = '\0';
	while (fgets(line, sizeof(line), file))
		if (strncmp(line, field, strlen(field)) == 0 && line[strlen(field)] == ':')
			(void)snprintf(ret_value, bytes, "%s", line + strlen(field) + 2);
	(void)fclose(file);
	ret_value[strcspn(ret_value, "\n")] = '\0';
}

static void assert_status(pid_t pid, const char *field, const char *wanted)
{
	char value[256];

	status_of(pid, field, value, sizeof(value));
	assert_string_equal(value, wanted);
}

/* How a login is read, by a worker that is well. */
static void assert_login(struct auparse_client *client)
{
	struct auparse_client_event event = auparse_client_read(client, LOGIN, false);
	char *sentence;

	assert_false(event.failed);
	sentence = auparse_client_sentence(&event);
	assert_string_equal(sentence, "user 1000 logged-in by /usr/sbin/sshd");
	free(sentence);
	auparse_client_event_done(&event);
}

static void assert_failed(struct auparse_client *client, const char *text)
{
	struct auparse_client_event event = auparse_client_read(client, text, true);

	assert_true(event.failed);
	assert_null(event.subject || event.action || event.object || event.how || event.key);
	assert_null(event.records);
	assert_null(auparse_client_sentence(&event));
	auparse_client_event_done(&event);
}

static void an_event_has_a_sentence(void **state)
{
	struct auparse_client *client = auparse_client_new();

	(void)state;
	assert_int_equal(only_child(), 0);
	assert_login(client);
	assert_int_equal(auparse_client_failures(client), 0);
	assert_true(only_child() > 0);
	auparse_client_free(client);
	assert_no_child();
}

/* A serial that comes with two stamps is two events to libauparse: who did the one must not be said
 * of the other. */
static void two_events_are_not_mixed(void **state)
{
	struct auparse_client_event event;

	(void)state;
	read_text("type=MAC_UNLBL_ALLOW msg=audit(1793491202.420:3): netlabel: auid=0 ses=0\n"
		  "type=SERVICE_START msg=audit(1795225140.792:3): pid=1 res=success\n",
		  false, &event);
	assert_null(event.subject);
	assert_string_equal(event.action, "started-service");
	auparse_client_event_done(&event);
}

/* libauparse ends the line where auditd's own fields begin: nothing is left of this one. */
static void a_record_without_a_field_is_empty(void **state)
{
	struct auparse_client_event event;

	(void)state;
	read_text("type=\x1d"
		  "X msg=audit(1795225140.876:4): a=1\n",
		  true, &event);
	assert_int_equal(event.n_records, 1);
	assert_int_equal(event.records[0].n_fields, 0);
	auparse_client_event_done(&event);
}

static const char *interpretation(const struct auparse_client_event *event, const char *name)
{
	for (size_t i = 0; i < event->records[0].n_fields; i++)
		if (strcmp(event->records[0].fields[i].name, name) == 0)
			return event->records[0].fields[i].interpreted;
	return NULL;
}

/* Number 1 is somebody on every machine, and not the same on each. */
static void accounts_of_this_machine_are_none_of_the_logs(void **state)
{
	struct auparse_client_event event;

	(void)state;
	read_text(HEAD("SYSCALL", "5") "arch=c000003e syscall=59 success=yes auid=4294967295 uid=1 "
				       "gid=1 euid=0 egid=0 exe=\"/bin/true\"\n",
		  true, &event);
	assert_string_equal(interpretation(&event, "uid"), "1");
	assert_string_equal(interpretation(&event, "gid"), "1");
	assert_string_equal(interpretation(&event, "euid"), "root");
	assert_string_equal(interpretation(&event, "egid"), "root");
	assert_string_equal(interpretation(&event, "auid"), "unset");
	assert_string_equal(interpretation(&event, "syscall"), "execve");
	assert_string_equal(event.subject, "user 1");
	auparse_client_event_done(&event);
	read_text(HEAD("SYSCALL", "5") "arch=c000003e syscall=59 success=yes auid=4294967295 uid=1 "
				       "gid=1 exe=\"/bin/true\"\x1dUID=\"alice\"\n",
		  true, &event);
	assert_string_equal(interpretation(&event, "uid"), "alice");
	assert_string_equal(interpretation(&event, "gid"), "1");
	assert_string_equal(event.subject, "alice");
	auparse_client_event_done(&event);
}

static void only_the_event_that_undoes_libauparse_has_no_name(void **state)
{
	static const char *const undoings[] = {
		UNDOING("crash"), UNDOING("abort"), UNDOING("nonsense"),
		UNDOING("cut"),	  UNDOING("long"),
	};
	struct auparse_client *client = auparse_client_new();

	(void)state;
	for (size_t i = 0; i < sizeof(undoings) / sizeof(undoings[0]); i++) {
		assert_login(client);
		assert_failed(client, undoings[i]);
		assert_no_child();
		assert_int_equal(auparse_client_failures(client), i + 1);
	}
	assert_login(client);
	auparse_client_free(client);
	assert_no_child();
}

static void one_that_takes_too_long_is_ended(void **state)
{
	struct auparse_client *client = auparse_client_new();
	time_t begun = time(NULL);

	(void)state;
	assert_failed(client, UNDOING("hang"));
	assert_in_range(time(NULL) - begun, AUPARSE_CLIENT_PATIENCE_MS / 1000 - 1,
			2 * AUPARSE_CLIENT_PATIENCE_MS / 1000);
	assert_no_child();
	assert_login(client);
	auparse_client_free(client);
}

static void one_that_is_killed_between_two_events_is_replaced(void **state)
{
	struct auparse_client *client = auparse_client_new();
	pid_t first;

	(void)state;
	assert_login(client);
	first = only_child();
	assert_int_equal(kill(first, SIGKILL), 0);
	assert_failed(client, LOGIN);
	assert_login(client);
	assert_int_not_equal(only_child(), first);
	assert_int_equal(auparse_client_failures(client), 1);
	auparse_client_free(client);
	assert_no_child();
}

static void there_is_an_end_to_new_ones(void **state)
{
	struct auparse_client *client = auparse_client_new();

	(void)state;
	for (int i = 0; i < AUPARSE_CLIENT_PROCESSES; i++)
		assert_failed(client, UNDOING("crash"));
	assert_failed(client, LOGIN);
	assert_no_child();
	auparse_client_free(client);
}

/* What libauparse may be made to say is a name, and no more than that. */
static void what_is_forged_is_a_name(void **state)
{
	struct auparse_client_event event;

	(void)state;
	read_text(UNDOING("forged"), true, &event);
	assert_false(event.failed);
	assert_string_equal(event.action, "forged");
	auparse_client_event_done(&event);
}

static unsigned descriptors_of(pid_t pid)
{
	const struct dirent *entry;
	unsigned count = 0;
	char path[64];
	DIR *folder;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	folder = opendir(path);
	assert_non_null(folder);
	while ((entry = readdir(folder)))
		count += isdigit((unsigned char)*entry->d_name) != 0;
	(void)closedir(folder);
	return count;
}

static void the_worker_is_confined(void **state)
{
	struct auparse_client *client = auparse_client_new();
	char filter[256];
	pid_t child;

	(void)state;
	status_of(getpid(), "Seccomp", filter, sizeof(filter));
	assert_login(client);
	child = only_child();
	assert_status(child, "NoNewPrivs", "1");
	assert_status(child, "CapEff", "0000000000000000");
	assert_status(child, "CapPrm", "0000000000000000");
	/* Caught signals would be the parent's handlers. */
	assert_status(child, "SigCgt", "0000000000000000");
	assert_status(child, "SigBlk", "0000000000000000");
	assert_int_equal(descriptors_of(child), 1);
	if (*filter)
		assert_status(child, "Seccomp", "2");
	auparse_client_free(client);
}

/* As auparse_worker_read makes it, and with each of its bytes gone, or another one. */
static void a_reply_is_read_whole_or_not_at_all(void **state)
{
	struct auparse_worker *worker = auparse_worker_new();
	struct frame reply = { 0 };
	struct auparse_client_event event;
	const char *bytes;

	(void)state;
	auparse_worker_read(worker, LOGIN, true, &reply);
	bytes = reply.bytes + sizeof(uint32_t);
	for (size_t length = 0; length <= reply.length; length++) {
		char *copy = malloc(length + 1);

		memcpy(copy, bytes, length);
		assert_int_equal(auparse_client_parse(copy, length, 1, &event),
				 length < reply.length ? -EBADMSG : 0);
	}
	assert_int_equal(event.n_records, 1);
	assert_string_equal(event.subject, "user 1000");
	assert_string_equal(event.how, "/usr/sbin/sshd");
	auparse_client_event_done(&event);
	frame_done(&reply);
	auparse_worker_free(worker);
}

static void what_is_no_reply_is_refused(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
	} wrong[] = {
#define WRONG(text) { .bytes = (text), .length = sizeof(text) - 1 }
		WRONG(""),
		WRONG("."),		  /* no NUL */
		WRONG(".x\0"),		  /* an end with a text */
		WRONG(".\0.\0"),	  /* something behind the end */
		WRONG("aone\0"),	  /* no end */
		WRONG("aone\0atwo\0.\0"), /* two actions */
		WRONG("a\0.\0"),	  /* a name that is empty */
		WRONG("nx\0ry\0iz\0.\0"), /* a field of no record */
		WRONG("tT\0nx\0iz\0.\0"), /* a field without its bytes */
		WRONG("tT\0nx\0ry\0.\0"), /* a field without its client */
		WRONG("tT\0ry\0.\0"),	  /* a field without its name */
		WRONG("tT\0tT\0tT\0.\0"), /* more records than lines */
		WRONG("\0\0.\0"),
		WRONG("Zx\0.\0"), /* no such tags */
#undef WRONG
	};
	struct auparse_client_event event;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char *copy = malloc(wrong[i].length + 1);

		memcpy(copy, wrong[i].bytes, wrong[i].length);
		assert_int_equal(auparse_client_parse(copy, wrong[i].length, 2, &event), -EBADMSG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_has_a_sentence),
		cmocka_unit_test(two_events_are_not_mixed),
		cmocka_unit_test(a_record_without_a_field_is_empty),
		cmocka_unit_test(accounts_of_this_machine_are_none_of_the_logs),
		cmocka_unit_test(only_the_event_that_undoes_libauparse_has_no_name),
		cmocka_unit_test(one_that_takes_too_long_is_ended),
		cmocka_unit_test(one_that_is_killed_between_two_events_is_replaced),
		cmocka_unit_test(there_is_an_end_to_new_ones),
		cmocka_unit_test(what_is_forged_is_a_name),
		cmocka_unit_test(the_worker_is_confined),
		cmocka_unit_test(a_reply_is_read_whole_or_not_at_all),
		cmocka_unit_test(what_is_no_reply_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
