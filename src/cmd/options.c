/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of aubacklog: a table of verbs, and a table of options with the verbs that
 * accept them. */
#include "cmd/options.h"

#include "analysis/limit.h"
#include "util/text.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT_BIT(format) (1u << FORMAT_##format)
#define VERB_BIT(verb) (1u << VERB_##verb)

/* Verbs that share options. */
enum {
	ALL_VERBS = (1u << VERB_COUNT) - 1,
	READING = ALL_VERBS & ~VERB_BIT(RECORD),
	OF_BOOTS = VERB_BIT(REPORT) | VERB_BIT(BOOTS) | VERB_BIT(EVENTS) | VERB_BIT(PLOT),
	OF_ONE_BOOT = OF_BOOTS & ~VERB_BIT(BOOTS),
};

static const struct {
	const char *name;
	const char *help;
	unsigned formats; /* bits of enum options_format */
} verb_table[VERB_COUNT] = {
	[VERB_REPORT] = { .name = "report",
			  .help = "what was lost, and which limit would do",
			  .formats = FORMAT_BIT(TEXT) | FORMAT_BIT(JSON) },
	[VERB_BOOTS] = { .name = "boots",
			 .help = "the boots in the evidence, newest first",
			 .formats = FORMAT_BIT(TEXT) | FORMAT_BIT(JSON) },
	[VERB_EVENTS] = { .name = "events",
			  .help = "the events of the boot window as JSON lines",
			  .formats = FORMAT_BIT(JSON) },
	[VERB_PLOT] = { .name = "plot",
			.help = "a graph of the queue: -o FILE.{png,svg,pdf,gp,txt}",
			.formats = FORMAT_BIT(PNG) | FORMAT_BIT(SVG) | FORMAT_BIT(PDF) |
				   FORMAT_BIT(GP) | FORMAT_BIT(TXT) },
	[VERB_CHECK] = { .name = "check",
			 .help = "passes or fails a policy, for compliance and CI",
			 .formats = FORMAT_BIT(TEXT) | FORMAT_BIT(JSON) | FORMAT_BIT(JUNIT) |
				    FORMAT_BIT(XCCDF) | FORMAT_BIT(CKLB) },
	[VERB_GRUB] = { .name = "grub",
			.help = "the change to the kernel command line; --apply makes it",
			.formats = FORMAT_BIT(TEXT) },
	[VERB_RECORD] = { .name = "record", .help = "packs a machine's evidence: -o FILE.tar.xz" },
};

static const struct {
	const char *name;
	enum options_format format;
} format_table[] = {
	{ .name = "text", .format = FORMAT_TEXT },   { .name = "json", .format = FORMAT_JSON },
	{ .name = "png", .format = FORMAT_PNG },     { .name = "svg", .format = FORMAT_SVG },
	{ .name = "pdf", .format = FORMAT_PDF },     { .name = "gp", .format = FORMAT_GP },
	{ .name = "txt", .format = FORMAT_TXT },     { .name = "junit", .format = FORMAT_JUNIT },
	{ .name = "xccdf", .format = FORMAT_XCCDF }, { .name = "cklb", .format = FORMAT_CKLB },
};

#define FORMAT_COUNT (sizeof(format_table) / sizeof(format_table[0]))

static enum options_format find_format_named(const char *name)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (strcmp(name, format_table[i].name) == 0)
			return format_table[i].format;
	return FORMAT_NONE;
}

static const char *format_name(unsigned format)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (format_table[i].format == format)
			return format_table[i].name;
	return "";
}

static const char *verb_name(unsigned verb)
{
	return verb_table[verb].name;
}

#define NAMES_SIZE 128 /* room for the names of all verbs, or of all formats */

/* Names the bits that are set: "plot", "report, plot or grub". */
static const char *join_names(unsigned bits, const char *(*name_of)(unsigned bit),
			      char ret_text[static NAMES_SIZE])
{
	size_t used = 0;

	*ret_text = '\0';
	for (unsigned bit = 0; bits >> bit; bit++) {
		unsigned left = bits >> bit >> 1;

		if (bits >> bit & 1)
			used += (size_t)snprintf(ret_text + used, NAMES_SIZE - used, "%s%s",
						 name_of(bit),
						 !left		     ? ""
						 : left & (left - 1) ? ", "
								     : " or ");
	}
	return ret_text;
}

enum options_format options_format_of(const char *file_name)
{
	const char *slash = strrchr(file_name, '/');
	const char *dot = strrchr(slash ? slash : file_name, '.');

