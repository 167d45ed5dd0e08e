/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check for a person at a terminal. */
#define _GNU_SOURCE
#include "policy/render_check_text.h"

#include "base/cleanup.h"
#include "base/page.h"
#include "base/text.h"
#include "policy/check_paper.h"

#include <errno.h>
#include <inttypes.h>

static void print_result(struct page *page, const struct check *check)
{
	static const struct {
		const char *colour, *words;
	} results[] = {
		[CHECK_PASS] = { "\x1b[1;32m", "PASS" },
		[CHECK_FAIL] = { "\x1b[1;31m", "FAIL" },
		[CHECK_UNKNOWN] = { "\x1b[1;33m", "CANNOT TELL" },
		[CHECK_NOT_APPLICABLE] = { "\x1b[1;33m", "NOT APPLICABLE" },
	};
	const struct osrelease *os = &check->config->os;
	const char *name = os->pretty_name ? os->pretty_name : os->id;
	CLEANUP(cleanup_free) char *safe = text_safe(name ? name : "a system without os-release");
	const char *on = page->colour ? results[check->result].colour : "";

	page->failed |= !safe;
	fprintf(page->out, "%s%s%s: profile %s%s%s%s, %s\n", on, results[check->result].words,
		*on ? "\x1b[0m" : "", policy_profile_name(check->profile),
		check->benchmark ? " (" : "", check->benchmark ? check->benchmark : "",
		check->benchmark ? ")" : "", safe ? safe : "?");
	if (check->contrast) {
		fputc('\n', page->out);
		page_line(page, "AND YET", "it %s", check->contrast);
	}
}

static void print_findings(struct page *page, const struct check_findings *findings)
{
	static const char *const labels[] = {
		[CHECK_PASS] = "",
		[CHECK_FAIL] = "  fail",
		[CHECK_UNKNOWN] = "  unknown",
	};

	for (size_t i = 0; i < findings->count; i++)
		page_line(page, labels[findings->list[i].weight], "%s", findings->list[i].text);
}

static void print_rules(struct page *page, const struct check *check)
{
	for (size_t i = 0; i < check->n_rules; i++) {
		const struct check_rule *rule = &check->rules[i];
		const char *group = rule->rule ? rule->rule->group : NULL;
		bool applies = rule->result != CHECK_NOT_APPLICABLE;

		page_heading(page, rule->id);
		page_line(page, applies ? check_result_name(rule->result) : "n/a", "%s%s%s%s%s%s",
			  rule->title, group ? " (" : "", group ? group : "", group ? ", " : "",
			  group ? rule->severity : "", group ? ")" : "");
		print_findings(page, &rule->findings);
	}
}

static void put_audit(const struct cmdline *cmdline, char *text, size_t bytes)
{
	static const char *const states[] = {
		[CMDLINE_AUDIT_ABSENT] = "no audit=1",
		[CMDLINE_AUDIT_ON] = "audit=1",
		[CMDLINE_AUDIT_OFF] = "audit=0",
	};

	(void)snprintf(text, bytes, "%s",
		       cmdline->audit_odd ? "audit= with an odd value" : states[cmdline->audit]);
}

static void print_place(struct page *page, const char *label, const struct bootconfig_place *place)
{
	const struct cmdline *cmdline = &place->cmdline;
	CLEANUP(cleanup_free) char *where = check_paper_place(place, &cmdline->limit_place);
	const char *unused = place->entry.kind >= BOOTENTRY_KERNELOPTS && !place->decides
				     ? ", not used here"
				     : "";
	char audit[32], limit[64];

	put_audit(cmdline, audit, sizeof(audit));
	if (cmdline->limit_given && !cmdline->limit)
		(void)snprintf(limit, sizeof(limit), "no limit (0)");
	else
		(void)snprintf(limit, sizeof(limit), "limit %" PRIu64 "%s", cmdline->limit,
			       cmdline->limit_given	   ? ""
			       : cmdline->limit_unparsable ? ", as its value cannot be read"
							   : ", the default");
	page->failed |= !where;
	page_line(page, label, "%s: %s, %s%s%s", where ? where : "", audit, limit, unused,
		  place->entry.line.unclear ? "; not all of it is understood" : "");
}

static void print_places(struct page *page, const struct check *check)
{
	const struct bootconfig *config = check->config;

	page_heading(page, "Where it is configured");
	for (size_t i = 0; i < config->running.count; i++)
		print_place(page, "running", &config->running.list[i]);
	if (!config->running.count)
		page_line(page, "running", "no proc/cmdline here");
	for (size_t i = 0; i < config->entries.count; i++)
		print_place(page, config->entries.list[i].entry.rescue ? "rescue" : "boot entry",
			    &config->entries.list[i]);
	if (!config->entries.count)
		page_line(page, "boot entry", "none found");
	for (size_t i = 0; i < config->persistent.count; i++)
		if (!config->persistent.list[i].entry.rescue)
			print_place(page, "persistent", &config->persistent.list[i]);
	if (!config->persistent.count)
		page_line(page, "persistent", "no file that entries are made of");
	if (config->settings->in_force.rules.backlog_limit.given)
		page_line(page, "rules", "%s:%u: -b %" PRIu64, config->settings->in_force.limit_path,
			  config->settings->in_force.rules.backlog_limit.line, config->settings->in_force.rules.backlog_limit.value);
	else
		page_line(page, "rules", "%s", config->settings->in_force.rules.known ? "no -b" : "none found");
}

/* As they are: no wrapping, no indent. */
static void print_details(struct page *page, const struct check *check, bool verbose)
{
	for (size_t i = 0; i < check->n_rules; i++) {
		const struct check_rule *rule = &check->rules[i];

		if (rule->result == CHECK_NOT_APPLICABLE ||
		    (rule->result == CHECK_PASS && !verbose))
			continue;
		page_heading(page, "Finding details, to paste");
		fputs(rule->details, page->out);
	}
}

int render_check_text(const struct check *check, const struct render_check_text_options *options,
		      FILE *out, struct error *err)
{
	struct page page = { .out = out, .colour = options->colour };

	print_result(&page, check);
	print_rules(&page, check);
	print_places(&page, check);
	if (check->profile != POLICY_MEASURED) {
		page_heading(&page, "In fact");
		print_findings(&page, &check->fact);
	}
	if (check->remarks.count) {
		page_heading(&page, "Besides");
		print_findings(&page, &check->remarks);
	}
	if (check->result != CHECK_PASS || check->measured == CHECK_FAIL) {
		page_heading(&page, "What to do");
		page_line(&page, "boot with", "%s", check->arguments);
	}
	print_details(&page, check, options->verbose);
	return page.failed ? error_memory(err, "write the check") : 0;
}
