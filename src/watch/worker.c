/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at the machine, and tells what it finds. */
#define _GNU_SOURCE
#include "watch/worker.h"

#include "analysis/report.h"
#include "input/root.h"
#include "render/value.h"
#include "util/cleanup.h"
#include "util/contents.h"
#include "util/text.h"
#include "util/xalloc.h"
#include "watch/alert.h"
#include "watch/delivery.h"
#include "watch/judge.h"
#include "watch/look.h"
#include "watch/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>

#define STATUS_PATH "sos_commands/auditd/auditctl_-s"
#define SMALL_FILE_BYTES (64u << 10)
#define TICK_MS 1000
#define GAP_MS 5000
#define SAVE_MS 60000
#define FLUSH_MS 3000
#define DRAIN_MS 2000
#define LOCK_MS 10000
#define JUDGE_AGAIN_MS (10 * 60 * 1000)
#define JUDGE_TRIES 3
#define PENDING_MAX 64
#define PENDING_TRIES 5
#define GAPS_MAX 256

/* A note that the log on disk may have soon. */
struct pending_note {
	struct stream_note note;
	unsigned tries;
};

struct worker {
	const struct worker_request *request;
	struct watchconf conf;
	struct root *root;
	int folder; /* conf.directory, locked */
	int signals;
	char *host;
	struct reader reader;
	struct alarms alarms;
	struct remembered known;
	struct look look;
	struct delivery delivery;
	struct judge judge;
	unsigned judge_tries;
	json_t *boot_facts;
	char *boot_sentence;
	struct pending_note pending[PENDING_MAX];
	size_t n_pending;
	uint64_t gaps_done, gaps_to;
	int64_t started_ms, polled_ms, gaps_ms, state_ms, judged_ms, saved_ms;
	bool state_asked, status_failed, dirty, stopping, stream_ended;
};

