/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What says which boot a piece of evidence is of. */
#define _GNU_SOURCE
#include "boots/identity.h"

#include "util/cleanup.h"
#include "util/range.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* Two clocks of one boot, rounded. */
#define CLOCK_SLACK_MS 2000

/* Events that run at the same time have stamps out of the order of their serials: that of a system
 * call is its entry. */
#define STAMP_SLACK_MS 60000

/* A boot whose first record is on disk has it this soon after the kernel began. */
#define FIRST_RECORD_MS 60000

/* How the stamps of a piece stand to a boot's. */
struct stamp_tally {
	size_t shared;	  /* same serial, same time */
	size_t clashing;  /* same serial, another time */
	size_t misplaced; /* no serial in common, and not between the times of its neighbours */
};

static bool is_between(const struct window *window, const struct identity_stamp *stamp)
{
	const size_t at = window_from(window, stamp->serial);
	int64_t from = INT64_MIN, to = INT64_MAX;

	if (at > 0)
		from = window->events[at - 1].time_ms;
	if (at < window->n_events)
		to = window->events[at].time_ms;
	/* The clock was set back between the two. */
	if (from > to)
		return stamp->time_ms >= to - STAMP_SLACK_MS &&
		       stamp->time_ms <= from + STAMP_SLACK_MS;
	return (at == 0 || stamp->time_ms >= from - STAMP_SLACK_MS) &&
	       (at == window->n_events || stamp->time_ms <= to + STAMP_SLACK_MS);
}

static void tally_stamp(const struct boot *boot, const struct identity_stamp *stamp,
			struct stamp_tally *tally)
{
	const struct window *windows[] = { &boot->window, &boot->secondary.journal };
	bool misplaced = false;

	for (size_t i = 0; i < 2; i++) {
		const struct window_event *event = window_find(windows[i], stamp->serial);

		if (event && event->time_ms == stamp->time_ms)
			tally->shared++;
		else if (event)
			tally->clashing++;
		if (event)
			return;
		misplaced |= windows[i]->n_events && !is_between(windows[i], stamp);
	}
	tally->misplaced += misplaced;
}

/* Machines that begin with the same clock can have an event in common by chance: most decide. */
static enum identity_answer compare_stamps(const struct identity *piece, const struct boot *boot)
{
	struct stamp_tally tally = { 0 };

	for (size_t i = 0; i < piece->n_stamps; i++)
		tally_stamp(boot, &piece->stamps[i], &tally);
	if (tally.shared && tally.shared >= tally.clashing)
		return IDENTITY_SAME;
	if (tally.clashing || tally.misplaced * 2 > piece->n_stamps)
		return IDENTITY_OTHER;
	return IDENTITY_OPEN;
}

/* Without audit=1 the kernel keeps nothing before auditd, but for events under way when it
 * registers (kernel/audit.c kauditd_hold_skb()). */
#define UNDER_WAY_MAX 16

static bool has_other_audit(const struct identity *piece, const struct boot *boot)
{
	const struct boot_setting *registration = boot_first_setting(boot, BOOT_PID, true);

	return piece->cmdline && piece->cmdline->known &&
	       piece->cmdline->audit != CMDLINE_AUDIT_ON && registration && boot->window.n_events &&
	       boot->window.events[0].serial + UNDER_WAY_MAX < registration->serial;
}

static bool has_other_limit(const struct identity *piece, const struct boot *boot)
{
	const struct boot_setting *change = boot_first_setting(boot, BOOT_LIMIT, false);

	return piece->cmdline && piece->cmdline->known && change &&
	       change->old_value != piece->cmdline->limit;
}

/* Whether an earlier boot of the same node was still running at that time. */
static bool ran_earlier_boot(const struct boot *boot, int64_t time_ms)
{
	const struct boot *before = boot->earlier;

	return before && time_is_set(before->latest_ms) &&
	       before->latest_ms > time_ms + CLOCK_SLACK_MS;
}

/* The boot that begins next after the piece's kernel is the same one, unless one without a log can
 * be between them. */
static enum identity_answer compare_times(const struct identity *piece, const struct boot *boot,
					  struct identity_match *match)
{
	const int64_t first_ms = boot_first_set_ms(boot), began_ms = piece->began_ms;
	const int64_t slack_ms = piece->slack_ms;

	if (!time_is_set(began_ms) || !time_is_set(boot->latest_ms) || first_ms == TIME_UNKNOWN)
		return IDENTITY_OPEN;
	match->later = began_ms - slack_ms > boot->latest_ms + CLOCK_SLACK_MS;
	match->sooner = began_ms + slack_ms <= boot->latest_ms + CLOCK_SLACK_MS;
	if (began_ms - slack_ms > first_ms + CLOCK_SLACK_MS ||
	    ran_earlier_boot(boot, began_ms + slack_ms))
		return IDENTITY_OTHER;
	if (slack_ms > FIRST_RECORD_MS)
		return IDENTITY_OPEN;
	if (piece->last_ms >= first_ms || first_ms - began_ms <= FIRST_RECORD_MS)
		return IDENTITY_SAME;
	return IDENTITY_OPEN;
}

/* Whether the journal reaches over a boot in which nobody registered. */
static bool is_known_by_journal_alone(const struct boot *boot)
{
	return !boot->records && boot->secondary.journal.n_events;
}

bool identity_is_possible(const struct identity *piece, const struct boot *boot)
{
	if (piece->id || !time_is_set(piece->began_ms) || !time_is_set(boot->first_ms))
		return true;
	return piece->began_ms <= boot->latest_ms + STAMP_SLACK_MS &&
	       piece->last_ms + FIRST_RECORD_MS >= boot->first_ms;
}

