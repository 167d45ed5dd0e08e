/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check of a machine against a policy: plain data, made once by check_judge and only read by
 * every render. */
#ifndef AUBACKLOG_CHECK_H
#define AUBACKLOG_CHECK_H

#include "analysis/report.h"
#include "bootloader/bootconfig.h"
#include "policy/policy.h"

enum check_result {
	CHECK_PASS,
	CHECK_FAIL,
	CHECK_UNKNOWN,	      /* the evidence does not carry an answer */
	CHECK_NOT_APPLICABLE, /* the profile has no such rule for this system */
};

/* A kind of finding, with the members of struct check_finding that it has. */
enum check_finding_kind {
	/* A rule against one command line: place. */
	FINDING_LINE_UNCERTAIN,
	FINDING_LINE_CUT,      /* the kernel does not read all of it */
	FINDING_SOURCE_BROKEN, /* nothing is made of it any more */
	FINDING_LIMIT_ABSENT,
	FINDING_LIMIT_UNREADABLE, /* not by the kernel */
	FINDING_LIMIT_NONE,	  /* audit_backlog_limit=0 */
	FINDING_LIMIT_LOW,	  /* wanted */
	FINDING_LIMIT_MET,
	FINDING_LIMIT_REPEATED,
	FINDING_AUDIT_ABSENT,
	FINDING_AUDIT_OFF,
	FINDING_AUDIT_ODD, /* neither 0 nor 1 */
	FINDING_AUDIT_MET,
	FINDING_AUDIT_REPEATED,
	/* A rule without a command line to hold it against. */
	FINDING_NO_CMDLINE,
	FINDING_NO_NEXT_CMDLINE, /* only that of the running kernel */
	FINDING_NO_ENTRY,
	FINDING_CONTAINER,
	FINDING_NO_OS_RELEASE,
	FINDING_NO_RULE,
	/* The next boot. */
	FINDING_NOT_MEASURED,
	FINDING_NEXT_LIMIT_UNKNOWN,
	FINDING_NEXT_WITHOUT_AUDIT,
	/* A boot of the evidence: boot. */
	FINDING_BOOT_WOULD_LOSE,
	FINDING_BOOT_UNKNOWN,
	FINDING_BOOT_CONFLICT,
	FINDING_BOOT_NEED_OPEN,
	FINDING_BOOT_LOST_BEFORE,
	FINDING_BOOT_HELD,
	FINDING_EARLIER_LOST,  /* boots that were not asked for */
	FINDING_UNPLACED_LOSS, /* a source that may be of a newer boot */
	/* Remarks. */
	FINDING_ENTRY_ASIDE,	   /* place, count */
	FINDING_ENTRY_STALE,	   /* place, source */
	FINDING_SOURCE_OVERRIDDEN, /* place */
	FINDING_RESCUE_LACKS,	   /* place */
	FINDING_SOURCE_UNUSED,	   /* place */
	FINDING_NO_SOURCE,
	FINDING_RULES_REPLACED,
	FINDING_RULES_LOWER,
	FINDING_RULES_RAISE,
	FINDING_AUDIT_UNASKED,
	FINDING_NOTE, /* note */
};

/* One thing found. The pointers lead into the check's config and report. */
struct check_finding {
	enum check_finding_kind kind;
	enum check_result weight; /* CHECK_FAIL fails, CHECK_UNKNOWN leaves open, CHECK_PASS remarks
				   */
	const struct bootconfig_place *place;
	const struct bootconfig_place *source; /* the file that the entry is made of */
	const struct report_boot *boot;
	uint64_t wanted; /* the limit that the rule asks for */
	size_t count;	 /* how many there are of the kind */
	const char *note;
};

struct check_findings {
	struct check_finding *list;
	size_t count, capacity;
};

/* The verdict on one rule. */
struct check_rule {
	const struct policy_rule *rule; /* NULL: measured, floor, fact, or not applicable */
	const char *id;			/* of the rule; static */
	const char *title;		/* static */
	const char *severity;		/* static */
	enum check_result result;
	struct check_findings findings;
};

/* The least room for the rules of a check: besides those of a profile, two that it does not have,
 * the floor and the facts. */
#define CHECK_OWN_RULES 4

/* Where the rules and the boots disagree. */
enum check_contrast {
	CHECK_CONTRAST_NONE,
	CHECK_CONTRAST_WOULD_LOSE,  /* passes, and the limit is too small for the boots */
	CHECK_CONTRAST_LOST_BEFORE, /* passes, and a boot lost records with another limit */
	CHECK_CONTRAST_HOLDS,	    /* fails, and the limit holds every boot */
};

