/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan for a person at a terminal. */
#define _GNU_SOURCE
#include "change/render_plan.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "bootloader/arguments.h"
#include "change/unified.h"
#include "render/page.h"

#include <inttypes.h>

static void print_head(struct page *page, const struct plan *plan)
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

static void print_entry(struct page *page, const struct bootconfig_place *place)
{
	const struct cmdline *cmdline = &place->cmdline;

	page_line(page, "", "%s:%u: %s, limit %" PRIu64 "%s", place->entry.path,
		  place->entry.number,
		  arguments_audit_met(cmdline) ? "audit=1"
		  : cmdline->audit_place.count ? "an audit= that is not audit=1"
					       : "no audit=1",
		  cmdline->limit, cmdline->limit_given ? "" : ", the kernel's default");
}

static void print_facts(struct page *page, const struct plan *plan)
{
	const struct bootconfig_place *place = plan_lacking(plan->config, plan->limit);

	if (plan->platform)
		page_line(page, "platform", "%s: %s", plan->platform->name, plan->platform->about);
	page_line(page, "limit", "%" PRIu64 "%s: %s", plan->limit,
		  plan->limit ? "" : " (unlimited)", plan->why);
	page_line(page, "entries",
		  place ? "%zu to boot, not all of them with the arguments" : "%zu to boot",
		  plan_entries(plan->config));
	if (place)
		print_entry(page, place);
	if (plan->reboot)
		page_line(page, "running", "the running kernel is without them: a reboot follows");
	if (plan->refusal)
		page_line(page, "refused", "%s", plan->refusal);
}

static void print_commands(struct page *page, const struct plan *plan)
{
	if (plan->n_commands)
		fputs("\nCommands\n", page->out);
	for (size_t i = 0; i < plan->n_commands; i++) {
		CLEANUP(cleanup_free) char *text = command_text(&plan->commands[i]);
		CLEANUP(cleanup_free) char *safe = text_safe(text);

		fprintf(page->out, "  %s\n", safe ? safe : "");
	}
	if (plan->else_words)
		page_line(page, "note", "%s", plan->else_words);
}

int render_plan(const struct plan *plan, FILE *out, struct error *err)
{
	struct page page = { .out = out };
	bool failed = false;

	print_head(&page, plan);
	print_facts(&page, plan);
	for (size_t i = 0; !plan->refusal && i < plan->edits.count; i++) {
		fputc('\n', out);
		failed |= unified_print(out, plan->edits.list[i].path, plan->edits.list[i].before,
					plan->edits.list[i].after) < 0;
	}
	print_commands(&page, plan);
	return failed ? error_memory(err, "print a plan") : 0;
}

int render_plan_steps(const struct apply_steps *steps, FILE *out, struct error *err)
{
	struct page page = { .out = out };

	for (size_t i = 0; i < steps->count; i++)
		page_line(&page, steps->list[i].label, "%s", steps->list[i].text);
	(void)err;
	return 0;
}
