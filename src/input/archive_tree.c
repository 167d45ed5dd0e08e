/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The evidence kept from an archive. */
#define _GNU_SOURCE
#include "input/archive_tree.h"

#include "input/evidence_paths.h"
#include "input/scratch.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <search.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The first part of the names of the private folders for journals. */
#define NAMES_STEM ".aubacklog-names-"

struct archive_tree {
	void *members; /* struct archive_member, by path, in a tree of tsearch(3) */
	const struct archive_member **sorted; /* the same in byte order, once all are read */
	size_t n_sorted;
	struct budget *budget; /* pays for the members' memory; the caller's */
	char *top; /* the folder that all members share, left out of their paths, with "/"; or "" */
	char *note;	      /* or NULL */
	struct scratch names; /* the private folder for journals */
	size_t n_names;
};

/* Includes the member's node in the tree, which has three pointers, and its place in the list. A
 * file that is shared by hard links counts for each. */
static uint64_t member_cost(const struct archive_member *member)
{
	return budget_heap(sizeof(*member)) + budget_heap(3 * sizeof(void *)) + sizeof(void *) +
	       budget_heap(strlen(member->path) + 1) +
	       (member->target ? budget_heap(strlen(member->target) + 1) : 0) +
	       (member->tmp ? budget_heap(TMPFILE_STRUCT_BYTES) : 0);
}

static void member_free(void *pointer)
{
	struct archive_member *member = pointer;

	tmpfile_free(member->tmp);
	free(member->path);
	free(member->target);
	free(member);
}

static int compare_members(const void *left, const void *right)
{
	return strcmp(((const struct archive_member *)left)->path,
		      ((const struct archive_member *)right)->path);
}

void archive_tree_free(struct archive_tree *tree)
{
	if (!tree)
		return;
	archive_tree_unname(tree);
	tdestroy(tree->members, member_free);
	free(tree->sorted);
	free(tree->top);
	free(tree->note);
	free(tree);
}

static void count_member(const void *node, VISIT visit, void *count)
{
	(void)node;
	*(size_t *)count += visit == postorder || visit == leaf;
}

static void sort_member(const void *node, VISIT visit, void *context)
{
	struct archive_tree *tree = context;

	if (visit == postorder || visit == leaf)
		tree->sorted[tree->n_sorted++] = *(struct archive_member *const *)node;
}

/* Sorts the members, so that listing a folder looks only at its own: a walk over all members for
 * each of many folders would be slow. */
static void sort_members(struct archive_tree *tree)
{
	size_t count = 0;

	twalk_r(tree->members, count_member, &count);
	tree->sorted = xcalloc(count + 1, sizeof(*tree->sorted));
	twalk_r(tree->members, sort_member, tree);
}

int archive_tree_new(int fd, const char *name, struct budget *budget,
		     struct archive_tree **ret_tree, struct error *err)
{
	struct archive_tree *tree = xcalloc(1, sizeof(*tree));
	int code;

	tree->budget = budget;
	scratch_sweep(tmpfile_directory(), NAMES_STEM);
	code = archive_tar_read(fd, name, budget, tree, &tree->top, &tree->note, err);
	if (code < 0) {
		archive_tree_free(tree);
		return code;
	}
	sort_members(tree);
	*ret_tree = tree;
	return 0;
}

const struct archive_member *archive_tree_find(const struct archive_tree *tree, const char *path)
{
	const struct archive_member key = { .path = (char *)path };
	void *node = tfind(&key, &tree->members, compare_members);

	return node ? *(const struct archive_member **)node : NULL;
}

void archive_tree_drop(struct archive_tree *tree, const char *path)
{
	const struct archive_member key = { .path = (char *)path };
	void *node = tfind(&key, &tree->members, compare_members);
	struct archive_member *member = node ? *(struct archive_member **)node : NULL;

	if (!member)
		return;
	(void)tdelete(member, &tree->members, compare_members);
	budget_release(tree->budget, BUDGET_MEMORY, member_cost(member));
	member_free(member);
}

int archive_tree_keep(struct archive_tree *tree, const char *path, char *target,
		      struct tmpfile *tmp)
{
	struct archive_member *member = xmalloc(sizeof(*member));
	int code;

