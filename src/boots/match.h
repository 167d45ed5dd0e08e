/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matches what other sources than the audit log have to the boots of the log. */
#ifndef AUBACKLOG_MATCH_H
#define AUBACKLOG_MATCH_H

#include "boots/boots.h"
#include "evidence/journal.h"
#include "evidence/kmsg_files.h"
#include "evidence/source.h"
#include "evidence/status.h"
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

enum match_running_boot {
	MATCH_RUNNING_OPEN,
	MATCH_RUNNING_NEWEST, /* the newest boot of the list */
	MATCH_RUNNING_NEWER,  /* one that began after the last record of the log */
};

/* The boot that the machine ran when its evidence was taken, by what the machine said of itself.
 * What is not there is NULL or TIME_UNKNOWN; the pointers are not this struct's. */
struct match_running {
	const char *boot_id;
	const char *cmdline;
	const struct status *status;
	int64_t began_ms;
	enum match_running_boot is;
};

/*
 * Tells which boot it is, by its id, the time when it began, and auditd's pid.
 * Takes: the boots of log and journal; whether the log may be of another time than the machine.
 */
void match_running_find(struct match_running *running, const struct boots *boots, bool log_apart);

/* Adds the running boot where it is newer than those of the list and not there yet. */
void match_running_add(struct match_running *running, struct boots *boots);

/* Whether the status, and the command line, are of the newest boot of the list. Where they are not,
 * it is noted at their source. */
bool match_running_has_status(const struct match_running *running, const struct boots *boots,
			      struct source *source);
bool match_running_has_cmdline(const struct match_running *running, const struct boots *boots,
			       struct source *source);

/*
 * Reads a kernel log, and gives each boot of the list what the log has of it (identity.h). Of a
 * boot with messages from another source already, only the command line is taken. What is of no
 * boot, or of one that cannot be told, is left out, and noted at the source.
 *
 * A boot of the kernel log is added to the list when it has no other: where the list is empty;
 * where the kernel log has others of the list's, and this one lost records or is newer; and where
 * it is the one that the machine ran.
 *
 * Takes: an open log; its number, from BOOTLOG_TEXTS on, another for each; finished boots; the
 * running boot. Gives: 0 and a source that source_done frees, or -errno.
 */
int match_kmsg(const struct kmsg_file *file, unsigned source, struct boots *boots,
	       struct match_running *running, struct source *ret_source, struct error *err);

#endif
