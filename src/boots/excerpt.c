/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of logs what the account of their boots needs. */
#include "boots/excerpt.h"

#include "boots/boots.h"
#include "evidence/auditlog.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Runs that a serial may go on: concurrent events come out of order, and each begins one. */
#define RUNS_OPEN 16

/* Serials that were seen one after the other. */
struct run {
	uint64_t first, last;
	int64_t from_ms, until_ms;
};

/* The life of a node's boot behind its window. */
struct life {
	const struct boot *boot;
	struct run *runs;
	size_t n_runs, capacity;
};

struct excerpt {
	struct boots boots;
	struct life *lives; /* by the number of the node */
	size_t n_lives, capacity;
	FILE *out;
};

static void excerpt_done(struct excerpt *excerpt)
{
	for (size_t i = 0; i < excerpt->n_lives; i++)
		free(excerpt->lives[i].runs);
	free(excerpt->lives);
	boots_done(&excerpt->boots);
}

static int compare_runs(const void *left, const void *right)
{
	const struct run *a = left, *b = right;

	return (a->first > b->first) - (a->first < b->first);
}

/* Makes one of runs that touch. */
static void fold_runs(struct life *life)
{
	size_t kept = 0;

	if (life->n_runs)
		qsort(life->runs, life->n_runs, sizeof(*life->runs), compare_runs);
	for (size_t i = 0; i < life->n_runs; i++) {
		const struct run *run = &life->runs[i];
		struct run *before = kept ? &life->runs[kept - 1] : NULL;

		if (!before || run->first > before->last + 1 ||
		    run->last - before->first > TYPES_SPAN_MOST) {
			life->runs[kept++] = *run;
			continue;
		}
		if (run->last > before->last)
			before->last = run->last;
		if (run->until_ms > before->until_ms)
			before->until_ms = run->until_ms;
	}
	life->n_runs = kept;
}

static void write_node(FILE *out, const char *node, size_t length)
{
	if (length)
		fprintf(out, "node=%.*s ", (int)length, node);
}

/* Writes what is known of a boot's life, and forgets it. */
static void flush_life(struct excerpt *excerpt, struct life *life)
{
	const struct boot *boot = life->boot;

	fold_runs(life);
	for (size_t i = 0; i < life->n_runs; i++) {
		const struct run *run = &life->runs[i];

		write_node(excerpt->out, boot->node, boot->node_length);
		fprintf(excerpt->out,
			"type=" TYPES_SPAN_NAME " msg=audit(%" PRId64 ".%03d:%" PRIu32 "):",
			run->from_ms / 1000, (int)(run->from_ms % 1000), (uint32_t)run->first);
		if (run->last != run->first)
			fprintf(excerpt->out, " last=%" PRIu32, (uint32_t)run->last);
		if (run->until_ms > run->from_ms)
			fprintf(excerpt->out, " until=%" PRId64, run->until_ms);
		fputc('\n', excerpt->out);
	}
	life->n_runs = 0;
}

/* Takes a serial into one of the newest runs, or begins one. */
static void add_to_life(struct life *life, uint64_t serial, int64_t time_ms)
{
	for (size_t i = life->n_runs; i > 0 && life->n_runs - i < RUNS_OPEN; i--) {
		struct run *run = &life->runs[i - 1];

		if (serial < run->first || serial > run->last + 1 ||
		    serial - run->first > TYPES_SPAN_MOST)
			continue;
		run->last = serial > run->last ? serial : run->last;
		run->until_ms = time_ms > run->until_ms ? time_ms : run->until_ms;
		return;
	}
	life->runs = xarray_grow(life->runs, life->n_runs, &life->capacity, sizeof(*life->runs));
	life->runs[life->n_runs++] = (struct run){ serial, serial, time_ms, time_ms };
}

/* The life of the node whose record was read last. */
static struct life *find_life(struct excerpt *excerpt)
{
	const size_t number = excerpt->boots.last_node;

	while (excerpt->n_lives <= number) {
		excerpt->lives = xarray_grow(excerpt->lives, excerpt->n_lives, &excerpt->capacity,
					     sizeof(*excerpt->lives));
		excerpt->lives[excerpt->n_lives++] = (struct life){ 0 };
	}
	return &excerpt->lives[number];
}

/* Whether a record that its boot has taken is written as it is. */
static bool is_kept_whole(const struct boot *boot, const struct record *record, bool was_off)
{
	const uint64_t serial = boot_serial(boot, record->serial);

	return was_off || (record->flags & (TYPES_OF_AUDITD | TYPES_SPAN)) ||
	       record->type == AUDIT_CONFIG_CHANGE || boot_is_in_window(boot, serial) ||
	       boot_is_setting(boot, serial);
}

static void write_record_line(struct excerpt *excerpt, const struct record *record)
{
	if (record->line.length < 5 || memcmp(record->line.start, "node=", 5) != 0)
		write_node(excerpt->out, record->node.start, record->node.length);
	(void)fwrite(record->line.start, 1, record->line.length, excerpt->out);
	(void)fputc('\n', excerpt->out);
}

static int excerpt_take(void *context, const struct record *record, bool unfinished)
{
	struct excerpt *excerpt = context;
	const struct boot *boot = boots_newest(&excerpt->boots, record->node);
	const bool was_off = boot && boot->off_settings < boot->n_settings;
	int code = boots_add(&excerpt->boots, record, unfinished);
	struct life *life;
	bool is_kept;

	if (code < 0)
		return code;
	boot = boots_newest(&excerpt->boots, record->node);
	if (!boot) {
		write_record_line(excerpt, record);
		return 0;
	}
	life = find_life(excerpt);
	is_kept = is_kept_whole(boot, record, was_off);
	/* What is written stays in the order of the log. */
	if (is_kept || life->boot != boot)
		flush_life(excerpt, life);
	life->boot = boot;
	if (is_kept)
		write_record_line(excerpt, record);
	else
		add_to_life(life, boot_serial(boot, record->serial), record->time_ms);
	return 0;
}

int excerpt_write(const struct evidence *evidence, FILE *out, struct error *err)
{
	CLEANUP(excerpt_done) struct excerpt excerpt = { .out = out };
	const struct auditlog_sink sink = { .take = excerpt_take, .context = &excerpt };
	int code = 0;

	excerpt.boots.texts_out = true;
	for (size_t i = 0; i < evidence->n_logs && code == 0; i++) {
		CLEANUP(source_done) struct source source = { 0 };

		if (!evidence->logs[i].copy_of)
			code = auditlog_read(evidence->logs[i].fd, evidence->logs[i].name, &sink,
					     &source, err);
	}
	for (size_t i = 0; i < excerpt.n_lives && code == 0; i++)
		flush_life(&excerpt, &excerpt.lives[i]);
	return code;
}
