/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a collector puts in front of a message: dates, a host, a tag. */
#ifndef AUBACKLOG_HEADER_H
#define AUBACKLOG_HEADER_H

#include "evidence/record.h"

#include <stdbool.h>

struct header_names {
	struct slice host; /* empty where none is named */
	bool collected;	   /* a collector wrote it: it has a date, or a name other than a file's */
};

/*
 * Reads the words in front of a message: "Nov 21 07:12:01 web audispd: " (RFC 3164), "<13>1
 * 2026-11-21T07:12:01Z web app 7 - [id a="b"] " (RFC 5424), journalctl's, docker's, kubectl's,
 * logcli's and CloudWatch's stamps, "10.0.0.1: ", "audit.log:12:" of grep, indentation.
 * Text of a message is none: with a date there are a host and a tag at most, without one a single
 * word with a colon, and nothing stands behind the colon of a tag. So what somebody else got into a
 * message ("… sshd[7]: Invalid user type=…") is not taken for what the collector wrote.
 * Gives: false when it is no such header; true and what it names.
 */
bool header_read(struct slice text, struct header_names *ret_names);

#endif
