/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libauparse, asked about events. */
#define _GNU_SOURCE
#include "account/interpreter.h"

#include "account/reply.h"
#include "base/cleanup.h"

#include <auparse.h>
#include <errno.h>
#include <string.h>

/* The names of an event, in the order in which they are asked for. */
enum name {
	NAME_SUBJECT,
	NAME_ACTION,
	NAME_OBJECT,
	NAME_HOW,
	NAME_KEY,
	NAMES,
};

struct interpreter {
	auparse_state_t *parser;
	struct frame *reply; /* what is being read into; NULL between two events */
	char *names[NAMES];
	bool with_records;
	bool enriched;
	int code;
};

static void forget_names(struct interpreter *interpreter)
{
	for (size_t i = 0; i < NAMES; i++) {
		free(interpreter->names[i]);
		interpreter->names[i] = NULL;
	}
}

void interpreter_free(struct interpreter *interpreter)
{
	if (!interpreter)
		return;
	forget_names(interpreter);
	if (interpreter->parser)
		auparse_destroy(interpreter->parser);
	free(interpreter);
}

/* Copies a text that libauparse lends until the next call; what says nothing becomes NULL. */
static int keep(const char *text, char **ret_copy)
{
	*ret_copy = NULL;
	if (!text || !*text || strcmp(text, "unset") == 0 || strcmp(text, "?") == 0)
		return 0;
	*ret_copy = strdup(text);
	return *ret_copy ? 0 : -ENOMEM;
}

static bool is_account(auparse_state_t *parser)
{
	int type = auparse_get_field_type(parser);

	return type == AUPARSE_TYPE_UID || type == AUPARSE_TYPE_GID;
}

/* An account's name by its number alone; as libauparse says it. */
static const char *name_of(const char *number)
{
	if (strcmp(number, "0") == 0)
		return "root";
	return strcmp(number, "4294967295") == 0 || strcmp(number, "-1") == 0 ? "unset" : number;
}

/* The field under the cursor. libauparse would look an account up on this machine, which may be
 * another; what auditd added to the record has none for an account without a name. */
static const char *interpret(struct interpreter *interpreter)
{
	auparse_state_t *parser = interpreter->parser;
	const char *raw = auparse_get_field_str(parser), *text;

	if (!raw || !is_account(parser))
		return auparse_interpret_field(parser);
	text = interpreter->enriched ? auparse_interpret_field(parser) : NULL;
	return text && strncmp(text, "unknown(", 8) != 0 ? text : name_of(raw);
}

/* The user under the cursor: by name where the record itself has it, else by number; 0 is root
 * everywhere. */
static int keep_user(struct interpreter *interpreter, char **ret_user)
{
	const char *name = interpret(interpreter);
	const char *number = auparse_get_field_str(interpreter->parser);
	bool named = interpreter->enriched && number && name &&
		     !(is_account(interpreter->parser) && strcmp(name, number) == 0);

	if (named || !name || !number || strcmp(name, "unset") == 0)
		return keep(name, ret_user);
	if (strcmp(number, "0") == 0)
		return keep("root", ret_user);
	return asprintf(ret_user, "user %s", number) < 0 ? -ENOMEM : 0;
}

static int read_subject(struct interpreter *interpreter)
{
	char **subject = &interpreter->names[NAME_SUBJECT];
	int code = 0;

	if (auparse_normalize_subject_primary(interpreter->parser) == 1)
		code = keep_user(interpreter, subject);
	if (code == 0 && !*subject && auparse_normalize_subject_secondary(interpreter->parser) == 1)
		code = keep_user(interpreter, subject);
	return code;
}

static int read_field_under(struct interpreter *interpreter, int found, char **ret_text)
{
	return found == 1 ? keep(interpret(interpreter), ret_text) : 0;
}

/* A text that is more than one event to libauparse is named by the first that has an action. */
static int normalize(struct interpreter *interpreter)
{
	auparse_state_t *parser = interpreter->parser;
	char **names = interpreter->names;
	int code;

	forget_names(interpreter);
	if (auparse_normalize(parser, NORM_OPT_NO_ATTRS) != 0)
		return 0;
	code = read_subject(interpreter);
	if (code == 0)
		code = keep(auparse_normalize_get_action(parser), &names[NAME_ACTION]);
	if (code == 0)
		code = read_field_under(interpreter, auparse_normalize_object_primary(parser),
					&names[NAME_OBJECT]);
	if (code == 0)
		code = keep(auparse_normalize_how(parser), &names[NAME_HOW]);
	if (code == 0)
		code = read_field_under(interpreter, auparse_normalize_key(parser),
					&names[NAME_KEY]);
	return code;
}

