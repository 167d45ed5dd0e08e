/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the files of kernel arguments: etc/kernel/cmdline, and the TOML of a bootc image. */
#define _GNU_SOURCE
#include "bootloader/bootreaders.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(data, size);
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };
	CLEANUP(bootline_done) struct bootline line = { 0 };

	REQUIRE(kernelargs_parse(text, "etc/kernel/cmdline", BOOTENTRY_KERNEL_CMDLINE, &entries,
				 NULL) == 0);
	kernelargs_parse_bootc(text, "usr/lib/bootc/kargs.d/a.toml", &line);
	fuzz_check_entries(&entries);
	fuzz_check_bootline(&line);
	return 0;
}
