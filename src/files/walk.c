/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A walk along a path of a tree. */
#define _GNU_SOURCE
#include "files/walk.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define LINKS_MAX 40

/* What is resolved holds no link, what is pending is still to walk. */
struct walk {
	walk_readlink read_link;
	const void *tree;
	char *resolved; /* PATH_MAX bytes */
	char pending[PATH_MAX];
	int links;
};

static void drop_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
	else
		*path = '\0';
}

static int append(char *path, const char *name)
{
	size_t used = strlen(path), length = strlen(name);

	if (used + length + 2 > PATH_MAX)
		return -ENAMETOOLONG;
	if (used)
		path[used++] = '/';
	memcpy(path + used, name, length + 1);
	return 0;
}

/* Puts the link's target in front of what is pending. */
static int follow(struct walk *walk, const char *target, size_t length)
{
	char rest[PATH_MAX];

	if (length >= PATH_MAX)
		return -ENAMETOOLONG;
	if (++walk->links > LINKS_MAX)
		return -ELOOP;
	if (target[0] == '/')
		walk->resolved[0] = '\0';
	else
		drop_last(walk->resolved);
	memcpy(rest, walk->pending, sizeof(rest));
	memcpy(walk->pending, target, length);
	walk->pending[length] = '\0';
	return append(walk->pending, rest);
}

static int step(struct walk *walk, const char *name)
{
	char target[PATH_MAX];
	ssize_t length;
	int code;

	if (strcmp(name, ".") == 0)
		return 0;
	if (strcmp(name, "..") == 0) {
		drop_last(walk->resolved);
		return 0;
	}
	code = append(walk->resolved, name);
	if (code < 0)
		return code;
	length = walk->read_link(walk->tree, walk->resolved, target);
	if (length < 0)
		return (int)length;
	return length ? follow(walk, target, (size_t)length) : 0;
}

/* Takes the first name off what is pending; false at the end. */
static bool next_name(struct walk *walk, char name[static NAME_MAX + 1])
{
	char *start = walk->pending + strspn(walk->pending, "/");
	size_t length = strcspn(start, "/");

	if (!length || length > NAME_MAX)
		return false;
	memcpy(name, start, length);
	name[length] = '\0';
	memmove(walk->pending, start + length, strlen(start + length) + 1);
	return true;
}

int walk_resolve(walk_readlink read_link, const void *tree, const char *path,
		 char ret_path[static PATH_MAX])
{
	char resolved[PATH_MAX] = "", name[NAME_MAX + 1];
	struct walk walk = { .read_link = read_link, .tree = tree, .resolved = resolved };
	int code = append(walk.pending, path);

	while (code == 0 && next_name(&walk, name))
		code = step(&walk, name);
	if (code == 0 && walk.pending[strspn(walk.pending, "/")])
		code = -ENAMETOOLONG;
	if (code == 0)
		memcpy(ret_path, resolved, strlen(resolved) + 1);
	return code;
}
