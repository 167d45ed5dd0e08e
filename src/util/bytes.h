/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares and hashes bytes a word at a time, inline: every line of a log passes through here. */
#ifndef AUBACKLOG_BYTES_H
#define AUBACKLOG_BYTES_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>

static inline uint64_t bytes_word(const char *text)
{
	uint64_t word;

	memcpy(&word, text, sizeof(word));
	return le64toh(word);
}

#define BYTES_01 UINT64_C(0x0101010101010101)
#define BYTES_80 UINT64_C(0x8080808080808080)

/* The length of the word at the front of a text, up to the first blank within 24 bytes; 24 when
 * there is none. Takes: 24 readable bytes. */
static inline size_t bytes_to_blank(const char *text)
{
	for (size_t at = 0; at < 24; at += 8) {
		uint64_t word = bytes_word(text + at) ^ BYTES_01 * ' ';
		/* Sets a bit for each blank. Bits above the lowest one may be wrong. */
		uint64_t blanks = (word - BYTES_01) & ~word & BYTES_80;

		if (blanks)
			return at + (size_t)__builtin_ctzll(blanks) / 8;
	}
	return 24;
}

/* Whether two texts are equal: memcmp, without the call for 8 to 32 bytes. */
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

/* A secret of this process, so that nobody can craft a log whose hashes collide. */
struct bytes_key {
	uint64_t words[2];
};

static inline struct bytes_key bytes_key_new(void)
{
	const void *random = (const void *)getauxval(AT_RANDOM); /* 16 bytes from the kernel */
	struct bytes_key key = { { UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xbf58476d1ce4e5b9) } };

	if (random)
		memcpy(key.words, random, sizeof(key.words));
	return key;
}

/* Mixes two words with the key. Without the key nobody can make either factor zero. */
static inline uint64_t bytes_mix(const struct bytes_key *key, uint64_t left, uint64_t right)
{
	unsigned __int128 product =
		(unsigned __int128)(left ^ key->words[0]) * (right ^ key->words[1]);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* A hash of a text: equal for equal bytes, and rarely equal for others. */
static inline uint64_t bytes_hash(const struct bytes_key *key, const char *text, size_t length)
{
	uint64_t hash = length, last[2] = { 0 };

	for (; length > 16; text += 16, length -= 16)
		hash = bytes_mix(key, bytes_word(text) ^ hash, bytes_word(text + 8));
	memcpy(last, text, length);
	return bytes_mix(key, le64toh(last[0]) ^ hash, le64toh(last[1]));
}

#endif
