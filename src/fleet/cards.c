/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cards of any number of machines, merged. */
#include "fleet/cards.h"

#include "util/cleanup.h"
#include "util/lines.h"
#include "util/xalloc.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

void cards_done(struct cards *cards)
{
	for (size_t i = 0; i < cards->count; i++)
		card_done(&cards->list[i]);
	free(cards->list);
	*cards = (struct cards){ 0 };
}

void cards_add(struct cards *cards, struct card *card)
{
	cards->list =
		xarray_grow(cards->list, cards->count, &cards->capacity, sizeof(*cards->list));
	cards->list[cards->count++] = *card;
	*card = (struct card){ 0 };
}

/* Also of a file whose lines end as those of Windows. */
static bool is_blank_line(const struct line *line)
{
	return !line->length || (line->length == 1 && *line->text == '\r');
}

/* Programs of Windows begin a file with it; it says no more than that the file is UTF-8. */
static void skip_byte_order_mark(struct line *line)
{
	static const char mark[] = "\xef\xbb\xbf";

	if (line->length < strlen(mark) || memcmp(line->text, mark, strlen(mark)) != 0)
		return;
	line->text += strlen(mark);
	line->length -= strlen(mark);
}

static int take_card_line(struct cards *cards, const struct line *line, const char *name,
			  uint64_t number, struct error *err)
{
	struct error reason = { 0 };
	struct card card;

	if (is_blank_line(line))
		return 0;
	if (line->overlong || card_read(line->text, line->length, &card, &reason) < 0)
		return error_set(err, -EBADMSG, "cannot use line %" PRIu64 " of '%s' as a card: %s",
				 number, name, line->overlong ? "it is too long" : reason.text);
	cards_add(cards, &card);
	return 0;
}

int cards_read(struct cards *cards, int fd, const char *name, struct error *err)
{
	CLEANUP(lines_done) struct lines lines;
	struct line line;
	int code;

	lines_init(&lines, fd);
	while ((code = lines_next(&lines, &line)) > 0) {
		if (lines.number == 1)
			skip_byte_order_mark(&line);
		code = take_card_line(cards, &line, name, lines.number, err);
		if (code < 0)
			return code;
	}
	if (code < 0)
		return error_set(err, code, "cannot read '%s': %s", name, strerror(-code));
	return 0;
}

/* By boot, the one that tells most first. */
static int compare_cards(const void *left, const void *right)
{
	int order = card_compare_boots(left, right);

	return order ? order : card_compare_worth(right, left);
}

void cards_merge(struct cards *cards)
{
	size_t kept = 0;

	if (cards->count)
		qsort(cards->list, cards->count, sizeof(*cards->list), compare_cards);
	for (size_t i = 0; i < cards->count; i++)
		if (kept && card_compare_boots(&cards->list[kept - 1], &cards->list[i]) == 0)
			card_done(&cards->list[i]);
		else
			cards->list[kept++] = cards->list[i];
	cards->count = kept;
}
