/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What says which boot a piece of evidence is of, and whether that is a boot of the log. */
#ifndef AUBACKLOG_IDENTITY_H
#define AUBACKLOG_IDENTITY_H

#include "boots/boots.h"
#include "evidence/cmdline.h"
#include "evidence/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most events of a piece that are held against a boot. */
#define IDENTITY_STAMPS_MAX 1024

struct identity_stamp {
	uint32_t serial;
	int64_t time_ms;
	int64_t printed_ms; /* by the kernel's clock; TIME_UNKNOWN where it is not there */
};

/* What a piece says. What it does not say is NULL, zero or TIME_UNKNOWN. The pointers are not this
 * struct's. */
struct identity {
	const char *id;			     /* of the boot, 32 digits */
	const char *host;		     /* that its lines name */
	const char *kernel;		     /* release */
	const struct cmdline *cmdline;	     /* as the kernel printed it */
	const struct identity_stamp *stamps; /* of events */
	size_t n_stamps;
	int64_t began_ms; /* when the kernel began, by the clock of the early boot */
	int64_t slack_ms; /* give or take: of a date that somebody wrote beside its messages */
	int64_t last_ms;  /* the latest time that the piece tells of */
	const struct status *status;
};

enum identity_answer {
	IDENTITY_OPEN, /* nothing tells */
	IDENTITY_SAME,
	IDENTITY_OTHER,
};

/* By what it is told. */
enum identity_ground {
	IDENTITY_BY_NOTHING,
	IDENTITY_BY_ID,
	IDENTITY_BY_STAMPS,
	IDENTITY_BY_HOST,
	IDENTITY_BY_KERNEL,
	IDENTITY_BY_AUDIT, /* no audit=1, and records from before auditd */
	IDENTITY_BY_LIMIT, /* of the command line, and the one that the boot began with */
	IDENTITY_BY_PID,
	IDENTITY_BY_COUNT,
	IDENTITY_BY_TIME,
};

struct identity_match {
	enum identity_answer answer;
	enum identity_ground ground;
	bool later;  /* the piece's kernel began after all that the log has of the boot */
	bool sooner; /* it began before that: on the same machine the piece is of no newer boot */
};

/*
 * Whether a piece is of a boot. What tells most is asked first and settles it: the id; the stamps
 * of events that both have, or that belong between two of the boot by their serials; the host,
 * where the log names nodes; the kernel's release; the command line; auditd's pid and the kernel's
 * count; the time. A time from before the clock was set tells nothing. Takes: finished
 * boots, linked (boots_link), and the number of one of them in the list; the one before of its node
 * tells that the piece is older.
 */
struct identity_match identity_compare(const struct identity *piece, const struct boots *boots,
				       size_t at);

/* Whether the times leave room for the piece to be of the boot: quick, for lists of many boots. */
bool identity_is_possible(const struct identity *piece, const struct boot *boot);

/* Finds the release of the kernel in BOOT_IMAGE= of a command line. Gives: a text that the caller
 * frees, or NULL. */
char *identity_image_kernel(const char *cmdline);

/* Why a piece is of no boot of the log, as the end of a sentence about it. Takes: the newest boot,
 * and the answer for it. Gives: a text that the caller frees. */
char *identity_reason(const struct identity *piece, const struct identity_match *match,
		      const struct boot *newest) __attribute__((returns_nonnull));

#endif
