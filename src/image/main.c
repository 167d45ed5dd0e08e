/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs aubacklog on the disk image of a virtual machine, which libguestfs reads without mounting it
 * on this machine or changing it. */
#define _GNU_SOURCE
#include "image/extract.h"
#include "image/guest.h"
#include "image/supervise.h"
#include "image/unlock.h"
#include "input/scratch.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define EXIT_USAGE 3
#define EXIT_ERROR 4

/* The first part of the name of the private folder for the copy. */
#define WORKDIR_STEM "aubacklog-image."

/* The byte that QEMU locks in an image that it may write to: RAW_LOCK_PERM_BASE and the bit of
 * BLK_PERM_WRITE (block/file-posix.c). */
#define QEMU_WRITE_LOCK (100 + 1)

static const char usage_text[] =
	"Usage: aubacklog-image [--image-format FORMAT] [--key SELECTOR]… IMAGE [VERB] [OPTION…]\n"
	"Reads the evidence out of a disk image (raw, qcow2, vmdk, …) and runs \"aubacklog VERB "
	"--root EVIDENCE OPTION…\" on it.\n"
	"The image is only read; no root is needed, only libguestfs and leave to read the image.\n"
	"  --image-format FORMAT  raw, qcow2, …; for a raw image that somebody else had in hand: it "
	"could pretend to be another\n"
	"  --key SELECTOR         opens an encrypted disk, as for guestfish: /dev/sda2:file:KEYFILE, "
	"or UUID:key:KEY\n"
	"Exit codes as aubacklog's: 0 nothing lost, 1 records lost, 2 cannot tell, 3 usage, 4 input "
	"or system error.\n";

/* The command line. */
struct request {
	struct guest_disk disk;
	char *image; /* absolute */
	char *program;
	char **words; /* the words after the image */
	bool help;
};

/* The context of the process that copies. */
struct copying {
	const struct request *request;
	const struct scratch *workdir;
	int evidence;
};

static void tell_user(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void tell_user(const char *format, ...)
{
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(cleanup_free) char *safe = NULL;
	va_list args;

	va_start(args, format);
	text = xvasprintf(format, args);
	va_end(args);
	safe = text_safe(text);
	fprintf(stderr, "aubacklog-image: %s\n", safe);
}

static int parse_option(struct request *request, const char *name, const char *value,
			struct error *err)
{
	if (strcmp(name, "--image-format") != 0 && strcmp(name, "--key") != 0)
		return error_set(err, ERROR_USAGE,
				 "cannot use '%s': no such option in front of the image", name);
	if (!value || !*value)
		return error_set(err, ERROR_USAGE, "cannot use '%s': it needs a %s", name,
				 strcmp(name, "--key") == 0 ? "selector" : "format");
	if (strcmp(name, "--image-format") == 0) {
		request->disk.format = value;
		return 0;
	}
	if (!unlock_is_key(value))
		return error_set(
			err, ERROR_USAGE,
			"cannot use '--key': /dev/sda2:file:KEYFILE or UUID:key:KEY is needed");
	if (request->disk.n_keys == GUEST_KEYS_MAX)
		return error_set(err, ERROR_USAGE, "cannot use '--key': %d are the most",
				 GUEST_KEYS_MAX);
	request->disk.keys[request->disk.n_keys++] = value;
	return 0;
}

/* Whether getopt_long(3) may take a word for an option, which may be abbreviated. */
static bool word_may_be(const char *word, const char *option)
{
	size_t length = strcspn(word, "=");

	return length > 2 && length <= strlen(option) && strncmp(word, option, length) == 0;
}

static int check_words(char **words, struct error *err)
{
	for (size_t i = 0; words[i] && strcmp(words[i], "--") != 0; i++) {
		if (word_may_be(words[i], "--root"))
			return error_set(err, ERROR_USAGE, "cannot use '%s': the image is the root",
					 words[i]);
		if (word_may_be(words[i], "--apply") || strcmp(words[i], "--undo") == 0)
			return error_set(err, ERROR_USAGE, "cannot use '%s': an image is only read",
					 words[i]);
	}
	return 0;
}

static int parse_request(char **words, struct request *request, struct error *err)
{
	while (*words && **words == '-') {
		int code;

		if (strcmp(*words, "-h") == 0 || strcmp(*words, "--help") == 0) {
			request->help = true;
			return 0;
		}
		code = parse_option(request, words[0], words[1], err);
		if (code < 0)
			return code;
		words += 2;
	}
	if (!*words)
		return error_set(err, ERROR_USAGE, "cannot read an image: none is named");
	request->image = realpath(*words, NULL);
	if (!request->image)
		return error_set(err, -errno, "cannot open '%s': %s", *words, strerror(errno));
	request->disk.path = request->image;
	request->words = words + 1;
	return check_words(request->words, err);
}

/* Warns when QEMU's lock says that a machine is writing to the image; it is read all the same. */
static void look_for_lock(int fd, const char *image)
{
	struct flock lock = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = QEMU_WRITE_LOCK,
		.l_len = 1,
	};

	if (fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
		tell_user(
			"'%s' is in use, by a running machine as it seems: what it is writing may "
			"be seen half done, a snapshot is safer",
			image);
}

/* Checks that are possible before libguestfs is started. */
static int check_image(const char *image, struct error *err)
{
	CLEANUP(cleanup_close)
	int fd = open(image, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return error_set(err, -errno, "cannot open '%s': %s", image, strerror(errno));
	if (S_ISDIR(status.st_mode))
		return error_set(
			err, -EISDIR,
			"cannot read '%s': it is a directory (a tree is given to aubacklog "
			"with --root)",
			image);
	if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode))
		return error_set(err, -EINVAL,
				 "cannot read '%s': it is neither a file nor a block device",
				 image);
	look_for_lock(fd, image);
	return 0;
}

