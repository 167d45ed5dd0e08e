/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of published policies on the kernel command line, by operating system. */
#ifndef AUBACKLOG_POLICY_H
#define AUBACKLOG_POLICY_H

#include "bootloader/osrelease.h"

#include <stdbool.h>
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

/* A document. */
struct policy_document {
	const char *name;    /* with its version */
	const char *id;	     /* of the benchmark, as the issuer writes it */
	const char *version; /* a number, or several */
	const char
		*release; /* as a STIG says it: "Release: 9 Benchmark Date: 01 Jul 2026"; or NULL */
};

/* One rule of one document. */
struct policy_rule {
	enum policy_profile profile;
	const char *os;	     /* ID of os-release */
	const char *version; /* VERSION_ID, or the part of it before a dot; NULL: any */
	const struct policy_document *document;
	const char *id;
	const char *group;    /* V-number of a STIG, or NULL */
	const char *revision; /* of the rule in that release of a STIG, or NULL */
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

/*
 * Reads a system as somebody names it: the ID of os-release and a version, "rhel9", "ubuntu22.04".
 * Gives: whether a document has rules for it, and the system, whose texts the caller frees with
 * osrelease_done.
 */
bool policy_system_named(const char *name, struct osrelease *ret_os);

/* The name as on the command line; static. */
const char *policy_profile_name(enum policy_profile profile);

/* The other way; POLICY_DEFAULT for an unknown name. */
enum policy_profile policy_profile_named(const char *name);

#endif
