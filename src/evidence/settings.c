/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the settings of a machine. */
#include "evidence/settings.h"

#include "input/dropins.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SETTINGS_BYTES_MAX (1u << 20)
/* The kernel works through its rules at each system call: nobody has so many. */
#define RULES_FILES_MAX 512
#define RULES_BYTES_MAX (4u << 20)

void settings_done(struct settings *settings)
{
	free(settings->host);
	free(settings->cmdline_text);
	for (size_t i = 0; i < settings->n_files; i++)
		free(settings->files[i].path);
	free(settings->files);
	*settings = (struct settings){ 0 };
}

/* The name that the machine is given, or that it runs under. */
static int settings_read_host(const struct root *root, struct settings *settings, struct error *err)
{
	static const char *const paths[] = { "etc/hostname", "proc/sys/kernel/hostname" };
	int code = 0;

	for (size_t i = 0; i < 2 && code == 0 && !settings->host; i++) {
		CLEANUP(cleanup_free) char *text = NULL;
		size_t bytes;

		code = root_read(root, paths[i], 4096, &text, NULL, err);
		bytes = code == 0 ? strcspn(text, " \t\r\n") : 0;
		code = code == -ENOENT ? 0 : code;
		if (bytes)
			settings->host = xstrndup(text, bytes);
	}
	return code;
}

static int settings_read_cmdline(const struct root *root, struct settings *settings,
				 struct error *err)
{
	int code = root_read(root, "proc/cmdline", SETTINGS_BYTES_MAX, &settings->cmdline_text,
			     NULL, err);

	if (code == 0)
		cmdline_parse(settings->cmdline_text, &settings->cmdline);
	return code == -ENOENT ? 0 : code;
}

static struct settings_rules_file *settings_add_file(struct settings *settings, const char *path)
{
	settings->files =
		xreallocarray(settings->files, settings->n_files + 1, sizeof(*settings->files));
	settings->files[settings->n_files] = (struct settings_rules_file){ .path = xstrdup(path) };
	return &settings->files[settings->n_files++];
}

/* Reads the file's lines over those of earlier files. */
static void settings_merge_rules(const char *text, struct settings_rules_file *file,
				 struct settings_rules *rules)
{
	struct rules_number before = rules->rules.backlog_limit;

	rules->rules.backlog_limit.given = false;
	file->bad_line = rules_parse(text, &rules->rules);
	if (rules->rules.backlog_limit.given || !rules->limit_path)
		rules->limit_path = file->path;
	if (!rules->rules.backlog_limit.given)
		rules->rules.backlog_limit = before;
}

static void settings_take_text(struct settings *settings, const char *path, const char *text,
			       struct settings_rules *rules)
{
	struct settings_rules_file *file = settings_add_file(settings, path);

	file->missing = !text;
	if (text)
		settings_merge_rules(text, file, rules);
}

static int settings_read_file(const struct root *root, const char *path, struct settings *settings,
			      struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, path, SETTINGS_BYTES_MAX, &text, NULL, err);

	settings_take_text(settings, path, text, &settings->in_force);
	if (code == -EACCES && settings->lenient) {
		settings->files[settings->n_files - 1].denied = true;
		*err = (struct error){ 0 };
		return 0;
	}
	return code == -ENOENT ? 0 : code;
}

static int settings_take_drop_in(void *context, const char *path, const char *text,
				 struct error *err)
{
	struct settings *settings = context;

	(void)err;
	settings_take_text(settings, path, text, &settings->rules_d);
	return 0;
}

static int settings_read_directory(const struct root *root, struct settings *settings,
				   struct error *err)
{
	static const struct dropins dropins = {
		.folder = "etc/audit/rules.d",
		.suffix = ".rules",
		.hidden = true,
		.files_max = RULES_FILES_MAX,
		.bytes_max = RULES_BYTES_MAX,
	};
	int code = dropins_read(root, &dropins, settings_take_drop_in, settings, err);

	if (code == -EACCES && settings->lenient) {
		*err = (struct error){ 0 };
		return 0;
	}
	return code == -ENOENT ? 0 : code;
}

/* Tells which files hold the rules in force: audit.rules, or those of rules.d. */
static void settings_choose_files(struct settings *settings)
{
	bool made = !settings->files[0].missing;

	for (size_t i = 0; i < settings->n_files; i++)
		settings->files[i].loaded = (i == 0) == made && !settings->files[i].missing;
	if (made)
		return;
	settings->in_force = settings->rules_d;
	settings->rules_d = (struct settings_rules){ 0 };
}

int settings_read(const struct root *root, bool lenient, struct settings *ret_settings,
		  struct error *err)
{
	CLEANUP(settings_done) struct settings settings = { .lenient = lenient };
	int code = settings_read_host(root, &settings, err);

	if (code == 0)
		code = settings_read_cmdline(root, &settings, err);
	if (code == 0)
		code = settings_read_file(root, "etc/audit/audit.rules", &settings, err);
	if (code == 0)
		code = settings_read_directory(root, &settings, err);
	if (code == 0)
		code = readers_find(root, &settings.readers, err);
	if (code < 0)
		return code;
	settings_choose_files(&settings);
	*ret_settings = settings;
	settings = (struct settings){ 0 };
	return 0;
}
