/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which audit logs of a set are copies of others: each record is to be read once. */
#ifndef AUBACKLOG_COPIES_H
#define AUBACKLOG_COPIES_H

#include "sources/evidence.h"

/*
 * Marks the logs whose bytes are those of another, or its beginning (copy_of), whatever their names
 * are: compress(1) with its input kept leaves such a pair, and so does one taken while auditd went
 * on writing. Of two that are equal the compressed one is the copy, or the later one.
 * Only logs with a record can be copies, only regular files are compared, and their offsets stay.
 * Gives: 0; -ENOMEM; -EDQUOT where many logs are alike for long and yet differ, which would take
 * time as their square; -errno of a read that failed.
 */
int copies_mark(struct evidence_log *logs, size_t count);

#endif
