/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a program that is given a text. */
#ifndef AUBACKLOG_FEED_H
#define AUBACKLOG_FEED_H

#include "util/error.h"

/*
 * Runs a program with a text on its standard input; its output is thrown away. No shell is in
 * between. Takes: words and environment, each ended by NULL. Gives: 0 when it exited with 0;
 * -errno.
 */
int feed_program(char *const words[], char *const environment[], const char *text,
		 struct error *err);

#endif
