/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command of the system. */
#define _GNU_SOURCE
#include "change/command.h"

#include "util/cleanup.h"
#include "util/contents.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where update-grub and its like are. The caller's PATH has no say in the programs that root runs.
 */
#define SYSTEM_PATH "/usr/sbin:/usr/bin:/sbin:/bin"

void command_done(struct command *command)
{
	for (size_t i = 0; i < command->count; i++)
		free(command->words[i]);
	free(command->words);
	*command = (struct command){ 0 };
}

void command_add(struct command *command, const char *word)
{
	command->words = xreallocarray(command->words, command->count + 2, sizeof(char *));
	command->words[command->count] = xstrdup(word);
	command->words[++command->count] = NULL;
}

bool command_has(const struct command *command, const char *word)
{
	for (size_t i = 0; i < command->count; i++)
		if (strcmp(command->words[i], word) == 0)
			return true;
	return false;
}

void command_split(struct command *command, const char *text)
{
	CLEANUP(cleanup_free) char *copy = xstrdup(text);
	char *rest = copy;
	const char *word;

	while ((word = strsep(&rest, " ")))
		command_add(command, word);
}

/* A word with bytes that no terminal should get. Unlike the escapes of text_safe, those of $'…' are
 * read back by the shell. */
static void print_byte_word(FILE *out, const char *word)
{
	fputs("$'", out);
	for (; *word; word++) {
		unsigned char byte = (unsigned char)*word;

		if (byte < 0x20 || byte >= 0x7f)
			fprintf(out, "\\x%02x", byte);
		else
			fprintf(out, "%s%c", byte == '\'' || byte == '\\' ? "\\" : "", byte);
	}
	fputc('\'', out);
}

static void print_quoted_word(FILE *out, const char *word)
{
	fputc('\'', out);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

/* The length of "--name=" in front of a value; 0 without. */
static size_t option_name_length(const char *word)
{
	size_t length = strspn(word, "-abcdefghijklmnopqrstuvwxyz");

	return *word == '-' && word[length] == '=' ? length + 1 : 0;
}

/* "<KEY>" and "/lib/modules/<VERSION>/vmlinuz" of the table of platforms are left to the reader. A
 * word from a file begins otherwise, and makes no shell read or write anywhere. */
static bool is_to_fill_in(const char *value)
{
	const char *name = strchr(value, '<');
	size_t length = name ? strspn(name + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;

	return (*value == '<' || *value == '/') && length && name[1 + length] == '>' &&
	       !strpbrk(name + 2 + length, "<>") && strcspn(value, "<>") == (size_t)(name - value);
}

/* In an option with a value only the value is quoted; <WORD> is left to the reader. */
static void print_shell_word(FILE *out, const char *word)
{
	CLEANUP(cleanup_free) char *safe = text_safe(word);
	size_t head = option_name_length(word);

	if (*word && !strpbrk(word, " \t\n'\"\\$`!*?;&|(){}[]#~^") && strcmp(safe, word) == 0 &&
	    (!strpbrk(word, "<>") || is_to_fill_in(word + head))) {
		fputs(word, out);
		return;
	}
	fprintf(out, "%.*s", (int)head, word);
	(strcmp(safe, word) == 0 ? print_quoted_word : print_byte_word)(out, word + head);
}

char *command_text(const struct command *command)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	for (size_t i = 0; i < command->count; i++) {
		if (i)
			fputc(' ', out);
		print_shell_word(out, command->words[i]);
	}
	return textstream_close(stream);
}

int command_find(const struct command *command, struct error *err)
{
	CLEANUP(cleanup_free) char *folders = xstrdup(SYSTEM_PATH);
	char *rest = folders;
	const char *folder;

	while ((folder = strsep(&rest, ":"))) {
		CLEANUP(cleanup_free) char *path = xasprintf("%s/%s", folder, command->words[0]);

		if (access(path, X_OK) == 0)
			return 0;
	}
	return error_set(err, -ENOENT, "cannot run '%s': it is not there", command->words[0]);
}

/* In the child, which does not come back: tells the parent why the program was not started. Its own
 * status says nothing: a script may end with any. */
static void fail_to_start(int told)
{
	int code = errno;
	ssize_t ignored = write(told, &code, sizeof(code));

	(void)ignored;
	_exit(127);
}

/* In the child: does not come back. One of the descriptors that main filled in for closed ones can
 * only be read, and a script that cannot print ends. */
static void exec_command(const struct command *command, int told)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	bool closed = (fcntl(STDERR_FILENO, F_GETFL) & O_ACCMODE) == O_RDONLY;

	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
	    (!closed || dup2(null, STDERR_FILENO) >= 0) &&
	    dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 && setenv("PATH", SYSTEM_PATH, 1) == 0)
		(void)execvp(command->words[0], command->words);
	fail_to_start(told);
}

