/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes an audit log of any size of a recorded boot: its own lines, and what came behind the boot
 * again and again. */
#define _GNU_SOURCE
#include "evidence/record.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* Bytes of a log from several nodes for each of them: its boot, and some life. */
#define NODE_BYTES 100000
#define NODES_MAX 10000

/* Of a machine that is booted every day: some 10,000 records, which is a quiet one. */
#define DAY_BYTES 2000000
#define DAY_MS (INT64_C(24) * 3600 * 1000)

/* The recorded log: life is what follows the first change of the limit. */
struct recording {
	struct slice whole;
	struct slice life;
	uint32_t life_first; /* serial */
	uint32_t life_serials;
	int64_t life_ms;
};

/* By how much the stamps of a copy are moved. */
struct shift {
	const char *node; /* or NULL */
	uint32_t serials;
	int64_t ms;
};

static bool next_line(struct slice *rest, struct slice *ret_line)
{
	const char *newline = rest->length ? memchr(rest->start, '\n', rest->length) : NULL;

	if (!newline)
		return false;
	*ret_line = (struct slice){ rest->start, (size_t)(newline - rest->start) };
	rest->start = newline + 1;
	rest->length -= ret_line->length + 1;
	return true;
}

/* auditd's own records have serials of another kind. */
static bool is_own(const struct record *record)
{
	return record->flags & TYPES_OF_AUDITD;
}

static void write_record(const struct record *record, const struct shift *shift)
{
	int64_t ms = record->time_ms + shift->ms;

	if (shift->node)
		(void)printf("node=%s ", shift->node);
	(void)printf("type=%.*s msg=audit(%" PRId64 ".%03d:%" PRIu32 "): %.*s\n",
		     (int)record->type_name.length, record->type_name.start, ms / 1000,
		     (int)(ms % 1000), record->serial + (is_own(record) ? 0 : shift->serials),
		     (int)record->body.length, record->body.start);
}

static void write_lines(struct slice lines, const struct shift *shift)
{
	struct slice line;
	struct record record;

	while (next_line(&lines, &line))
		if (record_scan(line.start, line.length, &record) == 0)
			write_record(&record, shift);
}

/* One boot and its life, until the log has the size. */
static void one_boot(const struct recording *recording, long bytes)
{
	struct shift shift = { 0 };

	write_lines(recording->whole, &shift);
	while (ftell(stdout) < bytes) {
		shift.serials += recording->life_serials;
		shift.ms += recording->life_ms;
		write_lines(recording->life, &shift);
	}
}

/* The boot, every day anew. */
static void many_boots(const struct recording *recording, long bytes)
{
	for (struct shift shift = { 0 }; ftell(stdout) < bytes; shift.ms += DAY_MS)
		write_lines(recording->whole, &shift);
}

/* The boot and a day of life behind it, every day anew. */
static void daily_boots(const struct recording *recording, long bytes)
{
	struct shift day = { 0 };

	for (; ftell(stdout) < bytes; day.ms += DAY_MS) {
		const long until = ftell(stdout) + DAY_BYTES;
		struct shift shift = day;

		write_lines(recording->whole, &shift);
		while (ftell(stdout) < until && ftell(stdout) < bytes) {
			shift.serials += recording->life_serials;
			shift.ms += recording->life_ms;
			write_lines(recording->life, &shift);
		}
	}
}

/* Gives the next line of one node to another each time, as a collector receives them. */
static void round_of_nodes(struct slice lines, const struct shift *shifts, size_t count)
{
	struct slice line;
	struct record record;

	while (next_line(&lines, &line))
		for (size_t i = 0; i < count; i++)
			if (record_scan(line.start, line.length, &record) == 0)
				write_record(&record, &shifts[i]);
}

static void many_nodes(const struct recording *recording, long bytes)
{
	static char names[NODES_MAX][16];
	static struct shift shifts[NODES_MAX];
	size_t count = (size_t)bytes / NODE_BYTES + 1;

	count = count < NODES_MAX ? count : NODES_MAX;
	for (size_t i = 0; i < count; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "node%04zu", i);
		shifts[i].node = names[i];
		shifts[i].ms = (int64_t)i * 7;
	}
	for (struct slice lines = recording->whole; ftell(stdout) < bytes;
	     lines = recording->life) {
		round_of_nodes(lines, shifts, count);
		for (size_t i = 0; i < count; i++) {
			shifts[i].serials += recording->life_serials;
			shifts[i].ms += recording->life_ms;
		}
	}
}

/* One boot whose window is as long as the log: the registration and the resize are at its end. */
static void long_window(const struct recording *recording, long bytes)
{
	struct slice rest = recording->whole, start = { rest.start, 0 };
	struct shift shift = { 0 };

	if (next_line(&rest, &start))
		start.length++;
	write_lines(start, &shift);
	for (; ftell(stdout) < bytes; shift.ms += recording->life_ms) {
		write_lines(recording->life, &shift);
		shift.serials += recording->life_serials;
	}
	shift.serials += recording->life_first;
	write_lines(rest, &shift);
}

/* Where the records of a text begin and end: copies moved on by that much do not overlap. */
static void measure(struct recording *recording)
{
	struct slice rest = recording->life, line;
	uint32_t first = UINT32_MAX, last = 0;
	int64_t first_ms = INT64_MAX, last_ms = 0;
	struct record record;

	while (next_line(&rest, &line)) {
		if (record_scan(line.start, line.length, &record) < 0 || is_own(&record))
			continue;
		first = record.serial < first ? record.serial : first;
		last = record.serial > last ? record.serial : last;
		first_ms = record.time_ms < first_ms ? record.time_ms : first_ms;
		last_ms = record.time_ms > last_ms ? record.time_ms : last_ms;
	}
	recording->life_first = first;
	recording->life_serials = last - first + 1;
	recording->life_ms = last_ms - first_ms + 1;
}

/* Life begins behind the change of the limit. */
static void find_life(struct recording *recording)
{
	struct slice rest = recording->whole, line;

	while (!recording->life.length && next_line(&rest, &line))
		if (memmem(line.start, line.length, "audit_backlog_limit=", 20))
			recording->life = rest;
	if (!recording->life.length)
		errx(1, "the recorded log has no change of the limit, or nothing behind it");
}

static struct slice map(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *text;

	if (fd < 0 || fstat(fd, &status) < 0)
		err(1, "cannot open '%s'", path);
	text = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (text == MAP_FAILED)
		err(1, "cannot map '%s'", path);
	return (struct slice){ text, (size_t)status.st_size };
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*make)(const struct recording *recording, long bytes);
	} shapes[] = {
		{ .name = "one-boot", .make = one_boot },
		{ .name = "daily-boots", .make = daily_boots },
		{ .name = "many-boots", .make = many_boots },
		{ .name = "many-nodes", .make = many_nodes },
		{ .name = "long-window", .make = long_window },
	};
	struct recording recording = { 0 };

	if (argc != 4)
		errx(3, "usage: generate LOG SHAPE BYTES > FILE (standard output is a file)");
	recording.whole = map(argv[1]);
	find_life(&recording);
	measure(&recording);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		if (strcmp(shapes[i].name, argv[2]) == 0) {
			shapes[i].make(&recording, strtol(argv[3], NULL, 10));
			if (fclose(stdout) != 0)
				err(4, "cannot write the log");
			return 0;
		}
	}
	errx(3, "no such shape: '%s'", argv[2]);
	return 3;
}