	return dot ? find_format_named(dot + 1) : FORMAT_NONE;
}

static int refuse_value(const char *option, const char *value, const char *wanted,
			struct error *err)
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
		return refuse_value(option, text,
				    "a number of records from 0 to 4294967295 is needed", err);
	*ret_count = count;
	return 0;
}

static int read_choice(const char *option, const char *text, const char *no, const char *yes,
		       bool *ret_chosen, struct error *err)
{
	if (strcmp(text, no) != 0 && strcmp(text, yes) != 0)
		return error_set(err, ERROR_USAGE, "cannot use '%s' for %s: %s or %s is needed",
				 text, option, no, yes);
	*ret_chosen = strcmp(text, yes) == 0;
	return 0;
}

static int read_root_option(const char *text, struct options *options, struct error *err)
{
	(void)err;
	options->root = text;
	return 0;
}

static int read_output_option(const char *text, struct options *options, struct error *err)
{
	(void)err;
	options->output = text;
	return 0;
}

static int read_kernel_log_option(const char *text, struct options *options, struct error *err)
{
	if (options->n_kernel_logs == OPTIONS_KERNEL_LOGS)
		return error_set(err, ERROR_USAGE, "cannot use '%s': %d kernel logs are the most",
				 text, OPTIONS_KERNEL_LOGS);
	options->kernel_logs[options->n_kernel_logs++] = text;
	return 0;
}

static int read_boot_option(const char *text, struct options *options, struct error *err)
{
	char *end;
	long index;

	if (strcmp(text, "all") == 0) {
		options->boot = BOOT_ALL;
		return 0;
	}
	index = strtol(text, &end, 10);
	if (end == text || *end || index > 0 || index < -1000000000)
		return refuse_value("--boot", text,
				    "0 is the newest boot, -1 the one before, 'all' each", err);
	options->boot = BOOT_INDEX;
	options->boot_index = (int)index;
	return 0;
}

static int read_node_option(const char *text, struct options *options, struct error *err)
{
	(void)err;
	options->node = text;
	return 0;
}

static int read_limit_option(const char *text, struct options *options, struct error *err)
{
	options->limit_given = true;
	return read_count("--limit", text, &options->limit, err);
}

static int read_floor_option(const char *text, struct options *options, struct error *err)
{
	options->floor_given = true;
	return read_count("--floor", text, &options->floor, err);
}

static int read_as_option(const char *text, struct options *options, struct error *err)
{
	struct osrelease os = { 0 };

	if (!policy_system_named(text, &os))
		return refuse_value("--as", text,
				    "ID and version of a system that a document is for is needed, "
				    "such as rhel9 or ubuntu22.04",
				    err);
	osrelease_done(&os);
	options->judged_as = text;
	return 0;
}

static int read_profile_option(const char *text, struct options *options, struct error *err)
{
	enum policy_profile profile = policy_profile_named(text);

	if (profile == POLICY_DEFAULT)
		return refuse_value("--profile", text, "stig, cis or measured is needed", err);
	options->profile = profile;
	return 0;
}

static int read_format_option(const char *text, struct options *options, struct error *err)
{
	enum options_format format = find_format_named(text);

	if (format == FORMAT_NONE)
		return refuse_value(
			"--format", text,
			"text, json, png, svg, pdf, gp, txt, junit, xccdf or cklb is needed", err);
	options->format = format;
	return 0;
}

static int read_x_option(const char *text, struct options *options, struct error *err)
{
	return read_choice("--x", text, "events", "time", &options->x_time, err);
}

static int read_unit_option(const char *text, struct options *options, struct error *err)
{
	return read_choice("--unit", text, "records", "events", &options->unit_events, err);
}

struct option_row {
	const char *name;
	int letter;	   /* the short form, or 0 */
	unsigned verbs;	   /* bits of enum verb: those that have it */
	const char *group; /* heading in the help of this row and the following ones; or NULL */
	const char *value; /* its name in the help; NULL for a flag */
	const char *help;  /* lines; NULL: not shown */
	int (*read)(const char *text, struct options *options, struct error *err);
	size_t flag; /* of a flag: the offset of its bool in struct options */
};

#define FLAG(member) .flag = offsetof(struct options, member)

/* One row for each option. The parser, the help, and the check that a verb accepts an option use
 * it. */