/* Finds the program: AUBACKLOG, or aubacklog beside this one. */
static int find_aubacklog(char **ret_program, struct error *err)
{
	const char *set = getenv("AUBACKLOG");
	char self[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[length > 0 ? length : 0] = '\0';
	if (set && *set)
		*ret_program = xstrdup(set);
	else if (strrchr(self, '/'))
		*ret_program = xasprintf("%.*s/aubacklog", (int)(strrchr(self, '/') - self), self);
	if (!*ret_program || access(*ret_program, X_OK) < 0)
		return error_set(
			err, -ENOENT,
			"cannot find aubacklog: not beside this program; AUBACKLOG can name it");
	return 0;
}

/* In the process that copies: prints libguestfs's error for people. */
static void explain_failure(const char *image, const struct error *err)
{
	if (strstr(err->text, "supermin"))
		tell_user(
			"cannot read '%s': libguestfs cannot make its own small machine: it needs a "
			"kernel in /boot that this user may read",
			image);
	else
		tell_user("cannot read '%s': %s", image, err->text);
}

static int copy_image(void *context)
{
	const struct copying *copying = context;
	const struct request *request = copying->request;
	struct extract_result result = { 0 };
	struct error err = { 0 }, note = { 0 };
	struct guest *guest = NULL;
	int code = guest_open(&request->disk, copying->workdir->path, &guest, &note, &err);

	if (code == 0)
		code = extract_evidence(guest, copying->evidence, &result, &err);
	guest_free(guest);
	if (code < 0) {
		explain_failure(request->image, &err);
		return EXIT_ERROR;
	}
	if (note.code || result.trouble.code)
		tell_user("not all of '%s' could be looked at: %s", request->image,
			  note.code ? note.text : result.trouble.text);
	if (result.n_odd)
		tell_user("passed over: %zu files with names that no file here can have",
			  result.n_odd);
	return 0;
}

/* Copies the evidence into a folder of the private one, in a process of its own. */
static int make_evidence(const struct request *request, const struct scratch *workdir,
			 const struct supervision *supervision, struct error *err)
{
	CLEANUP(cleanup_close) int evidence = -1;
	struct copying copying = { .request = request, .workdir = workdir };
	int status, code;

	if (mkdirat(workdir->fd, "evidence", 0700) == 0)
		evidence = openat(workdir->fd, "evidence",
				  O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (evidence < 0)
		return error_set(err, -errno, "cannot make a folder in '%s': %s", workdir->path,
				 strerror(errno));
	copying.evidence = evidence;
	code = supervise_call(supervision, copy_image, &copying, &status, err);
	if (code < 0)
		return code;
	if (WIFSIGNALED(status))
		return error_set(err, -ECHILD,
				 "cannot read '%s': libguestfs was ended by signal %d",
				 request->image, WTERMSIG(status));
	return WEXITSTATUS(status) == 0 ? 0 : -ECHILD;
}

/* Runs aubacklog. Gives its exit status, as a shell would. */
static int ask_aubacklog(const struct request *request, const struct scratch *workdir,
			 const struct supervision *supervision, int *ret_exit, struct error *err)
{
	CLEANUP(cleanup_free) char *root = xasprintf("%s/evidence", workdir->path);
	CLEANUP(cleanup_free) char **words = NULL;
	char **rest = request->words;
	size_t count = 0;
	int status, code;

	while (rest[count])
		count++;
	words = xcalloc(count + 5, sizeof(*words));
	words[0] = request->program;
	words[1] = *rest && **rest && **rest != '-' ? *rest++ : (char[]){ "report" };
	words[2] = (char[]){ "--root" };
	words[3] = root;
	for (size_t i = 0; rest[i]; i++)
		words[4 + i] = rest[i];
	code = supervise_run(supervision, request->program, words, &status, err);
	if (code == 0)
		*ret_exit = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	return code;
}

/* Makes the private folder in $TMPDIR, or in /var/tmp. */
static int make_workdir(struct scratch *ret_workdir, struct error *err)
{
	const char *set = getenv("TMPDIR");
	const char *named = set && *set ? set : "/var/tmp";
	CLEANUP(cleanup_free) char *parent = realpath(named, NULL);
	int code;

	if (!parent)
		return error_set(err, -errno, "cannot use '%s': %s", named, strerror(errno));
	scratch_sweep(parent, WORKDIR_STEM);
	code = scratch_make(parent, WORKDIR_STEM, ret_workdir);
	if (code == -EPERM)
		return error_set(err, code,
				 "cannot use '%s': others may rename what is in it (TMPDIR names "
				 "another folder)",
				 parent);
	if (code < 0)
		return error_set(err, code, "cannot make a folder in '%s': %s", parent,
				 strerror(-code));
	return 0;
}

static int remove_workdir(struct scratch *workdir, struct error *err)
{
	CLEANUP(cleanup_free) char *path = xstrdup_or_null(workdir->path);
	int code = scratch_remove(workdir);

	return code < 0 ? error_set(err, code, "cannot remove '%s': %s", path, strerror(-code)) : 0;
}

static int run_request(struct request *request, int *ret_exit, struct error *err)
{
	struct scratch workdir = { 0 };
	struct supervision supervision;
	int code = check_image(request->image, err);

	if (code == 0)
		code = find_aubacklog(&request->program, err);
	if (code == 0)
		code = supervise_begin(&supervision, err);
	if (code == 0)
		code = make_workdir(&workdir, err);
	if (code == 0)
		code = make_evidence(request, &workdir, &supervision, err);
	if (code == 0)
		code = ask_aubacklog(request, &workdir, &supervision, ret_exit, err);
	if (remove_workdir(&workdir, err) < 0 && code == 0)
		code = -EIO;
	return code;
}

/* Opens closed standard streams, so that no file that is written becomes the one for messages. */
static int fill_standard_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_NOCTTY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	return fd < 0 ? -errno : close(fd);
}

int main(int argc, char **argv)
{
	struct request request = { 0 };
	struct error err = { 0 };
	int exit_code = EXIT_ERROR, code;

	if (fill_standard_streams() < 0)
		return EXIT_ERROR;
	code = parse_request(argc ? argv + 1 : argv, &request, &err);
	if (code == 0 && request.help)
		return fputs(usage_text, stdout) >= 0 && fflush(stdout) == 0 ? 0 : EXIT_ERROR;
	if (code == 0 && request.image)
		code = run_request(&request, &exit_code, &err);
	if (err.code)
		tell_user("%s", err.text);
	if (code == ERROR_USAGE)
		fputs(usage_text, stderr);
	free(request.image);
	free(request.program);
	return code == ERROR_USAGE ? EXIT_USAGE : code < 0 ? EXIT_ERROR : exit_code;
}
