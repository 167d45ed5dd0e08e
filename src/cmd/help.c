/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the command line can be. */
#include "cmd/help.h"

#include "cmd/option_table.h"
#include "cmd/option_words.h"
#include "cmd/screen.h"
#include "policy/policy.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <string.h>

#define HELP_INDENT 25
#define HELP_COLUMNS_MAX 100

static int help_columns(FILE *out)
{
	const int columns = screen_columns(out);

	return columns < HELP_COLUMNS_MAX ? columns : HELP_COLUMNS_MAX;
}

static bool is_one_verb(unsigned verbs)
{
	return !(verbs & (verbs - 1));
}

/* The verb whose name and a colon begin a line of help; VERB_COUNT where none does. */
static unsigned verb_of_line(const char *line)
{
	for (unsigned verb = 0; verb < VERB_COUNT; verb++) {
		const size_t length = strlen(verb_rows[verb].name);

		if (strncmp(line, verb_rows[verb].name, length) == 0 && line[length] == ':')
			return verb;
	}
	return VERB_COUNT;
}

/* A line as the help of these verbs has it: NULL where it is of another. Of one verb it goes
 * without saying which. */
static const char *line_for_verbs(const char *line, unsigned verbs)
{
	const unsigned verb = verb_of_line(line);

	if (verb == VERB_COUNT || !is_one_verb(verbs))
		return line;
	return verbs >> verb & 1 ? line + strlen(verb_rows[verb].name) + 2 : NULL;
}

/* The lines of a row for these verbs, parted by the separator. The caller frees them. */
static char *help_of_row(const struct option_row *row, unsigned verbs, const char *separator)
{
	CLEANUP(cleanup_free) char *choices = *row->help ? NULL : option_choices(row, verbs);
	CLEANUP(cleanup_free)
	char *lines = choices ? option_words_choices(choices) : xstrdup(row->help);
	const bool named = is_one_verb(row->verbs) && !is_one_verb(verbs);
	FILE *out;
	struct textstream *text = textstream_open(&out);
	const char *between = "";

	if (named)
		fprintf(out, "%s: ", option_words_verb((unsigned)__builtin_ctz(row->verbs)));
	for (char *rest = lines, *line; (line = strsep(&rest, "\n"));) {
		const char *words = line_for_verbs(line, verbs);

		if (!words)
			continue;
		fprintf(out, "%s%s", between, words);
		between = separator;
	}
	return textstream_close(text);
}

/* The columns of a text of UTF-8. */
static int count_columns(const char *text)
{
	int columns = 0;

	for (; *text; text++)
		columns += ((unsigned char)*text & 0xc0) != 0x80;
	return columns;
}

static void print_words(const char *words, const char *lines, FILE *out)
{
	CLEANUP(cleanup_free) char *copy = xstrdup(lines);
	const int used = count_columns(words) + 2;
	const int column = used < HELP_INDENT ? HELP_INDENT : used + 1;

	fprintf(out, "  %s%*s", words, column - used, "");
	for (char *rest = copy, *line; (line = strsep(&rest, "\n"));) {
		text_wrap(out, line, column, HELP_INDENT, help_columns(out));
		if (rest)
			fprintf(out, "%*s", HELP_INDENT, "");
	}
}

static void print_option_row(const struct option_row *row, unsigned verbs, FILE *out)
{
	CLEANUP(cleanup_free) char *lines = help_of_row(row, verbs, "\n");
	CLEANUP(cleanup_free)
	char *words = xasprintf("%.*s--%s%s%s", row->letter ? 4 : 0,
				(const char[]){ '-', (char)row->letter, ',', ' ' }, row->name,
				row->value ? " " : "", row->value ? row->value : "");

	print_words(words, lines, out);
}

static bool takes_files(unsigned verbs)
{
	for (unsigned verb = 0; verb < VERB_COUNT; verb++)
		if (verbs >> verb & 1 && verb_rows[verb].operands)
			return true;
	return false;
}

/* What is read, where no option says it. */
static void print_operands(unsigned verbs, FILE *out)
{
	print_words("(none)", "this machine", out);
	if (takes_files(verbs))
		print_words("FILE…",
			    "logs, saved dmesg or auditctl -s, a sosreport, a folder, in any "
			    "order, also compressed; - is stdin",
			    out);
}

static void print_options(unsigned verbs, FILE *out)
{
	const char *group = NULL;

	for (size_t i = 0; i < option_rows_count; i++) {
		const struct option_row *row = &option_rows[i];

		group = row->group ? row->group : group;
		if (!row->help || !(row->verbs & verbs))
			continue;
		if (group)
			fprintf(out, "\n%s:\n", group);
		group = NULL;
		if (i == 0)
			print_operands(verbs, out);
		print_option_row(row, verbs, out);
	}
}

