/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages in a line of JSON. */
#ifndef AUBACKLOG_JSONLINE_H
#define AUBACKLOG_JSONLINE_H

#include "evidence/record.h"

#include <stdbool.h>

/* Takes the message of an object, and its host, empty where none is named; both live until it
 * returns. Gives 0 to go on, anything else to end with. */
typedef int (*jsonline_take)(void *context, struct slice message, struct slice host);

/* Whether a value of this name can be the message, or is the host. */
bool jsonline_is_message(struct slice name);
bool jsonline_is_host(struct slice name);

/*
 * Finds the messages in a line of JSON, as collectors write it: an object, an array of them, or a
 * part of an object that is printed over several lines. Of an object one message is taken, with all
 * of its lines: what is in "message" is often in "event.original" as well. A message is a string,
 * or an array of strings or of bytes, by the names that collectors have for it. JSON that is cut
 * off is read as far as it goes. Gives: 0, or what "take" ended with.
 */
int jsonline_read(struct slice line, jsonline_take take, void *context);

#endif
