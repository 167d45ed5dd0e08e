/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stand-in for libguestfs.so.0, for what the real one cannot be made to answer. In the image
 * IMAGE is what is in the folder IMAGE.tree. The folder $STAND_IN says what happens: called gets
 * the disk and the keys; performed gets each call of a path fails      is the error of the
 * machine's start systems    how many operating systems there are; one without it locked     is the
 * key of a partition that holds them waits      the start begins a process, whose number goes to
 * "sleeper", and does not end names      NUL-separated names, which each folder has as well:
 * regular files of "size" bytes, full of "x" overlong   a read gives more than was asked for
 *   endless    the list of each folder ends only when its file may not grow
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <guestfs.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct guestfs_h {
	int tree;
	bool opened;
	char *scratch;
	char error[4096];
	int code;
};

static int fail_with(guestfs_h *g, int code, const char *what, const char *path)
{
	(void)snprintf(g->error, sizeof(g->error), "%s: %s: %s", what, path, strerror(code));
	g->code = code;
	return -1;
}

static char *control_path(const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", getenv("STAND_IN"), name) < 0)
		abort();
	return path;
}

/* Gives what a file of $STAND_IN holds, with a NUL behind it, or NULL. */
static char *read_control(const char *name, size_t *ret_bytes)
{
	char *path = control_path(name), *text = malloc(1 << 20);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t bytes = fd < 0 ? -1 : read(fd, text, (1 << 20) - 1);

	free(path);
	if (fd >= 0)
		(void)close(fd);
	if (bytes < 0) {
		free(text);
		return NULL;
	}
	text[bytes] = '\0';
	if (ret_bytes)
		*ret_bytes = (size_t)bytes;
	return text;
}

static bool has_control(const char *name)
{
	char *text = read_control(name, NULL);

	free(text);
	return text != NULL;
}

static void note_call(const char *name, const char *format, ...)
{
	char *path = control_path(name);
	FILE *file = fopen(path, "ae");
	va_list args;

	free(path);
	if (!file)
		abort();
	va_start(args, format);
	(void)vfprintf(file, format, args);
	va_end(args);
	(void)fclose(file);
}

static int open_inside(guestfs_h *g, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)flags | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};

	return (int)syscall(SYS_openat2, g->tree, path, &how, sizeof(how));
}

static char **list_of(const char *first, const char *second)
{
	char **list = calloc(3, sizeof(*list));

	if (first)
		list[0] = strdup(first);
	if (second)
		list[1] = strdup(second);
	return list;
}

static void add_name(char ***list, size_t *count, const char *name)
{
	*list = reallocarray(*list, *count + 2, sizeof(**list));
	(*list)[(*count)++] = strdup(name);
	(*list)[*count] = NULL;
}

guestfs_h *guestfs_create(void)
{
	guestfs_h *g = calloc(1, sizeof(*g));

	g->tree = -1;
	return g;
}

void guestfs_close(guestfs_h *g)
{
	if (g->tree >= 0)
		(void)close(g->tree);
	free(g->scratch);
	free(g);
}

void guestfs_set_error_handler(guestfs_h *g, guestfs_error_handler_cb handler, void *data)
{
	(void)g;
	(void)handler;
	(void)data;
}

const char *guestfs_last_error(guestfs_h *g)
{
	return g->error;
}

int guestfs_last_errno(guestfs_h *g)
{
	return g->code;
}

int guestfs_set_backend(guestfs_h *g, const char *backend)
{
	(void)g;
	note_call("called", "backend %s\n", backend);
	return 0;
}

int guestfs_set_tmpdir(guestfs_h *g, const char *folder)
{
	g->scratch = strdup(folder);
	return 0;
}

int guestfs_add_drive_opts_argv(guestfs_h *g, const char *name,
				const struct guestfs_add_drive_opts_argv *options)
{
	char *tree;

	note_call("called", "%s %s %s\n", options->readonly ? "read-only" : "writable",
		  options->bitmask & GUESTFS_ADD_DRIVE_OPTS_FORMAT_BITMASK ? options->format : "-",
		  name);
	if (asprintf(&tree, "%s.tree", name) < 0)
		abort();
	g->tree = open(tree, O_PATH | O_DIRECTORY | O_CLOEXEC);
	free(tree);
	return g->tree < 0 ? fail_with(g, errno, "add_drive", name) : 0;
}

