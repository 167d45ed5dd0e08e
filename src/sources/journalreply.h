/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer of the process that reads the journal: frames (base/frame.h) of parts. */
#ifndef AUBACKLOG_JOURNALREPLY_H
#define AUBACKLOG_JOURNALREPLY_H

#include "base/frame.h"
#include "base/lines.h"
#include "sources/journal.h"
#include "sources/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A frame is sent when it has reached the first, and is never longer than the second. */
#define JOURNALREPLY_SEND (1u << 16)
#define JOURNALREPLY_FRAME_MAX (1u << 18)

/* "type=UNKNOWN[4294967295] msg=audit(18446744073709.999:4294967295): " */
#define JOURNALREPLY_PREFIX_BYTES 128
#define JOURNALREPLY_LINE_BYTES (LINES_LONGEST + JOURNALREPLY_PREFIX_BYTES)

#define JOURNALREPLY_NUMBERS 5
#define JOURNALREPLY_ID_BYTES 16 /* of a boot */

/* Parts, with the meaning of their numbers. Files are numbered as they were handed over; times are
 * in microseconds, as journald has them. */
enum journalreply_tag {
	JOURNALREPLY_BOOT = 'b', /* file, time of its first entry in it, of its last; the text is
				    the id (16 bytes), then machine, NUL, host name */
	JOURNALREPLY_FILE =
		'f', /* file, whether it names other machines: its boots were all named */
	JOURNALREPLY_DAMAGE = 'd', /* file, enum journalreply_damage, errno, time up to which it
				      was read */
	JOURNALREPLY_AUDIT = 'a',  /* received, the same since the kernel's start, type, serial,
				      stamp; the text is the record's body */
	JOURNALREPLY_KERNEL = 'k', /* received, the same since the kernel's start, printed since
				      then; the text is the message */
	JOURNALREPLY_LEFT = 'l', /* entries that cannot be read, entries of other machines, whether
				    libsystemd dropped a file on the way */
	JOURNALREPLY_FAILED = 'x', /* errno; it is the last */
	JOURNALREPLY_END = '.',	   /* all is said */
};

enum journalreply_damage {
	JOURNALREPLY_OPENING,
	JOURNALREPLY_READING,
	JOURNALREPLY_BEYOND, /* a time: it was read up to there */
	JOURNALREPLY_ALL,    /* of the journal; the file has no meaning */
};

struct journalreply {
	enum journalreply_tag tag;
	uint64_t numbers[JOURNALREPLY_NUMBERS]; /* those that have no meaning are 0 */
	struct slice text;			/* points into the frame */
};

void journalreply_put(struct frame *frame, const struct journalreply *reply);

/*
 * Takes the next part off the front of a frame that came, which anybody may have written.
 * Takes: how many files were handed over. Gives: 1 and a part whose numbers are in the range of
 * their meaning and whose text is no longer than it may be; 0 at the end; -EBADMSG.
 */
int journalreply_take(struct slice *rest, size_t n_files, struct journalreply *ret_reply);

/* Makes a boot of a part that journalreply_take gives as one. Gives: 0 or -EBADMSG. */
int journalreply_boot(const struct journalreply *reply, struct journal_boot *ret_boot);

/*
 * Makes an entry of a part.
 * Takes: an audit record or a kernel message as journalreply_take gives it; room for a line. Gives:
 * 0 and an entry that points into the room or into the frame; -EBADMSG when it is no record.
 */
int journalreply_entry(const struct journalreply *reply, char line[static JOURNALREPLY_LINE_BYTES],
		       struct journal_entry *ret_entry);

#endif
