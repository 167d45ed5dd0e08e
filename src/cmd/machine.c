/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine and its evidence. */
#include "cmd/machine.h"

#include "analysis/account.h"
#include "analysis/limit.h"
#include "analysis/report.h"
#include "boots/sources.h"
#include "evidence/evidence.h"
#include "explain/auparse_client.h"
#include "explain/explain.h"
#include "input/safe_path.h"
#include "policy/check.h"
#include "util/cleanup.h"
#include "util/privilege.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The kernel command line of a boot: for the newest boot the machine's, otherwise from its kernel
 * log. */
static const struct cmdline *choose_cmdline(const struct sources *sources, const struct boot *boot,
					    bool newest)
{
	return newest && sources->cmdline.known ? &sources->cmdline : &boot->bootlog.cmdline;
}

static const char *choose_boot_id(const struct sources *sources, const struct boot *boot,
				  bool newest)
{
	if (*boot->id)
		return boot->id;
	return newest ? sources->boot_id : NULL;
}

/* Whether a collector passed a log on. */
static bool is_log_collected(const struct source_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].collected)
			return true;
	return false;
}

/* Judges one boot. The settings of the machine are those of its newest boot. */
static struct report_boot judge_boot_at(const struct sources *sources,
					const struct options *options,
					const struct report_next *next, size_t at)
{
	const struct boot *boot = sources->boots.list[at];
	bool newest = at + 1 == sources->boots.count;
	const struct account_input input = {
		.boot = boot,
		.index = boot->index,
		.cmdline = choose_cmdline(sources, boot, newest),
		.rules = newest ? &sources->rules : NULL,
		.status = newest ? &sources->status : NULL,
		.later_status = newest ? &sources->later_status : NULL,
		.readers = newest ? &sources->readers : NULL,
		.access = newest ? sources->access : SOURCES_OPEN,
		.boot_id = choose_boot_id(sources, boot, newest),
		.host = sources->host,
		.life_unread = newest ? sources->unread.life : 0,
		.collected = is_log_collected(&sources->list),
		.floor = options->floor,
		.what_if_asked = options->limit_given,
		.what_if_limit = options->limit,
		.next_known = next->limit_known,
		.next_limit = next->limit,
	};

	return verdict_boot(&input);
}

/* Adds the parts that only a report shows. They take half of the time, so a list, and boots read
 * for the recommendation alone, do without them. */
static void describe_boot(const struct options *options, const struct boot *boot,
			  struct auparse_client *client, struct report_boot *report)
{
	if (!options->as_cards)
		naming_describe(client, boot, report);
	queue_usage_find(boot, report);
	if (!options->as_cards)
		losses_find(boot, report);
	if (options->as_cards)
		report_boot_drop_rows(report);
	if (options->with_texts)
		naming_add_texts(boot, report);
	if (options->with_patterns)
		patterns_find(boot, report);
}

static bool is_boot_wanted(const struct options *options, int index)
{
	switch (options->boot) {
	case BOOT_ALL:
		return true;
	case BOOT_INDEX:
		return index == options->boot_index;
	case BOOT_NEWEST:
		break;
	}
	return index == 0;
}

/* The machine's recommendation is the largest of its boots' recommendations. */
static void raise_recommendation(struct report *report, const struct report_boot *boot)
{
	if (report->recommendation.arguments &&
	    !limit_exceeds(&boot->recommendation, &report->recommendation))
		return;
	free(report->recommendation.arguments);
	free(report->recommendation_node);
	report->recommendation_node = xstrdup_or_null(boot->node);
	report->recommendation = limit_copy(&boot->recommendation);
	report->recommendation_boot = boot->index;
}

/* Notes a boot that lost records and is not shown, where a newer one of its node is. */
static void note_earlier_loss(const struct options *options, const struct report_boot *boot,
			      struct report *report)
{
	const int shown = options->boot == BOOT_INDEX ? options->boot_index : 0;

