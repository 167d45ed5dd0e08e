/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of logs what the account of their boots needs: terabytes of life become spans of serials. */
#ifndef AUBACKLOG_EXCERPT_H
#define AUBACKLOG_EXCERPT_H

#include "evidence/evidence.h"

#include <stdio.h>

/*
 * Reads the logs, in any mixture of nodes, and writes: each line of a boot's window, of auditd's
 * own, and of a setting, as it is; all other records as spans of serials that were seen:
 *
 * node=NAME type=AUBACKLOG_SPAN msg=audit(TIME:FIRST): last=SERIAL until=MILLISECONDS
 *
 * without "last" the one serial, without "until" until its own time. A line from an envelope has
 * node= in front. What is written is an audit log, whose boots are those of the logs that were
 * read, lost records after the window included. Nodes may be parted, as by a sort, as long as the
 * lines of each stay in their order. Takes: evidence, whose logs are used up. Gives: 0, or -errno;
 * the caller checks the stream.
 */
int excerpt_write(const struct evidence *evidence, FILE *out, struct error *err);

#endif
