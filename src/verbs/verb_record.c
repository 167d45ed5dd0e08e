/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record: hands over to the recorder, a script that also runs where aubacklog is not built. */
#define _GNU_SOURCE
#include "verbs/verbs.h"

#include "base/cleanup.h"
#include "files/folder.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where it is as seen from the program's folder: installed, or in the tree that built it, one or
 * two folders down. */
static const char *const places[] = {
	"../libexec/aubacklog/aubacklog-record", "../scripts/aubacklog-record",
	"../../scripts/aubacklog-record", /* build/asan, build/coverage */
};

/* Gives a path that the caller frees; NULL with the reason in err, or without memory. */
static char *find_recorder(struct error *err)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	const char *folder;

	if (length < 0) {
		(void)error_set(err, -errno, "cannot find the recorder: /proc/self/exe: %s",
				strerror(errno));
		return NULL;
	}
	program[length] = '\0';
	folder = dirname(program);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char *path;

		if (asprintf(&path, "%s/%s", folder, places[i]) < 0)
			return NULL;
		if (access(path, X_OK) == 0)
			return path;
		free(path);
	}
	(void)error_set(err, -ENOENT, "cannot find the recorder: no '%s/%s'", folder, places[0]);
	return NULL;
}

/*
 * Goes to the folder of the output, so that the recorder need not find the way there: it could be
 * another by then. The output is what its last name says.
 */
static int enter_folder(const char *output, struct folder_place *place, struct error *err)
{
	struct stat status;
	int code = folder_find(output, place, err);

	if (code == 0)
		code = folder_look(place, &status, err);
	if (code == 0 && S_ISDIR(status.st_mode))
		code = -EISDIR;
	if (code == -ENOENT && place->folder >= 0)
		code = 0;
	if (code == 0 && fchdir(place->folder) < 0)
		code = -errno;
	return code < 0 ? error_set(err, code, "cannot create '%s': %s", output, strerror(-code))
			: 0;
}

int verb_record(const struct options *options, int *ret_exit, struct error *err)
{
	CLEANUP(folder_place_done) struct folder_place place = { .folder = -1 };
	CLEANUP(cleanup_free) char *path = NULL;
	CLEANUP(cleanup_free) char *root = NULL;
	const char *words[6] = { "aubacklog record" };
	size_t n_words = 1;

	(void)ret_exit;
	if (options->n_logs)
		return error_set(err, ERROR_USAGE,
				 "cannot record '%s': record takes -o FILE and --root DIR only",
				 options->logs[0]);
	path = find_recorder(err);
	if (!path)
		return err->code ? err->code : -ENOMEM;
	if (options->root) {
		root = realpath(options->root, NULL);
		if (!root)
			return error_set(err, -errno, "cannot open root '%s': %s", options->root,
					 strerror(errno));
		words[n_words++] = "--root";
		words[n_words++] = root;
	}
	if (options->output) {
		int code = enter_folder(options->output, &place, err);

		if (code < 0)
			return code;
		words[n_words++] = "-o";
		words[n_words++] = place.name;
	}
	(void)execv(path, (char *const *)words);
	return error_set(err, -errno, "cannot run '%s': %s", path, strerror(errno));
}
