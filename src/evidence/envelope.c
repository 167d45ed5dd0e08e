/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records in a line as collectors write it. */
#define _GNU_SOURCE
#include "evidence/envelope.h"

#include "evidence/header.h"
#include "evidence/jsonline.h"
#include "util/cleanup.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <string.h>

#define DEPTH_MAX 3

/* A line of names with more of them is none. */
#define COLUMNS_MAX 256

#define STAMP "msg=audit("
#define SEPARATOR '\x1d'

/* The texts in which one is being read: the line, a message of it, a message in that. */
struct opening {
	struct envelopes *envelopes;
	envelope_take take;
	void *context;
	size_t count;
	int depth;
	struct slice host; /* of the text around */
};

/* A text and where its record would begin. */
struct found {
	struct slice text;
	size_t start;
	size_t header; /* the length of what stands before it, without NULs */
	bool of_node;
};

static int open_text(struct opening *opening, struct slice text);

static void slice_cut(struct slice *text, size_t bytes)
{
	text->start += bytes;
	text->length -= bytes;
}

/* Takes off what is no part of a text, in front and at its end. */
static void trim_text(struct slice *text)
{
	while (text->length && strchr("\r\n", text->start[text->length - 1]))
		text->length--;
	(void)slice_take(text, UTF8_BYTE_ORDER_MARK);
	while (text->length && (*text->start == ' ' || *text->start == '\t'))
		slice_cut(text, 1);
}

/* The start of the last "name=" in the word that ends at an offset, with a value; -1 without one.
 */
static ssize_t find_word(struct slice text, size_t end, const char *name)
{
	const size_t length = strlen(name);

	for (size_t at = end; at > 0 && !isspace((unsigned char)text.start[at - 1]); at--)
		if (end - (at - 1) > length && memcmp(text.start + at - 1, name, length) == 0)
			return (ssize_t)at - 1;
	return -1;
}

/* The length of a text without the NULs at its end, as they are or escaped: a power failure leaves
 * them in front of the next boot's first record. */
static size_t length_before_nuls(const char *text, size_t length)
{
	static const char *const forms[] = { "#000", "\\x00", "\\000", "\\u0000", "^@" };
	size_t before;

	do {
		before = length;
		while (length && !text[length - 1])
			length--;
		for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
			const size_t width = strlen(forms[i]);

			while (length >= width &&
			       memcmp(text + length - width, forms[i], width) == 0)
				length -= width;
		}
	} while (length < before);
	return length;
}

/* Finds where the record of the first stamp begins. Gives: false when there is none. */
static bool find_record(struct slice text, struct found *ret_found)
{
	const char *stamp = memmem(text.start, text.length, STAMP, sizeof(STAMP) - 1);
	ssize_t at, node;
	size_t header;

	if (!stamp || stamp == text.start || stamp[-1] != ' ')
		return false;
	at = find_word(text, (size_t)(stamp - text.start) - 1, "type=");
	if (at < 0)
		return false;
	node = at && text.start[at - 1] == ' ' ? find_word(text, (size_t)at - 1, "node=") : -1;
	if (node >= 0)
		at = node;
	header = length_before_nuls(text.start, (size_t)at);
	if (header && !strchr(" \t:\"|\xbf", text.start[header - 1]))
		return false;
	*ret_found = (struct found){
		.text = text,
		.start = (size_t)at,
		.header = header,
		.of_node = node >= 0,
	};
	return true;
}

/* The length of what stands for the separator at the front of a text; 0 for none. A field of
 * auditd's own has a name in capital letters. */
static size_t separator_length(struct slice text)
{
	static const char *const forms[] = { "#035", "\\x1d", "\\x1D", "\\035", "\\u001d", "^]" };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct slice rest = text;

		if (slice_take(&rest, forms[i]) && rest.length &&
		    isupper((unsigned char)*rest.start))
			return (size_t)(rest.start - text.start);
	}
	return 0;
}

/* Finds the first that stands for the separator outside of quotes. */
static struct slice find_separator(struct slice text)
{
	char quote = 0;

