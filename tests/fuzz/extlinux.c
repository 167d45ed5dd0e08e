/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes extlinux.conf. */
#define _GNU_SOURCE
#include "bootloader/extlinux.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(data, size);
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };
	int code = extlinux_parse(text, "extlinux/extlinux.conf", &entries);

	/* More entries than BOOTENTRIES_MAX are refused. */
	REQUIRE(code == 0 || entries.count == BOOTENTRIES_MAX);
	fuzz_check_entries(&entries);
	return 0;
}
