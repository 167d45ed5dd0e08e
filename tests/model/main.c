/* SPDX-License-Identifier: GPL-2.0-or-later */
/* model-kernel: makes the boot of a seed, its evidence and the truth about it. */
#include "model.h"

#include <getopt.h>
#include <stdlib.h>

static int print_usage(void)
{
	fprintf(stderr,
		"usage: model-kernel --seed N [--root DIR] [--journal FILE] [--limit N] [--start MS] [--whole] [--records]\n"
		"       model-kernel --replay FILE --release NAME --limit N --root DIR\n"
		"Prints what became of the records as JSON. With --root writes what the boot leaves\n"
		"behind, with --journal its journal in the export format; with --limit has another\n"
		"limit on its command line, with --start another time, with --whole all of its\n"
		"log; with --records prints each record, in the order of the queue. --replay is for the records\n"
		"of a real boot.\n");
	return 3;
}

/* What the command line says; NULL where it says nothing. */
struct asked {
	const char *seed, *root, *journal, *limit, *start, *replay, *release, *whole, *records;
};

static const char **place_of(struct asked *asked, int option)
{
	switch (option) {
	case 's':
		return &asked->seed;
	case 'r':
		return &asked->root;
	case 'j':
		return &asked->journal;
	case 'l':
		return &asked->limit;
	case 'b':
		return &asked->start;
	case 'w':
		return &asked->whole;
	case 'f':
		return &asked->records;
	case 'p':
		return &asked->replay;
	case 'v':
		return &asked->release;
	default:
		return NULL;
	}
}

static bool read_options(int argc, char **argv, struct asked *asked)
{
	static const struct option options[] = { { "seed", required_argument, NULL, 's' },
						 { "root", required_argument, NULL, 'r' },
						 { "journal", required_argument, NULL, 'j' },
						 { "limit", required_argument, NULL, 'l' },
						 { "start", required_argument, NULL, 'b' },
						 { "whole", no_argument, NULL, 'w' },
						 { "records", no_argument, NULL, 'f' },
						 { "replay", required_argument, NULL, 'p' },
						 { "release", required_argument, NULL, 'v' },
						 { NULL, 0, NULL, 0 } };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		const char **place = place_of(asked, option);

		if (!place)
			return false;
		*place = optarg ? optarg : "";
	}
	if (asked->replay)
		return !asked->seed && asked->release && asked->limit && optind == argc;
	return asked->seed && optind == argc;
}

static struct plan plan_asked(const struct asked *asked)
{
	const uint32_t limit = asked->limit ? (uint32_t)strtoul(asked->limit, NULL, 0) : 0;
	struct plan plan = asked->replay ? plan_of_file(asked->replay, asked->release, limit)
					 : plan_of_seed(strtoull(asked->seed, NULL, 0));

	if (asked->limit) {
		plan.limit = limit;
		plan.limit_given = true;
		plan.limit_unparsable = plan.is_tuned = false;
	}
	if (asked->whole)
		plan.damage = DAMAGE_NONE;
	if (asked->start)
		plan.start_ms = strtoull(asked->start, NULL, 0);
	return plan;
}

static int write_journal(const struct boot *boot, const char *path)
{
	FILE *stream = fopen(path, "w");

	if (stream)
		journal_write(boot, stream);
	if (!stream || fclose(stream)) {
		perror(path);
		return 4;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct asked asked = { 0 };
	struct plan plan;
	struct boot *boot;
	int code = 0;

	if (!read_options(argc, argv, &asked))
		return print_usage();
	plan = plan_asked(&asked);
	boot = boot_run(&plan);
	if (asked.root)
		evidence_write(boot, asked.root);
	if (asked.journal)
		code = write_journal(boot, asked.journal);
	if (asked.records)
		records_write(boot, stdout);
	truth_write(boot, stdout);
	boot_forget(boot);
	return code;
}
