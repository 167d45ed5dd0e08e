/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages of a kernel log that is JSON. */
#include "evidence/kmsg_json.h"

#include "util/utf8.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Deeper ones than the bits of in_list are no log. */
#define DEPTH_MAX 60

#define VALUE_BYTES_MAX ((size_t)8 << 20)

void kmsg_json_done(struct kmsg_json *json)
{
	free(json->value);
	kmsg_entry_done(&json->entry);
	*json = (struct kmsg_json){ 0 };
}

static void json_add(struct kmsg_json *json, unsigned char c)
{
	if (json->length == VALUE_BYTES_MAX)
		return;
	json->value = xarray_grow(json->value, json->length, &json->capacity, sizeof(char));
	json->value[json->length++] = (char)c;
}

/* Adds a character as UTF-8. Halves of a pair are not put together: no message that counts has
 * them. */
static void json_add_code(struct kmsg_json *json, uint32_t code)
{
	char bytes[4];
	const char *end = utf8_put(bytes, code);

	for (const char *at = bytes; at < end; at++)
		json_add(json, (unsigned char)*at);
}

static void json_begin_anew(struct kmsg_json *json)
{
	json->in_list = json->depth = 0;
	json->in_string = json->escaped = false;
	json->hex_left = 0;
	json->length = json->key_length = 0;
	kmsg_entry_clear(&json->entry);
}

static bool json_is_in_list(const struct kmsg_json *json)
{
	return json->in_list & 1;
}

static enum kmsg_field json_field(const struct kmsg_json *json)
{
	return kmsg_entry_field((struct slice){ json->key, json->key_length });
}

static void json_end_string(struct kmsg_json *json)
{
	struct slice text = { json->value, json->length };

	json->in_string = false;
	json->length = 0;
	if (json->expects_key && !json_is_in_list(json)) {
		json->key_length = text.length < sizeof(json->key) ? text.length : 0;
		if (json->key_length)
			memcpy(json->key, text.start, json->key_length);
		json->expects_key = false;
	} else if (text.length) {
		kmsg_entry_set(&json->entry, json_field(json), text);
	}
}

/* Ends a number or a word. In the list of a message it is a byte. */
static void json_end_number(struct kmsg_json *json)
{
	struct slice text = { json->value, json->length };
	enum kmsg_field field = json_field(json);
	uint64_t byte;

	json->length = 0;
	if (!text.length)
		return;
	if (field != KMSG_FIELD_MESSAGE)
		kmsg_entry_set(&json->entry, field, text);
	else if (json_is_in_list(json) && slice_number(text, &byte) && byte < 256)
		kmsg_entry_add_byte(&json->entry, (unsigned char)byte);
}

static void json_read_in_string(struct kmsg_json *json, char c)
{
	static const char names[] = "nrtbf", means[] = "\n\r\t\b\f";
	const char *name;

	if (json->hex_left) {
		const int digit = isdigit((unsigned char)c) ? c - '0' : tolower(c) - 'a' + 10;

		json->code = json->code * 16 + ((uint32_t)digit & 15);
		if (--json->hex_left == 0)
			json_add_code(json, json->code);
	} else if (json->escaped) {
		json->escaped = false;
		name = c ? strchr(names, c) : NULL;
		if (c == 'u') {
			json->hex_left = 4;
			json->code = 0;
		} else {
			json_add(json, (unsigned char)(name ? means[name - names] : c));
		}
	} else if (c == '\\') {
		json->escaped = true;
	} else if (c == '"') {
		json_end_string(json);
	} else if (c == '\n') {
		json_begin_anew(json);
	} else {
		json_add(json, (unsigned char)c);
	}
}

static void json_open(struct kmsg_json *json, char c)
{
	if (json->depth >= DEPTH_MAX ||
	    (json->depth && !json_is_in_list(json) && json->expects_key))
		json_begin_anew(json);
	json->depth++;
	json->in_list = json->in_list << 1 | (c == '[');
	json->expects_key = c == '{';
	/* What the objects around a list say is of none of those in it. */
	if (c == '{' && (json->in_list & 2) && !json->entry.length)
		kmsg_entry_clear(&json->entry);
}

static int json_close(struct kmsg_json *json, char c, kmsg_entry_sink sink, void *context)
{
	int taken = 0;

	if (!json->depth)
		return 0;
	json_end_number(json);
	json->depth--;
	json->in_list >>= 1;
	json->expects_key = false;
	if (c == ']' || (json->depth && !json_is_in_list(json)))
		return 0;
	if (json->entry.length)
		taken = sink(context, &json->entry);
	kmsg_entry_clear(&json->entry);
	return taken;
}

static int json_read_byte(struct kmsg_json *json, char c, kmsg_entry_sink sink, void *context)
{
	switch (c) {
	case '{':
	case '[':
		json_open(json, c);
		return 0;
	case '}':
	case ']':
		return json_close(json, c, sink, context);
	case ',':
		json_end_number(json);
		json->expects_key = true;
		return 0;
	case '"':
		json->in_string = json->depth > 0;
		json->length = 0;
		return 0;
	default:
		if (json->depth && (isalnum((unsigned char)c) || strchr("+-.", c)) && c)
			json_add(json, (unsigned char)c);
		return 0;
	}
}

int kmsg_json_read(struct kmsg_json *json, const char *bytes, size_t length, kmsg_entry_sink sink,
		   void *context)
{
	int taken = 0;

	for (size_t i = 0; i < length && taken == 0; i++) {
		if (!bytes[i])
			continue; /* the other half of UTF-16 */
		if (json->in_string)
			json_read_in_string(json, bytes[i]);
		else
			taken = json_read_byte(json, bytes[i], sink, context);
	}
	return taken;
}

bool kmsg_json_begins(const char *text, size_t length)
{
	struct slice rest = { text, length };
	bool listed = false;

	(void)(slice_take(&rest, "\xef\xbb\xbf") || slice_take(&rest, "\xff\xfe"));
	for (; rest.length; slice_skip(&rest, 1)) {
		if (*rest.start == '[' && !listed)
			listed = true;
		else if (*rest.start == '{')
			return true;
		else if (*rest.start && !isspace((unsigned char)*rest.start) &&
			 !strchr("}],", *rest.start))
			return false;
	}
	return false;
}

bool kmsg_json_goes_on(const char *text, size_t length)
{
	struct slice rest = { text, length };

	slice_skip_blanks(&rest);
	return rest.length &&
	       (rest.start[rest.length - 1] == '[' || isdigit((unsigned char)*rest.start) ||
		(*rest.start && strchr("\"}],", *rest.start)));
}
