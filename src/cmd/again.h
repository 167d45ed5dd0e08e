/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How to ask again: the evidence of a run as arguments for a shell. */
#ifndef AUBACKLOG_AGAIN_H
#define AUBACKLOG_AGAIN_H

#include "cmd/options.h"

/*
 * The arguments that name the evidence, quoted where a shell asks for it, each behind a blank: ""
 * for this machine; what came on standard input is to come there again. Gives: a text that the
 * caller frees.
 */
char *again_arguments(const struct options *options);

#endif
