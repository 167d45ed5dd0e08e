/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removes temporary files, and says why, when a signal or lack of memory ends the program. */
#define _GNU_SOURCE
#include "util/exit_cleanup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Global, because a signal handler is given nothing but the signal's number. */
static struct {
	char name[NAME_MAX + 1];
	int folder;
	volatile sig_atomic_t is_there;
} files_to_remove[EXIT_CLEANUP_FILES];
static struct {
	char name[NAME_MAX + 1];
	int above;
	int folder;
	volatile sig_atomic_t is_there;
} folder_to_remove;
static volatile sig_atomic_t line_columns;
static int failed_exit_code = 4;
static pid_t owner; /* the program, not a child that it forked */
static bool is_over;
static void (*last_tell)(void *context);
static void *last_context;

/* A line of /proc/self/maps: two addresses, permissions, offset, device, inode, path. */
struct mapping {
	char line[PATH_MAX + 128];
	size_t length;
};

/* From here to end_of_bus: only calls that signal-safety(7) allows. */

static void say_bytes(const char *text, size_t length)
{
	ssize_t ignored = write(STDERR_FILENO, text, length);

	(void)ignored;
}

/* The folder may be another user's, while the capability to write there is permitted but not
 * effective (privilege.h). Uses the system calls: libcap-ng allocates. */
static void regain_write(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data) < 0)
		return;
	data[0].effective |= data[0].permitted & CAP_TO_MASK(CAP_DAC_OVERRIDE);
	(void)syscall(SYS_capset, &header, data);
}

static void remove_files(void)
{
	for (size_t i = 0; i < EXIT_CLEANUP_FILES; i++) {
		if (!files_to_remove[i].is_there)
			continue;
		regain_write();
		(void)unlinkat(files_to_remove[i].folder, files_to_remove[i].name, 0);
	}
}

/* Lists the names by the system call: readdir(3) allocates. */
static void remove_folder(void)
{
	static struct dirent64 names[64];
	long got;

	if (!folder_to_remove.is_there)
		return;
	(void)lseek(folder_to_remove.folder, 0, SEEK_SET);
	while ((got = syscall(SYS_getdents64, folder_to_remove.folder, names, sizeof(names))) > 0) {
		const char *at = (const char *)names, *end = at + got;

		while (at < end) {
			const struct dirent64 *entry = (const void *)at;

			(void)unlinkat(folder_to_remove.folder, entry->d_name, 0);
			at += entry->d_reclen;
		}
	}
	(void)unlinkat(folder_to_remove.above, folder_to_remove.name, AT_REMOVEDIR);
}

static void remove_line(void)
{
	sig_atomic_t columns = line_columns;

	if (!columns)
		return;
	say_bytes("\r", 1);
	while (columns-- > 0)
		say_bytes(" ", 1);
	say_bytes("\r", 1);
}

static void remove_all(void)
{
	remove_files();
	remove_folder();
	remove_line();
}

/* Reads a hexadecimal number. Gives the count of its digits. */
static size_t read_hex(const char *text, uintptr_t *ret_number)
{
	uintptr_t number = 0;
	size_t i;

	for (i = 0; text[i]; i++) {
		const char *digits = "0123456789abcdef", *digit = strchr(digits, text[i]);

		if (!digit)
			break;
		number = number << 4 | (uintptr_t)(digit - digits);
	}
	*ret_number = number;
	return i;
}

/* Reads one line. Gives false at the end. */
static bool read_mapping(int fd, struct mapping *mapping)
{
	char character;

	mapping->length = 0;
	while (read(fd, &character, 1) == 1 && character != '\n')
		if (mapping->length + 1 < sizeof(mapping->line))
			mapping->line[mapping->length++] = character;
	mapping->line[mapping->length] = '\0';
	return mapping->length > 0;
}

static bool mapping_holds(const struct mapping *mapping, uintptr_t address)
{
	uintptr_t start, end;
	size_t digits = read_hex(mapping->line, &start);

	if (mapping->line[digits] != '-')
		return false;
	(void)read_hex(mapping->line + digits + 1, &end);
	return start <= address && address < end;
}

/* Finds the file mapped at an address. Gives its path, a part of mapping->line in which control
 * characters and bytes beyond ASCII have become "?"; NULL when there is none. */
static const char *find_mapped_file(uintptr_t address, struct mapping *mapping)
{
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	bool found = false;
	char *path;

	while (fd >= 0 && !found && read_mapping(fd, mapping))
		found = mapping_holds(mapping, address);
	if (fd >= 0)
		(void)close(fd);
	path = found ? strchr(mapping->line, '/') : NULL;
	for (char *at = path; at && *at; at++)
		if ((unsigned char)*at < 0x20 || (unsigned char)*at >= 0x7f)
			*at = '?';
	return path;
}

