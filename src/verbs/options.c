/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of aubacklog itself. */
#include "verbs/options.h"

#include "account/recommendation.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPTION_ROOT = 256,
	OPTION_KERNEL_LOG,
	OPTION_BOOT,
	OPTION_FORMAT,
	OPTION_LIMIT,
	OPTION_FLOOR,
	OPTION_PROFILE,
	OPTION_APPLY,
	OPTION_UNDO,
	OPTION_X,
	OPTION_UNIT,
	OPTION_VERBOSE,
	OPTION_NO_COLOR,
	OPTION_PRINT_WANTED,
	OPTION_NEWEST_ONLY,
	OPTION_WINDOW_ONLY,
	OPTION_WHOLE_LOG,
};

static const struct option long_options[] = {
	{ .name = "root", .has_arg = required_argument, .val = OPTION_ROOT },
	{ .name = "kernel-log", .has_arg = required_argument, .val = OPTION_KERNEL_LOG },
	{ .name = "boot", .has_arg = required_argument, .val = OPTION_BOOT },
	{ .name = "format", .has_arg = required_argument, .val = OPTION_FORMAT },
	{ .name = "output", .has_arg = required_argument, .val = 'o' },
	{ .name = "limit", .has_arg = required_argument, .val = OPTION_LIMIT },
	{ .name = "floor", .has_arg = required_argument, .val = OPTION_FLOOR },
	{ .name = "profile", .has_arg = required_argument, .val = OPTION_PROFILE },
	{ .name = "apply", .has_arg = no_argument, .val = OPTION_APPLY },
	{ .name = "undo", .has_arg = no_argument, .val = OPTION_UNDO },
	{ .name = "x", .has_arg = required_argument, .val = OPTION_X },
	{ .name = "unit", .has_arg = required_argument, .val = OPTION_UNIT },
	{ .name = "verbose", .has_arg = no_argument, .val = OPTION_VERBOSE },
	{ .name = "newest-only", .has_arg = no_argument, .val = OPTION_NEWEST_ONLY },
	{ .name = "window-only", .has_arg = no_argument, .val = OPTION_WINDOW_ONLY },
	{ .name = "whole-log", .has_arg = no_argument, .val = OPTION_WHOLE_LOG },
	{ .name = "no-color", .has_arg = no_argument, .val = OPTION_NO_COLOR },
	{ .name = "print-wanted", .has_arg = no_argument, .val = OPTION_PRINT_WANTED },
	{ .name = "help", .has_arg = no_argument, .val = 'h' },
	{ .name = "version", .has_arg = no_argument, .val = 'V' },
	{ 0 },
};

static const struct {
	const char *name;
	enum options_format format;
} formats[] = {
	{ .name = "text", .format = FORMAT_TEXT },   { .name = "json", .format = FORMAT_JSON },
	{ .name = "png", .format = FORMAT_PNG },     { .name = "svg", .format = FORMAT_SVG },
	{ .name = "pdf", .format = FORMAT_PDF },     { .name = "gp", .format = FORMAT_GP },
	{ .name = "txt", .format = FORMAT_TXT },     { .name = "junit", .format = FORMAT_JUNIT },
	{ .name = "xccdf", .format = FORMAT_XCCDF }, { .name = "cklb", .format = FORMAT_CKLB },
};

static enum options_format format_named(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(name, formats[i].name) == 0)
			return formats[i].format;
	return FORMAT_NONE;
}

enum options_format options_format_of(const char *file_name)
{
	const char *slash = strrchr(file_name, '/');
	const char *dot = strrchr(slash ? slash : file_name, '.');

	return dot ? format_named(dot + 1) : FORMAT_NONE;
}

static int bad_value(const char *option, const char *value, const char *wanted, struct error *err)
{
	return error_set(err, ERROR_USAGE, "cannot use '%s' for %s: %s", value, option, wanted);
}

static int read_count(const char *option, const char *text, uint64_t *ret_count, struct error *err)
{
	char *end;
	unsigned long long count;

	errno = 0;
	count = strtoull(text, &end, 0);
	if (*text < '0' || *text > '9' || *end || errno || count > UINT32_MAX)
		return bad_value(option, text, "a number of records from 0 to 4294967295 is needed",
				 err);
	*ret_count = count;
	return 0;
}

static int read_boot(const char *text, struct options *options, struct error *err)
{
	char *end;
	long index;

	if (strcmp(text, "all") == 0) {
		options->boot = BOOT_ALL;
		return 0;
	}
	index = strtol(text, &end, 10);
	if (end == text || *end || index > 0 || index < -1000000000)
		return bad_value("--boot", text,
				 "0 is the newest boot, -1 the one before, 'all' each", err);
	options->boot = BOOT_INDEX;
	options->boot_index = (int)index;
	return 0;
}

static int read_choice(const char *option, const char *text, const char *no, const char *yes,
		       const char *wanted, bool *ret_chosen, struct error *err)
{
	if (strcmp(text, no) != 0 && strcmp(text, yes) != 0)
		return bad_value(option, text, wanted, err);
	*ret_chosen = strcmp(text, yes) == 0;
	return 0;
}

