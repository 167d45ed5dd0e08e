/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has to change so that the next boot has the arguments. */
#define _GNU_SOURCE
#include "change/plan.h"

#include "base/cleanup.h"
#include "bootloader/arguments.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void plan_done(struct plan *plan)
{
	free(plan->why);
	free(plan->arguments);
	edits_done(&plan->edits);
	for (size_t i = 0; i < plan->n_commands; i++)
		command_done(&plan->commands[i]);
	free(plan->commands);
	free(plan->else_words);
	free(plan->refusal);
	*plan = (struct plan){ 0 };
}

/* Where the limit comes from, when nothing that is configured has raised it. */
static int explain(const struct limit_basis *basis, const char *no_evidence, char **ret_why)
{
	const struct recommendation *needs = basis->needs;
	int length;

	if (basis->given)
		length = asprintf(ret_why, "asked for with --limit");
	else if (!needs)
		length = asprintf(ret_why, "the policy floor, without evidence of a boot (%s)",
				  no_evidence ? no_evidence : "none was found");
	else if (!needs->fixable)
		length =
			asprintf(ret_why, "what the boots recommend; it alone does not do, because "
					  "the rules lower the limit before auditd takes over");
	else if (!needs->minimum_known)
		length = asprintf(ret_why, "what the evidence of the boots recommends");
	else
		length = asprintf(ret_why,
				  "what the boots recommend: %" PRIu64
				  " is the smallest limit that loses nothing, %" PRIu64
				  " leaves headroom, %" PRIu64 " is the policy floor",
				  needs->minimum, needs->suggested, basis->floor);
	return length < 0 ? (*ret_why = NULL, -ENOMEM) : 0;
}

/* The wish, unless more than that is configured. */
static int choose_limit(const struct plan_wish *wish, struct plan *plan)
{
	struct limit_basis basis = wish->basis;
	uint64_t wanted = limit_wanted(&basis);

	basis.configured = bootconfig_limit(plan->config, !basis.given);
	plan->limit = limit_choose(&basis);
	plan->arguments = limit_arguments(plan->limit);
	if (!plan->arguments)
		return -ENOMEM;
	if (plan->limit == wanted || plan->limit != basis.configured.limit)
		return explain(&basis, wish->no_evidence, &plan->why);
	return asprintf(&plan->why,
			"as configured (%s); %" PRIu64 " would do, and nothing is lowered",
			basis.configured.where, wanted) < 0
		       ? (plan->why = NULL, -ENOMEM)
		       : 0;
}

static bool decides(const struct bootconfig *config, enum bootentry_kind kind)
{
	for (size_t i = 0; i < config->persistent.count; i++)
		if (config->persistent.list[i].entry.kind == kind &&
		    config->persistent.list[i].effective)
			return true;
	return false;
}

static bool is_edited(const struct plan *plan, enum bootentry_kind kind)
{
	unsigned bit = 1u << kind;

	if (!(plan->platform->sources & bit))
		return false;
	/* The vendor's file stands in for the administrator's where that is not there. */
	if (kind == BOOTENTRY_KERNEL_CMDLINE &&
	    bootconfig_has(&plan->config->persistent, BOOTENTRY_VENDOR_CMDLINE) &&
	    !bootconfig_has(&plan->config->persistent, BOOTENTRY_KERNEL_CMDLINE))
		return false;
	return plan->platform->always & bit || decides(plan->config, kind);
}

static int edit_sources(struct root *root, struct plan *plan, struct error *err)
{
	int code = 0;

	for (enum bootentry_kind kind = 0; kind <= BOOTENTRY_U_BOOT && code == 0; kind++) {
		const struct edits_source source = {
			.kind = kind,
			.sourced = plan->platform->sourced,
			.drop_in = plan->platform->drop_in,
		};

		if (is_edited(plan, kind))
			code = edits_make(root, &source, plan->limit, &plan->edits, err);
	}
	if (code == 0 && plan->edits.refusal) {
		plan->refusal = plan->edits.refusal;
		plan->edits.refusal = NULL;
	}
	return code;
}

static bool is_ordinary(const struct bootconfig_place *place)
{
	return !place->entry.rescue;
}

bool plan_lacks(const struct bootconfig_place *place, uint64_t limit)
{
	return is_ordinary(place) &&
	       (place->entry.line.uncertain || !arguments_met(&place->cmdline, limit));
}

const struct bootconfig_place *plan_lacking(const struct bootconfig *config, uint64_t limit)
{
	for (size_t i = 0; i < config->entries.count; i++) {
		const struct bootconfig_place *place = &config->entries.list[i];

		if (plan_lacks(place, limit))
			return place;
	}
	return NULL;
}

