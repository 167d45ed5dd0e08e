/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan, and the steps of it that were done, for a person at a terminal. */
#ifndef AUBACKLOG_RENDER_PLAN_H
#define AUBACKLOG_RENDER_PLAN_H

#include "change/apply.h"

#include <stdio.h>

/* Prints the plan: the changes of files as a diff, and the commands. */
void render_plan(const struct plan *plan, FILE *out);

/* Prints the steps that were done. */
void render_plan_steps(const struct apply_steps *steps, FILE *out);

/* Prints the steps on standard error without memory, for exit_cleanup_tell. Takes: the struct
 * apply_steps. */
void render_plan_last_steps(void *steps);

#endif