	*member = (struct archive_member){ .path = xstrdup(path), .target = target, .tmp = tmp };
	archive_tree_drop(tree, path);
	code = budget_spend(tree->budget, BUDGET_MEMORY, member_cost(member));
	if (code < 0)
		member_free(member);
	else if (!tsearch(member, &tree->members, compare_members))
		xalloc_end();
	return code;
}

static const struct archive_member *find_below_top(const struct archive_tree *tree,
						   const char *path)
{
	char whole[PATH_MAX];

	if ((size_t)snprintf(whole, sizeof(whole), "%s%s", tree->top, path) >= sizeof(whole))
		return NULL;
	return archive_tree_find(tree, whole);
}

ssize_t archive_tree_readlink(const void *tree, const char *path, char target[static PATH_MAX])
{
	const struct archive_member *member = find_below_top(tree, path);
	size_t length = member && member->target ? strlen(member->target) : 0;

	if (length)
		memcpy(target, member->target, length);
	return (ssize_t)length;
}

static int open_named_journal(struct archive_tree *tree, struct tmpfile *tmp)
{
	char name[32];
	int code =
		tree->names.path ? 0 : scratch_make(tmpfile_directory(), NAMES_STEM, &tree->names);

	if (code < 0)
		return code;
	(void)snprintf(name, sizeof(name), "%zu.journal", tree->n_names++);
	return tmpfile_open_named(tmp, tree->names.fd, name);
}

void archive_tree_unname(struct archive_tree *tree)
{
	(void)scratch_remove(&tree->names);
}

int archive_tree_open(struct archive_tree *tree, const char *path)
{
	const struct archive_member *member = find_below_top(tree, path);

	if (!member || member->target)
		return -ENOENT;
	if (!member->tmp)
		return -ENOLINK;
	return evidence_paths_is_journal(path) ? open_named_journal(tree, member->tmp)
					       : tmpfile_open(member->tmp);
}

/* The members below a folder, in byte order. */
struct member_listing {
	const struct archive_tree *tree;
	const char *folder; /* with "/" at its end; "" is the top of the archive */
	archive_tree_take take;
	void *context;
	char last[NAME_MAX + 1];
};

/* Leaves out a member below a file or link, which no directory could hold. */
static bool is_below_file(const struct member_listing *listing, const char *name)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s%s", listing->folder, name);
	return archive_tree_find(listing->tree, path) != NULL;
}

/* Gives 1 for a name that was listed, 0 for none, or the error of "take". */
static int list_member(struct member_listing *listing, const struct archive_member *member)
{
	const char *rest = member->path + strlen(listing->folder);
	char name[NAME_MAX + 1];
	int code;

	(void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(rest, "/"), rest);
	if (strcmp(name, listing->last) == 0 || (strchr(rest, '/') && is_below_file(listing, name)))
		return 0;
	memcpy(listing->last, name, sizeof(name));
	code = listing->take(listing->context, name);
	return code < 0 ? code : 1;
}

/* Where members whose paths begin with the folder begin. */
static size_t find_first_below(const struct archive_tree *tree, const char *folder)
{
	size_t first = 0, end = tree->n_sorted;

	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (strcmp(tree->sorted[middle]->path, folder) < 0)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

int archive_tree_list(const struct archive_tree *tree, const char *path, archive_tree_take take,
		      void *context)
{
	CLEANUP(cleanup_free)
	char *folder = xasprintf("%s%s%s", tree->top, path, *path ? "/" : "");
	struct member_listing listing = {
		.tree = tree, .folder = folder, .take = take, .context = context
	};
	size_t above = strlen(folder);
	bool found = false;

	for (size_t i = find_first_below(tree, folder);
	     i < tree->n_sorted && strncmp(tree->sorted[i]->path, folder, above) == 0; i++) {
		int code = list_member(&listing, tree->sorted[i]);

		if (code < 0)
			return code;
		found |= code > 0;
	}
	return found ? 0 : -ENOENT;
}

const char *archive_tree_note(const struct archive_tree *tree)
{
	return tree->note;
}