static void end_of_bus(int number, siginfo_t *info, void *context)
{
	static const char begin[] = "aubacklog: cannot read '",
			  end[] = "': it became shorter while it was mapped; try again\n";
	struct mapping mapping;
	const char *path = find_mapped_file((uintptr_t)info->si_addr, &mapping);

	(void)number;
	(void)context;
	remove_all();
	if (!path)
		path = "a mapped file";
	say_bytes(begin, sizeof(begin) - 1);
	say_bytes(path, strlen(path));
	say_bytes(end, sizeof(end) - 1);
	_exit(failed_exit_code);
}

/* SA_RESETHAND removed this handler when it was entered; the signal comes again when it returns. */
static void end_as_usual(int number)
{
	remove_all();
	(void)raise(number);
}

static void let_write_fail(int number)
{
	(void)number;
}

/* Somebody other than main called exit(3): that exit code would be taken for a verdict. */
static void end_of_library(void)
{
	static const char words[] =
		"aubacklog: cannot go on: a library gave up, most likely out of memory\n";

	if (is_over)
		return;
	remove_all();
	say_bytes(words, sizeof(words) - 1);
	_exit(failed_exit_code);
}

static void take_signal(int number, const struct sigaction *action)
{
	struct sigaction old;

	if (sigaction(number, NULL, &old) == 0 && old.sa_handler == SIG_DFL)
		(void)sigaction(number, action, NULL);
}

void exit_cleanup_prepare(int exit_code)
{
	/* The crash may be a stack overflow. */
	static char stack[1 << 16];
	static const int ends[] = { SIGINT,  SIGTERM, SIGHUP, SIGQUIT,
				    SIGSEGV, SIGABRT, SIGFPE, SIGILL };
	const stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };
	const struct sigaction bus = { .sa_sigaction = end_of_bus,
				       .sa_flags = SA_SIGINFO | SA_ONSTACK };
	const struct sigaction usual = { .sa_handler = end_as_usual,
					 .sa_flags = (int)(SA_RESETHAND | SA_ONSTACK) };
	const struct sigaction limit = { .sa_handler = let_write_fail, .sa_flags = SA_RESTART };

	failed_exit_code = exit_code;
	owner = getpid();
	(void)atexit(end_of_library);
	(void)sigaltstack(&alternate, NULL);
	(void)sigaction(SIGBUS, &bus, NULL);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		take_signal(ends[i], &usual);
	take_signal(SIGXFSZ, &limit);
}

void exit_cleanup_tell(void (*tell)(void *context), void *context)
{
	last_tell = tell;
	last_context = context;
}

/* A forked child shares its parent's descriptors and files, and leaves them alone. */
void exit_cleanup_end(const char *reason)
{
	static const char begin[] = "aubacklog: ";

	if (!owner || getpid() == owner) {
		void (*tell)(void *context) = last_tell;

		last_tell = NULL;
		remove_all();
		if (tell)
			tell(last_context);
		say_bytes(begin, sizeof(begin) - 1);
		say_bytes(reason, strlen(reason));
		say_bytes("\n", 1);
	}
	_exit(failed_exit_code);
}

int exit_cleanup_over(int exit_code)
{
	is_over = true;
	return exit_code;
}

int exit_cleanup_add(int folder, const char *name)
{
	for (int i = 0; i < EXIT_CLEANUP_FILES; i++) {
		if (files_to_remove[i].is_there || strlen(name) >= sizeof(files_to_remove[i].name))
			continue;
		memcpy(files_to_remove[i].name, name, strlen(name) + 1);
		files_to_remove[i].folder = folder;
		files_to_remove[i].is_there = 1;
		return i;
	}
	return -1;
}

void exit_cleanup_forget(int number)
{
	if (number >= 0)
		files_to_remove[number].is_there = 0;
}

void exit_cleanup_add_folder(int above, const char *name, int folder)
{
	if (folder_to_remove.is_there || strlen(name) >= sizeof(folder_to_remove.name))
		return;
	memcpy(folder_to_remove.name, name, strlen(name) + 1);
	folder_to_remove.above = above;
	folder_to_remove.folder = folder;
	folder_to_remove.is_there = 1;
}

void exit_cleanup_forget_folder(int folder)
{
	if (folder_to_remove.folder == folder)
		folder_to_remove.is_there = 0;
}

void exit_cleanup_line(size_t columns)
{
	line_columns = (sig_atomic_t)columns;
}
