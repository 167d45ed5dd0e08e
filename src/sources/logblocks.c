/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An audit log read in blocks, by several threads. */
#include "sources/logblocks.h"

#include "base/threads.h"
#include "sources/scan.h"

#include <errno.h>
#include <unistd.h>

/* One thread's reading, which shares no line of the cache with another's. */
struct taker {
	_Alignas(128) struct logreading reading;
	int code;
};

static int take_block(void *context, const char *text, size_t length, const void *scan)
{
	const struct logreading_block block = { .text = text, .length = length, .scan = scan };
	struct taker *taker = context;
	const struct auditlog_sinks *sinks = taker->reading.sinks;

	taker->code = logreading_take(&taker->reading, &block);
	if (taker->reading.only == 0 && sinks->passed)
		sinks->passed(sinks->context, taker->reading.bytes);
	return taker->code;
}

/* The error of the first taker that could not go on. */
static int check(const struct taker takers[], unsigned count, struct error *err)
{
	for (unsigned i = 0; i < count; i++)
		if (takers[i].code < 0)
			return logreading_cannot_take(&takers[i].reading, takers[i].code, err);
	return 0;
}

/* The end of the log, as far as it was read. Takes: the code of the blocks. */
static int finish(struct taker takers[], unsigned count, int code, struct error *err)
{
	int failed = check(takers, count, err);

	if (failed < 0)
		return failed;
	if (code < 0)
		return logreading_cannot_read(&takers[0].reading, code, err);
	for (unsigned i = 0; i < count; i++)
		takers[i].code = logreading_take_last(&takers[i].reading);
	return check(takers, count, err);
}

static int read_with(struct taker takers[], const struct logreading *reading, int fd,
		     struct error *err)
{
	struct blocks_taker list[THREADS_MAX];
	const unsigned count = reading->sinks->count;

	for (unsigned i = 0; i < count; i++) {
		if (logreading_begin(&takers[i].reading, reading->name, reading->sinks, (int)i) < 0)
			return error_memory(err, "read an audit log");
		list[i] = (struct blocks_taker){ .take = take_block, .context = &takers[i] };
	}
	return finish(takers, count, blocks_read(reading->sinks->blocks, fd, list), err);
}

int logblocks_read(struct logreading *reading, int fd, struct error *err)
{
	struct taker takers[THREADS_MAX] = { 0 };
	off_t begin = lseek(fd, 0, SEEK_CUR);
	int code = read_with(takers, reading, fd, err);

	/* Each taker has seen all lines. */
	if (code == 0) {
		logreading_done(reading);
		*reading = takers[0].reading;
		takers[0].reading.seam.text = NULL;
		(void)lseek(fd, begin + (off_t)reading->bytes, SEEK_SET);
	}
	for (unsigned i = 0; i < THREADS_MAX; i++)
		logreading_done(&takers[i].reading);
	return code;
}

int logblocks_new(unsigned threads, size_t block_bytes, struct blocks **ret_blocks)
{
	const struct blocks_work work = {
		.work = scan_block,
		.result_bytes = sizeof(struct scan),
		.beyond = SCAN_BEYOND,
	};

	return blocks_new(threads, block_bytes, &work, ret_blocks);
}
