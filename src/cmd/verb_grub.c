/* SPDX-License-Identifier: GPL-2.0-or-later */
/* grub: shows the change to the kernel command line, and makes it. */
#include "cmd/verbs.h"

#include "base/cleanup.h"
#include "change/apply.h"
#include "change/render_plan.h"
#include "change/turn.h"
#include "cmd/machine.h"
#include "cmd/output.h"

#include <errno.h>
#include <string.h>

enum {
	EXIT_DONE = 0,
	EXIT_NEEDED = 1,
	EXIT_REFUSED = 2,
};

/* The boots recommend a limit; without evidence of one it is the policy floor. */
static int make_plan(const struct machine *machine, const struct options *options,
		     struct plan *plan, struct error *err)
{
	CLEANUP(report_done) struct report report = { 0 };
	struct options all = *options;
	struct error reason = { 0 };
	struct plan_wish wish = {
		.basis = {
			.given = options->limit_given,
			.limit = options->limit,
			.floor = options->floor,
		},
	};
	int code;

	all.limit_given = false;
	all.keep_privileges = true;
	all.boot = BOOT_ALL;
	code = machine_diagnose(machine, &all, &report, &reason);
	if (code == -ENOMEM)
		return error_set(err, code, "%s", reason.text);
	if (code == 0)
		wish.basis.needs = &report.recommendation;
	else
		wish.no_evidence = reason.text;
	return plan_make(machine->root, &machine->config, &wish, plan, err);
}

static int check_options(const struct options *options, struct error *err)
{
	if (options->n_logs && !options->root)
		return error_set(
			err, ERROR_USAGE,
			"cannot use '%s' alone: --root is needed with it, for the machine it is of",
			options->logs[0]);
	if (options->apply && options->undo)
		return error_set(err, ERROR_USAGE, "cannot use --apply and --undo together");
	if ((options->apply || options->undo) && options->root && strcmp(options->root, "-") == 0)
		return error_set(err, ERROR_USAGE,
				 "cannot change an archive: --root DIR is needed");
	return 0;
}

/* Whether the plan can be carried out here; if not, it is said why. */
static bool can_apply(const struct plan *plan, FILE *out)
{
	if (!plan->platform->applies)
		fputs("\nNot applied: on this platform aubacklog shows the change and leaves it to you.\n",
		      out);
	else if (plan->platform->by_entry && !plan->config->live)
		fputs("\nNot applied: the command works on the running system alone.\n", out);
	else
		return true;
	return false;
}

/* What was done is told also when it failed half-way. */
static int carry_out(struct machine *machine, const struct plan *plan, FILE *out, int *ret_exit,
		     struct error *err)
{
	CLEANUP(apply_steps_done) struct apply_steps steps = { 0 };
	int told, code;

	if (!can_apply(plan, out))
		return 0;
	root_lay_bare(machine->root);
	/* The commands write to the same terminal. */
	if (fflush(out) != 0)
		return error_set(err, -errno, "cannot write: %s", strerror(errno));
	code = apply_plan(machine->root, plan, &steps, err);
	fprintf(out, "\n%s\n", code < 0 ? "Done so far" : "Done");
	told = render_plan_steps(&steps, out, err);
	if (code == 0 && !steps.unfinished)
		*ret_exit = EXIT_DONE;
	return code < 0 ? code : told;
}

static int show_plan(struct machine *machine, const struct options *options, FILE *out,
		     int *ret_exit, struct error *err)
{
	CLEANUP(plan_done) struct plan plan = { 0 };
	int code = make_plan(machine, options, &plan, err);

	if (code == 0)
		code = render_plan(&plan, out, err);
	if (code < 0)
		return code;
	*ret_exit = plan.refusal ? EXIT_REFUSED : plan.needed ? EXIT_NEEDED : EXIT_DONE;
	if (*ret_exit != EXIT_NEEDED)
		return 0;
	if (options->apply)
		return carry_out(machine, &plan, out, ret_exit, err);
	if (plan.platform->applies)
		fputs("\nNothing was changed; --apply does it.\n", out);
	return 0;
}

static int undo_plan(const struct machine *machine, FILE *out, int *ret_exit, struct error *err)
{
	CLEANUP(apply_steps_done) struct apply_steps steps = { 0 };
	const struct platform *platform = NULL;
	int told, code = platform_find(machine->root, &machine->config, &platform, err);

	if (code == 0)
		code = apply_undo(machine->root, &machine->config, platform, &steps, err);
	if (code == 0)
		fputs(steps.count ? "UNDONE\n\n" : "NOTHING TO UNDO\n", out);
	told = render_plan_steps(&steps, out, err);
	*ret_exit = steps.unfinished ? EXIT_NEEDED : EXIT_DONE;
	return code < 0 ? code : told;
}

/* Waits until no other run changes the machine: what boots it is read after that. */
static int begin_change(const struct machine *machine, const struct options *options, int *ret_turn,
			struct error *err)
{
	if (!options->apply && !options->undo)
		return 0;
	if (root_is_archive(machine->root))
		return error_set(err, -EROFS, "cannot change '%s': it is an archive: %s",
				 options->root, strerror(EROFS));
	return turn_take(machine->root, machine->running, ret_turn, err);
}

/* What is changed needs the privileges to the end: none is given up here. */
static int run_grub(const struct options *options, FILE *out, int *ret_exit, struct error *err)
{
	CLEANUP(machine_done) struct machine machine = { 0 };
	CLEANUP(cleanup_close) int turn = -1;
	struct options kept = *options;
	int code;

	kept.keep_privileges = true;
	code = machine_open(&kept, &machine, err);
	if (code == 0)
		code = begin_change(&machine, options, &turn, err);
	if (code == 0)
		code = machine_read_config(&machine, err);
	if (code < 0)
		return code;
	return options->undo ? undo_plan(&machine, out, ret_exit, err)
			     : show_plan(&machine, options, out, ret_exit, err);
}

int verb_grub(const struct options *options, int *ret_exit, struct error *err)
{
	CLEANUP(output_done) struct output output = { 0 };
	int code = check_options(options, err);

	if (code == 0)
		code = output_open(options->output, &output, err);
	if (code == 0)
		code = run_grub(options, output.file, ret_exit, err);
	if (code < 0) {
		/* What was done before it failed is not kept back. */
		if (output.file)
			(void)fflush(output.file);
		return code;
	}
	return output_commit(&output, err);
}
