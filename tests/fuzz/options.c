/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the command line of aubacklog itself: a word a line. */
#define _GNU_SOURCE
#include "cmd/options.h"
#include "fuzz.h"
#include "util/error.h"

#define WORDS_MAX 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(data, size);
	char program[] = "aubacklog";
	char *words[WORDS_MAX + 2] = { program };
	struct options options = { 0 };
	struct error err = { 0 };
	int count = 1, code;

	for (char *rest = text; rest && count <= WORDS_MAX;)
		words[count++] = strsep(&rest, "\n");
	code = options_parse(count, words, &options, &err);
	REQUIRE(code == 0 || (code == ERROR_USAGE && *err.text && !strchr(err.text, '\n')));
	if (code == 0) {
		REQUIRE(options.n_logs < (size_t)count);
		REQUIRE(options.limit <= UINT32_MAX && options.floor <= UINT32_MAX);
		REQUIRE(options.boot_index <= 0);
		REQUIRE(options.n_kernel_logs <= OPTIONS_KERNEL_LOGS);
	}
	return 0;
}
