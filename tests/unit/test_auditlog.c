/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fast ways through an audit log give what the plain one gives, to the byte. */
#define _GNU_SOURCE
#include "boots/boots.h"
#include "evidence/auditlog.h"
#include "evidence/logblocks.h"
#include "input/root.h"
#include "unit.h"
#include "util/cleanup.h"
#include "util/lines.h"

#include <glob.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define RECORDED "tests/cases/bookworm-load40/evidence.tar.xz"
#define LOGS_MAX 64
#define ROUNDS 1500

struct text {
	char *bytes;
	size_t length;
};

/* Recorded logs. The first has life behind its window. */
struct logs {
	struct text list[LOGS_MAX];
	size_t count;
};

static struct text slurp(const char *path)
{
	FILE *file = fopen(path, "r");
	struct text text = { 0 };

	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	text.length = (size_t)ftell(file);
	rewind(file);
	text.bytes = malloc(text.length + 1);
	assert_non_null(text.bytes);
	assert_int_equal(fread(text.bytes, 1, text.length, file), text.length);
	assert_int_equal(fclose(file), 0);
	return text;
}

/* Each line of a log from two nodes, whose clocks and serials are the same. */
static struct text double_lines(const struct text *from)
{
	struct text text = { 0 };
	FILE *out = open_memstream(&text.bytes, &text.length);
	const char *newline;

	assert_non_null(out);
	for (const char *at = from->bytes; (newline = strchr(at, '\n')); at = newline + 1) {
		fprintf(out, "node=a %.*s\n", (int)(newline - at), at);
		fprintf(out, "node=b %.*s\n", (int)(newline - at), at);
		if ((newline - at) % 3 == 0)
			fprintf(out, "node=b %.*s\n", (int)(newline - at), at);
	}
	assert_int_equal(fclose(out), 0);
	return text;
}

static int load_logs(void **state)
{
	struct logs *logs = calloc(1, sizeof(*logs));
	struct error err = { 0 };
	struct root *root = NULL;
	glob_t found;

	assert_non_null(logs);
	assert_int_equal(root_new(RECORDED, &root, &err), 0);
	assert_int_equal(root_read(root, "var/log/audit/audit.log", 1 << 20, &logs->list[0].bytes,
				   &logs->list[0].length, &err),
			 0);
	root_free(root);
	logs->list[1] = double_lines(&logs->list[0]);
	logs->count = 2;
	assert_int_equal(glob("tests/cases/*/audit.log*", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc && logs->count < LOGS_MAX; i++)
		logs->list[logs->count++] = slurp(found.gl_pathv[i]);
	globfree(&found);
	assert_true(logs->count > 20);
	*state = logs;
	return 0;
}

static int free_logs(void **state)
{
	struct logs *logs = *state;

	for (size_t i = 0; i < logs->count; i++)
		free(logs->list[i].bytes);
	free(logs);
	return 0;
}

/* The types of an event's records, and the lines from a CONFIG_CHANGE on. */
static void print_types(FILE *out, const struct window *window, const struct window_event *event)
{
	struct record record;
	size_t position = 0;
	bool lines = false;

	while (window_next(window, event, &position, &record)) {
		lines |= record.type == AUDIT_CONFIG_CHANGE;
		fprintf(out, "   %.*s %d %" PRIu32 " %" PRId64 "\n", (int)record.type_name.length,
			record.type_name.start, (int)record.type, record.serial, record.time_ms);
		if (lines)
			fprintf(out, "   %.*s\n", (int)record.line.length, record.line.start);
	}
}

static void print_window(FILE *out, const struct window *window, bool with_texts)
{
	for (size_t i = 0; i < window->n_events; i++) {
		const struct window_event *event = &window->events[i];
		char *text = NULL;

		fprintf(out, "  event %" PRIu64 " %" PRId64 " %" PRIu32 " %d%d%d\n", event->serial,
			event->time_ms, event->records, event->eoe_follows,
			event->proctitle_follows, event->proctitle);
		if (!with_texts) {
			print_types(out, window, event);
			continue;
		}
		text = window_text(window, event);
		fputs(text, out);
		free(text);
	}
}

static void print_boot(FILE *out, const struct boot *boot, bool with_texts)
{
	fprintf(out, "boot %s %s %s %" PRIu64 " after %d records %" PRIu64, boot->node,
		boot->auditd.version, boot->auditd.kernel, boot->restarts, boot->after_reboot,
		boot->records);
	fprintf(out, " from %" PRId64 " to %" PRId64 " window %d%d %" PRIu64 "\n", boot->first_ms,
		boot->last_ms, boot->window_open, boot->window_cut, boot->window_last);
	for (size_t i = 0; i < boot->seen.count; i++) {
		const struct serials_block *block = &boot->seen.blocks[i];

		for (size_t k = 0; k < block->count; k++)
			fprintf(out, "  seen %" PRIu64 " to %" PRIu64 "\n", block->spans[k].first,
				block->spans[k].last);
	}
	for (size_t i = 0; i < boot->n_settings; i++)
		fprintf(out, "  set %d at %" PRIu64 " from %" PRIu64 " to %" PRIu64 "\n",
			(int)boot->settings[i].kind, boot->settings[i].serial,
			boot->settings[i].old_value, boot->settings[i].new_value);
	print_window(out, &boot->window, with_texts);
}

/* All that came of a log, as text. */
static char *describe(struct boots *boots, uint64_t lines, uint64_t records, bool with_texts)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	assert_non_null(out);
	assert_int_equal(boots_finish(boots), 0);
	fprintf(out, "lines %" PRIu64 " records %" PRIu64 "\n", lines, records);
	for (size_t i = 0; i < boots->count; i++)
		print_boot(out, boots->list[i], with_texts);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* The plain way: each line by itself, whole in memory. */
static char *read_plainly(const struct text *text, bool with_texts)
{
	CLEANUP(boots_done) struct boots boots = { 0 };
	const char *at = text->bytes, *end = text->bytes + text->length;
	uint64_t lines = 0, records = 0;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;
		bool overlong = (size_t)(stop - at) > LINES_LONGEST;
		struct record record;

		lines++;
		while (at < stop && *at == '\0')
			at++;
		if (!overlong && record_scan(at, (size_t)(stop - at), &record) == 0) {
			records++;
			assert_int_equal(boots_add(&boots, &record, !newline), 0);
		}
		at = stop + 1;
	}
	return describe(&boots, lines, records, with_texts);
}

