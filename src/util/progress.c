/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far long work has come. */
#define _GNU_SOURCE
#include "util/progress.h"

#include "util/exit_cleanup.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const struct {
	const char *done;
	const char *bound; /* in front of the time left */
} kinds[] = {
	[PROGRESS_READ] = { .done = "read", .bound = "" },
	[PROGRESS_AGAIN] = { .done = "read again", .bound = "" },
	[PROGRESS_SEARCHED] = { .done = "searched", .bound = "at most " },
	[PROGRESS_UNPACKED] = { .done = "unpacked", .bound = "" },
	[PROGRESS_JOURNAL] = { .done = "of the journal read", .bound = "" },
};

static int64_t progress_clock_ms(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* The unit in which a count of bytes is printed. */
static const char *unit_of(uint64_t bytes, double *ret_unit)
{
	bool large = bytes >= UINT64_C(1) << 30;

	*ret_unit = large ? 1073741824.0 : 1048576.0;
	return large ? "GiB" : "MiB";
}

static void write_left(double seconds, char *text, size_t bytes)
{
	unsigned long left = seconds < 1e9 ? (unsigned long)(seconds + 0.5) : 1000000000;

	if (left < 60)
		(void)snprintf(text, bytes, "%lu s", left);
	else if (left < 3600)
		(void)snprintf(text, bytes, "%lu min", (left + 30) / 60);
	else
		(void)snprintf(text, bytes, "%lu h %lu min", left / 3600, left % 3600 / 60);
}

void progress_line(const struct progress *progress, int64_t elapsed_ms,
		   char ret_line[static PROGRESS_LINE_BYTES])
{
	const uint64_t bytes = progress->bytes, total = progress->total;
	const char *done = kinds[progress->kind].done;
	bool known = total && bytes <= total;
	double unit, rate_unit,
		rate = elapsed_ms > 0 ? (double)bytes * 1000 / (double)elapsed_ms : 0;
	const char *name = unit_of(known ? total : bytes, &unit);
	const char *rate_name = unit_of((uint64_t)rate, &rate_unit);
	char left[40] = "?";

	if (!known) {
		(void)snprintf(ret_line, PROGRESS_LINE_BYTES, "aubacklog: %.1f %s %s, %.0f %s/s",
			       (double)bytes / unit, name, done, rate / rate_unit, rate_name);
		return;
	}
	if (rate > 0)
		write_left((double)(total - bytes) / rate, left, sizeof(left));
	(void)snprintf(ret_line, PROGRESS_LINE_BYTES,
		       "aubacklog: %.1f of %.1f %s %s, %.0f %s/s, %s%s left", (double)bytes / unit,
		       (double)total / unit, name, done, rate / rate_unit, rate_name,
		       kinds[progress->kind].bound, left);
}

bool progress_is_due(const struct progress *progress, int64_t now_ms)
{
	if (progress->shown_ms == progress->begun_ms)
		return now_ms - progress->begun_ms >= PROGRESS_FIRST_MS;
	return now_ms - progress->shown_ms >= PROGRESS_NEXT_MS;
}

void progress_begin(struct progress *progress, enum progress_kind kind, uint64_t total)
{
	int64_t begun_ms = progress_clock_ms();

	*progress = (struct progress){
		.kind = kind,
		.visible = isatty(STDERR_FILENO),
		.total = total,
		.begun_ms = begun_ms,
		.shown_ms = begun_ms,
	};
}

void progress_expect(struct progress *progress, int fd)
{
	struct stat status;
	off_t at;

	if (!progress->visible)
		return;
	at = lseek(fd, 0, SEEK_CUR);
	if (at < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		progress->endless = true;
	else if (status.st_size > at)
		progress->total += (uint64_t)(status.st_size - at);
	if (progress->endless)
		progress->total = 0;
}

/* Overwrites the line on the terminal, with blanks where the new one is shorter. */
static void write_over(struct progress *progress, const char *line)
{
	int blanks = progress->columns > strlen(line) ? (int)(progress->columns - strlen(line)) : 0;

	(void)fprintf(stderr, "\r%s%*s%s", line, blanks, "", *line ? "" : "\r");
	(void)fflush(stderr);
	progress->columns = strlen(line);
	exit_cleanup_line(progress->columns);
}

void progress_show(struct progress *progress, uint64_t bytes)
{
	char line[PROGRESS_LINE_BYTES];
	int64_t now_ms;

	progress->bytes = bytes;
	if (!progress->visible)
		return;
	now_ms = progress_clock_ms();
	if (!progress_is_due(progress, now_ms))
		return;
	progress_line(progress, now_ms - progress->begun_ms, line);
	write_over(progress, line);
	progress->shown_ms = now_ms;
}

void progress_add(struct progress *progress, uint64_t bytes)
{
	progress_show(progress, progress->bytes + bytes);
}

void progress_end(struct progress *progress)
{
	if (progress->columns)
		write_over(progress, "");
}
