/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A card as its line of JSON. */
#define _GNU_SOURCE
#include "fleet/card.h"

#include "render/value.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The ways to group, as the report's JSON has them, of one of each. */
static const char *const filling_keys[REPORT_FILLINGS] = {
	[REPORT_BY_EVENT] = "event", [REPORT_BY_KEY] = "key",	    [REPORT_BY_PROGRAM] = "program",
	[REPORT_BY_UNIT] = "unit",   [REPORT_BY_RECORD] = "record",
};

static json_t *make_fillers(const struct card *card)
{
	json_t *object = json_object();

	for (size_t i = 0; i < REPORT_FILLINGS; i++)
		if (card->filled[i].name)
			value_set(object, filling_keys[i],
				  json_pack("{s:o, s:o}", "name", value_text(card->filled[i].name),
					    "records", value_number(card->filled[i].records)));
	return object;
}

static json_t *make_labels(const struct card *card)
{
	json_t *object = json_object();

	for (size_t i = 0; i < card->n_labels; i++)
		value_set(object, card->labels[i].key, value_text(card->labels[i].value));
	return object;
}

static json_t *make_kinds(const struct card *card)
{
	json_t *list = json_array();

	for (const char *at = card->evidence; *at;) {
		size_t length = strcspn(at, " ");
		CLEANUP(cleanup_free) char *kind = xstrndup(at, length);

		value_append(list, value_text(kind));
		at += length + (at[length] == ' ');
	}
	return list;
}

static json_t *make_card(const struct card *card)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:b, s:s, s:b, s:b, s:o, s:o, s:o, s:o, "
			 "s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "schema", CARD_SCHEMA, "node", value_text(card->node), "boot_id",
			 value_text(card->boot_id), "kernel", value_text(card->kernel), "auditd",
			 value_text(card->auditd), "first_time", value_moment(card->first_ms),
			 "partial", card->partial, "verdict", report_verdict_name(card->verdict),
			 "exact", card->exact, "conflict", card->conflict, "lost",
			 value_range(&card->lost), "later", value_range(&card->later), "demand",
			 value_range(&card->demand), "limit",
			 value_number_or_null(card->limit_known, card->limit), "minimum",
			 value_number_or_null(card->minimum_known, card->minimum), "at_least",
			 value_number(card->minimum), "suggested",
			 value_number_or_null(card->minimum_known, card->suggested), "filled",
			 make_fillers(card), "evidence", make_kinds(card), "labels",
			 make_labels(card), "version", value_text(card->version));
}

int card_write(const struct card *card, FILE *out, struct error *err)
{
	CLEANUP(value_release) json_t *object = make_card(card);

	if (!object)
		xalloc_end();
	errno = 0;
	if (json_dumpf(object, out, JSON_COMPACT | JSON_SORT_KEYS) < 0 || fputc('\n', out) == EOF)
		return error_set(err, errno ? -errno : -EIO, "cannot write a card: %s",
				 strerror(errno ? errno : EIO));
	return 0;
}

/* What is wrong with a card that is read; the first mistake. */
struct card_reading {
	const json_t *object;
	const char *wrong; /* the key that is missing or not what it has to be; or NULL */
};

static void expect_member(struct card_reading *reading, const char *key, bool right)
{
	if (!right && !reading->wrong)
		reading->wrong = key;
}

/* A text as the card will be written again: what is merged twice has the same names as what is
 * merged once. One that is too long is refused, not cut: two of them may begin alike. */
static char *read_safe_text(struct card_reading *reading, const char *key, const json_t *value,
			    size_t most)
{
	char *safe = text_safe(json_string_value(value));

	expect_member(reading, key, safe && strlen(safe) <= most);
	return safe;
}

static char *read_name(struct card_reading *reading, const char *key)
{
	const json_t *value = json_object_get(reading->object, key);

	if (json_is_null(value))
		return NULL;
	return read_safe_text(reading, key, value, CARD_NAME_BYTES);
}

static bool read_flag(struct card_reading *reading, const char *key)
{
	const json_t *value = json_object_get(reading->object, key);

	expect_member(reading, key, json_is_boolean(value));
	return json_is_true(value);
}

/* No boot has more records than that, and each program that reads JSON can hold it. */
#define COUNT_MOST ((INT64_C(1) << 53) - 1)

static bool is_count(const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >= 0 &&
	       json_integer_value(value) <= COUNT_MOST;
}

/* A limit as the kernel can have it, in 32 bits. Gives: whether it is known. */
static bool read_limit(struct card_reading *reading, const char *key, uint64_t *ret_count)
{
	const json_t *value = json_object_get(reading->object, key);

	expect_member(reading, key,
		      json_is_null(value) ||
			      (is_count(value) && json_integer_value(value) <= UINT32_MAX));
	*ret_count = is_count(value) ? (uint64_t)json_integer_value(value) : 0;
	return is_count(value);
}

static uint64_t read_count(struct card_reading *reading, const char *key)
{
	const json_t *value = json_object_get(reading->object, key);

	expect_member(reading, key, is_count(value));
	return is_count(value) ? (uint64_t)json_integer_value(value) : 0;
}

static struct range read_bounds(struct card_reading *reading, const char *key)
{
	const json_t *object = json_object_get(reading->object, key);
	const json_t *min = json_object_get(object, "min"), *max = json_object_get(object, "max");
	struct range bounds = { .max = COUNT_UNBOUNDED };

	expect_member(reading, key, is_count(min) && (json_is_null(max) || is_count(max)));
	if (is_count(min))
		bounds.min = (uint64_t)json_integer_value(min);
	if (is_count(max))
		bounds.max = (uint64_t)json_integer_value(max);
	if (bounds.max < bounds.min)
		expect_member(reading, key, false);
	return bounds;
}

