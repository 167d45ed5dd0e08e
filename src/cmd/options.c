/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of aubacklog, read by the rows of option_table. */
#include "cmd/options.h"

#include "analysis/limit.h"
#include "cmd/option_table.h"
#include "cmd/option_words.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	OPTION_BASE = 256, /* getopt's value of an option, minus this, is its row of the table */
	OPERAND = 1,	   /* getopt's value for an operand among the options */
};

enum options_format options_format_of(const char *file_name)
{
	const char *slash = strrchr(file_name, '/');
	const char *dot = strrchr(slash ? slash : file_name, '.');

	return dot ? option_format_named(dot + 1) : FORMAT_NONE;
}

static bool find_verb_named(const char *word, enum verb *ret_verb)
{
	for (enum verb verb = 0; verb < VERB_COUNT; verb++)
		if (strcmp(word, verb_rows[verb].name) == 0) {
			*ret_verb = verb;
			return true;
		}
	return false;
}

static bool is_file_name(const char *word)
{
	return strcmp(word, "-") == 0 || strpbrk(word, "/.") || access(word, F_OK) == 0;
}

/* A first word that is no verb is a file. If there is no such file, it may be a misspelt verb;
 * after "help" it is one. */
static int check_misspelt_verb(const char *word, bool after_help, struct error *err)
{
	CLEANUP(cleanup_free) char *like = option_words_like_verb(word);

	if (after_help)
		return error_set(err, ERROR_USAGE, "cannot tell of '%s': no such verb%s", word,
				 like);
	if (is_file_name(word) || !*like)
		return 0;
	return error_set(err, ERROR_USAGE, "cannot use '%s': no verb and no file of that name%s",
			 word, like);
}

static void drop_first_operand(struct options *options)
{
	options->logs++;
	options->n_logs--;
}

/* Takes the words "help" and "version", which are options without their dashes. Gives: whether the
 * first was there. */
static bool take_help_words(struct options *options)
{
	bool has_help = false;

	while (options->n_logs) {
		bool is_help = strcmp(options->logs[0], "help") == 0;
		bool is_version = strcmp(options->logs[0], "version") == 0;

		if (!is_help && !is_version)
			break;
		has_help |= is_help;
		options->version |= is_version;
		drop_first_operand(options);
	}
	options->help |= has_help;
	return has_help;
}

/* The first operand names the verb, or is a file. "help VERB" is "VERB --help". */
static int take_verb(struct options *options, struct error *err)
{
	const bool after_help = take_help_words(options);
	const char *word = options->n_logs ? options->logs[0] : NULL;

	if (!word)
		return 0;
	if (!find_verb_named(word, &options->verb))
		return check_misspelt_verb(word, after_help, err);
	options->verb_named = true;
	drop_first_operand(options);
	return 0;
}

/* A verb behind the first operand is a mistake, unless it is the name of a file. */
static int check_late_verb(const struct options *options, size_t n_words, struct error *err)
{
	enum verb verb;

	for (size_t i = 0; i < n_words; i++)
		if (find_verb_named(options->logs[i], &verb) && !is_file_name(options->logs[i]))
			return error_set(
				err, ERROR_USAGE,
				"cannot use '%s' here: there is one verb, and it stands before the files",
				options->logs[i]);
	return 0;
}

bool options_ask_machine(const struct options *options)
{
	const bool of_boots = VERBS_OF_BOOTS & 1u << options->verb;

	return !options->root && !options->n_logs && !(of_boots && options->n_kernel_logs);
}

/* How long a command in front of a pipe may take for its first byte. */
#define STDIN_WAIT_MS 250

/* Whether standard input is a file or pipe with something in it. Gives: 1; 0 where it is neither;
 * -EAGAIN for one that is empty, or open and still empty. */
static int look_at_stdin(void)
{
	struct pollfd stdin_poll = { .fd = STDIN_FILENO, .events = POLLIN };
	struct stat status;
	off_t at;

	if (fstat(STDIN_FILENO, &status) < 0)
		return 0;
	at = S_ISREG(status.st_mode) ? lseek(STDIN_FILENO, 0, SEEK_CUR) : 0;
	if (S_ISREG(status.st_mode))
		return at >= 0 && at < status.st_size ? 1 : -EAGAIN;
	if (!S_ISFIFO(status.st_mode))
		return 0;
	(void)poll(&stdin_poll, 1, STDIN_WAIT_MS);
	return stdin_poll.revents & POLLIN ? 1 : -EAGAIN;
}

