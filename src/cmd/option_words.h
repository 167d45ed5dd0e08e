/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of verbs, options and values in sentences, and the one that a wrong word may have meant. */
#ifndef AUBACKLOG_OPTION_WORDS_H
#define AUBACKLOG_OPTION_WORDS_H

#include "cmd/options.h"

/* Names the bits that are set: "plot", "report, plot or grub". The caller frees it. */
char *option_words_join(unsigned bits, const char *(*name_of)(unsigned bit));

/* The name of a verb; static. */
const char *option_words_verb(unsigned verb);

/* The same for choices "a|b|c". The caller frees it. */
char *option_words_choices(const char *choices);

/* Whether a value is one of the choices. */
bool option_words_has(const char *choices, const char *value);

/*
 * "; did you mean report?" where a verb, an option or one of the choices has nearly that name;
 * otherwise nothing. The caller frees it.
 */
char *option_words_like_verb(const char *word);
char *option_words_like_option(const char *word);
char *option_words_like_choice(const char *word, const char *choices);

#endif
