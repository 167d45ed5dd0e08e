/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the interpreter answers. */
#include "account/reply.h"

#include "base/array.h"
#include "base/cleanup.h"

#include <errno.h>
#include <string.h>

void reply_put(struct frame *frame, enum reply_tag tag, const char *text)
{
	const char letter = (char)tag;

	frame_add(frame, &letter, 1);
	frame_add(frame, text, strlen(text) + 1);
}

/* A reader between two texts. */
struct reader {
	const char *at, *end;
	size_t records_most;
	const char *text; /* the one that was taken last */
	char tag;
};

static bool take_text(struct reader *reader)
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

static int add_record(const struct reader *reader, struct meaning_event *event)
{
	struct meaning_record *grown;

	if (event->n_records >= reader->records_most)
		return -EBADMSG;
	grown = array_grow(event->records, event->n_records, &event->records_capacity,
			   sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	event->records = grown;
	grown[event->n_records++] = (struct meaning_record){ .type = reader->text };
	return 0;
}

/* The two other texts of a field follow its name. */
static int add_field(struct reader *reader, struct meaning_event *event)
{
	struct meaning_field field = { .name = reader->text }, *grown;
	struct meaning_record *record;

	if (!event->n_records || !take_text(reader) || reader->tag != REPLY_FIELD_RAW)
		return -EBADMSG;
	field.raw = reader->text;
	if (!take_text(reader) || reader->tag != REPLY_FIELD_INTERPRETED)
		return -EBADMSG;
	field.interpreted = reader->text;
	record = &event->records[event->n_records - 1];
	grown = array_grow(record->fields, record->n_fields, &record->fields_capacity,
			   sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	record->fields = grown;
	grown[record->n_fields++] = field;
	return 0;
}

static int set_name(const struct reader *reader, const char **name)
{
	if (*name || !*reader->text)
		return -EBADMSG;
	*name = reader->text;
	return 0;
}

static int take_part(struct reader *reader, struct meaning_event *event)
{
	switch ((enum reply_tag)reader->tag) {
	case REPLY_RECORD:
		return add_record(reader, event);
	case REPLY_FIELD_NAME:
		return add_field(reader, event);
	case REPLY_SUBJECT:
		return set_name(reader, &event->subject);
	case REPLY_ACTION:
		return set_name(reader, &event->action);
	case REPLY_OBJECT:
		return set_name(reader, &event->object);
	case REPLY_HOW:
		return set_name(reader, &event->how);
	case REPLY_KEY:
		return set_name(reader, &event->key);
	default:
		return -EBADMSG;
	}
}

int reply_read(char *bytes, size_t length, size_t records_most, struct meaning_event *ret_event)
{
	CLEANUP(meaning_event_done) struct meaning_event event = { .text = bytes };
	struct reader reader = { .at = bytes, .end = bytes + length, .records_most = records_most };
	int code = take_text(&reader) ? 0 : -EBADMSG;

	while (code == 0 && reader.tag != REPLY_END) {
		code = take_part(&reader, &event);
		if (code == 0 && !take_text(&reader))
			code = -EBADMSG;
	}
	if (code == 0 && (*reader.text || reader.at != reader.end))
		code = -EBADMSG;
	if (code < 0)
		return code;
	*ret_event = event;
	event = (struct meaning_event){ 0 };
	return 0;
}