static const struct option_row option_table[] = {
	{ .group = "Evidence",
	  .name = "root",
	  .verbs = ALL_VERBS,
	  .value = "DIR|ARCHIVE",
	  .help = "a mounted image, a sosreport; nothing of this machine",
	  .read = read_root_option },
	{ .name = "kernel-log",
	  .verbs = READING,
	  .value = "FILE",
	  .help = "also a saved dmesg or console; may be repeated",
	  .read = read_kernel_log_option },
	{ .name = "boot",
	  .verbs = OF_BOOTS | VERB_BIT(CHECK),
	  .value = "N",
	  .help = "0 is the newest boot, -1 the one before; or all",
	  .read = read_boot_option },
	{ .name = "node",
	  .verbs = READING,
	  .value = "NAME",
	  .help = "of a log of several machines, this one",
	  .read = read_node_option },
	{ .name = "newest-only",
	  .verbs = OF_ONE_BOOT,
	  .help = "read no further back than the newest boot (the default\n"
		  "where the logs are larger than 256 MiB)",
	  FLAG(newest_only) },
	{ .name = "window-only",
	  .verbs = OF_ONE_BOOT,
	  .help = "nor what followed its window: later losses stay unknown",
	  FLAG(window_only) },
	{ .name = "whole-log",
	  .verbs = READING,
	  .help = "read all, however large",
	  FLAG(whole_log) },
	{ .group = "Questions",
	  .name = "limit",
	  .verbs = VERB_BIT(REPORT) | VERB_BIT(PLOT) | VERB_BIT(GRUB),
	  .value = "N",
	  .help = "also: what would the boot limit N have lost?\n"
		  "grub: the limit to set (default: the recommended)",
	  .read = read_limit_option },
	{ .name = "floor",
	  .verbs = VERB_BIT(REPORT) | VERB_BIT(PLOT) | VERB_BIT(CHECK) | VERB_BIT(GRUB),
	  .value = "N",
	  .help = "policy floor of the recommendation (default: 8192)",
	  .read = read_floor_option },
	{ .name = "profile",
	  .verbs = VERB_BIT(CHECK),
	  .value = "PROFILE",
	  .help = "check: stig, cis or measured (default: the system's)",
	  .read = read_profile_option },
	{ .name = "as",
	  .verbs = VERB_BIT(CHECK),
	  .value = "SYSTEM",
	  .help = "check: by the documents for that system: rhel9",
	  .read = read_as_option },
	{ .name = "strict",
	  .verbs = VERB_BIT(CHECK),
	  .help = "check: fail also what passes and loses records in fact",
	  FLAG(strict) },
	{ .name = "exit-zero",
	  .verbs = VERB_BIT(REPORT) | VERB_BIT(CHECK),
	  .help = "exit with 0 whatever was found; errors stay 3 and 4",
	  FLAG(exit_zero) },
	{ .group = "Change",
	  .name = "apply",
	  .verbs = VERB_BIT(GRUB),
	  .help = "grub: makes the change that it shows",
	  FLAG(apply) },
	{ .name = "undo", .verbs = VERB_BIT(GRUB), .help = "grub: takes it back", FLAG(undo) },
	{ .group = "Output",
	  .name = "format",
	  .verbs = READING,
	  .value = "FORMAT",
	  .help = "text or json; plot: png, svg, pdf, gp, txt;\n"
		  "check: text, json, junit, xccdf, cklb",
	  .read = read_format_option },
	{ .name = "output",
	  .letter = 'o',
	  .verbs = ALL_VERBS,
	  .value = "FILE",
	  .help = "write there, whole or not at all",
	  .read = read_output_option },
	{ .name = "x",
	  .verbs = VERB_BIT(PLOT),
	  .value = "events|time",
	  .help = "plot: over event numbers, or seconds from the first",
	  .read = read_x_option },
	{ .name = "unit",
	  .verbs = VERB_BIT(PLOT),
	  .value = "records|events",
	  .help = "plot: cumulative records, or events",
	  .read = read_unit_option },
	{ .name = "verbose", .verbs = ALL_VERBS, .help = "also what was read", FLAG(verbose) },
	{ .name = "no-color",
	  .verbs = ALL_VERBS,
	  .help = "no colour on a terminal (so does NO_COLOR)",
	  FLAG(no_color) },
	{ .name = "help", .letter = 'h', .verbs = ALL_VERBS, .help = "this text", FLAG(help) },
	{ .name = "version",
	  .letter = 'V',
	  .verbs = ALL_VERBS,
	  .help = "the version",
	  FLAG(version) },
	{ .name = "print-wanted", .verbs = ALL_VERBS, FLAG(print_wanted) },
};

