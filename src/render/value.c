/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts, ranges, texts and times as JSON values. */
#include "render/value.h"

#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>

void value_release(json_t **value)
{
	json_decref(*value);
}

json_t *value_number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

json_t *value_number_or_null(bool known, uint64_t value)
{
	return known ? value_number(value) : json_null();
}

json_t *value_text(const char *value)
{
	CLEANUP(cleanup_free) char *safe = text_safe(value);

	return value ? json_string(safe) : json_null();
}

json_t *value_moment(int64_t time_ms)
{
	char when[TEXT_TIME_BYTES];

	if (time_ms == TIME_UNKNOWN)
		return json_null();
	text_time(time_ms, when);
	return json_string(when);
}

json_t *value_range(const struct range *value)
{
	return json_pack("{s:o, s:o}", "min", value_number(value->min), "max",
			 value_number_or_null(value->max != COUNT_UNBOUNDED, value->max));
}

/* Every text is UTF-8 (text_safe), so jansson fails for memory alone. */
void value_append(json_t *list, json_t *value)
{
	if (json_array_append_new(list, value) < 0)
		xalloc_end();
}

void value_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) < 0)
		xalloc_end();
}

int value_dump(const json_t *root, FILE *out, struct error *err)
{
	if (!root)
		xalloc_end();
	errno = 0;
	if (json_dumpf(root, out, JSON_INDENT(2)) < 0 || fputc('\n', out) == EOF)
		return error_set(err, errno ? -errno : -EIO, "cannot write JSON: %s",
				 strerror(errno ? errno : EIO));
	return 0;
}
