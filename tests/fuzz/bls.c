/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes a boot entry file with an environment block. Parts: the entry, the block. */
#define _GNU_SOURCE
#include "bootloader/bootreaders.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice entry = fuzz_part(&data, &size);
	CLEANUP(cleanup_free) char *text = fuzz_text(entry.start, entry.length);
	CLEANUP(cleanup_free) char *block = fuzz_text(data, size);
	CLEANUP(grubenv_done) struct grubenv env = { 0 };
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };

	grubenv_parse(block, size, "grubenv", &env);
	REQUIRE(bls_parse(text, "loader/entries/a.conf", &env.vars, &entries, NULL) == 0);
	REQUIRE(entries.count <= 1);
	fuzz_check_entries(&entries);
	return 0;
}
