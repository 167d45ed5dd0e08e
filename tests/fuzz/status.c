/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes what auditctl -s printed. */
#define _GNU_SOURCE
#include "evidence/status.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(data, size);
	struct status status = { .lost = 4711 };
	const char *rest = text, *before = text;

	(void)status_is_line((struct slice){ text, strcspn(text, "\n") });
	if (status_parse(text, &status) == 0)
		REQUIRE(status.known && strstr(text, "lost"));
	else
		REQUIRE(!status.known && status.lost == 4711);
	for (; status_next(&rest, &status) == 0; before = rest)
		REQUIRE(rest > before && rest <= text + strlen(text));
	return 0;
}
