/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check for a person at a terminal, with finding details to paste into a checklist. */
#ifndef AUBACKLOG_RENDER_CHECK_TEXT_H
#define AUBACKLOG_RENDER_CHECK_TEXT_H

#include "base/error.h"
#include "policy/check.h"

#include <stdio.h>

struct render_check_text_options {
	bool colour;
	bool verbose; /* finding details of rules that passed, too */
};

/* Gives: 0 or -ENOMEM. The caller checks that the stream took it all. */
int render_check_text(const struct check *check, const struct render_check_text_options *options,
		      FILE *out, struct error *err);

#endif
