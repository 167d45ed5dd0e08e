/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a root's journal. */
#include "evidence/journal_parts.h"

#include "util/cleanup.h"
#include "util/contents.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>

#define PERSISTENT "var/log/journal"
#define VOLATILE "run/log/journal"
#define ID_DIGITS (JOURNAL_ID_BYTES - 1)
#define ID_FILE_BYTES_MAX 4096

void journal_files_done(struct journal_files *files)
{
	root_names_done(&files->paths);
	free(files->foreign);
}

static bool is_system_journal(const char *name)
{
	return (text_ends_in(name, ".journal") || text_ends_in(name, ".journal~")) &&
	       strncmp(name, "user-", 5) != 0;
}

static size_t count_id_digits(const char *name)
{
	return strspn(name, "0123456789abcdef");
}

/* Whether a name is a machine's or a boot's id: 32 hexadecimal digits. */
static bool is_journal_id(const char *name)
{
	return count_id_digits(name) == ID_DIGITS && !name[ID_DIGITS];
}

/* Namespaces ("ID.NAME") hold messages of services, not the kernel's. */
static bool is_journal_namespace(const char *name)
{
	return count_id_digits(name) == ID_DIGITS && name[ID_DIGITS] == '.';
}

static int add_system_journals(const struct root *root, const char *folder,
			       struct journal_files *files, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	struct root_names *paths = &files->paths;
	int code = root_list(root, folder, &names, err);

	for (size_t i = 0; i < names.count; i++) {
		if (!is_system_journal(names.names[i]))
			continue;
		paths->names = xarray_grow(paths->names, paths->count, &files->capacity,
					   sizeof(*paths->names));
		paths->names[paths->count++] = xasprintf("%s/%s", folder, names.names[i]);
	}
	return code == -ENOENT ? 0 : code;
}

/* Adds the journals of a folder of another machine. One that may not be listed has nothing for
 * this machine either. */
static void add_foreign_journals(const struct root *root, const char *folder,
				 struct journal_files *files)
{
	size_t before = files->paths.count;

	(void)add_system_journals(root, folder, files, NULL);
	if (!files->foreign && files->paths.count > before)
		files->foreign = root_display(root, folder);
}

/* Adds this machine's in a place, or those of others. */
static int find_files_in(const struct root *root, const char *place, bool own,
			 struct journal_files *files, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(root, place, &names, err);

	for (size_t i = 0; i < names.count && code == 0; i++) {
		CLEANUP(cleanup_free) char *folder = xasprintf("%s/%s", place, names.names[i]);
		const char *name = names.names[i];
		const bool is_own = *files->machine && strcmp(name, files->machine) == 0;

		if (name[0] == '.' || is_journal_namespace(name) || is_own != own)
			continue;
		if (own)
			code = add_system_journals(root, folder, files, err);
		else
			add_foreign_journals(root, folder, files);
	}
	return code == -ENOENT ? 0 : code;
}

/* Reads the id that the root gives itself; "uninitialized" and an empty file are none. */
static void read_machine_id(const struct root *root, struct journal_files *files)
{
	CLEANUP(cleanup_free) char *text = NULL;

	if (root_read(root, "etc/machine-id", ID_FILE_BYTES_MAX, &text, NULL, NULL) < 0)
		return;
	text[strcspn(text, "\n")] = '\0';
	if (is_journal_id(text))
		memcpy(files->machine, text, JOURNAL_ID_BYTES);
}

/* Counts the different folders of machines in a place; the last one's id is given. */
static int count_machines(const struct root *root, const char *place,
			  char id[static JOURNAL_ID_BYTES], size_t *count, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(root, place, &names, err);

	for (size_t i = 0; i < names.count; i++) {
		if (!is_journal_id(names.names[i]) || strcmp(names.names[i], id) == 0)
			continue;
		memcpy(id, names.names[i], JOURNAL_ID_BYTES);
		++*count;
	}
	return code == -ENOENT ? 0 : code;
}

static int find_machine_id(const struct root *root, struct journal_files *files, struct error *err)
{
	char only[JOURNAL_ID_BYTES] = "";
	size_t count = 0;
	int code;

	read_machine_id(root, files);
	if (*files->machine)
		return 0;
	code = count_machines(root, PERSISTENT, only, &count, err);
	if (code == 0)
		code = count_machines(root, VOLATILE, only, &count, err);
	if (code == 0 && count == 1)
		memcpy(files->machine, only, sizeof(only));
	return code;
}

int journal_files_find(const struct root *root, struct journal_files *files, struct error *err)
{
	static const char *const places[] = { PERSISTENT, VOLATILE };
	size_t in_persistent;
	int code = find_machine_id(root, files, err);

	if (code == 0)
		code = find_files_in(root, PERSISTENT, true, files, err);
	in_persistent = files->paths.count;
	if (code == 0)
		code = find_files_in(root, VOLATILE, true, files, err);
	files->n_own = files->paths.count;
	for (size_t i = 0; i < 2 && code == 0; i++) {
		code = find_files_in(root, places[i], false, files, err);
		in_persistent += i == 0 ? files->paths.count - files->n_own : 0;
	}
	files->folder = in_persistent ? PERSISTENT : VOLATILE;
	return code == 0 && !files->paths.count ? -ENOENT : code;
}

/* The id of the machine in the head of a file. Source: systemd journal-def.h struct Header. */
static void read_header_machine(int fd, struct journal_files *files)
{
	unsigned char id[ID_DIGITS / 2];

	if (contents_at(fd, id, sizeof(id), 40) != sizeof(id))
		return;
	for (size_t i = 0; i < sizeof(id); i++)
		(void)snprintf(files->machine + 2 * i, 3, "%02x", id[i]);
}

void journal_files_take(struct journal_files *files, char *const *names, const int *fds,
			size_t count)
{
	for (size_t i = 0; i < count; i++) {
		files->paths.names = xarray_grow(files->paths.names, files->paths.count,
						 &files->capacity, sizeof(*files->paths.names));
		files->paths.names[files->paths.count++] = xstrdup(names[i]);
	}
	files->n_own = count;
	files->folder = files->paths.names[0];
	read_header_machine(fds[0], files);
}
