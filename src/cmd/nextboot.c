/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the check says of the next boot, for a report. */
#include "cmd/nextboot.h"

#include "policy/check.h"

void nextboot_read(struct machine *machine)
{
	struct error ignored = { 0 };

	if (machine->root)
		(void)machine_read_config(machine, &ignored);
}

static enum check_result judge_profile(const struct machine *machine, enum policy_profile profile,
				       uint64_t floor, struct report *report)
{
	struct check check = {
		.profile = profile,
		.config = &machine->config,
		.floor = floor,
		.limit_known = report->next.limit_known,
		.limit = report->next.limit,
		.report = *report,
	};
	enum check_result result;

	check_judge(&check);
	result = check.result;
	check.report = (struct report){ 0 };
	check_done(&check);
	return result;
}

void nextboot_judge(const struct machine *machine, uint64_t floor, struct report *report)
{
	struct report_next *next = &report->next;

	if (!machine->config.settings)
		return;
	for (enum policy_profile profile = POLICY_STIG; profile <= POLICY_MEASURED; profile++) {
		enum check_result result = judge_profile(machine, profile, floor, report);

		if (result == CHECK_PASS || result == CHECK_FAIL)
			next->profiles[next->n_profiles++] = (struct report_profile){
				.name = policy_profile_name(profile),
				.passed = result == CHECK_PASS,
			};
	}
}