static enum identity_answer compare_pids(const struct identity *piece, const struct boot *boot)
{
	const uint64_t pid = piece->status ? piece->status->pid : 0;

	if (!pid || (!boot_has_auditds(boot) && !is_known_by_journal_alone(boot)))
		return IDENTITY_OPEN;
	return boot_has_auditd(boot, pid) ? IDENTITY_SAME : IDENTITY_OTHER;
}

/* The kernel counts up, as long as nobody sets its count back. */
static bool has_lower_count(const struct identity *piece, const struct boot *boot)
{
	return piece->status && piece->status->known &&
	       !boot_first_setting(boot, BOOT_LOST, false) &&
	       piece->status->lost < boot->bootlog.lost;
}

struct identity_match identity_compare(const struct identity *piece, const struct boots *boots,
				       size_t at)
{
	const struct boot *boot = boots->list[at];
	const char *kernel = boot_kernel(boot);
	struct identity_match match = { 0 };
	const enum identity_answer by_time = compare_times(piece, boot, &match);
	const struct {
		enum identity_answer answer;
		enum identity_ground ground;
	} answers[] = {
		{ !piece->id || !*boot->id	     ? IDENTITY_OPEN
		  : strcmp(piece->id, boot->id) == 0 ? IDENTITY_SAME
						     : IDENTITY_OTHER,
		  IDENTITY_BY_ID },
		{ compare_stamps(piece, boot), IDENTITY_BY_STAMPS },
		{ piece->host && boot->node && !text_same_host(piece->host, boot->node)
			  ? IDENTITY_OTHER
			  : IDENTITY_OPEN,
		  IDENTITY_BY_HOST },
		{ piece->kernel && kernel && strcmp(piece->kernel, kernel) != 0 ? IDENTITY_OTHER
										: IDENTITY_OPEN,
		  IDENTITY_BY_KERNEL },
		{ has_other_audit(piece, boot) ? IDENTITY_OTHER : IDENTITY_OPEN,
		  IDENTITY_BY_AUDIT },
		{ has_other_limit(piece, boot) ? IDENTITY_OTHER : IDENTITY_OPEN,
		  IDENTITY_BY_LIMIT },
		{ compare_pids(piece, boot), IDENTITY_BY_PID },
		{ has_lower_count(piece, boot) ? IDENTITY_OTHER : IDENTITY_OPEN,
		  IDENTITY_BY_COUNT },
		{ by_time, IDENTITY_BY_TIME },
	};

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (answers[i].answer == IDENTITY_OPEN)
			continue;
		match.answer = answers[i].answer;
		match.ground = answers[i].ground;
		break;
	}
	return match;
}

char *identity_image_kernel(const char *cmdline)
{
	static const char image[] = "vmlinuz-", rescue[] = "0-rescue";
	const char *found = cmdline ? strstr(cmdline, image) : NULL;
	const char *end;

	if (!found)
		return NULL;
	found += strlen(image);
	if (!isdigit((unsigned char)*found) || strncmp(found, rescue, strlen(rescue)) == 0)
		return NULL;
	end = found + strcspn(found, " \t\n\"");
	for (const char *suffix = found; (suffix = strstr(suffix, ".efi")) && suffix < end;)
		end = suffix;
	return xstrndup(found, (size_t)(end - found));
}

/* When the piece's kernel began, as the end of a sentence. */
static char *reason_by_time(const struct identity *piece, const struct identity_match *match)
{
	char when[TEXT_TIME_BYTES];

	text_time(piece->began_ms, when);
	return xasprintf(
		"its kernel began at %s%s, %s", when,
		piece->slack_ms > FIRST_RECORD_MS ? " by a clock whose zone is not known" : "",
		match->later ? "after the last record of the log" : "when no boot of the log did");
}

static char *reason_by_stamps(const struct identity *piece, const struct identity_match *match)
{
	CLEANUP(cleanup_free)
	char *later = match->later ? reason_by_time(piece, match) : NULL;

	return xasprintf(
		"its records have other times than those of the log at the same serials%s%s",
		later ? "; " : "", later ? later : "");
}

char *identity_reason(const struct identity *piece, const struct identity_match *match,
		      const struct boot *newest)
{
	switch (match->ground) {
	case IDENTITY_BY_ID:
		return xstrdup("it names another boot id");
	case IDENTITY_BY_STAMPS:
		return reason_by_stamps(piece, match);
	case IDENTITY_BY_HOST:
		return xasprintf("it is of the host %s", piece->host);
	case IDENTITY_BY_KERNEL:
		return xasprintf("it is of the kernel %s, and the log of %s", piece->kernel,
				 boot_kernel(newest));
	case IDENTITY_BY_AUDIT:
		return xstrdup(
			"its command line has no audit=1, and the log has records from before auditd");
	case IDENTITY_BY_LIMIT:
		return xstrdup(
			"its command line sets another limit than the boot of the log began with");
	case IDENTITY_BY_PID:
		return xasprintf("no auditd of the boot has the pid %" PRIu64 " that it names",
				 piece->status->pid);
	case IDENTITY_BY_COUNT:
		return xstrdup("it counts fewer than the kernel log of the boot");
	case IDENTITY_BY_TIME:
		return reason_by_time(piece, match);
	case IDENTITY_BY_NOTHING:
		break;
	}
	return xstrdup("nothing in it tells which boot it is of");
}
