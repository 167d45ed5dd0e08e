/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words as sh and GRUB's script language read them: quotes, backslashes, variables. Nothing is run.
 */
#ifndef AUBACKLOG_SHELLWORDS_H
#define AUBACKLOG_SHELLWORDS_H

#include "bootloader/bootvars.h"

struct shellwords {
	const char *at; /* what is still to read */
	const char *path;
	bool unended; /* a quote or a command had no end: what followed was read as a part of it */
	unsigned number; /* of the line, from 1 */
	const struct bootvars
		*vars; /* what $NAME and ${NAME} stand for; one that is not set is empty */
};

struct shellword {
	struct bootline line;
	bool plain;  /* no quote, no backslash, no variable: it can be a keyword */
	bool spaced; /* holds a blank that does not part words */
	unsigned number;
};

enum shellwords_found {
	SHELLWORDS_COMMAND_ENDS, /* at a newline or ";" */
	SHELLWORDS_WORD,
	SHELLWORDS_CONDITION, /* "&&", "||", "|", "&": what follows may not be done */
	SHELLWORDS_TEXT_ENDS,
};

void shellword_done(struct shellword *word);

/*
 * Reads on. A command substitution, ${NAME…} with an operator and a quote without its end are
 * noted as unclear in the word. Parentheses are words of their own. Gives: what was found, with a
 * word that the caller ends for SHELLWORDS_WORD alone; or -ENOMEM.
 */
int shellwords_next(struct shellwords *words, struct shellword *ret_word);

/*
 * Whether NAME= or NAME+= stands next; if so, steps behind it.
 * Gives: the name, as bytes of the text.
 */
bool shellwords_assigns(struct shellwords *words, const char **ret_name, size_t *ret_bytes,
			bool *ret_appends);

/* Reads the value behind NAME=, which may be empty. Gives 0 or -ENOMEM; the caller ends the word.
 */
int shellwords_value(struct shellwords *words, struct shellword *ret_word);

/* Steps behind the end of the line. */
void shellwords_skip_line(struct shellwords *words);

#endif
