/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matches the boots of a kernel log to those of the list. */
#define _GNU_SOURCE
#include "boots/match.h"

#include "boots/bootlog.h"
#include "boots/identity.h"
#include "boots/match_parts.h"
#include "util/cleanup.h"
#include "util/range.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The kernel prints an event at most this much later than its stamp, beyond the time that printing
 * the other events took. */
#define PRINT_DELAY_MS 2000

/* What was printed so near to the registration, by stamps of a millisecond, is on neither side of
 * it for certain. */
#define STAMP_SLACK_MS 2

/* Two sources tell within this when a kernel began. */
#define BEGAN_SLACK_MS 600000

/* A boot of a kernel log. */
struct log_boot {
	struct boot *is;       /* NULL: none of the list */
	struct identity piece; /* its pointers lead to the next five */
	char *id, *host, *kernel, *cmdline_text;
	struct identity_stamp *stamps;
	struct cmdline cmdline;
	size_t stamps_capacity;
	struct identity_match match; /* with the newest boot */
	uint64_t facts;		     /* of the audit system */
	uint64_t
		lost; /* the largest count that it prints, at the least 1 for a message of a loss */
	int64_t base_ms;    /* the beginning of that clock, by the stamp read last */
	bool placed;	    /* a printed record from before auditd ties its clock to the stamps */
	int64_t started_ms; /* the beginning of its clock, by the stamps of these records */
	int64_t printed_ms; /* the last of them, by its clock */
};

struct matching {
	struct boots *boots;
	struct match_running *running;
	const struct kmsg_file *file;
	struct log_boot *log_boots; /* by their number in the log */
	size_t count, capacity;
	unsigned source;
	bool apart;	   /* the log is of several machines */
	bool empty;	   /* the list has no boot */
	bool alone;	   /* the list has nothing but boots of kernel logs */
	bool known;	   /* the log has a boot of the list's, and nobody else can write to it */
	bool believed;	   /* it is all that there is */
	uint64_t unplaced; /* messages of a loss that were not used */
};

static void free_matching(struct matching *matching)
{
	for (size_t i = 0; i < matching->count; i++) {
		free(matching->log_boots[i].id);
		free(matching->log_boots[i].host);
		free(matching->log_boots[i].kernel);
		free(matching->log_boots[i].cmdline_text);
		free(matching->log_boots[i].stamps);
	}
	free(matching->log_boots);
	matching->log_boots = NULL;
	matching->count = matching->capacity = 0;
}

static struct log_boot *get_log_boot(struct matching *matching, uint64_t number)
{
	while (matching->count <= number) {
		matching->log_boots =
			xarray_grow(matching->log_boots, matching->count, &matching->capacity,
				    sizeof(*matching->log_boots));
		matching->log_boots[matching->count++] = (struct log_boot){
			.piece = { .began_ms = TIME_UNKNOWN, .last_ms = TIME_UNKNOWN },
		};
	}
	return &matching->log_boots[number];
}

static int64_t fact_clock_ms(const struct kmsg_fact *fact)
{
	return fact->timed ? (int64_t)(fact->monotonic_us / 1000) : 0;
}

static void keep_printed_stamp(struct log_boot *log_boot, const struct kmsg_fact *fact)
{
	struct identity *piece = &log_boot->piece;
	const size_t count = piece->n_stamps;

	log_boot->base_ms = fact->time_ms - fact_clock_ms(fact);
	if (!count) {
		piece->began_ms = log_boot->base_ms;
		piece->last_ms = TIME_UNKNOWN;
		piece->slack_ms = 0;
	}
	if (fact->time_ms > piece->last_ms)
		piece->last_ms = fact->time_ms;
	if (count >= IDENTITY_STAMPS_MAX ||
	    (count && log_boot->stamps[count - 1].serial == fact->serial))
		return;
	log_boot->stamps = xarray_grow(log_boot->stamps, count, &log_boot->stamps_capacity,
				       sizeof(*log_boot->stamps));
	log_boot->stamps[count] = (struct identity_stamp){
		.serial = fact->serial,
		.time_ms = fact->time_ms,
		.printed_ms = fact->timed ? fact_clock_ms(fact) : TIME_UNKNOWN,
	};
	piece->n_stamps++;
}

