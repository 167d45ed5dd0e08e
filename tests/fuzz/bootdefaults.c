/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the defaults of GRUB with two drop-ins, and of u-boot-update. Parts: the file, the
 * drop-ins. */
#define _GNU_SOURCE
#include "bootloader/bootreaders.h"
#include "bootloader/shellvars.h"
#include "fuzz.h"

static void lay_over(struct root *root, const char *path, struct slice part)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(part.start, part.length);

	root_lay_over(root, path, text);
}

static void check_vars(struct slice part)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(part.start, part.length);
	CLEANUP(bootvars_done) struct bootvars vars = { 0 };

	shellvars_parse(text, "file", &vars);
	for (size_t i = 0; i < vars.count; i++) {
		REQUIRE(*vars.list[i].name);
		REQUIRE(bootvars_find(&vars, vars.list[i].name) == &vars.list[i].value);
		fuzz_check_bootline(&vars.list[i].value);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(root_done) struct root *root = fuzz_root();
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };
	struct slice file = fuzz_part(&data, &size);

	/* Where there is no folder of GRUB the defaults alone count. */
	check_vars(file);
	lay_over(root, "etc/default/grub", file);
	lay_over(root, "etc/default/u-boot", file);
	lay_over(root, "etc/default/grub.d/10-a.cfg", fuzz_part(&data, &size));
	lay_over(root, "etc/default/grub.d/20-b.cfg", fuzz_part(&data, &size));
	REQUIRE(bootdefaults_read_grub(root, true, &entries, NULL) == 0);
	REQUIRE(entries.count == 2 || entries.count == 4);
	REQUIRE(bootdefaults_read_grub(root, false, &entries, NULL) == 0);
	REQUIRE(entries.count % 2 == 0 && entries.count <= 8);
	REQUIRE(bootdefaults_read_u_boot(root, &entries, NULL) == 0);
	fuzz_check_entries(&entries);
	return 0;
}
