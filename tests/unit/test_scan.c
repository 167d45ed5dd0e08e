/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is found in a block is what record_scan finds in each of its lines. */
#define _GNU_SOURCE
#include "evidence/scan.h"
#include "unit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct block {
	char *text; /* of its size, so that a sanitizer sees what is beyond */
	size_t length;
	struct scan *scan;
};

/* A block of an end of a line and some lines, scanned. */
static struct block make_block(const char *const lines[], const size_t lengths[], size_t count)
{
	struct block block = { .scan = malloc(sizeof(*block.scan)), .length = 1 };
	size_t at = 1;

	for (size_t i = 0; i < count; i++)
		block.length += lengths[i] + 1;
	block.text = calloc(block.length, 1);
	assert_non_null(block.text);
	assert_non_null(block.scan);
	block.text[0] = '\n';
	for (size_t i = 0; i < count; i++) {
		memcpy(block.text + at, lines[i], lengths[i]);
		at += lengths[i] + 1;
		block.text[at - 1] = '\n';
	}
	scan_block(block.text, block.length, block.scan);
	return block;
}

static void free_block(struct block *block)
{
	free(block->text);
	free(block->scan);
}

static void assert_slice(struct slice found, struct slice expected)
{
	assert_int_equal(found.length, expected.length);
	if (found.length)
		assert_ptr_equal(found.start, expected.start);
}

static void assert_record(const struct record *found, const struct record *expected)
{
	assert_slice(found->line, expected->line);
	assert_slice(found->node, expected->node);
	assert_slice(found->type_name, expected->type_name);
	assert_slice(found->body, expected->body);
	assert_int_equal(found->type, expected->type);
	assert_int_equal(found->serial, expected->serial);
	assert_int_equal(found->time_ms, expected->time_ms);
}

/* Gives: whether the next line, which it steps over, is a record; it must be the one found. */
static bool assert_line(const struct block *block, size_t *at, const struct record *found)
{
	const char *line = block->text + *at;
	const size_t length = strcspn(line, "\n");
	struct record expected;
	bool is_record = record_scan(line, length, &expected) == 0;

	if (is_record)
		assert_record(found, &expected);
	*at += length + 1;
	return is_record;
}

/* Each line of the block once, the records as record_scan finds them. Takes: no NUL in it. Gives:
 * how many were found to be further ones of an event. */
static size_t assert_scanned(const struct block *block)
{
	const struct scan *scan = block->scan;
	size_t at = 1, further = 0;

	assert_true(scan->has_newline);
	assert_int_equal(scan->begin, 1);
	for (size_t i = 0; i < scan->n_lines; i++) {
		const struct scan_line *line = &scan->lines[i];
		struct record record = line->record;

		assert_int_equal(assert_line(block, &at, &record), !line->is_none);
		further += line->further;
		for (size_t k = 0; k < line->further; k++) {
			record = scan_further(&record);
			assert_true(assert_line(block, &at, &record));
			assert_true(slice_same(record.node, line->record.node));
			assert_int_equal(record.serial, line->record.serial);
			assert_int_not_equal(record.type, AUDIT_CONFIG_CHANGE);
			assert_false(record.flags & TYPES_OF_AUDITD);
		}
	}
	assert_int_equal(at, scan->end);
	return further;
}

static void check(const char *const lines[], size_t count)
{
	size_t lengths[8];
	struct block block;

	for (size_t i = 0; i < count; i++)
		lengths[i] = strlen(lines[i]);
	block = make_block(lines, lengths, count);
	(void)assert_scanned(&block);
	assert_int_equal(block.scan->end, block.length);
	free_block(&block);
}