void options_take_stdin(struct options *options, struct error *note)
{
	static char dash[] = "-";
	static char *operand[] = { dash, NULL };

	if (!options_ask_machine(options) || !(VERBS_OF_BOOTS & 1u << options->verb))
		return;
	switch (look_at_stdin()) {
	case 0:
		return;
	case -EAGAIN:
		error_note(note, "nothing came on standard input: this is of the machine itself "
				 "('-' waits for it)");
		return;
	default:
		options->logs = operand;
		options->n_logs = 1;
	}
}

/* Only one input may be standard input. */
static int check_stdin(const struct options *options, struct error *err)
{
	int uses = options->root && strcmp(options->root, "-") == 0;

	for (size_t i = 0; i < options->n_logs; i++)
		uses += strcmp(options->logs[i], "-") == 0;
	if (uses < 2)
		return 0;
	return error_set(err, ERROR_USAGE, "cannot use '-' twice: standard input is one file");
}

/* Checks that at most one option says how much of the logs to read, and that this includes the boot
 * asked for. */
static int check_reach(const struct options *options, struct error *err)
{
	const char *part = options->window_only	  ? "--window-only"
			   : options->newest_only ? "--newest-only"
						  : NULL;

	if (part && options->whole_log)
		return error_set(err, ERROR_USAGE,
				 "cannot use --whole-log with %s: they contradict each other",
				 part);
	if (part && (options->boot == BOOT_ALL || options->boot_index))
		return error_set(err, ERROR_USAGE,
				 "cannot use %s with another boot: --boot asks for one", part);
	return 0;
}

static int check_verb_options(const struct options *options, uint64_t given, struct error *err)
{
	for (size_t i = 0; i < option_rows_count; i++) {
		CLEANUP(cleanup_free) char *verbs = NULL;

		if (!(given >> i & 1) || option_rows[i].verbs >> options->verb & 1)
			continue;
		verbs = option_words_join(option_rows[i].verbs, option_words_verb);
		return error_set(err, ERROR_USAGE, "cannot use --%s for %s: it is an option of %s",
				 option_rows[i].name, verb_rows[options->verb].name, verbs);
	}
	return 0;
}

static int check_format(const struct options *options, struct error *err)
{
	unsigned formats = verb_rows[options->verb].formats;
	CLEANUP(cleanup_free) char *names = NULL;

	if (options->format == FORMAT_NONE || formats >> options->format & 1)
		return 0;
	names = option_words_join(formats, option_format_name);
	return error_set(err, ERROR_USAGE, "cannot use --format %s for %s: %s is needed",
			 option_format_name(options->format), verb_rows[options->verb].name, names);
}

/* The counters are of the running kernel, and are metrics. */
static int check_counters(const struct options *options, struct error *err)
{
	const char *name = options->counters_only ? "--counters-only" : "--counters";

	if (!options->counters && !options->counters_only)
		return 0;
	if (options->format != FORMAT_PROMETHEUS)
		return error_set(err, ERROR_USAGE,
				 "cannot use %s here: it is for --format prometheus", name);
	if (!options_ask_machine(options))
		return error_set(
			err, ERROR_USAGE,
			"cannot use %s with files or --root: it asks the kernel that runs here",
			name);
	return 0;
}

static int check_together(const struct options *options, uint64_t given, struct error *err)
{
	int code = check_verb_options(options, given, err);

	if (code == 0)
		code = check_format(options, err);
	if (code == 0)
		code = check_reach(options, err);
	if (code == 0)
		code = check_counters(options, err);
	return code < 0 ? code : check_stdin(options, err);
}

/* Converts the table for getopt_long(3). */
static void fill_long_options(struct option *ret_options)
{
	for (size_t i = 0; i < option_rows_count; i++)
		ret_options[i] = (struct option){
			.name = option_rows[i].name,
			.has_arg = option_rows[i].value ? required_argument : no_argument,
			.val = OPTION_BASE + (int)i,
		};
	ret_options[option_rows_count] = (struct option){ 0 };
}

