/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings of a check as sentences. */
#include "policy/check.h"

#include "analysis/limit.h"
#include "bootloader/arguments.h"
#include "explain/explain.h"
#include "explain/sentence.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/version.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

char *check_words_place(const struct bootconfig_place *place, const struct cmdline_place *argument)
{
	const struct bootentry *entry = &place->entry;
	const struct bootline_piece *piece = bootconfig_place_of(place, argument);
	const char *path = piece ? piece->path : entry->path;
	unsigned number = piece ? piece->number : entry->number;

	switch (entry->kind) {
	case BOOTENTRY_RUNNING:
		return xasprintf("the running kernel (%s)", path);
	case BOOTENTRY_BLS:
	case BOOTENTRY_GRUB_CFG:
	case BOOTENTRY_EXTLINUX:
	case BOOTENTRY_ZIPL:
		return xasprintf("%s '%s' (%s:%u)", entry->rescue ? "rescue entry" : "entry",
				 entry->title, path, number);
	case BOOTENTRY_UKI:
		return xasprintf("%s '%s' (%s)", entry->rescue ? "rescue entry" : "entry",
				 entry->title, path);
	case BOOTENTRY_CMDLINE_TXT:
	case BOOTENTRY_XEN_DEFAULTS:
	case BOOTENTRY_KERNELSTUB:
	case BOOTENTRY_KINDS:
	case BOOTENTRY_KERNELOPTS:
	case BOOTENTRY_GRUB_DEFAULTS:
	case BOOTENTRY_KERNEL_CMDLINE:
	case BOOTENTRY_VENDOR_CMDLINE:
	case BOOTENTRY_BOOTC:
	case BOOTENTRY_U_BOOT:
		break; /* a file that entries are made of has no title */
	}
	if (entry->kind == BOOTENTRY_XEN_DEFAULTS)
		return xasprintf("%s:%u, %s, for entries of Xen", path, number, entry->title);
	return piece ? xasprintf("%s:%u", path, number) : xstrdup(path);
}

static const char *audit_words_of(const struct cmdline *cmdline)
{
	static const char *const states[] = {
		[CMDLINE_AUDIT_ABSENT] = "no audit=1",
		[CMDLINE_AUDIT_ON] = "audit=1",
		[CMDLINE_AUDIT_OFF] = "audit=0",
	};

	return cmdline->audit_odd ? "audit= with an odd value" : states[cmdline->audit];
}

char *check_words_auditing(const struct bootconfig_place *place)
{
	const struct cmdline *cmdline = &place->cmdline;
	const char *audit = audit_words_of(cmdline);

	if (cmdline->limit_given && !cmdline->limit)
		return xasprintf("%s, no limit (0)", audit);
	return xasprintf("%s, limit %" PRIu64 "%s", audit, cmdline->limit,
			 cmdline->limit_given	     ? ""
			 : cmdline->limit_unparsable ? ", as its value cannot be read"
						     : ", the default");
}

static const char *say_uncertainty(const struct bootconfig_place *place)
{
	return place->entry.line.uncertain ? "; not all of it is understood" : "";
}

char *check_words_line(const struct bootconfig_place *place)
{
	CLEANUP(cleanup_free)
	char *where = check_words_place(place, &place->cmdline.limit_place);
	CLEANUP(cleanup_free) char *auditing = check_words_auditing(place);
	const bool unused = place->entry.kind >= BOOTENTRY_KERNELOPTS && !place->effective;

	return xasprintf("%s: %s%s%s", where, auditing, unused ? ", not used here" : "",
			 say_uncertainty(place));
}

char *check_words_short(const struct bootconfig_place *place)
{
	CLEANUP(cleanup_free) char *auditing = check_words_auditing(place);
	const bool titled = place->entry.kind < BOOTENTRY_KERNELOPTS &&
			    place->entry.kind != BOOTENTRY_CMDLINE_TXT;

	return xasprintf("%s, in %s%s%s%s", auditing, titled ? "entry '" : "",
			 titled ? place->entry.title : place->entry.path, titled ? "'" : "",
			 say_uncertainty(place));
}

