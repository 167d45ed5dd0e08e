/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The change that gives the next boot the arguments. */
#include "change/plan.h"

#include "bootloader/arguments.h"
#include "change/deployments.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IN_CONTAINER                                                                               \
	"a container has neither a kernel nor a boot loader of its own: the change is made on its host"

void plan_done(struct plan *plan)
{
	free(plan->why);
	free(plan->arguments);
	edits_done(&plan->edits);
	for (size_t i = 0; i < plan->n_commands; i++)
		command_done(&plan->commands[i]);
	free(plan->commands);
	free(plan->else_words);
	free(plan->document);
	free(plan->refusal);
	*plan = (struct plan){ 0 };
}

/* The origin of a limit that no configured one has raised. */
static char *explain_limit(const struct limit_basis *basis, const char *no_evidence)
{
	const struct recommendation *needs = basis->needs;

	if (basis->given)
		return xstrdup("asked for with --limit");
	if (!needs)
		return xasprintf("the policy floor, without evidence of a boot (%s)",
				 no_evidence ? no_evidence : "none was found");
	if (!needs->fixable)
		return xstrdup("what the boots need; alone it is not enough, because the rules "
			       "lower the limit before auditd takes over");
	if (!needs->minimum_known && !needs->minimum)
		return xasprintf("what the boots need is not known; %" PRIu64
				 " is the policy floor",
				 basis->floor);
	if (!needs->minimum_known)
		return xasprintf("the boots need %" PRIu64
				 " or more, how much more is not known; %" PRIu64
				 " is the policy floor",
				 needs->minimum, basis->floor);
	return xasprintf("what the boots recommend: %" PRIu64
			 " is the smallest limit that loses nothing, %" PRIu64
			 " leaves headroom, %" PRIu64 " is the policy floor",
			 needs->minimum, needs->suggested, basis->floor);
}

/* Takes the wish, unless more is configured. */
static void choose_plan_limit(const struct plan_wish *wish, struct plan *plan)
{
	struct limit_basis basis = wish->basis;
	uint64_t wanted = limit_wanted(&basis);

	basis.configured = bootconfig_limit(plan->config, !basis.given);
	plan->limit = limit_choose(&basis);
	plan->arguments = limit_arguments(plan->limit);
	if (plan->limit == wanted || plan->limit != basis.configured.limit)
		plan->why = explain_limit(&basis, wish->no_evidence);
	else
		plan->why = xasprintf("as configured (%s); %" PRIu64
				      " would do, and nothing is lowered",
				      basis.configured.where, wanted);
}

static bool any_source_is_effective(const struct bootconfig *config, enum bootentry_kind kind)
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
	/* The vendor's file stands in for the administrator's where there is none. */
	if (kind == BOOTENTRY_KERNEL_CMDLINE &&
	    bootconfig_has(&plan->config->persistent, BOOTENTRY_VENDOR_CMDLINE) &&
	    !bootconfig_has(&plan->config->persistent, BOOTENTRY_KERNEL_CMDLINE))
		return false;
	/* A deployment keeps the arguments that it has; an image is for those that are to come. */
	if (kind == BOOTENTRY_BOOTC)
		return !plan->config->entries.count || plan_lacking(plan->config, plan->limit);
	return plan->platform->always & bit || any_source_is_effective(plan->config, kind);
}

static bool takes_drop_in(enum bootentry_kind kind)
{
	return kind == BOOTENTRY_GRUB_DEFAULTS || kind == BOOTENTRY_XEN_DEFAULTS ||
	       kind == BOOTENTRY_BOOTC;
}

