/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree of evidence. */
#define _GNU_SOURCE
#include "input/root.h"

#include "input/archive_tree.h"
#include "input/inside.h"
#include "input/sections.h"
#include "input/walk.h"
#include "util/cleanup.h"
#include "util/contents.h"
#include "util/xalloc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* A text that is read in place of a file. */
struct laid_over {
	char *path;
	char *text;
};

struct root {
	char *place;
	int fd;			      /* of the directory, or -1 */
	bool is_running;	      /* the directory is this machine's top */
	struct archive_tree *archive; /* the archive, or NULL */
	struct budget *budget;	      /* outlives the archive */
	struct laid_over *over;
	size_t n_over, over_capacity;
	struct sections sections; /* of a supportconfig */
};

void root_lay_bare(struct root *root)
{
	for (size_t i = 0; i < root->n_over; i++) {
		free(root->over[i].path);
		free(root->over[i].text);
	}
	root->n_over = 0;
}

void root_free(struct root *root)
{
	if (!root)
		return;
	if (root->fd >= 0)
		(void)close(root->fd);
	archive_tree_free(root->archive);
	sections_done(&root->sections);
	free(root->budget);
	root_lay_bare(root);
	free(root->over);
	free(root->place);
	free(root);
}

void root_done(struct root **root)
{
	root_free(*root);
}

static int root_read_archive(struct root *root, int fd, struct error *err)
{
	int code = archive_tree_new(fd, root->place, root->budget, &root->archive, err);

	if (fd != STDIN_FILENO)
		(void)close(fd);
	return code;
}

static bool is_running_top(const struct stat *status)
{
	struct stat top;

	return stat("/", &top) == 0 && top.st_dev == status->st_dev && top.st_ino == status->st_ino;
}

/* Whether an open file is the running kernel's word, which a file in another tree must not be. */
static bool is_of_running_kernel(const struct root *root, int fd)
{
	struct statfs system;

	return !root->archive && !root->is_running && fstatfs(fd, &system) == 0 &&
	       (system.f_type == PROC_SUPER_MAGIC || system.f_type == SYSFS_MAGIC);
}

