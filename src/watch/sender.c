/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process that delivers. */
#define _GNU_SOURCE
#include "watch/sender.h"

#include "render/value.h"
#include "util/cleanup.h"
#include "util/xalloc.h"
#include "watch/alert.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define REQUEST_BYTES_MAX (128u << 10)
/* Beyond the time that a delivery has, for it to say why it failed. */
#define GRACE_MS 2000
#define SENDER_FD 3

/* In the process of one delivery. */
static _Noreturn void deliver_once(enum sink_kind kind, const json_t *request, int out)
{
	struct sender_answer answer = { .kind = kind };
	struct error err = { 0 };

	answer.code = sink_deliver(kind, json_object_get(request, "settings"),
				   json_object_get(request, "alert"), &err);
	(void)snprintf(answer.text, sizeof(answer.text), "%.*s", (int)sizeof(answer.text) - 1,
		       err.text);
	_exit(write(out, &answer, sizeof(answer)) == sizeof(answer) ? 0 : 1);
}

/* Waits for the answer of a delivery, which is ended with all that it began when it takes too long.
 */
static void await_delivery(pid_t pid, int in, int patience_ms, struct sender_answer *answer)
{
	struct pollfd waited = { .fd = in, .events = POLLIN };
	const int ready = poll(&waited, 1, patience_ms);
	struct sender_answer got;

	if (ready == 0) {
		answer->code = -ETIMEDOUT;
		(void)snprintf(answer->text, sizeof(answer->text), "it took too long");
	} else if (read(in, &got, sizeof(got)) == sizeof(got)) {
		*answer = got;
	}
	(void)kill(-pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

/* In a process of its own: one delivery, and its answer. */
static _Noreturn void run_delivery(int fd, const json_t *request)
{
	struct sender_answer answer = {
		.kind = (enum sink_kind)json_integer_value(json_object_get(request, "kind")),
		.code = -ECHILD,
		.text = "the delivery crashed",
	};
	const json_int_t seconds = json_integer_value(
		json_object_get(json_object_get(request, "settings"), "seconds"));
	int ends[2];
	pid_t pid;

	(void)signal(SIGCHLD, SIG_DFL);
	if (pipe2(ends, O_CLOEXEC) < 0)
		_exit(1);
	pid = fork();
	if (pid == 0) {
		(void)setpgid(0, 0);
		(void)close(fd);
		deliver_once(answer.kind, request, ends[1]);
	}
	(void)close(ends[1]);
	if (pid > 0) {
		(void)setpgid(pid, pid);
		await_delivery(pid, ends[0], (int)seconds * 1000 + GRACE_MS, &answer);
	}
	(void)send(fd, &answer, sizeof(answer), MSG_NOSIGNAL);
	_exit(0);
}

static _Noreturn void serve_deliveries(int fd)
{
	char *text = xmalloc(REQUEST_BYTES_MAX);
	ssize_t got;

	/* Nobody waits for the processes that deliver. */
	(void)signal(SIGCHLD, SIG_IGN);
	while ((got = recv(fd, text, REQUEST_BYTES_MAX, 0)) != 0) {
		json_t *request = got > 0 ? json_loadb(text, (size_t)got, 0, NULL) : NULL;

		if (request && fork() == 0)
			run_delivery(fd, request);
		json_decref(request);
		if (got < 0 && errno != EINTR)
			break;
	}
	_exit(0);
}

/* Where a privilege cannot be given up nothing is delivered. */
static int become_user(const struct passwd *user)
{
	if (user && (initgroups(user->pw_name, user->pw_gid) < 0 || setgid(user->pw_gid) < 0 ||
		     (capng_get_caps_process(), capng_clear(CAPNG_SELECT_BOUNDS),
		      capng_apply(CAPNG_SELECT_BOUNDS) < 0) ||
		     setuid(user->pw_uid) < 0))
		return -1;
	return prctl(PR_SET_DUMPABLE, 0);
}

/* Files of the parent, the stream of records among them, are not this process's. */
static int keep_only_socket(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup3(fd, SENDER_FD, O_CLOEXEC) < 0)
		return -1;
	return close_range(SENDER_FD + 1, ~0u, 0);
}

static _Noreturn void begin_serving(int fd, const struct passwd *user, pid_t parent)
{
	sigset_t none;

	(void)sigemptyset(&none);
	for (int number = 1; number < SIGRTMIN; number++)
		(void)signal(number, SIG_DFL);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (fd == SENDER_FD ? fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 : false)
		_exit(1);
	if (keep_only_socket(fd) < 0 || become_user(user) < 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent || chdir("/") < 0)
		_exit(1);
	serve_deliveries(SENDER_FD);
}

int sender_begin(const char *user, struct sender *ret_sender, struct error *err)
{
	const struct passwd *found = NULL;
	const pid_t parent = getpid();
	int ends[2];
	pid_t pid;

	if (geteuid() == 0) {
		errno = 0;
		found = getpwnam(user);
		if (!found)
			return error_set(err, errno ? -errno : -ENOENT,
					 "cannot send as user '%s': there is none", user);
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return error_set(err, -errno, "cannot begin a process: %s", strerror(errno));
	pid = fork();
	if (pid == 0)
		begin_serving(ends[1], found, parent);
	(void)close(ends[1]);
	if (pid < 0)
		return error_set(err, -errno, "cannot begin a process: %s", strerror(errno));
	*ret_sender = (struct sender){ .fd = ends[0], .pid = pid };
	return 0;
}

int sender_send(const struct sender *sender, enum sink_kind kind, const json_t *settings,
		const json_t *alert)
{
	CLEANUP(value_release)
	json_t *request =
		json_pack("{s:i,s:O,s:O}", "kind", (int)kind, "settings", settings, "alert", alert);
	CLEANUP(cleanup_free) char *text = json_dumps(request, JSON_COMPACT);

	if (!text)
		xalloc_end();
	return send(sender->fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

bool sender_answers(const struct sender *sender, struct sender_answer *ret_answer)
{
	struct sender_answer answer;

	if (recv(sender->fd, &answer, sizeof(answer), MSG_DONTWAIT) != sizeof(answer) ||
	    (unsigned)answer.kind >= SINK_COUNT)
		return false;
	answer.text[sizeof(answer.text) - 1] = '\0';
	*ret_answer = answer;
	return true;
}