/* The error with which the program was not started; 0 when it was. Closes the descriptor. */
static int read_start(int told)
{
	int code = 0;
	ssize_t bytes;

	do
		bytes = read(told, &code, sizeof(code));
	while (bytes < 0 && errno == EINTR);
	(void)close(told);
	return bytes == (ssize_t)sizeof(code) ? code : 0;
}

/* Takes: where the child tells that it could not start the program. */
static int wait_for_command(pid_t child, int told, const char *name, struct error *err)
{
	int status, start = read_start(told);

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return error_set(err, -errno, "cannot wait for '%s': %s", name,
					 strerror(errno));
	if (WIFSIGNALED(status))
		return error_set(err, -ECHILD, "cannot go on: '%s' was ended by signal %d", name,
				 WTERMSIG(status));
	if (start)
		return error_set(err, -start, "cannot run '%s': %s", name,
				 start == ENOENT ? "it is not there" : strerror(start));
	if (WEXITSTATUS(status))
		return error_set(err, -ECHILD, "cannot go on: '%s' ended with status %d", name,
				 WEXITSTATUS(status));
	return 0;
}

int command_run(const struct command *command, struct error *err)
{
	int told[2];
	pid_t child;

	if (pipe2(told, O_CLOEXEC) < 0)
		return error_set(err, -errno, "cannot run '%s': %s", command->words[0],
				 strerror(errno));
	child = fork();
	if (child == 0)
		exec_command(command, told[1]);
	(void)close(told[1]);
	if (child < 0) {
		(void)close(told[0]);
		return error_set(err, -errno, "cannot run '%s': %s", command->words[0],
				 strerror(errno));
	}
	return wait_for_command(child, told[0], command->words[0], err);
}

/* In the child: does not come back. */
static void exec_into_pipe(const struct command *command, int pipe_end, int told)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(pipe_end, STDOUT_FILENO) >= 0 &&
	    clearenv() == 0 && setenv("PATH", SYSTEM_PATH, 1) == 0 && setenv("LC_ALL", "C", 1) == 0)
		(void)execvp(command->words[0], command->words);
	fail_to_start(told);
}

static void close_pair(const int pair[2])
{
	(void)close(pair[0]);
	(void)close(pair[1]);
}

/* Gives the end of the pipe to read from, or -errno; and where the child tells of its start. */
static int start_reading(const struct command *command, pid_t *ret_child, int *ret_told)
{
	int ends[2], told[2], code;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(told, O_CLOEXEC) < 0) {
		code = -errno;
		close_pair(ends);
		return code;
	}
	child = fork();
	if (child == 0)
		exec_into_pipe(command, ends[1], told[1]);
	if (child < 0) {
		code = -errno;
		close_pair(ends);
		close_pair(told);
		return code;
	}
	(void)close(ends[1]);
	(void)close(told[1]);
	*ret_child = child;
	*ret_told = told[0];
	return ends[0];
}

int command_read(const struct command *command, size_t max_bytes, char **ret_text,
		 size_t *ret_bytes, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	size_t bytes = 0;
	pid_t child = -1;
	int told = -1, read, code, fd = start_reading(command, &child, &told);

	if (fd < 0)
		return error_set(err, fd, "cannot run '%s': %s", command->words[0], strerror(-fd));
	read = contents_read(fd, max_bytes, &text, &bytes);
	/* A command that prints more than max_bytes ends by SIGPIPE. */
	(void)close(fd);
	if (read < 0)
		(void)error_set(err, read, "cannot read what '%s' says: %s", command->words[0],
				strerror(-read));
	code = wait_for_command(child, told, command->words[0], read < 0 ? NULL : err);
	if (read < 0 || code < 0)
		return read < 0 ? read : code;
	if (!bytes)
		return error_set(err, -ENODATA, "cannot use what '%s' says: it is empty",
				 command->words[0]);
	*ret_text = text;
	*ret_bytes = bytes;
	text = NULL;
	return 0;
}
