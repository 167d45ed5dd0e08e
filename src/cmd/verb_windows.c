/* SPDX-License-Identifier: GPL-2.0-or-later */
/* windows: keeps of logs what the account of their boots needs. */
#include "boots/excerpt.h"
#include "cmd/machine.h"
#include "cmd/output.h"
#include "cmd/verbs.h"
#include "util/cleanup.h"

int verb_windows(const struct options *options, int *ret_exit, struct error *err)
{
	CLEANUP(machine_done) struct machine machine = { 0 };
	CLEANUP(evidence_done) struct evidence evidence = { 0 };
	CLEANUP(output_done) struct output output = { 0 };
	int code = machine_open(options, &machine, err);

	if (code == 0)
		code = evidence_find(machine.root, &machine.operands, &evidence, err);
	if (code == 0)
		code = output_open(options->output, &output, err);
	output.mode = OUTPUT_SECRET; /* it holds records, like the log */
	if (code == 0)
		code = excerpt_write(&evidence, output.file, err);
	if (code == 0)
		code = output_commit(&output, err);
	*ret_exit = 0;
	return code;
}
