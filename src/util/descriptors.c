/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many files may be open at once. */
#include "util/descriptors.h"

#include <sys/resource.h>

bool descriptors_raise(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= limit.rlim_max)
		return false;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

uint64_t descriptors_allow(uint64_t wanted)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return UINT64_MAX;
	if (limit.rlim_cur >= wanted || !descriptors_raise())
		return limit.rlim_cur;
	return limit.rlim_max;
}
