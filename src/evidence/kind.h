/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a file that somebody gives is, told by its content. */
#ifndef AUBACKLOG_KIND_H
#define AUBACKLOG_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes at the beginning of a file that tell an archive or a picture. */
#define KIND_HEAD_BYTES 4096

enum kind_of {
	KIND_AUDIT_LOG = 1,  /* also of a text of which nothing is known */
	KIND_KERNEL_LOG = 2, /* with an audit log: a syslog that has both */
	KIND_STATUS = 4,     /* the answer of "auditctl -s", or several; also among other lines */
	KIND_ARCHIVE = 8,    /* a tar */
	KIND_JOURNAL = 16,   /* a file of systemd's journal */
};

struct kind {
	unsigned of;	  /* bits of enum kind_of; 0: none of them */
	const char *what; /* of none: what it is, static */
	bool anyones;	  /* a kernel log with messages of other senders */
};

/*
 * Tells by the first bytes of a file: an archive, a journal, or what cannot be evidence: a picture,
 * a program, a report of this program. Gives: false when they do not tell.
 */
bool kind_of_head(const char *head, size_t length, struct kind *ret_kind);

/* Whether a text begins with a record, as auditd writes its log: at once, behind NUL bytes that a
 * crash left, or behind the rest of a line, which is no message of the kernel. */
bool kind_is_plain_log(const char *head, size_t length);

/* Whether a file that begins with a record also ends with one: nothing else was put behind it. A
 * pipe and an unreadable end tell nothing. */
bool kind_ends_plain(int fd);

/* The most of auditctl's answers that is read. */
#define KIND_STATUS_BYTES 16384

struct kind_text {
	char bytes[KIND_STATUS_BYTES + 1]; /* ends with a NUL */
	size_t length;
};

/*
 * Reads auditctl's answers for status_next: the whole file, or, among lines of other evidence,
 * those that are nothing else. Takes: a file that can be read twice. Gives: 0, -EFBIG for a file
 * that is longer, -errno.
 */
int kind_read_status(int fd, bool among_others, struct kind_text *ret_text);

/*
 * Tells by the lines of a file, which is read from its beginning and no further than needed.
 * Takes: a file that can be read twice; its offset is at the beginning afterwards.
 * Gives: 0, or -errno of a read that failed.
 */
int kind_of_lines(int fd, struct kind *ret_kind);

#endif