/* A message that has a time, and no stamp, tells how far the log reaches. */
static void take_time(struct log_boot *log_boot, const struct kmsg_fact *fact)
{
	const int64_t time_ms = log_boot->base_ms + fact_clock_ms(fact);

	if (fact->timed && log_boot->piece.n_stamps && time_ms > log_boot->piece.last_ms)
		log_boot->piece.last_ms = time_ms;
}

/* journald dates the kernel's first messages when it begins itself; a clock on the wall can be of
 * any zone. */
#define DATE_SLACK_MS 60000
#define ZONE_SLACK_MS (INT64_C(14) * 3600000)

/* The date of one of the kernel's first messages, where no stamp tells when it began. */
static void take_date(struct log_boot *log_boot, const struct kmsg_fact *fact)
{
	struct identity *piece = &log_boot->piece;

	if (piece->n_stamps || piece->began_ms != TIME_UNKNOWN ||
	    (fact->date.dated != KMSG_DATED && fact->date.dated != KMSG_DATED_LOCAL))
		return;
	piece->began_ms = fact->date.ms - fact_clock_ms(fact);
	piece->last_ms = piece->began_ms;
	piece->slack_ms = fact->date.dated == KMSG_DATED ? DATE_SLACK_MS : ZONE_SLACK_MS;
}

static void keep_first_text(char **text, struct slice found)
{
	if (!*text)
		*text = slice_copy(found);
}

/* A machine may get its name on the way. */
static void keep_last_text(char **text, struct slice found)
{
	if (!found.length || (*text && slice_is(found, *text)))
		return;
	free(*text);
	*text = slice_copy(found);
}

static int take_identity(void *context, const struct kmsg_fact *fact)
{
	struct log_boot *log_boot;

	if (fact->boot >= BOOTS_MAX)
		return -E2BIG;
	log_boot = get_log_boot(context, fact->boot);
	take_time(log_boot, fact);
	keep_last_text(&log_boot->host, fact->host);
	log_boot->facts += fact->kind != KMSG_BOOT_ID && fact->kind != KMSG_VERSION &&
			   fact->kind != KMSG_CMDLINE;
	switch (fact->kind) {
	case KMSG_BOOT_ID:
		keep_first_text(&log_boot->id, fact->text);
		break;
	case KMSG_VERSION:
		keep_first_text(&log_boot->kernel, fact->text);
		take_date(log_boot, fact);
		break;
	case KMSG_CMDLINE:
		keep_first_text(&log_boot->cmdline_text, fact->text);
		take_date(log_boot, fact);
		break;
	case KMSG_RECORD:
		keep_printed_stamp(log_boot, fact);
		break;
	case KMSG_LOST:
		if (fact->number > log_boot->lost)
			log_boot->lost = fact->number;
		break;
	case KMSG_REASON:
		log_boot->lost += !log_boot->lost;
		break;
	default:
		break;
	}
	return 0;
}

/* Makes the piece of what was collected. */
static void finish_piece(struct log_boot *log_boot)
{
	log_boot->piece.id = log_boot->id;
	log_boot->piece.host = log_boot->host;
	log_boot->piece.kernel = log_boot->kernel;
	log_boot->piece.stamps = log_boot->stamps;
	if (!log_boot->cmdline_text)
		return;
	cmdline_parse(log_boot->cmdline_text, &log_boot->cmdline);
	log_boot->piece.cmdline = &log_boot->cmdline;
}

/* Finds the boot of the list that a boot of the log is, the newest first. Where nothing but the
 * time tells, a boot that shares an event or the id goes before. */
static void find_boot_of_list(const struct boots *boots, struct log_boot *log_boot)
{
	for (size_t i = boots->count; i > 0; i--) {
		struct identity_match match;

		if (i < boots->count && !identity_is_possible(&log_boot->piece, boots->list[i - 1]))
			continue;
		match = identity_compare(&log_boot->piece, boots, i - 1);
		if (i == boots->count)
			log_boot->match = match;
		if (match.answer != IDENTITY_SAME)
			continue;
		if (!log_boot->is || match.ground != IDENTITY_BY_TIME)
			log_boot->is = boots->list[i - 1];
		if (match.ground != IDENTITY_BY_TIME)
			return;
	}
}

