/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of options, read into struct options. */
#ifndef AUBACKLOG_OPTION_VALUES_H
#define AUBACKLOG_OPTION_VALUES_H

#include "cmd/options.h"
#include "util/error.h"

/* Each takes the value of its option. Gives: 0, or ERROR_USAGE with a text that names it. */
int option_read_root(const char *text, struct options *options, struct error *err);
int option_read_output(const char *text, struct options *options, struct error *err);
int option_read_kernel_log(const char *text, struct options *options, struct error *err);
int option_read_boot(const char *text, struct options *options, struct error *err);
int option_read_node(const char *text, struct options *options, struct error *err);
int option_read_label(const char *text, struct options *options, struct error *err);
int option_read_by(const char *text, struct options *options, struct error *err);
int option_read_limit(const char *text, struct options *options, struct error *err);
int option_read_floor(const char *text, struct options *options, struct error *err);
int option_read_as(const char *text, struct options *options, struct error *err);
int option_read_profile(const char *text, struct options *options, struct error *err);
int option_read_format(const char *text, struct options *options, struct error *err);
int option_read_config(const char *text, struct options *options, struct error *err);
int option_read_fate(const char *text, struct options *options, struct error *err);
int option_read_raw(const char *text, struct options *options, struct error *err);
int option_read_x(const char *text, struct options *options, struct error *err);
int option_read_unit(const char *text, struct options *options, struct error *err);

#endif
