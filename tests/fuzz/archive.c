/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the reading of an archive, and the walk through what was kept of it. */
#define _GNU_SOURCE
#include "fuzz.h"
#include "input/archive_tree.h"
#include "input/walk.h"

#include <errno.h>

#define INPUT_MAX (UINT64_C(1) << 20)

static const struct budget_limit limits[BUDGET_KINDS] = {
	[BUDGET_MEMBERS] = { .free = 1000, .whole = 1000 },
	[BUDGET_MEMORY] = { .free = 1u << 18, .whole = 1u << 18 },
	[BUDGET_ROOM] = { .free = 1u << 16, .ratio = 20, .whole = 1u << 22 },
	[BUDGET_CONTENT] = { .free = 1u << 20, .ratio = 100, .whole = 1u << 22 },
};

/* Never more is spent than there is, whatever is opened. */
static void check_budget(const struct budget *budget)
{
	for (size_t i = 0; i < BUDGET_KINDS; i++) {
		REQUIRE(budget->spent[i] <= limits[i].whole);
		REQUIRE(budget->spent[i] <= limits[i].free + limits[i].ratio * budget->given_bytes);
	}
}

/* Whatever links are in it, no path climbs out of the tree. */
static void check_resolved(const char *path)
{
	REQUIRE(*path != '/' && strcmp(path, "..") != 0);
	REQUIRE(strncmp(path, "../", 3) != 0 && !strstr(path, "/../"));
}

static void open_file(struct archive_tree *tree, const char *path)
{
	char resolved[PATH_MAX], bytes[4096];
	int fd, code = walk_resolve(archive_tree_readlink, tree, path, resolved);

	if (code < 0)
		return;
	check_resolved(resolved);
	fd = archive_tree_open(tree, resolved);
	if (fd < 0)
		return;
	REQUIRE(read(fd, bytes, sizeof(bytes)) >= 0);
	REQUIRE((uint64_t)lseek(fd, 0, SEEK_END) <= limits[BUDGET_CONTENT].whole + INPUT_MAX);
	(void)close(fd);
}

/* A folder that is being listed. */
struct listing {
	struct archive_tree *tree;
	const char *folder;
	unsigned depth;
};

static int take(void *context, const char *name)
{
	const struct listing *listing = context;
	char path[PATH_MAX];
	struct listing below = { .tree = listing->tree, .folder = path };

	REQUIRE(*name && !strchr(name, '/'));
	if (snprintf(path, sizeof(path), "%s%s%s", listing->folder, *listing->folder ? "/" : "",
		     name) >= (int)sizeof(path))
		return 0;
	open_file(listing->tree, path);
	below.depth = listing->depth + 1;
	if (below.depth < 8)
		(void)archive_tree_list(listing->tree, path, take, &below);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const usual[] = { "var/log/audit/audit.log", "etc/audit/auditd.conf",
					     "proc/cmdline", "boot/grub/grub.cfg" };
	CLEANUP(cleanup_close) int fd = fuzz_fd(data, size);
	struct budget budget;
	struct archive_tree *tree = NULL;
	struct listing top = { .folder = "" };
	struct error err = { 0 };
	int code;

	if (size > INPUT_MAX)
		return 0;
	budget_init(&budget);
	memcpy(budget.limits, limits, sizeof(limits));
	code = archive_tree_new(fd, "archive", &budget, &tree, &err);
	check_budget(&budget);

	REQUIRE(code <= 0 && (code == 0 || *err.text));
	if (code < 0)
		return 0;
	top.tree = tree;
	(void)archive_tree_list(tree, "", take, &top);
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		open_file(tree, usual[i]);
	check_budget(&budget);
	archive_tree_free(tree);
	return 0;
}