enum {
	OPTION_COUNT = sizeof(option_table) / sizeof(option_table[0]),
	OPTION_BASE = 256, /* getopt's value of an option, minus this, is its row of the table */
	OPERAND = 1,	   /* getopt's value for an operand among the options */
	VERB_DISTANCE = 2, /* a word with at most so many wrong letters may be a misspelt verb */
};

_Static_assert(OPTION_COUNT <= 32, "the options that were given are bits");

static void print_option_row(const struct option_row *row, const char *help, FILE *out)
{
	char words[64];
	const char *end;

	(void)snprintf(words, sizeof(words), "%.*s--%s%s%s", row->letter ? 4 : 0,
		       (const char[]){ '-', (char)row->letter, ',', ' ' }, row->name,
		       row->value ? " " : "", row->value ? row->value : "");
	fprintf(out, "  %-22s ", words);
	for (; (end = strchr(help, '\n')); help = end + 1)
		fprintf(out, "%.*s\n%25s", (int)(end - help), help, "");
	fprintf(out, "%s\n", help);
}

/* The help of one verb lists its formats only. */
static const char *help_of_row(const struct option_row *row, unsigned verbs,
			       char room[static NAMES_SIZE])
{
	if (row->read != read_format_option || verbs & (verbs - 1))
		return row->help;
	for (enum verb verb = 0; verb < VERB_COUNT; verb++)
		if (verbs == 1u << verb)
			return join_names(verb_table[verb].formats, format_name, room);
	return row->help;
}

static void print_options(unsigned verbs, FILE *out)
{
	const char *group = NULL;
	char room[NAMES_SIZE];

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = &option_table[i];

		group = row->group ? row->group : group;
		if (!row->help || !(row->verbs & verbs))
			continue;
		if (group)
			fprintf(out, "\n%s:\n", group);
		group = NULL;
		if (row->read == read_root_option)
			fputs("  (none)                 this machine\n", out);
		print_option_row(row, help_of_row(row, verbs, room), out);
		if (row->read == read_root_option && verbs & READING)
			fputs("  FILE…                  logs, saved dmesg or auditctl -s, a sosreport, a\n"
			      "                         folder, in any order, also compressed; - is stdin\n",
			      out);
	}
}

void options_print_help(const struct options *options, FILE *out)
{
	const char *name = verb_table[options->verb].name;

	fprintf(out, "Usage: aubacklog %s [OPTION…]%s\n", options->verb_named ? name : "[VERB]",
		options->verb_named && options->verb == VERB_RECORD ? "" : " [FILE…]");
	if (options->verb_named) {
		fprintf(out, "%s\n", verb_table[options->verb].help);
		print_options(1u << options->verb, out);
	} else {
		fputs("Which audit records did the kernel lose at boot, and which audit_backlog_limit=\n"
		      "would have held them?\n\nVerbs:\n",
		      out);
		for (size_t i = 0; i < VERB_COUNT; i++)
			fprintf(out, "  %-22s %s%s\n", verb_table[i].name, verb_table[i].help,
				i ? "" : " (default)");
		print_options(ALL_VERBS, out);
	}
	fputs("\nExit: 3 usage; 4 error. report, check: 0 nothing lost, or passed; 1 records\n"
	      "lost, or failed; 2 cannot tell. grub: 0 nothing to change, or done; 1 a change\n"
	      "is needed; 2 refused. The others: 0 made. More: man aubacklog\n",
	      out);
}

static bool find_verb_named(const char *word, enum verb *ret_verb)
{
	for (enum verb verb = 0; verb < VERB_COUNT; verb++)
		if (strcmp(word, verb_table[verb].name) == 0) {
			*ret_verb = verb;
			return true;
		}
	return false;
}

/* A first word that is no verb is a file. If there is no such file, it may be a misspelt verb. */
static int check_misspelt_verb(const char *word, struct error *err)
{
	enum verb nearest = VERB_COUNT;
	unsigned least = VERB_DISTANCE + 1;

	if (strcmp(word, "-") == 0 || strpbrk(word, "/.") || access(word, F_OK) == 0)
		return 0;
	for (enum verb verb = 0; verb < VERB_COUNT; verb++) {
		unsigned distance = text_distance(word, verb_table[verb].name, VERB_DISTANCE);

		if (distance < least) {
			least = distance;
			nearest = verb;
		}
	}
	return nearest == VERB_COUNT
		       ? 0
		       : error_set(
				 err, ERROR_USAGE,
				 "cannot use '%s': no verb and no file of that name; did you mean %s?",
				 word, verb_table[nearest].name);
}

