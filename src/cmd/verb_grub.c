/* SPDX-License-Identifier: GPL-2.0-or-later */
/* grub: shows the change to the kernel command line, and makes it. */
#include "cmd/verbs.h"

#include "change/apply.h"
#include "cmd/machine.h"
#include "cmd/output.h"
#include "util/cleanup.h"
#include "util/exit_cleanup.h"

#include <errno.h>
#include <string.h>

enum {
	EXIT_DONE = 0,
	EXIT_NEEDED = 1,
	EXIT_REFUSED = 2,
};

/* Plans the limit that the boots recommend; without evidence of a boot, the policy floor. */
static int make_grub_plan(struct machine *machine, const struct options *options, struct plan *plan,
			  struct error *err)
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

static int refuse_grub_options(const struct options *options, struct error *err)
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

/* Why the plan cannot be carried out here; NULL where it can. */
static const char *find_hindrance(const struct plan *plan, bool archive)
{
	if (!plan->edits.count && !plan->n_commands)
		return "no command does it";
	if (!plan->platform->applies)
		return "on this platform aubacklog shows the change and leaves it to you";
	if (plan->platform->by_entry && !plan->config->live)
		return "the command works on the running system alone";
	return archive ? "an archive is not changed" : NULL;
}

/* The state of one run of the verb. */
struct grub_run {
	struct machine machine;
	const struct options *options;
	FILE *out;
	struct apply_steps steps; /* printed also when the run fails or memory runs out */
	int exit_code;
};

static void grub_run_done(struct grub_run *run)
{
	exit_cleanup_tell(NULL, NULL);
	apply_steps_done(&run->steps);
	machine_done(&run->machine);
}

static int carry_out_plan(struct grub_run *run, const struct plan *plan, struct error *err)
{
	const char *hindrance = find_hindrance(plan, false);
	int code;

	if (hindrance) {
		fprintf(run->out, "\nNot applied: %s.\n", hindrance);
		return 0;
	}
	root_lay_bare(run->machine.root);
	/* The commands print to the same terminal. */
	if (fflush(run->out) != 0)
		return error_set(err, -errno, "cannot write: %s", strerror(errno));
	code = apply_plan(run->machine.root, plan, &run->steps, err);
	fprintf(run->out, "\n%s\n", code < 0 ? "Done so far" : "Done");
	render_plan_steps(&run->steps, run->out);
	if (code == 0 && !run->steps.unfinished)
		run->exit_code = EXIT_DONE;
	return code;
}

/* What --apply would do, where it can do something. */
static void print_what_is_left(const struct grub_run *run, const struct plan *plan)
{
	const char *hindrance = find_hindrance(plan, root_is_archive(run->machine.root));

	if (hindrance)
		fprintf(run->out, "\nNothing was changed: %s.\n", hindrance);
	else if (plan->config->live)
		fputs("\nNothing was changed; --apply does it.\n", run->out);
	else if (plan->edits.count)
		fputs("\nNothing was changed; --apply writes the files there, and leaves the "
		      "commands to you.\n",
		      run->out);
	else
		fputs("\nNothing was changed, and there is no file to change: the commands are left "
		      "to you.\n",
		      run->out);
}

static int show_plan(struct grub_run *run, struct error *err)
{
	CLEANUP(plan_done) struct plan plan = { 0 };
	int code = make_grub_plan(&run->machine, run->options, &plan, err);

	if (code < 0)
		return code;
	render_plan(&plan, run->out);
	run->exit_code = plan.refusal ? EXIT_REFUSED : plan.needed ? EXIT_NEEDED : EXIT_DONE;
	if (run->exit_code != EXIT_NEEDED)
		return 0;
	if (run->options->apply)
		return carry_out_plan(run, &plan, err);
	print_what_is_left(run, &plan);
	return 0;
}

static int undo_plan(struct grub_run *run, struct error *err)
{
	const struct machine *machine = &run->machine;
	const struct platform *platform = NULL;
	int code = platform_find(machine->root, &machine->config, &platform, err);

	if (code == 0)
		code = apply_undo(machine->root, &machine->config, platform, &run->steps, err);
	if (code == 0)
		fputs(run->steps.count ? "UNDONE\n\n" : "NOTHING TO UNDO\n", run->out);
	render_plan_steps(&run->steps, run->out);
	run->exit_code = run->steps.unfinished ? EXIT_NEEDED : EXIT_DONE;
	return code;
}

/* Waits until no other run is changing the machine, before the machine is read. */
static int begin_change(struct grub_run *run, int *ret_lock, struct error *err)
{
	if (!run->options->apply && !run->options->undo)
		return 0;
	if (root_is_archive(run->machine.root))
		return error_set(err, -EROFS, "cannot change '%s': it is an archive: %s",
				 run->options->root, strerror(EROFS));
	exit_cleanup_tell(render_plan_last_steps, &run->steps);
	return apply_lock(run->machine.root, run->machine.running, ret_lock, err);
}

/* A change needs all privileges to the end: none is given up here. */
static int run_grub(struct grub_run *run, struct error *err)
{
	CLEANUP(cleanup_close) int lock = -1;
	struct options kept = *run->options;
	int code;

	kept.keep_privileges = true;
	code = machine_open(&kept, &run->machine, err);
	if (code == 0)
		code = begin_change(run, &lock, err);
	if (code == 0)
		code = machine_read_config(&run->machine, err);
	if (code < 0)
		return code;
	return run->options->undo ? undo_plan(run, err) : show_plan(run, err);
}

int verb_grub(const struct options *options, int *ret_exit, struct error *err)
{
	CLEANUP(output_done) struct output output = { 0 };
	CLEANUP(grub_run_done) struct grub_run run = { .options = options };
	int code = refuse_grub_options(options, err);

	if (code == 0)
		code = output_open(options->output, &output, err);
	/* The commands of a change print to the same terminal. */
	if (code == 0 && !options->no_pager && !options->apply && !options->undo)
		output_page(&output);
	if (code == 0) {
		run.out = output.file;
		code = run_grub(&run, err);
	}
	if (code < 0) {
		/* After a failure the completed steps are printed all the same. */
		if (output.file)
			(void)fflush(output.file);
		return code;
	}
	*ret_exit = run.exit_code;
	return output_commit(&output, err);
}