static void wait_for_ever(void)
{
	pid_t child = fork();

	if (child == 0) {
		(void)close_range(3, ~0U, 0);
		(void)sleep(20);
		_exit(0);
	}
	note_call("sleeper", "%d\n", (int)child);
	note_call("begun", "%d\n", (int)getpid());
	for (;;)
		(void)pause();
}

int guestfs_launch(guestfs_h *g)
{
	char *text = read_control("fails", NULL);
	char *left;

	if (asprintf(&left, "%s/guestfs.left", g->scratch) < 0)
		abort();
	(void)close(open(left, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	free(left);
	if (has_control("waits"))
		wait_for_ever();
	if (!text)
		return 0;
	(void)snprintf(g->error, sizeof(g->error), "%s", text);
	free(text);
	return -1;
}

char **guestfs_list_devices(guestfs_h *g)
{
	(void)g;
	return list_of("/dev/sda", NULL);
}

char **guestfs_list_partitions(guestfs_h *g)
{
	(void)g;
	return list_of("/dev/sda1", NULL);
}

char **guestfs_lvs(guestfs_h *g)
{
	(void)g;
	return list_of(NULL, NULL);
}

int guestfs_lvm_scan(guestfs_h *g, int activate)
{
	(void)g;
	(void)activate;
	return 0;
}

char *guestfs_vfs_type(guestfs_h *g, const char *device)
{
	(void)g;
	return strdup(strcmp(device, "/dev/sda1") == 0 && has_control("locked") ? "crypto_LUKS"
										: "ext4");
}

char *guestfs_vfs_uuid(guestfs_h *g, const char *device)
{
	(void)g;
	(void)device;
	return strdup("0f-1d");
}

char *guestfs_canonical_device_name(guestfs_h *g, const char *device)
{
	(void)g;
	return strdup(strcmp(device, "/dev/vda1") == 0 ? "/dev/sda1" : device);
}

int guestfs_cryptsetup_open_argv(guestfs_h *g, const char *device, const char *key,
				 const char *mapped,
				 const struct guestfs_cryptsetup_open_argv *options)
{
	char *right = read_control("locked", NULL);

	note_call("called", "open %s %s %s\n", device, mapped,
		  options->readonly ? "read-only" : "writable");
	g->opened = right && strcmp(right, key) == 0;
	free(right);
	return g->opened ? 0 : fail_with(g, EPERM, "cryptsetup_open", device);
}

char **guestfs_inspect_os(guestfs_h *g)
{
	char *systems = read_control("systems", NULL);
	int count = systems ? atoi(systems) : 1;

	free(systems);
	if (has_control("locked") && !g->opened)
		count = 0;
	return list_of(count > 0 ? "/dev/sda1" : NULL, count > 1 ? "/dev/sda2" : NULL);
}

char **guestfs_inspect_get_mountpoints(guestfs_h *g, const char *root)
{
	(void)g;
	return list_of("/", root);
}

int guestfs_mount_ro(guestfs_h *g, const char *device, const char *place)
{
	(void)g;
	(void)device;
	(void)place;
	return 0;
}

char *guestfs_realpath(guestfs_h *g, const char *path)
{
	char link[64], real[PATH_MAX], tree[PATH_MAX];
	ssize_t length, above;
	int fd = open_inside(g, path, O_PATH);

	note_call("performed", "realpath %s\n", path);
	if (fd < 0) {
		(void)fail_with(g, errno, "realpath", path);
		return NULL;
	}
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, real, sizeof(real) - 1);
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", g->tree);
	above = readlink(link, tree, sizeof(tree) - 1);
	(void)close(fd);
	if (length < above)
		abort();
	real[length] = '\0';
	return strdup(length == above ? "/" : real + above);
}

/* Fills a file of the list, as libguestfs does, until it may not grow any more. */
static bool list_has_bound(guestfs_h *g)
{
	char *path, block[65536];
	ssize_t written;
	off_t bytes = 0;
	int fd;

	if (asprintf(&path, "%s/list", g->scratch) < 0)
		abort();
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	free(path);
	memset(block, 'x', sizeof(block));
	do {
		written = write(fd, block, sizeof(block));
		bytes += written > 0 ? written : 0;
	} while (written > 0 && bytes < (off_t)1 << 30);
	(void)close(fd);
	return written < 0;
}

static void list_folder(guestfs_h *g, const char *folder, const char *above, bool below,
			char ***list, size_t *count)
{
	int fd = open_inside(g, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	DIR *names = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	while (names && (entry = readdir(names))) {
		char *path, *inside;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		/* As libguestfs 1.48 has it, with the "/" behind the folder. */
		if (asprintf(&path, "%s%s", above, entry->d_name) < 0 ||
		    asprintf(&inside, "%s/%s", folder, entry->d_name) < 0)
			abort();
		add_name(list, count, path);
		if (below && entry->d_type == DT_DIR) {
			char *deeper;

			if (asprintf(&deeper, "%s/", path) < 0)
				abort();
			list_folder(g, inside, deeper, below, list, count);
			free(deeper);
		}
		free(inside);
		free(path);
	}
	if (names)
		(void)closedir(names);
}

static char **list_names(guestfs_h *g, const char *folder, bool below)
{
	char **list = list_of(NULL, NULL);
	size_t count = 0, bytes = 0;
	char *made_up = read_control("names", &bytes), *many = read_control("many", NULL);

	note_call("performed", "%s %s\n", below ? "find" : "ls", folder);
	if (has_control("endless")) {
		(void)fail_with(g, list_has_bound(g) ? EFBIG : ENOMEM, "find", folder);
		free(list);
		return NULL;
	}
	list_folder(g, folder, below ? "/" : "", below, &list, &count);
	for (int i = many ? atoi(many) : 0; i > 0; i--) {
		char name[32];

		(void)snprintf(name, sizeof(name), "many-%d", i);
		add_name(&list, &count, name);
	}
	free(many);
	for (size_t at = 0; made_up && at < bytes; at += strlen(made_up + at) + 1)
		add_name(&list, &count, made_up + at);
	free(made_up);
	return list;
}

char **guestfs_find(guestfs_h *g, const char *folder)
{
	return list_names(g, folder, true);
}

char **guestfs_ls(guestfs_h *g, const char *folder)
{
	return list_names(g, folder, false);
}

/* Gives the size of a made-up file, or -1 for a path that is none. */
static int64_t made_up_size(const char *path)
{
	size_t bytes = 0;
	char *names, *size;
	int64_t found = -1;

	if (strstr(path, "/many-"))
		return 0;
	names = read_control("names", &bytes);
	size = read_control("size", NULL);
	for (size_t at = 0; names && at < bytes; at += strlen(names + at) + 1) {
		size_t length = strlen(names + at), whole = strlen(path);

		if (length <= whole && strcmp(path + whole - length, names + at) == 0)
			found = size ? atoll(size) : 5;
	}
	free(names);
	free(size);
	return found;
}

struct guestfs_statns *guestfs_statns(guestfs_h *g, const char *path)
{
	struct guestfs_statns *answer = calloc(1, sizeof(*answer));
	int64_t size = made_up_size(path);
	struct stat status;
	int fd;

	answer->st_mode = S_IFREG;
	answer->st_size = size;
	if (size >= 0 || size < -1)
		return answer;
	fd = open_inside(g, path, O_PATH);
	if (fd < 0 || fstat(fd, &status) < 0) {
		(void)fail_with(g, errno, "statns", path);
		free(answer);
		return NULL;
	}
	(void)close(fd);
	answer->st_mode = status.st_mode;
	answer->st_size = status.st_size;
	return answer;
}

void guestfs_free_statns(struct guestfs_statns *status)
{
	free(status);
}

char *guestfs_pread(guestfs_h *g, const char *path, int count, int64_t offset, size_t *ret_count)
{
	size_t most = (size_t)count + (has_control("overlong") ? 1000 : 0);
	char *bytes = malloc(most + 1);
	ssize_t got;
	int fd;

	note_call("performed", "pread %s\n", path);
	memset(bytes, 'x', most);
	*ret_count = most;
	if (made_up_size(path) >= 0)
		return bytes;
	fd = open_inside(g, path, O_RDONLY);
	got = fd < 0 ? -1 : pread(fd, bytes, (size_t)count, offset);
	if (fd >= 0)
		(void)close(fd);
	if (got >= 0) {
		*ret_count = (size_t)got;
		return bytes;
	}
	(void)fail_with(g, errno, "pread", path);
	free(bytes);
	return NULL;
}
