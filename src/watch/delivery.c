/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alerts on their way. */
#include "watch/delivery.h"

#include "render/value.h"
#include "util/cleanup.h"
#include "util/xalloc.h"
#include "watch/alert.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* Behind the time of a delivery: then its process is gone. */
#define ANSWER_GRACE_MS 10000
#define IDLE_MS 60000

void delivery_done(struct delivery *delivery)
{
	for (enum sink_kind kind = 0; kind < SINK_COUNT; kind++)
		spool_done(&delivery->lines[kind].spool);
	for (size_t i = 0; i < delivery->n_held; i++)
		free(delivery->held[i].text);
	json_decref(delivery->settings);
	*delivery = (struct delivery){ 0 };
}

static void delivery_say(const struct delivery *delivery, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void delivery_say(const struct delivery *delivery, const char *format, ...)
{
	CLEANUP(cleanup_free) char *text = NULL;
	va_list args;

	va_start(args, format);
	text = xvasprintf(format, args);
	va_end(args);
	if (delivery->say)
		delivery->say(text);
}

int delivery_configure(struct delivery *delivery, const struct watchconf *conf, json_t *settings,
		       uint64_t *ret_number, struct error *err)
{
	uint64_t number = 0;

	for (enum sink_kind kind = 0; kind < SINK_COUNT; kind++) {
		struct delivery_line *line = &delivery->lines[kind];
		int code = 0;

		line->wanted = sink_is_wanted(kind, conf);
		line->next_ms = 0;
		if (line->wanted && !line->spool.path)
			code = spool_open(conf->directory, sink_name(kind), conf->spool_alerts,
					  &line->spool, err);
		if (code < 0)
			return code;
		line->spool.most = conf->spool_alerts;
		if (line->wanted && spool_last(&line->spool) > number)
			number = spool_last(&line->spool);
	}
	json_decref(delivery->settings);
	delivery->settings = json_incref(settings);
	delivery->conf = conf;
	*ret_number = number;
	return 0;
}

/* Keeps an alert that the disk has no room for; the oldest of them makes room for it. */
static void hold_alert(struct delivery *delivery, enum sink_kind kind, uint64_t number,
		       const char *text)
{
	if (delivery->n_held == DELIVERY_HELD) {
		delivery->lines[delivery->held[0].kind].dropped++;
		free(delivery->held[0].text);
		delivery->n_held--;
		memmove(delivery->held, delivery->held + 1,
			delivery->n_held * sizeof(*delivery->held));
	}
	delivery->held[delivery->n_held++] = (struct delivery_held){
		.kind = kind,
		.number = number,
		.text = xstrdup(text),
	};
}

/* Gives false when the disk has no room for it. */
static bool spool_alert(struct delivery *delivery, enum sink_kind kind, uint64_t number,
			const char *text)
{
	struct delivery_line *line = &delivery->lines[kind];
	struct error err = { 0 };
	size_t dropped = 0;
	int code = spool_put(&line->spool, number, text, strlen(text), &dropped, &err);

	if (dropped && !line->dropped)
		delivery_say(delivery, "the spool of '%s' is full: its oldest alerts are dropped",
			     sink_name(kind));
	line->dropped += dropped;
	return code == 0;
}

static void spool_or_hold(struct delivery *delivery, enum sink_kind kind, uint64_t number,
			  const char *text)
{
	if (spool_alert(delivery, kind, number, text))
		return;
	if (!delivery->n_held)
		delivery_say(delivery, "no alert can be written below '%s': they wait in memory",
			     delivery->conf->directory);
	hold_alert(delivery, kind, number, text);
}

void delivery_add(struct delivery *delivery, uint64_t number, const json_t *alert)
{
	CLEANUP(cleanup_free) char *text = json_dumps(alert, JSON_COMPACT);

	if (!text)
		xalloc_end();
	for (enum sink_kind kind = 0; kind < SINK_COUNT; kind++) {
		struct delivery_line *line = &delivery->lines[kind];

		if (!line->wanted)
			continue;
		spool_or_hold(delivery, kind, number, text);
		if (line->idle)
			line->next_ms = 0;
	}
}

/* Tries again to write what waits in memory, in order. */
static void spool_held(struct delivery *delivery)
{
	size_t done = 0;

	while (done < delivery->n_held &&
	       spool_alert(delivery, delivery->held[done].kind, delivery->held[done].number,
			   delivery->held[done].text))
		free(delivery->held[done++].text);
	delivery->n_held -= done;
	memmove(delivery->held, delivery->held + done, delivery->n_held * sizeof(*delivery->held));
}

static struct delivery_held *find_held(struct delivery *delivery, enum sink_kind kind)
{
	for (size_t i = 0; i < delivery->n_held; i++)
		if (delivery->held[i].kind == kind)
			return &delivery->held[i];
	return NULL;
}

/* Forgets the alert on its way, on the disk or in memory. */
static void forget_alert(struct delivery *delivery, enum sink_kind kind)
{
	struct delivery_line *line = &delivery->lines[kind];
	struct delivery_held *held = find_held(delivery, kind);

	(void)spool_remove(&line->spool, line->number);
	if (!held || held->number != line->number)
		return;
	free(held->text);
	delivery->n_held--;
	memmove(held, held + 1, (size_t)(delivery->held + delivery->n_held - held) * sizeof(*held));
}

static void drop_alert(struct delivery *delivery, enum sink_kind kind, const char *reason)
{
	struct delivery_line *line = &delivery->lines[kind];

	forget_alert(delivery, kind);
	line->dropped++;
	delivery_say(delivery, "an alert for '%s' is dropped: %s", sink_name(kind), reason);
}

static void note_arrival(struct delivery *delivery, enum sink_kind kind)
{
	struct delivery_line *line = &delivery->lines[kind];

	forget_alert(delivery, kind);
	if (line->failures)
		delivery_say(delivery, "'%s' takes alerts again", sink_name(kind));
	line->failures = 0;
	line->delivered++;
}

static void note_failure(struct delivery *delivery, enum sink_kind kind, const char *reason,
			 int64_t now_ms)
{
	struct delivery_line *line = &delivery->lines[kind];
	uint64_t wait = delivery->conf->retry_seconds
			<< (line->failures < 16 ? line->failures : 16);

	if (wait > delivery->conf->retry_most_seconds)
		wait = delivery->conf->retry_most_seconds;
	if (!line->failures++)
		delivery_say(delivery, "'%s' takes no alert, which waits in the spool: %s",
			     sink_name(kind), reason);
	line->next_ms = now_ms + (int64_t)wait * 1000;
}

static void take_answer_of(struct delivery *delivery, const struct sender_answer *answer,
			   int64_t now_ms)
{
	struct delivery_line *line = &delivery->lines[answer->kind];

	/* It may come too late, of a delivery that was given up. */
	if (!line->number)
		return;
	line->next_ms = now_ms;
	if (answer->code == 0)
		note_arrival(delivery, answer->kind);
	else if (answer->code == SINK_REFUSED)
		drop_alert(delivery, answer->kind, answer->text);
	else
		note_failure(delivery, answer->kind, answer->text, now_ms);
	line->number = 0;
}

static int64_t answer_due_ms(const struct delivery *delivery, int64_t now_ms)
{
	return now_ms + (int64_t)delivery->conf->send_seconds * 1000 + ANSWER_GRACE_MS;
}

/* Finds the oldest alert of a receiver, on the disk or else in memory. Gives false for none. */
static bool find_oldest(struct delivery *delivery, enum sink_kind kind, char **ret_text,
			size_t *ret_length)
{
	struct delivery_line *line = &delivery->lines[kind];
	const struct delivery_held *held;

	if (spool_oldest(&line->spool, &line->number, ret_text, ret_length) == 0)
		return true;
	held = find_held(delivery, kind);
	if (!held)
		return false;
	line->number = held->number;
	*ret_text = xstrdup(held->text);
	*ret_length = strlen(held->text);
	return true;
}

static void send_oldest(struct delivery *delivery, enum sink_kind kind, int64_t now_ms)
{
	struct delivery_line *line = &delivery->lines[kind];
	CLEANUP(value_release) json_t *alert = NULL;
	CLEANUP(cleanup_free) char *text = NULL;
	size_t length;

	/* What is added meanwhile is due at once: delivery_add. */
	line->idle = !find_oldest(delivery, kind, &text, &length);
	if (line->idle) {
		line->next_ms = now_ms + IDLE_MS;
		return;
	}
	alert = alert_parse(text, length);
	if (!alert) {
		drop_alert(delivery, kind, "its file holds none");
		line->number = 0;
	} else if (sender_send(&delivery->sender, kind, delivery->settings, alert) < 0) {
		line->number = 0;
		note_failure(delivery, kind, "the process that sends is busy or gone", now_ms);
	} else {
		line->next_ms = answer_due_ms(delivery, now_ms);
	}
}

void delivery_step(struct delivery *delivery, int64_t now_ms)
{
	struct sender_answer answer;

	while (sender_answers(&delivery->sender, &answer))
		take_answer_of(delivery, &answer, now_ms);
	spool_held(delivery);
	for (enum sink_kind kind = 0; kind < SINK_COUNT; kind++) {
		struct delivery_line *line = &delivery->lines[kind];

		if (!line->wanted || now_ms < line->next_ms)
			continue;
		if (line->number) {
			line->number = 0;
			note_failure(delivery, kind, "no answer came", now_ms);
			continue;
		}
		send_oldest(delivery, kind, now_ms);
	}
}

bool delivery_is_idle(const struct delivery *delivery, int64_t now_ms)
{
	for (enum sink_kind kind = 0; kind < SINK_COUNT; kind++) {
		const struct delivery_line *line = &delivery->lines[kind];

		if (line->wanted &&
		    (line->number || (line->next_ms <= now_ms && spool_last(&line->spool))))
			return false;
	}
	return true;
}

uint64_t delivery_take_dropped(struct delivery *delivery)
{
	uint64_t dropped = 0;

	for (enum sink_kind kind = 0; kind < SINK_COUNT; kind++) {
		struct delivery_line *line = &delivery->lines[kind];

		if (line->dropped && line->delivered) {
			dropped += line->dropped;
			line->dropped = 0;
		}
		line->delivered = 0;
	}
	return dropped;
}
