/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree that holds evidence. */
#define _GNU_SOURCE
#include "files/root.h"

#include "base/array.h"
#include "base/cleanup.h"
#include "base/contents.h"
#include "files/inside.h"
#include "files/packed.h"
#include "files/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* A text that stands for a file. */
struct laid_over {
	char *path;
	char *text;
};

struct root {
	char *place;
	int fd;		       /* of the directory, or -1 */
	struct packed *packed; /* the archive, or NULL */
	struct budget *budget; /* outlives the archive */
	struct laid_over *over;
	size_t n_over, over_capacity;
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
	packed_free(root->packed);
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

static int read_archive(struct root *root, int fd, struct error *err)
{
	int code = packed_new(fd, root->place, root->budget, &root->packed, err);

	if (fd != STDIN_FILENO)
		(void)close(fd);
	return code;
}

static int open_place(struct root *root, struct error *err)
{
	bool is_stdin = strcmp(root->place, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(root->place, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return error_set(err, -errno, "cannot open root '%s': %s", root->place,
				 strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return read_archive(root, fd, err);
	root->fd = fd;
	return 0;
}

int root_new(const char *place, struct root **ret_root, struct error *err)
{
	struct root *root = calloc(1, sizeof(*root));
	int code;

	if (!root)
		return error_memory(err, "open a root");
	root->fd = -1;
	root->place = strdup(place);
	root->budget = budget_new();
	code = root->place ? open_place(root, err) : error_memory(err, "open a root");
	if (code < 0) {
		root_free(root);
		return code;
	}
	*ret_root = root;
	return 0;
}

static int fail(const struct root *root, const char *path, const char *what, int code,
		struct error *err)
{
	CLEANUP(cleanup_free) char *shown = root_display(root, path);

	if (code == -ENOENT || code == -ENOTDIR)
		return -ENOENT;
	return error_set(err, code, "cannot %s '%s': %s", what, shown ? shown : path,
			 strerror(-code));
}

static int open_packed(const struct root *root, const char *path)
{
	char resolved[PATH_MAX];
	int code = walk_resolve(packed_readlink, root->packed, path, resolved);

	return code < 0 ? code : packed_open(root->packed, resolved);
}

static struct laid_over *find_over(const struct root *root, const char *path)
{
	for (size_t i = 0; i < root->n_over; i++)
		if (strcmp(root->over[i].path, path) == 0)
			return &root->over[i];
	return NULL;
}

/* A text as a file. */
static int open_text(const char *text)
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

static int open_any(const struct root *root, const char *path)
{
	const struct laid_over *over = find_over(root, path);

	if (over && over->text)
		return open_text(over->text);
	return root->packed ? open_packed(root, path) : inside_open(root->fd, path);
}

int root_open(const struct root *root, const char *path, int *ret_fd, struct error *err)
{
	int fd = open_any(root, path);

	if (fd == -EINVAL)
		return error_set(err, -EINVAL, "cannot open '%s/%s': not a regular file",
				 root->place, path);
	if (fd < 0)
		return fail(root, path, "open", fd, err);
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
	if (code == -ENOMEM)
		return error_memory(err, "read a file");
	if (code < 0)
		return fail(root, path, "read", code, err);
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

static int by_bytes(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Names as they are collected. */
struct collecting {
	struct root_names names;
	size_t capacity;
};

static int take_name(void *context, const char *name)
{
	struct collecting *collecting = context;
	struct root_names *names = &collecting->names;
	char **grown =
		array_grow(names->names, names->count, &collecting->capacity, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	names->names = grown;
	grown[names->count] = strdup(name);
	if (!grown[names->count])
		return -ENOMEM;
	names->count++;
	return 0;
}

static int read_directory(const struct root *root, const char *path, struct collecting *collecting)
{
	struct dirent *entry;
	DIR *directory;
	int code = 0, fd = inside_open_folder(root->fd, path);

	if (fd < 0)
		return fd;
	directory = fdopendir(fd);
	if (!directory) {
		code = -errno;
		(void)close(fd);
		return code;
	}
	while (code == 0 && (errno = 0, entry = readdir(directory)))
		code = take_name(collecting, entry->d_name);
	if (code == 0)
		code = -errno;
	(void)closedir(directory);
	return code;
}

static int read_packed(const struct root *root, const char *path, struct collecting *collecting)
{
	char resolved[PATH_MAX];
	int code = walk_resolve(packed_readlink, root->packed, path, resolved);

	return code < 0 ? code : packed_list(root->packed, resolved, take_name, collecting);
}

static bool has_name(const struct root_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->names[i], name) == 0)
			return true;
	return false;
}

/* Names of a folder that only what is laid over has. Gives how many, or -ENOMEM. */
static int take_over(const struct root *root, const char *path, struct collecting *collecting)
{
	size_t length = strlen(path);
	int code, count = 0;

	for (size_t i = 0; i < root->n_over; i++) {
		const struct laid_over *over = &root->over[i];
		const char *slash = strrchr(over->path, '/');

		if (!over->text || !slash || (size_t)(slash - over->path) != length ||
		    strncmp(over->path, path, length) != 0 ||
		    has_name(&collecting->names, slash + 1))
			continue;
		code = take_name(collecting, slash + 1);
		if (code < 0)
			return code;
		count++;
	}
	return count;
}

int root_list(const struct root *root, const char *path, struct root_names *ret_names,
	      struct error *err)
{
	struct collecting collecting = { 0 };
	struct root_names *names = &collecting.names;
	int code = root->packed ? read_packed(root, path, &collecting)
				: read_directory(root, path, &collecting);
	int over = code == 0 || code == -ENOENT || code == -ENOTDIR
			   ? take_over(root, path, &collecting)
			   : 0;

	if (over)
		code = over < 0 ? over : 0;
	if (code < 0) {
		root_names_done(names);
		return fail(root, path, "list", code, err);
	}
	if (names->count)
		qsort(names->names, names->count, sizeof(*names->names), by_bytes);
	*ret_names = *names;
	return 0;
}

int root_lay_over(struct root *root, const char *path, const char *text)
{
	struct laid_over *over = find_over(root, path);
	char *copy = text ? strdup(text) : NULL;

	if (text && !copy)
		return -ENOMEM;
	if (!over) {
		over = array_grow(root->over, root->n_over, &root->over_capacity, sizeof(*over));
		if (over) {
			root->over = over;
			over += root->n_over;
			*over = (struct laid_over){ .path = strdup(path) };
		}
		if (!over || !over->path) {
			free(copy);
			return -ENOMEM;
		}
		root->n_over++;
	}
	free(over->text);
	over->text = copy;
	return 0;
}

int root_folder(const struct root *root, const char *path, int *ret_fd, char **ret_name,
		struct error *err)
{
	char found[NAME_MAX + 1];
	int fd = root->packed ? -EROFS : inside_open_place(root->fd, path, found);
	char *name;

	if (fd < 0)
		return fail(root, path, "change", fd, err);
	name = strdup(found);
	if (!name) {
		(void)close(fd);
		return error_memory(err, "open a folder");
	}
	*ret_fd = fd;
	*ret_name = name;
	return 0;
}

/* Whether something is in the archive under a path. */
static bool is_packed(const struct root *root, const char *path)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	CLEANUP(cleanup_close) int fd = open_packed(root, path);

	return (fd != -ENOENT && fd != -ENOTDIR) || root_list(root, path, &names, NULL) != -ENOENT;
}

/* Takes: a path whose folder is there, its name behind the last slash. */
static bool is_packed_link(const struct root *root, const char *path)
{
	CLEANUP(cleanup_free) char *link = NULL;
	CLEANUP(cleanup_free) char *folder = strdup(path);
	char *slash = folder ? strrchr(folder, '/') : NULL;
	char resolved[PATH_MAX] = "", target[PATH_MAX];

	if (slash)
		*slash = '\0';
	if (slash && walk_resolve(packed_readlink, root->packed, folder, resolved) < 0)
		return false;
	if (asprintf(&link, "%s%s%s", resolved, *resolved ? "/" : "", slash ? slash + 1 : path) <
	    0) {
		link = NULL;
		return false;
	}
	return packed_readlink(root->packed, link, target) > 0;
}

/* The first name of the path that is not there decides. */
static bool leads_nowhere_packed(const struct root *root, const char *path)
{
	CLEANUP(cleanup_free) char *prefix = strdup(path);

	for (size_t at = 1; prefix && path[at - 1]; at++) {
		if (path[at] && path[at] != '/')
			continue;
		prefix[at] = '\0';
		if (!is_packed(root, prefix))
			return is_packed_link(root, prefix);
		prefix[at] = path[at];
	}
	return false;
}

bool root_leads_nowhere(const struct root *root, const char *path)
{
	return root->packed ? leads_nowhere_packed(root, path)
			    : inside_leads_nowhere(root->fd, path);
}

int root_top(const struct root *root)
{
	return root->fd;
}

char *root_display(const struct root *root, const char *path)
{
	size_t length = strlen(root->place);
	char *shown;

	while (length && root->place[length - 1] == '/')
		length--;
	return asprintf(&shown, "%.*s%s%s", (int)length, root->place, *path ? "/" : "", path) < 0
		       ? NULL
		       : shown;
}

void root_unname_journals(const struct root *root)
{
	if (root->packed)
		packed_unname(root->packed);
}

struct budget *root_budget(const struct root *root)
{
	return root->budget;
}

bool root_is_archive(const struct root *root)
{
	return root->packed != NULL;
}

const char *root_note(const struct root *root)
{
	return root->packed ? packed_note(root->packed) : NULL;
}
