/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the newest boot lost. */
#define _GNU_SOURCE
#include "watch/judge.h"

#include "cmd/machine.h"
#include "cmd/options.h"
#include "explain/sentence.h"
#include "render/value.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>

#define JUDGE_MS (15 * 60 * 1000)
#define ANSWER_BYTES_MAX (16u << 10)

/* "390 records before auditd took over, and 3 later" */
static char *tell_loss(const struct report_boot *boot)
{
	char early[SENTENCE_RANGE_BYTES], late[SENTENCE_RANGE_BYTES];

	sentence_range(&boot->records_lost, "record", early);
	sentence_range(&boot->later.lost, "record", late);
	if (!boot->later.lost.min)
		return xasprintf("%s before auditd took over", early);
	if (!boot->records_lost.max)
		return xasprintf("%s after auditd took over", late);
	return xasprintf("%s before auditd took over, and %s later", early, late);
}

static char *tell_cure(const struct report_boot *boot)
{
	const struct recommendation *needs = &boot->recommendation;

	if (!boot->records_lost.max || !needs->fixable || !needs->arguments)
		return xstrdup("");
	if (!needs->minimum_known)
		return xasprintf("; use %s", needs->arguments);
	return xasprintf("; a boot limit of %" PRIu64 " would have held all of them: use %s",
			 needs->minimum, needs->arguments);
}

static char *tell_boot(const struct report_boot *boot)
{
	CLEANUP(cleanup_free) char *loss = tell_loss(boot);
	CLEANUP(cleanup_free) char *cure = tell_cure(boot);

	return xasprintf("this boot lost %s%s", loss, cure);
}

static json_t *make_answer(const struct report_boot *boot)
{
	CLEANUP(cleanup_free) char *sentence = tell_boot(boot);
	json_t *answer = json_object(), *facts = json_object();

	value_set(facts, "verdict", value_text(report_verdict_name(boot->verdict)));
	value_set(facts, "exact", json_boolean(boot->exact));
	value_set(facts, "held", value_number(boot->records_held));
	value_set(facts, "lost", value_range(&boot->records_lost));
	value_set(facts, "later_lost", value_range(&boot->later.lost));
	value_set(facts, "events_lost", value_number(boot->events_lost));
	value_set(facts, "boot_limit",
		  value_number_or_null(boot->boot_limit_source != LIMIT_UNKNOWN, boot->boot_limit));
	value_set(facts, "minimum",
		  value_number_or_null(boot->recommendation.minimum_known,
				       boot->recommendation.minimum));
	value_set(facts, "arguments", value_text(boot->recommendation.arguments));
	value_set(facts, "kernel", value_text(boot->kernel));
	value_set(facts, "boot_id", value_text(boot->boot_id));
	value_set(answer, "sentence", value_text(sentence));
	value_set(answer, "facts", facts);
	return answer;
}

static int judge_newest(const char *root, struct report *ret_report, struct error *err)
{
	CLEANUP(machine_done) struct machine machine = { 0 };
	char *words[] = { (char[]){ "aubacklog" },     (char[]){ "report" },
			  (char[]){ "--newest-only" }, (char[]){ "--root" },
			  (char *)(uintptr_t)root,     NULL };
	struct options options;
	int code = options_parse(root ? 5 : 3, words, &options, err);

	if (code == 0)
		code = machine_open(&options, &machine, err);
	return code < 0 ? code : machine_diagnose(&machine, &options, ret_report, err);
}

int judge_write(const char *root, FILE *out, struct error *err)
{
	CLEANUP(report_done) struct report report = { 0 };
	CLEANUP(value_release) json_t *answer = NULL;
	int code = judge_newest(root, &report, err);

	if (code < 0)
		return code;
	answer = make_answer(&report.boots[0]);
	code = value_dump(answer, out, err);
	return code == 0 && fflush(out) != 0
		       ? error_set(err, -errno, "cannot answer: %s", strerror(errno))
		       : code;
}

void judge_done(struct judge *judge)
{
	if (judge->pid > 0) {
		(void)kill(judge->pid, SIGKILL);
		(void)waitpid(judge->pid, NULL, 0);
		(void)close(judge->fd);
	}
	free(judge->text);
	*judge = (struct judge){ 0 };
}

/* The process has the usual signals, and reads nothing of what auditd writes. */
static int spawn_self(char **words, int out, pid_t *ret_pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	char *environment[] = { NULL };
	sigset_t none, all;
	int code;

	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	if (posix_spawn_file_actions_init(&files) || posix_spawnattr_init(&attributes))
		return -ENOMEM;
	code = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	code = code ? code : posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	code = code ? code : posix_spawnattr_setsigmask(&attributes, &none);
	code = code ? code : posix_spawnattr_setsigdefault(&attributes, &all);
	code = code ? code
		    : posix_spawnattr_setflags(&attributes,
					       POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	code = code ? code
		    : posix_spawn(ret_pid, "/proc/self/exe", &files, &attributes, words,
				  environment);
	(void)posix_spawn_file_actions_destroy(&files);
	(void)posix_spawnattr_destroy(&attributes);
	return -code;
}

int judge_begin(struct judge *judge, const char *root, int64_t now_ms)
{
	char *words[] = { (char[]){ "aubacklog-watch" }, (char[]){ JUDGE_OPTION },
			  (char[]){ "--root" }, (char *)(uintptr_t)root, NULL };
	int ends[2], code;
	pid_t pid = 0;

	if (!root)
		words[2] = NULL;
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	(void)fcntl(ends[1], F_SETFL, 0);
	code = spawn_self(words, ends[1], &pid);
	(void)close(ends[1]);
	if (code < 0) {
		(void)close(ends[0]);
		return code;
	}
	*judge = (struct judge){ .pid = pid, .fd = ends[0], .until_ms = now_ms + JUDGE_MS };
	return 0;
}

/* Gives false when it has written all. */
static bool take_answer(struct judge *judge)
{
	char bytes[4096];
	ssize_t got;

	while ((got = read(judge->fd, bytes, sizeof(bytes))) > 0) {
		if (judge->length + (size_t)got > ANSWER_BYTES_MAX)
			return false;
		judge->text = xreallocarray(judge->text, judge->length + (size_t)got, 1);
		memcpy(judge->text + judge->length, bytes, (size_t)got);
		judge->length += (size_t)got;
	}
	return got < 0 && (errno == EAGAIN || errno == EINTR);
}

bool judge_has_ended(struct judge *judge, int64_t now_ms, json_t **ret_answer)
{
	if (take_answer(judge) && now_ms < judge->until_ms)
		return false;
	*ret_answer = judge->length ? json_loadb(judge->text, judge->length, 0, NULL) : NULL;
	judge_done(judge);
	return true;
}
