/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes os-release. */
#define _GNU_SOURCE
#include "bootloader/osrelease.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(data, size);
	CLEANUP(root_done) struct root *root = fuzz_root();
	CLEANUP(osrelease_done) struct osrelease os = { 0 };

	root_lay_over(root, "etc/os-release", text);
	REQUIRE(osrelease_read(root, &os, NULL) == 0);
	REQUIRE(os.known);
	if (os.id && *os.id)
		REQUIRE(osrelease_is_like(&os, os.id));
	if (os.version_id && *os.version_id)
		REQUIRE(osrelease_has_version(&os, os.version_id));
	(void)osrelease_has_version(&os, "9");
	(void)osrelease_is_like(&os, "debian");
	return 0;
}