/* An argument of a command line: where it stands and how it is written. */
struct argument {
	char *where, *written; /* owned */
};

static void argument_done(struct argument *argument)
{
	free(argument->where);
	free(argument->written);
}

static void argument_init(struct argument *argument, const struct bootconfig_place *place,
			  const struct cmdline_place *at)
{
	argument->where = check_words_place(place, at);
	argument->written = xstrndup(bootline_text(&place->entry.line) + at->offset, at->length);
}

/* " is 4096" where the argument is not written that way. */
static void put_value(uint64_t limit, const char *written, char value[static 48])
{
	char decimal[32];
	size_t bytes = (size_t)snprintf(decimal, sizeof(decimal), "=%" PRIu64, limit);
	size_t length = strlen(written);
	bool plain = length > bytes && strcmp(written + length - bytes, decimal) == 0;

	(void)snprintf(value, 48, "%s%s", plain ? "" : " is ", plain ? "" : decimal + 1);
}

static char *say_limit(const struct check_finding *finding)
{
	CLEANUP(argument_done) struct argument limit;
	const struct cmdline *cmdline = &finding->place->cmdline;
	char value[48];

	argument_init(&limit, finding->place, &cmdline->limit_place);
	put_value(cmdline->limit, limit.written, value);
	switch (finding->kind) {
	case FINDING_LIMIT_ABSENT:
		return xasprintf("%s: no audit_backlog_limit=, so the kernel keeps %d", limit.where,
				 CMDLINE_DEFAULT_LIMIT);
	case FINDING_LIMIT_UNREADABLE:
		return xasprintf("%s: %s is no number that the kernel reads, so it keeps %d",
				 limit.where, limit.written, CMDLINE_DEFAULT_LIMIT);
	case FINDING_LIMIT_NONE:
		return xasprintf(
			"%s: %s is a queue without a limit, which is never full; a tool that only compares numbers will report it",
			limit.where, limit.written);
	case FINDING_LIMIT_LOW:
		return xasprintf("%s: %s%s, below %" PRIu64, limit.where, limit.written, value,
				 finding->wanted);
	case FINDING_LIMIT_REPEATED:
		return xasprintf("%s: audit_backlog_limit= given %zu times, %s decides",
				 limit.where, cmdline->limit_place.count, limit.written);
	default:
		return xasprintf("%s: %s%s", limit.where, limit.written, value);
	}
}

static char *say_audit(const struct check_finding *finding)
{
	CLEANUP(argument_done) struct argument audit;
	const struct cmdline_place *at = &finding->place->cmdline.audit_place;

	argument_init(&audit, finding->place, at);
	switch (finding->kind) {
	case FINDING_AUDIT_ABSENT:
		return xasprintf("%s: no audit=1", audit.where);
	case FINDING_AUDIT_OFF:
		return xasprintf(
			"%s: %s turns auditing off, and no audit=1 on the same line turns it on again",
			audit.where, audit.written);
	case FINDING_AUDIT_ODD:
		return xasprintf(
			"%s: %s is not audit=1; the kernel complains about it and takes it as on",
			audit.where, audit.written);
	case FINDING_AUDIT_REPEATED:
		return xasprintf("%s: audit= given %zu times, %s decides", audit.where, at->count,
				 audit.written);
	default:
		return xasprintf("%s: %s", audit.where, audit.written);
	}
}

static char *say_uncertain(const struct check_finding *finding)
{
	CLEANUP(cleanup_free)
	char *where = check_words_place(finding->place, &(struct cmdline_place){ 0 });

	return xasprintf("%s: cannot tell: %s", where, finding->place->entry.line.uncertain);
}