static int64_t clock_now_ms(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Time as people have it, for what is told; it can be set. */
static int64_t wall_now_ms(void)
{
	return clock_now_ms(CLOCK_REALTIME);
}

/* Time as it passes, for deliveries. */
static int64_t passing_now_ms(void)
{
	return clock_now_ms(CLOCK_BOOTTIME);
}

static bool is_due(int64_t *last_ms, int64_t interval_ms, int64_t now_ms)
{
	if (now_ms >= *last_ms && now_ms - *last_ms < interval_ms)
		return false;
	*last_ms = now_ms;
	return true;
}

static void worker_say(const char *text)
{
	CLEANUP(cleanup_free) char *safe = text_safe(text);

	fprintf(stderr, "aubacklog-watch: %s\n", safe);
}

void worker_block_signals(void)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

/* A small text of the root, without its newline; NULL where there is none. */
static char *read_word(const struct root *root, const char *path)
{
	struct error ignored = { 0 };
	char *text;

	if (root_read(root, path, SMALL_FILE_BYTES, &text, NULL, &ignored) < 0)
		return NULL;
	text[strcspn(text, " \t\r\n")] = '\0';
	return text;
}

/* Called by the alarms: the alert is on the disk before anything remembers it. */
static void tell_alarm(void *context, enum alarm_kind kind, enum alarm_change change,
		       const struct alarm *alarm)
{
	struct worker *worker = context;
	const struct alert_origin origin = { .host = worker->host, .boot = worker->known.boot };
	CLEANUP(cleanup_free)
	char *sentence = words_sentence(kind, change, alarm, &worker->look.facts);
	CLEANUP(value_release)
	json_t *alert = alert_new(&origin, kind, change, alarm, sentence,
				  kind == ALARM_BOOT ? worker->boot_facts : NULL);

	delivery_add(&worker->delivery, ++worker->known.number, alert);
	worker->dirty = true;
}

static void set_intervals(struct worker *worker)
{
	worker->alarms.remind_ms = (int64_t)worker->conf.remind_minutes * 60000;
	worker->alarms.clear_ms = (int64_t)worker->conf.clear_minutes * 60000;
	worker->look.queue_percent = worker->conf.queue_percent;
	worker->look.facts.quiet_minutes = worker->conf.clear_minutes;
}

/* action_mail_acct of auditd.conf, which auditd itself writes to. */
static char *find_mail_to(const struct worker *worker)
{
	CLEANUP(cleanup_free) char *text = NULL;
	struct error ignored = { 0 };
	char *line, *rest, to[128];

	if (worker->conf.mail_to)
		return xstrdup(worker->conf.mail_to);
	if (root_read(worker->root, "etc/audit/auditd.conf", SMALL_FILE_BYTES, &text, NULL,
		      &ignored) < 0)
		return xstrdup("root");
	for (rest = text; (line = strsep(&rest, "\n"));)
		if (sscanf(line, " action_mail_acct = %127[A-Za-z0-9._@-]", to) == 1)
			return xstrdup(to);
	return xstrdup("root");
}

/* The process that delivers may not read it. */
static char *read_token(const char *path, struct error *err)
{
	CLEANUP(cleanup_close) int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
	char *token = NULL;
	size_t length;

	if (!path)
		return NULL;
	if (fd < 0 || contents_read(fd, SMALL_FILE_BYTES, &token, &length) < 0)
		(void)error_set(err, -EACCES, "cannot read '%s'", path);
	else
		token[strcspn(token, "\r\n")] = '\0';
	return token;
}

static int configure_delivery(struct worker *worker, struct error *err)
{
	CLEANUP(cleanup_free) char *mail_to = find_mail_to(worker);
	CLEANUP(cleanup_free) char *token = read_token(worker->conf.url_token_file, err);
	CLEANUP(value_release) json_t *settings = sink_settings(&worker->conf, mail_to, token);
	uint64_t number = 0;
	int code = worker->conf.url_token_file && !token ? -EACCES : 0;

	if (code == 0)
		code = delivery_configure(&worker->delivery, &worker->conf, settings, &number, err);
	if (number > worker->known.number)
		worker->known.number = number;
	set_intervals(worker);
	return code;
}

static void worker_save(struct worker *worker)
{
	struct error err = { 0 };

	for (enum sink_kind kind = 0; kind < SINK_COUNT; kind++)
		worker->known.dropped[kind] = worker->delivery.lines[kind].dropped;
	/* What could not be written is written again. */
	worker->dirty = remembered_write(worker->folder, &worker->known, &worker->alarms, &err) < 0;
	worker->saved_ms = wall_now_ms();
}

static int worker_status(struct worker *worker, struct status *ret_status, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;

	if (!worker->request->root)
		return status_query(ret_status, err);
	if (root_read(worker->root, STATUS_PATH, SMALL_FILE_BYTES, &text, NULL, err) < 0)
		return -ENOENT;
	return status_parse(text, ret_status);
}

static void poll_kernel(struct worker *worker, int64_t now_ms)
{
	struct status status;
	struct error err = { 0 };

	worker->polled_ms = now_ms;
	if (worker_status(worker, &status, &err) < 0) {
		if (!worker->status_failed && *err.text)
			worker_say(err.text);
		worker->status_failed = true;
		return;
	}
	worker->status_failed = false;
	look_at_status(&worker->look, &status, now_ms);
}

/* Gives whether the log has the record of a note; auditd's own records need none. */
static bool note_is_on_disk(const struct stream_note *note, const struct disklog *log)
{
	switch (note->kind) {
	case STREAM_ENABLED:
	case STREAM_LIMIT:
	case STREAM_RESET:
		return serials_has(&log->settings, note->serial);
	case STREAM_STARTED:
	case STREAM_ENDED:
	case STREAM_SHUTDOWN:
		break;
	}
	return true;
}

/* What happened before this program began is the report's to tell. */
static void collect_notes(struct worker *worker)
{
	struct stream_note note;

	while (stream_next_note(worker->reader.stream, &note)) {
		if (note.kind <= STREAM_RESET && note.time_ms < worker->started_ms)
			continue;
		if (worker->n_pending < PENDING_MAX)
			worker->pending[worker->n_pending++] =
				(struct pending_note){ .note = note };
	}
}

/* Takes the notes in order; the first that is not on disk yet holds up the later ones. */
static void work_off_notes(struct worker *worker, int64_t now_ms)
{
	CLEANUP(disklog_done) struct disklog log = { 0 };
	size_t done = 0;

	if (!worker->n_pending)
		return;
	(void)disklog_read(worker->root, &log);
	for (; done < worker->n_pending; done++) {
		struct pending_note *pending = &worker->pending[done];

		if (note_is_on_disk(&pending->note, &log))
			look_at_note(&worker->look, &pending->note, now_ms);
		else if (++pending->tries < PENDING_TRIES && !worker->stopping)
			break;
	}
	worker->n_pending -= done;
	memmove(worker->pending, worker->pending + done,
		worker->n_pending * sizeof(*worker->pending));
	worker->dirty |= done > 0;
	/* Asked behind the notes: what they said is known then, and not told twice. */
	worker->polled_ms = 0;
}

static void look_for_gaps(struct worker *worker, int64_t now_ms)
{
	struct stream_gap gaps[GAPS_MAX];
	size_t count = stream_gaps(worker->reader.stream, worker->gaps_done, worker->gaps_to,
				   GAPS_MAX, gaps);

	if (worker->gaps_to && count) {
		CLEANUP(disklog_done) struct disklog log = { 0 };

		if (disklog_read(worker->root, &log) &&
		    look_at_gaps(&worker->look, gaps, count, &log, now_ms))
			worker->polled_ms = 0;
	}
	worker->gaps_done = worker->gaps_to ? worker->gaps_to + 1 : 0;
	worker->gaps_to = atomic_load(&worker->reader.stream->last);
}

static void look_at_stream(struct worker *worker, int64_t now_ms)
{
	collect_notes(worker);
	work_off_notes(worker, now_ms);
	if (is_due(&worker->gaps_ms, GAP_MS, now_ms))
		look_for_gaps(worker, now_ms);
}

/* auditd writes its state a moment after it is asked. */
static void look_at_state(struct worker *worker, int64_t now_ms)
{
	struct auditdstate state;

	if (worker->state_asked && now_ms - worker->state_ms >= TICK_MS) {
		worker->state_asked = false;
		if (auditdstate_read(worker->root, &state))
			look_at_auditd(&worker->look, &state, now_ms);
	}
	if (!worker->conf.state_seconds ||
	    !is_due(&worker->state_ms, (int64_t)worker->conf.state_seconds * 1000, now_ms))
		return;
	if (!worker->request->root)
		auditdstate_ask((pid_t)worker->known.pid);
	worker->state_asked = true;
}

static void take_judgement(struct worker *worker, json_t *answer, int64_t now_ms)
{
	json_t *facts = json_object_get(answer, "facts");
	const char *verdict = json_string_value(json_object_get(facts, "verdict"));

	if (!verdict) {
		worker_say("cannot tell what the boot lost: 'aubacklog report' says why");
		return;
	}
	worker->known.boot_judged = true;
	worker->dirty = true;
	if (strcmp(verdict, report_verdict_name(VERDICT_LOST)) != 0)
		return;
	free(worker->boot_sentence);
	worker->boot_sentence =
		xstrdup_or_null(json_string_value(json_object_get(answer, "sentence")));
	worker->boot_facts = json_incref(facts);
	worker->look.facts.boot = worker->boot_sentence;
	alarms_signal(&worker->alarms, ALARM_BOOT, now_ms, 0);
}

static void judge_when_due(struct worker *worker, int64_t now_ms)
{
	CLEANUP(value_release) json_t *answer = NULL;
	const int64_t wait_ms =
		worker->judge_tries ? JUDGE_AGAIN_MS : (int64_t)worker->conf.boot_seconds * 1000;

	if (worker->judge.pid) {
		if (judge_has_ended(&worker->judge, now_ms, &answer))
			take_judgement(worker, answer, now_ms);
		return;
	}
	if (worker->known.boot_judged || worker->judge_tries == JUDGE_TRIES ||
	    !is_due(&worker->judged_ms, wait_ms, now_ms))
		return;
	worker->judge_tries++;
	if (judge_begin(&worker->judge, worker->request->root, now_ms) < 0)
		worker_say("cannot begin the process that judges the boot");
}

static void worker_tick(struct worker *worker)
{
	const int64_t now_ms = wall_now_ms();
	uint64_t dropped;

	/* The clock was set back: what comes now is behind the start all the same. */
	if (now_ms < worker->started_ms)
		worker->started_ms = now_ms;
	if (worker->request->mode == WORKER_STREAM)
		look_at_stream(worker, now_ms);
	if (is_due(&worker->polled_ms, (int64_t)worker->conf.poll_seconds * 1000, now_ms))
		poll_kernel(worker, now_ms);
	look_at_state(worker, now_ms);
	judge_when_due(worker, now_ms);
	alarms_tick(&worker->alarms, now_ms);
	delivery_step(&worker->delivery, passing_now_ms());
	dropped = delivery_take_dropped(&worker->delivery);
	if (dropped)
		alarms_signal(&worker->alarms, ALARM_SPOOL, now_ms, dropped);
	if (worker->dirty || now_ms - worker->saved_ms >= SAVE_MS || now_ms < worker->saved_ms)
		worker_save(worker);
}

/* Of settings that cannot be used the old ones stay. */
static void read_settings_again(struct worker *worker)
{
	struct watchconf conf = { 0 }, old = worker->conf;
	struct error err = { 0 };

	if (watchconf_read(worker->request->conf_path, &conf, &err) < 0) {
		worker_say(err.text);
		return;
	}
	if (strcmp(conf.directory, old.directory) != 0) {
		worker_say("the directory is changed by a restart only");
		free(conf.directory);
		conf.directory = xstrdup(old.directory);
	}
	worker->conf = conf;
	if (configure_delivery(worker, &err) < 0)
		worker_say(err.text);
	watchconf_done(&old);
}

/* SIGTERM counts from the parent: auditd, or whoever started the program. */
static void take_signal_of(struct worker *worker)
{
	struct signalfd_siginfo info;

	while (read(worker->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP)
			read_settings_again(worker);
		else if (info.ssi_pid == (uint32_t)getppid())
			worker->stopping = true;
	}
}

static void worker_wait(struct worker *worker, int timeout_ms)
{
	struct pollfd waited[] = {
		{ .fd = worker->signals, .events = POLLIN },
		{ .fd = worker->delivery.sender.fd, .events = POLLIN },
		{ .fd = worker->reader.stream ? worker->reader.end_fd : -1, .events = POLLIN },
		{ .fd = worker->judge.pid ? worker->judge.fd : -1, .events = POLLIN },
	};
	const struct timespec timeout = { .tv_sec = timeout_ms / 1000,
					  .tv_nsec = timeout_ms % 1000 * 1000000L };

	if (ppoll(waited, sizeof(waited) / sizeof(waited[0]), &timeout, NULL) <= 0)
		return;
	if (waited[0].revents)
		take_signal_of(worker);
	if (waited[2].revents)
		worker->stopping = worker->stream_ended = true;
}

/* Delivers what can be delivered at once; what cannot waits on the disk. */
static void worker_flush(struct worker *worker)
{
	const int64_t until_ms = passing_now_ms() + FLUSH_MS;

	while (passing_now_ms() < until_ms) {
		delivery_step(&worker->delivery, passing_now_ms());
		if (delivery_is_idle(&worker->delivery, passing_now_ms()))
			break;
		worker_wait(worker, 50);
	}
	worker_save(worker);
}

/* What auditd wrote last may still be in the pipe. */
static void drain_stream(struct worker *worker)
{
	const int64_t until_ms = passing_now_ms() + DRAIN_MS;

	while (!worker->stream_ended && passing_now_ms() < until_ms)
		worker_wait(worker, 50);
}

/* An auditd that was killed says nothing, and the kernel learns of it with its next record. */
static bool auditd_has_died(const struct worker *worker)
{
	return worker->stream_ended && !worker->request->root && worker->known.pid &&
	       !auditdstate_is_auditd((pid_t)worker->known.pid);
}

static void end_stream(struct worker *worker)
{
	drain_stream(worker);
	look_at_stream(worker, wall_now_ms());
	look_at_end(&worker->look, auditd_has_died(worker), wall_now_ms());
}

static void worker_loop(struct worker *worker)
{
	while (!worker->stopping) {
		worker_tick(worker);
		worker_wait(worker, TICK_MS);
	}
	if (worker->request->mode == WORKER_STREAM)
		end_stream(worker);
	worker_flush(worker);
}

static int lock_folder(struct worker *worker, struct error *err)
{
	const int64_t until_ms = passing_now_ms() + LOCK_MS;

	if (mkdir(worker->conf.directory, 0700) < 0 && errno != EEXIST)
		return error_set(err, -errno, "cannot make '%s': %s", worker->conf.directory,
				 strerror(errno));
	worker->folder = open(worker->conf.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (worker->folder < 0)
		return error_set(err, -errno, "cannot open '%s': %s", worker->conf.directory,
				 strerror(errno));
	while (flock(worker->folder, LOCK_EX | LOCK_NB) < 0) {
		if (passing_now_ms() > until_ms)
			return error_set(err, -EBUSY, "cannot use '%s': another one works there",
					 worker->conf.directory);
		worker_wait(worker, 100);
	}
	return 0;
}

/* Reads what is there to begin with. */
static int worker_begin(struct worker *worker, struct error *err)
{
	CLEANUP(cleanup_free) char *boot = NULL;
	sigset_t set;
	int code =
		root_new(worker->request->root ? worker->request->root : "/", &worker->root, err);

	if (code < 0)
		return code;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGHUP);
	worker->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	code = lock_folder(worker, err);
	if (code < 0)
		return code;
	boot = read_word(worker->root, "proc/sys/kernel/random/boot_id");
	worker->host = read_word(worker->root, "proc/sys/kernel/hostname");
	if (!worker->host)
		worker->host = read_word(worker->root, "etc/hostname");
	if (!worker->host)
		worker->host = xstrdup("unknown");
	remembered_read(worker->folder, boot ? boot : "unknown", &worker->known, &worker->alarms);
	for (enum sink_kind kind = 0; kind < SINK_COUNT; kind++)
		worker->delivery.lines[kind].dropped = worker->known.dropped[kind];
	return configure_delivery(worker, err);
}

static void worker_done(struct worker *worker)
{
	judge_done(&worker->judge);
	delivery_done(&worker->delivery);
	json_decref(worker->boot_facts);
	free(worker->boot_sentence);
	free(worker->host);
	root_free(worker->root);
	watchconf_done(&worker->conf);
}

/* Sends one alert to each receiver, from a spool of its own. */
static int worker_test(struct worker *worker, struct error *err)
{
	const int64_t until_ms = passing_now_ms() + (int64_t)worker->conf.send_seconds * 1000;

	alarms_signal(&worker->alarms, ALARM_TEST, wall_now_ms(), 0);
	do {
		delivery_step(&worker->delivery, passing_now_ms());
		worker_wait(worker, 50);
	} while (passing_now_ms() < until_ms && !worker->stopping &&
		 !delivery_is_idle(&worker->delivery, passing_now_ms()));
	for (enum sink_kind kind = 0; kind < SINK_COUNT; kind++)
		if (worker->delivery.lines[kind].wanted &&
		    spool_last(&worker->delivery.lines[kind].spool))
			return error_set(err, -EIO, "the alert did not reach '%s'",
					 sink_name(kind));
	return 0;
}

static void use_test_folder(struct watchconf *conf)
{
	char *folder = xasprintf("%s/test", conf->directory);

	(void)mkdir(conf->directory, 0700);
	free(conf->directory);
	conf->directory = folder;
}

int worker_run(const struct worker_request *request, struct watchconf *conf,
	       const struct sender *sender, struct error *err)
{
	/* The thread that reads may outlive this function. */
	static struct worker worker;
	int code = 0;

	worker.request = request;
	worker.conf = *conf;
	*conf = (struct watchconf){ 0 };
	worker.delivery.sender = *sender;
	worker.delivery.say = worker_say;
	worker.alarms.tell = tell_alarm;
	worker.alarms.context = &worker;
	worker.look.alarms = &worker.alarms;
	worker.look.known = &worker.known;
	worker.started_ms = worker.judged_ms = worker.gaps_ms = wall_now_ms();
	if (request->mode == WORKER_TEST)
		use_test_folder(&worker.conf);
	if (request->mode == WORKER_STREAM)
		code = reader_begin(&worker.reader, STDIN_FILENO, err);
	if (code == 0)
		code = worker_begin(&worker, err);
	if (code == 0 && request->mode == WORKER_TEST)
		code = worker_test(&worker, err);
	else if (code == 0)
		worker_loop(&worker);
	worker_done(&worker);
	return code;
}
