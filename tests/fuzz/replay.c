/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gives a fuzz target the files of its corpus, without libFuzzer. TAP. */
#define _GNU_SOURCE
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>

#define CORPUS "tests/fuzz/corpus"
#define BYTES_MAX (1u << 20)

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void replay(const char *path)
{
	CLEANUP(cleanup_fclose) FILE *file = fopen(path, "re");
	CLEANUP(cleanup_free) uint8_t *whole = malloc(BYTES_MAX);
	CLEANUP(cleanup_free) uint8_t *exact = NULL;
	size_t size;

	REQUIRE(file && whole);
	size = fread(whole, 1, BYTES_MAX, file);
	REQUIRE(!ferror(file) && size < BYTES_MAX);
	exact = (uint8_t *)fuzz_text(whole, size);
	(void)LLVMFuzzerTestOneInput(exact, size);
}

static int replay_all(const char *folder)
{
	struct dirent **names;
	int count = scandir(folder, &names, is_visible, alphasort);

	if (count <= 0) {
		(void)printf("Bail out! no corpus in %s: %s\n", folder,
			     count < 0 ? strerror(errno) : "it is empty");
		return 1;
	}
	(void)printf("1..%d\n", count);
	for (int i = 0; i < count; i++) {
		CLEANUP(cleanup_free) char *path = NULL;

		REQUIRE(asprintf(&path, "%s/%s", folder, names[i]->d_name) > 0);
		/* A crash leaves the name of its file as the last line. */
		(void)printf("# %s\n", path);
		(void)fflush(stdout);
		replay(path);
		(void)printf("ok %d - %s\n", i + 1, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return 0;
}

/* Takes a folder, or the one that the program's name names: test_fuzz_record is for record. */
int main(int argc, char **argv)
{
	CLEANUP(cleanup_free) char *folder = NULL;

	if (argc > 1)
		return replay_all(argv[1]);
	if (strncmp(program_invocation_short_name, "test_fuzz_", 10) != 0 ||
	    asprintf(&folder, "%s/%s", CORPUS, program_invocation_short_name + 10) < 0)
		return 3;
	return replay_all(folder);
}
