/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/audit.c: a record's way from audit_log_start() to auditd, or to nowhere. */
#include "model.h"

#include <libaudit.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static size_t queue_length(const struct queue *queue)
{
	return queue->tail - queue->head;
}

static void queue_push(struct queue *queue, int record)
{
	if (queue->tail == MODEL_RECORDS) {
		memmove(queue->items, queue->items + queue->head,
			queue_length(queue) * sizeof(*queue->items));
		queue->tail -= queue->head;
		queue->head = 0;
	}
	queue->items[queue->tail++] = record;
}

static int queue_pop(struct queue *queue)
{
	return queue->items[queue->head++];
}

/* skb_queue_head() of the one that was taken last. */
static void queue_put_back(struct queue *queue, int record)
{
	queue->items[--queue->head] = record;
}

/* ___ratelimit() of printk_ratelimit(): ten in five seconds, shared by all. */
bool audit_may_print(struct boot *boot, const char *caller)
{
	const uint64_t now = boot->now_us;

	if (!boot->print_begun)
		boot->print_begin_us = now, boot->print_begun = true;
	if (now > boot->print_begin_us + 5000000) {
		if (boot->print_missed)
			audit_print(boot, "%s: %u callbacks suppressed", caller,
				    boot->print_missed);
		boot->print_missed = boot->printed = 0;
		boot->print_begin_us = now;
	}
	if (boot->printed < 10) {
		boot->printed++;
		return true;
	}
	boot->print_missed++;
	return false;
}

void audit_print(struct boot *boot, const char *format, ...)
{
	va_list arguments;

	fprintf(boot->dmesg_stream, "[%5u.%06u] ", (unsigned)(boot->now_us / 1000000),
		(unsigned)(boot->now_us % 1000000));
	va_start(arguments, format);
	vfprintf(boot->dmesg_stream, format, arguments);
	va_end(arguments);
	fputc('\n', boot->dmesg_stream);
}

/* audit_rate_check() */
static bool rate_allows(struct boot *boot)
{
	if (!boot->rate)
		return true;
	if (++boot->rate_messages < boot->rate)
		return true;
	if (boot->now_us - boot->rate_last_us > 1000000) {
		boot->rate_last_us = boot->now_us;
		boot->rate_messages = 0;
		return true;
	}
	return false;
}

/* audit_log_lost(), with audit_panic() of failure mode 1. */
void audit_lost(struct boot *boot, const char *reason)
{
	boot->lost++;
	if (boot->rate && boot->now_us - boot->lost_printed_us <= 1000000)
		return;
	boot->lost_printed_us = boot->now_us;
	if (audit_may_print(boot, "audit_log_lost"))
		audit_print(boot, "audit: audit_lost=%u audit_rate_limit=%d audit_backlog_limit=%u",
			    boot->lost, boot->rate, boot->limit);
	if (audit_may_print(boot, "audit_panic"))
		audit_print(boot, "audit: %s", reason);
}

/* Up to 4.9 "reserve": audit_log_start() lets callers that must not sleep go five further. */
bool queue_too_long(const struct boot *boot, bool is_atomic)
{
	const uint32_t reserve = boot->release->family == FAMILY_CALLER && is_atomic ? 5 : 0;

	return boot->limit && queue_length(&boot->main) > (size_t)boot->limit + reserve;
}

static bool is_excluded(const struct boot *boot, uint16_t type)
{
	for (size_t i = 0; i < boot->n_excluded; i++)
		if (boot->excluded[i] == type)
			return true;
	return false;
}

/*
 * audit_log_start() up to where the serial is taken. The exclude filter is asked first; up to
 * 4.9 a time-out sets the wait time of all to 0 and the next success back to its default.
 */
enum started audit_start(struct boot *boot, uint16_t type, bool may_wait, bool is_exempt,
			 int64_t *wait_left)
{
	if (is_excluded(boot, type))
		return START_EXCLUDED;
	if (is_exempt || !queue_too_long(boot, !may_wait)) {
		if (boot->release->family == FAMILY_CALLER)
			boot->wait_time = 60000;
		return STARTED;
	}
	if (may_wait && *wait_left > 0)
		return START_WAIT;
	if (rate_allows(boot) && audit_may_print(boot, "audit_log_start"))
		audit_print(boot, "audit: audit_backlog=%zu > audit_backlog_limit=%u",
			    queue_length(&boot->main), boot->limit);
	audit_lost(boot, "backlog limit exceeded");
	if (boot->truth.registered)
		boot->truth.main_after++;
	else
		boot->truth.main_before++;
	if (boot->release->family == FAMILY_CALLER)
		boot->wait_time = 0;
	return START_REFUSED;
}

int audit_new_event(struct boot *boot, uint64_t time_ms)
{
	boot->events[boot->n_events] =
		(struct event){ .serial = ++boot->serial, .time_ms = time_ms };
	return (int)boot->n_events++;
}