static bool is_same_text(const char *left, const char *right)
{
	const size_t length = strcspn(left, "\n");

	return length && strncmp(left, right, length) == 0 &&
	       right[length + strspn(right + length, " \n")] == '\0';
}

/* Whether a boot of the log that is none of the list is the one that the machine ran: what the
 * machine says of itself has to say so too. */
static bool is_running_boot(const struct matching *matching, const struct log_boot *log_boot)
{
	const struct match_running *running = matching->running;
	const int64_t began_ms = log_boot->piece.began_ms;

	if (matching->file->of_older_boots || matching->file->anyones ||
	    log_boot->match.answer != IDENTITY_OTHER || log_boot->match.sooner ||
	    running->is == MATCH_RUNNING_NEWEST)
		return false;
	if (running->is == MATCH_RUNNING_NEWER && running->began_ms != TIME_UNKNOWN &&
	    began_ms != TIME_UNKNOWN)
		return llabs(began_ms - running->began_ms) <= BEGAN_SLACK_MS;
	if (running->is == MATCH_RUNNING_OPEN && !log_boot->match.later)
		return false;
	if (status_shows_nobody(running->status))
		return true;
	return running->cmdline && log_boot->cmdline_text &&
	       is_same_text(running->cmdline, log_boot->cmdline_text);
}

static bool has_matched_boot(const struct matching *matching)
{
	for (size_t i = 0; i < matching->count; i++)
		if (matching->log_boots[i].is)
			return true;
	return false;
}

/* Whether the log is of several machines, and this boot of none that the list has. */
static bool is_of_other_machine(const struct matching *matching, const struct log_boot *log_boot)
{
	bool others = false;

	if (!matching->apart)
		return false;
	for (size_t i = 0; log_boot->host && i < matching->count; i++) {
		const struct log_boot *matched = &matching->log_boots[i];

		if (!matched->is || !matched->host)
			continue;
		if (text_same_host(matched->host, log_boot->host))
			return false;
		others = true;
	}
	return others;
}

/* Whether the list has nothing but boots of kernel logs. */
static bool is_list_of_texts(const struct boots *boots)
{
	for (size_t i = 0; i < boots->count; i++)
		if (boots->list[i]->records || boots->list[i]->bootlog.source < BOOTLOG_TEXTS)
			return false;
	return true;
}

/* In a log of several machines each is a node. */
static struct boot *insert_log_boot(const struct matching *matching,
				    const struct log_boot *log_boot)
{
	const bool known = log_boot->piece.slack_ms <= DATE_SLACK_MS;
	struct boot *boot = boots_insert(matching->boots, log_boot->host,
					 known ? log_boot->piece.began_ms : TIME_UNKNOWN,
					 known ? log_boot->piece.last_ms : TIME_UNKNOWN);

	if (matching->apart && !boot->node && log_boot->host) {
		boot->node = xstrdup(log_boot->host);
		boot->node_length = strlen(log_boot->host);
	}
	return boot;
}

/* Whether a boot of the log that is none of the list is one of its machine. Where the log has
 * another of the list's, this one, which begins in it, is not that. */
static bool is_boot_without_log(const struct matching *matching, const struct log_boot *log_boot)
{
	const bool other = log_boot->match.answer == IDENTITY_OTHER;

	if (log_boot->is || !log_boot->facts)
		return false;
	if (matching->empty || (matching->alone && other))
		return true;
	if (is_of_other_machine(matching, log_boot))
		return false;
	return matching->known && log_boot->kernel && (log_boot->lost || log_boot->match.later);
}

/* Adds the boots of the log that the list has not, in their order. */
static void add_log_boots(struct matching *matching)
{
	matching->empty = !matching->boots->count;
	matching->alone = is_list_of_texts(matching->boots);
	matching->known = has_matched_boot(matching) && !matching->file->anyones;
	for (size_t i = 0; i < matching->count; i++) {
		struct log_boot *log_boot = &matching->log_boots[i];
		const bool running = i + 1 == matching->count && !log_boot->is &&
				     is_running_boot(matching, log_boot);

		if (running)
			matching->running->is = MATCH_RUNNING_NEWEST;
		if (running || is_boot_without_log(matching, log_boot))
			log_boot->is = insert_log_boot(matching, log_boot);
	}
}

