/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the texts of a supportconfig. */
#define _GNU_SOURCE
#include "input/sections.h"
#include "fuzz.h"
#include "input/evidence_paths.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_close) int fd = fuzz_fd(data, size);
	CLEANUP(cleanup_free) struct budget *budget = budget_new();
	CLEANUP(sections_done) struct sections sections = { 0 };
	uint64_t bytes = 0;

	REQUIRE(sections_read(&sections, fd, budget) == 0);
	for (size_t i = 0; i < sections.count; i++) {
		REQUIRE(evidence_paths_has(sections.list[i].path));
		REQUIRE(sections_find(&sections, sections.list[i].path) == &sections.list[i]);
		bytes += tmpfile_bytes(sections.list[i].tmp);
	}
	/* Each line once, with a newline behind the last. */
	REQUIRE(bytes <= size + 1);
	return 0;
}
