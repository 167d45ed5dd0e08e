/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UTF-16, made UTF-8. */
#include "input/utf16.h"

#include "util/utf8.h"

#define BYTE_ORDER_MARK 0xfeff
#define REPLACEMENT 0xfffd

static uint32_t unit_at(const struct utf16 *utf16, const unsigned char *bytes)
{
	return utf16->is_big ? (uint32_t)(bytes[0] << 8 | bytes[1])
			     : (uint32_t)(bytes[1] << 8 | bytes[0]);
}

static bool is_usual(uint32_t unit)
{
	return unit == '\t' || unit == '\n' || unit == '\r' || (unit >= ' ' && unit < 0x7f);
}

bool utf16_is_text(const unsigned char *head, size_t length, struct utf16 *ret_utf16)
{
	for (int is_big = 0; is_big < 2; is_big++) {
		const struct utf16 utf16 = { .is_big = is_big };

		if (length < 4 ||
		    (unit_at(&utf16, head) != BYTE_ORDER_MARK &&
		     (!is_usual(unit_at(&utf16, head)) || !is_usual(unit_at(&utf16, head + 2)))))
			continue;
		*ret_utf16 = utf16;
		return true;
	}
	return false;
}

/* Takes a unit. Gives: the end. */
static char *put_unit(struct utf16 *utf16, uint32_t unit, char *to)
{
	const uint32_t high = utf16->high;

	utf16->high = 0;
	if (high && unit >> 10 == 0xdc00 >> 10)
		return utf8_put(to, 0x10000 + ((high & 0x3ff) << 10 | (unit & 0x3ff)));
	if (high)
		to = utf8_put(to, REPLACEMENT);
	if (unit >> 10 == 0xd800 >> 10) {
		utf16->high = unit;
		return to;
	}
	if (unit == BYTE_ORDER_MARK)
		return to;
	return utf8_put(to, unit >> 10 == 0xdc00 >> 10 ? REPLACEMENT : unit);
}

size_t utf16_to_utf8(struct utf16 *utf16, const unsigned char *part, size_t length, char *to)
{
	const char *start = to;

	if (utf16->has_odd && length) {
		const unsigned char pair[] = { utf16->odd, *part };

		utf16->has_odd = false;
		to = put_unit(utf16, unit_at(utf16, pair), to);
		part++;
		length--;
	}
	for (; length >= 2; part += 2, length -= 2)
		to = put_unit(utf16, unit_at(utf16, part), to);
	if (length) {
		utf16->has_odd = true;
		utf16->odd = *part;
	}
	return (size_t)(to - start);
}
