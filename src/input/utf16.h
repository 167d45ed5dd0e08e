/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UTF-16, as editors and shells of Windows save text, made UTF-8. */
#ifndef AUBACKLOG_UTF16_H
#define AUBACKLOG_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A text that is read in parts. A zeroed one is at the beginning of a little-endian one. */
struct utf16 {
	bool is_big;
	bool has_odd; /* half of a unit was at the end of the part before */
	unsigned char odd;
	uint32_t high; /* the first unit of a pair was; or 0 */
};

/* Whether a text is UTF-16: by its byte order mark, or by NUL in every other of its first bytes. */
bool utf16_is_text(const unsigned char *head, size_t length, struct utf16 *ret_utf16);

/* Room for a part of so many bytes. */
#define UTF16_ROOM(bytes) (((bytes) / 2 + 2) * 3)

/* Makes a part UTF-8, without byte order marks. Gives: the bytes written. */
size_t utf16_to_utf8(struct utf16 *utf16, const unsigned char *part, size_t length, char *to);

#endif
