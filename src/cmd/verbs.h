/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verbs: acquire, diagnose, render. */
#ifndef AUBACKLOG_VERBS_H
#define AUBACKLOG_VERBS_H

#include "cmd/options.h"
#include "util/error.h"

/*
 * Each verb takes its options and gives 0 with the exit code of the contract (0 clean, 1 lost, 2
 * cannot tell), or -errno: ERROR_USAGE for options that contradict the verb, otherwise for input
 * and output.
 */
int verb_report(const struct options *options, int *ret_exit, struct error *err);
int verb_boots(const struct options *options, int *ret_exit, struct error *err);
int verb_events(const struct options *options, int *ret_exit, struct error *err);
int verb_plot(const struct options *options, int *ret_exit, struct error *err);
int verb_grub(const struct options *options, int *ret_exit, struct error *err);
int verb_check(const struct options *options, int *ret_exit, struct error *err);
int verb_cards(const struct options *options, int *ret_exit, struct error *err);
int verb_watch(const struct options *options, int *ret_exit, struct error *err);
int verb_windows(const struct options *options, int *ret_exit, struct error *err);
int verb_fleet(const struct options *options, int *ret_exit, struct error *err);
int verb_record(const struct options *options, int *ret_exit, struct error *err);

#endif