	if (!memchr(text.start, '#', text.length) && !memchr(text.start, '^', text.length) &&
	    !memchr(text.start, '\\', text.length))
		return (struct slice){ 0 };
	for (; text.length; slice_cut(&text, 1)) {
		const char c = *text.start;
		size_t length;

		if (c == SEPARATOR)
			break;
		if (quote || c == '"' || c == '\'') {
			quote = !quote ? c : quote == c ? '\0' : quote;
			continue;
		}
		length = c == '#' || c == '\\' || c == '^' ? separator_length(text) : 0;
		if (length)
			return (struct slice){ text.start, length };
	}
	return (struct slice){ 0 };
}

static void append_slice(char **to, struct slice text)
{
	memcpy(*to, text.start, text.length);
	*to += text.length;
}

/* Gives the record of a text in the bytes that auditd wrote. */
static int give_record(struct opening *opening, struct slice raw, struct slice host)
{
	static const char node[] = "node=";
	const struct slice separator = find_separator(raw);
	CLEANUP(cleanup_free) char *line = xmalloc(sizeof(node) + host.length + 1 + raw.length);
	struct record record;
	char *end = line;

	if (host.length) {
		append_slice(&end, (struct slice){ node, sizeof(node) - 1 });
		append_slice(&end, host);
		*end++ = ' ';
	}
	if (separator.length) {
		const size_t before = (size_t)(separator.start - raw.start);

		append_slice(&end, (struct slice){ raw.start, before });
		*end++ = SEPARATOR;
		slice_cut(&raw, before + separator.length);
	}
	append_slice(&end, raw);
	if (record_scan(line, (size_t)(end - line), &record) < 0)
		return 0;
	opening->count++;
	return opening->take(opening->context, &record);
}

/* Whether a host can be a node: it is a word. */
static bool is_host_word(struct slice host)
{
	for (size_t i = 0; i < host.length; i++)
		if (!isgraph((unsigned char)host.start[i]) || strchr("\"'\\=", host.start[i]))
			return false;
	return host.length && host.length < 256;
}

/* Opens a record behind a header, or behind nothing. Gives: false when it is no header. */
static bool open_behind_header(struct opening *opening, const struct found *found, int *ret_code)
{
	struct slice header = { found->text.start, found->header }, raw = found->text;
	struct header_names names = { 0 };
	struct slice host;

	if (header.length >= 3 &&
	    memcmp(header.start + header.length - 3, UTF8_BYTE_ORDER_MARK, 3) == 0)
		header.length -= 3;
	if (header.length && !header_read(header, &names))
		return false;
	slice_cut(&raw, found->start);
	opening->envelopes->collected |= names.collected;
	host = names.host.length ? names.host : opening->host;
	if (found->of_node || !is_host_word(host))
		host.length = 0;
	*ret_code = give_record(opening, raw, host);
	return true;
}

/* A callback: opens the lines of a message. */
static int open_message(void *context, struct slice message, struct slice host)
{
	struct opening *opening = context;
	const struct slice around = opening->host;
	int code = 0;

	if (host.length)
		opening->host = host;
	opening->depth++;
	opening->envelopes->collected = true;
	while (message.length && code == 0) {
		const char *newline = memchr(message.start, '\n', message.length);
		size_t length = newline ? (size_t)(newline - message.start) : message.length;

		code = open_text(opening, (struct slice){ message.start, length });
		slice_cut(&message, length + (newline != NULL));
	}
	opening->depth--;
	opening->host = around;
	return code;
}

/* Opens JSON, which may stand behind a header. */
static int open_json(struct opening *opening, struct slice text)
{
	const struct slice around = opening->host;
	struct slice header = text;
	struct header_names names;
	const char *brace = memchr(text.start, '{', text.length);
	int code;

	if (opening->depth == DEPTH_MAX)
		return 0;
	if (!strchr("{[\"", *text.start)) {
		if (!brace)
			return 0;
		header.length = (size_t)(brace - text.start);
		if (!header_read(header, &names))
			return 0;
		slice_cut(&text, header.length);
		if (names.host.length)
			opening->host = names.host;
	}
	code = jsonline_read(text, open_message, opening);
	opening->host = around;
	return code;
}

