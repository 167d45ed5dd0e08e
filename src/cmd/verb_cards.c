/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cards: a line of JSON a boot, for merging. */
#include "cmd/show.h"
#include "cmd/verbs.h"
#include "fleet/cards.h"
#include "util/cleanup.h"

/* Labels that were given, sorted. */
static void sort_labels(const struct options *options, struct card_label *ret_labels)
{
	for (size_t i = 0; i < options->n_labels; i++)
		(void)card_read_label(options->labels[i], &ret_labels[i]);
	qsort(ret_labels, options->n_labels, sizeof(*ret_labels), card_compare_labels);
}

static void free_labels(struct card_label *labels, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(labels[i].key);
		free(labels[i].value);
	}
}

static int write_cards(const struct cards *cards, FILE *out, struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < cards->count && code == 0; i++)
		code = card_write(&cards->list[i], out, err);
	return code;
}

static int render_cards(const struct report *report, const struct options *options, FILE *out,
			struct error *err)
{
	CLEANUP(cards_done) struct cards cards = { 0 };
	struct card_label labels[CARD_LABELS_MAX] = { 0 };

	sort_labels(options, labels);
	for (size_t i = 0; i < report->n_boots; i++) {
		struct card card;

		card_of_boot(&report->boots[i], labels, options->n_labels, &card);
		cards_add(&cards, &card);
	}
	free_labels(labels, options->n_labels);
	cards_merge(&cards);
	return write_cards(&cards, out, err);
}

int verb_cards(const struct options *options, int *ret_exit, struct error *err)
{
	const struct show_view view = { .render = render_cards };
	struct options asked = *options;

	if (options->boot == BOOT_NEWEST)
		asked.boot = BOOT_ALL;
	asked.as_cards = true;
	return show_report(&asked, &view, ret_exit, err);
}
