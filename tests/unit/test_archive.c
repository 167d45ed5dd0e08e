/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree in an archive is read like a directory; hostile archives are harmless or refused. */
#define _GNU_SOURCE
#include "input/archive_tree.h"
#include "input/decoder.h"
#include "input/root.h"
#include "input/tmpfile.h"
#include "unit.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOG "var/log/audit/audit.log"
#define LINE "type=DAEMON_START msg=audit(1795225164.000:1): op=start\n"

static char directory[] = "/tmp/aubacklog-archive-XXXXXX";

/* A member to be written; a kind of 0 ends a list. */
struct item {
	char kind; /* f file, l symbolic link, h hard link, d directory, c device, p pipe, s sparse
		    */
	const char *path;
	const char *text; /* of the file, or the link's target */
	size_t bytes;	  /* of the file, when it is not that of the text; of the whole, for s */
};

/* clang-format off */
#define TEXT(p, t) { .kind = 'f', .path = (p), .text = (t) }
#define LONG(p, t, b) { .kind = 'f', .path = (p), .text = (t), .bytes = (b) }
#define SPARSE(p, t, b) { .kind = 's', .path = (p), .text = (t), .bytes = (b) }
#define LINK(p, t) { .kind = 'l', .path = (p), .text = (t) }
#define HARD(p, t) { .kind = 'h', .path = (p), .text = (t) }
#define OTHER(k, p) { .kind = (k), .path = (p) }
/* clang-format on */

static int go_there(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(directory));
	return chdir(directory);
}

static int leave(void **state)
{
	(void)state;
	assert_int_equal(unlink("x"), 0);
	assert_int_equal(chdir("/"), 0);
	return rmdir(directory);
}

static void fill_entry(struct archive_entry *entry, const struct item *item, size_t bytes)
{
	static const mode_t types[] = {
		['f'] = AE_IFREG, ['s'] = AE_IFREG, ['h'] = AE_IFREG, ['l'] = AE_IFLNK,
		['d'] = AE_IFDIR, ['c'] = AE_IFCHR, ['p'] = AE_IFIFO,
	};

	archive_entry_set_pathname(entry, item->path);
	archive_entry_set_filetype(entry, types[(int)item->kind]);
	archive_entry_set_perm(entry, 0600);
	archive_entry_set_size(entry, (la_int64_t)bytes);
	if (item->kind == 'l')
		archive_entry_set_symlink(entry, item->text);
	if (item->kind == 'h')
		archive_entry_set_hardlink(entry, item->text);
	if (item->kind == 's')
		archive_entry_sparse_add_entry(entry, (la_int64_t)(bytes - strlen(item->text)),
					       (la_int64_t)strlen(item->text));
}

static void write_bytes(struct archive *archive, const struct item *item, size_t bytes)
{
	size_t length = item->text ? strlen(item->text) : 0;
	char block[4096] = "";

	for (size_t done = 0; item->kind == 'f' && done < bytes; done += sizeof(block)) {
		size_t step = bytes - done < sizeof(block) ? bytes - done : sizeof(block);

		memcpy(block, item->text, length < sizeof(block) ? length : sizeof(block));
		assert_int_equal(archive_write_data(archive, block, step), step);
	}
	for (size_t done = 0; item->kind == 's' && done < bytes; done += sizeof(block)) {
		size_t step = bytes - done < sizeof(block) ? bytes - done : sizeof(block);

		memset(block, 0, sizeof(block));
		if (done + step == bytes)
			memcpy(block + step - length, item->text, length);
		assert_int_equal(archive_write_data(archive, block, step), step);
	}
}

/* Writes the archive "x" with a filter such as "gzip", or NULL. */
static void pack(const struct item *items, const char *filter)
{
	struct archive *archive = archive_write_new();

	assert_int_equal(archive_write_set_format_pax_restricted(archive), ARCHIVE_OK);
	if (filter)
		assert_int_equal(archive_write_add_filter_by_name(archive, filter), ARCHIVE_OK);
	archive_write_set_bytes_in_last_block(archive, 1);
	assert_int_equal(archive_write_open_filename(archive, "x"), ARCHIVE_OK);
	for (; items->kind; items++) {
		struct archive_entry *entry = archive_entry_new();
		bool has_bytes = items->kind == 'f' || items->kind == 's';
		size_t bytes = items->bytes || !items->text ? items->bytes : strlen(items->text);

		fill_entry(entry, items, has_bytes ? bytes : 0);
		assert_true(archive_write_header(archive, entry) >= ARCHIVE_WARN);
		write_bytes(archive, items, bytes);
		archive_entry_free(entry);
	}
	assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
	assert_int_equal(archive_write_free(archive), ARCHIVE_OK);
}

static struct root *opened(void)
{
	struct root *root = NULL;
	struct error err = { 0 };

	if (root_new("x", &root, &err) < 0)
		fail_msg("%s", err.text);
	return root;
}

