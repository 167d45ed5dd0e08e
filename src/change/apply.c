/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Carrying out a plan, and undoing it. */
#include "change/apply.h"

#include "bootloader/bootreaders.h"
#include "change/additions.h"
#include "change/grubby_undo.h"
#include "change/rewrite.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

/* A drop-in that was taken away while the entries made with it are still there. */
#define UNDONE ".aubacklog-undone"
#define TEXT_BYTES_MAX (1u << 20)

/* A change leaves a backup of each file of it; a folder of drop-ins may have as many. */
#define BACKUPS_MAX BOOTREADERS_DROPINS_MAX

#define LOCK_FILE "run/aubacklog.lock"
#define TRIES_A_SECOND 20

/* Folders of files that may have a backup. */
static const char *const changed_folders[] = { "etc/default", "etc/default/grub.d", "etc/kernel" };

void apply_steps_done(struct apply_steps *steps)
{
	for (size_t i = 0; i < steps->prepared; i++)
		free(steps->list[i].text);
	free(steps->list);
	*steps = (struct apply_steps){ 0 };
}

/* Words a step before it is done: then it is told without memory. */
static void prepare_step(struct apply_steps *steps, const char *label, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void prepare_step(struct apply_steps *steps, const char *label, const char *format, ...)
{
	CLEANUP(cleanup_free) char *raw = NULL;
	va_list args;

	va_start(args, format);
	raw = xvasprintf(format, args);
	va_end(args);
	steps->list = xreallocarray(steps->list, steps->prepared + 1, sizeof(*steps->list));
	steps->list[steps->prepared++] =
		(struct apply_step){ .label = label, .text = text_safe(raw) };
}

/* All prepared steps are done. */
static void count_steps(struct apply_steps *steps)
{
	steps->count = steps->prepared;
}

static int write_edit(const struct root *root, const struct edit *edit, struct apply_steps *steps,
		      struct error *err)
{
	CLEANUP(cleanup_free) char *shown = root_display(root, edit->path);
	bool backup = edit->before && !edits_is_own(edit->path);
	CLEANUP(cleanup_free) char *kept = backup ? rewrite_backup_path(root, edit->path) : NULL;
	int code;

	prepare_step(steps, "wrote", "%s", shown);
	if (backup)
		prepare_step(steps, "backup", "%s", kept);
	code = rewrite_file(root, edit->path, edit->before, edit->after, backup, err);
	if (code == 0)
		count_steps(steps);
	return code;
}

/* Runs commands, or says that they are to be run. */
static int run_commands(const struct command *commands, size_t count, bool live,
			struct apply_steps *steps, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		CLEANUP(cleanup_free) char *text = command_text(&commands[i]);
		int code;

		prepare_step(steps, live ? "ran" : "to run", "%s", text);
		code = live ? command_run(&commands[i], err) : 0;
		if (code < 0)
			return code;
		count_steps(steps);
		steps->unfinished |= !live;
	}
	return 0;
}

