/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check: passes or fails a policy. */
#include "cmd/verbs.h"

#include "cmd/again.h"
#include "cmd/machine.h"
#include "cmd/nextboot.h"
#include "cmd/output.h"
#include "cmd/screen.h"
#include "policy/check.h"
#include "policy/render_check.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>

/*
 * Diagnoses the boots of the evidence, with the loss under the configured limit. Without evidence
 * the rules of a policy document are checked all the same; the reason is kept.
 */
static int measure_boots(struct machine *machine, const struct options *options,
			 struct check *check, struct error *err)
{
	struct options all = *options;
	struct error reason = { 0 };
	int code;

	all.boot = options->boot == BOOT_NEWEST ? BOOT_ALL : options->boot;
	check->limit_known = machine->next.limit_known;
	check->limit = machine->next.limit;
	code = machine_diagnose(machine, &all, &check->report, &reason);
	if (code == 0)
		return 0;
	if (code == -ENOMEM || code == ERROR_PRIVILEGE ||
	    (options->profile == POLICY_MEASURED && code != -ENODATA))
		return error_set(err, code, "%s", reason.text);
	check->no_report = xstrdup(reason.text);
	return 0;
}

static int render_in_format(const struct check *check, const struct options *options, FILE *out,
			    struct error *err)
{
	CLEANUP(cleanup_free) char *again = again_check_arguments(options);
	const struct render_check_text_options text = {
		.columns = screen_columns(out),
		.colour = screen_has_colour(out, options->no_color),
		.verbose = options->verbose,
		.again = again,
	};

	switch (options->format) {
	case FORMAT_JSON:
		return render_check_json(check, out, err);
	case FORMAT_JUNIT:
		return render_check_junit(check, out, err);
	case FORMAT_XCCDF:
		return render_check_xccdf(check, out, err);
	case FORMAT_CKLB:
		return render_check_cklb(check, out, err);
	default:
		render_check_text(check, &text, out);
		return 0;
	}
}

static int refuse_without_machine(const struct machine *machine, const struct options *options,
				  struct error *err)
{
	if (!machine->root)
		return error_set(
			err, ERROR_USAGE,
			"cannot check '%s' alone: --root is needed with it, for the machine it is of",
			options->logs[0]);
	return 0;
}

int verb_check(const struct options *options, int *ret_exit, struct error *err)
{
	CLEANUP(machine_done) struct machine machine = { 0 };
	CLEANUP(check_done)
	struct check check = {
		.profile = options->profile,
		.config = &machine.config,
		.floor = options->floor,
		.floor_given = options->floor_given,
		.judged_as_name = options->judged_as,
		.strict = options->strict,
	};
	CLEANUP(osrelease_done) struct osrelease judged_as = { 0 };
	CLEANUP(output_done) struct output output = { 0 };
	int code = machine_open(options, &machine, err);

	if (options->judged_as && policy_system_named(options->judged_as, &judged_as))
		check.judged_as = &judged_as;
	if (code == 0)
		code = refuse_without_machine(&machine, options, err);
	if (code == 0)
		code = machine_read_config(&machine, err);
	if (code == 0)
		code = measure_boots(&machine, options, &check, err);
	if (code == 0) {
		check_judge(&check);
		code = nextboot_foresee_grub(&machine, options, &check.report, err);
	}
	if (code == 0) {
		code = output_open(options->output, &output, err);
	}
	if (code == 0 && !options->no_pager)
		output_page(&output);
	if (code == 0)
		code = render_in_format(&check, options, output.file, err);
	if (code == 0)
		code = output_commit(&output, err);
	if (code == 0)
		*ret_exit = check_exit_code(&check);
	return code;
}