static void reads(const struct root *root, const char *path, const char *wanted)
{
	char *text = NULL;

	assert_int_equal(root_read(root, path, 100000, &text, NULL, NULL), 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void lacks(const struct root *root, const char *path, int code)
{
	struct error err = { 0 };
	char *text = NULL;

	assert_int_equal(root_read(root, path, 100000, &text, NULL, &err), code);
	assert_null(text);
	assert_int_equal(err.text[0] != '\0', code != -ENOENT);
}

static void lists(const struct root *root, const char *path, const char *wanted)
{
	struct root_names names = { 0 };
	char joined[1000] = "";

	assert_int_equal(root_list(root, path, &names, NULL), 0);
	for (size_t i = 0; i < names.count; i++)
		strcat(strcat(joined, names.names[i]), " ");
	assert_string_equal(joined, wanted);
	root_names_done(&names);
}

static void names_count_from_the_top(void **state)
{
	static const struct item items[] = {
		OTHER('d', "./"),
		TEXT("./proc/cmdline", "audit=1"),
		TEXT("/etc/audit/audit.rules", "-D"),
		TEXT("etc//audit/./rules.d/b.rules", "b"),
		TEXT("etc/audit/rules.d/a.rules", "a"),
		TEXT("var/log/rules-old/c.rules", "c"),
		TEXT("etc/shadow", "secret"),
		TEXT("backup/proc/stat", "another machine's"),
		{ 0 },
	};
	struct root *root;
	char *shown;

	(void)state;
	pack(items, NULL);
	root = opened();
	reads(root, "proc/cmdline", "audit=1");
	reads(root, "etc/audit/audit.rules", "-D");
	reads(root, "etc/audit/../audit/rules.d/b.rules", "b");
	lacks(root, "etc/shadow", -ENOENT);
	lacks(root, "proc", -ENOENT);
	lacks(root, "proc/stat", -ENOENT);
	lists(root, "etc/audit", "audit.rules rules.d ");
	lists(root, "etc/audit/rules.d", "a.rules b.rules ");
	lists(root, "", "backup etc proc ");
	assert_int_equal(root_list(root, "etc/aud", &(struct root_names){ 0 }, NULL), -ENOENT);
	shown = root_display(root, "proc/cmdline");
	assert_string_equal(shown, "x/proc/cmdline");
	free(shown);
	assert_null(root_note(root));
	root_free(root);
}

static void a_directory_in_front_of_all_is_left_out(void **state)
{
	static const struct item items[] = {
		OTHER('d', "sosreport-web-2026-11-21/"),
		TEXT("sosreport-web-2026-11-21/" LOG, LINE),
		TEXT("sosreport-web-2026-11-21/usr/lib/os-release", "ID=rhel"),
		LINK("sosreport-web-2026-11-21/etc/os-release", "/usr/lib/os-release"),
		TEXT("sosreport-web-2026-11-21/sos_commands/auditd/auditctl_-s", "lost 4"),
		TEXT("sosreport-web-2026-11-21/version.txt", "4"),
		{ 0 },
	};
	struct root *root;

	(void)state;
	pack(items, "xz");
	root = opened();
	reads(root, LOG, LINE);
	reads(root, "etc/os-release", "ID=rhel");
	reads(root, "sos_commands/auditd/auditctl_-s", "lost 4");
	lists(root, "", "etc sos_commands usr var ");
	lists(root, "var/log/audit", "audit.log ");
	root_free(root);
}

static void a_tree_of_one_directory_keeps_it(void **state)
{
	static const struct item items[] = {
		TEXT("var/log/audit/audit.log.1", "1"),
		TEXT(LOG, LINE),
		{ 0 },
	};
	struct root *root;

	(void)state;
	pack(items, "gzip");
	root = opened();
	lists(root, "var/log/audit", "audit.log audit.log.1 ");
	root_free(root);
}

static void links_stay_inside(void **state)
{
	static const struct item items[] = {
		TEXT("usr/lib/os-release", "inside"),
		LINK("etc/os-release", "../usr/lib/os-release"),
		LINK("etc/machine-id", "/etc/os-release"),
		LINK("etc/grub2.cfg", "../../../../../usr/lib/os-release"),
		LINK("etc/hostname", "hostname"),
		LINK("proc/cmdline", "/etc/passwd"),
		LINK("var/log/audit", "/data/audit"),
		TEXT("data/audit/audit.log.1", "older"),
		TEXT("data/audit/events", LINE),
		HARD("etc/audit/audit.rules", "./data/audit/audit.log.1"),
		HARD("etc/audit/auditd.conf", "data/not-kept"),
		HARD("etc/audit/rules.d/loop.rules", "etc/audit/rules.d/loop.rules"),
		{ 0 },
	};
	struct root *root;

	(void)state;
	pack(items, NULL);
	root = opened();
	reads(root, "etc/os-release", "inside");
	reads(root, "etc/machine-id", "inside");
	reads(root, "etc/grub2.cfg", "inside");
	lacks(root, "etc/hostname", -ELOOP);
	lacks(root, "proc/cmdline", -ENOENT);
	lists(root, "var/log/audit", "audit.log.1 events ");
	reads(root, "var/log/audit/events", LINE);
	reads(root, "etc/audit/audit.rules", "older");
	lacks(root, "etc/audit/auditd.conf", -ENOLINK);
	lacks(root, "etc/audit/rules.d/loop.rules", -ENOLINK);
	root_free(root);
}

static void a_later_member_takes_the_place(void **state)
{
	static const struct item items[] = {
		TEXT("proc/cmdline", "first"),
		HARD("etc/machine-id", "proc/cmdline"),
		LINK("etc/os-release", "../proc/cmdline"),
		TEXT("proc/cmdline", "second"),
		TEXT("etc/hostname", "there"),
		OTHER('d', "etc/hostname"),
		TEXT("proc/stat", "there"),
		OTHER('c', "proc/stat"),
		LINK("proc/sys/kernel/hostname", "../../stat"),
		TEXT("proc/sys/kernel/hostname", "a file"),
		{ 0 },
	};
	struct root *root;

	(void)state;
	pack(items, NULL);
	root = opened();
	reads(root, "proc/cmdline", "second");
	reads(root, "etc/machine-id", "first");
	reads(root, "etc/os-release", "second");
	reads(root, "proc/sys/kernel/hostname", "a file");
	lacks(root, "etc/hostname", -ENOENT);
	lacks(root, "proc/stat", -ENOENT);
	root_free(root);
}

static void what_climbs_out_or_is_no_file_is_passed_over_and_said(void **state)
{
	static const struct item items[] = {
		TEXT("../etc/audit/auditd.conf", "outside"),
		TEXT("etc/audit/../../../proc/cmdline", "outside"),
		OTHER('c', LOG),
		OTHER('p', "dev/initctl"),
		TEXT("etc/audit/audit.rules", "-D"),
		{ 0 },
	};
	struct root *root;

	(void)state;
	pack(items, NULL);
	root = opened();
	lacks(root, "proc/cmdline", -ENOENT);
	lacks(root, "etc/audit/auditd.conf", -ENOENT);
	lacks(root, LOG, -ENOENT);
	reads(root, "etc/audit/audit.rules", "-D");
	assert_string_equal(root_note(root),
			    "passed over: 2 names that climb out ('../etc/audit/auditd.conf'); a "
			    "device or pipe in the place of evidence ('" LOG "')");
	root_free(root);
}

static void an_audit_log_is_known_wherever_it_is(void **state)
{
	static const struct item items[] = {
		TEXT("data/events", "node=web " LINE),
		TEXT("data/notes", "type=letter\nmsg=audit(\n"),
		TEXT("srv/audit.log.3", "old"),
		TEXT("proc/cmdline", ""),
		{ 0 },
	};
	struct root *root;

	(void)state;
	pack(items, NULL);
	root = opened();
	reads(root, "data/events", "node=web " LINE);
	reads(root, "srv/audit.log.3", "old");
	reads(root, "proc/cmdline", "");
	lacks(root, "data/notes", -ENOENT);
	root_free(root);
}

static void each_open_has_an_offset_of_its_own(void **state)
{
	static const struct item items[] = {
		TEXT("proc/cmdline", "small"),
		LONG(LOG, LINE, 1000000),
		{ 0 },
	};
	static const char *const paths[] = { "proc/cmdline", LOG };
	struct root *root;

	(void)state;
	pack(items, "zstd");
	root = opened();
	for (size_t i = 0; i < 2; i++) {
		int first = -1, second = -1;
		char byte = '?', *map;
		struct stat status;

		assert_int_equal(root_open(root, paths[i], &first, NULL), 0);
		assert_int_equal(read(first, &byte, 1), 1);
		assert_int_equal(root_open(root, paths[i], &second, NULL), 0);
		assert_int_equal(read(second, &byte, 1), 1);
		assert_int_equal(byte, i ? 't' : 's');
		assert_int_equal(fstat(second, &status), 0);
		assert_true(S_ISREG(status.st_mode));
		assert_int_equal(status.st_size, i ? 1000000 : 5);
		assert_int_equal(write(second, "!", 1), -1);
		map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, second, 0);
		assert_ptr_not_equal(map, MAP_FAILED);
		assert_int_equal(map[1], i ? 'y' : 'm');
		munmap(map, (size_t)status.st_size);
		close(first);
		close(second);
	}
	root_free(root);
}

static void holes_take_no_room(void **state)
{
	static const struct item items[] = {
		SPARSE(LOG, "the end", 64 << 20),
		LONG("proc/cmdline", "", 8 << 20),
		{ 0 },
	};
	struct root *root;
	struct stat status;
	char text[8] = "";
	int fd = -1;

	(void)state;
	pack(items, NULL);
	root = opened();
	assert_int_equal(root_open(root, LOG, &fd, NULL), 0);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_size, 64 << 20);
	assert_true(status.st_blocks < 1024);
	assert_int_equal(pread(fd, text, 7, (64 << 20) - 7), 7);
	assert_string_equal(text, "the end");
	close(fd);
	assert_int_equal(root_open(root, "proc/cmdline", &fd, NULL), 0);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_size, 8 << 20);
	assert_true(status.st_blocks < 1024);
	close(fd);
	root_free(root);
}

