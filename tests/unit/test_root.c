/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths and links in a root never lead out of it, however the kernel helps and whoever changes it.
 */
#define _GNU_SOURCE
#include "input/inside.h"
#include "input/root.h"
#include "tree.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ROUNDS 10000

static char directory[] = "/tmp/aubacklog-root-XXXXXX";

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int make_tree(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(directory));
	assert_int_equal(chdir(directory), 0);
	assert_int_equal(mkdir("root", 0755) | mkdir("root/etc", 0755) | mkdir("root/usr", 0755),
			 0);
	write_file("outside", "outside");
	write_file("root/usr/release", "inside");
	assert_int_equal(symlink("/usr/release", "root/etc/absolute") |
				 symlink("../usr/release", "root/etc/relative") |
				 symlink("../../../../usr/release", "root/etc/climbing") |
				 symlink("../../outside", "root/etc/escape") |
				 symlink("loop", "root/etc/loop") | symlink("/usr", "root/lib") |
				 mkfifo("root/etc/fifo", 0600) |
				 symlink("/nowhere", "root/etc/dangling") |
				 symlink("dangling", "root/etc/twice") |
				 symlink("/usr/later", "root/etc/later") |
				 symlink("/proc/self/fd/0", "root/etc/stdin"),
			 0);
	return 0;
}

static int remove_tree(void **state)
{
	(void)state;
	return tree_remove(directory);
}

static void reads(const char *path, const char *wanted)
{
	struct root *root = NULL;
	char *text = NULL;

	assert_int_equal(root_new("root", &root, NULL), 0);
	assert_int_equal(root_read(root, path, 100, &text, NULL, NULL), 0);
	assert_string_equal(text, wanted);
	free(text);
	root_free(root);
}

static void refuses(const char *path, size_t max_bytes, int code)
{
	struct root *root = NULL;
	struct error err = { 0 };
	char *text = NULL;

	assert_int_equal(root_new("root", &root, NULL), 0);
	assert_int_equal(root_read(root, path, max_bytes, &text, NULL, &err), code);
	assert_null(text);
	assert_int_equal(err.text[0] != '\0', code != -ENOENT);
	root_free(root);
}

static void links_stay_inside(void **state)
{
	(void)state;
	reads("usr/release", "inside");
	reads("etc/absolute", "inside");
	reads("etc/relative", "inside");
	reads("etc/climbing", "inside");
	reads("lib/release", "inside");
	reads("../../../usr/release", "inside");
	refuses("etc/escape", 100, -ENOENT);
	refuses("../outside", 100, -ENOENT);
}

static void refuses_what_is_no_file(void **state)
{
	(void)state;
	refuses("etc/missing", 100, -ENOENT);
	refuses("etc/missing/below", 100, -ENOENT);
	refuses("usr/release/below", 100, -ENOENT);
	refuses("etc/loop", 100, -ELOOP);
	refuses("etc/fifo", 100, -EINVAL);
	refuses("etc", 100, -EINVAL);
	refuses("usr/release", 5, -EFBIG);
}

static void lists_in_byte_order(void **state)
{
	struct root *root = NULL;
	struct root_names names = { 0 };

	(void)state;
	assert_int_equal(root_new("root", &root, NULL), 0);
	assert_int_equal(root_list(root, "lib", &names, NULL), 0);
	assert_int_equal(names.count, 3);
	assert_string_equal(names.names[2], "release");
	root_names_done(&names);
	assert_int_equal(root_list(root, "nowhere", &names, NULL), -ENOENT);
	root_free(root);
}

static void leads_nowhere(const char *path, bool wanted)
{
	struct root *root = NULL;

	assert_int_equal(root_new("root", &root, NULL), 0);
	assert_int_equal(root_leads_nowhere(root, path), wanted);
	root_free(root);
}

static void tells_a_link_that_leads_nowhere(void **state)
{
	(void)state;
	leads_nowhere("etc/dangling", true);
	leads_nowhere("etc/dangling/below/it", true);
	leads_nowhere("etc/twice", true);
	leads_nowhere("lib/../etc/dangling", true);
	leads_nowhere("etc/missing", false);
	leads_nowhere("lib/missing", false);
	leads_nowhere("lib/missing/below", false);
	leads_nowhere("etc/absolute", false);
	leads_nowhere("etc/loop", false);
}

