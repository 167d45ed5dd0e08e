/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the audit rules, for the settings among them. */
#ifndef AUBACKLOG_RULES_H
#define AUBACKLOG_RULES_H

#include <stdbool.h>
#include <stdint.h>

struct rules_number {
	bool given;
	uint64_t value;
	unsigned line; /* of the file read last that has it, from 1 */
};

/* The last occurrence of each option wins, as auditctl works them off in order. */
struct rules {
	bool known;
	struct rules_number backlog_limit;     /* -b */
	struct rules_number failure;	       /* -f */
	struct rules_number enabled;	       /* -e */
	struct rules_number rate_limit;	       /* -r */
	struct rules_number backlog_wait_time; /* --backlog_wait_time */
	bool excludes_eoe;		       /* -a always,exclude -F msgtype=EOE */
	bool excludes_proctitle;	       /* the same of PROCTITLE */
};

/*
 * Reads the lines of a rules file into rules, over the settings of earlier files.
 * Gives: 0, or the number of the first line with a setting whose value is no number (the other
 * lines are read). Source: auditctl(8), audit.rules(7).
 */
unsigned rules_parse(const char *text, struct rules *rules);

#endif
