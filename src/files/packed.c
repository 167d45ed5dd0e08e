/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree of evidence that is packed in an archive. */
#define _GNU_SOURCE
#include "files/packed.h"

#include "base/cleanup.h"
#include "files/evidence_paths.h"
#include "files/scratch.h"
#include "files/spool.h"

#include <errno.h>
#include <string.h>

struct packed {
	struct members members;
	char *top;  /* the directory in front of all that is left out, with its "/"; or "" */
	char *note; /* or NULL */
	struct scratch names; /* in which journals have names */
	size_t n_names;
};

void packed_free(struct packed *packed)
{
	if (!packed)
		return;
	packed_unname(packed);
	members_done(&packed->members);
	free(packed->top);
	free(packed->note);
	free(packed);
}

int packed_new(int fd, const char *name, struct budget *budget, struct packed **ret_packed,
	       struct error *err)
{
	struct packed *packed = calloc(1, sizeof(*packed));
	int code;

	if (!packed)
		return error_memory(err, "read an archive");
	scratch_sweep();
	code = tarball_read(fd, name, budget, &packed->members, &packed->top, &packed->note, err);
	if (code < 0) {
		packed_free(packed);
		return code;
	}
	*ret_packed = packed;
	return 0;
}

static const struct member *find_below_top(const struct packed *packed, const char *path)
{
	char whole[PATH_MAX];

	if ((size_t)snprintf(whole, sizeof(whole), "%s%s", packed->top, path) >= sizeof(whole))
		return NULL;
	return members_find(&packed->members, whole);
}

ssize_t packed_readlink(const void *packed, const char *path, char target[static PATH_MAX])
{
	const struct member *member = find_below_top(packed, path);
	size_t length = member && member->target ? strlen(member->target) : 0;

	if (length)
		memcpy(target, member->target, length);
	return (ssize_t)length;
}

static int open_journal(struct packed *packed, struct spool *spool)
{
	char name[32];
	int code = packed->names.path ? 0 : scratch_make(&packed->names);

	if (code < 0)
		return code;
	(void)snprintf(name, sizeof(name), "%zu.journal", packed->n_names++);
	return spool_open_named(spool, packed->names.fd, name);
}

void packed_unname(struct packed *packed)
{
	scratch_remove(&packed->names);
}

int packed_open(struct packed *packed, const char *path)
{
	const struct member *member = find_below_top(packed, path);

	if (!member || member->target)
		return -ENOENT;
	if (!member->spool)
		return -ENOLINK;
	return evidence_paths_is_journal(path) ? open_journal(packed, member->spool)
					       : spool_open(member->spool);
}

int packed_list(const struct packed *packed, const char *path, members_take take, void *context)
{
	CLEANUP(cleanup_free) char *directory = NULL;

	if (asprintf(&directory, "%s%s%s", packed->top, path, *path ? "/" : "") < 0) {
		directory = NULL;
		return -ENOMEM;
	}
	return members_list(&packed->members, directory, take, context);
}

const char *packed_note(const struct packed *packed)
{
	return packed->note;
}