/* "2026-11-21T01:39:12.221Z": what is written of the time has to be the same again. */
static int64_t read_moment(struct card_reading *reading, const char *key)
{
	const json_t *value = json_object_get(reading->object, key);
	const char *text = json_string_value(value), *rest;
	char again[TEXT_TIME_BYTES];
	struct tm date = { 0 };
	unsigned millis = 0;
	int64_t time_ms;

	if (json_is_null(value))
		return TIME_UNKNOWN;
	rest = text ? strptime(text, "%Y-%m-%dT%H:%M:%S", &date) : NULL;
	if (!rest || sscanf(rest, ".%3uZ", &millis) != 1) {
		expect_member(reading, key, false);
		return TIME_UNKNOWN;
	}
	time_ms = (int64_t)timegm(&date) * 1000 + millis;
	text_time(time_ms, again);
	expect_member(reading, key, strcmp(again, text) == 0);
	return time_ms;
}

static enum verdict read_verdict(struct card_reading *reading)
{
	const char *name = json_string_value(json_object_get(reading->object, "verdict"));

	for (enum verdict verdict = 0; name && verdict < VERDICTS; verdict++)
		if (strcmp(name, report_verdict_name(verdict)) == 0)
			return verdict;
	expect_member(reading, "verdict", false);
	return VERDICT_UNKNOWN;
}

static void read_fillers(struct card_reading *reading, struct card *card)
{
	const json_t *object = json_object_get(reading->object, "filled");

	expect_member(reading, "filled", json_is_object(object));
	for (size_t i = 0; i < REPORT_FILLINGS; i++) {
		const json_t *filler = json_object_get(object, filling_keys[i]);
		const json_t *records = json_object_get(filler, "records");

		if (!filler)
			continue;
		expect_member(reading, "filled", is_count(records));
		card->filled[i].name = read_safe_text(
			reading, "filled", json_object_get(filler, "name"), CARD_NAME_BYTES);
		card->filled[i].records = (uint64_t)json_integer_value(records);
	}
}

static void read_labels(struct card_reading *reading, struct card *card)
{
	json_t *object = json_object_get(reading->object, "labels"), *value;
	const char *key;

	expect_member(reading, "labels",
		      json_is_object(object) && json_object_size(object) <= CARD_LABELS_MAX);
	json_object_foreach(object, key, value)
	{
		expect_member(reading, "labels", card_is_label_key(key, strlen(key)));
		if (card->n_labels < CARD_LABELS_MAX)
			card->labels[card->n_labels++] = (struct card_label){
				.key = xstrdup(key),
				.value = read_safe_text(reading, "labels", value, CARD_LABEL_BYTES),
			};
	}
	if (card->n_labels)
		qsort(card->labels, card->n_labels, sizeof(*card->labels), card_compare_labels);
}

static char *read_kinds(struct card_reading *reading)
{
	json_t *list = json_object_get(reading->object, "evidence"), *kind;
	FILE *out;
	struct textstream *text = textstream_open(&out);
	size_t i;

	expect_member(reading, "evidence", json_is_array(list));
	json_array_foreach(list, i, kind)
	{
		CLEANUP(cleanup_free)
		char *name = read_safe_text(reading, "evidence", kind, CARD_NAME_BYTES);

		/* They are kept with a blank between them. */
		expect_member(reading, "evidence",
			      i < CARD_KINDS_MAX && name && *name && !strchr(name, ' '));
		fprintf(out, "%s%s", i ? " " : "", name ? name : "");
	}
	return textstream_close(text);
}

static struct card read_members(struct card_reading *reading)
{
	struct card card = {
		.node = read_name(reading, "node"),
		.boot_id = read_name(reading, "boot_id"),
		.kernel = read_name(reading, "kernel"),
		.auditd = read_name(reading, "auditd"),
		.first_ms = read_moment(reading, "first_time"),
		.partial = read_flag(reading, "partial"),
		.verdict = read_verdict(reading),
		.exact = read_flag(reading, "exact"),
		.conflict = read_flag(reading, "conflict"),
		.lost = read_bounds(reading, "lost"),
		.later = read_bounds(reading, "later"),
		.demand = read_bounds(reading, "demand"),
		.evidence = read_kinds(reading),
		.version = read_name(reading, "version"),
	};
	uint64_t minimum;

	card.limit_known = read_limit(reading, "limit", &card.limit);
	card.minimum_known = read_limit(reading, "minimum", &minimum);
	card.minimum = read_count(reading, "at_least");
	expect_member(reading, "at_least", !card.minimum_known || card.minimum == minimum);
	/* It is recommended: one that does not hold the boot would be a false answer. */
	expect_member(reading, "suggested",
		      read_limit(reading, "suggested", &card.suggested) == card.minimum_known &&
			      (!card.minimum_known || card.suggested >= card.minimum));
	read_fillers(reading, &card);
	read_labels(reading, &card);
	return card;
}

int card_read(const char *line, size_t length, struct card *ret_card, struct error *err)
{
	json_error_t syntax;
	CLEANUP(value_release)
	json_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, &syntax);
	struct card_reading reading = { .object = object };
	const char *schema = json_string_value(json_object_get(object, "schema"));

	if (!object)
		return error_set(err, -EBADMSG, "it is no line of JSON: %s", syntax.text);
	if (!schema || strcmp(schema, CARD_SCHEMA) != 0)
		return error_set(err, -EBADMSG, "its schema is not %s", CARD_SCHEMA);
	*ret_card = read_members(&reading);
	if (!reading.wrong)
		return 0;
	card_done(ret_card);
	return error_set(err, -EBADMSG, "\"%s\" is missing or not what it has to be",
			 reading.wrong);
}
