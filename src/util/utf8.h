/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UTF-8. */
#ifndef AUBACKLOG_UTF8_H
#define AUBACKLOG_UTF8_H

#include <stdint.h>

#define UTF8_BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Writes a character of up to 4 bytes. Gives: the end. */
static inline char *utf8_put(char *to, uint32_t character)
{
	static const unsigned char marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	const int length = character < 0x80	 ? 1
			   : character < 0x800	 ? 2
			   : character < 0x10000 ? 3
						 : 4;

	if (length == 1) {
		*to++ = (char)character;
		return to;
	}
	*to++ = (char)(marks[length] | character >> 6 * (length - 1));
	for (int i = length - 2; i >= 0; i--)
		*to++ = (char)(0x80 | (character >> 6 * i & 0x3f));
	return to;
}

#endif