/* libsystemd refuses a file whose st_nlink is 0. */
static void a_journal_has_a_name_until_it_is_open(void **state)
{
	static const struct item items[] = {
		TEXT("var/log/journal/1/system.journal", "LPKSHHRH"),
		TEXT("var/log/journal/1/user-1@2.journal~", "LPKSHHRH"),
		{ 0 },
	};
	char self[64], before[PATH_MAX] = "", byte;
	struct root *root;
	struct stat status;
	int fd = -1, other = -1;

	(void)state;
	pack(items, NULL);
	root = opened();
	assert_int_equal(root_open(root, "var/log/journal/1/system.journal", &fd, NULL), 0);
	assert_int_equal(root_open(root, "var/log/journal/1/user-1@2.journal~", &other, NULL), 0);
	assert_int_equal(fstat(fd, &status) | fstat(other, &status), 0);
	assert_int_equal(status.st_nlink, 1);
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	assert_true(readlink(self, before, sizeof(before) - 1) > 0);
	root_unname_journals(root);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_nlink, 0);
	assert_int_equal(read(fd, &byte, 1), 1);
	close(fd);
	close(other);
	assert_int_equal(root_open(root, "var/log/journal/1/system.journal", &fd, NULL), 0);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_nlink, 1);
	root_free(root);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_nlink, 0);
	close(fd);
}