/* The short options for getopt_long(3): operands come in their order, a value that is missing is
 * ':'. */
static void fill_short_options(char *ret_letters)
{
	*ret_letters++ = '-';
	*ret_letters++ = ':';
	for (size_t i = 0; i < option_rows_count; i++) {
		if (!option_rows[i].letter)
			continue;
		*ret_letters++ = (char)option_rows[i].letter;
		if (option_rows[i].value)
			*ret_letters++ = ':';
	}
	*ret_letters = '\0';
}

static size_t find_option_row(int option)
{
	size_t i = 0;

	if (option >= OPTION_BASE)
		return (size_t)(option - OPTION_BASE);
	while (option_rows[i].letter != option)
		i++;
	return i;
}

static int check_choice(const struct option_row *row, const char *text, struct error *err)
{
	CLEANUP(cleanup_free) char *choices = option_choices(row, row->verbs);
	CLEANUP(cleanup_free) char *names = NULL;
	CLEANUP(cleanup_free) char *like = NULL;

	if (!choices || option_words_has(choices, text))
		return 0;
	names = option_words_choices(choices);
	like = option_words_like_choice(text, choices);
	return error_set(err, ERROR_USAGE, "cannot use '%s' for --%s: %s is needed%s", text,
			 row->name, names, like);
}

static int read_option(const struct option_row *row, struct options *options, struct error *err)
{
	int code;

	if (!row->read) {
		*(bool *)((char *)options + row->flag) = true;
		return 0;
	}
	code = row->value ? check_choice(row, optarg, err) : 0;
	return code < 0 ? code : row->read(optarg, options, err);
}

static int refuse_unknown_option(int option, const char *word, struct error *err)
{
	CLEANUP(cleanup_free) char *like = option_words_like_option(word);

	if (option == ':')
		return error_set(err, ERROR_USAGE, "cannot use '%s': it needs a value", word);
	if (optopt >= OPTION_BASE)
		return error_set(err, ERROR_USAGE, "cannot use '%s': --%s takes no value", word,
				 option_rows[optopt - OPTION_BASE].name);
	return error_set(err, ERROR_USAGE, "cannot use '%s': no such option%s", word, like);
}

/* The words of the command line. */
struct words {
	uint64_t given;	 /* bits of the rows whose options are there */
	size_t operands; /* before "--", behind which none is a verb */
};

/* Reads the options. Moves the operands to the front of argv, after the program's name. */
static int read_words(int argc, char **argv, struct options *options, struct words *words,
		      struct error *err)
{
	struct option long_options[OPTION_ROWS_MAX + 1];
	char letters[2 * OPTION_ROWS_MAX + 3];
	int option, before = 1;

	fill_long_options(long_options);
	fill_short_options(letters);
	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
		int code = 0;

		if (option == OPERAND) {
			options->logs[options->n_logs++] = optarg;
		} else if (option == '?' || option == ':') {
			return refuse_unknown_option(option, argv[before], err);
		} else {
			size_t row = find_option_row(option);

			words->given |= UINT64_C(1) << row;
			code = read_option(&option_rows[row], options, err);
		}
		if (code < 0)
			return code;
		before = optind;
	}
	words->operands = options->n_logs;
	while (optind < argc)
		options->logs[options->n_logs++] = argv[optind++];
	return 0;
}

int options_parse(int argc, char **argv, struct options *ret_options, struct error *err)
{
	struct options options = { .floor = LIMIT_FLOOR, .logs = argv + 1 };
	const char *color = getenv("NO_COLOR");
	struct words words = { 0 };
	int code = read_words(argc, argv, &options, &words, err);

	options.no_color |= color && *color;
	if (code == 0 && words.operands) {
		size_t operands = options.n_logs;

		code = take_verb(&options, err);
		words.operands -= operands - options.n_logs;
	}
	if (code == 0)
		code = check_late_verb(&options, words.operands, err);
	if (code == 0 && !options.help && !options.version)
		code = check_together(&options, words.given, err);
	if (code < 0)
		return code;
	*ret_options = options;
	return 0;
}