struct check {
	enum policy_profile profile;
	bool profile_chosen;			/* by policy_default(), not by the user */
	const struct policy_document *document; /* of the profile for this system; or NULL */
	const struct osrelease *judged_as; /* the system whose documents count; NULL: this one's */
	const char *judged_as_name;	   /* as it was asked for; or NULL */
	bool strict;			   /* what happened in fact fails it too */
	uint64_t floor;			   /* of the policy */
	bool floor_given;		   /* by the user: then it is a rule of its own */
	const struct bootconfig *config;   /* not this struct's */
	struct report report;		   /* without boots where there is no evidence of them */
	char *no_report;		   /* why there are none, or NULL; owned */

	enum check_result result; /* over all rules */
	struct check_rule *rules;
	size_t n_rules;
	struct check_findings remarks; /* on the machine, besides the rules */

	bool limit_known;	    /* the limit that the next boot has at the least */
	uint64_t limit;		    /* 0 = unlimited */
	enum check_result measured; /* whether that limit would have held the boots */
	struct check_findings fact; /* the same boot by boot */
	enum check_contrast contrast;
	uint64_t advised; /* the limit to boot with, never below a configured one; 0 = unlimited */
};

void check_done(struct check *check);

/*
 * Judges. Pure.
 * Takes: a check with profile, floor, config, limit, limit_known, and either report or no_report;
 * the report is made with that limit as report.next. Fills in the rest.
 */
void check_judge(struct check *check);

/* The exit code of the contract: 0 passed, 1 failed, 2 cannot tell. */
int check_exit_code(const struct check *check);

/* pass, fail, unknown, notapplicable: the words of the outputs, and of XCCDF; static. */
const char *check_result_name(enum check_result result);

/* Adds a copy of a finding. */
void check_add(struct check_findings *findings, const struct check_finding *finding);

/* The result that findings add up to: one that fails outweighs one that leaves open. */
enum check_result check_sum(const struct check_findings *findings);

/*
 * The least limit that the next boot can have: the smallest of its ordinary entries; without
 * entries, of the sources that they are made of; without these, the running one. Gives: whether it
 * is known; 0 = unlimited.
 */
bool check_fact_limit(const struct bootconfig *config, uint64_t *ret_limit);

/* Whether the next boot has audit=1 in every place that check_fact_limit looks at. */
bool check_fact_audit(const struct bootconfig *config);

/*
 * The place that gives the next boot the least of what check_fact_limit looks at: one that is not
 * understood, else one without audit=1, else that with the smallest limit. Gives: NULL where
 * nothing but the running command line is known.
 */
const struct bootconfig_place *check_fact_place(const struct bootconfig *config);

/* The system whose documents count. */
const struct osrelease *check_system(const struct check *check);

/* Judges the configured limit by the boots. Sets measured and fact. */
void check_fact(struct check *check);

/* Looks where the rules passed and records were lost, or the other way round. Sets contrast. */
void check_fact_contrast(struct check *check);

/*
 * Judges each rule that the profile has for the system; an argument that none of them is about
 * becomes a rule that is not applicable. Judged are the running command line, every ordinary entry
 * and the sources that new entries are made of; rescue entries only where the document counts them.
 * Takes: profile and config of the check. Sets rules, with room for one more.
 */
void check_paper(struct check *check);

/* Judges the floor where the user gave one: a rule of its own, as no document has it. */
void check_paper_floor(struct check *check);

/*
 * Looks for facts that explain a result or will change it: entries that are not this system's or
 * that its boot loader does not read, entries that are older than their source, a drop-in that
 * takes an argument back, rescue entries without it, a kernelopts that no entry refers to, -b of
 * the rules against the limit at boot, no audit=1 where no rule asks for it. Takes: config and
 * rules of the check. Sets remarks.
 */
void check_remarks(struct check *check);

/* Each of these gives a text that the caller frees. Text of files in it is not neutralised, except
 * by check_words_details. */

/* A finding of this check as a sentence. */
char *check_words_finding(const struct check *check, const struct check_finding *finding);

/* The contrast of this check as a sentence; NULL for none. */
char *check_words_contrast(const struct check *check);

/* Both arguments to boot with. */
char *check_words_arguments(const struct check *check);

/* Where an argument of a command line stands: "the running kernel (proc/cmdline:1)". Takes: a
 * zeroed argument for the line itself. */
char *check_words_place(const struct bootconfig_place *place, const struct cmdline_place *argument);

/* What a command line says of auditing, and where: "entry 'Debian' (boot/grub/grub.cfg:9): audit=1,
 * limit 64, the default". */
char *check_words_line(const struct bootconfig_place *place);

/* The arguments alone: "audit=1, limit 64, the default". */
char *check_words_auditing(const struct bootconfig_place *place);

/* The same in short: "audit=1, limit 64, the default, in entry 'Debian'". */
char *check_words_short(const struct bootconfig_place *place);

/* All that is found on a rule, as lines for a checklist; neutralised line by line. */
char *check_words_details(const struct check *check, const struct check_rule *rule);

#endif
