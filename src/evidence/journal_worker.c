/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads files of the journal with libsystemd. */
#define _GNU_SOURCE
#include "evidence/journal_parts.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <time.h>

LIBRARY_DEFINE(libsystemd, LIBSYSTEMD_SYMBOLS, "libsystemd.so.0",
	       "libsystemd0 (Debian), systemd-libs (Fedora)", "read the journal", "journal",
	       "the journal as evidence")

/* From version 256 on libsystemd loads these libraries when it meets a compressed field. The
 * process that reads can open no file: it has these from its parent, where they are installed. */
static void load_decompressors(void)
{
	static const char *const names[] = { "libzstd.so.1", "liblz4.so.1", "liblzma.so.5" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
}

int journal_worker_load(struct error *err)
{
	int code = libsystemd_load(err);

	if (code == 0)
		load_decompressors();
	return code;
}

/* An answer being made. */
struct answering {
	const struct journal_worker_question *question;
	int fd;
	struct frame frame;
	int64_t sent_ms;
	enum journal_kind kind;	      /* of the entries that are read */
	char *message;		      /* room for LINES_LONGEST */
	uint64_t unreadable, foreign; /* entries of the kind */
	bool met_own;		      /* an entry of this machine's, of the kind */
};

static void cleanup_journal(sd_journal **handle)
{
	if (*handle)
		libsystemd()->sd_journal_close(*handle);
}

static int64_t coarse_ms(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int answer_send(struct answering *answering)
{
	int code = frame_send(answering->fd, &answering->frame, NULL);

	answering->frame.length = 0;
	answering->sent_ms = coarse_ms();
	return code;
}

/* Says that it is still at work, now and then. */
static int answer_keep_alive(struct answering *answering)
{
	return coarse_ms() - answering->sent_ms < JOURNAL_WORKER_ALIVE_MS ? 0
									  : answer_send(answering);
}

static int answer_put(struct answering *answering, const struct journal_reply *reply)
{
	journal_reply_put(&answering->frame, reply);
	return answering->frame.length < JOURNAL_REPLY_SEND ? answer_keep_alive(answering)
							    : answer_send(answering);
}

/* Answers that a file is damaged; without memory there is no telling. */
static int answer_damage(struct answering *answering, size_t file, enum journal_reply_damage damage,
			 int code, uint64_t last_us)
{
	const struct journal_reply reply = {
		.tag = JOURNAL_REPLY_DAMAGE,
		.numbers = { file, damage, (uint64_t)-code, last_us },
	};

	if (code == -ENOMEM)
		xalloc_end();
	return answer_put(answering, &reply);
}

/* Copies a field of the current entry. Gives its length (cut to what fits), or -errno. */
static ssize_t get_field(sd_journal *handle, const char *name, char *text, size_t size)
{
	size_t length, skip = strlen(name) + 1;
	const void *data;
	int code = libsystemd()->sd_journal_get_data(handle, name, &data, &length);

	if (code < 0)
		return code;
	if (length < skip)
		return -EBADMSG;
	length -= skip;
	if (length >= size)
		length = size - 1;
	memcpy(text, (const char *)data + skip, length);
	text[length] = '\0';
	return (ssize_t)length;
}

static int get_number(sd_journal *handle, const char *name, uint64_t *ret_number)
{
	char text[24] = "", *end;
	ssize_t length = get_field(handle, name, text, sizeof(text));

	if (length < 0)
		return (int)length;
	if (text[0] < '0' || text[0] > '9')
		return -EBADMSG;
	errno = 0;
	*ret_number = strtoull(text, &end, 10);
	return errno || *end ? -EBADMSG : 0;
}

static int match_boot(sd_journal *handle, sd_id128_t boot)
{
	char match[] = "_BOOT_ID=0123456789abcdef0123456789abcdef";

	libsystemd()->sd_journal_flush_matches(handle);
	(void)libsystemd()->sd_id128_to_string(boot, match + strlen("_BOOT_ID="));
	return libsystemd()->sd_journal_add_match(handle, match, 0);
}

static int seek_first(sd_journal *handle)
{
	int code = libsystemd()->sd_journal_seek_head(handle);

	return code < 0 ? code : libsystemd()->sd_journal_next(handle);
}

static int seek_last(sd_journal *handle)
{
	int code = libsystemd()->sd_journal_seek_tail(handle);

	return code < 0 ? code : libsystemd()->sd_journal_previous(handle);
}

/* Goes to an end and gives when the entry there was taken in; none is a damage, for the boot's id
 * is in the file. */
static int seek_time(sd_journal *handle, int (*seek)(sd_journal *), uint64_t *ret_us)
{
	int code = seek(handle);

	if (code == 0)
		return -EBADMSG;
	return code < 0 ? code : libsystemd()->sd_journal_get_realtime_usec(handle, ret_us);
}

/* The handle stands on the boot's last entry. */
static int answer_boot(struct answering *answering, sd_journal *handle, size_t file,
		       sd_id128_t boot, const uint64_t ends_us[static 2])
{
	char text[JOURNAL_REPLY_ID_BYTES + JOURNAL_ID_BYTES + JOURNAL_HOSTNAME_BYTES] = "";
	struct journal_reply reply = {
		.tag = JOURNAL_REPLY_BOOT,
		.numbers = { file, ends_us[0], ends_us[1] },
		.text = { .start = text, .length = JOURNAL_REPLY_ID_BYTES },
	};
	char *at = text + JOURNAL_REPLY_ID_BYTES;
	ssize_t length;

	memcpy(text, &boot, JOURNAL_REPLY_ID_BYTES);
	length = get_field(handle, "_MACHINE_ID", at, JOURNAL_ID_BYTES);
	at += (length < 0 ? 0 : length) + 1;
	length = get_field(handle, "_HOSTNAME", at, JOURNAL_HOSTNAME_BYTES);
	at += length < 0 ? 0 : length;
	reply.text.length = (size_t)(at - text);
	return answer_put(answering, &reply);
}

static int index_boot(struct answering *answering, sd_journal *handle, size_t file, sd_id128_t boot)
{
	uint64_t ends_us[2];
	int code = match_boot(handle, boot);

	if (code >= 0)
		code = seek_time(handle, seek_first, &ends_us[0]);
	if (code >= 0)
		code = seek_time(handle, seek_last, &ends_us[1]);
	return code < 0 ? answer_damage(answering, file, JOURNAL_REPLY_READING, code, 0)
			: answer_boot(answering, handle, file, boot, ends_us);
}

struct ids {
	sd_id128_t *list;
	size_t count, capacity;
};

static void ids_done(struct ids *ids)
{
	free(ids->list);
}

static void ids_add(struct ids *ids, sd_id128_t id)
{
	ids->list = xarray_grow(ids->list, ids->count, &ids->capacity, sizeof(*ids->list));
	ids->list[ids->count++] = id;
}

static int by_id(const void *left, const void *right)
{
	return memcmp(left, right, sizeof(sd_id128_t));
}

/* Of a circle some were met twice. */
static void ids_unique(struct ids *ids)
{
	size_t kept = 0;

	if (ids->count)
		qsort(ids->list, ids->count, sizeof(*ids->list), by_id);
	for (size_t i = 0; i < ids->count; i++)
		if (!kept || !sd_id128_equal(ids->list[i], ids->list[kept - 1]))
			ids->list[kept++] = ids->list[i];
	ids->count = kept;
}

/*
 * The boots that a file names. They are a chain in the file, whose links may lead back: one that
 * is met again is compared with one of before, which is moved on at each power of two (Brent), so
 * that a circle shows before it was gone round three times.
 * Gives 0 or -errno, and then those met before.
 */
static int list_ids(struct answering *answering, sd_journal *handle, struct ids *ids)
{
	size_t length, skip = strlen("_BOOT_ID="), mark = 0;
	const void *data;
	int code = libsystemd()->sd_journal_query_unique(handle, "_BOOT_ID");

	while (code >= 0 &&
	       (code = libsystemd()->sd_journal_enumerate_unique(handle, &data, &length)) > 0) {
		char text[JOURNAL_ID_BYTES] = "";
		sd_id128_t id;

		if (length == skip + 32)
			memcpy(text, (const char *)data + skip, 32);
		if (libsystemd()->sd_id128_from_string(text, &id) < 0 ||
		    (ids->count && sd_id128_equal(id, ids->list[mark])))
			return -EBADMSG;
		if (ids->count >= JOURNAL_WORKER_BOOTS_MAX)
			return -E2BIG;
		if ((ids->count & (ids->count - 1)) == 0)
			mark = ids->count;
		ids_add(ids, id);
		code = answer_keep_alive(answering);
	}
	return code;
}

/* Whether the file names another machine; of a chain that leads back, one that comes again is
 * another. */
static bool names_others(const struct answering *answering, sd_journal *handle)
{
	const char *machine = answering->question->machine;
	size_t length, count = 0, skip = strlen("_MACHINE_ID=");
	const void *data;

	if (libsystemd()->sd_journal_query_unique(handle, "_MACHINE_ID") < 0)
		return true;
	while (libsystemd()->sd_journal_enumerate_unique(handle, &data, &length) > 0)
		if (count++ || length != skip + strlen(machine) ||
		    memcmp((const char *)data + skip, machine, length - skip) != 0)
			return true;
	return false;
}

static int index_handle(struct answering *answering, sd_journal *handle, size_t file,
			uint64_t *ret_mixed)
{
	CLEANUP(ids_done) struct ids ids = { 0 };
	int code = 0, listed = list_ids(answering, handle, &ids);

	ids_unique(&ids);
	*ret_mixed = names_others(answering, handle);
	for (size_t i = 0; i < ids.count && code == 0; i++)
		code = index_boot(answering, handle, file, ids.list[i]);
	if (code < 0)
		return code;
	return listed < 0 ? answer_damage(answering, file, JOURNAL_REPLY_READING, listed, 0) : 0;
}

static int index_file(struct answering *answering, size_t file)
{
	CLEANUP(cleanup_journal) sd_journal *handle = NULL;
	struct journal_reply done = { .tag = JOURNAL_REPLY_FILE, .numbers = { file } };
	int code = libsystemd()->sd_journal_open_files_fd(&handle, answering->question->fds + file,
							  1, 0);

	code = code < 0 ? answer_damage(answering, file, JOURNAL_REPLY_OPENING, code, 0)
			: index_handle(answering, handle, file, &done.numbers[1]);
	if (code == 0)
		code = answer_put(answering, &done);
	/* A crash at the next file must not lose this one. */
	return code < 0 ? code : answer_send(answering);
}

static int answer_boots(struct answering *answering)
{
	int code = 0;

	for (size_t i = 0; i < answering->question->n_fds && code == 0; i++)
		code = index_file(answering, i);
	return code;
}

/* The boot's entries of the kind, and no others. */
static int match_kind(const struct answering *answering, sd_journal *handle)
{
	int code = match_boot(handle, answering->question->boot);

	return code < 0 ? code
			: libsystemd()->sd_journal_add_match(handle,
							     answering->kind == JOURNAL_AUDIT
								     ? "_TRANSPORT=audit"
								     : "_TRANSPORT=kernel",
							     0);
}

/* Whether what was taken in then comes after the end of the kind, however far behind journald was.
 */
static bool is_behind_end(const struct answering *answering, uint64_t received_us)
{
	const uint64_t end_us = answering->question->audit_end_us;

	return answering->kind == JOURNAL_AUDIT && received_us > end_us &&
	       received_us - end_us > UINT64_C(1000) * JOURNAL_LAG_MS;
}

/* Gives 1, or -EBADMSG for an entry that is no record. */
static int get_record(struct answering *answering, sd_journal *handle, struct journal_reply *reply)
{
	uint64_t *numbers = reply->numbers;
	ssize_t length;
	const char *body;

	if (get_number(handle, "_AUDIT_TYPE", &numbers[2]) < 0 || numbers[2] > UINT32_MAX ||
	    get_number(handle, "_AUDIT_ID", &numbers[3]) < 0 || numbers[3] > UINT32_MAX ||
	    get_number(handle, "_SOURCE_REALTIME_TIMESTAMP", &numbers[4]) < 0)
		return -EBADMSG;
	length = get_field(handle, "MESSAGE", answering->message, LINES_LONGEST);
	body = length < 0 ? NULL : memchr(answering->message, ' ', (size_t)length);
	if (!body)
		return -EBADMSG;
	body++;
	reply->tag = JOURNAL_REPLY_AUDIT;
	reply->text.start = body;
	reply->text.length = (size_t)(length - (body - answering->message));
	return 1;
}

/* Gives 1 for a message of the kernel's own, 0 for one that user space wrote to /dev/kmsg. */
static int get_message(struct answering *answering, sd_journal *handle, struct journal_reply *reply)
{
	uint64_t facility = 0;
	ssize_t length;
	int code = get_number(handle, "SYSLOG_FACILITY", &facility);

	if (code < 0 && code != -ENOENT)
		return code;
	if (facility)
		return 0;
	length = get_field(handle, "MESSAGE", answering->message, LINES_LONGEST);
	if (length < 0)
		return (int)length;
	reply->tag = JOURNAL_REPLY_KERNEL;
	reply->text = (struct slice){ .start = answering->message, .length = (size_t)length };
	reply->numbers[2] = reply->numbers[1];
	(void)get_number(handle, "_SOURCE_MONOTONIC_TIMESTAMP", &reply->numbers[2]);
	return 1;
}

/*
 * What comes before this machine's own is the initrd's: a systemd in it runs under an id that ends
 * with it, and journald copies what it wrote (server_flush_to_var) with the id that it had.
 */
static bool is_foreign_entry(struct answering *answering, sd_journal *handle)
{
	char machine[JOURNAL_ID_BYTES];

	if (!answering->question->machine)
		return false;
	if (get_field(handle, "_MACHINE_ID", machine, sizeof(machine)) < 0 ||
	    strcmp(machine, answering->question->machine) == 0) {
		answering->met_own = true;
		return false;
	}
	return answering->met_own;
}

/* Gives 1 and an entry, 0 for one that is left out, or -errno for one that cannot be read. */
static int get_entry(struct answering *answering, sd_journal *handle, struct journal_reply *reply)
{
	char transport[8];
	sd_id128_t boot;
	ssize_t length = get_field(handle, "_TRANSPORT", transport, sizeof(transport));
	int code = length < 0 ? (int)length
			      : libsystemd()->sd_journal_get_monotonic_usec(
					handle, &reply->numbers[1], &boot);

	if (code < 0)
		return code;
	if (is_foreign_entry(answering, handle)) {
		answering->foreign++;
		return 0;
	}
	if (strcmp(transport, "audit") == 0 && answering->kind == JOURNAL_AUDIT)
		return get_record(answering, handle, reply);
	if (strcmp(transport, "kernel") == 0 && answering->kind == JOURNAL_KERNEL)
		return get_message(answering, handle, reply);
	/* Links that lead elsewhere. */
	return -EBADMSG;
}

/* Answers the entry on which the handle stands. Gives 1, 0 for one after the end, or -errno. */
static int answer_entry(struct answering *answering, sd_journal *handle)
{
	struct journal_reply reply = { 0 };
	int code = libsystemd()->sd_journal_get_realtime_usec(handle, &reply.numbers[0]);

	if (code >= 0 && is_behind_end(answering, reply.numbers[0]))
		return 0;
	if (code >= 0)
		code = get_entry(answering, handle, &reply);
	if (code == -ENOMEM)
		xalloc_end();
	answering->unreadable += code < 0;
	if (code > 0 && reply.tag == JOURNAL_REPLY_AUDIT &&
	    reply.numbers[4] > answering->question->audit_end_us)
		return 0;
	code = code > 0 ? answer_put(answering, &reply) : answer_keep_alive(answering);
	return code < 0 ? code : 1;
}

static int answer_entries(struct answering *answering, sd_journal *handle)
{
	int taken = 1, code = seek_first(handle);

	while (code > 0 && (taken = answer_entry(answering, handle)) > 0)
		code = libsystemd()->sd_journal_next(handle);
	if (taken < 0)
		return taken;
	return code < 0 ? answer_damage(answering, 0, JOURNAL_REPLY_ALL, code, 0) : 0;
}

/* Notes a file that cannot be read to its end, with the last time that was. */
static int check_file(struct answering *answering, size_t file)
{
	CLEANUP(cleanup_journal) sd_journal *handle = NULL;
	const struct journal_worker_question *question = answering->question;
	uint64_t last_us = 0;
	int code = libsystemd()->sd_journal_open_files_fd(&handle, question->fds + file, 1, 0);

	if (code >= 0)
		code = match_kind(answering, handle);
	if (code >= 0)
		code = seek_first(handle);
	while (code > 0 && libsystemd()->sd_journal_get_realtime_usec(handle, &last_us) >= 0 &&
	       !is_behind_end(answering, last_us) && answer_keep_alive(answering) == 0)
		code = libsystemd()->sd_journal_next(handle);
	if (code > 0 || (code == 0 && seek_last(handle) > 0))
		return 0;
	return answer_damage(answering, file, JOURNAL_REPLY_BEYOND, -EBADMSG, last_us);
}

/* sd-journal silently drops a file that fails it on the way: then its files take up less. */
static bool has_dropped_files(sd_journal *handle, uint64_t bytes_before)
{
	uint64_t bytes;

	return libsystemd()->sd_journal_get_usage(handle, &bytes) < 0 || bytes < bytes_before;
}

static int check_files(struct answering *answering)
{
	int code = 0;

	answering->kind = answering->question->kinds;
	for (size_t i = 0; i < answering->question->n_fds && code == 0; i++)
		code = check_file(answering, i);
	return code;
}

/* Takes: the bytes that the handle's files had. */
static int answer_kind(struct answering *answering, sd_journal *handle, enum journal_kind kind,
		       uint64_t bytes, bool *ret_dropped)
{
	struct journal_reply left = { .tag = JOURNAL_REPLY_LEFT };
	int code;

	answering->kind = kind;
	answering->unreadable = answering->foreign = 0;
	answering->met_own = false;
	code = match_kind(answering, handle);
	if (code >= 0)
		code = answer_entries(answering, handle);
	if (code < 0)
		return code;
	*ret_dropped = has_dropped_files(handle, bytes);
	left.numbers[0] = answering->unreadable;
	left.numbers[1] = answering->foreign;
	left.numbers[2] = *ret_dropped;
	return answer_put(answering, &left);
}

static int answer_boot_entries(struct answering *answering)
{
	static const enum journal_kind kinds[] = { JOURNAL_AUDIT, JOURNAL_KERNEL };
	CLEANUP(cleanup_journal) sd_journal *handle = NULL;
	CLEANUP(cleanup_free) char *message = xmalloc(LINES_LONGEST);
	const struct journal_worker_question *question = answering->question;
	bool dropped = false;
	uint64_t bytes = 0;
	int code = libsystemd()->sd_journal_open_files_fd(&handle, question->fds,
							  (unsigned)question->n_fds, 0);

	if (code < 0)
		return code;
	answering->message = message;
	(void)libsystemd()->sd_journal_get_usage(handle, &bytes);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && code >= 0 && !dropped; i++)
		if (question->kinds & kinds[i])
			code = answer_kind(answering, handle, kinds[i], bytes, &dropped);
	return code;
}

void journal_worker_answer(int fd, void *question)
{
	struct answering answering = { .question = question, .fd = fd, .sent_ms = coarse_ms() };
	struct journal_reply last = { .tag = JOURNAL_REPLY_END };
	int code = answering.question->check   ? check_files(&answering)
		   : answering.question->kinds ? answer_boot_entries(&answering)
					       : answer_boots(&answering);

	if (code < 0) {
		last.tag = JOURNAL_REPLY_FAILED;
		last.numbers[0] = (uint64_t)-code;
		frame_done(&answering.frame);
	}
	journal_reply_put(&answering.frame, &last);
	(void)answer_send(&answering);
	frame_done(&answering.frame);
}
