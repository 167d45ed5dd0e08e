/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Doing what a plan says, and taking it back. */
#define _GNU_SOURCE
#include "change/apply.h"

#include "base/cleanup.h"
#include "bootloader/arguments.h"
#include "change/additions.h"
#include "change/entryundo.h"
#include "change/rewrite.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* A drop-in that was taken away while the entries made with it are still there. */
#define UNDONE ".aubacklog-undone"
#define TEXT_BYTES_MAX (1u << 20)

/* Folders of files that may have a backup. */
static const char *const folders[] = { "etc/default", "etc/default/grub.d", "etc/kernel" };

void apply_steps_done(struct apply_steps *steps)
{
	for (size_t i = 0; i < steps->count; i++)
		free(steps->list[i].text);
	free(steps->list);
	*steps = (struct apply_steps){ 0 };
}

static int say(struct apply_steps *steps, struct error *err, const char *label, const char *format,
	       ...) __attribute__((format(printf, 4, 5)));

static int say(struct apply_steps *steps, struct error *err, const char *label, const char *format,
	       ...)
{
	struct apply_step *grown =
		reallocarray(steps->list, steps->count + 1, sizeof(*steps->list));
	va_list args;
	int length;

	if (!grown)
		return error_memory(err, "tell what was done");
	steps->list = grown;
	va_start(args, format);
	length = vasprintf(&grown[steps->count].text, format, args);
	va_end(args);
	if (length < 0)
		return error_memory(err, "tell what was done");
	grown[steps->count++].label = label;
	return 0;
}

static int write_edit(const struct root *root, const struct edit *edit, struct apply_steps *steps,
		      struct error *err)
{
	CLEANUP(cleanup_free) char *shown = root_display(root, edit->path);
	bool backup = edit->before && !edits_is_own(edit->path);
	int code = shown ? rewrite_file(root, edit->path, edit->before, edit->after, backup, err)
			 : error_memory(err, "change a file");

	if (code == 0)
		code = say(steps, err, "wrote", "%s", shown);
	if (code == 0 && backup) {
		CLEANUP(cleanup_free) char *kept = rewrite_backup_path(root, edit->path);

		code = kept ? say(steps, err, "backup", "%s", kept)
			    : error_memory(err, "change a file");
	}
	return code;
}

/* Runs commands, or says that they are to be run. */
static int run(const struct command *commands, size_t count, bool live, struct apply_steps *steps,
	       struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < count && code == 0; i++) {
		CLEANUP(cleanup_free) char *text = command_text(&commands[i]);

		if (!text)
			return error_memory(err, "run a command");
		if (live)
			code = command_run(&commands[i], err);
		if (code == 0)
			code = say(steps, err, live ? "ran" : "to run", "%s", text);
		steps->unfinished |= !live;
	}
	return code;
}

static const struct bootconfig_place *lacking_source(const struct bootconfig *config,
						     uint64_t limit)
{
	for (size_t i = 0; i < config->persistent.count; i++) {
		const struct bootconfig_place *place = &config->persistent.list[i];

		if (place->effective && plan_lacks(place, limit))
			return place;
	}
	return NULL;
}

/* Reads all anew, as the next boot does. */
static int verify(const struct root *root, const struct plan *plan, struct apply_steps *steps,
		  struct error *err)
{
	CLEANUP(bootconfig_done) struct bootconfig config = { 0 };
	const struct bootconfig_place *place;
	int code = bootconfig_read(root, plan->config->settings, true, &config, err);

	if (code < 0)
		return code;
	place = plan_lacking(&config, plan->limit);
	if (!place)
		place = lacking_source(&config, plan->limit);
	if (place)
		return error_set(
			err, -EBADE,
			"cannot rely on the change: %s:%u ('%s') is without '%s' afterwards; "
			"'aubacklog grub --undo' takes it back",
			place->entry.path, place->entry.number, place->entry.title,
			plan->arguments);
	return say(steps, err, "checked", "%zu boot entr%s, and what new ones are made of",
		   plan_entries(&config), plan_entries(&config) == 1 ? "y" : "ies");
}

int apply_plan(const struct root *root, const struct plan *plan, struct apply_steps *steps,
	       struct error *err)
{
	bool live = plan->config->live;
	int code = 0;

	if (plan->platform->by_entry)
		code = entryundo_note(root, plan->config, plan->arguments, err);
	for (size_t i = 0; i < plan->edits.count && code == 0; i++)
		code = write_edit(root, &plan->edits.list[i], steps, err);
	if (code == 0)
		code = run(plan->commands, plan->n_commands, live, steps, err);
	return code == 0 && live ? verify(root, plan, steps, err) : code;
}

/* What there is to take back. */
struct undo {
	const struct root *root;
	struct command restored; /* files with a backup */
	bool drop_in, undone;	 /* aubacklog's own; one that was taken away already */
	struct entryundo entries;
};

static void undo_done(struct undo *undo)
{
	command_done(&undo->restored);
	entryundo_done(&undo->entries);
}

static size_t length_without_suffix(const char *name)
{
	size_t length = strlen(name), suffix = strlen(REWRITE_BACKUP);

	return length > suffix && strcmp(name + length - suffix, REWRITE_BACKUP) == 0
		       ? length - suffix
		       : 0;
}

/* The file of a backup that lies in the folder, or one whose backup lies where a link of the folder
 * leads; another is passed over. */
