/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each system gets the rules of its own documents, and no others. */
#include "policy/policy.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static void rules_are(enum policy_profile profile, const char *id, const char *version,
		      const char *wanted)
{
	const struct osrelease os = {
		.known = true,
		.id = (char *)id,
		.version_id = (char *)version,
	};
	const struct policy_rule *rule = NULL;
	char found[256] = "";

	while ((rule = policy_next(profile, &os, rule)))
		(void)snprintf(found + strlen(found), sizeof(found) - strlen(found), "%s%s",
			       *found ? " " : "", rule->id);
	assert_string_equal(found, wanted);
}

static void stig_rules_follow_the_system(void **state)
{
	(void)state;
	rules_are(POLICY_STIG, "rhel", "8.10", "RHEL-08-030602 RHEL-08-030601");
	rules_are(POLICY_STIG, "rhel", "9.4", "RHEL-09-653120 RHEL-09-212055");
	rules_are(POLICY_STIG, "rhel", "10.0", "RHEL-10-500030 RHEL-10-500005");
	rules_are(POLICY_STIG, "ol", "8.9", "OL08-00-030602 OL08-00-030601");
	rules_are(POLICY_STIG, "ol", "9", "OL09-00-000830 OL09-00-000750");
	rules_are(POLICY_STIG, "almalinux", "9.4", "ALMA-09-051830 ALMA-09-047980");
	rules_are(POLICY_STIG, "amzn", "2023", "AZLX-23-002520 AZLX-23-002515");
	rules_are(POLICY_STIG, "nixos", "24.05", "ANIX-00-000260");
	rules_are(POLICY_STIG, "rhcos", "4.14", "CNTR-OS-000170");
	rules_are(POLICY_STIG, "ubuntu", "22.04", "UBTU-22-212015");
	rules_are(POLICY_STIG, "ubuntu", "24.04", "UBTU-24-102010");
	rules_are(POLICY_STIG, "ol", "7.9", "");
	rules_are(POLICY_STIG, "sles", "15.5", "");
	rules_are(POLICY_STIG, "debian", "12", "");
}

static void cis_rules_follow_the_system(void **state)
{
	(void)state;
	rules_are(POLICY_CIS, "rhel", "9.4", "6.3.1.3 6.3.1.2");
	rules_are(POLICY_CIS, "almalinux", "9.4", "6.3.1.3 6.3.1.2");
	rules_are(POLICY_CIS, "debian", "13", "6.2.1.4 6.2.1.3");
	rules_are(POLICY_CIS, "ubuntu", "24.04", "6.2.1.4 6.2.1.3");
	rules_are(POLICY_CIS, "ubuntu", "22.04", "6.3.1.4 6.3.1.3");
	rules_are(POLICY_CIS, "ubuntu", "20.04", "4.1.1.4 4.1.1.3");
	rules_are(POLICY_CIS, "amzn", "2023", "5.2.1.3 5.2.1.2");
	rules_are(POLICY_CIS, "sles", "12.5", "4.1.2.4 4.1.1.3");
	rules_are(POLICY_CIS, "sles_sap", "15.5", "4.1.2.4 4.1.1.3");
	rules_are(POLICY_CIS, "rocky", "8.10", "4.1.1.4 4.1.1.3");
	rules_are(POLICY_CIS, "rocky", "9.4", "6.3.1.3 6.3.1.2");
	rules_are(POLICY_CIS, "almalinux", "8.10", "4.1.1.4 4.1.1.3");
	rules_are(POLICY_CIS, "centos", "9", "6.3.1.3 6.3.1.2");
	rules_are(POLICY_CIS, "cloudlinux", "9.4", "6.3.1.3 6.3.1.2");
	rules_are(POLICY_CIS, "ol", "9.4", "6.3.1.3 6.3.1.2");
	rules_are(POLICY_CIS, "amzn", "2", "4.1.2.4 4.1.1.3");
	rules_are(POLICY_STIG, "rhcos", NULL, "CNTR-OS-000170");
	rules_are(POLICY_CIS, "fedora", "40", "");
}

static void versions_match_whole(void **state)
{
	(void)state;
	rules_are(POLICY_STIG, "rhel", "90", "");
	rules_are(POLICY_STIG, "rhel", "1", "");
	rules_are(POLICY_STIG, "amzn", "20231", "");
	rules_are(POLICY_STIG, "ubuntu", "22", "");
	rules_are(POLICY_STIG, "rhel", NULL, "");
	rules_are(POLICY_STIG, NULL, "9", "");
}

static void every_row_is_whole(void **state)
{
	(void)state;
	assert_true(policy_rules_count > 30);
	for (size_t i = 0; i < policy_rules_count; i++) {
		const struct policy_rule *rule = &policy_rules[i];

		assert_true(rule->profile == POLICY_STIG || rule->profile == POLICY_CIS);
		assert_non_null(rule->os);
		assert_non_null(rule->document->name);
		assert_non_null(rule->document->id);
		assert_non_null(rule->severity);
		assert_int_equal(rule->limit, rule->needs & POLICY_LIMIT ? 8192 : 0);
		assert_true(!rule->group || strncmp(rule->group, "V-", 2) == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stig_rules_follow_the_system),
		cmocka_unit_test(cis_rules_follow_the_system),
		cmocka_unit_test(versions_match_whole),
		cmocka_unit_test(every_row_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
