/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the settings of a machine. */
#include "evidence/settings.h"

#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SETTINGS_BYTES_MAX (1u << 20)
#define RULES_DIRECTORY "etc/audit/rules.d"

void settings_done(struct settings *settings)
{
	free(settings->cmdline_text);
	for (size_t i = 0; i < settings->n_files; i++)
		free(settings->files[i].path);
	free(settings->files);
	*settings = (struct settings){ 0 };
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

static int settings_read_file(const struct root *root, const char *path, struct settings *settings,
			      struct settings_rules *rules, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	struct settings_rules_file *file = settings_add_file(settings, path);
	int code = root_read(root, path, SETTINGS_BYTES_MAX, &text, NULL, err);

	if (code == 0)
		settings_merge_rules(text, file, rules);
	else if (code == -ENOENT)
		file->missing = true;
	return code == -ENOENT ? 0 : code;
}

static int settings_read_directory(const struct root *root, struct settings *settings,
				   struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(root, RULES_DIRECTORY, &names, err);

	for (size_t i = 0; i < names.count && code == 0; i++) {
		CLEANUP(cleanup_free) char *path = NULL;

		if (!text_ends_in(names.names[i], ".rules"))
			continue;
		path = xasprintf(RULES_DIRECTORY "/%s", names.names[i]);
		code = settings_read_file(root, path, settings, &settings->rules_d, err);
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

int settings_read(const struct root *root, struct settings *ret_settings, struct error *err)
{
	CLEANUP(settings_done) struct settings settings = { 0 };
	int code = settings_read_cmdline(root, &settings, err);

	if (code == 0)
		code = settings_read_file(root, "etc/audit/audit.rules", &settings,
					  &settings.in_force, err);
	if (code == 0)
		code = settings_read_directory(root, &settings, err);
	if (code < 0)
		return code;
	settings_choose_files(&settings);
	*ret_settings = settings;
	settings = (struct settings){ 0 };
	return 0;
}