/* A log in memory. Gives its descriptor. */
static int open_text(const struct text *text)
{
	int fd = memfd_create("log", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text->bytes, text->length), text->length);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

/* As the program takes records. */
struct taking {
	struct boots boots;
	uint64_t lines, records;
};

static int take_first(void *context, const struct record *record, bool unfinished)
{
	struct taking *taking = context;

	return boots_add(&taking->boots, record, unfinished);
}

static int take_more(void *context, const struct record *first, size_t count)
{
	struct taking *taking = context;

	return boots_add_further(&taking->boots, first, count);
}

/* How a log is read: by so many threads, in blocks of so many bytes; 0: as the program does. */
struct way {
	size_t block_bytes;
	unsigned threads;
	bool texts_out;
};

static void read_file(struct taking *taking, const struct text *text, struct way way)
{
	struct progress progress = { 0 };
	const struct auditlog_sink sink = {
		.take = take_first,
		.take_further = take_more,
		.context = taking,
		.progress = &progress,
		.threads = way.threads,
		.block_bytes = way.block_bytes,
	};
	struct source source = { 0 };
	struct error err = { 0 };
	int fd = open_text(text);

	assert_int_equal(auditlog_read(fd, "log", &sink, &source, &err), 0);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), text->length);
	assert_int_equal(close(fd), 0);
	assert_int_equal(progress.bytes, text->length);
	taking->lines += source.lines;
	taking->records += source.records;
	source_done(&source);
}

/* Gives: NULL where the texts turn out to be needed. */
static char *read_files(const struct text texts[], size_t count, struct way way)
{
	struct taking taking = { .boots.texts_out = way.texts_out };
	char *described;

	for (size_t i = 0; i < count; i++)
		read_file(&taking, &texts[i], way);
	described = describe(&taking.boots, taking.lines, taking.records, !way.texts_out);
	if (boots_need_texts(&taking.boots)) {
		free(described);
		described = NULL;
	}
	boots_done(&taking.boots);
	return described;
}

static char *read_log(const struct text *text, struct way way)
{
	return read_files(text, 1, way);
}

