/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of published policies on the kernel command line, by operating system. */
#ifndef AUBACKLOG_POLICY_H
#define AUBACKLOG_POLICY_H

#include "bootloader/osrelease.h"

#include <stdint.h>

enum policy_profile {
	POLICY_DEFAULT, /* not given: policy_default() chooses */
	POLICY_STIG,
	POLICY_CIS,
	POLICY_MEASURED, /* no published rule: the need of the boots in the evidence */
};

enum policy_needs {
	POLICY_AUDIT = 1, /* audit=1 */
	POLICY_LIMIT = 2, /* audit_backlog_limit= of at least "limit" */
};

/* One rule of one document. */
struct policy_rule {
	enum policy_profile profile;
	const char *os;	       /* ID of os-release */
	const char *version;   /* VERSION_ID, or the part of it before a dot; NULL: any */
	const char *benchmark; /* the document with its version */
	const char *benchmark_id;
	const char *id;
	const char *group;    /* V-number of a STIG, or NULL */
	const char *severity; /* low, medium, high; unknown where the document has none */
	unsigned needs;	      /* of enum policy_needs */
	uint64_t limit;
	bool recovery; /* the published text counts recovery entries in */
};

/* The table of policy_rules.c, the only place with rules of documents. */
extern const struct policy_rule policy_rules[];
extern const size_t policy_rules_count;

/*
 * Goes through the rules of a profile for a system.
 * Takes: the rule before, or NULL. Gives: the next one, or NULL after the last.
 */
const struct policy_rule *policy_next(enum policy_profile profile, const struct osrelease *os,
				      const struct policy_rule *before);

/*
 * The profile when none is asked for: stig where the system's STIG has a rule on
 * audit_backlog_limit, otherwise cis where the system's benchmark has one, otherwise measured.
 */
enum policy_profile policy_default(const struct osrelease *os);

/* The name as on the command line; static. */
const char *policy_profile_name(enum policy_profile profile);

/* The other way; POLICY_DEFAULT for an unknown name. */
enum policy_profile policy_profile_named(const char *name);

#endif