/* The folder of a file that is to be changed, and its name there. */
static void has_place(const char *path, const char *folder, const char *wanted)
{
	struct root *root = NULL;
	struct stat found, expected;
	char *name = NULL;
	int fd = -1;

	assert_int_equal(root_new("root", &root, NULL), 0);
	assert_int_equal(root_folder(root, path, &fd, &name, NULL), 0);
	assert_string_equal(name, wanted);
	assert_int_equal(fstat(fd, &found) | stat(folder, &expected), 0);
	assert_true(found.st_ino == expected.st_ino);
	free(name);
	assert_int_equal(close(fd), 0);
	root_free(root);
}

static void has_no_place(const char *path, int code)
{
	struct root *root = NULL;
	char *name = NULL;
	int fd = -1;

	assert_int_equal(root_new("root", &root, NULL), 0);
	assert_int_equal(root_folder(root, path, &fd, &name, NULL), code);
	assert_int_equal(fd, -1);
	root_free(root);
}

static void finds_the_place_of_a_file(void **state)
{
	(void)state;
	has_place("usr/release", "root/usr", "release");
	has_place("lib/release", "root/usr", "release");
	has_place("etc/absolute", "root/usr", "release");
	has_place("etc/climbing", "root/usr", "release");
	has_place("etc/later", "root/usr", "later");
	has_place("lib/new", "root/usr", "new");
	has_place("top", "root", "top");
	has_place("etc/escape", "root", "outside");
	has_no_place("missing/new", -ENOENT);
	has_no_place("etc/dangling/new", -ENOLINK);
	has_no_place("etc/..", -EISDIR);
	has_no_place("etc/stdin/new", -ENOLINK);
}

/* Of this machine, whose proc file system has links to what is open. */
static void follows_no_descriptor(void **state)
{
	struct root *root = NULL;
	char path[64], *text = NULL;
	int fd = open("outside", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(root_new("/proc", &root, NULL), 0);
	(void)snprintf(path, sizeof(path), "%d/fd/%d", (int)getpid(), fd);
	assert_int_equal(root_read(root, path, 100, &text, NULL, NULL), -ELOOP);
	(void)snprintf(path, sizeof(path), "%d/root/etc/passwd", (int)getpid());
	assert_int_equal(root_read(root, path, 100, &text, NULL, NULL), -ELOOP);
	assert_null(text);
	root_free(root);
	assert_int_equal(close(fd), 0);
}

/* What the owner of a tree does while it is read: two names change places. */
struct owner {
	const char *left, *right;
	unsigned flags;
	atomic_bool stopped;
	pthread_t thread;
};

static void *exchange(void *argument)
{
	struct owner *owner = argument;

	while (!atomic_load(&owner->stopped)) {
		(void)renameat2(AT_FDCWD, owner->left, AT_FDCWD, owner->right, owner->flags);
		(void)renameat2(AT_FDCWD, owner->right, AT_FDCWD, owner->left, owner->flags);
	}
	return NULL;
}

static void owner_begin(struct owner *owner)
{
	assert_int_equal(pthread_create(&owner->thread, NULL, exchange, owner), 0);
}

static void owner_end(struct owner *owner)
{
	atomic_store(&owner->stopped, true);
	assert_int_equal(pthread_join(owner->thread, NULL), 0);
}

static void make_folder_with(const char *folder, const char *text)
{
	char path[64];

	assert_int_equal(mkdir(folder, 0755), 0);
	(void)snprintf(path, sizeof(path), "%s/mark", folder);
	write_file(path, text);
}

static void read_while_changed(const char *path, struct owner *owner)
{
	struct root *root = NULL;
	unsigned inside = 0;

	assert_int_equal(root_new("root", &root, NULL), 0);
	owner_begin(owner);
	for (int i = 0; i < ROUNDS || (!inside && i < 100 * ROUNDS); i++) {
		char *text = NULL;

		if (root_read(root, path, 100, &text, NULL, NULL) == 0) {
			assert_string_equal(text, "inside");
			inside++;
		}
		free(text);
	}
	owner_end(owner);
	root_free(root);
	assert_true(inside > 0);
}

static void reads_inside_while_a_link_comes_and_goes(void **state)
{
	struct owner owner = { .left = "root/a", .right = "root/b", .flags = RENAME_EXCHANGE };

	(void)state;
	make_folder_with("root/a", "inside");
	make_folder_with("victim", "outside");
	assert_int_equal(symlink("../victim", "root/b"), 0);
	read_while_changed("a/mark", &owner);
}

static void reads_inside_while_a_folder_leaves(void **state)
{
	struct owner owner = { .left = "root/c/d", .right = "elsewhere/d" };

	(void)state;
	make_folder_with("root/c", "inside");
	make_folder_with("root/c/d", "inside");
	make_folder_with("elsewhere", "outside");
	read_while_changed("c/d/../mark", &owner);
}

static void changes_inside_while_a_link_comes_and_goes(void **state)
{
	struct owner owner = { .left = "root/e", .right = "root/f", .flags = RENAME_EXCHANGE };
	struct root *root = NULL;
	struct stat victim, found;

	(void)state;
	make_folder_with("root/e", "inside");
	make_folder_with("root/e/below", "inside");
	make_folder_with("prey", "outside");
	make_folder_with("prey/below", "outside");
	assert_int_equal(symlink("../prey", "root/f"), 0);
	assert_int_equal(stat("prey/below", &victim) | root_new("root", &root, NULL), 0);
	owner_begin(&owner);
	for (int i = 0; i < ROUNDS; i++) {
		char *name = NULL;
		int fd = -1;

		if (root_folder(root, "e/below/mark", &fd, &name, NULL) < 0)
			continue;
		assert_int_equal(fstat(fd, &found), 0);
		assert_true(found.st_ino != victim.st_ino);
		free(name);
		assert_int_equal(close(fd), 0);
	}
	owner_end(&owner);
	root_free(root);
}

/* A pipe or a device does something when it is opened. */
static void opens_no_pipe_that_comes_in_between(void **state)
{
	struct owner owner = { .left = "root/g", .right = "root/h", .flags = RENAME_EXCHANGE };
	int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	int top = open("root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct inotify_event event;
	struct root *root = NULL;

	(void)state;
	write_file("root/g", "inside");
	assert_int_equal(mkfifo("root/h", 0600) | root_new("root", &root, NULL), 0);
	assert_true(inotify_add_watch(watch, "root/h", IN_OPEN) >= 0);
	owner_begin(&owner);
	for (int i = 0; i < ROUNDS; i++) {
		int fd = -1, code = root_open(root, "g", &fd, NULL);

		assert_int_equal(code, fd >= 0 ? 0 : -EINVAL);
		if (fd >= 0)
			assert_int_equal(close(fd), 0);
		fd = inside_open_name(top, "g");
		assert_true(fd >= 0 || fd == -EINVAL);
		if (fd >= 0)
			assert_int_equal(close(fd), 0);
	}
	owner_end(&owner);
	assert_int_equal(close(top), 0);
	assert_int_equal(read(watch, &event, sizeof(event)), -1);
	assert_int_equal(close(watch), 0);
	root_free(root);
}

/* As a kernel before 5.6 answers, or a filter of an old container. */
static void refuse_openat2(int code)
{
#ifdef SYS_openat2
	struct sock_filter lines[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)code),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { .len = sizeof(lines) / sizeof(lines[0]), .filter = lines };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) < 0 ||
	    syscall(SYS_openat2, -1, "", NULL, 0) != -1 || errno != code) {
		perror("seccomp");
		exit(1);
	}