static void assert_same(const struct text *text)
{
	static const struct way ways[] = {
		{ 0, 0, false }, { 65536, 1, false }, { 4096, 2, false }, { 1 << 20, 4, false }
	};
	char *plain = read_plainly(text, true);

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		char *fast = read_log(text, ways[i]);

		assert_string_equal(fast, plain);
		free(fast);
	}
	free(plain);
}

static void recorded_logs_are_read_as_they_are(void **state)
{
	const struct logs *logs = *state;

	for (size_t i = 0; i < logs->count; i++)
		assert_same(&logs->list[i]);
}

static void print_slice(FILE *out, const char *name, struct slice slice)
{
	fprintf(out, " %s %zu ", name, slice.length);
	if (slice.length)
		(void)fwrite(slice.start, 1, slice.length, out);
}

/* All that a record is. */
static int print_record(void *context, const struct record *record, bool unfinished)
{
	FILE *out = context;

	fprintf(out, "%d %" PRId64 " %" PRIu32 " %d", (int)record->type, record->time_ms,
		record->serial, unfinished);
	print_slice(out, "node", record->node);
	print_slice(out, "type", record->type_name);
	print_slice(out, "body", record->body);
	print_slice(out, "line", record->line);
	return 0;
}

/* Each line by itself, without what is no record. */
static char *print_plainly(const struct text *text)
{
	const char *at = text->bytes, *end = at + text->length;
	char *printed = NULL;
	size_t length;
	FILE *out = open_memstream(&printed, &length);

	assert_non_null(out);
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;
		struct record record;

		while (at < stop && *at == '\0')
			at++;
		if (record_scan(at, (size_t)(stop - at), &record) == 0)
			(void)print_record(out, &record, !newline);
		at = stop + 1;
	}
	assert_int_equal(fclose(out), 0);
	return printed;
}

static char *print_records(const struct text *text, unsigned threads, size_t block_bytes)
{
	struct auditlog_sink sink = {
		.take = print_record,
		.threads = threads,
		.block_bytes = block_bytes,
	};
	struct source source = { 0 };
	char *printed = NULL;
	size_t length;
	int fd = open_text(text);

	sink.context = open_memstream(&printed, &length);
	assert_non_null(sink.context);
	assert_int_equal(auditlog_read(fd, "log", &sink, &source, NULL), 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(fclose(sink.context), 0);
	source_done(&source);
	return printed;
}

static void assert_same_records(const struct text *text)
{
	char *plain = print_plainly(text);
	char *alone = print_records(text, 1, 1 << 16);
	char *shared = print_records(text, 3, 4096);

	assert_string_equal(alone, plain);
	assert_string_equal(shared, plain);
	free(plain);
	free(alone);
	free(shared);
}

static void each_record_is_the_same_in_blocks(void **state)
{
	static char blanks[] = "type=A msg=audit(1.0:1): a=1\ntype=BC msg=audit(1.0:1):\n"
			       "node=n type=A msg=audit(1.0:2):\nnode=n type=A msg=audit(1.0:2):\n"
			       "node=n type=PROCTITLE msg=audit(1.0:2):  \n"
			       "node=n type=A msg=audit(1.0:2):b=1 and so on, so that it is not the"
			       " end of the block\n\n\n\n\n\n\n\n\n\n";
	const struct text made = { .bytes = blanks, .length = sizeof(blanks) - 1 };
	const struct logs *logs = *state;

	assert_same_records(&made);
	for (size_t i = 0; i < logs->count; i++)
		assert_same_records(&logs->list[i]);
}

/* Lines begin and end wherever a block does; the smallest blocks hold a part of a line only. */
static void blocks_of_any_size_are_read_as_they_are(void **state)
{
	static const size_t sizes[] = { 1, 2, 7, 64, 199, 200, 1000, 65535, 65537, 1 << 20 };
	const struct logs *logs = *state;

	for (size_t i = 0; i < 2 * sizeof(sizes) / sizeof(sizes[0]); i++) {
		const struct text *text = &logs->list[i % 2];
		char *plain = read_plainly(text, true);
		char *fast =
			read_log(text, (struct way){ sizes[i / 2], (unsigned)i % 4 + 1, false });

		assert_string_equal(fast, plain);
		free(plain);
		free(fast);
	}
}

/* More lines in a block than a scan has room for: short ones, and those of one event. */
static void blocks_with_too_many_lines_are_read_as_they_are(void **state)
{
	struct text text = { 0 };
	FILE *out = open_memstream(&text.bytes, &text.length);

	(void)state;
	assert_non_null(out);
	for (unsigned i = 1; i < 9000; i++)
		fprintf(out, "type=A msg=audit(1.0:%u):\n%s", i, i % 7 ? "" : "\n");
	for (unsigned i = 1; i < 30000; i++)
		fprintf(out, "type=PATH msg=audit(1.0:9000): item=%u\n", i);
	assert_int_equal(fclose(out), 0);
	assert_same(&text);
	free(text.bytes);
}

/* A sequence that is the same in each run. */
static size_t draw(uint64_t *seed, size_t below)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(*seed >> 33) % below;
}