int audit_new_record(struct boot *boot, int event, uint16_t type, char *text)
{
	boot->records[boot->n_records] =
		(struct record){ .event = event, .type = type, .text = text };
	return (int)boot->n_records++;
}

static void print_throttled(struct boot *boot, struct record *record)
{
	const struct event *event = &boot->events[record->event];

	if (record->type == AUDIT_EOE)
		return;
	if (audit_may_print(boot, boot->release->family == FAMILY_CALLER ? "audit_printk_skb"
									 : "kauditd_printk_skb")) {
		record->printed = true;
		audit_print(boot, "%stype=%u audit(%llu.%03u:%u): %s", boot->release->print_prefix,
			    record->type, (unsigned long long)(event->time_ms / 1000),
			    (unsigned)(event->time_ms % 1000), event->serial, record->text);
	} else if (boot->release->prints_count) {
		boot->truth.prints++;
		audit_lost(boot, "printk limit exceeded");
	}
}

/* kauditd_hold_skb(); audit_printk_skb() and audit_hold_skb(). */
static void hold_record(struct boot *boot, int number)
{
	struct record *record = &boot->records[number];
	const size_t length = queue_length(&boot->hold);
	const bool has_room =
		boot->limit ? length < boot->limit : !boot->release->zero_holds_nothing;

	print_throttled(boot, record);
	if (!boot->plan.audit_given) {
		record->fate = FATE_SILENT;
		boot->truth.silent++;
		return;
	}
	if (has_room) {
		record->fate = FATE_HELD;
		queue_push(&boot->hold, number);
		boot->truth.held += !boot->handed_over;
		return;
	}
	record->fate = boot->handed_over ? FATE_LATER : FATE_DROPPED;
	boot->truth.hold_after += boot->handed_over;
	boot->truth.drops += !boot->handed_over;
	boot->truth.drops_after += !boot->handed_over && boot->connected;
	if (boot->release->overflow_counts)
		audit_lost(boot, "kauditd hold queue overflow");
}

/* kauditd_retry_skb(): without a bound until a pass of kauditd got one. */
static void retry_record(struct boot *boot, int number)
{
	const bool is_bounded = boot->release->family == FAMILY_BOUNDED;

	if (!is_bounded || !boot->limit || queue_length(&boot->retry) < boot->limit) {
		queue_push(&boot->retry, number);
		return;
	}
	print_throttled(boot, &boot->records[number]);
	boot->records[number].fate = FATE_LATER;
	boot->truth.retry++;
	audit_lost(boot, "kauditd retry queue overflow");
}

/* auditd_reset() */
void audit_reset(struct boot *boot)
{
	boot->connected = false;
	while (queue_length(&boot->retry))
		hold_record(boot, queue_pop(&boot->retry));
}

void audit_daemon_line(struct boot *boot, uint16_t type, char *text)
{
	boot->events[boot->n_events] = (struct event){
		.serial = 500 + (uint32_t)dice_below(&boot->multicasts, 9000),
		.time_ms = boot->start_ms + boot->now_us / 1000,
	};
	boot->written[boot->n_written++] =
		audit_new_record(boot, (int)boot->n_events++, type, text);
}

/*
 * netlink_unicast() to auditd: fails when auditd leaves its socket full for a while. The
 * datagram that follows the ACK of the registration is thrown away.
 */
static bool send_record(struct boot *boot, int number)
{
	struct record *record = &boot->records[number];

	if (boot->plan.deaf && dice_below(&boot->multicasts, 1000) < boot->plan.deaf)
		return false;
	if (record->fate != FATE_HELD)
		record->fate = FATE_PASSED;
	if (!boot->swallowed)
		boot->swallowed = record->swallowed = true;
	else if (record->type != AUDIT_EOE)
		boot->written[boot->n_written++] = number;
	return true;
}

/* kauditd_send_multicast_skb(); what journald stores of it is journald's rule. */
static void multicast_record(struct boot *boot, struct record *record)
{
	if (!boot->release->multicasts || !boot->listening)
		return;
	if (dice_percent(&boot->multicasts, boot->plan.journal_lost)) {
		boot->truth.unheard++;
		return;
	}
	record->heard = true;
	/* journald takes some time for each. */
	boot->heard_us += 7;
	if (boot->heard_us < boot->now_us)
		boot->heard_us = boot->now_us;
	record->heard_us = boot->heard_us;
}

