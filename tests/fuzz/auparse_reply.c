/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes what comes back from libauparse's process, which a log may have taken over. The first byte
 * is how many records there may be; the rest is a reply, and the bytes of a message as they come
 * over the socket, cut off wherever they end.
 */
#define _GNU_SOURCE
#include "explain/auparse_client.h"
#include "explain/auparse_worker.h"
#include "fuzz.h"
#include "util/frame.h"

#include <errno.h>
#include <sys/socket.h>

#define MESSAGE_MOST 1024

/* What was read makes the same reply again: nothing was passed over, nothing made up. */
static void write_again(const struct auparse_client_event *event, struct frame *frame)
{
	const char *names[] = { event->subject, event->action, event->object, event->how,
				event->key };
	const enum reply_tag tags[] = { REPLY_SUBJECT, REPLY_ACTION, REPLY_OBJECT, REPLY_HOW,
					REPLY_KEY };

	for (size_t i = 0; i < event->n_records; i++) {
		const struct auparse_client_record *record = &event->records[i];

		auparse_worker_put(frame, REPLY_RECORD, record->type);
		for (size_t j = 0; j < record->n_fields; j++) {
			auparse_worker_put(frame, REPLY_FIELD_NAME, record->fields[j].name);
			auparse_worker_put(frame, REPLY_FIELD_RAW, record->fields[j].raw);
			auparse_worker_put(frame, REPLY_FIELD_INTERPRETED,
					   record->fields[j].interpreted);
		}
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i])
			auparse_worker_put(frame, tags[i], names[i]);
	auparse_worker_put(frame, REPLY_END, "");
}

static void check_same(const struct auparse_client_event *event,
		       const struct auparse_client_event *again)
{
	CLEANUP(cleanup_free) char *one = auparse_client_sentence(event);
	CLEANUP(cleanup_free) char *other = auparse_client_sentence(again);

	REQUIRE(!one == !other && (!one || strcmp(one, other) == 0));
	REQUIRE(event->n_records == again->n_records);
	for (size_t i = 0; i < event->n_records; i++) {
		REQUIRE(strcmp(event->records[i].type, again->records[i].type) == 0);
		REQUIRE(event->records[i].n_fields == again->records[i].n_fields);
	}
}

static void read_reply(const uint8_t *data, size_t size, size_t records_most)
{
	CLEANUP(auparse_client_event_done) struct auparse_client_event event = { 0 };
	CLEANUP(auparse_client_event_done) struct auparse_client_event again = { 0 };
	CLEANUP(frame_done) struct frame frame = { 0 };
	char *copy;
	int code = auparse_client_parse(fuzz_text(data, size), size, records_most, &event);

	REQUIRE(code == 0 || code == -EBADMSG);
	if (code < 0)
		return;
	REQUIRE(event.n_records <= records_most && !event.failed);
	write_again(&event, &frame);
	REQUIRE(frame.length == size);
	copy = fuzz_text(frame.bytes + sizeof(uint32_t), frame.length);
	REQUIRE(auparse_client_parse(copy, frame.length, records_most, &again) == 0);
	check_same(&event, &again);
}

/* Each message is of the length that it says, and at most of that which is taken; what is behind
 * the last is refused. */
static void receive(const uint8_t *data, size_t size)
{
	size_t taken = 0;
	int ends[2], code;

	REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
	REQUIRE(send(ends[1], data, size, 0) == (ssize_t)size);
	REQUIRE(close(ends[1]) == 0);
	do {
		CLEANUP(cleanup_free) char *bytes = NULL;
		int patience_ms = 1000;
		size_t length;

		code = frame_receive(ends[0], MESSAGE_MOST, &patience_ms, &bytes, &length);
		REQUIRE(code == 0 || code == -EPIPE || code == -EMSGSIZE);
		if (code < 0)
			break;
		REQUIRE(length <= MESSAGE_MOST && taken + sizeof(uint32_t) + length <= size);
		REQUIRE(memcmp(bytes, data + taken + sizeof(uint32_t), length) == 0);
		taken += sizeof(uint32_t) + length;
	} while (code == 0);
	REQUIRE(close(ends[0]) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	read_reply(data + 1, size - 1, *data);
	if (size > 1)
		receive(data + 1, size - 1);
	return 0;
}
