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
	bool unended; /* a quote or a command had no end: the rest was read as a part of it */
	bool plain_brackets;	     /* ( ) < > are characters like others: GRUB's language */
	unsigned nested;	     /* ${…} that are being read */
	bool bad_substitution;	     /* ${…} as only bash has it was read */
	unsigned number;	     /* of the line, from 1 */
	const struct bootvars *vars; /* for $NAME and ${NAME}; one that is not set is empty, or
					not known (unset_is_open) */
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

/* Whether a name that is not set, where it stands behind what was read of a word, leaves open what
 * the word says of auditing. */
bool shellwords_leaves_open(const struct bootvars *vars, const char *name, size_t bytes,
			    const struct bootline *before);

/*
 * Reads on. ${NAME:-WORD}, ${NAME:+WORD} and the like are read as a shell reads them. What a
 * command puts out, another operator of a value that may name auditing, and a quote without its end
 * make the word uncertain. Parentheses are words of their own. Gives: what was found; a word, which
 * the caller ends, with SHELLWORDS_WORD alone.
 */
enum shellwords_found shellwords_next(struct shellwords *words, struct shellword *ret_word);

/* If NAME= or NAME+= stands next, steps over it and gives the name as bytes of the text. */
bool shellwords_assigns(struct shellwords *words, const char **ret_name, size_t *ret_bytes,
			bool *ret_appends);

/* Reads the value of an assignment, which may be empty. The caller ends the word. */
void shellwords_value(struct shellwords *words, struct shellword *ret_word);

#endif
