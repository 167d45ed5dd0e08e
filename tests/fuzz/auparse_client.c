/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes what is asked about events, as the program asks it: of libauparse in a process of its own.
 * Parts: the lines of one event each. libauparse's own bugs (3.0.9 reads and writes beyond its
 * buffers) end that process and are no finding; what they can make it say is fuzzed by
 * auparse_reply.c. The price is that what libauparse reaches does not lead libFuzzer.
 */
#define _GNU_SOURCE
#include "explain/auparse_client.h"
#include "fuzz.h"

#include <errno.h>
#include <sys/wait.h>

/* The program asks about lines that its own scanner has taken for records. */
static char *records_of(struct slice part, size_t *ret_lines)
{
	char *text = calloc(part.length + 2, 1), *to = text;
	const char *at = part.start, *end = at + part.length;
	struct record record;

	REQUIRE(text);
	*ret_lines = 0;
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((newline ? newline : end) - at);

		if (record_scan(at, length, &record) == 0) {
			memcpy(to, at, length);
			to += length;
			*to++ = '\n';
			++*ret_lines;
		}
		at += length + 1;
	}
	return text;
}

static void read_event(struct auparse_client *client, struct slice part, bool with_records)
{
	size_t lines;
	CLEANUP(cleanup_free) char *text = records_of(part, &lines);
	uint64_t before = auparse_client_failures(client);
	CLEANUP(auparse_client_event_done)
	struct auparse_client_event event = auparse_client_read(client, text, with_records);
	CLEANUP(cleanup_free) char *sentence = NULL;

	sentence = auparse_client_sentence(&event);
	REQUIRE(!event.action == !sentence);
	REQUIRE(event.n_records <= (with_records ? lines : 0));
	REQUIRE(auparse_client_failures(client) == before + event.failed);
	REQUIRE(!event.failed || (!sentence && !event.n_records));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct auparse_client *client = auparse_client_new();

	while (size) {
		struct slice part = fuzz_part(&data, &size);

		read_event(client, part, size % 2);
	}
	auparse_client_free(client);
	/* No process is left behind, dead or alive. */
	REQUIRE(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
	return 0;
}