static char *say_cut(const struct bootconfig_place *place)
{
	CLEANUP(cleanup_free) char *where = check_words_place(place, &(struct cmdline_place){ 0 });

	return xasprintf("%s: the line has %zu bytes, and the kernel reads no more than %d of "
			 "them%s",
			 where, place->bytes,
			 (place->entry.kind == BOOTENTRY_ZIPL ? BOOTCONFIG_LINE_BYTES_S390
							      : BOOTCONFIG_LINE_BYTES) -
				 1,
			 arguments_met(&place->cmdline, 1) ? ""
							   : ": what is missing may stand behind");
}

static char *say_broken(const struct bootconfig_place *place)
{
	return xasprintf("%s: the command that makes entries of it ends there (%s), and the next "
			 "kernel gets no entry at all",
			 place->entry.path, place->entry.broken);
}

static char *say_aside(const struct check_finding *finding)
{
	const struct bootentry *entry = &finding->place->entry;
	CLEANUP(cleanup_free)
	char *where = check_words_place(finding->place, &(struct cmdline_place){ 0 });
	char more[64] = "";

	if (finding->count > 1)
		(void)snprintf(more, sizeof(more), " and %zu more", finding->count - 1);
	return xasprintf("not judged: %s%s: %s", where, more, entry->aside);
}

static char *say_no_rule(const struct check *check)
{
	const struct osrelease *os = check_system(check);

	return xasprintf("not applicable: profile %s has no rule on it for %s %s",
			 policy_profile_name(check->profile), os->id,
			 os->version_id ? os->version_id : "");
}

static char *say_lost_before(const struct report_boot *boot)
{
	char did[SENTENCE_RANGE_BYTES], limit[32] = "";

	sentence_range(&boot->records_lost, "record", did);
	if (boot->boot_limit_source != LIMIT_UNKNOWN)
		(void)snprintf(limit, sizeof(limit), " of %" PRIu64, boot->boot_limit);
	return xasprintf(
		"boot %d: lost %s with a limit%s; the limit that is configured now would have held all",
		boot->index, did, limit);
}

static char *say_earlier(const struct report *report)
{
	CLEANUP(cleanup_free) char *lost = earlier_loss_sentence(report);

	return xasprintf("%s, and the limit was not tried on them (without --boot it is)", lost);
}

static char *say_boot(const struct check *check, const struct check_finding *finding)
{
	const struct report_boot *boot = finding->boot;
	char would[SENTENCE_RANGE_BYTES];

	switch (finding->kind) {
	case FINDING_BOOT_WOULD_LOSE:
		sentence_range(&boot->next_lost, "record", would);
		return xasprintf("boot %d: the configured limit of %" PRIu64 " would have lost %s",
				 boot->index, check->limit, would);
	case FINDING_BOOT_UNKNOWN:
		return xasprintf("boot %d: cannot tell: %s", boot->index,
				 boot->n_reasons ? boot->reasons[0] : "the evidence is not enough");
	case FINDING_BOOT_CONFLICT:
		return xasprintf(
			"boot %d: its sources contradict each other, so it may have lost records (aubacklog report shows them)",
			boot->index);
	case FINDING_BOOT_NEED_OPEN:
		return xasprintf(
			"boot %d: it needed room for at least %" PRIu64
			" records, how many more is not known, and so neither is whether %" PRIu64
			" would have held them",
			boot->index, boot->demand.min, check->limit);
	case FINDING_BOOT_LOST_BEFORE:
		return say_lost_before(boot);
	default:
		return xasprintf("boot %d: needed room for %" PRIu64 " records, and lost none",
				 boot->index, boot->demand.max);
	}
}

static char *say_stale(const struct check *check, const struct check_finding *finding)
{
	bool grub = finding->place->entry.kind == BOOTENTRY_GRUB_CFG;
	bool debian = osrelease_is_like(&check->config->os, "debian");

	return xasprintf("%s is stale: %s says otherwise, and takes effect with the next %s",
			 finding->place->entry.path, finding->source->entry.path,
			 !grub	  ? "u-boot-update"
			 : debian ? "update-grub"
				  : "grub2-mkconfig");
}

