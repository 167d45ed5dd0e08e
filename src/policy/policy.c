/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of published policies on the kernel command line. */
#include "policy/policy.h"

#include "util/xalloc.h"

#include <string.h>

static const char *const names[] = {
	[POLICY_DEFAULT] = "default",
	[POLICY_STIG] = "stig",
	[POLICY_CIS] = "cis",
	[POLICY_MEASURED] = "measured",
};

static bool rule_is_for(const struct policy_rule *rule, enum policy_profile profile,
			const struct osrelease *os)
{
	return rule->profile == profile && os->id && strcmp(rule->os, os->id) == 0 &&
	       (!rule->version || osrelease_has_version(os, rule->version));
}

const struct policy_rule *policy_next(enum policy_profile profile, const struct osrelease *os,
				      const struct policy_rule *before)
{
	for (size_t i = before ? (size_t)(before - policy_rules) + 1 : 0; i < policy_rules_count;
	     i++)
		if (rule_is_for(&policy_rules[i], profile, os))
			return &policy_rules[i];
	return NULL;
}

static bool has_limit_rule(enum policy_profile profile, const struct osrelease *os)
{
	const struct policy_rule *rule = NULL;

	while ((rule = policy_next(profile, os, rule)))
		if (rule->needs & POLICY_LIMIT)
			return true;
	return false;
}

enum policy_profile policy_default(const struct osrelease *os)
{
	if (has_limit_rule(POLICY_STIG, os))
		return POLICY_STIG;
	return has_limit_rule(POLICY_CIS, os) ? POLICY_CIS : POLICY_MEASURED;
}

static bool has_document(const struct osrelease *os)
{
	return policy_next(POLICY_STIG, os, NULL) || policy_next(POLICY_CIS, os, NULL);
}

bool policy_system_named(const char *name, struct osrelease *ret_os)
{
	size_t letters = strcspn(name, "0123456789:");
	const char *version = name + letters + (name[letters] == ':');
	struct osrelease os = {
		.known = true,
		.id = xstrndup(name, letters),
		.version_id = *version ? xstrdup(version) : NULL,
	};

	if (!has_document(&os)) {
		osrelease_done(&os);
		return false;
	}
	*ret_os = os;
	return true;
}

const char *policy_profile_name(enum policy_profile profile)
{
	return names[profile];
}

enum policy_profile policy_profile_named(const char *name)
{
	for (size_t i = POLICY_STIG; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return (enum policy_profile)i;
	return POLICY_DEFAULT;
}
