/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes cards: what is read as one is written as one, and then the same bytes for ever. */
#define _GNU_SOURCE
#include "fleet/fleet.h"
#include "fuzz.h"
#include "util/textstream.h"

static char *write_card(const struct card *card)
{
	struct error err = { 0 };
	FILE *out;
	struct textstream *text = textstream_open(&out);

	REQUIRE(card_write(card, out, &err) == 0);
	return textstream_close(text);
}

static void check_card(const struct card *card)
{
	CLEANUP(cleanup_free) char *line = write_card(card);
	CLEANUP(cleanup_free) char *twice = NULL;
	CLEANUP(card_done) struct card again = { 0 };
	struct error err = { 0 };

	REQUIRE(card_read(line, strlen(line), &again, &err) == 0);
	twice = write_card(&again);
	REQUIRE(strcmp(line, twice) == 0);
	REQUIRE(card_compare_boots(card, &again) == 0 && card_compare_worth(card, &again) == 0);
	REQUIRE(!card->minimum_known || fleet_holds(card->suggested, card));
	REQUIRE(!fleet_holds(card->limit, card) || !fleet_is_beyond(card->limit, card));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cards_done) struct cards cards = { 0 };
	CLEANUP(fleet_done) struct fleet fleet = { 0 };
	CLEANUP(cleanup_close) int fd = fuzz_fd(data, size);
	const struct fleet_question question = { 0 };
	struct error err = { 0 };

	if (cards_read(&cards, fd, "fuzz", &err) < 0)
		REQUIRE(*err.text);
	for (size_t i = 0; i < cards.count; i++)
		check_card(&cards.list[i]);
	cards_merge(&cards);
	REQUIRE(fleet_sum_up(&cards, &question, &fleet, &err) == 0);
	for (size_t i = 0; i < fleet.n_coverage; i++)
		REQUIRE(fleet.coverage[i].holds + fleet.coverage[i].beyond <= fleet.count);
	return 0;
}
