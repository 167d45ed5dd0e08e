/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sentences that are put together from counts. */
#ifndef AUBACKLOG_SENTENCE_H
#define AUBACKLOG_SENTENCE_H

#include "report.h"

/* Both give 0 or -ENOMEM; what they add is the boot's. */
int sentence_add_reason(struct report_boot *boot, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int sentence_add_evidence(struct report_boot *boot, const struct report_evidence *evidence,
			  const char *format, ...) __attribute__((format(printf, 3, 4)));

/* "s" where the count asks for a plural. */
const char *sentence_s(uint64_t count);

#endif