/* audit_log_end() */
void audit_end(struct boot *boot, int number)
{
	struct record *record = &boot->records[number];

	record->queued = ++boot->n_queued;
	if (!rate_allows(boot)) {
		record->fate = FATE_LATER;
		boot->truth.rate++;
		audit_lost(boot, "rate limit exceeded");
		return;
	}
	boot->truth.made += !boot->truth.registered;
	if (boot->release->family != FAMILY_CALLER) {
		queue_push(&boot->main, number);
		return;
	}
	multicast_record(boot, record);
	if (boot->connected)
		queue_push(&boot->main, number);
	else
		hold_record(boot, number);
}

static void pass_begin(struct boot *boot, struct queue *queue, int part)
{
	boot->pass.part = part;
	boot->pass.failed = false;
	boot->failed = 0;
	boot->pass.left = boot->release->family == FAMILY_BOUNDED ? queue_length(queue) : SIZE_MAX;
}

bool kauditd_idle(const struct boot *boot)
{
	return boot->pass.part == PASS_NONE && !queue_length(&boot->main);
}

bool kauditd_sends(const struct boot *boot)
{
	if (boot->pass.part == PASS_NONE)
		return boot->connected;
	return boot->pass.has_auditd;
}

/* kauditd_send_queue() with UNICAST_RETRIES: of the hold queue, of the retry queue. */
static void pass_take_kept(struct boot *boot, struct queue *queue)
{
	const bool is_bounded = boot->release->family == FAMILY_BOUNDED;
	const int number = queue_pop(queue);

	boot->pass.left--;
	if (!boot->pass.failed && send_record(boot, number)) {
		boot->failed = 0;
		return;
	}
	if (!boot->pass.failed && ++boot->failed < 5) { /* again */
		boot->pass.left++;
		queue_put_back(queue, number);
		return;
	}
	if (!is_bounded) { /* goto out, auditd_reset() */
		if (queue == &boot->hold)
			queue_put_back(queue, number);
		else
			hold_record(boot, number);
		boot->pass.has_auditd = false;
		audit_reset(boot);
		pass_begin(boot, &boot->main, PASS_MAIN);
		return;
	}
	/* kauditd_rehold_skb(); kauditd_hold_skb() takes EAGAIN for another try. */
	if (queue == &boot->hold || !boot->pass.failed)
		queue_push(queue, number);
	else
		hold_record(boot, number);
	boot->pass.failed = true;
}

/* kauditd_send_queue() of the main queue: a send that fails ends the sending of the pass. */
static void pass_take_main(struct boot *boot)
{
	const int number = queue_pop(&boot->main);

	multicast_record(boot, &boot->records[number]);
	boot->pass.left--;
	if (!boot->pass.has_auditd)
		return hold_record(boot, number);
	if (!boot->pass.failed && send_record(boot, number))
		return;
	boot->pass.failed = true;
	retry_record(boot, number);
}

/* kauditd_thread() up to 4.9: flush_hold_queue(), then one record. Gives: whether to wake. */
static bool step_of_old(struct boot *boot)
{
	if (boot->connected && boot->plan.audit_given && queue_length(&boot->hold)) {
		(void)send_record(boot, queue_pop(&boot->hold));
		return false;
	}
	if (!queue_length(&boot->main))
		return false;
	if (boot->connected) {
		boot->handed_over = true;
		(void)send_record(boot, queue_pop(&boot->main));
	} else {
		hold_record(boot, queue_pop(&boot->main));
	}
	return queue_length(&boot->main) <= boot->limit;
}

static bool pass_goes_on(const struct boot *boot, const struct queue *queue)
{
	return queue_length(queue) && boot->pass.left;
}

/* kauditd_thread(). Gives: true when a pass has ended, which wakes one that waits. */
bool kauditd_step(struct boot *boot)
{
	if (boot->release->family == FAMILY_CALLER)
		return step_of_old(boot);
	if (boot->pass.part == PASS_NONE) {
		if (!queue_length(&boot->main))
			return false;
		boot->pass.has_auditd = boot->connected;
		boot->handed_over |= boot->connected;
		pass_begin(boot, &boot->hold, PASS_HOLD);
	}
	if (boot->pass.part == PASS_HOLD) {
		if (boot->pass.has_auditd && pass_goes_on(boot, &boot->hold)) {
			pass_take_kept(boot, &boot->hold);
			return false;
		}
		pass_begin(boot, &boot->retry, PASS_RETRY);
	}
	if (boot->pass.part == PASS_RETRY) {
		if (boot->pass.has_auditd && pass_goes_on(boot, &boot->retry)) {
			pass_take_kept(boot, &boot->retry);
			return false;
		}
		pass_begin(boot, &boot->main, PASS_MAIN);
	}
	if (pass_goes_on(boot, &boot->main))
		pass_take_main(boot);
	if (pass_goes_on(boot, &boot->main))
		return false;
	if (boot->pass.has_auditd && boot->pass.failed && boot->release->family != FAMILY_BOUNDED)
		audit_reset(boot);
	boot->pass.part = PASS_NONE;
	return true;
}
