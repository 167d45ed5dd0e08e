/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON written piece by piece has the bytes of JSON written whole. */
#define _GNU_SOURCE
#include "render/jsonstream.h"
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static unsigned next_random(unsigned *state, unsigned below)
{
	*state = *state * 1103515245u + 12345u;
	return (*state >> 16) % below;
}

static json_t *make_value(unsigned *state, unsigned depth)
{
	json_t *value;

	switch (next_random(state, depth < 4 ? 6 : 4)) {
	case 0:
		return json_integer(next_random(state, 1000));
	case 1:
		return json_string("a \"line\"\nand \xc3\xa9 another\\");
	case 2:
		return json_null();
	case 3:
		return json_real(1.5);
	case 4:
		value = json_array();
		for (unsigned i = next_random(state, 4); i > 0; i--)
			assert_int_equal(json_array_append_new(value, make_value(state, depth + 1)),
					 0);
		return value;
	default:
		value = json_object();
		for (unsigned i = next_random(state, 4); i > 0; i--) {
			char key[] = { 'k', (char)('0' + i), '\0' };

			assert_int_equal(
				json_object_set_new(value, key, make_value(state, depth + 1)), 0);
		}
		return value;
	}
}

/* Containers are opened piece by piece, or put whole, at random. */
static void write_value(struct jsonstream *stream, const char *key, json_t *value, unsigned *state)
{
	const char *name;
	json_t *member;
	size_t i;

	if (next_random(state, 3) == 0 || !(json_is_array(value) || json_is_object(value))) {
		jsonstream_put(stream, key, json_incref(value));
		return;
	}
	jsonstream_open(stream, key, json_is_array(value) ? '[' : '{');
	if (json_is_array(value)) {
		json_array_foreach(value, i, member) write_value(stream, NULL, member, state);
	} else {
		json_object_foreach(value, name, member) write_value(stream, name, member, state);
	}
	jsonstream_close(stream, json_is_array(value) ? ']' : '}');
}

static void pieces_have_the_bytes_of_the_whole(void **state)
{
	unsigned random = 7;

	(void)state;
	for (int round = 0; round < 5000; round++) {
		json_t *value = make_value(&random, 0);
		char *whole = json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY), *text = NULL;
		size_t bytes;
		struct jsonstream stream = { .out = open_memstream(&text, &bytes) };

		write_value(&stream, NULL, value, &random);
		assert_int_equal(jsonstream_end(&stream, NULL), 0);
		assert_int_equal(fclose(stream.out), 0);
		assert_int_equal(bytes, strlen(whole) + 1);
		assert_memory_equal(text, whole, bytes - 1);
		assert_int_equal(text[bytes - 1], '\n');
		free(text);
		free(whole);
		json_decref(value);
	}
}

static void a_write_that_fails_is_kept_and_ends_the_writing(void **state)
{
	struct jsonstream full = { .out = fopen("/dev/full", "we") };
	struct error err = { 0 };

	(void)state;
	jsonstream_open(&full, NULL, '[');
	for (int i = 0; i < 100000; i++)
		jsonstream_put(&full, NULL, json_integer(i));
	jsonstream_close(&full, ']');
	assert_int_equal(jsonstream_end(&full, &err), -ENOSPC);
	assert_string_equal(err.text, "cannot write JSON: No space left on device");
	(void)fclose(full.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_have_the_bytes_of_the_whole),
		cmocka_unit_test(a_write_that_fails_is_kept_and_ends_the_writing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