static bool is_stamp_of_boot(const struct identity_stamp *stamp, const struct boot *boot)
{
	const struct window_event *event = window_find(&boot->window, stamp->serial);

	if (!event)
		event = window_find(&boot->secondary.journal, stamp->serial);
	return event && event->time_ms == stamp->time_ms;
}

/* Printing takes time: the record that took least time tells best when the clock began. */
static void place_log_boot(struct log_boot *log_boot)
{
	for (size_t i = 0; log_boot->is && i < log_boot->piece.n_stamps; i++) {
		const struct identity_stamp *stamp = &log_boot->stamps[i];
		const int64_t started_ms = stamp->time_ms - stamp->printed_ms;

		if (stamp->printed_ms == TIME_UNKNOWN ||
		    stamp->serial > match_last_early_serial(log_boot->is) ||
		    !is_stamp_of_boot(stamp, log_boot->is))
			continue;
		if (!log_boot->placed || started_ms > log_boot->started_ms)
			log_boot->started_ms = started_ms;
		log_boot->printed_ms = stamp->printed_ms;
		log_boot->placed = true;
	}
}

static void name_host_of_boot(const struct log_boot *log_boot)
{
	if (log_boot->is && !log_boot->is->host)
		log_boot->is->host = xstrdup_or_null(log_boot->host);
}

/* How long before auditd registered a message was printed, by the clock, where it can be told. */
static bool find_time_left(const struct log_boot *log_boot, const struct kmsg_fact *fact,
			   int64_t *ret_ms)
{
	const struct boot_setting *registration = boot_first_setting(log_boot->is, BOOT_PID, true);
	const struct boot_auditd *auditd = &log_boot->is->auditd;
	int64_t last_ms;

	if ((!registration && !auditd->known) || !log_boot->placed || !fact->timed)
		return false;
	/* Where the log does not have it, nothing behind auditd's start is known to be before. */
	last_ms = registration ? registration->time_ms : auditd->start_ms - PRINT_DELAY_MS;
	last_ms -= log_boot->started_ms;
	if (registration && last_ms < log_boot->printed_ms)
		last_ms = log_boot->printed_ms;
	*ret_ms = last_ms - fact_clock_ms(fact);
	return true;
}

static bool is_fact_of_loss(const struct kmsg_fact *fact)
{
	return fact->kind == KMSG_LOST || fact->kind == KMSG_REASON || fact->kind == KMSG_RECORD;
}

static int take_fact_of_log(void *context, const struct kmsg_fact *fact)
{
	struct matching *matching = context;
	const struct log_boot *log_boot = &matching->log_boots[fact->boot];
	struct boot *boot = log_boot->is;
	int64_t left_ms = 0;
	bool told, before;

	if (!boot || fact->kind == KMSG_BOOT_ID)
		return 0;
	/* The same messages from another place add nothing, except the command line, which the
	 * first place can lack: a dmesg whose ring was full. */
	if (boot->bootlog.source && boot->bootlog.source != matching->source) {
		if (fact->kind == KMSG_CMDLINE)
			match_add_fact(boot, boot->bootlog.source, fact);
		return 0;
	}
	/* Later ones may come from whoever gets a line into this log. In a log that anyone can
	 * write to, a message without a time does not count as earlier; but one that is given by
	 * itself is taken at its word: there is no record that it could contradict. */
	told = find_time_left(log_boot, fact, &left_ms);
	before = !is_fact_of_loss(fact) || (told ? left_ms >= -PRINT_DELAY_MS
						 : !matching->file->anyones || matching->believed);
	if (!before && matching->file->anyones) {
		matching->unplaced++;
		return 0;
	}
	boot->bootlog.early = told && left_ms >= STAMP_SLACK_MS;
	boot->bootlog.handed_over = told && left_ms < -HANDED_OVER_MS;
	if (!before)
		bootlog_go_later(&boot->bootlog);
	match_add_fact(boot, matching->source, fact);
	return 0;
}

/* The boot of the log that is left out and tells most: the last one that lost records, or the last
 * one of a log of which nothing was used. */
