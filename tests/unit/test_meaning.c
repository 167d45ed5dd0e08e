/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libauparse says of an event, put together. */
#include "account/meaning.h"
#include "unit.h"

#include <stdlib.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_disable() ((void)0)
#define __lsan_enable() ((void)0)
#endif

static void read_text(const char *text, bool with_records, struct meaning_event *ret_event)
{
	struct meaning *meaning = NULL;

	assert_int_equal(meaning_new(&meaning), 0);
	assert_int_equal(meaning_read(meaning, text, with_records, ret_event), 0);
	meaning_free(meaning);
}

static void an_event_has_a_sentence(void **state)
{
	struct meaning_event event;
	char *sentence;

	(void)state;
	read_text("type=USER_LOGIN msg=audit(1795225148.571:12): pid=1 uid=0 auid=1000 ses=1 "
		  "msg='op=login id=1000 exe=\"/usr/sbin/sshd\" res=success'\n",
		  false, &event);
	sentence = meaning_sentence(&event);
	assert_string_equal(sentence, "user 1000 logged-in by /usr/sbin/sshd");
	free(sentence);
	meaning_event_done(&event);
}

/* A serial that comes with two stamps is two events to libauparse: who did the one must not be said
 * of the other. */
static void two_events_are_not_mixed(void **state)
{
	struct meaning_event event;

	(void)state;
	read_text("type=MAC_UNLBL_ALLOW msg=audit(1793491202.420:3): netlabel: auid=0 ses=0\n"
		  "type=SERVICE_START msg=audit(1795225140.792:3): pid=1 res=success\n",
		  false, &event);
	assert_null(event.subject);
	assert_string_equal(event.action, "started-service");
	meaning_event_done(&event);
}

/* libauparse ends the line where auditd's own fields begin: nothing is left of this one. */
static void a_record_without_a_field_is_empty(void **state)
{
	struct meaning_event event;

	(void)state;
	/* libauparse 3.0.9 forgets such a record, also without aubacklog. */
	__lsan_disable();
	read_text("type=\x1d"
		  "X msg=audit(1795225140.876:4): a=1\n",
		  true, &event);
	__lsan_enable();
	assert_int_equal(event.n_records, 1);
	assert_int_equal(event.records[0].n_fields, 0);
	meaning_event_done(&event);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_has_a_sentence),
		cmocka_unit_test(two_events_are_not_mixed),
		cmocka_unit_test(a_record_without_a_field_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
