/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths and links in a root never lead out of it. */
#define _GNU_SOURCE
#include "files/root.h"
#include "tree.h"
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
				 mkfifo("root/etc/fifo", 0600),
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_stay_inside),
		cmocka_unit_test(refuses_what_is_no_file),
		cmocka_unit_test(lists_in_byte_order),
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