/* A file that cannot be linked, as memory cannot, is copied for the first of its names only. */
static void names_of_a_copied_file_are_links(void **state)
{
	static const char *const names[] = { "a", "b", "c" };
	char bytes[40000];
	struct stat first, status;
	struct budget budget;
	struct tmpfile *tmp;
	int folder = open(".", O_RDONLY | O_DIRECTORY);

	(void)state;
	budget_init(&budget);
	memset(bytes, 'x', sizeof(bytes));
	tmp = tmpfile_new(&budget, true);
	assert_int_equal(tmpfile_write(tmp, 0, bytes, sizeof(bytes)), 0);
	for (size_t i = 0; i < 3; i++) {
		int fd = tmpfile_open_named(tmp, folder, names[i]);

		assert_true(fd >= 0);
		assert_int_equal(fstat(fd, i ? &status : &first), 0);
		assert_true(i == 0 || status.st_ino == first.st_ino);
		assert_int_equal(budget.spent[BUDGET_ROOM], 40960);
		close(fd);
	}
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(unlink(names[i]), 0);
	/* Without a name left another copy is made, and the last one gives its room back. */
	budget.limits[BUDGET_ROOM] = (struct budget_limit){ .free = 81920, .whole = 81920 };
	for (size_t i = 0; i < 3; i++) {
		assert_return_code(close(tmpfile_open_named(tmp, folder, "a")), errno);
		assert_int_equal(budget.spent[BUDGET_ROOM], 40960);
		assert_int_equal(unlink("a"), 0);
	}
	budget.limits[BUDGET_ROOM] = (struct budget_limit){ .free = 81919, .whole = 81919 };
	assert_int_equal(tmpfile_open_named(tmp, folder, "a"), -EDQUOT);
	assert_int_equal(access("a", F_OK), -1);
	assert_int_equal(budget.exceeded, BUDGET_ROOM);
	tmpfile_free(tmp);
	close(folder);
}