/* The map in what fluent-bit prints: [0] tag: [[1795225163.748, {}], {"log"=>"…"}]. Empty in any
 * other text. */
static struct slice find_printed_map(struct slice text)
{
	struct slice rest = text;
	uint64_t number;
	const char *map, *end;

	if (!slice_take(&rest, "[") || !slice_take_number(&rest, UINT32_MAX, &number) ||
	    !slice_take(&rest, "] "))
		return (struct slice){ 0 };
	while (rest.length && !isspace((unsigned char)*rest.start))
		slice_cut(&rest, 1);
	if (rest.start[-1] != ':' || !slice_take(&rest, " ["))
		return (struct slice){ 0 };
	map = memmem(rest.start, rest.length, "{\"", 2);
	end = memrchr(rest.start, '}', rest.length);
	return map && end > map ? (struct slice){ map, (size_t)(end + 1 - map) }
				: (struct slice){ 0 };
}

/* Opens it: JSON but for its arrows. */
static int open_printed_map(struct opening *opening, struct slice text)
{
	const struct slice map = find_printed_map(text);
	CLEANUP(cleanup_free) char *json = xmalloc(map.length + 1);
	char *to = json;
	bool quoted = false;

	if (!map.length || opening->depth == DEPTH_MAX)
		return 0;
	for (size_t i = 0; i < map.length; i++) {
		const char c = map.start[i];
		const bool escape = quoted && c == '\\' && i + 1 < map.length;

		quoted ^= c == '"';
		*to++ = !quoted && c == '=' && map.start[i + 1] == '>' ? ':' : c;
		if (escape || to[-1] != c)
			i++;
		if (escape)
			*to++ = map.start[i];
	}
	return jsonline_read((struct slice){ json, (size_t)(to - json) }, open_message, opening);
}

/* What stands between the fields of CSV: a semicolon where the comma is the decimal point. */
static const char field_commas[] = ",;\t";

/* Takes a field of CSV, with its quotes, and the comma behind it. Gives: false when it is none:
 * a bare one has no blanks. */
static bool take_field(struct slice *rest, char comma, struct slice *ret_field)
{
	const char *at = rest->start, *end = at + rest->length;
	const bool quoted = rest->length && *at == '"';

	if (quoted) {
		for (at++; at < end && (*at != '"' || (at + 1 < end && at[1] == '"')); at++)
			at += *at == '"';
		at += at < end;
	} else {
		while (at < end && *at != comma && *at != ' ' && *at != '"')
			at++;
	}
	if (at < end && *at != comma)
		return false;
	*ret_field = (struct slice){ rest->start, (size_t)(at - rest->start) };
	slice_cut(rest, ret_field->length + (at < end));
	return true;
}

/* Takes the quotes off a field, and makes one of two in it. Gives: a text that the caller frees. */
static char *field_text(struct slice field, size_t *ret_length)
{
	char *text = xmalloc(field.length + 1), *to = text;

	if (field.length && *field.start == '"') {
		slice_cut(&field, 1);
		field.length -= field.length && field.start[field.length - 1] == '"';
	}
	for (size_t i = 0; i < field.length; i++) {
		*to++ = field.start[i];
		i += field.start[i] == '"' && i + 1 < field.length && field.start[i + 1] == '"';
	}
	*ret_length = (size_t)(to - text);
	return text;
}

/* A field without the quotes around it. */
static struct slice field_inside(struct slice field)
{
	if (field.length >= 2 && *field.start == '"') {
		slice_cut(&field, 1);
		field.length--;
	}
	return field;
}

/* The host's field; empty when there is none. */
static struct slice find_host_field(struct slice line, char comma, unsigned column)
{
	struct slice field = { 0 };

