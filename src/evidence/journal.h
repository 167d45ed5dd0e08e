/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the journal. Gives the audit records and the kernel's messages that it holds of a boot.
 */
#ifndef AUBACKLOG_JOURNAL_H
#define AUBACKLOG_JOURNAL_H

#include "evidence/record.h"
#include "evidence/source.h"
#include "input/root.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JOURNAL_ID_BYTES 33
#define JOURNAL_HOSTNAME_BYTES 65
#define JOURNAL_NO_END INT64_MAX

/* The longest that passes between a record's stamp and its entry. Seen on a real boot: 80 s, with
 * 12,000 events in the first minute. */
#define JOURNAL_LAG_MS 600000

/*
 * Bounds of reading, in milliseconds: without any answer; of processor time for one question,
 * and for all of a journal, each with so much more for a MiB of its files. An honest journal takes
 * a thirtieth of it or less, and waiting for a disk is no processor time. All waiting for one
 * answer is bounded too, by the patience and so many times the question's processor time.
 */
#define JOURNAL_PATIENCE_MS 30000
#define JOURNAL_PATIENCE_CPU_TIMES 20
#define JOURNAL_CPU_ASK_MS 2000
#define JOURNAL_CPU_ASK_MS_A_MIB 250
#define JOURNAL_CPU_MS 20000
#define JOURNAL_CPU_MS_A_MIB 1000

struct journal; /* opaque */

/* One boot that the journal holds entries of. Times are of journald's clock when it took an entry
 * in: the first is some seconds later than the kernel's start. */
struct journal_boot {
	char id[JOURNAL_ID_BYTES];	       /* 32 hexadecimal digits */
	char machine[JOURNAL_ID_BYTES];	       /* as the entries name it, or empty */
	char hostname[JOURNAL_HOSTNAME_BYTES]; /* of its last entry, or empty; any bytes */
	int64_t first_ms;		       /* since 1970 UTC */
	int64_t last_ms;
	bool remote; /* of another machine, which sent it or whose folder was copied */
};

/* The machines whose journals are wanted beside this one's: the nodes of a log. */
struct journal_hosts {
	const char *const *names;
	size_t count;
};

/* Bits, so that more than one can be asked for. */
enum journal_kind {
	JOURNAL_AUDIT = 1,
	JOURNAL_KERNEL = 2,
};

/* One entry. Its texts live until the sink returns. */
struct journal_entry {
	enum journal_kind kind;
	int64_t received_ms;   /* when journald took it in, by its clock */
	uint64_t received_us;  /* the same since the kernel's start */
	uint64_t monotonic_us; /* since the kernel's start: of a kernel message when it was printed,
				  of an audit record when journald took it in */
	uint32_t type;	       /* audit: the number of the record's type */
	struct record record;  /* audit: as auditd would have written it (see journal_read) */
	struct slice message;  /* kernel: without a time in front; any bytes */
};

/* Takes an entry. Gives 0 to go on, a positive value to stop, or -errno to fail with. */
typedef int (*journal_sink)(void *context, const struct journal_entry *entry);

void journal_free(struct journal *journal);

/*
 * Finds the journal of a root and the boots in it: var/log/journal and run/log/journal, there the
 * folder of this machine (the id in etc/machine-id; without one the only folder that is called by
 * an id), files NAME.journal and NAME.journal~ (set aside by journald as damaged), but not those of
 * users (user-*): audit records and kernel messages go to the system's. Files and entries of
 * another machine, by folder or _MACHINE_ID, are left out and counted: whoever sent them chose
 * every field; but those before the first of this machine's in a boot are its initrd's. A boot in
 * a file of other machines (of systemd-journal-remote) is given where its _HOSTNAME is that of a
 * wanted host, or the first part of it, and no boot of this machine has its id. No entry is
 * read but the first and the last of each boot in each file. The files are read by libsystemd in a
 * process that can do nothing else (journal_parts.h), and its answer is held to its bounds. A file
 * at which that process crashes, takes longer or more memory than it may, or gives no proper
 * answer, is left out and noted. Takes: a root, which must outlive the journal; the hosts
 * wanted besides, or NULL. Gives: 0 and a journal that the caller frees, without a boot when all
 * files are damaged; -ENOENT without an error text when there is no file; -EACCES or -EPERM when
 * there are and none may be opened; -ELIBACC without libsystemd; another -errno.
 */
int journal_new(const struct root *root, const struct journal_hosts *hosts,
		struct journal **ret_journal, struct error *err)
	__attribute__((warn_unused_result));

/* The same of one file or more that were given, which have to have a name; of the machine that the
 * first is of, or where they have no entry of it, of the one that all their entries are of. Takes:
 * their names; descriptors, which outlive the journal; the hosts wanted besides, or NULL. */
int journal_new_given(char *const *names, const int *fds, size_t count,
		      const struct journal_hosts *hosts, struct journal **ret_journal,
		      struct error *err) __attribute__((warn_unused_result));

/* The boots by their first entry, oldest first; the journal's own. */
const struct journal_boot *journal_boots(const struct journal *journal, size_t *ret_count);

/*
 * Gives the audit records of a boot to a sink, then the kernel's own messages, or one of both; each
 * kind in the order in which journald took it in, each entry once, even where two files hold it.
 *
 * An audit record comes as the line "type=NAME msg=audit(SECONDS.MILLIS:SERIAL): BODY", byte for
 * byte as in auditd's log of the same boot (docs/JOURNAL.md) but for: the fields that auditd
 * appends behind 0x1D; node=; blanks in front of the body, which journald takes off
 * (FEATURE_CHANGE has one). EOE is not there, nor are LOGIN and whatever else is below 1100 and
 * not 1005: journald drops them.
 * Source: systemd src/journal/journald-audit.c process_audit_string(); audit-userspace
 * src/auditd-event.c format_raw() (newlines become blanks, the last blank goes).
 * A kernel message is one with syslog's kernel facility: messages of user space through /dev/kmsg
 * are left out.
 *
 * Takes: a boot id as journal_boots gives it (or with dashes, as proc/sys/kernel/random/boot_id);
 * the kinds wanted; the end of the audit records: the first with a later stamp is none of
 * them, for journald may be a minute and more behind (JOURNAL_NO_END for none). Both kinds take one
 * process. Gives: 0 at the end or when the sink stops it; -ENOENT without an error text when the
 * boot is not in the journal, or no more, because it could not be read: then the entries that the
 * sink was given do not count, and journal_source says why; -EINVAL for a text that is no boot id;
 * the -errno of the sink; another -errno. Damaged entries are stepped over and are in
 * journal_source's account.
 */
int journal_read(struct journal *journal, const char *boot_id, unsigned kinds, int64_t audit_end_ms,
		 journal_sink sink, void *context, struct error *err);

/*
 * The account of all that was read so far: lines (entries), records (audit records), skipped
 * (entries that cannot be read), and a note of the files that cannot be opened or not be read to
 * their end, the first by name with the reason. source_done frees it.
 */
struct source journal_source(const struct journal *journal);

#endif
