/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the search from the end for where the newest boot begins. Parts: logs, oldest first. */
#define _GNU_SOURCE
#include "boots/newest.h"
#include "fuzz.h"
#include "util/range.h"

#define LOGS_MAX 4

static void check(const struct evidence *evidence, const struct newest *start)
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

/* Looks for the newest boot in the set as if it was known to have begun then. */
static void find(const struct evidence *evidence, const struct logset *set, int64_t began_ms)
{
	struct newest start;
	int found = newest_find(set, began_ms, &start);

	REQUIRE(found == 0 || found == 1);
	if (!found)
		return;
	/* All of the set is of the boot, wherever auditd started. */
	if (!start.offset && !start.time_ms)
		return;
	check(evidence, &start);
	REQUIRE(newest_is_at(evidence->logs[start.log].fd, start.offset));
}

static void find_all(const struct evidence *evidence)
{
	CLEANUP(logset_done) struct logset set = { 0 };
	struct logset_stamp last;

	if (logset_init(evidence, &set) != 1)
		return;
	find(evidence, &set, TIME_UNKNOWN);
	find(evidence, &set, 0);
	if (logset_last_stamp(&set, &last) == 1)
		for (int64_t before_ms = 1; before_ms < INT64_C(1) << 40; before_ms <<= 4)
			find(evidence, &set, last.time_ms - before_ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct evidence_log logs[LOGS_MAX] = { 0 };
	char stem[] = "audit.log";
	struct evidence evidence = { .logs = logs };

	do {
		struct slice part = fuzz_part(&data, &size);

		logs[evidence.n_logs++] = (struct evidence_log){
			.name = stem, .stem = stem, .fd = fuzz_fd(part.start, part.length)
		};
	} while (size && evidence.n_logs < LOGS_MAX);
	find_all(&evidence);
	for (size_t i = 0; i < evidence.n_logs; i++) {
		REQUIRE(lseek(logs[i].fd, 0, SEEK_CUR) == 0);
		(void)close(logs[i].fd);
	}
	return 0;
}
