/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command of the system. */
#define _GNU_SOURCE
#include "change/command.h"

#include "base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>

/* Where update-grub and its like are; a root shell that su gives may lack them. */
#define SYSTEM_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

void command_done(struct command *command)
{
	for (size_t i = 0; i < command->count; i++)
		free(command->words[i]);
	free(command->words);
	*command = (struct command){ 0 };
}

int command_add(struct command *command, const char *word)
{
	char **grown = reallocarray(command->words, command->count + 2, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	command->words = grown;
	grown[command->count] = strdup(word);
	if (!grown[command->count])
		return -ENOMEM;
	grown[++command->count] = NULL;
	return 0;
}

int command_split(struct command *command, const char *text)
{
	CLEANUP(cleanup_free) char *copy = strdup(text);
	char *rest = copy;
	const char *word;
	int code = copy ? 0 : -ENOMEM;

	while (code == 0 && (word = strsep(&rest, " ")))
		code = command_add(command, word);
	return code;
}

/* An option whose value holds a blank is quoted behind its "="; <WORD> is left to the reader. */
static void print_word(FILE *out, const char *word)
{
	const char *equals = strchr(word, '=');
	size_t head = equals && *word == '-' ? (size_t)(equals + 1 - word) : 0;

	if (!strpbrk(word, " \t\n'\"\\$`!*?;&|(){}[]#~")) {
		fputs(word, out);
		return;
	}
	fprintf(out, "%.*s'", (int)head, word);
	for (word += head; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

char *command_text(const struct command *command)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);
	bool failed;

	if (!out)
		return NULL;
	for (size_t i = 0; i < command->count; i++) {
		if (i)
			fputc(' ', out);
		print_word(out, command->words[i]);
	}
	failed = ferror(out);
	if (fclose(out) == 0 && !failed)
		return text;
	free(text);
	return NULL;
}

/* In the child: does not come back. */
static void become(const struct command *command, const char *path)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 &&
	    setenv("PATH", path, 1) == 0)
		(void)execvp(command->words[0], command->words);
	_exit(errno == ENOENT ? 127 : 126);
}

static int wait_for(pid_t child, const char *name, struct error *err)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return error_set(err, -errno, "cannot wait for '%s': %s", name,
					 strerror(errno));
	if (WIFSIGNALED(status))
		return error_set(err, -ECHILD, "cannot go on: '%s' was ended by signal %d", name,
				 WTERMSIG(status));
	if (WEXITSTATUS(status) == 127)
		return error_set(err, -ENOENT, "cannot run '%s': it is not there", name);
	if (WEXITSTATUS(status))
		return error_set(err, -ECHILD, "cannot go on: '%s' ended with status %d", name,
				 WEXITSTATUS(status));
	return 0;
}

int command_run(const struct command *command, struct error *err)
{
	CLEANUP(cleanup_free) char *path = NULL;
	const char *old = getenv("PATH");
	pid_t child;

	if (asprintf(&path, "%s%s" SYSTEM_PATH, old ? old : "", old ? ":" : "") < 0) {
		path = NULL;
		return error_memory(err, "run a command");
	}
	child = fork();
	if (child < 0)
		return error_set(err, -errno, "cannot run '%s': %s", command->words[0],
				 strerror(errno));
	if (child == 0)
		become(command, path);
	return wait_for(child, command->words[0], err);
}
