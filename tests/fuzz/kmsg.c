/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the kernel's messages as text: dmesg, a console, journalctl, syslog. */
#define _GNU_SOURCE
#include "evidence/kmsg.h"
#include "evidence/kmsg_line.h"
#include "fuzz.h"

static void check_line(struct slice line)
{
	struct kmsg_line scanned = { 0 };
	struct kmsg_fact fact = { 0 };

	if (!kmsg_line_scan(line.start, line.length, &scanned))
		return;
	fuzz_check_slice(scanned.message, line);
	if (kmsg_fact(scanned.message, &fact))
		fuzz_check_slice(fact.text, scanned.message);
}

/* Facts come in the order of the file. */
struct progress {
	uint64_t boot, line, facts;
	bool apart;
};

static int take(void *context, const struct kmsg_fact *fact)
{
	struct progress *progress = context;

	REQUIRE(progress->apart || fact->boot >= progress->boot);
	REQUIRE(fact->boot <= progress->facts);
	REQUIRE(fact->line >= progress->line && fact->line > 0);
	REQUIRE(!fact->text.length || fact->text.start);
	progress->boot = fact->boot;
	progress->line = fact->line;
	progress->facts++;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_close) int fd = fuzz_fd(data, size);
	struct progress progress = { 0 };
	struct source source = { 0 };
	const char *at = (const char *)data, *end = at + size;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((newline ? newline : end) - at);
		CLEANUP(cleanup_free) char *line = fuzz_text(at, length);

		check_line((struct slice){ .start = line, .length = length });
		at += length + 1;
	}
	for (int i = 0; i < 2; i++) {
		bool apart = progress.apart = i;

		REQUIRE(lseek(fd, 0, SEEK_SET) == 0);
		REQUIRE(kmsg_read(fd, "log", &apart, take, &progress, &source, NULL) == 0);
		REQUIRE(progress.line <= source.lines);
		source_done(&source);
		progress = (struct progress){ 0 };
	}
	return 0;
}
