/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes GRUB's environment block. */
#define _GNU_SOURCE
#include "bootloader/bootreaders.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(data, size);
	CLEANUP(grubenv_done) struct grubenv env = { 0 };

	grubenv_parse(text, size, "grubenv", &env);
	REQUIRE(env.known && env.path);
	REQUIRE(env.note || size == GRUBENV_BYTES);
	for (size_t i = 0; i < env.vars.count; i++)
		fuzz_check_bootline(&env.vars.list[i].value);
	return 0;
}
