/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes looked at a word at a time, inline: what every line of a log goes through. */
#ifndef AUBACKLOG_BYTES_H
#define AUBACKLOG_BYTES_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The next eight bytes, the first one lowest. */
static inline uint64_t bytes_word(const char *text)
{
	uint64_t word;

	memcpy(&word, text, sizeof(word));
	return le64toh(word);
}

/* The next bytes up to eight, the rest of the word zero. Takes: 1 or more, of eight that can be
 * read.
 */
static inline uint64_t bytes_word_of(const char *text, size_t length)
{
	uint64_t word = bytes_word(text);

	return length < 8 ? word & ((UINT64_C(1) << 8 * length) - 1) : word;
}

#define BYTES_01 UINT64_C(0x0101010101010101)
#define BYTES_80 UINT64_C(0x8080808080808080)

/* The length of the word at the front of a text that is followed by a blank within 24 bytes; 24
 * when there is none. Takes: 24 bytes that can be read. */
#ifdef __SSE2__
static inline size_t bytes_to_blank(const char *text)
{
	const __m128i blanks = _mm_set1_epi8(' ');
	const __m128i first = _mm_loadu_si128((const __m128i *)text);
	const __m128i last = _mm_loadu_si128((const __m128i *)(text + 8));
	unsigned found = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(first, blanks));

	if (found)
		return (size_t)__builtin_ctz(found);
	found = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(last, blanks));
	return found ? 8 + (size_t)__builtin_ctz(found) : 24;
}
#else
static inline size_t bytes_to_blank(const char *text)
{
	for (size_t at = 0; at < 24; at += 8) {
		uint64_t word = bytes_word(text + at) ^ BYTES_01 * ' ';
		/* A bit for each blank; above the lowest one more may be set. */
		uint64_t blanks = (word - BYTES_01) & ~word & BYTES_80;

		if (blanks)
			return at + (size_t)__builtin_ctzll(blanks) / 8;
	}
	return 24;
}
#endif

/* How many decimal digits a word begins with. */
static inline size_t bytes_digits(uint64_t word)
{
	uint64_t digits = word ^ BYTES_01 * '0';
	uint64_t others = ((digits + BYTES_01 * 0x76) | digits) & BYTES_80;

	return others ? (size_t)__builtin_ctzll(others) / 8 : 8;
}

/* The number that a word begins with, of 1 to 8 digits: each is added to ten times its neighbour,
 * then pairs, then fours. */
static inline uint64_t bytes_number(uint64_t word, size_t n_digits)
{
	const uint64_t halves = UINT64_C(0x000000ff000000ff);
	uint64_t digits = word ^ BYTES_01 * '0';

	if (n_digits - 1 < 7)
		digits <<= 64 - 8 * n_digits;
	digits = digits * 10 + (digits >> 8);
	return ((digits & halves) * (100 + (UINT64_C(1000000) << 32)) +
		(digits >> 16 & halves) * (1 + (UINT64_C(10000) << 32))) >>
	       32;
}

/* Whether two texts are the same: memcmp, without the call for 8 to 32 bytes. */
static inline bool bytes_same(const char *left, const char *right, size_t length)
{
	uint64_t differs;

	if (length < 8 || length > 32)
		return memcmp(left, right, length) == 0;
	differs = (bytes_word(left) ^ bytes_word(right)) |
		  (bytes_word(left + length - 8) ^ bytes_word(right + length - 8));
	if (length > 16)
		differs |= (bytes_word(left + 8) ^ bytes_word(right + 8)) |
			   (bytes_word(left + length - 16) ^ bytes_word(right + length - 16));
	return differs == 0;
}

static inline uint64_t bytes_mix(uint64_t left, uint64_t right)
{
	unsigned __int128 product = (unsigned __int128)left * right;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* A number for a text: the same for the same bytes, and mostly another for others. Whoever wants to
 * can make two texts that have the same. */
static inline uint64_t bytes_hash(const char *text, size_t length)
{
	const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t hash = length ^ odd, last = 0;
	const char *at = text, *end = text + length;

	for (; end - at > 16; at += 16)
		hash = bytes_mix(bytes_word(at) ^ hash, bytes_word(at + 8) ^ odd);
	/* The last sixteen bytes, some of which may have been seen. */
	if (length >= 16)
		return bytes_mix(bytes_word(end - 16) ^ hash, bytes_word(end - 8) ^ odd);
	if (length >= 8)
		return bytes_mix(bytes_word(text) ^ hash, bytes_word(end - 8) ^ odd);
	for (; at < end; at++)
		last = last << 8 | (unsigned char)*at;
	return bytes_mix(last ^ hash, odd);
}

#endif
