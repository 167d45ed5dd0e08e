/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan for a person at a terminal. */
#define _GNU_SOURCE
#include "render_plan.h"

#include "arguments.h"
#include "cleanup.h"
#include "text.h"
#include "unified.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>

#define COLUMNS 80
#define LABEL_COLUMNS 14

/* A line "  label       words …", wrapped under the words. Gives 0 or -ENOMEM. */
static int line(FILE *out, const char *label, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int line(FILE *out, const char *label, const char *format, ...)
{
	CLEANUP(cleanup_free) char *raw = NULL;
	CLEANUP(cleanup_free) char *safe = NULL;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&raw, format, args);
	va_end(args);
	if (length < 0)
		raw = NULL;
	safe = text_safe(raw);
	if (!safe)
		return -ENOMEM;
	fprintf(out, "  %-*s", LABEL_COLUMNS - 2, label);
	text_wrap(out, safe, LABEL_COLUMNS, LABEL_COLUMNS, COLUMNS);
	return 0;
}

static int print_head(const struct plan *plan, FILE *out)
{
	const struct osrelease *os = &plan->config.os;
	const char *name = os->pretty_name ? os->pretty_name : os->id;
	CLEANUP(cleanup_free) char *safe = text_safe(name ? name : "a system without os-release");

	fprintf(out, "%s: %s on %s\n\n",
		plan->refusal  ? "CANNOT TELL"
		: plan->needed ? "A CHANGE IS NEEDED"
			       : "NOTHING TO CHANGE",
		plan->arguments, safe ? safe : "");
	return safe ? 0 : -ENOMEM;
}

static int print_entry(const struct bootconfig_place *place, FILE *out)
{
	const struct cmdline *cmdline = &place->cmdline;

	return line(out, "", "%s:%u: %s, limit %" PRIu64 "%s", place->entry.path,
		    place->entry.number,
		    arguments_audit_met(cmdline) ? "audit=1"
		    : cmdline->audit_place.count ? "an audit= that is not audit=1"
						 : "no audit=1",
		    cmdline->limit, cmdline->limit_given ? "" : ", the kernel's default");
}

static int print_facts(const struct plan *plan, FILE *out)
{
	const struct bootconfig_place *place = plan_lacking(&plan->config, plan->limit);
	int code = 0;

	if (plan->platform)
		code = line(out, "platform", "%s: %s", plan->platform->name, plan->platform->about);
	if (code == 0)
		code = line(out, "limit", "%" PRIu64 "%s: %s", plan->limit,
			    plan->limit ? "" : " (unlimited)", plan->why);
	if (code == 0)
		code = line(out, "entries",
			    place ? "%zu to boot, not all of them with the arguments"
				  : "%zu to boot",
			    plan_entries(&plan->config));
	if (code == 0 && place)
		code = print_entry(place, out);
	if (code == 0 && plan->reboot)
		code = line(out, "running", "the running kernel is without them: a reboot follows");
	if (code == 0 && plan->refusal)
		code = line(out, "refused", "%s", plan->refusal);
	return code;
}

static int print_commands(const struct plan *plan, FILE *out)
{
	if (plan->n_commands)
		fputs("\nCommands\n", out);
	for (size_t i = 0; i < plan->n_commands; i++) {
		CLEANUP(cleanup_free) char *text = command_text(&plan->commands[i]);
		CLEANUP(cleanup_free) char *safe = text_safe(text);

		if (!safe)
			return -ENOMEM;
		fprintf(out, "  %s\n", safe);
	}
	return plan->else_words ? line(out, "note", "%s", plan->else_words) : 0;
}

int render_plan(const struct plan *plan, FILE *out, struct error *err)
{
	int code = print_head(plan, out);

	if (code == 0)
		code = print_facts(plan, out);
	for (size_t i = 0; !plan->refusal && i < plan->edits.count && code == 0; i++) {
		fputc('\n', out);
		code = unified_print(out, plan->edits.list[i].path, plan->edits.list[i].before,
				     plan->edits.list[i].after);
	}
	if (code == 0)
		code = print_commands(plan, out);
	return code < 0 ? error_memory(err, "print a plan") : 0;
}

int render_plan_steps(const struct apply_steps *steps, FILE *out, struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < steps->count && code == 0; i++)
		code = line(out, steps->list[i].label, "%s", steps->list[i].text);
	return code < 0 ? error_memory(err, "print what was done") : 0;
}