static void print_verb_help(enum verb verb, FILE *out)
{
	const struct verb_row *row = &verb_rows[verb];

	fprintf(out, "Usage: aubacklog %s [OPTION…]%s%s\n", row->name, row->operands ? " " : "",
		row->operands ? row->operands : "");
	text_wrap(out, row->help, 0, 0, help_columns(out));
	print_options(1u << verb, out);
}

static void print_whole_help(FILE *out)
{
	fputs("Usage: aubacklog [VERB] [OPTION…] [FILE…]\n", out);
	text_wrap(out,
		  "Which audit records did the kernel lose at boot, and which "
		  "audit_backlog_limit= would have held them?",
		  0, 0, help_columns(out));
	fputs("\nVerbs:\n", out);
	for (unsigned verb = 0; verb < VERB_COUNT; verb++) {
		CLEANUP(cleanup_free)
		char *help = xasprintf("%s%s", verb_rows[verb].help, verb ? "" : " (default)");

		print_words(verb_rows[verb].name, help, out);
	}
	print_options(ALL_VERBS, out);
}

/* What the exit codes mean. The caller frees it. */
static char *exit_codes_of(const struct options *options)
{
	const char *exits = verb_rows[options->verb].exits;

	if (options->verb_named)
		return xasprintf("Exit: %s; 3 usage; 4 error.", exits ? exits : "0 made");
	return xstrdup("Exit: 3 usage; 4 error. report, check: 0 nothing lost, or passed; 1 "
		       "records lost, or failed; 2 cannot tell. grub: 0 nothing to change, or "
		       "done; 1 a change is needed; 2 refused. The others: 0 made.");
}

void help_print(const struct options *options, FILE *out)
{
	CLEANUP(cleanup_free) char *exits = exit_codes_of(options);

	if (options->verb_named)
		print_verb_help(options->verb, out);
	else
		print_whole_help(out);
	fputc('\n', out);
	text_wrap(out, exits, 0, 0, help_columns(out));
	fprintf(out, "More: man aubacklog%s%s\n", options->verb_named ? "-" : "",
		options->verb_named ? verb_rows[options->verb].name : "");
}

/* The systems that documents have rules for, as --as takes them. */
static char *list_systems(void)
{
	FILE *out;
	struct textstream *text = textstream_open(&out);
	const char *bar = "";

	for (size_t i = 0; i < policy_rules_count; i++) {
		const struct policy_rule *rule = &policy_rules[i];
		bool seen = !rule->version;

		for (size_t j = 0; j < i && !seen; j++)
			seen = policy_rules[j].version &&
			       strcmp(policy_rules[j].os, rule->os) == 0 &&
			       strcmp(policy_rules[j].version, rule->version) == 0;
		if (seen)
			continue;
		fprintf(out, "%s%s%s", bar, rule->os, rule->version);
		bar = "|";
	}
	return textstream_close(text);
}

static void print_field(const char *text, char end, FILE *out)
{
	fprintf(out, "%s%c", text && *text ? text : "-", end);
}

static void print_table_row(unsigned verb, const struct option_row *row, FILE *out)
{
	CLEANUP(cleanup_free) char *choices = option_choices(row, 1u << verb);
	CLEANUP(cleanup_free) char *help = help_of_row(row, 1u << verb, " ");
	CLEANUP(cleanup_free)
	char *hints = strcmp(row->name, "as") == 0 ? list_systems() : xstrdup_or_null(row->hints);
	const char letter[] = { (char)row->letter, '\0' };

	fputs("option\t", out);
	print_field(verb_rows[verb].name, '\t', out);
	print_field(row->name, '\t', out);
	print_field(letter, '\t', out);
	print_field(row->value, '\t', out);
	print_field(choices, '\t', out);
	print_field(hints, '\t', out);
	print_field(help, '\n', out);
}

void help_print_table(FILE *out)
{
	for (unsigned verb = 0; verb < VERB_COUNT; verb++) {
		fputs("verb\t", out);
		print_field(verb_rows[verb].name, '\t', out);
		print_field(verb_rows[verb].operands, '\t', out);
		print_field(verb_rows[verb].help, '\n', out);
	}
	for (unsigned verb = 0; verb < VERB_COUNT; verb++)
		for (size_t i = 0; i < option_rows_count; i++)
			if (option_rows[i].help && option_rows[i].verbs >> verb & 1)
				print_table_row(verb, &option_rows[i], out);
}
