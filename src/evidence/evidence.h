/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the files of a boot are. */
#ifndef AUBACKLOG_EVIDENCE_H
#define AUBACKLOG_EVIDENCE_H

#include "evidence/operands.h"
#include "evidence/settings.h"
#include "evidence/status.h"
#include "input/root.h"
#include "util/error.h"
#include "util/inodes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* One audit log of a set, found and opened. */
struct evidence_log {
	char *name;	   /* as the user knows it; "-" is standard input */
	int fd;		   /* open for reading; -1 once taken */
	char *stem;	   /* the name without its rotation number and its suffix of compression */
	uint64_t rotation; /* 0 for the live file, N for ".N" */
	int64_t first_ms;  /* time of its first record; INT64_MAX when none was found */
	bool packed;	   /* it is compressed, as far as it was found */
	bool decoded;	   /* it was: fd is a temporary file with its content */
	char *copy_of;	   /* the log that has all of its bytes: not to be read again; or NULL */
};

struct evidence {
	struct root *root; /* NULL: only the given logs, nothing else is read; not this struct's */
	struct budget *budget; /* for all that is unpacked in the run: the root's, or without one
				* of its own */
	bool logs_given;       /* by name: they may be of another time than the rest of the root */
	struct evidence_log *logs; /* oldest first */
	size_t n_logs;
	struct inodes opened;	   /* the regular files among the logs */
	struct operands *operands; /* the files that were given; not this struct's */
	const char *const
		*kernel_logs; /* named by the user, to be read besides; not this struct's */
	size_t n_kernel_logs;
	const struct settings *settings;   /* of the root, NULL without one; not this struct's */
	const struct status_answer *asked; /* of the running host; not this struct's */
	bool log_denied; /* the root's audit logs may not be read, and are passed over */
};

/*
 * Finds the evidence.
 * Takes: the root, or NULL for the given files alone; the files, of which the audit logs are taken
 * over, and take the place of the root's. The order of logs: a rotated set by its numbers, highest
 * first; sets and other names by the time of their first record. Logs may be compressed (gzip, xz,
 * zstd, bzip2, lz4, told by their first bytes) and are decompressed here, each into a temporary
 * file. The same file given twice is read once, a copy of another is marked (copy_of). In a root:
 * log_file of etc/audit/auditd.conf, or var/log/audit/audit.log, with its ".N" and "-DATE"
 * neighbours. Gives: 0 or -errno. A root without audit logs is no error here: n_logs is 0.
 */
int evidence_find(struct root *root, struct operands *operands, struct evidence *ret_evidence,
		  struct error *err);

/* log_file of etc/audit/auditd.conf, relative to the root; var/log/audit/audit.log without one, or
 * where auditd.conf may not be read. Gives: 0 and a path that the caller frees, or -errno. */
int evidence_log_path(const struct root *root, char **ret_path, struct error *err);

void evidence_done(struct evidence *evidence);

#endif