size_t plan_entries(const struct bootconfig *config)
{
	size_t count = 0;

	for (size_t i = 0; i < config->entries.count; i++)
		count += is_ordinary(&config->entries.list[i]);
	return count;
}

static bool is_argument(const char *word)
{
	struct cmdline cmdline;

	cmdline_parse(word, &cmdline);
	return cmdline.audit_place.count || cmdline.limit_place.count;
}

/* What entries have in the place of the arguments that they should have, each word once. */
static int collect_wrong(const struct plan *plan, struct command *words)
{
	struct cmdline wanted;

	cmdline_parse(plan->arguments, &wanted);
	for (size_t i = 0; i < plan->config->entries.count; i++) {
		const struct bootconfig_place *place = &plan->config->entries.list[i];
		CLEANUP(cleanup_free) char *copy = strdup(bootline_text(&place->entry.line));
		char *rest = copy;
		const char *word;

		if (!copy)
			return -ENOMEM;
		while (!arguments_met(&place->cmdline, plan->limit) &&
		       (word = strsep(&rest, " \t\n")))
			if (is_argument(word) && strcmp(word, "audit=1") != 0 &&
			    strcmp(word, plan->arguments + strlen("audit=1 ")) != 0 &&
			    !command_has(words, word) && command_add(words, word) < 0)
				return -ENOMEM;
	}
	return 0;
}

/* One word of a command, "@", "%" and "!" being filled in. Gives a text, or NULL. */
static char *fill(const char *word, const char *mark, const char *text)
{
	char *filled;

	return asprintf(&filled, "%.*s%s%s", (int)(mark - word), word, text, mark + 1) < 0 ? NULL
											   : filled;
}

static int add_filled(struct command *command, const char *word, const char *mark, const char *text)
{
	CLEANUP(cleanup_free) char *filled = fill(word, mark, text);

	return filled ? command_add(command, filled) : -ENOMEM;
}

static char *join(const struct command *words)
{
	char *text = strdup("");

	for (size_t i = 0; i < words->count && text; i++) {
		char *longer;

		if (asprintf(&longer, "%s%s%s", text, i ? " " : "", words->words[i]) < 0)
			longer = NULL;
		free(text);
		text = longer;
	}
	return text;
}

static int add_joined(struct command *command, const char *word, const char *mark,
		      const struct command *words)
{
	CLEANUP(cleanup_free) char *joined = join(words);

	return joined ? add_filled(command, word, mark, joined) : -ENOMEM;
}

static int add_word(const struct plan *plan, const struct command *wrong, const char *word,
		    struct command *command)
{
	const char *mark = strpbrk(word, "@%!&");
	char number[32];
	int code = 0;

	(void)snprintf(number, sizeof(number), "%" PRIu64, plan->limit);
	if (!mark)
		return command_add(command, word);
	switch (*mark) {
	case '@':
		return add_filled(command, word, mark, plan->arguments);
	case '%':
		return add_filled(command, word, mark, number);
	case '!':
		return wrong->count ? add_joined(command, word, mark, wrong) : 0;
	default:
		for (size_t i = 0; i < wrong->count && code == 0; i++)
			code = add_filled(command, word, mark, wrong->words[i]);
		return code;
	}
}

static void words_done(struct command *words)
{
	command_done(words);
}

static int add_command(struct plan *plan, const char *template)
{
	CLEANUP(words_done) struct command wrong = { 0 };
	CLEANUP(cleanup_free) char *copy = strdup(template);
	struct command *grown =
		reallocarray(plan->commands, plan->n_commands + 1, sizeof(*plan->commands));
	char *rest = copy;
	const char *word;
	int code = copy && grown ? collect_wrong(plan, &wrong) : -ENOMEM;

	if (grown) {
		plan->commands = grown;
		grown[plan->n_commands++] = (struct command){ 0 };
	}
	while (code == 0 && (word = strsep(&rest, " ")))
		code = add_word(plan, &wrong, word, &grown[plan->n_commands - 1]);
	return code;
}

static int add_commands(struct plan *plan, bool zipl)
{
	const char *mark =
		plan->platform->else_words ? strchr(plan->platform->else_words, '%') : NULL;
	char number[32];
	int code = 0;

	for (size_t i = 0; i < 3 && plan->platform->commands[i] && code == 0; i++)
		code = add_command(plan, plan->platform->commands[i]);
	if (code == 0 && zipl)
		code = add_command(plan, "zipl");
	if (code < 0 || !plan->platform->else_words)
		return code;
	(void)snprintf(number, sizeof(number), "%" PRIu64, plan->limit);
	plan->else_words = mark ? fill(plan->platform->else_words, mark, number)
				: strdup(plan->platform->else_words);
	return plan->else_words ? 0 : -ENOMEM;
}

