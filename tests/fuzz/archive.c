/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the reading of an archive, and the walk through what was kept of it. */
#define _GNU_SOURCE
#include "files/packed.h"
#include "files/walk.h"
#include "fuzz.h"

#include <errno.h>

static const struct tarball_bounds bounds = {
	.decoder = { .free_bytes = 1u << 20, .ratio = 100 },
	.members = 1000,
	.names_bytes = 1u << 16,
	.memory_bytes = 1u << 17,
	.member_bytes = 1u << 20,
	.kept_bytes = 1u << 22,
};

/* Whatever links are in it, no path climbs out of the tree. */
static void check_resolved(const char *path)
{
	REQUIRE(*path != '/' && strcmp(path, "..") != 0);
	REQUIRE(strncmp(path, "../", 3) != 0 && !strstr(path, "/../"));
}

static void open_file(struct packed *packed, const char *path)
{
	char resolved[PATH_MAX], bytes[4096];
	int fd, code = walk_resolve(packed_readlink, packed, path, resolved);

	if (code < 0)
		return;
	check_resolved(resolved);
	fd = packed_open(packed, resolved);
	if (fd < 0)
		return;
	REQUIRE(read(fd, bytes, sizeof(bytes)) >= 0);
	REQUIRE(lseek(fd, 0, SEEK_END) <= (off_t)bounds.member_bytes);
	(void)close(fd);
}

/* A folder that is being listed. */
struct listing {
	struct packed *packed;
	const char *folder;
	unsigned depth;
};

static int take(void *context, const char *name)
{
	const struct listing *listing = context;
	char path[PATH_MAX];
	struct listing below = { .packed = listing->packed, .folder = path };

	REQUIRE(*name && !strchr(name, '/'));
	if (snprintf(path, sizeof(path), "%s%s%s", listing->folder, *listing->folder ? "/" : "",
		     name) >= (int)sizeof(path))
		return 0;
	open_file(listing->packed, path);
	below.depth = listing->depth + 1;
	if (below.depth < 8)
		(void)packed_list(listing->packed, path, take, &below);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const usual[] = { "var/log/audit/audit.log", "etc/audit/auditd.conf",
					     "proc/cmdline", "boot/grub/grub.cfg" };
	CLEANUP(cleanup_close) int fd = fuzz_fd(data, size);
	struct packed *packed = NULL;
	struct listing top = { .folder = "" };
	struct error err = { 0 };
	int code = packed_new(fd, "archive", &bounds, &packed, &err);

	REQUIRE(code <= 0 && (code == 0 || *err.text));
	if (code < 0)
		return 0;
	top.packed = packed;
	(void)packed_list(packed, "", take, &top);
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		open_file(packed, usual[i]);
	packed_free(packed);
	return 0;
}
