/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of the audit queue by kernel. */
#include "boots/kernels.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct kernel_version {
	unsigned major, minor, patch, build; /* build: behind the "-" of a distribution's */
};

/* The releases from one version to another; a row with a build is of a distribution that fixed its
 * kernel without a new version. */
struct family {
	const char *mark; /* a part of the release, or NULL */
	struct kernel_version from, to;
	struct kernels_rules rules;
};

#define VERSION(a, b, c, d)                                                                        \
	{                                                                                          \
		.major = (a), .minor = (b), .patch = (c), .build = (d)                             \
	}
#define LAST 0xffffffff
#define SERIES(a, b) VERSION(a, b, LAST, LAST)

#define CALLER_HOLDS                                                                               \
	{                                                                                          \
		.counts_prints = KERNELS_YES, .holds_pid = KERNELS_YES                             \
	}
/* Nobody read these; 3.10.0-957 queues it first, as a real boot shows. */
#define CALLER_MAY_HOLD_PID                                                                        \
	{                                                                                          \
		.counts_prints = KERNELS_YES, .holds_pid = KERNELS_MAYBE                           \
	}
#define PRINTS_COUNT                                                                               \
	{                                                                                          \
		.counts_drops = KERNELS_YES, .counts_prints = KERNELS_YES, .lags = KERNELS_YES,    \
		.drains = KERNELS_YES, .holds_pid = KERNELS_YES                                    \
	}
#define KAUDITD_HOLDS(hand_over)                                                                   \
	{                                                                                          \
		.counts_drops = KERNELS_YES, .lags = KERNELS_YES, .drains = (hand_over)            \
	}
#define DRAINS KAUDITD_HOLDS(KERNELS_YES)
#define MAY_DRAIN KAUDITD_HOLDS(KERNELS_MAYBE)
#define BOUNDED_PASS KAUDITD_HOLDS(KERNELS_NO)
#define BOUNDED_WITH_EXITS                                                                         \
	{                                                                                          \
		.counts_drops = KERNELS_YES, .lags = KERNELS_YES, .dummies_exit = KERNELS_YES      \
	}

/*
 * The first row that fits counts. Source: kernel/audit.c: audit_hold_skb() and audit_printk_skb()
 * up to 4.9; kauditd_printk_skb() of 4.10, which still counts; audit_receive_msg(), which logs
 * audit_pid= before it sets it up to 4.10; audit_log_start(), which clears context->dummy from 6.1
 * on; kauditd_send_queue(), whose pass is bounded since
 * "audit: improve audit queue handling when 'audit=1' on cmdline" (5.17, and stable trees from
 * February 2022; Debian's 5.10.0-12; RHEL 9.1).
 */
static const struct family families[] = {
	{ ".el7", VERSION(3, 10, 0, 958), SERIES(3, 10), CALLER_MAY_HOLD_PID },
	{ NULL, VERSION(0, 0, 0, 0), SERIES(4, 9), CALLER_HOLDS },
	{ NULL, VERSION(4, 10, 0, 0), SERIES(4, 10), PRINTS_COUNT },
	{ ".el9", VERSION(5, 14, 0, 0), VERSION(5, 14, 0, 161), DRAINS },
	{ ".el9", VERSION(5, 14, 0, 162), SERIES(5, 14), BOUNDED_PASS },
	{ NULL, VERSION(4, 14, 266, 0), SERIES(4, 14), BOUNDED_PASS },
	{ NULL, VERSION(4, 19, 229, 0), SERIES(4, 19), BOUNDED_PASS },
	{ NULL, VERSION(5, 4, 179, 0), SERIES(5, 4), BOUNDED_PASS },
	{ NULL, VERSION(5, 10, 99, 0), SERIES(5, 10), BOUNDED_PASS },
	{ NULL, VERSION(5, 10, 0, 12), VERSION(5, 10, 0, LAST), BOUNDED_PASS },
	{ NULL, VERSION(5, 15, 22, 0), SERIES(5, 15), BOUNDED_PASS },
	{ NULL, VERSION(5, 16, 8, 0), SERIES(5, 16), BOUNDED_PASS },
	{ "-", VERSION(4, 11, 0, 0), SERIES(5, 16), MAY_DRAIN },
	{ NULL, VERSION(4, 11, 0, 0), SERIES(5, 16), DRAINS },
	{ NULL, VERSION(5, 17, 0, 0), SERIES(6, 0), BOUNDED_PASS },
	{ NULL, VERSION(6, 1, 0, 0), SERIES(LAST, LAST), BOUNDED_WITH_EXITS },
};

static int compare_versions(const struct kernel_version *left, const struct kernel_version *right)
{
	if (left->major != right->major)
		return left->major < right->major ? -1 : 1;
	if (left->minor != right->minor)
		return left->minor < right->minor ? -1 : 1;
	if (left->patch != right->patch)
		return left->patch < right->patch ? -1 : 1;
	return (left->build > right->build) - (left->build < right->build);
}

static bool read_version(const char *release, struct kernel_version *ret_version)
{
	struct kernel_version version = { 0 };
	const char *build;

	if (!release ||
	    sscanf(release, "%9u.%9u.%9u", &version.major, &version.minor, &version.patch) < 2)
		return false;
	build = strchr(release, '-');
	if (build)
		(void)sscanf(build, "-%9u", &version.build);
	*ret_version = version;
	return true;
}

struct kernels_rules kernels_find(const char *release, bool modern)
{
	struct kernel_version version;

	if (!read_version(release, &version)) {
		const enum kernels_answer old = modern ? KERNELS_NO : KERNELS_MAYBE;

		return (struct kernels_rules){
			.counts_drops = modern ? KERNELS_YES : KERNELS_MAYBE,
			.counts_prints = old,
			.lags = modern ? KERNELS_YES : KERNELS_MAYBE,
			.drains = KERNELS_MAYBE,
			.holds_pid = old,
		};
	}
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		const struct family *family = &families[i];

		if ((!family->mark || strstr(release, family->mark)) &&
		    compare_versions(&version, &family->from) >= 0 &&
		    compare_versions(&version, &family->to) <= 0)
			return family->rules;
	}
	return (struct kernels_rules)BOUNDED_WITH_EXITS;
}
