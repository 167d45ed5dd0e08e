/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks the process of libauparse about events. */
#include "explain/auparse_client.h"

#include "explain/auparse_worker.h"
#include "util/cleanup.h"
#include "util/frame.h"
#include "util/sandbox.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>

struct auparse_client {
	struct sandbox sandbox; /* of the worker; none before the first event */
	unsigned begun;		/* workers that were started, or could not be */
	uint64_t failures;
};

struct auparse_client *auparse_client_new(void)
{
	return xcalloc(1, sizeof(struct auparse_client));
}

void auparse_client_free(struct auparse_client *client)
{
	if (!client)
		return;
	sandbox_end(&client->sandbox, NULL);
	free(client);
}

void auparse_client_done(struct auparse_client **client)
{
	auparse_client_free(*client);
}

void auparse_client_event_done(struct auparse_client_event *event)
{
	for (size_t i = 0; i < event->n_records; i++)
		free(event->records[i].fields);
	free(event->records);
	free(event->text);
	*event = (struct auparse_client_event){ 0 };
}

/* Reads the texts of a reply one by one. */
struct reply_reader {
	const char *at, *end;
	size_t records_most;
	const char *text; /* the last one that was read */
	char tag;
};

static bool reply_next(struct reply_reader *reader)
{
	size_t left = (size_t)(reader->end - reader->at);
	const char *nul = left ? memchr(reader->at + 1, '\0', left - 1) : NULL;

	if (!nul)
		return false;
	reader->tag = *reader->at;
	reader->text = reader->at + 1;
	reader->at = nul + 1;
	return true;
}

static int reply_read_record(const struct reply_reader *reader, struct auparse_client_event *event)
{
	if (event->n_records >= reader->records_most)
		return -EBADMSG;
	event->records = xarray_grow(event->records, event->n_records, &event->records_capacity,
				     sizeof(*event->records));
	event->records[event->n_records++] = (struct auparse_client_record){ .type = reader->text };
	return 0;
}

/* A field is three texts; its name is read already. */
static int reply_read_field(struct reply_reader *reader, struct auparse_client_event *event)
{
	struct auparse_client_field field = { .name = reader->text };
	struct auparse_client_record *record;

	if (!event->n_records || !reply_next(reader) || reader->tag != REPLY_FIELD_RAW)
		return -EBADMSG;
	field.raw = reader->text;
	if (!reply_next(reader) || reader->tag != REPLY_FIELD_INTERPRETED)
		return -EBADMSG;
	field.interpreted = reader->text;
	record = &event->records[event->n_records - 1];
	record->fields = xarray_grow(record->fields, record->n_fields, &record->fields_capacity,
				     sizeof(field));
	record->fields[record->n_fields++] = field;
	return 0;
}

static int reply_read_name(const struct reply_reader *reader, const char **name)
{
	if (*name || !*reader->text)
		return -EBADMSG;
	*name = reader->text;
	return 0;
}

static int reply_read_part(struct reply_reader *reader, struct auparse_client_event *event)
{
	switch ((enum reply_tag)reader->tag) {
	case REPLY_RECORD:
		return reply_read_record(reader, event);
	case REPLY_FIELD_NAME:
		return reply_read_field(reader, event);
	case REPLY_SUBJECT:
		return reply_read_name(reader, &event->subject);
	case REPLY_ACTION:
		return reply_read_name(reader, &event->action);
	case REPLY_OBJECT:
		return reply_read_name(reader, &event->object);
	case REPLY_HOW:
		return reply_read_name(reader, &event->how);
	case REPLY_KEY:
		return reply_read_name(reader, &event->key);
	default:
		return -EBADMSG;
	}
}

int auparse_client_parse(char *bytes, size_t length, size_t records_most,
			 struct auparse_client_event *ret_event)
{
	CLEANUP(auparse_client_event_done) struct auparse_client_event event = { .text = bytes };
	struct reply_reader reader = {
		.at = bytes,
		.end = bytes + length,
		.records_most = records_most,
	};
	bool read = reply_next(&reader);

	while (read && reader.tag != REPLY_END)
		read = reply_read_part(&reader, &event) == 0 && reply_next(&reader);
	if (!read || *reader.text || reader.at != reader.end)
		return -EBADMSG;
	*ret_event = event;
	event = (struct auparse_client_event){ 0 };
	return 0;
}

static int start_worker(struct auparse_client *client)
{
	const struct sandbox_job job = { .run = auparse_worker_serve };

	if (client->sandbox.child)
		return 0;
	if (client->begun >= AUPARSE_CLIENT_PROCESSES)
		return -ECHILD;
	client->begun++;
	return sandbox_begin(&job, &client->sandbox);
}

static int ask_worker(const struct auparse_client *client, const char *text, bool with_records,
		      char **ret_reply, size_t *ret_length)
{
	CLEANUP(frame_done) struct frame request = { 0 };
	size_t length = strlen(text);
	int patience_ms = AUPARSE_CLIENT_PATIENCE_MS, code;

	frame_add(&request, with_records ? "+" : "-", 1);
	frame_add(&request, text, length);
	code = frame_send(client->sandbox.fd, &request, &patience_ms);
	return code < 0 ? code
			: frame_receive(client->sandbox.fd, AUPARSE_CLIENT_REPLY_MAX(length),
					&patience_ms, ret_reply, ret_length);
}

static size_t count_newlines(const char *text)
{
	size_t count = 0;

	for (const char *at = text; (at = strchr(at, '\n')); at++)
		count++;
	return count;
}

/* A worker that failed in any way is not asked again. */
static int interpret_event(struct auparse_client *client, const char *text, bool with_records,
			   struct auparse_client_event *ret_event)
{
	char *reply = NULL;
	size_t length = 0;
	int code = strlen(text) > AUPARSE_CLIENT_TEXT_MAX ? -EMSGSIZE : start_worker(client);

	if (code < 0)
		return code;
	code = ask_worker(client, text, with_records, &reply, &length);
	if (code == 0)
		code = auparse_client_parse(reply, length, with_records ? count_newlines(text) : 0,
					    ret_event);
	if (code < 0)
		sandbox_end(&client->sandbox, NULL);
	return code;
}

struct auparse_client_event auparse_client_read(struct auparse_client *client, const char *text,
						bool with_records)
{
	struct auparse_client_event event = { 0 };

	event.failed = interpret_event(client, text, with_records, &event) < 0;
	client->failures += event.failed;
	return event;
}

uint64_t auparse_client_failures(const struct auparse_client *client)
{
	return client->failures;
}

char *auparse_client_sentence(const struct auparse_client_event *event)
{
	if (!event->action)
		return NULL;
	return xasprintf("%s%s%s%s%s%s%s", event->subject ? event->subject : "",
			 event->subject ? " " : "", event->action, event->object ? " " : "",
			 event->object ? event->object : "", event->how ? " by " : "",
			 event->how ? event->how : "");
}
