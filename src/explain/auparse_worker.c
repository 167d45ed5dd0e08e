/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libauparse, asked about events: the only file that calls it. */
#include "explain/auparse_worker.h"

#include "explain/auparse_client.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <auparse.h>
#include <errno.h>
#include <string.h>

/* The names of an event, in the order in which they are asked for. */
enum event_name {
	NAME_SUBJECT,
	NAME_ACTION,
	NAME_OBJECT,
	NAME_HOW,
	NAME_KEY,
	NAMES,
};

struct auparse_worker {
	auparse_state_t *parser;
	struct frame *reply; /* NULL between two events */
	char *names[NAMES];
	bool with_records;
	bool enriched;
};

void auparse_worker_put(struct frame *reply, enum reply_tag tag, const char *text)
{
	const char letter = (char)tag;

	frame_add(reply, &letter, 1);
	frame_add(reply, text, strlen(text) + 1);
}

static void forget_names(struct auparse_worker *worker)
{
	for (size_t i = 0; i < NAMES; i++) {
		free(worker->names[i]);
		worker->names[i] = NULL;
	}
}

void auparse_worker_free(struct auparse_worker *worker)
{
	if (!worker)
		return;
	forget_names(worker);
	if (worker->parser)
		auparse_destroy(worker->parser);
	free(worker);
}

/* A copy of a text that libauparse lends until the next call; NULL where it says nothing. */
static char *copy_name(const char *text)
{
	bool empty = !text || !*text || strcmp(text, "unset") == 0 || strcmp(text, "?") == 0;

	return empty ? NULL : xstrdup(text);
}

static bool field_is_account(auparse_state_t *parser)
{
	int type = auparse_get_field_type(parser);

	return type == AUPARSE_TYPE_UID || type == AUPARSE_TYPE_GID;
}

/* An account's name by its number alone, in libauparse's words. */
static const char *name_account_number(const char *number)
{
	if (strcmp(number, "0") == 0)
		return "root";
	return strcmp(number, "4294967295") == 0 || strcmp(number, "-1") == 0 ? "unset" : number;
}

/* The field under the cursor. libauparse would look an account up on this machine, which may not be
 * the log's. Where auditd enriched the record, an account without a name is "unknown(NUMBER)". */
static const char *interpret_field(struct auparse_worker *worker)
{
	auparse_state_t *parser = worker->parser;
	const char *raw = auparse_get_field_str(parser), *text;

	if (!raw || !field_is_account(parser))
		return auparse_interpret_field(parser);
	text = worker->enriched ? auparse_interpret_field(parser) : NULL;
	return text && strncmp(text, "unknown(", 8) != 0 ? text : name_account_number(raw);
}

/* The user under the cursor: by name where the record itself has it, else by number; 0 is root
 * everywhere. */
static char *copy_user(struct auparse_worker *worker)
{
	const char *name = interpret_field(worker);
	const char *number = auparse_get_field_str(worker->parser);
	bool named = worker->enriched && number && name &&
		     !(field_is_account(worker->parser) && strcmp(name, number) == 0);

	if (named || !name || !number || strcmp(name, "unset") == 0)
		return copy_name(name);
	return strcmp(number, "0") == 0 ? xstrdup("root") : xasprintf("user %s", number);
}

static char *copy_subject(struct auparse_worker *worker)
{
	char *subject = NULL;

	if (auparse_normalize_subject_primary(worker->parser) == 1)
		subject = copy_user(worker);
	if (!subject && auparse_normalize_subject_secondary(worker->parser) == 1)
		subject = copy_user(worker);
	return subject;
}

/* Takes: whether libauparse has put the cursor on a field. */
static char *copy_field_name(struct auparse_worker *worker, int found)
{
	return found == 1 ? copy_name(interpret_field(worker)) : NULL;
}

