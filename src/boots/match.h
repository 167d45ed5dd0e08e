/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Brings to the boots of the audit log what the journal and the kernel log have of them. */
#ifndef AUBACKLOG_MATCH_H
#define AUBACKLOG_MATCH_H

#include "base/error.h"
#include "boots/boots.h"
#include "sources/journal.h"
#include "sources/kernellogs.h"
#include "sources/source.h"

/*
 * Reads of the journal what belongs to the boots: records up to the end of each window, the
 * kernel's messages of each boot. A boot of the journal is one of the log when they have an event
 * in common, same serial and same stamp; or, where the journal has no audit records, when only its
 * time has room for the log's. A boot that is only in the journal and in which the kernel spoke of
 * audit records is added: auditd never wrote in it, or its log is gone.
 * Takes: finished boots. Gives: 0 or -errno.
 */
int match_journal(struct journal *journal, struct boots *boots, struct error *err);

/*
 * Reads a kernel log. Its boots are matched by the stamps of the records that are printed in it, or
 * by the id that journalctl writes; the last one is the newest boot where nothing speaks against
 * it. Of a boot that another source has told of already, only the command line is taken. Takes: an
 * open log; its number, from BOOTLOG_TEXTS on, another for each; finished boots. Gives: 0 and an
 * account that report_done frees, or -errno.
 */
int match_kernellog(const struct kernellogs_file *file, unsigned source, struct boots *boots,
		    struct source *ret_source, struct error *err);

#endif