static char *say_rescue(const struct bootconfig_place *place)
{
	CLEANUP(cleanup_free) char *where = check_words_place(place, &(struct cmdline_place){ 0 });
	bool audit = place->cmdline.audit == CMDLINE_AUDIT_ON, limit = place->cmdline.limit_given;

	return xasprintf("%s has %s%s%s", where, audit ? "" : "no audit=1",
			 audit || limit ? "" : " and ", limit ? "" : "no audit_backlog_limit=");
}

static char *say_unused(const struct bootconfig_place *place)
{
	return xasprintf("%s sets audit_backlog_limit=, but %s", place->entry.path,
			 place->entry.kind == BOOTENTRY_KERNELOPTS
				 ? "no entry refers to kernelopts"
				 : "the entries of this machine are not made of it");
}

static char *say_rules(const struct check *check, const struct check_finding *finding)
{
	const struct settings *settings = check->config->settings;
	const struct rules_number *now = &settings->in_force.rules.backlog_limit;
	const struct rules_number *next = &settings->rules_d.rules.backlog_limit;

	if (finding->kind == FINDING_RULES_REPLACED)
		return xasprintf("%s:%u: -b %" PRIu64 " takes the place of %s:%u: -b %" PRIu64
				 " when augenrules runs",
				 settings->rules_d.limit_path, next->line, next->value,
				 settings->in_force.limit_path, now->line, now->value);
	return xasprintf(
		"%s:%u: -b %" PRIu64 " %s", settings->in_force.limit_path, now->line, now->value,
		finding->kind == FINDING_RULES_LOWER
			? "lowers the limit of the boot once the rules are loaded"
			: "raises the limit only once the rules are loaded, too late for the boot; auditctl -s shows it as if it had been there from the start");
}

/* Kinds whose sentence holds nothing of the machine. */
static const char *const fixed_sentences[] = {
	[FINDING_NO_CMDLINE] =
		"no kernel command line, no boot entry and no file that entries are made of was found",
	[FINDING_NO_NEXT_CMDLINE] =
		"nothing here tells what the next boot gets: no boot entry and no file that entries are made of was found",
	[FINDING_CONTAINER] =
		"not applicable: a container, which has neither a kernel nor a boot loader of its own",
	[FINDING_NO_OS_RELEASE] = "not applicable: there is no os-release that names the system",
	[FINDING_NEXT_LIMIT_UNKNOWN] = "not measured: the limit of the next boot is not known",
	[FINDING_NEXT_WITHOUT_AUDIT] =
		"the next boot has no audit=1: what happens before auditd starts is not audited, and nothing counts it",
	[FINDING_NO_SOURCE] =
		"no file was found that says what the entry of the next kernel will have",
	[FINDING_AUDIT_UNASKED] =
		"the next boot has no audit=1, which no rule of this profile asks for: without it nothing is audited before auditd starts, whatever the limit",
};

static char *say_other(const struct check *check, const struct check_finding *finding)
{
	switch (finding->kind) {
	case FINDING_LINE_UNCERTAIN:
		return say_uncertain(finding);
	case FINDING_LINE_CUT:
		return say_cut(finding->place);
	case FINDING_SOURCE_BROKEN:
		return say_broken(finding->place);
	case FINDING_ENTRY_ASIDE:
		return say_aside(finding);
	case FINDING_NO_ENTRY:
		return bootconfig_no_entry(check->config);
	case FINDING_NO_RULE:
		return say_no_rule(check);
	case FINDING_NOT_MEASURED:
		return xasprintf("not measured: %s", check->no_report);
	case FINDING_EARLIER_LOST:
		return say_earlier(&check->report);
	case FINDING_UNPLACED_LOSS:
		return unplaced_loss_sentence(&check->report);
	case FINDING_ENTRY_STALE:
		return say_stale(check, finding);
	case FINDING_SOURCE_OVERRIDDEN:
		return xstrdup(finding->place->entry.overridden);
	case FINDING_RESCUE_LACKS:
		return say_rescue(finding->place);
	case FINDING_SOURCE_UNUSED:
		return say_unused(finding->place);
	case FINDING_NOTE:
		return xstrdup(finding->note);
	default:
		return xstrdup(fixed_sentences[finding->kind]);
	}
}