	if (boot->verdict != VERDICT_LOST || boot->index >= shown)
		return;
	report->earlier =
		xreallocarray(report->earlier, report->n_earlier + 1, sizeof(*report->earlier));
	report->earlier[report->n_earlier++] = (struct report_earlier){
		.index = boot->index,
		.node = xstrdup_or_null(boot->node),
		.lost = boot->records_lost,
	};
}

/* Keeps the boots that the options ask for. */
static void choose_boots(const struct boots *boots, const struct options *options,
			 struct auparse_client *client, struct report *report)
{
	const size_t count = report->n_boots;

	report->n_boots = 0;
	for (size_t i = 0; i < count; i++) {
		struct report_boot boot = report->boots[i];

		report->boots[i] = (struct report_boot){ 0 };
		raise_recommendation(report, &boot);
		report->need_open |= boot.verdict == VERDICT_LOST && !boot.takeover.by_nobody &&
				     !boot.recommendation.minimum_known;
		if (!is_boot_wanted(options, boot.index)) {
			note_earlier_loss(options, &boot, report);
			report_boot_done(&boot);
			continue;
		}
		if (!options->as_list)
			describe_boot(options, boots->list[count - 1 - i], client, &boot);
		report->boots[report->n_boots++] = boot;
	}
}

/* Judges all boots, the newest first. */
static void judge_boots(const struct sources *sources, const struct options *options,
			struct report *report)
{
	const struct boots *boots = &sources->boots;
	CLEANUP(auparse_client_done) struct auparse_client *client = auparse_client_new();

	report->n_boots_found = report->n_boots = boots->count;
	report->boots = xcalloc(boots->count + 1, sizeof(*report->boots));
	for (size_t i = 0; i < boots->count; i++) {
		struct report_boot *boot = &report->boots[i];

		*boot = judge_boot_at(sources, options, &report->next, boots->count - 1 - i);
		explain_boot(boot);
		if (options->as_list || !is_boot_wanted(options, boot->index))
			report_boot_drop_rows(boot);
	}
	choose_boots(boots, options, client, report);
	report_summarize(report);
}

static void move_sources(struct sources *sources, struct report *report)
{
	report->sources = sources->list.items;
	report->n_sources = sources->list.count;
	report->older_unread = sources->unread.older;
	sources->list = (struct source_list){ 0 };
}

static enum logs_reach choose_reach(const struct options *options)
{
	if (options->as_list)
		return LOGS_LIST;
	if (options->window_only)
		return LOGS_WINDOW;
	if (options->newest_only)
		return LOGS_NEWEST;
	if (options->whole_log || !options->newest_suffices || options->node ||
	    options->boot == BOOT_ALL || options->boot_index)
		return LOGS_WHOLE;
	return LOGS_NEWEST_OF_LARGE;
}

static int give_up_unless_kept(const struct options *options, unsigned privileges,
			       struct error *err)
{
	return options->keep_privileges ? 0 : privilege_give_up(privileges, err);
}

void machine_done(struct machine *machine)
{
	bootconfig_done(&machine->config);
	free(machine->config_unread);
	settings_done(&machine->settings);
	root_free(machine->root);
	operands_done(&machine->operands);
	free(machine->budget);
	*machine = (struct machine){ 0 };
}

static int ask_kernel(const struct options *options, struct machine *machine, struct error *err)
{
	int code = 0;

	machine->kernel_asked = options_ask_machine(options);
	if (machine->kernel_asked)
		code = status_query(&machine->asked.status, &machine->asked.reason);
	if (code < 0 && options->counters)
		return error_set(err, code, "%s", machine->asked.reason.text);
	return give_up_unless_kept(options, PRIVILEGE_ASK, err);
}

/* Refuses to change a root that is reached through a link that another user planted. */
static int check_way_to_root(const char *root, struct error *err)
{
	CLEANUP(safe_path_done) struct safe_path place = { .folder = -1 };
	struct stat status;
	int code = safe_path_find(root, &place, err);

	if (code == 0)
		code = safe_path_look(&place, &status, err);
	return code == -EACCES
		       ? error_set(err, code, "cannot change '%s': %s", root, strerror(-code))
		       : 0;
}