static int root_take_place(struct root *root, int fd, struct error *err)
{
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return error_set(err, -errno, "cannot open root '%s': %s", root->place,
				 strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return root_read_archive(root, fd, err);
	root->fd = fd;
	root->is_running = is_running_top(&status);
	return 0;
}

/* Takes the files and answers out of the texts of a supportconfig. */
static int root_read_sections(struct root *root, struct error *err)
{
	const char *name;
	int code = 0;

	for (size_t i = 0; code == 0 && (name = sections_text_name(i)); i++) {
		CLEANUP(cleanup_close) int fd = -1;

		if (root_open(root, name, &fd, NULL) < 0)
			continue;
		code = sections_read(&root->sections, fd, root->budget);
		if (code == -EDQUOT)
			return budget_fail(root->budget, root->place, err);
		if (code < 0)
			return error_set(err, code, "cannot read '%s/%s': %s", root->place, name,
					 strerror(-code));
	}
	return 0;
}

int root_new_open(int fd, const char *name, struct root **ret_root, struct error *err)
{
	struct root *root = xcalloc(1, sizeof(*root));
	int code;

	root->fd = -1;
	root->place = xstrdup(name);
	root->budget = budget_new();
	code = root_take_place(root, fd, err);
	if (code == 0 && !root->is_running)
		code = root_read_sections(root, err);
	if (code < 0) {
		root_free(root);
		return code;
	}
	*ret_root = root;
	return 0;
}

int root_new(const char *place, struct root **ret_root, struct error *err)
{
	const bool is_stdin = strcmp(place, "-") == 0;

	return root_new_open(is_stdin ? STDIN_FILENO : open(place, O_RDONLY | O_CLOEXEC | O_NOCTTY),
			     place, ret_root, err);
}

static int root_fail(const struct root *root, const char *path, const char *action, int code,
		     struct error *err)
{
	CLEANUP(cleanup_free) char *shown = root_display(root, path);

	if (code == -ENOENT || code == -ENOTDIR)
		return -ENOENT;
	return error_set(err, code, "cannot %s '%s': %s", action, shown, strerror(-code));
}

static int open_in_archive(const struct root *root, const char *path)
{
	char resolved[PATH_MAX];
	int code = walk_resolve(archive_tree_readlink, root->archive, path, resolved);

	return code < 0 ? code : archive_tree_open(root->archive, resolved);
}

static struct laid_over *find_laid_over(const struct root *root, const char *path)
{
	for (size_t i = 0; i < root->n_over; i++)
		if (strcmp(root->over[i].path, path) == 0)
			return &root->over[i];
	return NULL;
}

/* Opens a text as a file. */
static int open_laid_over(const char *text)
{
	size_t length = strlen(text);
	int code, fd = memfd_create("aubacklog", MFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (pwrite(fd, text, length, 0) == (ssize_t)length)
		return fd;
	code = errno ? -errno : -EIO;
	(void)close(fd);
	return code;
}

static int root_open_path(const struct root *root, const char *path)
{
	const struct laid_over *over = find_laid_over(root, path);
	const struct section *section = sections_find(&root->sections, path);
	int fd;

	if (over && over->text)
		return open_laid_over(over->text);
	fd = root->archive ? open_in_archive(root, path) : inside_open(root->fd, path);
	return section && (fd == -ENOENT || fd == -ENOTDIR) ? tmpfile_open(section->tmp) : fd;
}

int root_open(const struct root *root, const char *path, int *ret_fd, struct error *err)
{
	int fd = root_open_path(root, path);

	if (fd == -EINVAL)
		return error_set(err, -EINVAL, "cannot open '%s/%s': not a regular file",
				 root->place, path);
	if (fd == -EFBIG)
		return error_set(err, -EFBIG,
				 "cannot open '%s/%s': it has more than 64 GiB of holes",
				 root->place, path);
	if (fd < 0)
		return root_fail(root, path, "open", fd, err);
	if (is_of_running_kernel(root, fd)) {
		(void)close(fd);
		return -ENOENT;
	}
	*ret_fd = fd;
	return 0;
}

int root_read(const struct root *root, const char *path, size_t max_bytes, char **ret_text,
	      size_t *ret_bytes, struct error *err)
{
	CLEANUP(cleanup_close) int fd = -1;
	char *text;
	size_t bytes;
	int code = root_open(root, path, &fd, err);

	if (code < 0)
		return code;
	code = contents_read(fd, max_bytes, &text, &bytes);
	if (code < 0)
		return root_fail(root, path, "read", code, err);
	*ret_text = text;
	if (ret_bytes)
		*ret_bytes = bytes;
	return 0;
}

void root_names_done(struct root_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->names[i]);
	free(names->names);
	*names = (struct root_names){ 0 };
}

static int compare_root_names(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Names while they are collected. */
struct name_collection {
	struct root_names names;
	size_t capacity;
};

static int collect_name(void *context, const char *name)
{
	struct name_collection *collecting = context;
	struct root_names *names = &collecting->names;

	names->names = xarray_grow(names->names, names->count, &collecting->capacity,
				   sizeof(*names->names));
	names->names[names->count++] = xstrdup(name);
	return 0;
}

static int list_directory(const struct root *root, const char *path,
			  struct name_collection *collecting)
{
	struct dirent *entry;
	DIR *directory;
	int code = 0, fd = inside_open_folder(root->fd, path);

	if (fd < 0)
		return fd;
	if (is_of_running_kernel(root, fd)) {
		(void)close(fd);
		return -ENOENT;
	}
	directory = fdopendir(fd);
	if (!directory) {
		code = -errno;
		(void)close(fd);
		return code;
	}
	while (code == 0 && (errno = 0, entry = readdir(directory)))
		code = collect_name(collecting, entry->d_name);
	if (code == 0)
		code = -errno;
	(void)closedir(directory);
	return code;
}

static int list_in_archive(const struct root *root, const char *path,
			   struct name_collection *collecting)
{
	char resolved[PATH_MAX];
	int code = walk_resolve(archive_tree_readlink, root->archive, path, resolved);

	return code < 0 ? code
			: archive_tree_list(root->archive, resolved, collect_name, collecting);
}

static bool is_collected(const struct root_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->names[i], name) == 0)
			return true;
	return false;
}

/* Adds the name of a path, if it is in the folder and not there yet. Gives how many were added. */
static size_t add_name_of_path(const char *path, const char *folder,
			       struct name_collection *collecting)
{
	const size_t length = strlen(folder);
	const char *slash = strrchr(path, '/');

	if (!slash || (size_t)(slash - path) != length || strncmp(path, folder, length) != 0 ||
	    is_collected(&collecting->names, slash + 1))
		return 0;
	(void)collect_name(collecting, slash + 1);
	return 1;
}

/* Adds the names of a folder that come from overlaid texts and sections alone. Gives their number.
 */
static size_t add_names_laid_over(const struct root *root, const char *path,
				  struct name_collection *collecting)
{
	size_t count = 0;