static const struct log_boot *find_left_out(const struct matching *matching)
{
	const bool unused = !has_matched_boot(matching);

	for (size_t i = matching->count; i > 0; i--) {
		const struct log_boot *log_boot = &matching->log_boots[i - 1];

		if (!log_boot->is && (log_boot->lost || (unused && i == matching->count)))
			return log_boot;
	}
	return NULL;
}

static void append_note(struct source *source, char *words)
{
	CLEANUP(cleanup_free) char *before = source->note;
	CLEANUP(cleanup_free) char *more = words;

	source->note = xasprintf("%s%s%s", before ? before : "", before ? "; " : "", more);
}

static void note_left_out_boot(const struct matching *matching, struct source *source)
{
	const struct log_boot *log_boot = find_left_out(matching);
	const struct boots *boots = matching->boots;
	CLEANUP(cleanup_free) char *reason = NULL;
	char shows[64] = "";

	if (!log_boot || !boots->count)
		return;
	reason = identity_reason(&log_boot->piece, &log_boot->match, boots->list[boots->count - 1]);
	if (log_boot->lost)
		(void)snprintf(shows, sizeof(shows), " (in which %" PRIu64 " record%s lost)",
			       log_boot->lost, log_boot->lost == 1 ? " was" : "s were");
	append_note(source,
		    xasprintf("left out, it is of %s boot%s: %s",
			      log_boot->match.answer == IDENTITY_OTHER ? "another" : "an unknown",
			      shows, reason));
	if (!log_boot->match.sooner && !is_of_other_machine(matching, log_boot) &&
	    matching->running->is != MATCH_RUNNING_NEWEST && !matching->file->of_older_boots)
		source->unplaced = log_boot->lost;
}

/* Notes files that were read with this one, and what was not used. */
static void note_matching(const struct matching *matching, struct source *source)
{
	if (matching->file->note)
		append_note(source, xstrdup(matching->file->note));
	note_left_out_boot(matching, source);
	if (matching->unplaced)
		append_note(
			source,
			xasprintf(
				"%" PRIu64
				" message%s of lost records left out: whoever may log can imitate the kernel here, and nothing shows that auditd had not taken over yet",
				matching->unplaced, matching->unplaced == 1 ? "" : "s"));
}

/* Tells which boot each of the log is. */
static void match_log_boots(struct matching *matching)
{
	boots_link(matching->boots);
	for (size_t i = 0; i < matching->count; i++) {
		finish_piece(&matching->log_boots[i]);
		find_boot_of_list(matching->boots, &matching->log_boots[i]);
	}
	add_log_boots(matching);
	for (size_t i = 0; i < matching->count; i++) {
		place_log_boot(&matching->log_boots[i]);
		name_host_of_boot(&matching->log_boots[i]);
	}
}

static int rewind_log(const struct kmsg_file *file, struct error *err)
{
	if (lseek(file->fd, 0, SEEK_SET) == 0)
		return 0;
	return error_set(err, -errno, "cannot read '%s' again: %s", file->name, strerror(errno));
}

/* Once more where the log turns out to be of several machines. */
static int read_identities(struct matching *matching, struct error *err)
{
	const struct kmsg_file *file = matching->file;
	struct source account = { 0 };
	int code = kmsg_read(file->fd, file->name, &matching->apart, take_identity, matching,
			     &account, err);

	source_done(&account);
	if (code < 0 || !matching->apart)
		return code;
	free_matching(matching);
	code = rewind_log(file, err);
	if (code == 0)
		code = kmsg_read(file->fd, file->name, &matching->apart, take_identity, matching,
				 &account, err);
	source_done(&account);
	return code;
}

int match_kmsg(const struct kmsg_file *file, unsigned number, struct boots *boots,
	       struct match_running *running, struct source *ret_source, struct error *err)
{
	CLEANUP(free_matching)
	struct matching matching = {
		.boots = boots,
		.running = running,
		.file = file,
		.source = number,
		.believed = file->given && is_list_of_texts(boots),
	};
	int code = read_identities(&matching, err);

	if (code < 0)
		return code;
	match_log_boots(&matching);
	code = rewind_log(file, err);
	if (code == 0)
		code = kmsg_read(file->fd, file->name, &matching.apart, take_fact_of_log, &matching,
				 ret_source, err);
	if (code < 0)
		return code;
	match_sort_windows(boots);
	note_matching(&matching, ret_source);
	return 0;
}