#else
	(void)code;
#endif
}

/* The tests change their tree. */
static void begin_without_openat2(void **state, int code)
{
	assert_int_equal(remove_tree(state), 0);
	(void)strcpy(directory + sizeof(directory) - 7, "XXXXXX");
	assert_int_equal(make_tree(state), 0);
	refuse_openat2(code);
}

static void without_openat2(void **state)
{
	begin_without_openat2(state, ENOSYS);
}

static void with_openat2_forbidden(void **state)
{
	begin_without_openat2(state, EPERM);
}

#define ALL_TESTS                                                                                  \
	cmocka_unit_test(links_stay_inside), cmocka_unit_test(refuses_what_is_no_file),            \
		cmocka_unit_test(lists_in_byte_order),                                             \
		cmocka_unit_test(tells_a_link_that_leads_nowhere),                                 \
		cmocka_unit_test(finds_the_place_of_a_file),                                       \
		cmocka_unit_test(follows_no_descriptor),                                           \
		cmocka_unit_test(reads_inside_while_a_link_comes_and_goes),                        \
		cmocka_unit_test(reads_inside_while_a_folder_leaves),                              \
		cmocka_unit_test(changes_inside_while_a_link_comes_and_goes),                      \
		cmocka_unit_test(opens_no_pipe_that_comes_in_between)

/* All of them with openat2(2), and by each way without. A filter cannot be taken back. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		ALL_TESTS, cmocka_unit_test(without_openat2),
		ALL_TESTS, cmocka_unit_test(with_openat2_forbidden),
		ALL_TESTS,
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
