/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packs the evidence of a root, and what the running kernel answers. */
#ifndef AUBACKLOG_RECORDER_H
#define AUBACKLOG_RECORDER_H

#include "input/root.h"
#include "input/tarwriter.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORDER_ANSWERS 4

/* What programs say of the running kernel; NULL for one that said nothing, or failed. */
struct recorder_answers {
	char *texts[RECORDER_ANSWERS];
	size_t bytes[RECORDER_ANSWERS];
};

void recorder_answers_done(struct recorder_answers *answers);

/* What became of it. */
struct recorder_result {
	uint64_t files, bytes; /* packed */
	bool has_log;	       /* an audit log is among them */
	size_t left_out;       /* answers and files, each of which was named on standard error */
};

/*
 * Asks for the kernel's counters, the audit rules, the kernel log and the kernel's name, in this
 * order: whatever follows makes records of its own. Gives: 0, or -ENOMEM.
 */
int recorder_ask(struct recorder_answers *ret_answers, struct recorder_result *result,
		 struct error *err);

/*
 * Packs each file of the root that evidence_paths has, and the audit logs where auditd.conf puts
 * them elsewhere, under the path that readers ask for: a link is packed as what it leads to inside
 * the root. Only regular files are opened. Says on standard error what could not be read.
 * Takes: the answers of the running kernel, NULL for none. Gives: 0 or -errno.
 */
int recorder_pack(const struct root *root, const struct recorder_answers *answers,
		  struct tarwriter *writer, struct recorder_result *result, struct error *err);

#endif
