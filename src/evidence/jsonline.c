/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages in a line of JSON. */
#define _GNU_SOURCE
#include "evidence/jsonline.h"

#include "util/cleanup.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define DEPTH_MAX 16

/* What belongs together: an object, or an element of an array. */
struct unit {
	struct slice host;
	char *message; /* lines that can hold records; or NULL */
	size_t length;
	const char *key; /* where the message is from: others' are the same again */
};

struct json {
	const char *at, *end;
	int depth;
	jsonline_take take;
	void *context;
	int code;
};

/* The name of a value, and of the object that it is in. */
struct place {
	struct slice name, parent;
};

static void json_read_value(struct json *json, struct place place, struct unit *unit);

static bool is_named(struct slice name, const char *const *names)
{
	for (; *names; names++)
		if (strlen(*names) == name.length &&
		    strncasecmp(*names, name.start, name.length) == 0)
			return true;
	return false;
}

bool jsonline_is_message(struct slice name)
{
	static const char *const names[] = {
		"message",	 "log",		 "msg",	       "_raw",		"raw",
		"rawmsg",	 "line",	 "_line",      "original",	"event.original",
		"short_message", "full_message", "@message",   "body",		"stringValue",
		"textPayload",	 "event",	 "rawdata",    "syslogmessage", "text",
		"content",	 "entry",	 "@rawstring", "values",	NULL,
	};

	return !name.length || is_named(name, names);
}

bool jsonline_is_host(struct slice name)
{
	static const char *const names[] = {
		"host",	    "hostname",	       "_hostname", "host.name", "host.hostname",
		"nodename", "syslog_hostname", "computer",  NULL,
	};

	return is_named(name, names);
}

static bool is_host(const struct place *place)
{
	return jsonline_is_host(place->name) ||
	       (slice_is(place->parent, "host") && slice_is(place->name, "name"));
}

static void json_skip(struct json *json, const char *chars)
{
	while (json->at < json->end && *json->at && strchr(chars, *json->at))
		json->at++;
}

/* Takes a string; one that is cut off ends with the line. */
static struct slice json_take_string(struct json *json)
{
	const char *start = ++json->at;
	struct slice text;

	while (json->at < json->end && *json->at != '"')
		json->at += *json->at == '\\' ? 2 : 1;
	if (json->at > json->end)
		json->at = json->end;
	text = (struct slice){ start, (size_t)(json->at - start) };
	json->at += json->at < json->end;
	return text;
}

/* Takes "XXXX". Gives: false when it is no hexadecimal number. */
static bool take_hex(struct slice *rest, uint32_t *ret_unit)
{
	uint32_t unit = 0;

	if (rest->length < 4)
		return false;
	for (size_t i = 0; i < 4; i++) {
		const char *digit = memchr("0123456789abcdefABCDEF", rest->start[i], 22);

		if (!digit)
			return false;
		unit = unit * 16 + (*digit <= '9'   ? (uint32_t)(*digit - '0')
				    : *digit >= 'a' ? (uint32_t)(*digit - 'a' + 10)
						    : (uint32_t)(*digit - 'A' + 10));
	}
	rest->start += 4;
	rest->length -= 4;
	*ret_unit = unit;
	return true;
}

/* Takes what is behind "\u". Two of them can be one character. */
static char *put_escaped_unit(char *to, struct slice *rest)
{
	struct slice second;
	uint32_t high, low;

	if (!take_hex(rest, &high))
		return to;
	second = *rest;
	if (high >> 10 == 0xd800 >> 10 && slice_take(&second, "\\u") && take_hex(&second, &low) &&
	    low >> 10 == 0xdc00 >> 10) {
		*rest = second;
		high = 0x10000 + ((high & 0x3ff) << 10 | (low & 0x3ff));
	}
	return utf8_put(to, high);
}

/* Writes a string without its escapes, which is never longer. Gives: the end. */
static char *put_string(char *to, struct slice rest)
{
	static const char letters[] = "bfnrt", controls[] = "\b\f\n\r\t";
	const char *letter;

	while (rest.length) {
		char c = *rest.start;

		rest.start++;
		rest.length--;
		if (c == '\\' && rest.length) {
			c = *rest.start++;
			rest.length--;
			if (c == 'u') {
				to = put_escaped_unit(to, &rest);
				continue;
			}
			letter = c ? strchr(letters, c) : NULL;
			c = letter ? controls[letter - letters] : c;
		}
		*to++ = c;
	}
	return to;
}

/* Whether a place may add to the message. */
static bool unit_wants(const struct unit *unit, const struct place *place)
{
	return jsonline_is_message(place->name) &&
	       (!unit->message || unit->key == place->name.start);
}

