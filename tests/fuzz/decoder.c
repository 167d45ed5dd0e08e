/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the reading of compressed logs: it ends, within its bounds, and a reason is given. */
#define _GNU_SOURCE
#include "input/decoder.h"
#include "fuzz.h"

#define FREE_BYTES (1u << 20)
#define RATIO 20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct budget budget;
	CLEANUP(cleanup_close) int fd = fuzz_fd(data, size);
	struct decoder *decoder = NULL;
	struct error err = { 0 };
	const void *bytes;
	uint64_t total = 0;
	bool would = decoder_would_decode(fd);
	ssize_t got;

	REQUIRE(lseek(fd, 0, SEEK_CUR) == 0);
	budget_init(&budget);
	budget.limits[BUDGET_CONTENT].free = FREE_BYTES;
	budget.limits[BUDGET_CONTENT].ratio = RATIO;
	REQUIRE(decoder_new(&(struct decoder_input){ .fd = fd, .name = "log" }, &budget, NULL,
			    &decoder, &err) == 0);
	REQUIRE(would || !decoder_is_compressed(decoder));
	while ((got = decoder_read(decoder, &bytes, &err)) > 0) {
		/* All of it can be read. */
		free(fuzz_text(bytes, (size_t)got));
		total += (uint64_t)got;
		REQUIRE(total <= (FREE_BYTES + (uint64_t)size * RATIO) * 3 / 2 || !would);
	}
	REQUIRE(budget.given_bytes <= size);
	REQUIRE(budget.spent[BUDGET_CONTENT] * 3 / 2 >=
		(decoder_is_compressed(decoder) ? total : 0));
	REQUIRE(got == 0 || *err.text);
	REQUIRE(would || got < 0 || total == size);
	decoder_free(decoder);
	return 0;
}
