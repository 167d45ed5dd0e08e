/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of the audit queue by kernel: one table, of which an unknown kernel has the union. */
#ifndef AUBACKLOG_KERNELS_H
#define AUBACKLOG_KERNELS_H

#include <stdbool.h>

/* What may be of a kernel whose version is not known. */
enum kernels_answer { KERNELS_NO, KERNELS_YES, KERNELS_MAYBE };

struct kernels_rules {
	enum kernels_answer counts_drops;  /* a drop of the hold queue counts as lost */
	enum kernels_answer counts_prints; /* and a print that is throttled, of a record that is
					      held all the same */
	enum kernels_answer lags;   /* kauditd holds, so that records can come past the queue */
	enum kernels_answer drains; /* kauditd hands over when its queue is next empty: what is
				       made behind the registration can still be held */
	enum kernels_answer dummies_exit; /* a record in a system call brings its SYSCALL, with no
					     rule loaded too */
	enum kernels_answer holds_pid; /* the record of the registration is queued before it takes
					  effect, and held */
};

/*
 * Takes: the release ("6.1.0-56-cloud-amd64"), or NULL; whether its evidence has what only
 * later kernels write: "op=set", the queues by name.
 */
struct kernels_rules kernels_find(const char *release, bool modern);

#endif
