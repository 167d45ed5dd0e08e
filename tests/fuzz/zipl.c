/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes zipl.conf. */
#define _GNU_SOURCE
#include "bootloader/bootreaders.h"
#include "fuzz.h"

#include <errno.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(data, size);
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };
	int code = zipl_parse(text, "etc/zipl.conf", &entries, NULL);

	REQUIRE(code == 0 || (code == -E2BIG && entries.count == BOOTENTRIES_MAX));
	fuzz_check_entries(&entries);
	return 0;
}
