/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words as sh and GRUB's script language read them: quotes, backslashes, variables. Nothing is run.
 */
#ifndef AUBACKLOG_SHELLWORDS_H
#define AUBACKLOG_SHELLWORDS_H

#include "bootloader/bootvars.h"

#include <stdbool.h>

struct shellwords {
	const char *at; /* the text still to read */
	const char *path;
	bool unended;	 /* a quote or a command had no end: the rest was read as a part of it */
	unsigned number; /* of the line, from 1 */
	const struct bootvars *vars; /* for $NAME and ${NAME}; one that is not set is empty */
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
	SHELLWORDS_CONDITION, /* "&&", "||", "|", "&": the next command may not be run */
	SHELLWORDS_TEXT_ENDS,
};

/* Frees all that it owns, and empties it. */
void shellword_done(struct shellword *word);

/*
 * Reads on. A command substitution, ${NAME…} with an operator and a quote without its end make the
 * word uncertain. Parentheses are words of their own. Gives: what was found; a word, which the
 * caller ends, with SHELLWORDS_WORD alone.
 */
enum shellwords_found shellwords_next(struct shellwords *words, struct shellword *ret_word);

/* If NAME= or NAME+= stands next, steps over it and gives the name as bytes of the text. */
bool shellwords_assigns(struct shellwords *words, const char **ret_name, size_t *ret_bytes,
			bool *ret_appends);

/* Reads the value of an assignment, which may be empty. The caller ends the word. */
void shellwords_value(struct shellwords *words, struct shellword *ret_word);

#endif
