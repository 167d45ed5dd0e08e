/* SPDX-License-Identifier: GPL-2.0-or-later */
/* aubacklog: runs the verb, and is the only place that prints errors. */
#include "cmd/help.h"
#include "cmd/option_table.h"
#include "cmd/output.h"
#include "cmd/verbs.h"
#include "input/evidence_paths.h"
#include "util/cleanup.h"
#include "util/exit_cleanup.h"
#include "util/privilege.h"
#include "util/text.h"
#include "util/version.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum {
	EXIT_USAGE = 3,
	EXIT_ERROR = 4,
};

static int print_checked(void)
{
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : EXIT_ERROR;
}

static int print_help(const struct options *options, struct error *err)
{
	CLEANUP(output_done) struct output output = { 0 };
	int code = output_open(NULL, &output, err);

	if (code == 0 && !options->no_pager)
		output_page(&output);
	if (code == 0)
		help_print(options, output.file);
	return code < 0 ? code : output_commit(&output, err);
}

static int print_version(void)
{
	printf("aubacklog %s\n", AUBACKLOG_VERSION);
	return print_checked();
}

/* For scripts that copy evidence: an archive is read by the same table. */
static int print_wanted(void)
{
	const char *row;

	for (size_t i = 0; (row = evidence_paths_row(i)); i++)
		puts(row);
	return print_checked();
}

/* For the scripts that make manual pages and completions. */
static int print_table(void)
{
	help_print_table(stdout);
	return print_checked();
}

static void say(const char *text)
{
	CLEANUP(cleanup_free) char *safe = text_safe(text);

	fprintf(stderr, "aubacklog: %s\n", safe ? safe : "out of memory");
}

static int print_error(const struct error *err, int code)
{
	say(err->code ? err->text : strerror(-code));
	if (code != ERROR_USAGE)
		return EXIT_ERROR;
	fputs("Try 'aubacklog --help'.\n", stderr);
	return EXIT_USAGE;
}

static int keep_privileges(const struct options *options, struct error *err)
{
	unsigned needs = verb_rows[options->verb].needs;

	if (options->apply || options->undo)
		needs |= verb_rows[options->verb].needs_to_change;
	if (!options_ask_machine(options))
		needs &= ~(unsigned)(PRIVILEGE_ASK | PRIVILEGE_LOG | PRIVILEGE_HANDED_ON);
	if (options->output)
		needs |= PRIVILEGE_WRITE;
	return privilege_keep(needs, err);
}

static int run(int argc, char **argv)
{
	struct options options;
	struct error err = { 0 };
	int code, exit_code = EXIT_ERROR;

	(void)setlocale(LC_CTYPE, "");
	code = options_parse(argc, argv, &options, &err);
	if (code < 0)
		return print_error(&err, code);
	if (options.help) {
		code = print_help(&options, &err);
		return code < 0 ? print_error(&err, code) : 0;
	}
	if (options.version)
		return print_version();
	if (options.print_wanted)
		return print_wanted();
	if (options.print_table)
		return print_table();
	options_take_stdin(&options, &err);
	code = keep_privileges(&options, &err);
	if (code == 0)
		code = verb_rows[options.verb].run(&options, &exit_code, &err);
	if (code < 0)
		return print_error(&err, code);
	if (*err.text)
		say(err.text);
	return options.exit_zero ? 0 : exit_code;
}

/*
 * Opens /dev/null in place of closed standard streams, so that no file opened later becomes one. As
 * in glibc for set-uid programs, reading from and writing to it still fails with EBADF.
 */
static bool fill_closed_streams(void)
{
	static const int flags[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", flags[fd]) != fd)
			return false;
	return true;
}

int main(int argc, char **argv)
{
	if (!fill_closed_streams())
		return EXIT_ERROR;
	/* Where it is ignored, the end of a child tells nothing (wait(2)). */
	(void)signal(SIGCHLD, SIG_DFL);
	exit_cleanup_prepare(EXIT_ERROR);
	return exit_cleanup_over(run(argc, argv));
}