static void more_files_than_descriptors(void **state)
{
	enum { FILES = 80 };
	struct item items[FILES + 1] = { 0 };
	char paths[FILES][40];
	struct rlimit limit, low;
	struct root *root;

	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		(void)snprintf(paths[i], sizeof(paths[i]), LOG ".%zu", i);
		items[i] = (struct item)LONG(paths[i], LINE, TMPFILE_MEMORY_BYTES + 1);
	}
	pack(items, NULL);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	low = (struct rlimit){ .rlim_cur = 40, .rlim_max = limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	root = opened();
	for (size_t i = 0; i < FILES; i++) {
		int fd = -1;

		assert_int_equal(root_open(root, paths[i], &fd, NULL), 0);
		close(fd);
	}
	root_free(root);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* The usual budget, for a test to narrow. */
static struct budget usual_budget(void)
{
	struct budget budget;

	budget_init(&budget);
	return budget;
}

static struct budget with_limit(enum budget_kind kind, uint64_t bytes)
{
	struct budget budget = usual_budget();

	budget.limits[kind] = (struct budget_limit){ .free = bytes, .whole = bytes };
	return budget;
}

static void refuses(struct budget budget, int wanted, const char *reason)
{
	struct archive_tree *tree = NULL;
	struct error err = { 0 };
	int fd = open("x", O_RDONLY);

	assert_true(fd >= 0);
	assert_int_equal(archive_tree_new(fd, "x", &budget, &tree, &err), wanted);
	close(fd);
	assert_null(tree);
	if (strncmp(err.text, "cannot read 'x': ", 17) != 0 || !strstr(err.text, reason))
		fail_msg("not said: %s, but: %s", reason, err.text);
	for (size_t i = 0; i < BUDGET_KINDS; i++)
		assert_true(budget.spent[i] <= budget.limits[i].whole);
}

/* Gives what was spent. */
static struct budget accepts(struct budget budget)
{
	struct archive_tree *tree = NULL;
	struct error err = { 0 };
	int fd = open("x", O_RDONLY);

	assert_true(fd >= 0);
	if (archive_tree_new(fd, "x", &budget, &tree, &err) < 0)
		fail_msg("%s", err.text);
	close(fd);
	for (size_t i = 0; i < BUDGET_KINDS; i++)
		assert_true(budget.spent[i] <= budget.limits[i].whole);
	archive_tree_free(tree);
	return budget;
}

/* What is enough is known by what was spent; one less is not. */
static void holds_limit(enum budget_kind kind, uint64_t least, const char *reason)
{
	uint64_t spent = accepts(usual_budget()).spent[kind];

	assert_true(spent >= least);
	(void)accepts(with_limit(kind, spent));
	refuses(with_limit(kind, spent - 1), -EDQUOT, reason);
}

static void bounds_are_held(void **state)
{
	static const struct item items[] = {
		TEXT("proc/cmdline", "audit=1"),     LONG(LOG, LINE, 100000),
		SPARSE(LOG ".1", "end", 200000),     LONG("home/big", "", 900000),
		LINK("etc/os-release", "somewhere"), { 0 },
	};

	(void)state;
	pack(items, NULL);
	holds_limit(BUDGET_MEMBERS, 5, "more than 4 members");
	holds_limit(BUDGET_ROOM, 100000 + 3, "bytes of temporary files");
	holds_limit(BUDGET_CONTENT, 200000 - 3 - 4096, "a bomb?");
	refuses(with_limit(BUDGET_MEMORY, 4000), -EDQUOT, "more than 4000 bytes of memory");
}

/* Each budget is for all that is unpacked, one after the other. */
static void bounds_hold_for_the_sum(void **state)
{
	static const struct item items[] = { LONG(LOG, LINE, 100000), { 0 } };
	struct budget budget = usual_budget();
	uint64_t room;

	(void)state;
	pack(items, "gzip");
	budget = accepts(budget);
	room = budget.spent[BUDGET_ROOM];
	assert_true(room >= 100000);
	assert_true(budget.spent[BUDGET_CONTENT] >= 100000);
	budget.limits[BUDGET_ROOM] = (struct budget_limit){ .free = 3 * room, .whole = 3 * room };
	budget = accepts(budget);
	budget = accepts(budget);
	assert_int_equal(budget.spent[BUDGET_ROOM], 3 * room);
	refuses(budget, -EDQUOT, "bytes of temporary files");
}

/* A file system is not filled to the last byte, and that is told as a full one is. */
static void free_room_is_not_all_taken(void **state)
{
	struct budget budget = usual_budget();

	(void)state;
	assert_int_equal(budget_spend(&budget, BUDGET_ROOM, 5000), 0);
	budget_have_room(&budget, 10000);
	assert_int_equal(budget_spend(&budget, BUDGET_ROOM, 9001), -ENOSPC);
	assert_int_equal(budget_spend(&budget, BUDGET_ROOM, 9000), 0);
	assert_int_equal(budget_spend(&budget, BUDGET_ROOM, 1), -ENOSPC);
	assert_int_equal(budget.spent[BUDGET_ROOM], 14000);
}

/* What is packed in a packed archive earns nothing more: no ratio is taken twice. */
static void only_what_is_given_earns(void **state)
{
	static const struct item items[] = { LONG(LOG, LINE, 100000), { 0 } };
	struct stat status;

	(void)state;
	pack(items, "gzip");
	assert_int_equal(stat("x", &status), 0);
	for (int unpacked = 0; unpacked < 2; unpacked++) {
		struct budget budget = usual_budget();
		int text = -1, fd = open("x", O_RDONLY);
		const struct decoder_input input = { .fd = fd, .name = "x", .unpacked = unpacked };

		assert_int_equal(decoder_unpack(&input, &budget, NULL, &text, NULL), 0);
		assert_int_equal(budget.given_bytes, unpacked ? 0 : status.st_size);
		close(fd);
		close(text);
	}
}

static void a_bomb_is_refused(void **state)
{
	static const char *const filters[] = { "gzip", "xz", "zstd", "bzip2", "lz4" };
	static const struct item items[] = {
		LONG("home/zeros", "", 30 << 20),
		TEXT("proc/cmdline", "audit=1"),
		{ 0 },
	};
	struct budget budget = usual_budget();

	(void)state;
	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		pack(items, filters[i]);
		budget.limits[BUDGET_CONTENT].free = 1 << 20;
		budget.limits[BUDGET_CONTENT].ratio = 100;
		refuses(budget, -EDQUOT, "a bomb?");
		budget.limits[BUDGET_CONTENT].free = 32 << 20;
		(void)accepts(budget);
	}
	pack(items, NULL);
	budget.limits[BUDGET_CONTENT] = (struct budget_limit){ .ratio = 0 };
	(void)accepts(budget);
}

/* The bytes of "x", which the caller frees. */
static unsigned char *load(size_t *ret_length)
{
	unsigned char *bytes = malloc(1 << 20);
	FILE *file = fopen("x", "r");

	assert_non_null(bytes);
	assert_non_null(file);
	*ret_length = fread(bytes, 1, 1 << 20, file);
	assert_int_equal(fclose(file), 0);
	return bytes;
}

