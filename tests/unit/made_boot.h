/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boots that are made up row by row, for the tests of the graph. */
#ifndef AUBACKLOG_MADE_BOOT_H
#define AUBACKLOG_MADE_BOOT_H

#include "render/chart.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

/* So many single records held; a run of missing events that lost so many records; again some that
 * were held behind a raised limit; then the registration and what passed after it. */
struct shape {
	uint64_t limit;
	uint64_t held, missing, lost_min, lost_max, held_later, passed;
};

static inline uint64_t next_serial(const struct report_boot *boot)
{
	const struct report_row *last = boot->n_rows ? &boot->rows[boot->n_rows - 1] : NULL;

	return last ? last->serial + last->events : 1;
}

static inline void shape_row(struct report_boot *boot, const struct report_row *row)
{
	uint64_t serial = next_serial(boot);

	boot->rows[boot->n_rows] = *row;
	boot->rows[boot->n_rows++].serial = serial;
}

static inline void shape_held(struct report_boot *boot, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		shape_row(boot, &(struct report_row){ .events = 1,
						      .held = 1,
						      .time_ms = (int64_t)boot->n_rows * 10 });
}

static inline void shape_marks(struct report_boot *boot, const struct shape *shape)
{
	const struct report_mark here = { .known = true, .row = boot->n_rows };

	boot->auditd_start = here;
	boot->registration = here;
	if (!shape->held_later)
		boot->resize = (struct report_mark){ .known = true, .row = boot->n_rows + 1 };
}

static inline void shape_resize(struct report_boot *boot)
{
	static struct report_change change;

	boot->resize = (struct report_mark){ .known = true, .row = boot->n_rows };
	change = (struct report_change){
		.serial = next_serial(boot),
		.new_limit = 8192,
		.before_registration = true,
	};
	boot->changes = &change;
	boot->n_changes = 1;
}

/* The caller frees boot->rows. */
static inline void shape_boot(struct report_boot *boot, const struct shape *shape)
{
	const uint64_t held = shape->held + shape->held_later;
	static char arguments[] = "audit=1 audit_backlog_limit=8192";

	*boot = (struct report_boot){
		.boot_limit = shape->limit,
		.verdict = shape->lost_min ? VERDICT_LOST : VERDICT_CLEAN,
		.records_held = held,
		.records_lost = { .min = shape->lost_min, .max = shape->lost_max },
		.demand = { .min = held + shape->lost_min, .max = held + shape->lost_max },
		.rows = calloc(held + shape->passed + 1, sizeof(*boot->rows)),
		.recommendation = { .minimum_known = shape->lost_min == shape->lost_max,
				    .fixable = true,
				    .minimum = shape->held + shape->lost_min,
				    .limit = 8192,
				    .arguments = arguments },
	};
	assert_non_null(boot->rows);
	shape_held(boot, shape->held);
	if (shape->missing)
		shape_row(boot,
			  &(struct report_row){ .events = shape->missing,
						.time_ms = TIME_UNKNOWN,
						.fate = FATE_LOST,
						.lost = { .min = shape->missing < shape->lost_min
									 ? shape->missing
									 : shape->lost_min,
							  .max = shape->lost_max } });
	if (shape->held_later) {
		shape_resize(boot);
		shape_held(boot, shape->held_later);
	}
	shape_marks(boot, shape);
	for (uint64_t i = 0; i < shape->passed; i++)
		shape_row(boot, &(struct report_row){ .events = 1,
						      .passed = 3,
						      .fate = FATE_DIRECT,
						      .time_ms = (int64_t)boot->n_rows * 10 });
}

static inline void draw_boot(const struct report_boot *boot, enum chart_x x,
			     struct chart *ret_chart)
{
	const struct chart_options options = { .x = x };

	chart_init(boot, &options, ret_chart);
}

static inline void draw_shape(const struct shape *shape, struct chart *ret_chart)
{
	struct report_boot boot;

	shape_boot(&boot, shape);
	draw_boot(&boot, CHART_X_EVENTS, ret_chart);
	free(boot.rows);
}

#endif
