/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matches the boots of the journal and of kernel logs to those of the audit log. */
#ifndef AUBACKLOG_MATCH_H
#define AUBACKLOG_MATCH_H

#include "boots/boots.h"
#include "evidence/journal.h"
#include "evidence/kmsg_files.h"
#include "evidence/source.h"
#include "util/error.h"

/*
 * Reads the records of the journal up to the end of each boot's window, and the kernel's messages
 * of each boot. A boot of the journal is one of the log when they share an event, same serial and
 * same stamp; or, where the journal has no audit records of it, when their times fit. A boot that
 * only the journal has, and in which the kernel spoke of audit records, is added: auditd never
 * wrote in it, or its log is gone.
 * Takes: finished boots. Gives: 0 or -errno.
 */
int match_journal(struct journal *journal, struct boots *boots, struct error *err);

/*
 * Reads a kernel log. Its boots are matched by the stamps of the records printed in it, or by the
 * boot id that journalctl writes; the last one is the newest boot unless something speaks against
 * it. Of a boot with messages from another source already, only the command line is taken.
 * Takes: an open log; its number, from BOOTLOG_TEXTS on, another for each; finished boots.
 * Gives: 0 and a source that source_done frees, or -errno.
 */
int match_kmsg(const struct kmsg_file *file, unsigned source, struct boots *boots,
	       struct source *ret_source, struct error *err);

#endif
