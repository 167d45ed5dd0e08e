/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a check found: plain data, made once and only read by every render. */
#ifndef AUBACKLOG_CHECK_H
#define AUBACKLOG_CHECK_H

#include "account/report.h"
#include "policy/policy.h"
#include "bootloader/bootconfig.h"

enum check_result {
	CHECK_PASS,
	CHECK_FAIL,
	CHECK_UNKNOWN,	      /* the evidence does not carry an answer */
	CHECK_NOT_APPLICABLE, /* the profile has no such rule for this system */
};

/* One sentence, and what it does to the result. */
struct check_finding {
	enum check_result
		weight; /* CHECK_FAIL fails, CHECK_UNKNOWN leaves open, CHECK_PASS remarks */
	char *text;	/* owned */
};

struct check_findings {
	struct check_finding *list;
	size_t count;
};

/* The verdict on one rule. */
struct check_rule {
	const struct policy_rule *rule; /* NULL: measured, or not applicable */
	const char *id;			/* of the rule; static */
	const char *title;		/* static */
	const char *severity;		/* static */
	enum check_result result;
	struct check_findings findings;
	char *details; /* all of it as lines, for a checklist; owned */
};

struct check {
	enum policy_profile profile;
	bool profile_chosen;		      /* by policy_default(), not by the user */
	const char *benchmark, *benchmark_id; /* of the profile for this system; static; or NULL */
	uint64_t floor;			      /* of the policy */
	bool floor_given;		      /* by the user: then it is a rule of its own */
	const struct bootconfig *config;      /* not this struct's */
	struct report report;		      /* without boots where there is no evidence of them */
	char *no_report;		      /* why there are none, or NULL; owned */

	enum check_result result; /* over all rules */
	struct check_rule *rules;
	size_t n_rules;
	struct check_findings remarks; /* on the machine, whatever the rule */

	bool limit_known;	    /* what the next boot will run with, at the least */
	uint64_t limit;		    /* 0 = unlimited */
	enum check_result measured; /* would that limit have held the boots in the evidence? */
	struct check_findings fact; /* what is said of that, loss by loss */
	char *contrast;		    /* paper and fact disagree: the sentence; or NULL; owned */
	char *arguments;	    /* to boot with; never less than what is configured; owned */
};

void check_done(struct check *check);

/* Adds a sentence. Gives 0 or -ENOMEM. */
int check_say(struct check_findings *findings, enum check_result weight, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The result that findings add up to: one that fails outweighs one that leaves open. */
enum check_result check_sum(const struct check_findings *findings);

/* pass, fail, unknown, notapplicable: the words of the outputs, and of XCCDF; static. */
const char *check_result_name(enum check_result result);

/* The exit code of the contract: 0 passed, 1 failed, 2 cannot tell. */
int check_exit_code(const struct check *check);

#endif
