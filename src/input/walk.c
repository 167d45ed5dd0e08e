/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks along a path of a tree. */
#define _GNU_SOURCE
#include "input/walk.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#define LINKS_MAX 40

struct walk {
	const struct walk_steps *steps;
	void *at;
	struct walk_end *end;
	char pending[PATH_MAX]; /* still to walk */
	size_t link_rest;	/* bytes pending after the target of the outermost link */
	int links;
};

static int append_name(char *path, const char *name)
{
	size_t used = strlen(path), length = strlen(name);

	if (used + length + 2 > PATH_MAX)
		return -ENAMETOOLONG;
	if (used)
		path[used++] = '/';
	memcpy(path + used, name, length + 1);
	return 0;
}

/* Puts the link's target in front of the pending path. */
static int follow_link(struct walk *walk, const char *target, size_t length)
{
	char rest[PATH_MAX];

	if (length >= PATH_MAX)
		return -ENAMETOOLONG;
	if (++walk->links > LINKS_MAX)
		return -ELOOP;
	if (target[0] == '/')
		walk->steps->restart(walk->at);
	if (!walk->end->in_link)
		walk->link_rest = strlen(walk->pending);
	memcpy(rest, walk->pending, sizeof(rest));
	memcpy(walk->pending, target, length);
	walk->pending[length] = '\0';
	return append_name(walk->pending, rest);
}

static int take_step(struct walk *walk, const char *name)
{
	char target[PATH_MAX];
	ssize_t length;

	if (strcmp(name, ".") == 0)
		return 0;
	if (strcmp(name, "..") == 0) {
		walk->end->name[0] = '\0';
		walk->steps->leave(walk->at);
		return 0;
	}
	memcpy(walk->end->name, name, strlen(name) + 1);
	length = walk->steps->enter(walk->at, name, target);
	if (length <= 0)
		return (int)length;
	walk->end->name[0] = '\0';
	return follow_link(walk, target, (size_t)length);
}

static bool is_walked(const struct walk *walk)
{
	return !walk->pending[strspn(walk->pending, "/")];
}

/* Takes the first name off the pending path; false at the end. */
static bool next_name(struct walk *walk, char name[static NAME_MAX + 1])
{
	char *start = walk->pending + strspn(walk->pending, "/");
	size_t length = strcspn(start, "/");

	if (!length || length > NAME_MAX)
		return false;
	walk->end->in_link = strlen(start) > walk->link_rest;
	memcpy(name, start, length);
	name[length] = '\0';
	memmove(walk->pending, start + length, strlen(start + length) + 1);
	return true;
}

int walk_path(const struct walk_steps *steps, void *at, const char *path, struct walk_end *ret_end)
{
	struct walk walk = { .steps = steps, .at = at, .end = ret_end, .link_rest = SIZE_MAX };
	char name[NAME_MAX + 1];
	int code = append_name(walk.pending, path);

	*ret_end = (struct walk_end){ 0 };
	while (code == 0 && next_name(&walk, name))
		code = take_step(&walk, name);
	ret_end->is_last = is_walked(&walk);
	return code == 0 && !ret_end->is_last ? -ENAMETOOLONG : code;
}

/* The state of a walk in memory: the path reached, without links. */
struct text_walk {
	walk_readlink read_link;
	const void *tree;
	char path[PATH_MAX];
};

static void leave_text(void *at)
{
	struct text_walk *walk = at;
	char *slash = strrchr(walk->path, '/');

	*(slash ? slash : walk->path) = '\0';
}

static void restart_text(void *at)
{
	struct text_walk *walk = at;

	walk->path[0] = '\0';
}

static ssize_t enter_text(void *at, const char *name, char target[static PATH_MAX])
{
	struct text_walk *walk = at;
	ssize_t length = append_name(walk->path, name);

	if (length == 0)
		length = walk->read_link(walk->tree, walk->path, target);
	if (length > 0)
		leave_text(walk);
	return length;
}

int walk_resolve(walk_readlink read_link, const void *tree, const char *path,
		 char ret_path[static PATH_MAX])
{
	static const struct walk_steps steps = {
		.enter = enter_text,
		.leave = leave_text,
		.restart = restart_text,
	};
	struct text_walk walk = { .read_link = read_link, .tree = tree };
	struct walk_end end;
	int code = walk_path(&steps, &walk, path, &end);

	if (code == 0)
		memcpy(ret_path, walk.path, strlen(walk.path) + 1);
	return code;
}
