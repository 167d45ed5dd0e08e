/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What filled the queue of a boot. */
#include "render/page_parts.h"

#include "render/chart.h"
#include "render/render_chart.h"
#include "util/cleanup.h"

#include <inttypes.h>
#include <string.h>

#define CHART_ROWS 10
/* The shares shown by event, by key and so on. */
#define FILLING_SHARES 4

static uint64_t sum_filling_slots(const struct report_filling *filling)
{
	uint64_t slots = 0;

	for (size_t i = 0; i < filling->n_shares; i++)
		slots += filling->shares[i].held + filling->shares[i].lost;
	return slots;
}

/* Whether one with a name has at least a twentieth. */
static bool has_main_share(const struct report_filling *filling)
{
	const uint64_t total = sum_filling_slots(filling);

	for (size_t i = 0; i < filling->n_shares; i++) {
		const struct report_share *share = &filling->shares[i];

		if (share->name && total && (share->held + share->lost) * 20 >= total)
			return true;
	}
	return false;
}

/* "early 455 (88%), none 65 (12%)": the largest shares, where there is a main one. */
static void print_filling_shares(struct page *page, const char *label,
				 const struct report_filling *filling, const char *nameless)
{
	const uint64_t total = sum_filling_slots(filling);
	char text[512] = "";
	size_t used = 0, shown = 0;

	if (!has_main_share(filling))
		return;
	for (size_t i = 0; i < filling->n_shares && shown < FILLING_SHARES; i++) {
		const struct report_share *share = &filling->shares[i];
		uint64_t slots = share->held + share->lost;
		int length;

		if (!share->name && !nameless)
			continue;
		length = snprintf(text + used, sizeof(text) - used, "%s%.64s %" PRIu64 " (%.0f%%)",
				  shown ? ", " : "", share->name ? share->name : nameless, slots,
				  100.0 * (double)slots / (double)total);
		used += length < 0 ? 0 : (size_t)length;
		if (used >= sizeof(text))
			break;
		shown++;
	}
	if (filling->n_shares > shown)
		page_line(page, label, "%s, %zu more", text, filling->n_shares - shown);
	else
		page_line(page, label, "%s", text);
}

static void print_queue_filling(struct page *page, const struct report_boot *boot)
{
	bool told = false;

	for (size_t i = 0; i < REPORT_FILLINGS; i++)
		told |= has_main_share(&boot->filling[i]);
	if (boot->verdict != VERDICT_LOST)
		return;
	if (boot->filling_open)
		page_line(page, "not known",
			  "what filled the queue: of most of the lost records no source tells "
			  "what they were");
	if (!told)
		return;
	print_filling_shares(page, "by event", &boot->filling[REPORT_BY_EVENT], "not known");
	print_filling_shares(page, "by rule key", &boot->filling[REPORT_BY_KEY], "none");
	print_filling_shares(page, "by program", &boot->filling[REPORT_BY_PROGRAM], "not known");
	if (page->verbose) {
		print_filling_shares(page, "by unit", &boot->filling[REPORT_BY_UNIT], NULL);
		print_filling_shares(page, "by type", &boot->filling[REPORT_BY_RECORD],
				     "not known");
	}
	if (boot->look_at)
		page_line(page, "look at", "%s", boot->look_at);
}

static void print_boot_chart(struct page *page, const struct report_boot *boot)
{
	CLEANUP(chart_done) struct chart chart = { 0 };
	const struct chart_options options = { .x = CHART_X_EVENTS };
	const struct render_terminal_options terminal = {
		.columns = page_columns(page),
		.rows = CHART_ROWS,
		.colour = page->colour,
		.utf8 = page->utf8,
		.within_report = true,
	};

	chart_init(boot, &options, &chart);
	render_terminal(&chart, &terminal, page->out);
}

void page_queue(struct page *page, const struct report_boot *boot)
{
	if (!boot->n_rows || !boot->registration.known)
		return;
	page_heading(page, boot->verdict == VERDICT_LOST ? "What filled the queue (records)"
							 : "The queue, record by record");
	print_queue_filling(page, boot);
	print_boot_chart(page, boot);
}