static const struct bootconfig_place *find_lacking_source(const struct bootconfig *config,
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
static int verify_plan(const struct root *root, const struct plan *plan, struct apply_steps *steps,
		       struct error *err)
{
	CLEANUP(bootconfig_done) struct bootconfig config = { 0 };
	const struct bootconfig_place *place;
	int code = bootconfig_read(root, plan->config->settings, true, &config, err);

	if (code < 0)
		return code;
	place = plan_lacking(&config, plan->limit);
	if (!place)
		place = find_lacking_source(&config, plan->limit);
	if (place)
		return error_set(
			err, -EBADE,
			"cannot rely on the change: %s:%u ('%s') is without '%s' afterwards; "
			"'aubacklog grub --undo' takes it back",
			place->entry.path, place->entry.number, place->entry.title,
			plan->arguments);
	if (!plan_entries(&config))
		return error_set(err, -EBADE,
				 "cannot rely on the change: no boot entry was found afterwards; "
				 "'aubacklog grub --undo' takes it back");
	prepare_step(steps, "checked", "%zu boot entr%s, and what new ones are made of",
		     plan_entries(&config), plan_entries(&config) == 1 ? "y" : "ies");
	count_steps(steps);
	return 0;
}

int apply_plan(const struct root *root, const struct plan *plan, struct apply_steps *steps,
	       struct error *err)
{
	bool live = plan->config->live;
	int code = 0;

	/* A file that no command follows would wait for the next kernel's installation. */
	for (size_t i = 0; i < plan->n_commands && live && code == 0; i++)
		code = command_find(&plan->commands[i], err);
	if (code == 0 && plan->platform->by_entry)
		code = grubby_undo_note(root, plan->config, plan->arguments, err);
	for (size_t i = 0; i < plan->edits.count && code == 0; i++)
		code = write_edit(root, &plan->edits.list[i], steps, err);
	if (code == 0)
		code = run_commands(plan->commands, plan->n_commands, live, steps, err);
	return code == 0 && live ? verify_plan(root, plan, steps, err) : code;
}

/* The traces of a change that an undo takes back. */
struct undo {
	const struct root *root;
	struct command restored; /* files with a backup */
	bool drop_in, undone;	 /* aubacklog's own; one that was taken away already */
	struct grubby_undo entries;
};

static void undo_done(struct undo *undo)
{
	command_done(&undo->restored);
	grubby_undo_done(&undo->entries);
}

static size_t length_without_suffix(const char *name)
{
	size_t length = strlen(name), suffix = strlen(REWRITE_BACKUP);

	return length > suffix && strcmp(name + length - suffix, REWRITE_BACKUP) == 0
		       ? length - suffix
		       : 0;
}

/* Takes the file of a backup that lies in the folder, or a file whose backup lies where a link in
 * its place leads; passes over any other. */
static void take_backup(struct undo *undo, const char *folder, const char *name)
{
	size_t length = length_without_suffix(name);
	CLEANUP(cleanup_free)
	char *path = xasprintf("%s/%.*s", folder, (int)(length ? length : strlen(name)), name);

	if (!command_has(&undo->restored, path) && (length || rewrite_has_backup(undo->root, path)))
		command_add(&undo->restored, path);
}

static int find_backups(struct undo *undo, const char *folder, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(undo->root, folder, &names, err);

	for (size_t i = 0; i < names.count && code == 0; i++) {
		take_backup(undo, folder, names.names[i]);
		if (undo->restored.count > BACKUPS_MAX)
			return error_set(err, -E2BIG,
					 "cannot undo the changes in '%s': there are more than %d "
					 "backups ('*" REWRITE_BACKUP "')",
					 folder, BACKUPS_MAX);
	}
	return code == -ENOENT ? 0 : code;
}

/* Whether aubacklog's drop-in is there; it must hold nothing that somebody else has put there. */
static int find_drop_in(struct undo *undo, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int fd = -1;
	int code = root_read(undo->root, EDITS_GRUB_DROP_IN, TEXT_BYTES_MAX, &text, NULL, err);

	if (code == 0 && !additions_is_own_drop_in(text))
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

static int find_traces(struct undo *undo, struct error *err)
{
	int code = find_drop_in(undo, err);

	for (size_t i = 0; i < sizeof(changed_folders) / sizeof(changed_folders[0]) && code == 0;
	     i++)
		code = find_backups(undo, changed_folders[i], err);
	for (size_t i = 0; i < undo->restored.count && code == 0; i++)
		code = rewrite_check_restore(undo->root, undo->restored.words[i], err);
	return code == 0 ? grubby_undo_read(undo->root, &undo->entries, err) : code;
}

static int restore_files(const struct undo *undo, struct apply_steps *steps, struct error *err)
{
	for (size_t i = 0; i < undo->restored.count; i++) {
		const char *path = undo->restored.words[i];
		CLEANUP(cleanup_free) char *shown = root_display(undo->root, path);
		int code;

		prepare_step(steps, "restored", "%s", shown);
		code = rewrite_restore(undo->root, path, err);
		if (code < 0)
			return code;
		count_steps(steps);
	}
	return 0;
}

static int remove_drop_in(const struct undo *undo, struct apply_steps *steps, struct error *err)
{
	CLEANUP(cleanup_free) char *shown = root_display(undo->root, EDITS_GRUB_DROP_IN);
	int code;

	if (!undo->drop_in)
		return 0;
	prepare_step(steps, "removed", "%s", shown);
	code = rewrite_rename(undo->root, EDITS_GRUB_DROP_IN, UNDONE, err);
	if (code == 0)
		count_steps(steps);
	return code;
}

/* Removes the backups once all is as it was; until then a second run finds them and goes on. */
static int remove_backups(const struct undo *undo, struct error *err)
{
	int code = rewrite_rename(undo->root, EDITS_GRUB_DROP_IN UNDONE, NULL, err);

	for (size_t i = 0; i < undo->restored.count && code == 0; i++)
		code = rewrite_forget(undo->root, undo->restored.words[i], err);
	return code == 0 ? rewrite_rename(undo->root, GRUBBY_UNDO_FILE, NULL, err) : code;
}

static int run_words(const char *words, bool live, struct apply_steps *steps, struct error *err)
{
	CLEANUP(command_done) struct command command = { 0 };

	command_split(&command, words);
	return run_commands(&command, 1, live, steps, err);
}

/* Runs the commands that make the entries of the files again. */
static int regenerate_entries(const struct undo *undo, const struct platform *platform, bool live,
			      struct apply_steps *steps, struct error *err)
{
	int code = 0;

	if (undo->entries.noted)
		return run_commands(undo->entries.commands, undo->entries.n_commands, live, steps,
				    err);
	if (!platform || platform->by_entry)
		return 0;
	for (size_t i = 0; i < 3 && platform->commands[i] && code == 0; i++)
		code = run_words(platform->commands[i], live, steps, err);
	return code;
}

int apply_undo(const struct root *root, const struct bootconfig *config,
	       const struct platform *platform, struct apply_steps *steps, struct error *err)
{
	CLEANUP(undo_done) struct undo undo = { .root = root };
	int code = find_traces(&undo, err);
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
		code = remove_drop_in(&undo, steps, err);
	if (code == 0)
		code = regenerate_entries(&undo, platform, config->live, steps, err);
	if (code == 0 && zipl)
		code = run_words("zipl", config->live, steps, err);
	return code == 0 ? remove_backups(&undo, err) : code;
}

/* Anybody could hold a lock on the top directory of the running system for ever. */
static int open_lock_file(const struct root *root)
{
	CLEANUP(cleanup_close) int folder = -1;
	CLEANUP(cleanup_free) char *name = NULL;
	int fd, code = root_folder(root, LOCK_FILE, &folder, &name, NULL);

	if (code < 0)
		return code;
	fd = openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : fd;
}

static int open_lock(const struct root *root, bool live)
{
	int fd = live ? open_lock_file(root) : -ENOENT;

	/* A chroot may have no /run; a user who may not write there gets the error of the change
	 * itself. */
	if (fd != -ENOENT && fd != -EACCES && fd != -EROFS)
		return fd;
	fd = openat(root_top(root), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int wait_for_lock(int fd)
{
	const struct timespec pause = { .tv_nsec = 1000000000 / TRIES_A_SECOND };

	for (unsigned i = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; i++) {
		if (errno == EBADF || errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS)
			return 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (i == APPLY_LOCK_SECONDS * TRIES_A_SECOND)
			return -EBUSY;
		(void)nanosleep(&pause, NULL);
	}
	return 0;
}

int apply_lock(const struct root *root, bool live, int *ret_fd, struct error *err)
{
	CLEANUP(cleanup_free) char *shown = root_display(root, live ? LOCK_FILE : "");
	int fd = open_lock(root, live);
	int code = fd < 0 ? fd : wait_for_lock(fd);

	if (code >= 0) {
		*ret_fd = fd;
		return 0;
	}
	if (fd >= 0)
		(void)close(fd);
	if (code == -EBUSY)
		return error_set(err, code,
				 "cannot lock '%s': another run has held it for %d seconds; try "
				 "again when it is done",
				 shown, APPLY_LOCK_SECONDS);
	return error_set(err, code, "cannot lock '%s': %s", shown, strerror(-code));
}