/* Adds a line to the message, which takes it over, where it can hold a record. */
static void unit_add_line(struct unit *unit, const struct place *place, char *line, size_t length)
{
	CLEANUP(cleanup_free) char *owned = line;

	if (!memmem(line, length, "msg=audit(", 10))
		return;
	unit->key = place->name.start;
	unit->message = xreallocarray(unit->message, unit->length + length + 1, 1);
	if (unit->length)
		unit->message[unit->length++] = '\n';
	memcpy(unit->message + unit->length, line, length);
	unit->length += length;
}

static void unit_add_string(struct unit *unit, const struct place *place, struct slice text)
{
	if (unit_wants(unit, place)) {
		char *line = xmalloc(text.length + 1);

		unit_add_line(unit, place, line, (size_t)(put_string(line, text) - line));
	} else if (is_host(place) && !unit->host.length) {
		unit->host = text;
	}
}

/* Takes the bytes of a message in which some cannot be printed, as journalctl writes it. */
static void json_take_bytes(struct json *json, const struct place *place, struct unit *unit)
{
	char *line = xmalloc((size_t)(json->end - json->at) + 1), *to = line;
	uint64_t byte;

	for (;;) {
		struct slice rest;

		json_skip(json, " \t,");
		rest = (struct slice){ json->at, (size_t)(json->end - json->at) };
		if (!slice_take_number(&rest, 255, &byte))
			break;
		*to++ = (char)byte;
		json->at = rest.start;
	}
	unit_add_line(unit, place, line, (size_t)(to - line));
}

static void unit_done(struct unit *unit)
{
	free(unit->message);
}

static void json_give_unit(struct json *json, const struct unit *unit)
{
	const struct slice message = { unit->message, unit->length };

	if (message.length && json->code == 0)
		json->code = json->take(json->context, message, unit->host);
}

/* Reads an array: its elements are apart, but for those of a message. */
static void json_read_array(struct json *json, struct place place, struct unit *unit)
{
	const bool of_message = place.name.length && !slice_is(place.name, "values") &&
				jsonline_is_message(place.name);

	for (;;) {
		CLEANUP(unit_done) struct unit element = { .host = unit->host };
		const char *before = json->at;

		json_skip(json, " \t,");
		if (json->at >= json->end || json->code || *json->at == '}')
			return;
		if (*json->at == ']') {
			json->at++;
			return;
		}
		if (of_message && *json->at >= '0' && *json->at <= '9' &&
		    unit_wants(unit, &place)) {
			json_take_bytes(json, &place, unit);
		} else if (of_message && *json->at == '"') {
			json_read_value(json, place, unit);
		} else {
			json_read_value(json, place, &element);
			json_give_unit(json, &element);
		}
		if (json->at == before)
			return;
	}
}

/* Reads the members of an object up to its end, or that of the line. */
static void json_read_members(struct json *json, struct slice parent, struct unit *unit)
{
	for (;;) {
		struct place place = { .parent = parent };

		json_skip(json, " \t,");
		if (json->at >= json->end || *json->at != '"') {
			json->at += json->at < json->end && *json->at == '}';
			return;
		}
		place.name = json_take_string(json);
		json_skip(json, " \t");
		if (json->at >= json->end || *json->at != ':')
			return;
		json->at++;
		json_read_value(json, place, unit);
	}
}

static void json_read_value(struct json *json, struct place place, struct unit *unit)
{
	json_skip(json, " \t");
	if (json->at >= json->end || json->code)
		return;
	if (*json->at == '"') {
		unit_add_string(unit, &place, json_take_string(json));
	} else if ((*json->at == '{' || *json->at == '[') && json->depth < DEPTH_MAX) {
		const bool is_array = *json->at++ == '[';

		json->depth++;
		if (is_array)
			json_read_array(json, place, unit);
		else
			json_read_members(json, place.name, unit);
		json->depth--;
	} else {
		while (json->at < json->end && !strchr(",]}", *json->at))
			json->at++;
	}
}

/* Whether the line begins with the name of a member. */
static bool begins_in_object(struct json json)
{
	if (json.at >= json.end || *json.at != '"')
		return false;
	(void)json_take_string(&json);
	json_skip(&json, " \t");
	return json.at < json.end && *json.at == ':';
}

int jsonline_read(struct slice line, jsonline_take take, void *context)
{
	struct json json = {
		.at = line.start,
		.end = line.start + line.length,
		.take = take,
		.context = context,
	};
	CLEANUP(unit_done) struct unit unit = { 0 };
	const struct slice none = { .start = "" };

	json_skip(&json, " \t,");
	if (begins_in_object(json))
		json_read_members(&json, none, &unit);
	else
		json_read_value(&json, (struct place){ none, none }, &unit);
	json_give_unit(&json, &unit);
	return json.code;
}