static const char *const samples[] = {
	"type=SYSCALL msg=audit(1795225168.499:6): arch=c000003e",
	"type=BPF msg=audit(1795225168.499:6): prog-id=1",
	"type=BPF msg=audit(1795225168.499:66): prog-id=2",
	"type=BPF msg=audit(1795225168.499:6):",
	"type=BPF msg=audit(1795225168.499:6):  two blanks",
	"type=BPF msg=audit(1795225168.499:6)",
	"type=BPF msg=audit(1795225168.499:6",
	"type=BPF msg=audit(1795225168.499:4294967295): a=1",
	"type=BPF msg=audit(1795225168.499:4294967296): a=1",
	"type=BPF msg=audit(1795225168.499:00000000006): a=1",
	"type=BPF msg=audit(1795225168.499:12345678): a=1",
	"type=BPF msg=audit(1795225168.499:123456789): a=1",
	"type=BPF msg=audit(1795225168.49:6): a=1",
	"type=BPF msg=audit(1795225168.498:6): a=1",
	"type=CONFIG_CHANGE msg=audit(1795225168.499:6): op=set",
	"type=CONFIG_CURIOUS msg=audit(1795225168.499:6): op=set",
	"type=DAEMON_START msg=audit(1795225168.499:6): op=start",
	"type=DAEMON_END msg=audit(1795225168.499:6): op=end",
	"type=DAEMON_ msg=audit(1795225168.499:6): op=end",
	"node=a type=PROCTITLE msg=audit(1795225168.499:6): proctitle=1",
	"node=b type=PROCTITLE msg=audit(1795225168.499:6):proctitle=1",
	"node=a-name-of-more-than-24-bytes type=CWD msg=audit(1795225168.499:6): cwd=1",
	"node=a-name-of-more-than-24-bites type=CWD msg=audit(1795225168.499:6): cwd=1",
	"node= type=CWD msg=audit(1795225168.499:6): cwd=1",
	"node=type=CWD msg=audit(1795225168.499:6): cwd=1",
	"type= msg=audit(1795225168.499:6): a=1",
	"type=A_TYPE_WITH_A_NAME_OF_24_BYTES msg=audit(1795225168.499:6): a=1",
	"type=INTEGRITY_POLICY_RULE__ msg=audit(1795225168.499:6): a=1",
	"type=EOE msg=audit(1.1:1): ",
	"type=EOE msg=audit(000000000000000000000000000000000000001.1:1): a=1",
	"type=UNKNOWN[1329] msg=audit(1795225168.499:6): a=1",
	"type=BPF",
	"type=",
	"t",
	"",
	"----",
};

#define N_SAMPLES (sizeof(samples) / sizeof(samples[0]))

/* Of the same event, of another, or no record at all. */
static void a_line_is_the_same_behind_any_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SAMPLES * N_SAMPLES; i++) {
		const char *const two[] = { samples[i / N_SAMPLES], samples[i % N_SAMPLES] };
		const char *const three[] = { two[0], two[1], two[0] };

		check(two, 2);
		check(three, 3);
	}
}

static void an_event_is_of_one_node(void **state)
{
	static const char *const lines[] = {
		"node=node1 type=PATH msg=audit(1795225168.499:6): item=0 name=whatever",
		"node=node2 type=PATH msg=audit(1795225168.499:6): item=0 name=whatever",
		"node=node2 type=PATH msg=audit(1795225168.499:6): item=0 name=whatever",
		"type=PATH msg=audit(1795225168.499:6): item=0 name=whatever",
	};

	(void)state;
	check(lines, 4);
}

