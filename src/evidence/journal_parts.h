/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of which the reader of the journal (journal.h) is made: its files, the process that
 * reads them, its answer, and the one who asks. */
#ifndef AUBACKLOG_JOURNAL_PARTS_H
#define AUBACKLOG_JOURNAL_PARTS_H

#include "evidence/journal.h"
#include "evidence/record.h"
#include "input/root.h"
#include "util/frame.h"
#include "util/library.h"
#include "util/lines.h"
#include "util/progress.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-journal.h>

/* The files of a root's journal. */

struct journal_files {
	struct root_names paths; /* in the root: this machine's, then those of others */
	size_t capacity;
	size_t n_own;	    /* of this machine */
	const char *folder; /* static: the folder that outlives the boot where it has files, or the
			       other one */
	char machine[JOURNAL_ID_BYTES]; /* the id of this machine; empty: not known */
	char *foreign;			/* the first folder of another machine, as shown; or NULL */
};

void journal_files_done(struct journal_files *files);

/*
 * Finds them, where journal_new says.
 * Takes: a zeroed struct, which is to be freed also after a failure. Gives: 0; -ENOENT without an
 * error text when there is no file, not even of another machine; -errno.
 */
int journal_files_find(const struct root *root, struct journal_files *files, struct error *err);

/* Takes files that were given, of the machine that the first of them is of. Takes: a zeroed struct;
 * one file or more. */
void journal_files_take(struct journal_files *files, char *const *names, const int *fds,
			size_t count);

/* Reads files of the journal with libsystemd, in a process of its own. */

/* libsystemd, loaded when there is a journal. */
#define LIBSYSTEMD_SYMBOLS(SYMBOL)                                                                 \
	SYMBOL(sd_id128_from_string)                                                               \
	SYMBOL(sd_id128_to_string)                                                                 \
	SYMBOL(sd_journal_add_match)                                                               \
	SYMBOL(sd_journal_close)                                                                   \
	SYMBOL(sd_journal_enumerate_unique)                                                        \
	SYMBOL(sd_journal_flush_matches)                                                           \
	SYMBOL(sd_journal_get_data)                                                                \
	SYMBOL(sd_journal_get_monotonic_usec)                                                      \
	SYMBOL(sd_journal_get_realtime_usec)                                                       \
	SYMBOL(sd_journal_get_usage)                                                               \
	SYMBOL(sd_journal_next)                                                                    \
	SYMBOL(sd_journal_open_files_fd)                                                           \
	SYMBOL(sd_journal_previous)                                                                \
	SYMBOL(sd_journal_query_unique)                                                            \
	SYMBOL(sd_journal_seek_head)                                                               \
	SYMBOL(sd_journal_seek_tail)

LIBRARY_DECLARE(libsystemd, LIBSYSTEMD_SYMBOLS);

/* The most boots that a file may name. */
#define JOURNAL_WORKER_BOOTS_MAX (1u << 14)

/* The longest that it works without a frame, be it empty, as long as libsystemd comes back. */
#define JOURNAL_WORKER_ALIVE_MS 1000

/* libsystemd closes a file that fails it. */
struct journal_worker_question {
	int *fds;
	size_t n_fds;
	unsigned kinds;	 /* of enum journal_kind; 0: which boots the files hold */
	sd_id128_t boot; /* else: these entries of that boot */
	bool check;	 /* not the entries, but the files that cannot be read to the end of them */
	uint64_t audit_end_us; /* the first audit record with a later stamp ends these */
	const char *machine;   /* entries that name another are left out; NULL: none do */
};

/* Loads libsystemd. Gives: 0 or -ELIBACC. */
int journal_worker_load(struct error *err);

/*
 * Answers a question over a socket (below): of each file its boots, then that it was that
 * file; or the entries of each kind, audit records first, in the order in which journald took them
 * in, each once. After a kind at which libsystemd dropped a file no other is read. The job of a
 * sandbox: libsystemd may crash on the files, loop for ever, or be taken over by an attacker.
 * Takes: a struct journal_worker_question.
 */
void journal_worker_answer(int fd, void *question);

/* The answer of the process that reads the journal: frames (util/frame.h) of parts. */

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

/* One question about files of the journal, answered by a process of its own. */

struct journal_query {
	struct journal_worker_question question;
	uint64_t bytes; /* of its files */
	/* Takes a part of the answer. Gives 0 to go on, 1 to stop, -EBADMSG for a part that is no
	 * answer to the question. */
	int (*take)(void *context, const struct journal_reply *part);
	void *context;
	const char *reason; /* static: why there is no answer */
};

/* The reason for a part that is no answer. */
#define JOURNAL_CLIENT_NO_ANSWER "what libsystemd made of it is no answer"

/* The reason that a code of sd-journal has for a file. */
const char *journal_client_reason(int code);

/*
 * Asks. The process may take as much processor time as JOURNAL_CPU_ASK_MS grants for its files, and
 * no more than is left, from which it is subtracted.
 * Gives: 0 when the answer was complete or the taker wants no more; -ECHILD with a reason.
 */
int journal_client_ask(struct journal_query *query, uint64_t *cpu_left_ms,
		       struct progress *progress);

#endif
