/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes unified kernel images. */
#define _GNU_SOURCE
#include "bootloader/bootreaders.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_close) int fd = fuzz_fd(data, size);
	CLEANUP(bootline_done) struct bootline line = { 0 };

	uki_parse(fd, "EFI/Linux/a.efi", &line);
	fuzz_check_bootline(&line);
	REQUIRE(line.bytes || line.uncertain || size);
	return 0;
}