/* The beginning of the line at or before a place. */
static size_t line_start(const struct text *text, size_t at)
{
	while (at > 0 && text->bytes[at - 1] != '\n')
		at--;
	return at;
}

static void change_prefix(struct text *text, size_t at, uint64_t *seed)
{
	static const char bytes[] = "0123456789:. ()=\n\0typeauditCONFIG_CHANGE DAEMON_\x1d\xff";
	size_t to = line_start(text, at) + draw(seed, 56);

	if (to < text->length)
		text->bytes[to] = bytes[draw(seed, sizeof(bytes))];
}

static void flip(struct text *text, size_t at, uint64_t *seed)
{
	text->bytes[at] = (char)(text->bytes[at] ^ 1 << draw(seed, 8));
}

static void cut(struct text *text, size_t at, uint64_t *seed)
{
	text->length -= draw(seed, text->length - at) / 8;
	text->length = text->length ? text->length : 1;
}

static void drop(struct text *text, size_t at, uint64_t *seed)
{
	size_t bytes = draw(seed, text->length - at);

	bytes = bytes < 300 ? bytes : 300;
	memmove(text->bytes + at, text->bytes + at + bytes, text->length - at - bytes);
	text->length -= bytes;
}

static void clear(struct text *text, size_t at, uint64_t *seed)
{
	size_t bytes = draw(seed, text->length - at);

	memset(text->bytes + at, 0, bytes < 40 ? bytes : 40);
}

/* One type becomes another, as often as it is there: the kinds that do not only count get into
 * the middle of events. */
static void rename_type(struct text *text, size_t at, uint64_t *seed)
{
	static const char *const types[] = { "type=CONFIG_CHANGE msg=", "type=DAEMON_START msg=",
					     "type=DAEMON_END msg=",	"type=CONFIG_C msg=",
					     "type=DAEMON_ msg=",	"type=EOE msg=" };
	const char *type = types[draw(seed, 6)];
	size_t start = line_start(text, at);
	const char *stamp = memmem(text->bytes + start, text->length - start, "audit(", 6);
	size_t length = strlen(type), rest;

	if (!stamp || (size_t)(stamp - text->bytes) < start + length)
		return;
	rest = text->length - (size_t)(stamp - text->bytes);
	memcpy(text->bytes + start, type, length);
	memmove(text->bytes + start + length, stamp, rest);
	text->length = start + length + rest;
}

/* A setting changes in the middle of an event. */
static void insert_setting(struct text *text, size_t at, uint64_t *seed)
{
	static const char *const settings[] = { "audit_backlog_limit=77", "audit_pid=5",
						"audit_pid=0", "lost=0" };
	size_t start = line_start(text, at);
	const char *line = text->bytes + start;
	const char *stamp = memmem(line, text->length - start, "audit(", 6);
	const char *end = stamp ? strpbrk(stamp, ")\n") : NULL;
	char *inserted = NULL;
	int length;

	if (!end || memchr(line, '\n', (size_t)(stamp - line)))
		return;
	length = asprintf(&inserted, "type=CONFIG_CHANGE msg=%.*s): op=set %s old=%zu res=1\n",
			  (int)(end - stamp), stamp, settings[draw(seed, 4)], draw(seed, 9));
	assert_true(length > 0);
	text->bytes = realloc(text->bytes, text->length + (size_t)length + 1);
	assert_non_null(text->bytes);
	memmove(text->bytes + start + length, text->bytes + start, text->length - start + 1);
	memcpy(text->bytes + start, inserted, (size_t)length);
	text->length += (size_t)length;
	free(inserted);
}

