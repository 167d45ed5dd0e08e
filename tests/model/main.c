/* SPDX-License-Identifier: GPL-2.0-or-later */
/* model-kernel: makes the boot of a seed, its evidence and the truth about it. */
#include "model.h"

#include <getopt.h>
#include <stdlib.h>

static int usage(void)
{
	fprintf(stderr,
		"usage: model-kernel --seed N [--root DIR] [--limit N]\n"
		"Prints what became of the records as JSON; with --root writes what the\n"
		"boot leaves behind, with --limit has another limit on its command line.\n");
	return 3;
}

int main(int argc, char **argv)
{
	static const struct option options[] = { { "seed", required_argument, NULL, 's' },
						 { "root", required_argument, NULL, 'r' },
						 { "journal", required_argument, NULL, 'j' },
						 { "replay", required_argument, NULL, 'p' },
						 { "release", required_argument, NULL, 'v' },
						 { "limit", required_argument, NULL, 'l' },
						 { NULL, 0, NULL, 0 } };
	const char *root = NULL, *limit = NULL, *seed = NULL, *journal = NULL;
	const char *replay = NULL, *release = NULL;
	struct plan plan;
	struct boot *boot;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			seed = optarg;
		else if (option == 'r')
			root = optarg;
		else if (option == 'j')
			journal = optarg;
		else if (option == 'p')
			replay = optarg;
		else if (option == 'v')
			release = optarg;
		else if (option == 'l')
			limit = optarg;
		else
			return usage();
	}
	if (optind < argc || (replay ? seed || !release || !limit : !seed))
		return usage();
	plan = replay ? plan_of_file(replay, release, (uint32_t)strtoul(limit, NULL, 0))
		      : plan_make(strtoull(seed, NULL, 0));
	if (limit) {
		plan.limit = (uint32_t)strtoul(limit, NULL, 0);
		plan.limit_given = true;
		plan.limit_unparsable = plan.is_tuned = false;
	}
	boot = boot_run(&plan);
	if (root)
		evidence_write(boot, root);
	if (journal) {
		FILE *stream = fopen(journal, "w");

		if (!stream)
			return perror(journal), 4;
		journal_write(boot, stream);
		if (fclose(stream))
			return perror(journal), 4;
	}
	truth_write(boot, stdout);
	boot_free(boot);
	return 0;
}
