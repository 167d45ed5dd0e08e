/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check for a person at a terminal. */
#include "policy/render_check.h"

#include "render/page.h"
#include "util/cleanup.h"
#include "util/text.h"

#include <inttypes.h>
#include <string.h>

static void print_check_head(struct page *page, const struct check *check)
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
	CLEANUP(cleanup_free) char *contrast = check_words_contrast(check);
	const char *on = page->colour ? results[check->result].colour : "";

	fprintf(page->out, "%s%s%s: profile %s%s%s%s%s%s, %s\n", on, results[check->result].words,
		*on ? "\x1b[0m" : "", policy_profile_name(check->profile),
		check->document ? " (" : "", check->document ? check->document->name : "",
		check->judged_as ? ", judged as " : "",
		check->judged_as ? check->judged_as_name : "", check->document ? ")" : "", safe);
	if (contrast) {
		fputc('\n', page->out);
		page_line(page, "AND YET", "it %s", contrast);
	}
}

/* That a place has what a rule asks for is told by the rule's own line. */
static bool is_finding_told(const struct page *page, const struct check_finding *finding)
{
	return page->verbose ||
	       (finding->kind != FINDING_LIMIT_MET && finding->kind != FINDING_AUDIT_MET);
}

static void print_check_findings(struct page *page, const struct check *check,
				 const struct check_findings *findings)
{
	static const char *const labels[] = {
		[CHECK_PASS] = "",
		[CHECK_FAIL] = "  fail",
		[CHECK_UNKNOWN] = "  unknown",
	};

	for (size_t i = 0; i < findings->count; i++) {
		const struct check_finding *finding = &findings->list[i];

		if (is_finding_told(page, finding)) {
			CLEANUP(cleanup_free) char *text = check_words_finding(check, finding);

			page_line(page, labels[finding->weight], "%s", text);
		}
	}
}

static void print_check_rules(struct page *page, const struct check *check)
{
	fputc('\n', page->out);
	for (size_t i = 0; i < check->n_rules; i++) {
		const struct check_rule *rule = &check->rules[i];
		const char *group = rule->rule ? rule->rule->group : NULL;
		bool applies = rule->result != CHECK_NOT_APPLICABLE;

		page_line(page, applies ? check_result_name(rule->result) : "n/a",
			  "%s: %s%s%s%s%s%s", rule->id, rule->title, group ? " (" : "",
			  group ? group : "", group ? ", " : "", group ? rule->severity : "",
			  group ? ")" : "");
		print_check_findings(page, check, &rule->findings);
	}
}

static void print_check_place(struct page *page, const char *label,
			      const struct bootconfig_place *place)
{
	CLEANUP(cleanup_free) char *line = check_words_line(place);

	page_line(page, label, "%s", line);
}

/* Whether two command lines say the same of auditing. */
static bool is_same_auditing(const struct bootconfig_place *left,
			     const struct bootconfig_place *right)
{
	CLEANUP(cleanup_free) char *one = check_words_auditing(left);
	CLEANUP(cleanup_free) char *other = check_words_auditing(right);

	return strcmp(one, other) == 0;
}

/* How many places after the first say the same as it. */
static size_t count_alike(const struct bootconfig_places *places, size_t first)
{
	const struct bootconfig_place *place = &places->list[first];
	size_t end = first + 1;

	while (end < places->count && places->list[end].entry.rescue == place->entry.rescue &&
	       is_same_auditing(place, &places->list[end]))
		end++;
	return end - first;
}

/* Neighbours that say the same have one line. */
static void print_check_entries(struct page *page, const struct bootconfig_places *entries)
{
	for (size_t i = 0, count; i < entries->count; i += count) {
		const struct bootconfig_place *place = &entries->list[i];
		const char *label = place->entry.rescue ? "rescue" : "boot entry";
		CLEANUP(cleanup_free) char *auditing = check_words_auditing(place);

		count = page->verbose ? 1 : count_alike(entries, i);
		if (count > 1)
			page_line(page, label, "%zu entries: %s", count, auditing);
		else
			print_check_place(page, label, place);
	}
}