static int open_named_root(const struct options *options, struct machine *machine,
			   struct error *err)
{
	const char *place = options->root ? options->root : "/";
	bool changes = options->apply || options->undo;
	int code = changes && options->root ? check_way_to_root(place, err) : 0;

	machine->running = strcmp(place, "/") == 0;
	return code < 0 ? code : root_new(place, &machine->root, err);
}

/* Opens the files, and the tree among them. */
static int open_given_files(const struct options *options, struct machine *machine,
			    struct error *err)
{
	struct operand *tree = NULL;
	int code;

	machine->budget = budget_new();
	code = operands_open(options->logs, options->n_logs, machine->budget, &machine->operands,
			     err);
	if (code == 0)
		code = operands_find_tree(&machine->operands, &tree, err);
	if (code < 0 || !tree)
		return code;
	if (options->root)
		return error_set(err, -EINVAL,
				 "cannot use '%s' with --root '%s': each is a tree of evidence",
				 tree->name, options->root);
	code = root_new_open(tree->fd, tree->name, &machine->root, err);
	tree->fd = -1;
	return code;
}

/* Whether an ordinary user asks about the running machine: what is for root alone is no error. */
static bool is_for_root(const struct machine *machine)
{
	return machine->kernel_asked && geteuid() != 0;
}

int machine_open(const struct options *options, struct machine *ret_machine, struct error *err)
{
	CLEANUP(machine_done) struct machine machine = { 0 };
	int code = ask_kernel(options, &machine, err);

	if (code == 0)
		code = open_given_files(options, &machine, err);
	if (code == 0 && (options->root || machine.kernel_asked))
		code = open_named_root(options, &machine, err);
	if (code == 0 && machine.root)
		code = settings_read(machine.root, is_for_root(&machine), &machine.settings, err);
	if (code < 0)
		return code;
	*ret_machine = machine;
	machine = (struct machine){ 0 };
	return 0;
}

int machine_read_config(struct machine *machine, struct error *err)
{
	int code = bootconfig_read(machine->root, &machine->settings, machine->running,
				   &machine->config, err);

	if (code < 0)
		return code;
	machine->next.limit_known = check_fact_limit(&machine->config, &machine->next.limit);
	machine->next.audit = check_fact_audit(&machine->config);
	return 0;
}

static int find_readable_evidence(struct machine *machine, struct evidence *ret_evidence,
				  struct error *err)
{
	int code = evidence_find(machine->root, &machine->operands, ret_evidence, err);

	if (code != -EACCES || !is_for_root(machine))
		return code;
	*ret_evidence = (struct evidence){
		.root = machine->root,
		.budget = root_budget(machine->root),
		.operands = &machine->operands,
		.log_denied = true,
	};
	*err = (struct error){ 0 };
	return 0;
}

int machine_diagnose(struct machine *machine, const struct options *options,
		     struct report *ret_report, struct error *err)
{
	CLEANUP(evidence_done) struct evidence evidence = { 0 };
	CLEANUP(sources_done) struct sources sources = { 0 };
	CLEANUP(report_done) struct report report = { 0 };
	int code = find_readable_evidence(machine, &evidence, err);

	evidence.kernel_logs = options->kernel_logs;
	evidence.n_kernel_logs = options->n_kernel_logs;
	evidence.settings = &machine->settings;
	evidence.asked = machine->kernel_asked ? &machine->asked : NULL;
	if (code == 0)
		code = sources_read(&evidence, choose_reach(options), &sources, err);
	if (code == 0 && options->node)
		code = boots_keep_node(&sources.boots, options->node, err);
	if (code == 0)
		code = give_up_unless_kept(options, PRIVILEGE_READ, err);
	if (code < 0)
		return code;
	report.next = machine->next;
	report.counters = machine->asked.status;
	judge_boots(&sources, options, &report);
	if (!report.n_boots)
		return error_set(err, -ENOENT, "cannot find boot '%d': the evidence has %zu boot%s",
				 options->boot_index, report.n_boots_found,
				 report.n_boots_found == 1 ? "" : "s");
	move_sources(&sources, &report);
	*ret_report = report;
	report = (struct report){ 0 };
	return 0;
}