static int take_restored(struct undo *undo, const char *folder, const char *name, struct error *err)
{
	CLEANUP(cleanup_free) char *path = NULL;
	size_t length = length_without_suffix(name);

	if (asprintf(&path, "%s/%.*s", folder, (int)(length ? length : strlen(name)), name) < 0)
		path = NULL;
	if (!path)
		return error_memory(err, "undo");
	if (command_has(&undo->restored, path) ||
	    (!length && !rewrite_has_backup(undo->root, path)))
		return 0;
	return command_add(&undo->restored, path) < 0 ? error_memory(err, "undo") : 0;
}

static int find_backups(struct undo *undo, const char *folder, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(undo->root, folder, &names, err);

	for (size_t i = 0; i < names.count && code == 0; i++)
		code = take_restored(undo, folder, names.names[i], err);
	return code == -ENOENT ? 0 : code;
}

/* Whether aubacklog's drop-in is there; it must hold nothing that somebody else has put there. */
static int find_drop_in(struct undo *undo, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(cleanup_free) char *own = additions_drop_in_text(EDITS_GRUB_DROP_IN, "audit=1");
	bool alone = false;
	int fd = -1;
	int code = root_read(undo->root, EDITS_GRUB_DROP_IN, TEXT_BYTES_MAX, &text, NULL, err);

	if (code == 0 && !own)
		return error_memory(err, "undo");
	if (code == 0)
		alone = arguments_alone_differ(text, own);
	if (code == 0 && !alone)
		return error_set(
			err, -ESTALE,
			"cannot undo '%s': it was changed since in more than these arguments",
			EDITS_GRUB_DROP_IN);
	undo->drop_in = code == 0;
	if (code < 0 && code != -ENOENT)
		return code;
	code = root_open(undo->root, EDITS_GRUB_DROP_IN UNDONE, &fd, err);
	undo->undone = code == 0;
	if (code == 0)
		(void)close(fd);
	return code == -ENOENT ? 0 : code;
}

static int find_undo(struct undo *undo, struct error *err)
{
	int code = find_drop_in(undo, err);

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && code == 0; i++)
		code = find_backups(undo, folders[i], err);
	for (size_t i = 0; i < undo->restored.count && code == 0; i++)
		code = rewrite_check_restore(undo->root, undo->restored.words[i], err);
	return code == 0 ? entryundo_read(undo->root, &undo->entries, err) : code;
}

static int restore_files(const struct undo *undo, struct apply_steps *steps, struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < undo->restored.count && code == 0; i++) {
		CLEANUP(cleanup_free)
		char *shown = root_display(undo->root, undo->restored.words[i]);

		code = rewrite_restore(undo->root, undo->restored.words[i], err);
		if (code == 0)
			code = say(steps, err, "restored", "%s", shown ? shown : "");
	}
	if (code == 0 && undo->drop_in) {
		CLEANUP(cleanup_free) char *shown = root_display(undo->root, EDITS_GRUB_DROP_IN);

		code = rewrite_rename(undo->root, EDITS_GRUB_DROP_IN, UNDONE, err);
		if (code == 0)
			code = say(steps, err, "removed", "%s", shown ? shown : "");
	}
	return code;
}

/* When all is as it was; until then a second run finds them and goes on. */
static int forget(const struct undo *undo, struct error *err)
{
	int code = rewrite_rename(undo->root, EDITS_GRUB_DROP_IN UNDONE, NULL, err);

	for (size_t i = 0; i < undo->restored.count && code == 0; i++)
		code = rewrite_forget(undo->root, undo->restored.words[i], err);
	return code == 0 ? rewrite_rename(undo->root, ENTRYUNDO_FILE, NULL, err) : code;
}

/* The commands that make the entries of the files again. */
static int regenerate(const struct undo *undo, const struct platform *platform, bool live,
		      struct apply_steps *steps, struct error *err)
{
	int code = 0;

	if (undo->entries.noted)
		return run(undo->entries.commands, undo->entries.n_commands, live, steps, err);
	for (size_t i = 0;
	     platform && !platform->by_entry && i < 3 && platform->commands[i] && code == 0; i++) {
		struct command command = { 0 };

		code = command_split(&command, platform->commands[i]) < 0
			       ? error_memory(err, "undo")
			       : run(&command, 1, live, steps, err);
		command_done(&command);
	}
	return code;
}

int apply_undo(const struct root *root, const struct bootconfig *config,
	       const struct platform *platform, struct apply_steps *steps, struct error *err)
{
	CLEANUP(undo_done) struct undo undo = { .root = root };
	int code = find_undo(&undo, err);
	int zipl = code == 0 ? platform_needs_zipl(root, err) : code;

	if (zipl < 0)
		return zipl;
	if (!undo.restored.count && !undo.drop_in && !undo.undone && !undo.entries.noted)
		return 0;
	if (undo.entries.noted && !config->live)
		return error_set(
			err, -ENOTSUP,
			"cannot undo in '--root': the entries are changed by commands, which "
			"work on the running system alone");
	code = restore_files(&undo, steps, err);
	if (code == 0)
		code = regenerate(&undo, platform, config->live, steps, err);
	if (code == 0 && zipl) {
		struct command command = { 0 };

		code = command_add(&command, "zipl") < 0
			       ? error_memory(err, "undo")
			       : run(&command, 1, config->live, steps, err);
		command_done(&command);
	}
	return code == 0 ? forget(&undo, err) : code;
}
