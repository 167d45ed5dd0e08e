/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verbs, their formats and their options. */
#include "cmd/option_table.h"

#include "cmd/option_values.h"
#include "cmd/verbs.h"
#include "util/privilege.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <string.h>

#define FORMAT_BIT(format) (1u << FORMAT_##format)

/* What a verb needs that reads the evidence, and asks the running kernel. */
#define PRIVILEGES_TO_READ (PRIVILEGE_ASK | PRIVILEGE_READ)

const struct verb_row verb_rows[VERB_COUNT] = {
	[VERB_REPORT] = { .name = "report",
			  .help = "what was lost, and which limit would do",
			  .exits = "0 nothing lost; 1 records lost; 2 cannot tell",
			  .operands = "[FILE…]",
			  .formats = FORMAT_BIT(TEXT) | FORMAT_BIT(JSON) | FORMAT_BIT(PROMETHEUS) |
				     FORMAT_BIT(HTML),
			  .run = verb_report,
			  .needs = PRIVILEGES_TO_READ },
	[VERB_BOOTS] = { .name = "boots",
			 .help = "the boots in the evidence, newest first",
			 .operands = "[FILE…]",
			 .formats = FORMAT_BIT(TEXT) | FORMAT_BIT(JSON),
			 .run = verb_boots,
			 .needs = PRIVILEGES_TO_READ },
	[VERB_EVENTS] = { .name = "events",
			  .help = "the events of the boot window: who did what, held or lost",
			  .operands = "[FILE…]",
			  .formats = FORMAT_BIT(TEXT) | FORMAT_BIT(JSON) | FORMAT_BIT(RAW),
			  .run = verb_events,
			  .needs = PRIVILEGES_TO_READ },
	[VERB_PLOT] = { .name = "plot",
			.help = "a graph of the queue: -o FILE.{png,svg,pdf,gp,txt}",
			.operands = "[FILE…]",
			.formats = FORMAT_BIT(PNG) | FORMAT_BIT(SVG) | FORMAT_BIT(PDF) |
				   FORMAT_BIT(GP) | FORMAT_BIT(TXT),
			.run = verb_plot,
			.needs = PRIVILEGES_TO_READ },
	[VERB_CHECK] = { .name = "check",
			 .help = "passes or fails a policy, for compliance and CI",
			 .exits = "0 passed; 1 failed; 2 cannot tell",
			 .operands = "[FILE…]",
			 .formats = FORMAT_BIT(TEXT) | FORMAT_BIT(JSON) | FORMAT_BIT(JUNIT) |
				    FORMAT_BIT(XCCDF) | FORMAT_BIT(CKLB),
			 .run = verb_check,
			 .needs = PRIVILEGES_TO_READ },
	/* Update-grub and grubby run with all of them; so are owners and labels kept. */
	[VERB_GRUB] = { .name = "grub",
			.help = "the change to the kernel command line; --apply makes it",
			.exits = "0 nothing to change, or done; 1 a change is needed; 2 refused",
			.operands = "[FILE…]",
			.formats = FORMAT_BIT(TEXT),
			.run = verb_grub,
			.needs = PRIVILEGES_TO_READ,
			.needs_to_change = PRIVILEGE_ALL },
	[VERB_RECORD] = { .name = "record",
			  .help = "packs a machine's evidence: -o FILE.tar.xz",
			  .run = verb_record,
			  .needs = PRIVILEGES_TO_READ | PRIVILEGE_LOG | PRIVILEGE_HANDED_ON },
	[VERB_CARDS] = { .name = "cards",
			 .help = "a line of JSON for each boot, to merge with others",
			 .operands = "[FILE…]",
			 .formats = FORMAT_BIT(JSON),
			 .run = verb_cards,
			 .needs = PRIVILEGES_TO_READ },
	[VERB_WINDOWS] = { .name = "windows",
			   .help = "of logs only what cards needs, as a log",
			   .operands = "[FILE…]",
			   .run = verb_windows,
			   .needs = PRIVILEGE_READ },
	[VERB_FLEET] = { .name = "fleet",
			 .help = "the cards of any number of hosts, merged",
			 .operands = "[CARDS…]",
			 .formats = FORMAT_BIT(TEXT) | FORMAT_BIT(JSON) | FORMAT_BIT(CARDS) |
				    FORMAT_BIT(PROMETHEUS) | FORMAT_BIT(HTML),
			 .run = verb_fleet,
			 .needs = PRIVILEGE_READ },
	/* The program that is started gives up what it does not need. */
	[VERB_WATCH] = { .name = "watch",
			 .help = "tells of lost records when it happens: a plugin of auditd",
			 .run = verb_watch,
			 .needs = PRIVILEGE_ALL },
};

