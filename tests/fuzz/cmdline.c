/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the kernel command line, and what is said to be missing of it. */
#define _GNU_SOURCE
#include "evidence/cmdline.h"
#include "bootloader/arguments.h"
#include "fuzz.h"

#define LIMIT 8192

static void check_place(const struct cmdline_place *place, const char *text)
{
	if (place->count)
		REQUIRE(place->length && place->offset + place->length <= strlen(text));
}

/* A word of a command line without quotes ends at a blank, and does not come behind "--". */
static bool is_plain(const char *text)
{
	return !strchr(text, '"') && !strstr(text, "--");
}

static void check_missing(const char *text, const struct cmdline *cmdline)
{
	CLEANUP(cleanup_free) char *missing = arguments_missing(cmdline, LIMIT);
	CLEANUP(cleanup_free) char *whole = NULL;
	struct cmdline again;

	REQUIRE(missing);
	REQUIRE((*missing == '\0') == (cmdline->audit_place.count && cmdline->limit_place.count));
	REQUIRE(asprintf(&whole, "%s %s", text, missing) >= 0);
	cmdline_parse(whole, &again);
	if (is_plain(text) && !cmdline->audit_place.count && !cmdline->limit_place.count)
		REQUIRE(arguments_met(&again, LIMIT));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(data, size);
	struct cmdline cmdline;

	cmdline_parse(text, &cmdline);
	REQUIRE(cmdline.known);
	REQUIRE(cmdline.limit <= UINT32_MAX);
	REQUIRE(!cmdline.limit_unparsable || cmdline.limit_place.count);
	REQUIRE(memchr(cmdline.unparsable, '\0', sizeof(cmdline.unparsable)));
	REQUIRE((cmdline.limit_given || cmdline.limit_unparsable) || cmdline.limit == 64);
	check_place(&cmdline.audit_place, text);
	check_place(&cmdline.limit_place, text);
	check_missing(text, &cmdline);
	return 0;
}