	for (unsigned i = 0; i < column; i++)
		if (!line.length || !take_field(&line, comma, &field))
			return (struct slice){ 0 };
	return field_inside(field);
}

/* Opens a record that is a field of CSV with this comma. */
static int open_csv(struct opening *opening, const struct found *found, char comma)
{
	const char *record = found->text.start + found->start;
	struct slice rest = found->text, field;

	do {
		if (!rest.length || !take_field(&rest, comma, &field))
			return 0;
	} while (field.start + field.length <= record);
	if (opening->depth < DEPTH_MAX && *field.start == '"') {
		const unsigned column = opening->envelopes->host_column;
		CLEANUP(cleanup_free) char *text = NULL;
		size_t length;

		text = field_text(field, &length);
		return open_message(opening, (struct slice){ text, length },
				    find_host_field(found->text, comma, column));
	}
	return 0;
}

/* Reads the header of CSV with this comma, as Splunk, Kibana and others export it: a line of names,
 * one of them the message's. */
static void read_columns(struct envelopes *envelopes, struct slice line, char comma)
{
	struct slice field;
	unsigned column = 0, host = 0;
	bool has_message = false;

	while (line.length && column < COLUMNS_MAX && take_field(&line, comma, &field)) {
		field = field_inside(field);
		column++;
		has_message |= field.length && jsonline_is_message(field);
		if (!host && jsonline_is_host(field))
			host = column;
	}
	if (has_message && column > 1 && !line.length) {
		envelopes->host_column = host;
		envelopes->comma = comma;
	}
}

bool envelopes_opens_row(const struct envelopes *envelopes, struct slice line)
{
	struct slice field = { 0 };
	bool open = false;

	trim_text(&line);
	while (envelopes->host_column && line.length) {
		if (!take_field(&line, envelopes->comma, &field))
			return false;
		open = *field.start == '"' && slice_count(field, '"') % 2;
	}
	return open;
}

/* journalctl writes a message as numbers where a byte of it cannot be printed. */
static bool may_hold_record(struct slice text)
{
	static const char numbers[] = "\"MESSAGE\"";

	return text.length && (memmem(text.start, text.length, STAMP, sizeof(STAMP) - 1) ||
			       memmem(text.start, text.length, numbers, sizeof(numbers) - 1));
}

static int open_text(struct opening *opening, struct slice text)
{
	const size_t before = opening->count;
	struct found found;
	int code = 0;

	trim_text(&text);
	if (!may_hold_record(text))
		return 0;
	if (find_record(text, &found)) {
		if (open_behind_header(opening, &found, &code))
			return code;
		for (const char *comma = field_commas;
		     *comma && code == 0 && opening->count == before; comma++)
			code = open_csv(opening, &found, *comma);
	}
	if (code == 0 && opening->count == before)
		code = open_json(opening, text);
	return code || opening->count > before ? code : open_printed_map(opening, text);
}

int envelopes_open(struct envelopes *envelopes, struct slice line, envelope_take take,
		   void *context, size_t *ret_count)
{
	struct opening opening = { .envelopes = envelopes, .take = take, .context = context };
	int code = open_text(&opening, line);

	if (!opening.count && !envelopes->host_column) {
		trim_text(&line);
		for (const char *comma = field_commas; *comma; comma++)
			read_columns(envelopes, line, *comma);
	}
	*ret_count = opening.count;
	return code;
}

static int stop_at_first(void *context, const struct record *record)
{
	(void)context;
	(void)record;
	return 1;
}

bool envelopes_wrap(struct slice line)
{
	struct envelopes envelopes = { 0 };
	struct record record;
	size_t count;

	return record_scan(line.start, line.length, &record) < 0 &&
	       envelopes_open(&envelopes, line, stop_at_first, NULL, &count) > 0;
}

bool envelopes_changed(struct slice line)
{
	struct record record;

	if (record_scan(line.start, line.length, &record) < 0)
		return envelopes_wrap(line);
	return line.start[line.length - 1] == '\r' || find_separator(line).length;
}
