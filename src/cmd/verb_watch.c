/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch: starts aubacklog-watch, a program of its own. */
#define _GNU_SOURCE
#include "cmd/verbs.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#define WATCH_WORDS_MAX 8

/* Where it is installed, and where it is built, from the folder of this program. */
static const char *const watch_places[] = { "../sbin/aubacklog-watch", "aubacklog-watch" };

static void add_watch_word(char **words, size_t *count, const char *word)
{
	words[(*count)++] = (char *)(uintptr_t)word;
}

static void make_watch_words(const struct options *options, char *words[WATCH_WORDS_MAX])
{
	size_t count = 0;

	add_watch_word(words, &count, "aubacklog-watch");
	if (options->poll)
		add_watch_word(words, &count, "--poll");
	if (options->test_receivers)
		add_watch_word(words, &count, "--test");
	if (options->config) {
		add_watch_word(words, &count, "--config");
		add_watch_word(words, &count, options->config);
	}
	if (options->root) {
		add_watch_word(words, &count, "--root");
		add_watch_word(words, &count, options->root);
	}
	words[count] = NULL;
}

int verb_watch(const struct options *options, int *ret_exit, struct error *err)
{
	char self[PATH_MAX], *words[WATCH_WORDS_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	(void)ret_exit;
	if (options->n_logs)
		return error_set(err, ERROR_USAGE,
				 "cannot use '%s': watch reads the stream that auditd gives it",
				 options->logs[0]);
	self[length > 0 ? length : 0] = '\0';
	slash = strrchr(self, '/');
	make_watch_words(options, words);
	for (size_t i = 0; slash && i < sizeof(watch_places) / sizeof(watch_places[0]); i++) {
		CLEANUP(cleanup_free)
		char *path = xasprintf("%.*s/%s", (int)(slash - self), self, watch_places[i]);

		(void)execv(path, words);
		if (errno != ENOENT)
			return error_set(err, -errno, "cannot start '%s': %s", path,
					 strerror(errno));
	}
	return error_set(err, -ENOENT,
			 "cannot find aubacklog-watch: it is built where libcurl is, and installed "
			 "beside this program or in ../sbin");
}