static void store(const unsigned char *bytes, size_t length)
{
	FILE *file = fopen("x", "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

/* The map of a sparse file may claim any size. */
static void a_hole_larger_than_the_bound_is_refused(void **state)
{
	static const struct item items[] = { SPARSE(LOG, "x", 4096), { 0 } };
	unsigned char *bytes;
	char *claim;
	size_t length;

	(void)state;
	pack(items, NULL);
	bytes = load(&length);
	claim = memmem(bytes, length, "GNU.sparse.realsize=4096", 24);
	assert_non_null(claim);
	memcpy(claim, "GNU.sparse.realsize=9999", 24);
	store(bytes, length);
	free(bytes);
	refuses(with_limit(BUDGET_CONTENT, 9999 - 4096), -EDQUOT, "a bomb?");
	(void)accepts(with_limit(BUDGET_CONTENT, 9999));
}

static const struct item small_items[] = {
	TEXT("proc/cmdline", "audit=1 audit_backlog_limit=8192"),
	TEXT(LOG, LINE LINE LINE),
	TEXT("etc/machine-id", "c496098214164232a6b7e466010aed8a"),
	{ 0 },
};

/* True when "x" is refused, with a reason; false when it is read and all of it is right. */
static bool is_refused(void)
{
	struct root *root = NULL;
	struct error err = { 0 };
	int code = root_new("x", &root, &err);

	if (code < 0) {
		assert_memory_equal(err.text, "cannot read 'x': ", 17);
		assert_int_equal(err.code, code);
		return true;
	}
	reads(root, small_items[0].path, small_items[0].text);
	reads(root, small_items[1].path, small_items[1].text);
	reads(root, small_items[2].path, small_items[2].text);
	root_free(root);
	return false;
}

static void what_is_cut_off_is_refused(void **state)
{
	static const char *const filters[] = { NULL, "gzip", "xz", "zstd", "bzip2", "lz4" };

	(void)state;
	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		unsigned char *bytes;
		size_t length, step = filters[i] ? 1 : 64;

		pack(small_items, filters[i]);
		bytes = load(&length);
		assert_false(is_refused());
		/* One block of NUL, of the two that end a tar, is end enough for any tar. */
		for (size_t cut = 0; cut < length - (filters[i] ? 0 : 512); cut += step) {
			store(bytes, cut);
			if (!is_refused())
				fail_msg("%s, cut to %zu of %zu bytes: accepted",
					 filters[i] ? filters[i] : "tar", cut, length);
		}
		free(bytes);
	}
}

static void a_wrong_byte_is_refused_or_harmless(void **state)
{
	/* libarchive writes zstd without the checksum that zstd(1) adds. */
	static const char *const filters[] = { "gzip", "xz", "bzip2", "lz4" };

	(void)state;
	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		unsigned char *bytes;
		size_t length, refused = 0;

		pack(small_items, filters[i]);
		bytes = load(&length);
		for (size_t at = 0; at < length; at++) {
			bytes[at] ^= 0x15;
			store(bytes, length);
			refused += is_refused();
			bytes[at] ^= 0x15;
		}
		assert_true(refused > length / 2);
		free(bytes);
	}
}

/* Packs the file "x" once more, with padding of NUL bytes behind what it held. */
static void pack_again(const char *filter, size_t padding_bytes)
{
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t length, bytes;
	unsigned char *packed = load(&length);

	bytes = length + padding_bytes;
	packed = realloc(packed, bytes);
	assert_non_null(packed);
	memset(packed + length, 0, padding_bytes);
	assert_int_equal(archive_write_set_format_raw(archive), ARCHIVE_OK);
	assert_int_equal(archive_write_add_filter_by_name(archive, filter), ARCHIVE_OK);
	archive_write_set_bytes_in_last_block(archive, 1);
	assert_int_equal(archive_write_open_filename(archive, "x"), ARCHIVE_OK);
	archive_entry_set_filetype(entry, AE_IFREG);
	assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
	assert_int_equal(archive_write_data(archive, packed, bytes), bytes);
	archive_entry_free(entry);
	assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
	assert_int_equal(archive_write_free(archive), ARCHIVE_OK);
	free(packed);
}

/* The padding behind a compressed stream comes out of no decompressor and is charged to nobody: the
 * file is refused after its first bytes, whatever it is packed in. */
static void what_is_compressed_twice_is_refused_before_work(void **state)
{
	static const char *const filters[] = { "gzip", "xz", "zstd", "bzip2", "lz4" };

	(void)state;
	for (size_t i = 0; i < 5 * 5; i++) {
		struct decoder_input input = { .name = "x" };
		struct error err = { 0 };
		struct budget budget;
		int text = -1;

		budget_init(&budget);
		pack(small_items, filters[i / 5]);
		pack_again(filters[i % 5], 8 << 20);
		input.fd = open("x", O_RDONLY);
		assert_true(input.fd >= 0);
		assert_int_equal(decoder_unpack(&input, &budget, NULL, &text, &err), -EBADMSG);
		assert_string_equal(err.text, "cannot read 'x': it is compressed twice");
		/* The largest blocks are those of lz4, of 4 MiB. */
		assert_in_range(budget.spent[BUDGET_CONTENT], 1, 4 << 20);
		close(input.fd);
	}
}

static void what_is_no_tar_is_refused(void **state)
{
	static const unsigned char text[] = LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE;
	unsigned char noise[5000];

	(void)state;
	store(text, sizeof(text) - 1);
	refuses(usual_budget(), -EBADMSG, "neither a directory nor a tar archive");
	store(text, 0);
	refuses(usual_budget(), -ENODATA, "it is empty");
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (unsigned char)(i * i / 7 + i);
	store(noise, sizeof(noise));
	refuses(usual_budget(), -EBADMSG, "neither");
	memcpy(noise, "\x1f\x8b\x08", 3);
	store(noise, sizeof(noise));
	refuses(usual_budget(), -EBADMSG, "damaged or cut off (gzip");
	memcpy(noise, "BZh9", 4);
	store(noise, sizeof(noise));
	refuses(usual_budget(), -EBADMSG, "damaged or cut off (bzip2");
}

static void several_trees_are_refused(void **state)
{
	static const struct item items[] = {
		TEXT("web/" LOG, LINE),
		TEXT("mail/" LOG, LINE),
		{ 0 },
	};

	(void)state;
	pack(items, NULL);
	refuses(usual_budget(), -EINVAL, "several trees are in it ('web', 'mail')");
}