char *check_words_finding(const struct check *check, const struct check_finding *finding)
{
	switch (finding->kind) {
	case FINDING_LIMIT_ABSENT ... FINDING_LIMIT_REPEATED:
		return say_limit(finding);
	case FINDING_AUDIT_ABSENT ... FINDING_AUDIT_REPEATED:
		return say_audit(finding);
	case FINDING_BOOT_WOULD_LOSE ... FINDING_BOOT_HELD:
		return say_boot(check, finding);
	case FINDING_RULES_REPLACED ... FINDING_RULES_RAISE:
		return say_rules(check, finding);
	default:
		return say_other(check, finding);
	}
}

char *check_words_contrast(const struct check *check)
{
	static const char *const endings[] = {
		[CHECK_CONTRAST_WOULD_LOSE] =
			"loses records in fact: the limit is too small for what this machine does at boot",
		[CHECK_CONTRAST_LOST_BEFORE] =
			"records were lost in fact, with an earlier limit than the one that is configured now",
		[CHECK_CONTRAST_HOLDS] =
			"loses nothing in fact: the configured limit holds every boot in the evidence",
	};

	if (check->contrast == CHECK_CONTRAST_NONE)
		return NULL;
	return xasprintf("%s on paper (%s), and %s",
			 check->contrast == CHECK_CONTRAST_HOLDS ? "fails" : "passes",
			 check->document ? check->document->name
					 : policy_profile_name(check->profile),
			 endings[check->contrast]);
}

char *check_words_arguments(const struct check *check)
{
	return limit_arguments(check->advised);
}

static void print_finding_lines(const struct check *check, const struct check_findings *findings,
				FILE *out)
{
	static const char *const weights[] = {
		[CHECK_PASS] = "      ",
		[CHECK_FAIL] = "FAIL  ",
		[CHECK_UNKNOWN] = "?     ",
	};

	for (size_t i = 0; i < findings->count; i++) {
		CLEANUP(cleanup_free) char *text = check_words_finding(check, &findings->list[i]);
		CLEANUP(cleanup_free) char *safe = text_safe(text);

		fprintf(out, "%s%s\n", weights[findings->list[i].weight], safe);
	}
}

static void print_details_head(const struct check *check, const struct check_rule *rule, FILE *out)
{
	const struct osrelease *os = &check->config->os;
	const char *name = os->pretty_name ? os->pretty_name : os->id;
	const char *group = rule->rule ? rule->rule->group : NULL;
	CLEANUP(cleanup_free) char *system = text_safe(name ? name : "a system without a name");

	fprintf(out, "%s%s%s: %s\n", rule->id, group ? ", " : "", group ? group : "",
		check_result_name(rule->result));
	fprintf(out, "aubacklog %s on %s, profile %s%s%s%s%s\n", AUBACKLOG_VERSION, system,
		policy_profile_name(check->profile), check->document ? ", " : "",
		check->document ? check->document->name : "",
		check->judged_as ? ", judged as " : "",
		check->judged_as ? check->judged_as_name : "");
}

char *check_words_details(const struct check *check, const struct check_rule *rule)
{
	CLEANUP(cleanup_free) char *contrast = check_words_contrast(check);
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	print_details_head(check, rule, out);
	print_finding_lines(check, &rule->findings, out);
	if (check->profile != POLICY_MEASURED) {
		fprintf(out, "In fact:\n");
		print_finding_lines(check, &check->fact, out);
	}
	if (contrast)
		fprintf(out, "%s\n", contrast);
	if (check->remarks.count)
		fprintf(out, "Besides:\n");
	print_finding_lines(check, &check->remarks, out);
	return textstream_close(stream);
}