static int edit_sources(struct root *root, struct plan *plan, struct error *err)
{
	int code = 0;

	for (enum bootentry_kind kind = 0; kind < BOOTENTRY_KINDS && code == 0; kind++) {
		const struct edits_source source = {
			.kind = kind,
			.sourced = plan->platform->sourced,
			.drop_in = takes_drop_in(kind) ? plan->platform->drop_in : NULL,
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

static bool is_ordinary_entry(const struct bootconfig_place *place)
{
	return !place->entry.rescue;
}

bool plan_lacks(const struct bootconfig_place *place, uint64_t limit)
{
	return is_ordinary_entry(place) &&
	       ((place->entry.line.uncertain && !edits_are_last_words(&place->entry.line, limit)) ||
		!arguments_met(&place->cmdline, limit));
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
	return bootconfig_ordinary(config);
}

static bool is_argument(const char *word)
{
	struct cmdline cmdline;

	cmdline_parse(word, &cmdline);
	return cmdline.audit_place.count || cmdline.limit_place.count;
}

/* A command could not take more, and each word is looked for among those before it. */
#define WRONG_WORDS_MAX 256

/* Of files with a boot menu. */
#define MENUS_MAX 16

/* Collects the arguments that entries have and should not have, each word once, and one more than
 * WRONG_WORDS_MAX at the most. */
static void collect_wrong_words(const struct plan *plan, struct command *words)
{
	for (size_t i = 0; i < plan->config->entries.count && words->count <= WRONG_WORDS_MAX;
	     i++) {
		const struct bootconfig_place *place = &plan->config->entries.list[i];
		CLEANUP(cleanup_free) char *copy = xstrdup(bootline_text(&place->entry.line));
		char *rest = copy;
		const char *word;

		while (!arguments_met(&place->cmdline, plan->limit) &&
		       words->count <= WRONG_WORDS_MAX && (word = strsep(&rest, " \t\n")))
			if (is_argument(word) && strcmp(word, "audit=1") != 0 &&
			    strcmp(word, plan->arguments + strlen("audit=1 ")) != 0 &&
			    !command_has(words, word))
				command_add(words, word);
	}
}

/* The word with a text in the place of its mark. */
static char *fill_mark(const char *word, const char *mark, const char *text)
{
	return xasprintf("%.*s%s%s", (int)(mark - word), word, text, mark + 1);
}

static void add_filled_word(struct command *command, const char *word, const char *mark,
			    const char *text)
{
	CLEANUP(cleanup_free) char *filled = fill_mark(word, mark, text);

	command_add(command, filled);
}

static char *join_words(const struct command *words)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	for (size_t i = 0; i < words->count; i++)
		fprintf(out, "%s%s", i ? " " : "", words->words[i]);
	return textstream_close(stream);
}

/* Where the packages of the system put a kernel. */
static const char *kernel_image(const struct plan *plan)
{
	return osrelease_is_like(&plan->config->os, "debian") ? "/boot/vmlinuz-<VERSION>"
							      : "/lib/modules/<VERSION>/vmlinuz";
}

/* Adds a word of a template of platform.h. */
static void add_template_word(const struct plan *plan, const struct command *wrong,
			      const char *word, struct command *command)
{
	CLEANUP(cleanup_free) char *joined = join_words(wrong);
	const char *mark = strpbrk(word, "@%!&#");
	char number[32];

	(void)snprintf(number, sizeof(number), "%" PRIu64, plan->limit);
	if (!mark)
		command_add(command, word);
	else if (*mark == '@')
		add_filled_word(command, word, mark, plan->arguments);
	else if (*mark == '%')
		add_filled_word(command, word, mark, number);
	else if (*mark == '#')
		add_filled_word(command, word, mark, kernel_image(plan));
	else if (*mark == '!' && wrong->count)
		add_filled_word(command, word, mark, joined);
	else if (*mark == '&')
		for (size_t i = 0; i < wrong->count; i++)
			add_filled_word(command, word, mark, wrong->words[i]);
}

static void add_plan_command(struct plan *plan, const char *template, const char *menu)
{
	CLEANUP(command_done) struct command wrong = { 0 };
	CLEANUP(cleanup_free) char *copy = xstrdup(template);
	struct command *command;
	char *rest = copy;
	const char *word;

	plan->commands =
		xreallocarray(plan->commands, plan->n_commands + 1, sizeof(*plan->commands));
	command = &plan->commands[plan->n_commands++];
	*command = (struct command){ 0 };
	collect_wrong_words(plan, &wrong);
	while ((word = strsep(&rest, " ")))
		if (menu && strcmp(word, "*") == 0)
			command_add(command, menu);
		else
			add_template_word(plan, &wrong, word, command);
}

/* The files that entries of this system stand in, each once, and no file written by hand. */
static void collect_menus(const struct plan *plan, struct command *menus)
{
	for (size_t i = 0; i < plan->config->entries.count; i++) {
		const struct bootentry *entry = &plan->config->entries.list[i].entry;
		CLEANUP(cleanup_free) char *path = xasprintf("/%s", entry->path);

		if (entry->kind == BOOTENTRY_GRUB_CFG && text_ends_in(path, "/grub.cfg") &&
		    !command_has(menus, path) && menus->count < MENUS_MAX)
			command_add(menus, path);
	}
	if (!menus->count) {
		CLEANUP(cleanup_free) char *path = xasprintf("/%s", plan->platform->menu);

		command_add(menus, path);
	}
}

/* A command for each file of a menu. */
static void add_menu_commands(struct plan *plan, const char *template)
{
	CLEANUP(command_done) struct command menus = { 0 };

	collect_menus(plan, &menus);
	for (size_t i = 0; i < menus.count; i++)
		add_plan_command(plan, template, menus.words[i]);
}

/* A command that takes words out is for entries that have such words. */
static bool is_command_needed(const struct plan *plan, size_t at)
{
	CLEANUP(command_done) struct command wrong = { 0 };
	const char *template = plan->platform->commands[at];

	if (plan->platform->deployments)
		return deployments_lack(plan->config, plan->limit, at == 1);
	collect_wrong_words(plan, &wrong);
	return wrong.count || !text_ends_in(template, "=!");
}

static void add_plan_commands(struct plan *plan, bool zipl)
{
	const char *words = plan->platform->else_words;
	const char *mark = words ? strchr(words, '%') : NULL;
	char number[32];

	for (size_t i = 0; i < 3 && plan->platform->commands[i]; i++)
		if (strchr(plan->platform->commands[i], '*'))
			add_menu_commands(plan, plan->platform->commands[i]);
		else if (is_command_needed(plan, i))
			add_plan_command(plan, plan->platform->commands[i], NULL);
	if (zipl)
		add_plan_command(plan, "zipl", NULL);
	(void)snprintf(number, sizeof(number), "%" PRIu64, plan->limit);
	if (!plan->platform->document || deployments_lack(plan->config, plan->limit, false))
		plan->else_words = mark ? fill_mark(words, mark, number) : xstrdup_or_null(words);
	if (plan->platform->document && deployments_lack(plan->config, plan->limit, false))
		plan->document = fill_mark(plan->platform->document,
					   strchr(plan->platform->document, '%'), number);
	if (plan->platform->deployments && !plan->else_words &&
	    deployments_lack(plan->config, plan->limit, false))
		plan->else_words = xstrdup("after the reboot the deployment that runs now is the "
					   "one to go back to, still without them: 'rpm-ostree "
					   "cleanup -r' takes it away");
}

static void refuse_plan(struct plan *plan, const char *words)
{
	plan->refusal = xstrdup(words);
}

/* Whether arguments that a command adds to an entry have an effect: none do after "--". */
static bool takes_more_words(const struct plan *plan, const struct bootconfig_place *place)
{
	CLEANUP(cleanup_free)
	char *text = xasprintf("audit=1 %s %s", bootline_text(&place->entry.line), plan->arguments);
	struct cmdline cmdline;

	cmdline_parse(text, &cmdline);
	return cmdline.limit_place.count &&
	       cmdline.limit_place.offset + cmdline.limit_place.length == strlen(text);
}

/* grubby changes entries only if they are read for certain and their words are plain. */
static void check_entries(struct plan *plan)
{
	CLEANUP(command_done) struct command wrong = { 0 };
	const struct bootconfig_place *place = plan_lacking(plan->config, plan->limit);

	if (place && place->entry.line.uncertain) {
		refuse_plan(plan, place->entry.line.uncertain);
		return;
	}
	if (place && !takes_more_words(plan, place)) {
		refuse_plan(plan,
			    "a boot entry leaves words to init behind '--', where the arguments "
			    "would have no effect: change it by hand");
		return;
	}
	collect_wrong_words(plan, &wrong);
	for (size_t i = 0; i < wrong.count && !plan->refusal; i++)
		if (wrong.words[i][strspn(wrong.words[i], "abcdefghijklmnopqrstuvwxyz"
							  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
							  "0123456789=_-")])
			refuse_plan(plan, "a boot entry has one of the arguments in a way that "
					  "cannot be given to a command: change it by hand");
}

/* Any platform's commands may take the words. */
static void check_wrong_words(struct plan *plan)
{
	CLEANUP(command_done) struct command wrong = { 0 };

	collect_wrong_words(plan, &wrong);
	if (wrong.count > WRONG_WORDS_MAX)
		refuse_plan(plan,
			    "the boot entries have the arguments in more than 256 wrong ways: "
			    "change them by hand");
}

static bool is_custom(const struct bootconfig_place *place)
{
	const char *slash = strrchr(place->entry.path, '/');

	return slash && strcmp(slash, "/custom.cfg") == 0;
}

/* Whether no command helps: its files are right, and all that is not was written by hand. */
static bool is_custom_alone(const struct plan *plan)
{
	const struct bootconfig *config = plan->config;

	for (size_t i = 0; i < config->entries.count; i++)
		if (plan_lacks(&config->entries.list[i], plan->limit) &&
		    !is_custom(&config->entries.list[i]))
			return false;
	return !plan->edits.count && plan_lacking(config, plan->limit);
}

/* No command changes an entry that somebody wrote into custom.cfg. */
static void note_custom_entry(struct plan *plan)
{
	const struct bootconfig_place *place = plan_lacking(plan->config, plan->limit);

	if (place && is_custom(place) && !plan->else_words)
		plan->else_words = xasprintf(
			"%s:%u is an entry in a file that no command writes: change it by hand",
			place->entry.path, place->entry.number);
}

/* What leaves the boot loader's work undone, or unknown, whatever is written. */
static void refuse_for_system(struct plan *plan)
{
	const struct bootconfig *config = plan->config;

	if (bootconfig_is_container(config)) {
		refuse_plan(plan, IN_CONTAINER);
		return;
	}
	for (size_t i = 0; i < config->persistent.count && !plan->refusal; i++) {
		const struct bootconfig_place *place = &config->persistent.list[i];

		if (place->effective && place->entry.broken)
			plan->refusal = xasprintf("the command that makes boot entries of it ends "
						  "there: %s; mend it by hand",
						  place->entry.broken);
		else if (place->effective && place->cut && plan_lacks(place, plan->limit))
			refuse_plan(plan, "the command line is longer than the kernel reads, and "
					  "what is added is not read: make it shorter by hand");
	}
	if (!plan->refusal && config->signs.boot_in_fstab && !config->signs.proxmox)
		plan->refusal = bootconfig_no_entry(config);
}

/* Nothing was verified where there is no entry, and that is no success: either a command makes the
 * entries, or nothing can be said. */
static void weigh_no_entry(struct plan *plan)
{
	const struct bootconfig *config = plan->config;
	bool makes = plan->platform->applies && !plan->platform->by_entry;

	if (plan->refusal || plan->needed)
		return;
	if (makes && !bootconfig_ordinary(config) && !config->aside.count)
		plan->needed = true;
	else
		plan->refusal = bootconfig_no_entry(config);
}

static int find_needs(struct root *root, struct plan *plan, struct error *err)
{
	int zipl = platform_needs_zipl(root, err);

	if (zipl < 0)
		return zipl;
	plan->needed = plan->edits.count || plan_lacking(plan->config, plan->limit);
	if (!plan->edits.count && !plan->config->entries.count && !plan->config->persistent.count)
		plan->needed = true;
	weigh_no_entry(plan);
	if (plan->platform->by_entry && !plan->refusal)
		check_entries(plan);
	if (plan->needed && !plan->refusal)
		check_wrong_words(plan);
	if (plan->needed && !plan->refusal && !is_custom_alone(plan))
		add_plan_commands(plan, zipl);
	if (!plan->refusal)
		note_custom_entry(plan);
	return 0;
}

static int fill_plan(struct root *root, const struct plan_wish *wish, struct plan *plan,
		     struct error *err)
{
	int code;

	choose_plan_limit(wish, plan);
	code = platform_find(root, plan->config, &plan->platform, err);
	if (code < 0)
		return code;
	if (!plan->platform) {
		refuse_plan(plan, bootconfig_is_container(plan->config)
					  ? IN_CONTAINER
					  : "no boot loader's files are there that tell how this "
					    "system boots");
		return 0;
	}
	refuse_for_system(plan);
	if (!plan->refusal)
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
	int code = fill_plan(root, wish, &plan, err);

	if (code < 0)
		return code;
	*ret_plan = plan;
	plan = (struct plan){ 0 };
	return 0;
}
