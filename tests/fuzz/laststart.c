/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the search from the end for where the newest boot begins. Parts: logs, oldest first. */
#define _GNU_SOURCE
#include "boots/laststart.h"
#include "fuzz.h"

#define LOGS_MAX 4

static void check(const struct evidence *evidence, const struct laststart *start)
{
	char line[sizeof("type=DAEMON_START ")] = "";
	char before = '\n';
	int fd;

	REQUIRE(start->log < evidence->n_logs);
	fd = evidence->logs[start->log].fd;
	REQUIRE(start->offset >= 0);
	if (start->offset)
		REQUIRE(pread(fd, &before, 1, start->offset - 1) == 1);
	REQUIRE(before == '\n');
	REQUIRE(pread(fd, line, sizeof(line) - 1, start->offset) > 0);
	REQUIRE(strncmp(line, "type=DAEMON_START ", 18) == 0 || strncmp(line, "node=", 5) == 0 ||
		!*line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct evidence_log logs[LOGS_MAX] = { 0 };
	char stem[] = "audit.log";
	struct evidence evidence = { .logs = logs };
	struct laststart start;
	int found;

	do {
		struct slice part = fuzz_part(&data, &size);

		logs[evidence.n_logs++] = (struct evidence_log){
			.name = stem, .stem = stem, .fd = fuzz_fd(part.start, part.length)
		};
	} while (size && evidence.n_logs < LOGS_MAX);
	found = laststart_find(&evidence, &start);
	REQUIRE(found == 0 || found == 1);
	if (found)
		check(&evidence, &start);
	for (size_t i = 0; i < evidence.n_logs; i++) {
		REQUIRE(lseek(logs[i].fd, 0, SEEK_CUR) == 0);
		(void)close(logs[i].fd);
	}
	return 0;
}