	for (size_t i = 0; i < root->n_over; i++)
		if (root->over[i].text)
			count += add_name_of_path(root->over[i].path, path, collecting);
	for (size_t i = 0; i < root->sections.count; i++)
		count += add_name_of_path(root->sections.list[i].path, path, collecting);
	return count;
}

int root_list(const struct root *root, const char *path, struct root_names *ret_names,
	      struct error *err)
{
	struct name_collection collecting = { 0 };
	struct root_names *names = &collecting.names;
	int code = root->archive ? list_in_archive(root, path, &collecting)
				 : list_directory(root, path, &collecting);

	if ((code == 0 || code == -ENOENT || code == -ENOTDIR) &&
	    add_names_laid_over(root, path, &collecting))
		code = 0;
	if (code < 0) {
		root_names_done(names);
		return root_fail(root, path, "list", code, err);
	}
	if (names->count)
		qsort(names->names, names->count, sizeof(*names->names), compare_root_names);
	*ret_names = *names;
	return 0;
}

void root_lay_over(struct root *root, const char *path, const char *text)
{
	struct laid_over *over = find_laid_over(root, path);

	if (!over) {
		root->over = xarray_grow(root->over, root->n_over, &root->over_capacity,
					 sizeof(*root->over));
		over = &root->over[root->n_over++];
		*over = (struct laid_over){ .path = xstrdup(path) };
	}
	free(over->text);
	over->text = xstrdup_or_null(text);
}

int root_folder(const struct root *root, const char *path, int *ret_fd, char **ret_name,
		struct error *err)
{
	char found[NAME_MAX + 1];
	int fd = root->archive ? -EROFS : inside_open_place(root->fd, path, found);

	if (fd < 0)
		return root_fail(root, path, "change", fd, err);
	*ret_fd = fd;
	*ret_name = xstrdup(found);
	return 0;
}

/* Whether the archive has something at or below a path. */
static bool is_in_archive(const struct root *root, const char *path)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	CLEANUP(cleanup_close) int fd = open_in_archive(root, path);

	return (fd != -ENOENT && fd != -ENOTDIR) || root_list(root, path, &names, NULL) != -ENOENT;
}

/* Whether the last name is a link. Takes: a path whose folder exists. */
static bool is_archived_link(const struct root *root, const char *path)
{
	const char *slash = strrchr(path, '/');
	CLEANUP(cleanup_free) char *folder = xstrndup(path, slash ? (size_t)(slash - path) : 0);
	CLEANUP(cleanup_free) char *link = NULL;
	char resolved[PATH_MAX], target[PATH_MAX];

	if (walk_resolve(archive_tree_readlink, root->archive, folder, resolved) < 0)
		return false;
	link = xasprintf("%s%s%s", resolved, *resolved ? "/" : "", slash ? slash + 1 : path);
	return archive_tree_readlink(root->archive, link, target) > 0;
}

/* Looks at the first part of the path that does not exist. */
static bool leads_nowhere_in_archive(const struct root *root, const char *path)
{
	CLEANUP(cleanup_free) char *prefix = xstrdup(path);

	for (size_t at = 1; path[at - 1]; at++) {
		if (path[at] && path[at] != '/')
			continue;
		prefix[at] = '\0';
		if (!is_in_archive(root, prefix))
			return is_archived_link(root, prefix);
		prefix[at] = path[at];
	}
	return false;
}

bool root_leads_nowhere(const struct root *root, const char *path)
{
	return root->archive ? leads_nowhere_in_archive(root, path)
			     : inside_leads_nowhere(root->fd, path);
}

int root_top(const struct root *root)
{
	return root->fd;
}

char *root_display(const struct root *root, const char *path)
{
	size_t length = strlen(root->place);

	while (length && root->place[length - 1] == '/')
		length--;
	return xasprintf("%.*s%s%s", (int)length, root->place, *path ? "/" : "", path);
}

void root_unname_journals(const struct root *root)
{
	if (root->archive)
		archive_tree_unname(root->archive);
}

struct budget *root_budget(const struct root *root)
{
	return root->budget;
}

bool root_is_archive(const struct root *root)
{
	return root->archive != NULL;
}

const char *root_note(const struct root *root)
{
	return root->archive ? archive_tree_note(root->archive) : NULL;
}

bool root_has_mounted_proc(const struct root *root)
{
	CLEANUP(cleanup_close) int fd = root->archive ? -1 : inside_open_folder(root->fd, "proc");

	return fd >= 0 && is_of_running_kernel(root, fd);
}
