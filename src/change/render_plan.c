/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan for a person at a terminal. */
#include "change/apply.h"

#include "bootloader/arguments.h"
#include "change/diff.h"
#include "render/page.h"
#include "util/cleanup.h"
#include "util/text.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static void print_plan_head(struct page *page, const struct plan *plan)
{
	const struct osrelease *os = &plan->config->os;
	const char *name = os->pretty_name ? os->pretty_name : os->id;
	CLEANUP(cleanup_free) char *safe = text_safe(name ? name : "a system without os-release");

	fprintf(page->out, "%s: %s on %s\n\n",
		plan->refusal  ? "CANNOT TELL"
		: plan->needed ? "A CHANGE IS NEEDED"
			       : "NOTHING TO CHANGE",
		plan->arguments, safe);
}

static void print_lacking_entry(struct page *page, const struct bootconfig_place *place)
{
	const struct cmdline *cmdline = &place->cmdline;

	page_line(page, "", "%s:%u: %s, limit %" PRIu64 "%s", place->entry.path,
		  place->entry.number,
		  arguments_audit_met(cmdline) ? "audit=1"
		  : cmdline->audit_place.count ? "an audit= that is not audit=1"
					       : "no audit=1",
		  cmdline->limit, cmdline->limit_given ? "" : ", the kernel's default");
}

static void print_plan_facts(struct page *page, const struct plan *plan)
{
	const struct bootconfig_place *place = plan_lacking(plan->config, plan->limit);

	if (plan->platform)
		page_line(page, "platform", "%s: %s", plan->platform->name, plan->platform->about);
	page_line(page, "limit", "%" PRIu64 "%s: %s", plan->limit,
		  plan->limit ? "" : " (unlimited)", plan->why);
	page_line(page, "entries",
		  place			       ? "%zu to boot, not all of them with the arguments"
		  : plan_entries(plan->config) ? "%zu to boot"
					       : "%zu to boot: none is there to be verified",
		  plan_entries(plan->config));
	if (place)
		print_lacking_entry(page, place);
	if (plan->reboot)
		page_line(page, "running",
			  "the running kernel stays without them until the next boot");
	if (plan->refusal)
		page_line(page, "refused", "%s", plan->refusal);
}

static void print_plan_commands(struct page *page, const struct plan *plan)
{
	if (plan->n_commands)
		fputs("\nCommands\n", page->out);
	for (size_t i = 0; i < plan->n_commands; i++) {
		CLEANUP(cleanup_free) char *text = command_text(&plan->commands[i]);
		CLEANUP(cleanup_free) char *safe = text_safe(text);

		fprintf(page->out, "  %s\n", safe);
	}
	if (plan->document && plan->n_commands) {
		fprintf(page->out, "\n%s\n", plan->commands[0].words[plan->commands[0].count - 1]);
		fputs(plan->document, page->out);
	}
	if (plan->else_words)
		page_line(page, "note", "%s", plan->else_words);
}

void render_plan(const struct plan *plan, FILE *out)
{
	struct page page = { .out = out };

	print_plan_head(&page, plan);
	print_plan_facts(&page, plan);
	for (size_t i = 0; !plan->refusal && i < plan->edits.count; i++) {
		fputc('\n', out);
		diff_print(out, plan->edits.list[i].path, plan->edits.list[i].before,
			   plan->edits.list[i].after);
	}
	print_plan_commands(&page, plan);
}

void render_plan_steps(const struct apply_steps *steps, FILE *out)
{
	struct page page = { .out = out };

	for (size_t i = 0; i < steps->count; i++)
		page_line(&page, steps->list[i].label, "%s", steps->list[i].text);
}

static void write_word(const char *word)
{
	ssize_t ignored = write(STDERR_FILENO, word, strlen(word));

	(void)ignored;
}

void render_plan_last_steps(void *context)
{
	const struct apply_steps *steps = context;

	write_word(steps->count ? "Done so far\n" : "No step was done.\n");
	for (size_t i = 0; i < steps->count; i++) {
		write_word("  ");
		write_word(steps->list[i].label);
		write_word("  ");
		write_word(steps->list[i].text);
		write_word("\n");
	}
}