/* Where libauparse sees several events in the text, the first that has an action names it. */
static void read_names(struct auparse_worker *worker)
{
	auparse_state_t *parser = worker->parser;
	char **names = worker->names;

	forget_names(worker);
	if (auparse_normalize(parser, NORM_OPT_NO_ATTRS) != 0)
		return;
	names[NAME_SUBJECT] = copy_subject(worker);
	names[NAME_ACTION] = copy_name(auparse_normalize_get_action(parser));
	names[NAME_OBJECT] = copy_field_name(worker, auparse_normalize_object_primary(parser));
	names[NAME_HOW] = copy_name(auparse_normalize_how(parser));
	names[NAME_KEY] = copy_field_name(worker, auparse_normalize_key(parser));
}

static void put_reply_field(struct auparse_worker *worker)
{
	const char *name = auparse_get_field_name(worker->parser);
	const char *raw = auparse_get_field_str(worker->parser);

	/* libauparse says that even a record without fields has a first one. */
	if (!name)
		return;
	auparse_worker_put(worker->reply, REPLY_FIELD_NAME, name);
	auparse_worker_put(worker->reply, REPLY_FIELD_RAW, raw ? raw : "");
	raw = interpret_field(worker);
	auparse_worker_put(worker->reply, REPLY_FIELD_INTERPRETED, raw ? raw : "");
}

static void put_reply_record(struct auparse_worker *worker)
{
	const char *type = auparse_get_type_name(worker->parser);

	auparse_worker_put(worker->reply, REPLY_RECORD, type ? type : "?");
	if (auparse_first_field(worker->parser) != 1)
		return;
	do {
		put_reply_field(worker);
	} while (auparse_next_field(worker->parser) == 1);
}

static void put_reply_names(struct auparse_worker *worker, struct frame *reply)
{
	static const enum reply_tag tags[NAMES] = {
		[NAME_SUBJECT] = REPLY_SUBJECT, [NAME_ACTION] = REPLY_ACTION,
		[NAME_OBJECT] = REPLY_OBJECT,	[NAME_HOW] = REPLY_HOW,
		[NAME_KEY] = REPLY_KEY,
	};

	for (size_t i = 0; i < NAMES; i++)
		if (worker->names[i])
			auparse_worker_put(reply, tags[i], worker->names[i]);
	auparse_worker_put(reply, REPLY_END, "");
}

/* libauparse calls this with each event that is complete. */
static void take_ready_event(auparse_state_t *parser, auparse_cb_event_t type, void *context)
{
	struct auparse_worker *worker = context;

	if (type != AUPARSE_CB_EVENT_READY || !worker->reply)
		return;
	if (!worker->names[NAME_ACTION])
		read_names(worker);
	if (!worker->with_records || auparse_first_record(parser) != 1)
		return;
	do {
		put_reply_record(worker);
	} while (auparse_next_record(parser) == 1);
}

struct auparse_worker *auparse_worker_new(void)
{
	struct auparse_worker *worker = xcalloc(1, sizeof(*worker));

	worker->parser = auparse_init(AUSOURCE_FEED, NULL);
	if (!worker->parser)
		xalloc_end();
	auparse_add_callback(worker->parser, take_ready_event, worker, NULL);
	return worker;
}

void auparse_worker_read(struct auparse_worker *worker, const char *text, bool with_records,
			 struct frame *reply)
{
	forget_names(worker);
	worker->reply = reply;
	worker->with_records = with_records;
	worker->enriched = strchr(text, '\x1d') != NULL;
	if (auparse_feed(worker->parser, text, strlen(text)) < 0)
		xalloc_end();
	(void)auparse_flush_feed(worker->parser);
	worker->reply = NULL;
	put_reply_names(worker, reply);
}

static int answer_request(struct auparse_worker *worker, int fd)
{
	CLEANUP(cleanup_free) char *request = NULL;
	CLEANUP(frame_done) struct frame reply = { 0 };
	size_t length = 0;
	int code = frame_receive(fd, AUPARSE_CLIENT_TEXT_MAX + 1, NULL, &request, &length);

	if (code == 0 && !length)
		code = -EBADMSG;
	if (code < 0)
		return code;
	auparse_worker_read(worker, request + 1, *request == '+', &reply);
	return frame_send(fd, &reply, NULL);
}

void auparse_worker_serve(int fd, void *context)
{
	struct auparse_worker *worker = auparse_worker_new();

	(void)context;
	while (answer_request(worker, fd) == 0)
		;
	auparse_worker_free(worker);
}