static int refuse(struct plan *plan, const char *words)
{
	plan->refusal = strdup(words);
	return plan->refusal ? 0 : -ENOMEM;
}

/* Whether arguments that a command adds behind an entry's have an effect: not behind "--". */
static int takes_more(const struct plan *plan, const struct bootconfig_place *place,
		      bool *ret_takes)
{
	CLEANUP(cleanup_free) char *text = NULL;
	struct cmdline cmdline;

	if (asprintf(&text, "audit=1 %s %s", bootline_text(&place->entry.line), plan->arguments) <
	    0)
		return text = NULL, -ENOMEM;
	cmdline_parse(text, &cmdline);
	*ret_takes = cmdline.limit_place.count &&
		     cmdline.limit_place.offset + cmdline.limit_place.length == strlen(text);
	return 0;
}

/* Entries that grubby is to change have to be read for certain, and hold plain words. */
static int check_entries(struct plan *plan)
{
	CLEANUP(words_done) struct command wrong = { 0 };
	const struct bootconfig_place *place = plan_lacking(plan->config, plan->limit);
	bool takes = true;

	if (place && place->entry.line.uncertain)
		return refuse(plan, place->entry.line.uncertain);
	if (collect_wrong(plan, &wrong) < 0 || (place && takes_more(plan, place, &takes) < 0))
		return -ENOMEM;
	if (!takes)
		return refuse(plan,
			      "a boot entry leaves words to init behind '--', where the arguments "
			      "would have no effect: change it by hand");
	for (size_t i = 0; i < wrong.count; i++)
		if (wrong.words[i][strspn(wrong.words[i], "abcdefghijklmnopqrstuvwxyz"
							  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
							  "0123456789=_-")])
			return refuse(plan, "a boot entry has one of the arguments in a way that "
					    "cannot be given to a command: change it by hand");
	return 0;
}

/* An entry that somebody wrote into custom.cfg is nobody else's to change. */
static int note_custom(struct plan *plan)
{
	const struct bootconfig_place *place = plan_lacking(plan->config, plan->limit);
	const char *slash = place ? strrchr(place->entry.path, '/') : NULL;

	if (!slash || strcmp(slash, "/custom.cfg") != 0 || plan->else_words)
		return 0;
	return asprintf(&plan->else_words,
			"%s:%u is an entry in a file that no command writes: change it by hand",
			place->entry.path, place->entry.number) < 0
		       ? (plan->else_words = NULL, -ENOMEM)
		       : 0;
}

/* What there is to do. */
static int find_needs(struct root *root, struct plan *plan, struct error *err)
{
	int zipl = platform_needs_zipl(root, err);
	int code = 0;

	if (zipl < 0)
		return zipl;
	plan->needed = plan->edits.count || plan_lacking(plan->config, plan->limit);
	if (!plan->edits.count && !plan->config->entries.count && !plan->config->persistent.count)
		plan->needed = true;
	if (plan->platform->by_entry && !plan->refusal)
		code = check_entries(plan);
	if (code == 0 && plan->needed && !plan->refusal)
		code = add_commands(plan, zipl);
	if (code == 0 && !plan->refusal)
		code = note_custom(plan);
	return code < 0 ? error_memory(err, "plan a change") : 0;
}

static int fill_in(struct root *root, const struct plan_wish *wish, struct plan *plan,
		   struct error *err)
{
	int code = choose_limit(wish, plan) < 0 ? error_memory(err, "plan a change") : 0;

	if (code == 0)
		code = platform_find(root, plan->config, &plan->platform, err);
	if (code == 0 && !plan->platform &&
	    refuse(plan, "no boot loader's files are there that tell how this system boots") < 0)
		code = error_memory(err, "plan a change");
	if (code < 0 || !plan->platform)
		return code;
	code = edit_sources(root, plan, err);
	if (code == 0)
		code = find_needs(root, plan, err);
	for (size_t i = 0; i < plan->config->running.count; i++)
		plan->reboot |= !arguments_met(&plan->config->running.list[i].cmdline, plan->limit);
	return code;
}

int plan_make(struct root *root, const struct bootconfig *config, const struct plan_wish *wish,
	      struct plan *ret_plan, struct error *err)
{
	CLEANUP(plan_done) struct plan plan = { .config = config };
	int code = fill_in(root, wish, &plan, err);

	if (code < 0)
		return code;
	*ret_plan = plan;
	plan = (struct plan){ 0 };
	return 0;
}