static struct text mutate(const struct text *from, uint64_t *seed)
{
	static void (*const ways[])(struct text *, size_t,
				    uint64_t *) = { change_prefix, change_prefix,  flip,
						    cut,	   drop,	   clear,
						    rename_type,   insert_setting, insert_setting };
	struct text text = { malloc(from->length + 1), from->length };

	assert_non_null(text.bytes);
	memcpy(text.bytes, from->bytes, from->length);
	text.bytes[text.length] = '\0';
	for (size_t i = draw(seed, 20) + 1; i > 0; i--)
		ways[draw(seed, sizeof(ways) / sizeof(ways[0]))](&text, draw(seed, text.length),
								 seed);
	return text;
}

static void torn_logs_are_read_as_they_are(void **state)
{
	const struct logs *logs = *state;
	uint64_t seed = 20261121;

	for (size_t i = 0; i < ROUNDS; i++) {
		size_t log = draw(&seed, 2) ? 0 : draw(&seed, logs->count);
		struct text text = mutate(&logs->list[log], &seed);

		assert_same(&text);
		free(text.bytes);
	}
}

/* Without the texts of records. Gives: whether it could be done. */
static bool assert_same_without_texts(const struct text *text, unsigned threads)
{
	char *without = read_log(text, (struct way){ 4096, threads, true });
	char *plain = without ? read_plainly(text, false) : NULL;
	bool could = without;

	if (could)
		assert_string_equal(without, plain);
	free(plain);
	free(without);
	return could;
}

static void logs_without_texts_are_read_as_they_are(void **state)
{
	const struct logs *logs = *state;
	uint64_t seed = 7;
	size_t could = 0;

	for (size_t i = 0; i < ROUNDS; i++) {
		size_t log = draw(&seed, 2) ? 0 : draw(&seed, logs->count);
		struct text text = mutate(&logs->list[log], &seed);

		could += assert_same_without_texts(&text, (unsigned)i % 4 + 1);
		free(text.bytes);
	}
	assert_in_range(could, ROUNDS / 2, ROUNDS - 1);
}

/* The same log twice, and one whose boots mesh. */
static void a_line_that_comes_again_needs_texts(void **state)
{
	const struct logs *logs = *state;
	const struct text *log = &logs->list[0];
	struct text twice = { malloc(2 * log->length + 1), 2 * log->length };

	assert_non_null(twice.bytes);
	memcpy(twice.bytes, log->bytes, log->length);
	memcpy(twice.bytes + log->length, log->bytes, log->length);
	for (unsigned threads = 1; threads <= LOGBLOCKS_THREADS_MAX; threads++) {
		assert_true(assert_same_without_texts(log, threads));
		assert_false(assert_same_without_texts(&twice, threads));
	}
	free(twice.bytes);
}

/* A line behind the boot, in the middle of an event, as long as a line may be, or longer. */
static void lines_too_long_are_no_records(void **state)
{
	const struct logs *logs = *state;
	struct text text = { 0 };

	for (int longer = -40; longer < 3; longer++) {
		FILE *out = open_memstream(&text.bytes, &text.length);

		assert_non_null(out);
		assert_int_equal(fwrite(logs->list[0].bytes, 1, logs->list[0].length, out),
				 logs->list[0].length);
		for (int i = 0; i < 9; i++)
			fprintf(out, "type=PATH msg=audit(1795225999.000:99999): %0*d\n",
				LINES_LONGEST - 43 + (i % 3 ? longer : -i * 4096), i);
		assert_int_equal(fclose(out), 0);
		assert_same(&text);
		free(text.bytes);
	}
}

/* So large that other threads scan it. */
static void large_logs_are_read_as_they_are(void **state)
{
	const struct logs *logs = *state;
	struct text text = { 0 };
	FILE *out = open_memstream(&text.bytes, &text.length);
	uint64_t seed = 1;

	assert_non_null(out);
	for (size_t i = 0, bytes = 0; bytes < 40 << 20; i++) {
		struct text part = mutate(&logs->list[i % 3 ? 0 : i % logs->count], &seed);

		assert_int_equal(fwrite(part.bytes, 1, part.length, out), part.length);
		bytes += part.length;
		free(part.bytes);
	}
	assert_int_equal(fclose(out), 0);
	assert_same(&text);
	free(text.bytes);
}

