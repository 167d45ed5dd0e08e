/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan, and what was done of it, for a person at a terminal. */
#ifndef AUBACKLOG_RENDER_PLAN_H
#define AUBACKLOG_RENDER_PLAN_H

#include "change/apply.h"

#include <stdio.h>

/* Prints what would change, as a diff, and the commands. Gives: 0 or -errno. */
int render_plan(const struct plan *plan, FILE *out, struct error *err);

/* Prints what was done. Gives: 0 or -errno. */
int render_plan_steps(const struct apply_steps *steps, FILE *out, struct error *err);

#endif
