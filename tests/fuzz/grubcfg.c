/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes grub.cfg with an environment block. Parts: the file, the block. */
#define _GNU_SOURCE
#include "bootloader/bootreaders.h"
#include "fuzz.h"

#include <errno.h>

static size_t count_braces(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '{';
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice file = fuzz_part(&data, &size);
	CLEANUP(cleanup_free) char *text = fuzz_text(file.start, file.length);
	CLEANUP(cleanup_free) char *block = fuzz_text(data, size);
	CLEANUP(grubenv_done) struct grubenv env = { 0 };
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };
	struct grubcfg_menu menu = { 0 };
	int code;

	env.vars.unset_is_open = true;
	grubenv_parse(block, size, "grubenv", &env);
	code = grubcfg_parse(text, "boot/grub/grub.cfg", &env.vars, &entries, &menu, NULL);
	REQUIRE(code == 0 || code == -E2BIG || code == -ELOOP);
	REQUIRE(code != -E2BIG || entries.count == BOOTENTRIES_MAX);
	REQUIRE(code != -ELOOP || count_braces(text) > 32);
	fuzz_check_entries(&entries);
	return 0;
}