static void an_endless_name_is_passed_over(void **state)
{
	char name[3 * PATH_MAX] = "etc/audit/";
	struct item items[] = {
		TEXT(name, "x"),
		LINK("etc/os-release", name),
		TEXT("proc/cmdline", "audit=1"),
		{ 0 },
	};
	struct root *root;

	(void)state;
	memset(name + 10, 'a', sizeof(name) - 11);
	for (size_t i = 20; i < sizeof(name) - 1; i += 20)
		name[i] = '/';
	pack(items, NULL);
	root = opened();
	reads(root, "proc/cmdline", "audit=1");
	lacks(root, "etc/os-release", -ENOENT);
	assert_non_null(strstr(root_note(root), "1 header that cannot be read whole"));
	root_free(root);
}

/* True when the file is kept in the directory for temporary files, false when in memory. */
static bool is_on_disk(struct budget budget, const struct item *item)
{
	struct archive_tree *tree = NULL;
	struct stat status, disk;
	char text[100] = "";
	int fd, file = open("x", O_RDONLY);

	assert_int_equal(archive_tree_new(file, "x", &budget, &tree, NULL), 0);
	close(file);
	fd = archive_tree_open(tree, item->path);
	assert_true(fd >= 0);
	assert_int_equal(read(fd, text, sizeof(text)), strlen(item->text));
	assert_string_equal(text, item->text);
	assert_int_equal(fstat(fd, &status) | stat(tmpfile_directory(), &disk), 0);
	close(fd);
	archive_tree_free(tree);
	return status.st_dev == disk.st_dev;
}

static void memory_is_bounded(void **state)
{
	static const struct item items[] = {
		TEXT("proc/cmdline", "audit=1"),
		LONG("proc/stat", "cpu", 3000),
		TEXT("etc/machine-id", "c496098214164232a6b7e466010aed8a"),
		{ 0 },
	};

	(void)state;
	pack(items, NULL);
	assert_false(is_on_disk(usual_budget(), &items[0]));
	assert_false(is_on_disk(usual_budget(), &items[2]));
	/* With the second a quarter is spent. */
	assert_false(is_on_disk(with_limit(BUDGET_MEMORY, 16000), &items[0]));
	assert_true(is_on_disk(with_limit(BUDGET_MEMORY, 16000), &items[2]));
}

/* A file that holds nothing takes its name and little else. */
static void empty_members_take_little(void **state)
{
	enum { FILES = 1000 };
	struct item items[FILES + 1] = { 0 };
	char paths[FILES][40];

	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		(void)snprintf(paths[i], sizeof(paths[i]), "sos_commands/logs/%zu", i);
		items[i] = (struct item)TEXT(paths[i], "");
	}
	pack(items, NULL);
	refuses(with_limit(BUDGET_MEMORY, FILES * 100), -EDQUOT, "of memory");
	(void)accepts(with_limit(BUDGET_MEMORY, FILES * 300));
	for (size_t i = 0; i < FILES; i++)
		(void)snprintf(paths[i], sizeof(paths[i]), "home/someone/%zu", i);
	pack(items, NULL);
	(void)accepts(with_limit(BUDGET_MEMORY, 100));
}

/* One file of many names is opened as one, and costs as one. */
static void links_to_a_file_are_one_file(void **state)
{
	static const struct item items[] = {
		TEXT(LOG, LINE),
		LINK(LOG ".1", "audit.log"),
		HARD(LOG ".2", LOG),
		{ 0 },
	};
	static const char *const paths[] = { LOG, LOG ".1", LOG ".2" };
	struct stat status[3];
	struct root *root;
	uint64_t spent = 0;

	(void)state;
	pack(items, NULL);
	root = opened();
	for (size_t i = 0; i < 3; i++) {
		int fd = -1;

		assert_int_equal(root_open(root, paths[i], &fd, NULL), 0);
		assert_int_equal(fstat(fd, &status[i]), 0);
		assert_int_equal(status[i].st_ino, status[0].st_ino);
		close(fd);
		if (i)
			assert_int_equal(root_budget(root)->spent[BUDGET_MEMORY], spent);
		spent = root_budget(root)->spent[BUDGET_MEMORY];
	}
	root_free(root);
}

static void write_octal(char *field, size_t width, uint64_t number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%0*" PRIo64, (int)width - 1, number);
	memcpy(field, text, width);
}

/* A header of a tar, by hand: what libarchive would not write. */
static void make_header(char block[static 512], const char *name, char type, uint64_t bytes)
{
	unsigned sum = 0;

	memset(block, 0, 512);
	memcpy(block, name, strlen(name));
	write_octal(block + 100, 8, 0600);
	write_octal(block + 108, 8, 0);
	write_octal(block + 116, 8, 0);
	write_octal(block + 124, 12, bytes);
	write_octal(block + 136, 12, 0);
	memset(block + 148, ' ', 8);
	block[156] = type;
	memcpy(block + 257,
	       "ustar\0"
	       "00",
	       8);
	for (size_t i = 0; i < 512; i++)
		sum += (unsigned char)block[i];
	write_octal(block + 148, 7, sum);
}

