/* SPDX-License-Identifier: GPL-2.0-or-later */
/* aubacklog: the verb table, the help, and the only place that prints errors. */
#include "base/cleanup.h"
#include "base/lastwords.h"
#include "base/privilege.h"
#include "base/text.h"
#include "base/version.h"
#include "files/wanted.h"
#include "verbs/verbs.h"

#include <locale.h>
#include <string.h>

enum {
	EXIT_USAGE = 3,
	EXIT_ERROR = 4,
};

static const struct {
	const char *name;
	int (*run)(const struct options *options, int *ret_exit, struct error *err);
	const char *does;
	unsigned needs; /* what it keeps of root's privileges; diagnosis.c gives up more */
	unsigned needs_to_change; /* the same with --apply and --undo */
} verbs[] = {
	{ .name = "report",
	  .run = verb_report,
	  .does = "what was lost, and which limit would do",
	  .needs = PRIVILEGE_ASK | PRIVILEGE_READ },
	{ .name = "boots",
	  .run = verb_boots,
	  .does = "the boots in the evidence, newest first",
	  .needs = PRIVILEGE_ASK | PRIVILEGE_READ },
	{ .name = "events",
	  .run = verb_events,
	  .does = "the events of the boot window as JSON lines",
	  .needs = PRIVILEGE_ASK | PRIVILEGE_READ },
	{ .name = "plot",
	  .run = verb_plot,
	  .does = "a graph of the queue: -o FILE.{png,svg,pdf,gp,txt}",
	  .needs = PRIVILEGE_ASK | PRIVILEGE_READ },
	{ .name = "check",
	  .run = verb_check,
	  .does = "passes or fails a policy, for compliance and CI",
	  .needs = PRIVILEGE_ASK | PRIVILEGE_READ },
	{ .name = "grub",
	  .run = verb_grub,
	  .does = "the change to the kernel command line; --apply makes it",
	  .needs = PRIVILEGE_ASK | PRIVILEGE_READ,
	  .needs_to_change = PRIVILEGE_ALL }, /* update-grub, grubby; owners and labels */
	{ .name = "record",
	  .run = verb_record,
	  .does = "packs a machine's evidence: -o FILE.tar.xz",
	  .needs = PRIVILEGE_ASK | PRIVILEGE_READ | PRIVILEGE_LOG | PRIVILEGE_HANDED_ON },
};

static const char help_options[] =
	"\n"
	"Evidence:\n"
	"  (none)                 this machine\n"
	"  --root DIR|ARCHIVE     a mounted image, a sosreport; nothing of this machine\n"
	"  FILE…                  audit logs in any order, also compressed; - is stdin\n"
	"  --kernel-log FILE      also a saved dmesg or console; may be repeated\n"
	"  --boot N               0 is the newest boot, -1 the one before; or all\n"
	"  --newest-only          read no further back than the newest boot (the default\n"
	"                         where the logs are larger than 256 MiB)\n"
	"  --window-only          nor what followed its window: later losses stay unknown\n"
	"  --whole-log            read all, however large\n"
	"\n"
	"Questions:\n"
	"  --limit N              also: what would the boot limit N have lost?\n"
	"                         grub: the limit to set (default: the recommended)\n"
	"  --floor N              policy floor of the recommendation (default: 8192)\n"
	"  --profile PROFILE      check: stig, cis or measured (default: the system's)\n"
	"\n"
	"Change:\n"
	"  --apply                grub: makes the change that it shows\n"
	"  --undo                 grub: takes it back\n"
	"\n"
	"Output:\n"
	"  --format FORMAT        text or json; plot: png, svg, pdf, gp, txt;\n"
	"                         check: text, json, junit, xccdf, cklb\n"
	"  -o, --output FILE      write there, whole or not at all\n"
	"  --x events|time        plot: over event numbers, or seconds from the first\n"
	"  --unit records|events  plot: cumulative records, or events\n"
	"  --verbose              also what was read\n"
	"  --no-color             no colour on a terminal (so does NO_COLOR)\n"
	"  -h, --help             this text\n"
	"  -V, --version          the version\n"
	"\n"
	"Exit: 0 nothing lost, or passed; 1 records lost, or failed; 2 cannot tell;\n"
	"3 usage; 4 error. grub: 0 nothing to change, or done; 1 a change is needed;\n"
	"2 refused. More: man aubacklog\n";

static int print_checked(void)
{
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : EXIT_ERROR;
}

static int print_help(void)
{
	printf("Usage: aubacklog [VERB] [OPTION…] [FILE…]\n"
	       "Which audit records did the kernel lose at boot, and which audit_backlog_limit=\n"
	       "would have held them?\n\nVerbs:\n");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		printf("  %-22s %s%s\n", verbs[i].name, verbs[i].does, i ? "" : " (default)");
	fputs(help_options, stdout);
	return print_checked();
}

static int print_version(void)
{
	printf("aubacklog %s\n", AUBACKLOG_VERSION);
	return print_checked();
}

/* For scripts that copy evidence: the same table decides what is kept of an archive. */
static int print_wanted(void)
{
	const char *pattern;

	for (size_t i = 0; (pattern = wanted_pattern(i)); i++)
		puts(pattern);
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

/* The index of the verb that the first word names; the first verb when it is an option, a file or
 * not there. */
static size_t find_verb(int argc, char **argv, int *ret_words)
{
	*ret_words = 0;
	for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(argv[1], verbs[i].name) != 0)
			continue;
		*ret_words = 1;
		return i;
	}
	return 0;
}

static int keep_privileges(size_t verb, const struct options *options, struct error *err)
{
	unsigned needs = verbs[verb].needs;

	if (options->apply || options->undo)
		needs |= verbs[verb].needs_to_change;
	if (options->root || options->n_logs)
		needs &= ~(unsigned)(PRIVILEGE_ASK | PRIVILEGE_LOG);
	if (options->output)
		needs |= PRIVILEGE_WRITE;
	return privilege_keep(needs, err);
}

static int run(int argc, char **argv)
{
	struct options options;
	struct error err = { 0 };
	int words, code, exit_code = EXIT_ERROR;
	size_t verb = find_verb(argc, argv, &words);

	(void)setlocale(LC_CTYPE, "");
	code = options_parse(argc - words, argv + words, &options, &err);
	if (code < 0)
		return print_error(&err, code);
	if (options.help)
		return print_help();
	if (options.version)
		return print_version();
	if (options.print_wanted)
		return print_wanted();
	code = keep_privileges(verb, &options, &err);
	if (code == 0)
		code = verbs[verb].run(&options, &exit_code, &err);
	if (code < 0)
		return print_error(&err, code);
	if (*err.text)
		say(err.text);
	return exit_code;
}

int main(int argc, char **argv)
{
	lastwords_prepare(EXIT_ERROR);
	return lastwords_over(run(argc, argv));
}