/* The first operand names the verb, or is a file. "help VERB" is "VERB --help". */
static int take_verb(struct options *options, struct error *err)
{
	const char *word = options->n_logs ? options->logs[0] : NULL;
	bool is_help = word && strcmp(word, "help") == 0;
	bool is_version = word && strcmp(word, "version") == 0;

	options->help |= is_help;
	options->version |= is_version;
	if (is_help || is_version) {
		options->logs++;
		options->n_logs--;
		word = options->n_logs ? options->logs[0] : NULL;
	}
	if (!word)
		return 0;
	if (!find_verb_named(word, &options->verb))
		return check_misspelt_verb(word, err);
	options->verb_named = true;
	options->logs++;
	options->n_logs--;
	return 0;
}

bool options_ask_machine(const struct options *options)
{
	const bool of_boots = OF_BOOTS & 1u << options->verb;

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

	if (!options_ask_machine(options) || !(OF_BOOTS & 1u << options->verb))
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

static int check_verb_options(const struct options *options, unsigned given, struct error *err)
{
	char verbs[NAMES_SIZE];

	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (given & 1u << i && !(option_table[i].verbs & 1u << options->verb))
			return error_set(err, ERROR_USAGE,
					 "cannot use --%s for %s: it is an option of %s",
					 option_table[i].name, verb_table[options->verb].name,
					 join_names(option_table[i].verbs, verb_name, verbs));
	return 0;
}

static int check_format(const struct options *options, struct error *err)
{
	unsigned formats = verb_table[options->verb].formats;
	char names[NAMES_SIZE];

	if (options->format == FORMAT_NONE || formats & 1u << options->format)
		return 0;
	return error_set(err, ERROR_USAGE, "cannot use that --format for %s: %s is needed",
			 verb_table[options->verb].name, join_names(formats, format_name, names));
}

static int check_together(const struct options *options, unsigned given, struct error *err)
{
	int code = check_verb_options(options, given, err);

	if (code == 0)
		code = check_format(options, err);
	if (code == 0)
		code = check_reach(options, err);
	return code < 0 ? code : check_stdin(options, err);
}

/* Converts the table for getopt_long(3). */
static void fill_long_options(struct option *ret_options)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		ret_options[i] = (struct option){
			.name = option_table[i].name,
			.has_arg = option_table[i].value ? required_argument : no_argument,
			.val = OPTION_BASE + (int)i,
		};
	ret_options[OPTION_COUNT] = (struct option){ 0 };
}

static size_t find_option_row(int option)
{
	size_t i = 0;

	if (option >= OPTION_BASE)
		return (size_t)(option - OPTION_BASE);
	while (option_table[i].letter != option)
		i++;
	return i;
}

static int read_option(size_t row, struct options *options, struct error *err)
{
	if (option_table[row].read)
		return option_table[row].read(optarg, options, err);
	*(bool *)((char *)options + option_table[row].flag) = true;
	return 0;
}

static int refuse_unknown_option(int option, const char *word, struct error *err)
{
	return error_set(err, ERROR_USAGE, "cannot use '%s': %s", word,
			 option == ':' ? "it needs a value" : "no such option");
}

/* Reads the options. Moves the operands to the front of argv, after the program's name. */
static int read_words(int argc, char **argv, struct options *options, unsigned *ret_given,
		      struct error *err)
{
	struct option long_options[OPTION_COUNT + 1];
	int option, before = 1;

	fill_long_options(long_options);
	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "-:o:hV", long_options, NULL)) != -1) {
		int code = 0;

		if (option == OPERAND) {
			options->logs[options->n_logs++] = optarg;
		} else if (option == '?' || option == ':') {
			return refuse_unknown_option(option, argv[optind > 1 ? optind - 1 : before],
						     err);
		} else {
			size_t row = find_option_row(option);

			*ret_given |= 1u << row;
			code = read_option(row, options, err);
		}
		if (code < 0)
			return code;
		before = optind;
	}
	while (optind < argc)
		options->logs[options->n_logs++] = argv[optind++];
	return 0;
}

int options_parse(int argc, char **argv, struct options *ret_options, struct error *err)
{
	struct options options = { .floor = LIMIT_FLOOR, .logs = argv + 1 };
	const char *color = getenv("NO_COLOR");
	unsigned given = 0;
	int code = read_words(argc, argv, &options, &given, err);

	options.no_color |= color && *color;
	if (code == 0)
		code = take_verb(&options, err);
	if (code == 0 && !options.help && !options.version)
		code = check_together(&options, given, err);
	if (code < 0)
		return code;
	*ret_options = options;
	return 0;
}
