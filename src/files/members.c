/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files and links that were kept of an archive. */
#define _GNU_SOURCE
#include "files/members.h"

#include <errno.h>
#include <limits.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With its node in the tree, of three pointers. A spool that links share counts for each. */
static uint64_t cost_of(const struct member *member)
{
	return budget_heap(sizeof(*member)) + budget_heap(3 * sizeof(void *)) +
	       budget_heap(strlen(member->path) + 1) +
	       (member->target ? budget_heap(strlen(member->target) + 1) : 0) +
	       (member->spool ? budget_heap(SPOOL_STRUCT_BYTES) : 0);
}

static void member_free(void *pointer)
{
	struct member *member = pointer;

	spool_free(member->spool);
	free(member->path);
	free(member->target);
	free(member);
}

static int by_path(const void *left, const void *right)
{
	return strcmp(((const struct member *)left)->path, ((const struct member *)right)->path);
}

void members_done(struct members *members)
{
	tdestroy(members->tree, member_free);
	members->tree = NULL;
}

const struct member *members_find(const struct members *members, const char *path)
{
	const struct member key = { .path = (char *)path };
	void *node = tfind(&key, &members->tree, by_path);

	return node ? *(const struct member **)node : NULL;
}

void members_drop(struct members *members, const char *path)
{
	const struct member key = { .path = (char *)path };
	void *node = tfind(&key, &members->tree, by_path);
	struct member *member = node ? *(struct member **)node : NULL;

	if (!member)
		return;
	(void)tdelete(member, &members->tree, by_path);
	budget_release(members->budget, BUDGET_MEMORY, cost_of(member));
	member_free(member);
}

int members_keep(struct members *members, const char *path, char *target, struct spool *spool)
{
	struct member *member = malloc(sizeof(*member));
	int code;

	if (!member) {
		spool_free(spool);
		free(target);
		return -ENOMEM;
	}
	*member = (struct member){ .path = strdup(path), .target = target, .spool = spool };
	if (member->path)
		members_drop(members, path);
	code = member->path ? budget_spend(members->budget, BUDGET_MEMORY, cost_of(member))
			    : -ENOMEM;
	if (code == 0 && !tsearch(member, &members->tree, by_path)) {
		budget_release(members->budget, BUDGET_MEMORY, cost_of(member));
		code = -ENOMEM;
	}
	if (code < 0)
		member_free(member);
	return code;
}

/* A walk over all members, which come in byte order. */
struct listing {
	const struct members *members;
	const char *directory;
	members_take take;
	void *context;
	char last[NAME_MAX + 1];
	int code;
};

/* A member below a file or link is not there, as it would not be in a directory. */
static bool is_hidden(const struct listing *listing, const char *name)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s%s", listing->directory, name);
	return members_find(listing->members, path) != NULL;
}

static void list_one(const void *node, VISIT visit, void *context)
{
	const struct member *member = *(struct member *const *)node;
	struct listing *listing = context;
	size_t above = strlen(listing->directory);
	const char *rest = member->path + above;
	char name[NAME_MAX + 1];

	if ((visit != postorder && visit != leaf) ||
	    strncmp(member->path, listing->directory, above) != 0)
		return;
	(void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(rest, "/"), rest);
	if (strcmp(name, listing->last) == 0 || (strchr(rest, '/') && is_hidden(listing, name)))
		return;
	memcpy(listing->last, name, sizeof(name));
	if (listing->code == -ENOENT)
		listing->code = 0;
	if (listing->code == 0)
		listing->code = listing->take(listing->context, name);
}

int members_list(const struct members *members, const char *directory, members_take take,
		 void *context)
{
	struct listing listing = {
		.members = members,
		.directory = directory,
		.take = take,
		.context = context,
		.code = -ENOENT,
	};

	twalk_r(members->tree, list_one, &listing);
	return listing.code;
}
