/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libseccomp, loaded when a child is to be confined. */
#ifndef AUBACKLOG_LIBSECCOMP_H
#define AUBACKLOG_LIBSECCOMP_H

#include "base/error.h"

#include <seccomp.h>

/* What is used of it. */
#define LIBSECCOMP_SYMBOLS(SYMBOL)                                                                 \
	SYMBOL(seccomp_init)                                                                       \
	SYMBOL(seccomp_load)                                                                       \
	SYMBOL(seccomp_release)                                                                    \
	SYMBOL(seccomp_rule_add_array)

struct libseccomp {
#define SYMBOL(name) __typeof__(name) *name;
	LIBSECCOMP_SYMBOLS(SYMBOL)
#undef SYMBOL
};

/* Loads it where it is not loaded yet. Gives: 0 or -ELIBACC. */
int libseccomp_load(struct error *err);

/* Its functions, once it is loaded: libseccomp()->seccomp_init(…); all NULL before. */
const struct libseccomp *libseccomp(void) __attribute__((pure, returns_nonnull));

#endif
