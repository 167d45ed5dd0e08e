/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pager. */
#define _GNU_SOURCE
#include "cmd/pager.h"

#include "change/command.h"
#include "cmd/screen.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGER_OF_ROOT "/usr/bin/less"

/* While the pager runs, these are its own, and the end of its pipe is no error. */
static const int pager_signals[] = { SIGINT, SIGQUIT, SIGPIPE };

#define N_PAGER_SIGNALS (sizeof(pager_signals) / sizeof(pager_signals[0]))

enum pager_state {
	PAGER_HOLDS,  /* what was written, until it is known whether it fits */
	PAGER_RUNS,   /* and has the rest */
	PAGER_FAILED, /* all goes to the terminal */
};

struct pager {
	enum pager_state state;
	struct command command;
	bool secure; /* nothing but the command is the user's choice */
	int fd;	     /* of the terminal, or the pipe to the pager */
	pid_t child;
	struct sigaction old[N_PAGER_SIGNALS];
	char *held;
	size_t length, capacity;
	int rows, columns; /* of the screen */
	int row, column;   /* at which the text is */
	bool in_escape;	   /* within a sequence of colour */
};

/* Follows the text over the screen. */
static void follow_byte(struct pager *pager, unsigned char byte)
{
	if (pager->in_escape) {
		pager->in_escape = byte < '@' || byte == '[';
	} else if (byte == '\x1b') {
		pager->in_escape = true;
	} else if (byte == '\n') {
		pager->row++;
		pager->column = 0;
	} else if ((byte & 0xc0) != 0x80 && pager->column++ == pager->columns) {
		pager->row++;
		pager->column = 1;
	}
}

static int write_all(int fd, const char *text, size_t length)
{
	while (length) {
		ssize_t done = write(fd, text, length);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		text += done;
		length -= (size_t)done;
	}
	return 0;
}

/* Variables that root's pager gets beside these: the terminal and the language. Others could make
 * less read or run something. */
static const char *const kept_variables[] = { "TERM=", "LANG=", "LC_ALL=", "LC_CTYPE=" };

#define N_KEPT_VARIABLES (sizeof(kept_variables) / sizeof(kept_variables[0]))

struct pager_environment {
	char less[16], secure[16], history[20], path[20];
	char *list[4 + N_KEPT_VARIABLES + 1];
};

static void fill_secure_environment(struct pager_environment *ret)
{
	size_t count = 4;

	*ret = (struct pager_environment){
		.less = "LESS=FRX",
		.secure = "LESSSECURE=1",
		.history = "LESSHISTFILE=-",
		.path = "PATH=/usr/bin:/bin",
		.list = { ret->less, ret->secure, ret->history, ret->path },
	};
	for (size_t i = 0; i < N_KEPT_VARIABLES; i++)
		for (char **at = environ; *at && count < 4 + i + 1; at++)
			if (strncmp(*at, kept_variables[i], strlen(kept_variables[i])) == 0)
				ret->list[count++] = *at;
}

