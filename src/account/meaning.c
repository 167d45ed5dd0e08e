/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an event means, in words. */
#define _GNU_SOURCE
#include "account/meaning.h"

#include "base/array.h"
#include "base/cleanup.h"

#include <auparse.h>
#include <errno.h>
#include <string.h>

struct meaning {
	auparse_state_t *parser;
	struct meaning_event *event; /* what is being read into */
	bool with_records;
	bool enriched;
	int code;
};

void meaning_free(struct meaning *meaning)
{
	if (!meaning)
		return;
	if (meaning->parser)
		auparse_destroy(meaning->parser);
	free(meaning);
}

void meaning_done(struct meaning **meaning)
{
	meaning_free(*meaning);
}

static void record_done(struct meaning_record *record)
{
	for (size_t i = 0; i < record->n_fields; i++) {
		free(record->fields[i].name);
		free(record->fields[i].raw);
		free(record->fields[i].interpreted);
	}
	free(record->fields);
	free(record->type);
}

void meaning_event_done(struct meaning_event *event)
{
	for (size_t i = 0; i < event->n_records; i++)
		record_done(&event->records[i]);
	free(event->records);
	free(event->subject);
	free(event->action);
	free(event->object);
	free(event->how);
	free(event->key);
	*event = (struct meaning_event){ 0 };
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

/* The user under the cursor: by name where the record itself has it, else by number; 0 is root
 * everywhere. */
static int keep_user(struct meaning *meaning, char **ret_user)
{
	const char *name = auparse_interpret_field(meaning->parser);
	const char *number = auparse_get_field_str(meaning->parser);

	if (meaning->enriched || !name || strcmp(name, "unset") == 0)
		return keep(name, ret_user);
	if (strcmp(number, "0") == 0)
		return keep("root", ret_user);
	return asprintf(ret_user, "user %s", number) < 0 ? -ENOMEM : 0;
}

static int read_subject(struct meaning *meaning)
{
	char **subject = &meaning->event->subject;
	int code = 0;

	if (auparse_normalize_subject_primary(meaning->parser) == 1)
		code = keep_user(meaning, subject);
	if (code == 0 && !*subject && auparse_normalize_subject_secondary(meaning->parser) == 1)
		code = keep_user(meaning, subject);
	return code;
}

static int read_field_under(struct meaning *meaning, int found, char **ret_text)
{
	return found == 1 ? keep(auparse_interpret_field(meaning->parser), ret_text) : 0;
}

/* A text that is more than one event to libauparse is named by the first that has an action. */
static void forget_names(struct meaning_event *event)
{
	char **const names[] = { &event->subject, &event->action, &event->object, &event->how,
				 &event->key };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		free(*names[i]);
		*names[i] = NULL;
	}
}

static int normalize(struct meaning *meaning)
{
	auparse_state_t *parser = meaning->parser;
	struct meaning_event *event = meaning->event;
	int code;

	forget_names(event);
	if (auparse_normalize(parser, NORM_OPT_NO_ATTRS) != 0)
		return 0;
	code = read_subject(meaning);
	if (code == 0)
		code = keep(auparse_normalize_get_action(parser), &event->action);
	if (code == 0)
		code = read_field_under(meaning, auparse_normalize_object_primary(parser),
					&event->object);
	if (code == 0)
		code = keep(auparse_normalize_how(parser), &event->how);
	if (code == 0)
		code = read_field_under(meaning, auparse_normalize_key(parser), &event->key);
	return code;
}

static int add_field(struct meaning *meaning, struct meaning_record *record)
{
	const char *name = auparse_get_field_name(meaning->parser);
	const char *raw = auparse_get_field_str(meaning->parser);
	struct meaning_field *grown, *field;

	/* libauparse says of a record without any field that it has a first one. */
	if (!name)
		return 0;
	grown = array_grow(record->fields, record->n_fields, &record->fields_capacity,
			   sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	record->fields = grown;
	field = &grown[record->n_fields++];
	*field = (struct meaning_field){
		.name = strdup(name),
		.raw = strdup(raw ? raw : ""),
		.interpreted = NULL,
	};
	raw = auparse_interpret_field(meaning->parser);
	field->interpreted = strdup(raw ? raw : "");
	return field->name && field->raw && field->interpreted ? 0 : -ENOMEM;
}

static int add_record(struct meaning *meaning)
{
	struct meaning_event *event = meaning->event;
	struct meaning_record *grown = array_grow(event->records, event->n_records,
						  &event->records_capacity, sizeof(*grown));
	const char *type = auparse_get_type_name(meaning->parser);
	int code = 0;

	if (!grown)
		return -ENOMEM;
	event->records = grown;
	grown[event->n_records++] = (struct meaning_record){ .type = strdup(type ? type : "?") };
	if (!grown[event->n_records - 1].type)
		return -ENOMEM;
	if (auparse_first_field(meaning->parser) != 1)
		return 0;
	do {
		code = add_field(meaning, &grown[event->n_records - 1]);
	} while (code == 0 && auparse_next_field(meaning->parser) == 1);
	return code;
}

/* libauparse calls this with each event that what it was fed completes. */
static void take_event(auparse_state_t *parser, auparse_cb_event_t type, void *context)
{
	struct meaning *meaning = context;

	if (type != AUPARSE_CB_EVENT_READY || meaning->code < 0 || !meaning->event)
		return;
	if (!meaning->event->action)
		meaning->code = normalize(meaning);
	if (!meaning->with_records || auparse_first_record(parser) != 1)
		return;
	do {
		meaning->code = add_record(meaning);
	} while (meaning->code == 0 && auparse_next_record(parser) == 1);
}

int meaning_new(struct meaning **ret_meaning)
{
	struct meaning *meaning = calloc(1, sizeof(*meaning));

	if (!meaning)
		return -ENOMEM;
	*ret_meaning = meaning;
	return 0;
}

/* Only when there is something to read: libauparse looks at this machine's auditd.conf as it
 * begins.
 */
static int begin(struct meaning *meaning)
{
	if (meaning->parser)
		return 0;
	meaning->parser = auparse_init(AUSOURCE_FEED, NULL);
	if (!meaning->parser)
		return -ENOMEM;
	auparse_add_callback(meaning->parser, take_event, meaning, NULL);
	return 0;
}

int meaning_read(struct meaning *meaning, const char *text, bool with_records,
		 struct meaning_event *ret_event)
{
	CLEANUP(meaning_event_done) struct meaning_event event = { 0 };

	if (begin(meaning) < 0)
		return -ENOMEM;
	meaning->event = &event;
	meaning->with_records = with_records;
	meaning->enriched = strchr(text, '\x1d') != NULL;
	meaning->code = 0;
	if (auparse_feed(meaning->parser, text, strlen(text)) < 0)
		meaning->code = -ENOMEM;
	(void)auparse_flush_feed(meaning->parser);
	meaning->event = NULL;
	if (meaning->code < 0)
		return meaning->code;
	*ret_event = event;
	event = (struct meaning_event){ 0 };
	return 0;
}

char *meaning_sentence(const struct meaning_event *event)
{
	char *sentence = NULL;

	if (!event->action)
		return NULL;
	if (asprintf(&sentence, "%s%s%s%s%s%s%s", event->subject ? event->subject : "",
		     event->subject ? " " : "", event->action, event->object ? " " : "",
		     event->object ? event->object : "", event->how ? " by " : "",
		     event->how ? event->how : "") < 0)
		return NULL;
	return sentence;
}
