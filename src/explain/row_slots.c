/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of each record of a row. */
#include "explain/row_slots.h"

#include "util/cleanup.h"

/* Takes one slot of those that are left. */
static struct row_slots take_slot(const struct row_slots *left, bool beyond)
{
	return (struct row_slots){
		.held = !beyond && left->held,
		.passed = !beyond && !left->held && left->passed,
		.lost = beyond && left->lost,
	};
}

void row_slots_each(const struct boot *boot, const struct report_row *row,
		    const struct secondary_event *best,
		    void (*call)(void *context, const char *type, const struct row_slots *slots),
		    void *context)
{
	const struct window_event *disk = window_find(&boot->window, row->serial);
	CLEANUP(secondary_walk_end) struct secondary_walk walk;
	struct row_slots left = { .held = row->held, .passed = row->passed, .lost = row->lost.min };
	struct record record;
	size_t position = 0;

	secondary_walk_begin(&boot->window, disk, &walk);
	while (window_next(best->window, best->event, &position, &record)) {
		CLEANUP(cleanup_free) char *type = slice_copy(record.type_name);
		const bool unheld = !row->held && !row->passed;
		const bool beyond = unheld || (best->event != disk && disk &&
					       secondary_walk_is_beyond(&walk, &record));
		const struct row_slots slot = take_slot(&left, beyond);

		call(context, type, &slot);
		left.held -= slot.held;
		left.passed -= slot.passed;
		left.lost -= slot.lost;
	}
	if (left.held + left.passed + left.lost)
		call(context, best->event->eoe_follows ? "EOE" : NULL, &left);
}