static int spawn_pager(const struct pager *pager, int pipe_end, pid_t *ret_child)
{
	struct pager_environment secure;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	int code;

	fill_secure_environment(&secure);
	sigemptyset(&defaults);
	for (size_t i = 0; i < N_PAGER_SIGNALS; i++)
		sigaddset(&defaults, pager_signals[i]);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	code = posix_spawn_file_actions_adddup2(&files, pipe_end, STDIN_FILENO);
	if (code == 0)
		code = posix_spawnattr_setsigdefault(&attributes, &defaults);
	if (code == 0)
		code = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	if (code == 0)
		code = posix_spawnp(ret_child, pager->command.words[0], &files, &attributes,
				    pager->command.words, pager->secure ? secure.list : environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return -code;
}

static void leave_signals_to_pager(struct pager *pager)
{
	const struct sigaction ignored = { .sa_handler = SIG_IGN };

	for (size_t i = 0; i < N_PAGER_SIGNALS; i++)
		(void)sigaction(pager_signals[i], &ignored, &pager->old[i]);
}

static void take_signals_back(struct pager *pager)
{
	for (size_t i = 0; i < N_PAGER_SIGNALS; i++)
		(void)sigaction(pager_signals[i], &pager->old[i], NULL);
}

static int start_pager(struct pager *pager)
{
	int ends[2], code;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	code = spawn_pager(pager, ends[0], &pager->child);
	(void)close(ends[0]);
	if (code < 0) {
		(void)close(ends[1]);
		return code;
	}
	leave_signals_to_pager(pager);
	pager->fd = ends[1];
	pager->state = PAGER_RUNS;
	return 0;
}

/* Who quits the pager has seen enough. */
static int pass_on(const struct pager *pager, const char *text, size_t length)
{
	int code = write_all(pager->fd, text, length);

	return code == -EPIPE && pager->state == PAGER_RUNS ? 0 : code;
}

static int pass_on_held(struct pager *pager)
{
	int code = pass_on(pager, pager->held, pager->length);

	pager->length = 0;
	return code;
}

static void hold_text(struct pager *pager, const char *text, size_t length)
{
	if (pager->length + length > pager->capacity) {
		pager->capacity = 2 * (pager->length + length);
		pager->held = xreallocarray(pager->held, pager->capacity, 1);
	}
	memcpy(pager->held + pager->length, text, length);
	pager->length += length;
	for (size_t i = 0; i < length; i++)
		follow_byte(pager, (unsigned char)text[i]);
}

static ssize_t write_to_pager(void *cookie, const char *text, size_t length)
{
	struct pager *pager = cookie;
	int code = 0;

	if (pager->state != PAGER_HOLDS) {
		code = pass_on(pager, text, length);
	} else {
		hold_text(pager, text, length);
		if (pager->row + 1 > pager->rows) {
			if (start_pager(pager) < 0)
				pager->state = PAGER_FAILED;
			code = pass_on_held(pager);
		}
	}
	errno = -code;
	return code < 0 ? 0 : (ssize_t)length;
}

static void wait_for_pager(struct pager *pager)
{
	(void)close(pager->fd);
	while (waitpid(pager->child, NULL, 0) < 0 && errno == EINTR)
		;
	take_signals_back(pager);
}

static int close_pager(void *cookie)
{
	struct pager *pager = cookie;
	int code = pager->state == PAGER_HOLDS ? pass_on_held(pager) : 0;

	if (pager->state == PAGER_RUNS)
		wait_for_pager(pager);
	command_done(&pager->command);
	free(pager->held);
	free(pager);
	errno = -code;
	return code < 0 ? EOF : 0;
}

/* Whether whoever types may not be whoever the program acts for. */
static bool is_privileged(void)
{
	return geteuid() == 0 || getauxval(AT_SECURE);
}

/* The words of the pager; none where there is to be none. */
static struct command choose_pager(bool secure)
{
	const char *own = getenv("AUBACKLOG_PAGER");
	const char *wanted = own ? own : getenv("PAGER");
	CLEANUP(cleanup_free) char *words = xstrdup(wanted ? wanted : "less");
	struct command command = { 0 };

	for (char *rest = words, *word; (word = strsep(&rest, " \t"));)
		if (*word)
			command_add(&command, word);
	if (!command.count || strcmp(command.words[0], "cat") == 0) {
		command_done(&command);
		return command;
	}
	if (secure) {
		command_done(&command);
		command_add(&command, PAGER_OF_ROOT);
	}
	return command;
}

FILE *pager_open(void)
{
	const cookie_io_functions_t functions = { .write = write_to_pager, .close = close_pager };
	const bool secure = is_privileged();
	struct command command = choose_pager(secure);
	struct pager *pager;
	FILE *file;

	if (!command.count)
		return NULL;
	if (!secure)
		(void)setenv("LESS", "FRX", 0);
	pager = xcalloc(1, sizeof(*pager));
	*pager = (struct pager){
		.command = command,
		.secure = secure,
		.fd = STDOUT_FILENO,
		.rows = screen_rows(stdout),
		.columns = screen_columns(stdout),
	};
	file = fopencookie(pager, "w", functions);
	if (!file)
		xalloc_end();
	return file;
}