static void put_field(struct interpreter *interpreter)
{
	const char *name = auparse_get_field_name(interpreter->parser);
	const char *raw = auparse_get_field_str(interpreter->parser);

	/* libauparse says of a record without any field that it has a first one. */
	if (!name)
		return;
	reply_put(interpreter->reply, REPLY_FIELD_NAME, name);
	reply_put(interpreter->reply, REPLY_FIELD_RAW, raw ? raw : "");
	raw = interpret(interpreter);
	reply_put(interpreter->reply, REPLY_FIELD_INTERPRETED, raw ? raw : "");
}

static void put_record(struct interpreter *interpreter)
{
	const char *type = auparse_get_type_name(interpreter->parser);

	reply_put(interpreter->reply, REPLY_RECORD, type ? type : "?");
	if (auparse_first_field(interpreter->parser) != 1)
		return;
	do {
		put_field(interpreter);
	} while (auparse_next_field(interpreter->parser) == 1);
}

static void put_names(struct interpreter *interpreter, struct frame *reply)
{
	static const enum reply_tag tags[NAMES] = {
		[NAME_SUBJECT] = REPLY_SUBJECT, [NAME_ACTION] = REPLY_ACTION,
		[NAME_OBJECT] = REPLY_OBJECT,	[NAME_HOW] = REPLY_HOW,
		[NAME_KEY] = REPLY_KEY,
	};

	for (size_t i = 0; i < NAMES; i++)
		if (interpreter->names[i])
			reply_put(reply, tags[i], interpreter->names[i]);
	reply_put(reply, REPLY_END, "");
}

/* libauparse calls this with each event that what it was fed completes. */
static void take_event(auparse_state_t *parser, auparse_cb_event_t type, void *context)
{
	struct interpreter *interpreter = context;

	if (type != AUPARSE_CB_EVENT_READY || interpreter->code < 0 || !interpreter->reply)
		return;
	if (!interpreter->names[NAME_ACTION])
		interpreter->code = normalize(interpreter);
	if (!interpreter->with_records || auparse_first_record(parser) != 1)
		return;
	do {
		put_record(interpreter);
	} while (auparse_next_record(parser) == 1);
}

int interpreter_new(struct interpreter **ret_interpreter)
{
	struct interpreter *interpreter = calloc(1, sizeof(*interpreter));

	if (!interpreter)
		return -ENOMEM;
	interpreter->parser = auparse_init(AUSOURCE_FEED, NULL);
	if (!interpreter->parser) {
		free(interpreter);
		return -ENOMEM;
	}
	auparse_add_callback(interpreter->parser, take_event, interpreter, NULL);
	*ret_interpreter = interpreter;
	return 0;
}

int interpreter_read(struct interpreter *interpreter, const char *text, bool with_records,
		     struct frame *reply)
{
	forget_names(interpreter);
	interpreter->reply = reply;
	interpreter->with_records = with_records;
	interpreter->enriched = strchr(text, '\x1d') != NULL;
	interpreter->code = 0;
	if (auparse_feed(interpreter->parser, text, strlen(text)) < 0)
		interpreter->code = -ENOMEM;
	(void)auparse_flush_feed(interpreter->parser);
	interpreter->reply = NULL;
	put_names(interpreter, reply);
	return reply->failed ? -ENOMEM : interpreter->code;
}

static int serve_one(struct interpreter *interpreter, int fd)
{
	CLEANUP(cleanup_free) char *request = NULL;
	CLEANUP(frame_done) struct frame reply = { 0 };
	size_t length = 0;
	int code = frame_receive(fd, MEANING_TEXT_MAX + 1, NULL, &request, &length);

	if (code == 0)
		code = length ? interpreter_read(interpreter, request + 1, *request == '+', &reply)
			      : -EBADMSG;
	return code < 0 ? code : frame_send(fd, &reply, NULL);
}

void interpreter_serve(int fd, void *context)
{
	struct interpreter *interpreter = NULL;

	(void)context;
	if (interpreter_new(&interpreter) < 0)
		return;
	while (serve_one(interpreter, fd) == 0)
		;
	interpreter_free(interpreter);
}