static const char *const format_names[FORMAT_COUNT] = {
	[FORMAT_TEXT] = "text",
	[FORMAT_JSON] = "json",
	[FORMAT_RAW] = "raw",
	[FORMAT_PNG] = "png",
	[FORMAT_SVG] = "svg",
	[FORMAT_PDF] = "pdf",
	[FORMAT_GP] = "gp",
	[FORMAT_TXT] = "txt",
	[FORMAT_JUNIT] = "junit",
	[FORMAT_XCCDF] = "xccdf",
	[FORMAT_CKLB] = "cklb",
	[FORMAT_CARDS] = "cards",
	[FORMAT_PROMETHEUS] = "prometheus",
	[FORMAT_HTML] = "html",
};

const char *option_format_name(unsigned format)
{
	return format_names[format];
}

enum options_format option_format_named(const char *name)
{
	for (unsigned format = FORMAT_NONE + 1; format < FORMAT_COUNT; format++)
		if (strcmp(name, format_names[format]) == 0)
			return format;
	return FORMAT_NONE;
}

#define FLAG(member) .flag = offsetof(struct options, member)

const struct option_row option_rows[] = {
	{ .group = "Evidence",
	  .name = "root",
	  .verbs = EVIDENCE_VERBS,
	  .value = "DIR|ARCHIVE",
	  .help = "a mounted image, a sosreport; nothing of this machine",
	  .read = option_read_root },
	{ .name = "kernel-log",
	  .verbs = READING_VERBS,
	  .value = "FILE",
	  .help = "also a saved dmesg or console; may be repeated",
	  .read = option_read_kernel_log },
	{ .name = "boot",
	  .verbs = VERBS_OF_BOOTS | VERB_BIT(CHECK) | VERB_BIT(FLEET),
	  .value = "N",
	  .hints = "0|-1|all",
	  .help = "0 is the newest boot, -1 the one before; or all",
	  .read = option_read_boot },
	{ .name = "node",
	  .verbs = READING_VERBS,
	  .value = "NAME",
	  .help = "of a log of several machines, this one",
	  .read = option_read_node },
	{ .name = "newest-only",
	  .verbs = VERBS_OF_ONE_BOOT,
	  .help = "read no further back than the newest boot (the default\n"
		  "where the logs are larger than 256 MiB)",
	  FLAG(newest_only) },
	{ .name = "window-only",
	  .verbs = VERBS_OF_ONE_BOOT,
	  .help = "nor what followed its window: later losses stay unknown",
	  FLAG(window_only) },
	{ .name = "whole-log",
	  .verbs = READING_VERBS,
	  .help = "read all, however large",
	  FLAG(whole_log) },
	{ .group = "Questions",
	  .name = "limit",
	  .verbs = VERB_BIT(REPORT) | VERB_BIT(PLOT) | VERB_BIT(GRUB) | VERB_BIT(FLEET),
	  .value = "N",
	  .help = "report: also: what would the boot limit N have lost?\n"
		  "fleet: also: how many hosts would N hold?\n"
		  "plot: draw that limit too, with what it would have lost\n"
		  "grub: the limit to set (default: the recommended)",
	  .read = option_read_limit },
	{ .name = "fate",
	  .verbs = VERB_BIT(EVENTS),
	  .value = "LIST",
	  .hints = "lost|lost-recovered|truncated|held|passed",
	  .help = "those of these fates: held, truncated, lost, lost-recovered, passed",
	  .read = option_read_fate },
	{ .name = "lost",
	  .verbs = VERB_BIT(EVENTS),
	  .help = "those that were lost or cut; --raw: what auditd never got",
	  FLAG(lost_only) },
	{ .name = "floor",
	  .verbs = VERB_BIT(REPORT) | VERB_BIT(PLOT) | VERB_BIT(CHECK) | VERB_BIT(GRUB) |
		   VERB_BIT(FLEET),
	  .value = "N",
	  .help = "policy floor of the recommendation (default: 8192)",
	  .read = option_read_floor },
	{ .name = "profile",
	  .verbs = VERB_BIT(CHECK),
	  .value = "PROFILE",
	  .choices = "stig|cis|measured",
	  .help = "stig, cis or measured (default: the system's)",
	  .read = option_read_profile },
	{ .name = "as",
	  .verbs = VERB_BIT(CHECK),
	  .value = "SYSTEM",
	  .help = "by the documents for that system: rhel9",
	  .read = option_read_as },
	{ .name = "strict",
	  .verbs = VERB_BIT(CHECK),
	  .help = "fail also what passes and loses records in fact",
	  FLAG(strict) },
	{ .name = "exit-zero",
	  .verbs = VERB_BIT(REPORT) | VERB_BIT(CHECK) | VERB_BIT(CARDS),
	  .help = "exit with 0 whatever was found; errors stay 3 and 4",
	  FLAG(exit_zero) },
	{ .name = "label",
	  .verbs = VERB_BIT(CARDS),
	  .value = "KEY=VALUE",
	  .hints = "role=web",
	  .help = "a word for the host, as role=web; may be repeated",
	  .read = option_read_label },
	{ .name = "by",
	  .verbs = VERB_BIT(FLEET),
	  .value = "WORD",
	  .hints = "kernel|auditd|event|key|program|unit",
	  .help = "group by this, or by a label; may be repeated\n"
		  "(default: kernel and each label)",
	  .read = option_read_by },
	{ .group = "Change",
	  .name = "apply",
	  .verbs = VERB_BIT(GRUB),
	  .help = "make the change that is shown",
	  FLAG(apply) },
	{ .name = "undo", .verbs = VERB_BIT(GRUB), .help = "take it back", FLAG(undo) },
	{ .group = "Watch",
	  .name = "poll",
	  .verbs = VERB_BIT(WATCH),
	  .help = "without auditd's stream, until a signal",
	  FLAG(poll) },
	{ .name = "test",
	  .verbs = VERB_BIT(WATCH),
	  .help = "send one alert to each receiver",
	  FLAG(test_receivers) },
	{ .name = "config",
	  .verbs = VERB_BIT(WATCH),
	  .value = "FILE",
	  .help = "instead of /etc/audit/aubacklog-watch.conf",
	  .read = option_read_config },
	{ .group = "Output",
	  .name = "format",
	  .verbs = VERBS_WITH_FORMATS,
	  .value = "FORMAT",
	  .help = "",
	  .read = option_read_format },
	{ .name = "raw",
	  .verbs = VERB_BIT(EVENTS),
	  .help = "records as auditd writes them, for ausearch (--format raw)",
	  .read = option_read_raw },
	{ .name = "output",
	  .letter = 'o',
	  .verbs = VERBS_WITH_OUTPUT,
	  .value = "FILE",
	  .help = "write there, whole or not at all",
	  .read = option_read_output },
	{ .name = "counters",
	  .verbs = VERB_BIT(REPORT),
	  .help = "prometheus: also the running kernel's counters",
	  FLAG(counters) },
	{ .name = "counters-only",
	  .verbs = VERB_BIT(REPORT),
	  .help = "prometheus: these alone; no log is read",
	  FLAG(counters_only) },
	{ .name = "x",
	  .verbs = VERB_BIT(PLOT),
	  .value = "events|time",
	  .choices = "events|time",
	  .help = "over event numbers, or seconds from the first",
	  .read = option_read_x },
	{ .name = "unit",
	  .verbs = VERB_BIT(PLOT),
	  .value = "records|events",
	  .choices = "records|events",
	  .help = "cumulative records, or events",
	  .read = option_read_unit },
	{ .name = "verbose",
	  .verbs = VERB_BIT(REPORT) | VERB_BIT(CHECK) | VERB_BIT(FLEET),
	  .help = "also what was read",
	  FLAG(verbose) },
	{ .name = "no-color",
	  .verbs = VERBS_WITH_FORMATS,
	  .help = "no colour on a terminal (so does NO_COLOR)",
	  FLAG(no_color) },
	{ .name = "no-pager",
	  .verbs = READING_VERBS,
	  .help = "no pager on a terminal, however long it is",
	  FLAG(no_pager) },
	{ .name = "help", .letter = 'h', .verbs = ALL_VERBS, .help = "this text", FLAG(help) },
	{ .name = "version",
	  .letter = 'V',
	  .verbs = ALL_VERBS,
	  .help = "the version",
	  FLAG(version) },
	{ .name = "print-wanted", .verbs = ALL_VERBS, FLAG(print_wanted) },
	{ .name = "print-table", .verbs = ALL_VERBS, FLAG(print_table) },
};

const size_t option_rows_count = sizeof(option_rows) / sizeof(option_rows[0]);

_Static_assert(sizeof(option_rows) / sizeof(option_rows[0]) <= OPTION_ROWS_MAX,
	       "the options that were given are bits");

char *option_choices(const struct option_row *row, unsigned verbs)
{
	FILE *out;
	struct textstream *text;
	unsigned formats = 0;
	const char *bar = "";

	if (row->read != option_read_format)
		return xstrdup_or_null(row->choices);
	for (unsigned verb = 0; verb < VERB_COUNT; verb++)
		formats |= verbs >> verb & 1 ? verb_rows[verb].formats : 0;
	text = textstream_open(&out);
	for (unsigned format = 0; formats >> format; format++)
		if (formats >> format & 1) {
			fprintf(out, "%s%s", bar, format_names[format]);
			bar = "|";
		}
	return textstream_close(text);
}