/* Cut between two lines, within boots and between them. */
static void a_log_in_several_files_is_read_as_one(void **state)
{
	const struct logs *logs = *state;
	uint64_t seed = 3;

	for (size_t i = 0; i < 400; i++) {
		struct text whole = logs->list[i % logs->count];
		size_t cuts[] = { 0, line_start(&whole, draw(&seed, whole.length)),
				  line_start(&whole, draw(&seed, whole.length)), whole.length };
		const struct way way = { i % 3 ? 1 << (7 + i % 6) : 0, (unsigned)i % 4 + 1, false };
		struct text files[3];
		char *plain, *fast;

		if (cuts[1] > cuts[2])
			cuts[1] = cuts[2];
		for (size_t k = 0; k < 3; k++)
			files[k] = (struct text){ whole.bytes + cuts[k], cuts[k + 1] - cuts[k] };
		plain = read_plainly(&whole, true);
		fast = read_files(files, 3, way);
		assert_string_equal(fast, plain);
		free(plain);
		free(fast);
	}
}

/* How many more records are taken before the reading is ended. */
static int take_some(void *context, const struct record *record, bool unfinished)
{
	uint64_t *left = context;

	(void)record;
	(void)unfinished;
	return --*left == 0;
}

/* What is left behind the end is all still to be read, though it was read into memory already. */
static void an_ended_reading_leaves_the_rest(void **state)
{
	const struct logs *logs = *state;
	const struct text *text = &logs->list[0];
	int fd = memfd_create("log", MFD_CLOEXEC);

	assert_int_equal(write(fd, text->bytes, text->length), (ssize_t)text->length);
	for (uint64_t taken = 1; taken < 300; taken += 23) {
		uint64_t left = taken;
		const struct auditlog_sink sink = { .take = take_some, .context = &left };
		struct source source = { 0 };
		off_t at = 0;

		assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
		assert_int_equal(auditlog_read(fd, "log", &sink, &source, NULL), 0);
		assert_int_equal(source.records, taken);
		for (uint64_t line = 0; line < source.lines; line++)
			at = strchr(text->bytes + at, '\n') + 1 - text->bytes;
		assert_int_equal(lseek(fd, 0, SEEK_CUR), at);
		source_done(&source);
	}
	(void)close(fd);
}

/* Also behind a line that is longer than several blocks. */
static void an_ended_reading_leaves_what_is_behind_a_long_line(void **state)
{
	static const char record[] = "type=CWD msg=audit(1795225168.499:6): cwd=1\n";
	const size_t lengths[] = { LINES_LONGEST - 1, LINES_LONGEST, 3 * LINES_LONGEST, 1000001 };

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		uint64_t left = 3;
		const struct auditlog_sink sink = { .take = take_some, .context = &left };
		struct source source = { 0 };
		struct text text = { 0 };
		FILE *out = open_memstream(&text.bytes, &text.length);
		int fd;

		assert_non_null(out);
		fprintf(out, "%s%0*d\n%s%s%s%s", record, (int)lengths[i], 0, record, record, record,
			record);
		assert_int_equal(fclose(out), 0);
		fd = open_text(&text);
		assert_int_equal(auditlog_read(fd, "log", &sink, &source, NULL), 0);
		assert_int_equal(source.lines, 4);
		assert_int_equal(lseek(fd, 0, SEEK_CUR), 3 * (sizeof(record) - 1) + lengths[i] + 1);
		source_done(&source);
		assert_int_equal(close(fd), 0);
		free(text.bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded_logs_are_read_as_they_are),
		cmocka_unit_test(each_record_is_the_same_in_blocks),
		cmocka_unit_test(blocks_of_any_size_are_read_as_they_are),
		cmocka_unit_test(blocks_with_too_many_lines_are_read_as_they_are),
		cmocka_unit_test(lines_too_long_are_no_records),
		cmocka_unit_test(large_logs_are_read_as_they_are),
		cmocka_unit_test(a_log_in_several_files_is_read_as_one),
		cmocka_unit_test(torn_logs_are_read_as_they_are),
		cmocka_unit_test(logs_without_texts_are_read_as_they_are),
		cmocka_unit_test(a_line_that_comes_again_needs_texts),
		cmocka_unit_test(an_ended_reading_leaves_the_rest),
		cmocka_unit_test(an_ended_reading_leaves_what_is_behind_a_long_line),
	};

	return cmocka_run_group_tests(tests, load_logs, free_logs);
}