/* What mostly only counts is not looked at again: most lines of a log. */
static void further_lines_are_seen(void **state)
{
	static const struct {
		const char *line;
		size_t further;
	} cases[] = {
		{ "type=PATH msg=audit(1795225168.499:6): item=0 name=whatever it is", 1 },
		{ "type=PATH msg=audit(1795225168.499:6):item=0 name=whatever it is", 1 },
		{ "type=UNKNOWN[1425] msg=audit(1795225168.499:6): item=0 name=whatever", 1 },
		{ "type=PATH msg=audit(1795225168.499:7): item=0 name=whatever it is", 0 },
		{ "type=CONFIG_CHANGE msg=audit(1795225168.499:6): op=set and more so", 0 },
		{ "type=UNKNOWN[1305] msg=audit(1795225168.499:6): op=set and more so", 0 },
		{ "type=1305 msg=audit(1795225168.499:6): op=set and more so and so on", 0 },
		{ "type=DAEMON_NEWS msg=audit(1795225168.499:6): op=set and more so", 0 },
		{ "type=AUDIT1203 msg=audit(1795225168.499:6): op=set and more so so", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const lines[] = { samples[0], cases[i].line };
		const size_t lengths[] = { strlen(lines[0]), strlen(lines[1]) };
		struct block block = make_block(lines, lengths, 2);

		assert_int_equal(assert_scanned(&block), cases[i].further);
		free_block(&block);
	}
}

/* Behind one that it may be taken to be of the same event with. */
static void every_byte_of_a_prefix_counts(void **state)
{
	static const char *const forms[] = {
		"type=BPF msg=audit(1795225168.499:6): a=1",
		"node=host type=SYSCALL msg=audit(1795225168.499:41234567):b=1",
	};

	(void)state;
	for (size_t form = 0; form < 2; form++) {
		const size_t length = strlen(forms[form]);
		char *changed = strdup(forms[form]);

		for (size_t at = 0; at < length; at++) {
			for (int byte = 1; byte < 256; byte++) {
				const char *const lines[] = { forms[form], changed, forms[form] };

				changed[at] = (char)byte;
				check(lines, 3);
			}
			changed[at] = forms[form][at];
		}
		free(changed);
	}
}

/* A line that ends, and another behind it that has what is missing. */
static void a_prefix_ends_with_its_line(void **state)
{
	const char *whole = samples[0];

	(void)state;
	for (size_t cut = 0; cut <= strlen(whole); cut++) {
		char *front = strndup(whole, cut);
		const char *const lines[] = { front, whole + cut, whole };

		check(lines, 3);
		free(front);
	}
}

/* More lines than there is room for: the rest is left, from a line's beginning on. */
static void what_has_no_room_is_left(void **state)
{
	static const char *const lines[] = { "type=A msg=audit(1795225168.499:6):",
					     "type=A msg=audit(1795225168.499:7):" };
	const size_t count = (size_t)SCAN_LINES * 4;
	const char **list = calloc(count, sizeof(*list));
	size_t *lengths = calloc(count, sizeof(*lengths));

	(void)state;
	for (size_t each = 1; each < 4; each++) {
		struct block block;

		for (size_t i = 0; i < count; i++) {
			list[i] = lines[i / each % 2];
			lengths[i] = strlen(list[i]);
		}
		block = make_block(list, lengths, count);
		(void)assert_scanned(&block);
		assert_int_equal(block.scan->n_lines, SCAN_LINES);
		assert_true(block.scan->end < block.length);
		free_block(&block);
	}
	free(list);
	free(lengths);
}

static void a_block_without_a_newline_has_no_lines(void **state)
{
	struct scan *scan = malloc(sizeof(*scan));
	char *text = calloc(3, 1);

	(void)state;
	memcpy(text, "abc", 3);
	scan_block(text, 3, scan);
	assert_false(scan->has_newline);
	assert_int_equal(scan->n_lines, 0);
	text[2] = '\n';
	scan_block(text, 3, scan);
	assert_true(scan->has_newline);
	assert_int_equal(scan->begin, 3);
	assert_int_equal(scan->end, 3);
	assert_int_equal(scan->n_lines, 0);
	free(text);
	free(scan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_the_same_behind_any_other),
		cmocka_unit_test(an_event_is_of_one_node),
		cmocka_unit_test(further_lines_are_seen),
		cmocka_unit_test(every_byte_of_a_prefix_counts),
		cmocka_unit_test(a_prefix_ends_with_its_line),
		cmocka_unit_test(what_has_no_room_is_left),
		cmocka_unit_test(a_block_without_a_newline_has_no_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
