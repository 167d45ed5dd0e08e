/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer of the process that reads the journal: frames (util/frame.h) of parts. */
#ifndef AUBACKLOG_JOURNAL_REPLY_H
#define AUBACKLOG_JOURNAL_REPLY_H

#include "evidence/journal.h"
#include "evidence/record.h"
#include "util/frame.h"
#include "util/lines.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A frame is sent when it has reached the first, and is never longer than the second. */
#define JOURNAL_REPLY_SEND (1u << 16)
#define JOURNAL_REPLY_FRAME_MAX (1u << 18)

/* "type=UNKNOWN[4294967295] msg=audit(18446744073709.999:4294967295): " */
#define JOURNAL_REPLY_PREFIX_BYTES 128
#define JOURNAL_REPLY_LINE_BYTES (LINES_LONGEST + JOURNAL_REPLY_PREFIX_BYTES)

#define JOURNAL_REPLY_NUMBERS 5
#define JOURNAL_REPLY_ID_BYTES 16 /* of a boot */

/* Parts, with the meaning of their numbers. Files are numbered as they were handed over; times are
 * in microseconds, as journald has them. */
enum journal_reply_tag {
	JOURNAL_REPLY_BOOT = 'b', /* file, time of its first entry in it, of its last; the text is
				    the id (16 bytes), then machine, NUL, host name */
	JOURNAL_REPLY_FILE =
		'f', /* file, whether it names other machines: its boots were all named */
	JOURNAL_REPLY_DAMAGE = 'd', /* file, enum journal_reply_damage, errno, time up to which it
				      was read */
	JOURNAL_REPLY_AUDIT = 'a',  /* received, the same since the kernel's start, type, serial,
				      stamp; the text is the record's body */
	JOURNAL_REPLY_KERNEL = 'k', /* received, the same since the kernel's start, printed since
				      then; the text is the message */
	JOURNAL_REPLY_LEFT = 'l', /* entries that cannot be read, entries of other machines, whether
				    libsystemd dropped a file on the way */
	JOURNAL_REPLY_FAILED = 'x', /* errno; it is the last */
	JOURNAL_REPLY_END = '.',    /* all is said */
};

enum journal_reply_damage {
	JOURNAL_REPLY_OPENING,
	JOURNAL_REPLY_READING,
	JOURNAL_REPLY_BEYOND, /* a time: it was read up to there */
	JOURNAL_REPLY_ALL,    /* of the journal; the file has no meaning */
};

struct journal_reply {
	enum journal_reply_tag tag;
	uint64_t numbers[JOURNAL_REPLY_NUMBERS]; /* those that have no meaning are 0 */
	struct slice text;			 /* points into the frame */
};

void journal_reply_put(struct frame *frame, const struct journal_reply *reply);

/*
 * Takes the next part off the front of a frame that came, which anybody may have written.
 * Takes: how many files were handed over. Gives: 1 and a part whose numbers are in the range of
 * their meaning and whose text is no longer than it may be; 0 at the end; -EBADMSG.
 */
int journal_reply_take(struct slice *rest, size_t n_files, struct journal_reply *ret_reply);

/* Makes a boot of a part that journal_reply_take gives as one. Gives: 0 or -EBADMSG. */
int journal_reply_boot(const struct journal_reply *reply, struct journal_boot *ret_boot);

/*
 * Makes an entry of a part.
 * Takes: an audit record or a kernel message as journal_reply_take gives it; room for a line.
 * Gives: 0 and an entry that points into the room or into the frame; -EBADMSG when it is no record.
 */
int journal_reply_entry(const struct journal_reply *reply,
			char line[static JOURNAL_REPLY_LINE_BYTES],
			struct journal_entry *ret_entry);

#endif