/* A file of which the map of its holes has so many bytes, each entry four of them. */
static void pack_map(size_t map_bytes)
{
	static const char extended[] = "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n"
				       "40 GNU.sparse.name=" LOG "\n"
				       "29 GNU.sparse.realsize=10000\n";
	size_t length = 4 * 512 + map_bytes + 1024;
	char *tar = calloc(1, length), *map = tar + 3 * 512;

	assert_non_null(tar);
	make_header(tar, "x", 'x', sizeof(extended) - 1);
	memcpy(tar + 512, extended, sizeof(extended) - 1);
	make_header(tar + 1024, "GNUSparseFile.0/audit.log", '0', map_bytes);
	(void)snprintf(map, 16, "%010zu\n", (map_bytes - 512) / 4);
	for (size_t at = 11; at + 4 <= map_bytes; at += 4)
		memcpy(map + at, "0\n0\n", 4);
	store((unsigned char *)tar, length);
	free(tar);
}

/* libarchive keeps the map of a sparse file in memory, and the map may be as long as one likes. */
static void a_map_of_a_sparse_file_is_bounded(void **state)
{
	(void)state;
	pack_map(1 << 20);
	(void)accepts(usual_budget());
	pack_map(ARCHIVE_TAR_HEADER_BYTES + (1 << 20));
	refuses(usual_budget(), -EFBIG, "a header in it is larger");
}

/* "boot" is a folder of a tree, or stands in front of one. */
static void a_first_folder_is_told_by_what_is_in_it(void **state)
{
	static const struct item wrapped[] = {
		TEXT("boot/var/log/audit/audit.log", LINE),
		TEXT("boot/proc/cmdline", "audit=1"),
		TEXT("boot/boot/grub/grub.cfg", "menuentry"),
		{ 0 },
	};
	static const struct item of_tree[] = {
		TEXT("boot/grub/grub.cfg", "menuentry"),
		TEXT("boot/efi/EFI/debian/grub.cfg", "configfile"),
		{ 0 },
	};
	static const struct item efi[] = {
		TEXT("boot/efi/EFI/debian/grub.cfg", "configfile"),
		{ 0 },
	};
	static const struct item sos[] = {
		TEXT("var/sos_commands/auditd/auditctl_-s", "lost 4"),
		TEXT("var/var/log/audit/audit.log", LINE),
		{ 0 },
	};
	static const struct item mixed[] = {
		TEXT("boot/grub/grub.cfg", "menuentry"),
		TEXT("boot/var/log/audit/audit.log", LINE),
		{ 0 },
	};
	static const struct item beside[] = {
		TEXT("boot/grub/grub.cfg", "menuentry"),
		TEXT("boot/var/log/audit/audit.log", LINE),
		TEXT("etc/machine-id", "1"),
		{ 0 },
	};
	static const struct {
		const struct item *items;
		const char *path, *text;
	} cases[] = {
		{ wrapped, LOG, LINE },
		{ wrapped, "proc/cmdline", "audit=1" },
		{ wrapped, "boot/grub/grub.cfg", "menuentry" },
		{ of_tree, "boot/grub/grub.cfg", "menuentry" },
		{ efi, "boot/efi/EFI/debian/grub.cfg", "configfile" },
		{ sos, LOG, LINE },
		{ sos, "sos_commands/auditd/auditctl_-s", "lost 4" },
		{ beside, "boot/grub/grub.cfg", "menuentry" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct root *root;

		pack(cases[i].items, NULL);
		root = opened();
		reads(root, cases[i].path, cases[i].text);
		root_free(root);
	}
	pack(mixed, NULL);
	refuses(usual_budget(), -EINVAL, "'boot' in it can be a tree's folder, or hold a tree");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_count_from_the_top),
		cmocka_unit_test(a_directory_in_front_of_all_is_left_out),
		cmocka_unit_test(a_tree_of_one_directory_keeps_it),
		cmocka_unit_test(links_stay_inside),
		cmocka_unit_test(a_later_member_takes_the_place),
		cmocka_unit_test(what_climbs_out_or_is_no_file_is_passed_over_and_said),
		cmocka_unit_test(an_audit_log_is_known_wherever_it_is),
		cmocka_unit_test(each_open_has_an_offset_of_its_own),
		cmocka_unit_test(holes_take_no_room),
		cmocka_unit_test(a_journal_has_a_name_until_it_is_open),
		cmocka_unit_test(names_of_a_copied_file_are_links),
		cmocka_unit_test(more_files_than_descriptors),
		cmocka_unit_test(bounds_are_held),
		cmocka_unit_test(bounds_hold_for_the_sum),
		cmocka_unit_test(free_room_is_not_all_taken),
		cmocka_unit_test(only_what_is_given_earns),
		cmocka_unit_test(a_bomb_is_refused),
		cmocka_unit_test(a_hole_larger_than_the_bound_is_refused),
		cmocka_unit_test(what_is_cut_off_is_refused),
		cmocka_unit_test(a_wrong_byte_is_refused_or_harmless),
		cmocka_unit_test(what_is_compressed_twice_is_refused_before_work),
		cmocka_unit_test(what_is_no_tar_is_refused),
		cmocka_unit_test(several_trees_are_refused),
		cmocka_unit_test(an_endless_name_is_passed_over),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(empty_members_take_little),
		cmocka_unit_test(links_to_a_file_are_one_file),
		cmocka_unit_test(a_map_of_a_sparse_file_is_bounded),
		cmocka_unit_test(a_first_folder_is_told_by_what_is_in_it),
	};

	return cmocka_run_group_tests(tests, go_there, leave);
}
