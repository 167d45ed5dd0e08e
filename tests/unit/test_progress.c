/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of a long reading, and when. */
#include "unit.h"
#include "util/progress.h"

#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)

static void the_line_says_bytes_rate_and_time_left(void **state)
{
	static const struct {
		enum progress_kind kind;
		uint64_t bytes, total;
		int64_t elapsed_ms;
		const char *line;
	} cases[] = {
		{ PROGRESS_READ, 300 * MIB, 10 * GIB, 1000,
		  "aubacklog: 0.3 of 10.0 GiB read, 300 MiB/s, 33 s left" },
		{ PROGRESS_READ, 50 * MIB, 200 * MIB, 2000,
		  "aubacklog: 50.0 of 200.0 MiB read, 25 MiB/s, 6 s left" },
		{ PROGRESS_READ, GIB, 100 * GIB, 10000,
		  "aubacklog: 1.0 of 100.0 GiB read, 102 MiB/s, 17 min left" },
		{ PROGRESS_READ, GIB, 1000 * GIB, 10000,
		  "aubacklog: 1.0 of 1000.0 GiB read, 102 MiB/s, 2 h 46 min left" },
		{ PROGRESS_READ, 3 * GIB, 0, 2000, "aubacklog: 3.0 GiB read, 2 GiB/s" },
		{ PROGRESS_READ, 5 * MIB, 0, 1000, "aubacklog: 5.0 MiB read, 5 MiB/s" },
		/* A log that grew: what is left is not known any more. */
		{ PROGRESS_READ, 11 * GIB, 10 * GIB, 11000, "aubacklog: 11.0 GiB read, 1 GiB/s" },
		{ PROGRESS_READ, 0, 10 * GIB, 1000,
		  "aubacklog: 0.0 of 10.0 GiB read, 0 MiB/s, ? left" },
		{ PROGRESS_READ, 10 * GIB, 10 * GIB, 10000,
		  "aubacklog: 10.0 of 10.0 GiB read, 1 GiB/s, 0 s left" },
		{ PROGRESS_READ, 1, UINT64_MAX, 1000000,
		  "aubacklog: 0.0 of 17179869184.0 GiB read, 0 MiB/s, 277777 h 46 min left" },
		{ PROGRESS_AGAIN, 50 * MIB, 200 * MIB, 2000,
		  "aubacklog: 50.0 of 200.0 MiB read again, 25 MiB/s, 6 s left" },
		{ PROGRESS_SEARCHED, GIB, 100 * GIB, 10000,
		  "aubacklog: 1.0 of 100.0 GiB searched, 102 MiB/s, at most 17 min left" },
		{ PROGRESS_UNPACKED, 50 * MIB, 200 * MIB, 2000,
		  "aubacklog: 50.0 of 200.0 MiB unpacked, 25 MiB/s, 6 s left" },
		{ PROGRESS_UNPACKED, 5 * MIB, 0, 1000, "aubacklog: 5.0 MiB unpacked, 5 MiB/s" },
		{ PROGRESS_JOURNAL, 50 * MIB, 0, 1000,
		  "aubacklog: 50.0 MiB of the journal read, 50 MiB/s" },
	};
	char line[PROGRESS_LINE_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct progress progress = {
			.kind = cases[i].kind,
			.bytes = cases[i].bytes,
			.total = cases[i].total,
		};

		progress_line(&progress, cases[i].elapsed_ms, line);
		assert_string_equal(line, cases[i].line);
	}
}

static void it_appears_after_a_second_and_then_four_times_a_second(void **state)
{
	struct progress progress = { .begun_ms = 5000, .shown_ms = 5000 };
	int shown = 0, first = 0;

	(void)state;
	for (int now = 5000; now < 8000; now += 10) {
		if (!progress_is_due(&progress, now))
			continue;
		first = shown++ ? first : now;
		progress.shown_ms = now;
	}
	assert_int_equal(first, 6000);
	assert_int_equal(shown, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_says_bytes_rate_and_time_left),
		cmocka_unit_test(it_appears_after_a_second_and_then_four_times_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
