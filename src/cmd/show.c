/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Diagnoses a machine and shows its report. */
#include "cmd/show.h"

#include "cmd/again.h"
#include "cmd/machine.h"
#include "cmd/nextboot.h"
#include "cmd/output.h"
#include "explain/explain.h"
#include "util/cleanup.h"

#include <string.h>

/* Notes the first source that could not be read, or only in part. */
static void note_unread_source(const struct report *report, struct error *err)
{
	for (size_t i = 0; i < report->n_sources; i++) {
		const struct source *source = &report->sources[i];

		/* A journal that is there has a note only when a part of it could not be read. */
		if (!source->note || (!source->missing && strcmp(source->kind, "journal") != 0))
			continue;
		error_note(err, "'%s'%s: %s", source->path, source->missing ? " is left out" : "",
			   source->note);
		return;
	}
}

/* The exit code is that of the boots asked for: what it leaves out is said, unless the report on
 * the screen says it. */
static void note_earlier_losses(const struct options *options, const struct report *report,
				int exit_code, struct error *err)
{
	CLEANUP(cleanup_free) char *earlier = earlier_loss_sentence(report);
	const bool unseen = options->format > FORMAT_TEXT || options->output;

	if (options->verb == VERB_REPORT && unseen && earlier && exit_code != 1)
		error_note(
			err,
			"the exit code is that of the boot asked for, and %s (--boot all has them)",
			earlier);
}

/* Of the report 0 clean, 1 lost, 2 cannot tell: also where sources contradict each other, or one
 * tells of a loss that may be of a newer boot. Whoever asks for a list or a picture has got it. */
static int choose_exit_code(const struct options *options, const struct report *report)
{
	int worst = report_has_unplaced_loss(report) ? 2 : 0;

	if (options->verb != VERB_REPORT)
		return 0;
	for (size_t i = 0; i < report->n_boots; i++) {
		enum verdict verdict = report->boots[i].verdict;

		if (verdict == VERDICT_LOST)
			return 1;
		if (verdict != VERDICT_CLEAN || report_boot_has_conflict(&report->boots[i]))
			worst = 2;
	}
	return worst;
}

int show_report(const struct options *options, const struct show_view *view, int *ret_exit,
		struct error *err)
{
	CLEANUP(machine_done) struct machine machine = { 0 };
	CLEANUP(report_done) struct report report = { 0 };
	CLEANUP(output_done) struct output output = { 0 };
	int code = machine_open(options, &machine, err);

	if (code == 0 && view->tells_next_boot)
		code = nextboot_read(&machine, err);
	if (code == 0)
		code = machine_diagnose(&machine, options, &report, err);
	if (code == 0 && view->tells_next_boot)
		nextboot_judge(&machine, options->floor, &report);
	if (code == 0 && view->tells_next_boot)
		code = nextboot_foresee_grub(&machine, options, &report, err);
	if (code == 0 && machine.config_unread && !view->lists_sources)
		error_note(err, "what the next boot has is left open: %s", machine.config_unread);
	machine_done(&machine);
	report.again = again_arguments(options);
	report.again_piped = again_is_piped(options);
	if (code == 0)
		code = output_open(options->output, &output, err);
	output.mode = view->mode;
	if (code == 0 && !view->is_binary && !options->no_pager)
		output_page(&output);
	if (code == 0)
		code = view->render(&report, options, output.file, err);
	if (code == 0)
		code = output_commit(&output, err);
	if (code < 0)
		return code;
	if (!view->lists_sources)
		note_unread_source(&report, err);
	*ret_exit = choose_exit_code(options, &report);
	note_earlier_losses(options, &report, *ret_exit, err);
	return 0;
}
