/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How logrotate, auditd and savelog call the older files of a log. */
#include "evidence/rotation.h"

#include "util/xalloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

size_t rotation_suffix(const char *name)
{
	static const char *const suffixes[] = { ".gz", ".xz", ".zst", ".bz2", ".lz4", ".Z" };
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		size_t suffix = strlen(suffixes[i]);

		if (length > suffix && strcmp(name + length - suffix, suffixes[i]) == 0)
			return suffix;
	}
	return 0;
}

char *rotation_split(const char *name, uint64_t *ret_rotation)
{
	char *stem = xstrndup(name, strlen(name) - rotation_suffix(name));
	char *dot = strrchr(stem, '.');
	const char *digits = dot ? dot + 1 : "";
	bool rotated =
		*digits && strlen(digits) <= 9 && digits[strspn(digits, "0123456789")] == '\0';

	*ret_rotation = rotated ? strtoull(digits, NULL, 10) : 0;
	if (rotated)
		*dot = '\0';
	return stem;
}

bool rotation_is_of_set(const char *name, const char *base)
{
	size_t length = strlen(base);

	return strncmp(name, base, length) == 0 &&
	       (strlen(name) - rotation_suffix(name) == length ||
		(strchr(".-", name[length]) && isdigit((unsigned char)name[length + 1])));
}
