/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes audit rules. */
#define _GNU_SOURCE
#include "evidence/rules.h"
#include "fuzz.h"

static void check(const struct rules_number *number, unsigned lines)
{
	REQUIRE(!number->given || (number->line > 0 && number->line <= lines));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(data, size);
	struct rules rules = { 0 };
	unsigned lines = 1, bad = rules_parse(text, &rules);

	for (const char *at = text; *at; at++)
		lines += *at == '\n';
	REQUIRE(bad <= lines);
	check(&rules.backlog_limit, lines);
	check(&rules.failure, lines);
	check(&rules.enabled, lines);
	check(&rules.rate_limit, lines);
	check(&rules.backlog_wait_time, lines);
	return 0;
}