static void print_check_b(struct page *page, const struct settings_rules *in_force)
{
	const struct rules_number *b = &in_force->rules.backlog_limit;

	if (b->given)
		page_line(page, "rules", "%s:%u: -b %" PRIu64, in_force->limit_path, b->line,
			  b->value);
	else
		page_line(page, "rules", "%s", in_force->rules.known ? "no -b" : "none found");
}

static void print_check_places(struct page *page, const struct check *check)
{
	const struct bootconfig *config = check->config;

	page_heading(page, "Where it is configured");
	for (size_t i = 0; i < config->running.count; i++)
		print_check_place(page, "running", &config->running.list[i]);
	if (!config->running.count)
		page_line(page, "running", "no proc/cmdline here");
	print_check_entries(page, &config->entries);
	if (!config->entries.count)
		page_line(page, "boot entry", "none found");
	for (size_t i = 0; i < config->persistent.count; i++)
		if (!config->persistent.list[i].entry.rescue)
			print_check_place(page, "persistent", &config->persistent.list[i]);
	if (!config->persistent.count)
		page_line(page, "persistent", "no file that entries are made of");
	print_check_b(page, &config->settings->in_force);
}

/* As they are: no wrapping, no indent. */
static void print_check_details(struct page *page, const struct check *check)
{
	for (size_t i = 0; i < check->n_rules; i++) {
		const struct check_rule *rule = &check->rules[i];
		CLEANUP(cleanup_free) char *details = NULL;

		if (rule->result == CHECK_NOT_APPLICABLE)
			continue;
		page_heading(page, "Finding details, to paste");
		details = check_words_details(check, rule);
		fputs(details, page->out);
	}
}

/* What to type: what grub would say of the machine is said here. */
static void print_check_step(struct page *page, const struct report_next *next)
{
	switch (next->grub) {
	case GRUB_REFUSES:
		page_line(page, "by hand", "aubacklog grub refuses here: %s", next->grub_says);
		return;
	case GRUB_BY_HAND:
		page_line(page, "by hand", "%s", next->grub_says);
		return;
	case GRUB_REBOOT:
		page_line(page, "type",
			  "nothing, and reboot: the boot entries have them already, "
			  "the running kernel does not");
		return;
	case GRUB_NOTHING:
		page_line(page, "type", "nothing: what boots has them already");
		return;
	case GRUB_UNASKED:
	case GRUB_CHANGES:
		page_line(page, "type", "to see the change:");
		page_command(page, "aubacklog grub%s", next->grub_arguments);
	}
}

static void print_check_advice(struct page *page, const struct check *check,
			       const struct render_check_text_options *options)
{
	CLEANUP(cleanup_free) char *arguments = check_words_arguments(check);

	page_heading(page, "What to do");
	page_line(page, "boot with", "%s", arguments);
	print_check_step(page, &check->report.next);
	if (options->verbose)
		return;
	page_line(page, "details", "each place, and the findings to paste:");
	page_command(page, "aubacklog check --verbose%s", options->again);
}

void render_check_text(const struct check *check, const struct render_check_text_options *options,
		       FILE *out)
{
	struct page page = {
		.out = out,
		.colour = options->colour,
		.columns = options->columns,
		.verbose = options->verbose,
	};

	print_check_head(&page, check);
	print_check_rules(&page, check);
	print_check_places(&page, check);
	if (check->profile != POLICY_MEASURED) {
		page_heading(&page, "In fact");
		print_check_findings(&page, check, &check->fact);
	}
	if (check->remarks.count) {
		page_heading(&page, "Besides");
		print_check_findings(&page, check, &check->remarks);
	}
	if (!bootconfig_is_container(check->config) &&
	    (check->result != CHECK_PASS || check->measured == CHECK_FAIL))
		print_check_advice(&page, check, options);
	if (options->verbose)
		print_check_details(&page, check);
}
