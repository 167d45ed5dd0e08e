/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record: packs the evidence of a machine. */
#define _GNU_SOURCE
#include "cmd/verbs.h"

#include "cmd/output.h"
#include "cmd/recorder.h"
#include "input/libarchive.h"
#include "util/cleanup.h"
#include "util/privilege.h"

#include <errno.h>
#include <inttypes.h>

enum {
	EXIT_COMPLETE = 0,
	EXIT_LEFT_OUT = 2,
};

static void free_writer(struct tarwriter **writer)
{
	tarwriter_free(*writer);
}

static int check_record_words(const struct options *options, struct error *err)
{
	if (options->n_logs)
		return error_set(err, ERROR_USAGE,
				 "cannot record '%s': record takes -o FILE and --root DIR only",
				 options->logs[0]);
	if (!options->output)
		return error_set(err, ERROR_USAGE, "cannot record: -o FILE is needed");
	if (!tarwriter_knows(options->output))
		return error_set(
			err, ERROR_USAGE,
			"cannot write '%s': its name ends in none of .tar .tar.gz .tar.xz .tar.zst",
			options->output);
	return 0;
}

/* The running kernel is asked first, and with nothing left to ask its privileges go. */
static int ask_running_kernel(struct recorder_answers *ret_answers, struct recorder_result *result,
			      struct error *err)
{
	int code = recorder_ask(ret_answers, result, err);

	return code < 0 ? code : privilege_give_up(PRIVILEGE_ASK | PRIVILEGE_LOG, err);
}

static int write_archive(const struct root *root, const struct recorder_answers *answers,
			 const char *name, FILE *out, struct recorder_result *result,
			 struct error *err)
{
	CLEANUP(free_writer) struct tarwriter *writer = NULL;
	int code = tarwriter_new(name, out, &writer, err);

	if (code == 0)
		code = recorder_pack(root, answers, writer, result, err);
	if (code == 0 && !result->files)
		code = error_set(err, -ENOENT, "cannot record: no evidence is there");
	return code < 0 ? code : tarwriter_finish(writer, err);
}

int verb_record(const struct options *options, int *ret_exit, struct error *err)
{
	CLEANUP(recorder_answers_done) struct recorder_answers answers = { 0 };
	CLEANUP(root_done) struct root *root = NULL;
	CLEANUP(output_done) struct output output = { 0 };
	struct recorder_result result = { 0 };
	int code = check_record_words(options, err);

	if (code == 0 && !options->root)
		code = ask_running_kernel(&answers, &result, err);
	if (code == 0)
		code = root_new(options->root ? options->root : "/", &root, err);
	/* Without memory the dynamic linker ends the program, so it comes before there is a file.
	 */
	if (code == 0)
		code = libarchive_load(err);
	if (code == 0)
		code = output_open(options->output, &output, err);
	output.secret = true; /* it holds the records as the log does */
	if (code == 0)
		code = write_archive(root, options->root ? NULL : &answers, options->output,
				     output.file, &result, err);
	if (code == 0)
		code = output_commit(&output, err);
	if (code < 0)
		return code;
	error_note(err, "packed %" PRIu64 " files, %" PRIu64 " bytes%s; left out, as named: %zu",
		   result.files, result.bytes,
		   result.has_log ? "" : ", and no audit log is among them", result.left_out);
	*ret_exit = result.left_out ? EXIT_LEFT_OUT : EXIT_COMPLETE;
	return 0;
}
