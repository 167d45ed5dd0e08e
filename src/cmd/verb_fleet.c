/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fleet: merges cards of any number of machines. */
#include "cmd/output.h"
#include "cmd/screen.h"
#include "cmd/verbs.h"
#include "fleet/render_fleet.h"
#include "input/budget.h"
#include "input/decoder.h"
#include "util/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int read_cards_of(int fd, const char *name, struct budget *budget, struct cards *cards,
			 struct error *err)
{
	const struct decoder_input input = { .fd = fd, .name = name };
	CLEANUP(cleanup_close) int unpacked = -1;
	int code;

	if (!decoder_would_decode(fd))
		return cards_read(cards, fd, name, err);
	code = decoder_unpack(&input, budget, NULL, &unpacked, err);
	return code < 0 ? code : cards_read(cards, unpacked, name, err);
}

static int read_card_file(const char *name, struct budget *budget, struct cards *cards,
			  struct error *err)
{
	const bool is_stdin = strcmp(name, "-") == 0;
	CLEANUP(cleanup_close) int fd = -1;

	if (is_stdin)
		return read_cards_of(STDIN_FILENO, "standard input", budget, cards, err);
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return error_set(err, -errno, "cannot open '%s': %s", name, strerror(errno));
	return read_cards_of(fd, name, budget, cards, err);
}

/* Gives: also how many there were before they were merged. */
static int read_all_cards(const struct options *options, struct cards *cards, size_t *ret_read,
			  struct error *err)
{
	static const char *const standard_input[] = { "-" };
	const char *const *names =
		options->n_logs ? (const char *const *)options->logs : standard_input;
	const size_t count = options->n_logs ? options->n_logs : 1;
	CLEANUP(cleanup_free) struct budget *budget = budget_new();
	int code = 0;

	for (size_t i = 0; i < count && code == 0; i++)
		code = read_card_file(names[i], budget, cards, err);
	*ret_read = cards->count;
	if (code == 0)
		cards_merge(cards);
	return code;
}

static int render_fleet(const struct cards *cards, const struct options *options, size_t read,
			FILE *out, struct error *err)
{
	const struct fleet_question question = {
		.all_boots = options->boot == BOOT_ALL,
		.limits = &options->limit,
		.n_limits = options->limit_given,
		.by = options->by,
		.n_by = options->n_by,
	};
	const struct render_fleet_options how = {
		.columns = screen_columns(out),
		.colour = screen_has_colour(out, options->no_color),
		.all = options->verbose,
		.all_boots = question.all_boots,
		.floor = options->floor,
		.cards_read = read,
	};
	CLEANUP(fleet_done) struct fleet fleet = { 0 };
	int code = fleet_sum_up(cards, &question, &fleet, err);

	if (code < 0)
		return code;
	switch (options->format) {
	case FORMAT_JSON:
		return render_fleet_json(&fleet, &how, out, err);
	case FORMAT_PROMETHEUS:
		render_fleet_prometheus(&fleet, &how, out);
		break;
	case FORMAT_HTML:
		render_fleet_html(&fleet, &how, out);
		break;
	default:
		render_fleet_text(&fleet, &how, out);
	}
	return 0;
}

int verb_fleet(const struct options *options, int *ret_exit, struct error *err)
{
	CLEANUP(cards_done) struct cards cards = { 0 };
	CLEANUP(output_done) struct output output = { 0 };
	struct options asked = *options;
	size_t read = 0;
	int code;

	if (!asked.n_logs && isatty(STDIN_FILENO))
		return error_set(err, ERROR_USAGE,
				 "cannot merge nothing: files of cards are needed, as "
				 "'aubacklog cards' writes them, or '-'");
	/* The name of a file says what is to be in it. */
	if (asked.format == FORMAT_NONE && asked.output)
		asked.format = options_format_of(asked.output);
	code = read_all_cards(&asked, &cards, &read, err);
	if (code == 0)
		code = output_open(asked.output, &output, err);
	if (asked.format == FORMAT_PROMETHEUS)
		output.mode = OUTPUT_COLLECTED;
	if (code == 0 && !asked.no_pager)
		output_page(&output);
	if (code == 0 && asked.format == FORMAT_CARDS)
		for (size_t i = 0; i < cards.count && code == 0; i++)
			code = card_write(&cards.list[i], output.file, err);
	else if (code == 0)
		code = render_fleet(&cards, &asked, read, output.file, err);
	if (code == 0)
		code = output_commit(&output, err);
	*ret_exit = 0;
	return code;
}
