/* SPDX-License-Identifier: GPL-2.0-or-later */
/* aubacklog-watch: tells when audit records are lost, when it happens. */
#include "util/cleanup.h"
#include "util/exit_cleanup.h"
#include "util/privilege.h"
#include "util/text.h"
#include "util/version.h"
#include "watch/judge.h"
#include "watch/sender.h"
#include "watch/watchconf.h"
#include "watch/worker.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

enum {
	WATCH_EXIT_USAGE = 3,
	WATCH_EXIT_ERROR = 4,
};

static const char watch_usage[] =
	"Usage: aubacklog-watch [OPTION…]\n"
	"Tells when audit records are lost, when it happens: a plugin of auditd, which reads the live\n"
	"stream of records on standard input.\n"
	"  --poll                 without a stream, until a signal: for machines without auditd\n"
	"  --test                 send one alert to each receiver; exit 4 when one has none\n"
	"  --config FILE          instead of " WATCHCONF_PATH "\n"
	"  --root DIR             look at a tree instead of this machine\n"
	"  -h, --help             this text\n"
	"  -V, --version          the version\n";

struct watch_words {
	struct worker_request request;
	bool judge, help, version;
};

static void say_failure(const struct error *err, int code)
{
	CLEANUP(cleanup_free) char *safe = text_safe(*err->text ? err->text : strerror(-code));

	fprintf(stderr, "aubacklog-watch: %s\n", safe);
}

/* An option with a value. */
static int take_value(char ***words, const char **ret_value, struct error *err)
{
	if (!(*words)[1])
		return error_set(err, ERROR_USAGE, "cannot use '%s': it needs a value", **words);
	*ret_value = *++*words;
	return 0;
}

static int parse_word(char ***words, struct watch_words *parsed, struct error *err)
{
	const char *word = **words;

	if (strcmp(word, "--poll") == 0)
		parsed->request.mode = WORKER_POLL;
	else if (strcmp(word, "--test") == 0)
		parsed->request.mode = WORKER_TEST;
	else if (strcmp(word, "--config") == 0)
		return take_value(words, &parsed->request.conf_path, err);
	else if (strcmp(word, "--root") == 0)
		return take_value(words, &parsed->request.root, err);
	else if (strcmp(word, JUDGE_OPTION) == 0)
		parsed->judge = true;
	else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		parsed->help = true;
	else if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
		parsed->version = true;
	else
		return error_set(err, ERROR_USAGE, "cannot use '%s': no such option", word);
	return 0;
}

static int parse_words(char **words, struct watch_words *parsed, struct error *err)
{
	int code = 0;

	for (; code == 0 && *words; words++)
		code = parse_word(&words, parsed, err);
	return code;
}

static int check_stream(const struct worker_request *request, struct error *err)
{
	if (request->mode == WORKER_STREAM && isatty(STDIN_FILENO))
		return error_set(err, ERROR_USAGE,
				 "cannot read the stream from a terminal: auditd starts this as a "
				 "plugin; --poll works without it");
	return 0;
}

/* The process that sends is begun while there are privileges to give up; nothing is read before
 * they are. */
static int watch_run(const struct worker_request *request, struct error *err)
{
	CLEANUP(watchconf_done) struct watchconf conf = { 0 };
	struct sender sender;
	int code = check_stream(request, err);

	if (code == 0)
		code = watchconf_read(request->conf_path, &conf, err);
	if (code == 0)
		code = sender_begin(conf.sender_user, &sender, err);
	if (code == 0)
		code = privilege_keep(PRIVILEGE_ASK | PRIVILEGE_READ, err);
	if (code < 0)
		return code;
	worker_block_signals();
	return worker_run(request, &conf, &sender, err);
}

static int watch_print(const char *text)
{
	return fputs(text, stdout) >= 0 && fflush(stdout) == 0 ? 0 : WATCH_EXIT_ERROR;
}

static int watch_main(char **words)
{
	struct watch_words parsed = { .request.conf_path = WATCHCONF_PATH };
	struct error err = { 0 };
	int code = parse_words(words, &parsed, &err);

	if (code == 0 && parsed.help)
		return watch_print(watch_usage);
	if (code == 0 && parsed.version)
		return watch_print("aubacklog-watch " AUBACKLOG_VERSION "\n");
	if (code == 0)
		code = parsed.judge ? judge_write(parsed.request.root, stdout, &err)
				    : watch_run(&parsed.request, &err);
	if (code == 0)
		return 0;
	say_failure(&err, code);
	if (code == ERROR_USAGE)
		fputs("Try 'aubacklog-watch --help'.\n", stderr);
	return code == ERROR_USAGE ? WATCH_EXIT_USAGE : WATCH_EXIT_ERROR;
}

/* auditd starts its plugins with whatever streams it has. */
static bool open_closed_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	return fd >= 0 && close(fd) == 0;
}

int main(int argc, char **argv)
{
	if (!open_closed_streams())
		return WATCH_EXIT_ERROR;
	(void)setlocale(LC_CTYPE, "");
	(void)signal(SIGCHLD, SIG_DFL);
	exit_cleanup_prepare(WATCH_EXIT_ERROR);
	return exit_cleanup_over(watch_main(argc ? argv + 1 : argv));
}