static int add_kernel_log(const char *name, struct options *options, struct error *err)
{
	if (options->n_kernel_logs == OPTIONS_KERNEL_LOGS)
		return error_set(err, ERROR_USAGE, "cannot use '%s': %d kernel logs are the most",
				 name, OPTIONS_KERNEL_LOGS);
	options->kernel_logs[options->n_kernel_logs++] = name;
	return 0;
}

static bool *flag_of(int option, struct options *options)
{
	switch (option) {
	case OPTION_APPLY:
		return &options->apply;
	case OPTION_UNDO:
		return &options->undo;
	case OPTION_VERBOSE:
		return &options->verbose;
	case OPTION_NO_COLOR:
		return &options->no_color;
	case OPTION_PRINT_WANTED:
		return &options->print_wanted;
	case OPTION_NEWEST_ONLY:
		return &options->newest_only;
	case OPTION_WINDOW_ONLY:
		return &options->window_only;
	case OPTION_WHOLE_LOG:
		return &options->whole_log;
	case 'h':
		return &options->help;
	default:
		return &options->version;
	}
}

static int read_format(const char *text, enum options_format *ret_format, struct error *err)
{
	enum options_format format = format_named(text);

	if (format == FORMAT_NONE)
		return bad_value(
			"--format", text,
			"text, json, png, svg, pdf, gp, txt, junit, xccdf or cklb is needed", err);
	*ret_format = format;
	return 0;
}

static int read_profile(const char *text, enum policy_profile *ret_profile, struct error *err)
{
	enum policy_profile profile = policy_profile_named(text);

	if (profile == POLICY_DEFAULT)
		return bad_value("--profile", text, "stig, cis or measured is needed", err);
	*ret_profile = profile;
	return 0;
}

static int read_option(int option, struct options *options, struct error *err)
{
	switch (option) {
	case OPTION_ROOT:
		options->root = optarg;
		return 0;
	case 'o':
		options->output = optarg;
		return 0;
	case OPTION_KERNEL_LOG:
		return add_kernel_log(optarg, options, err);
	case OPTION_BOOT:
		return read_boot(optarg, options, err);
	case OPTION_FORMAT:
		return read_format(optarg, &options->format, err);
	case OPTION_LIMIT:
		options->limit_given = true;
		return read_count("--limit", optarg, &options->limit, err);
	case OPTION_FLOOR:
		return read_count("--floor", optarg, &options->floor, err);
	case OPTION_PROFILE:
		return read_profile(optarg, &options->profile, err);
	case OPTION_X:
		return read_choice("--x", optarg, "events", "time", "events or time is needed",
				   &options->x_time, err);
	case OPTION_UNIT:
		return read_choice("--unit", optarg, "records", "events",
				   "records or events is needed", &options->unit_events, err);
	default:
		*flag_of(option, options) = true;
		return 0;
	}
}

static int unknown_option(int option, char **argv, int before, struct error *err)
{
	const char *word = argv[before];

	if (option == ':')
		return error_set(err, ERROR_USAGE, "cannot use '%s': it needs a value", word);
	return error_set(err, ERROR_USAGE, "cannot use '%s': no such option", word);
}

/* Standard input can be one thing. */
static int check_stdin(const struct options *options, struct error *err)
{
	int uses = options->root && strcmp(options->root, "-") == 0;

	for (size_t i = 0; i < options->n_logs; i++)
		uses += strcmp(options->logs[i], "-") == 0;
	if (uses < 2)
		return 0;
	return error_set(err, ERROR_USAGE, "cannot use '-' twice: standard input is one file");
}

/* How much of the logs is to be read is said once, and the boot that is asked for must be in it. */
static int check_reach(const struct options *options, struct error *err)
{
	const char *part = options_part_only(options);

	if (part && options->whole_log)
		return error_set(err, ERROR_USAGE,
				 "cannot use --whole-log with %s: they contradict each other",
				 part);
	if (part && (options->boot == BOOT_ALL || options->boot_index))
		return error_set(err, ERROR_USAGE,
				 "cannot use %s with another boot: --boot asks for one", part);
	return 0;
}

const char *options_part_only(const struct options *options)
{
	if (options->window_only)
		return "--window-only";
	return options->newest_only ? "--newest-only" : NULL;
}

int options_parse(int argc, char **argv, struct options *ret_options, struct error *err)
{
	struct options options = { .floor = RECOMMENDATION_FLOOR };
	const char *color = getenv("NO_COLOR");
	int option, before = 1;

	options.no_color = color && *color;
	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":o:hV", long_options, NULL)) != -1) {
		int code = option == '?' || option == ':'
				   ? unknown_option(option, argv, optind > 1 ? optind - 1 : before,
						    err)
				   : read_option(option, &options, err);

		if (code < 0)
			return code;
		before = optind;
	}
	options.logs = argv + optind;
	options.n_logs = (size_t)(argc - optind);
	if (check_reach(&options, err) < 0 || check_stdin(&options, err) < 0)
		return ERROR_USAGE;
	*ret_options = options;
	return 0;
}

int options_need_file(const struct options *options, struct error *err)
{
	if (!options->root || strcmp(options->root, "-") != 0)
		return 0;
	return error_set(
		err, ERROR_USAGE,
		"cannot use '-' for --root here: it is read more than once, save it as a file");
}
