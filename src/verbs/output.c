/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a result goes. */
#define _GNU_SOURCE
#include "verbs/output.h"

#include "base/lastwords.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const struct output *output, const char *what, int code, struct error *err)
{
	return error_set(err, code, "cannot %s '%s': %s", what, output->name, strerror(-code));
}

/* A file that mkostemp made is closed to others; a new file is as the umask says, one that was
 * there stays as it was. */
static int give_mode(int fd, const char *path)
{
	struct stat status;
	mode_t mask;

	if (stat(path, &status) == 0)
		return fchmod(fd, status.st_mode & 0777);
	mask = umask(0);
	(void)umask(mask);
	return fchmod(fd, 0666 & ~mask);
}

static int open_beside(const char *path, struct output *output, struct error *err)
{
	int fd, code;

	output->path = strdup(path);
	if (!output->path || asprintf(&output->temporary, "%s.XXXXXX", path) < 0) {
		output->temporary = NULL;
		return error_memory(err, "open an output");
	}
	fd = mkostemp(output->temporary, O_CLOEXEC);
	if (fd < 0) {
		code = -errno;
		free(output->temporary);
		output->temporary = NULL;
		return fail(output, "create", code, err);
	}
	lastwords_remove(output->temporary);
	output->file = give_mode(fd, path) < 0 ? NULL : fdopen(fd, "w");
	if (output->file)
		return 0;
	code = -errno;
	(void)close(fd);
	return fail(output, "create", code, err);
}

int output_open(const char *path, struct output *ret_output, struct error *err)
{
	struct output output = { .name = path ? path : "standard output" };
	struct stat status;
	int code = 0;

	if (!path || strcmp(path, "-") == 0) {
		output.name = "standard output";
		output.file = stdout;
	} else if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		output.file = fopen(path, "we");
		if (!output.file)
			code = fail(&output, "open", -errno, err);
	} else {
		code = open_beside(path, &output, err);
	}
	if (code < 0) {
		output_done(&output);
		return code;
	}
	*ret_output = output;
	return 0;
}

static int close_checked(struct output *output)
{
	FILE *file = output->file;
	int code = 0;

	output->file = NULL;
	if (ferror(file))
		code = errno ? -errno : -EIO;
	if (fflush(file) != 0)
		code = -errno;
	if (code == 0 && output->temporary && fsync(fileno(file)) < 0)
		code = -errno;
	if (fclose(file) != 0 && code == 0)
		code = -errno;
	return code;
}

int output_commit(struct output *output, struct error *err)
{
	int code = close_checked(output);

	if (code < 0)
		return fail(output, "write", code, err);
	if (output->temporary && rename(output->temporary, output->path) < 0)
		return fail(output, "put in place", -errno, err);
	lastwords_remove(NULL);
	free(output->temporary);
	output->temporary = NULL;
	return 0;
}

void output_done(struct output *output)
{
	if (output->file && output->file != stdout)
		(void)fclose(output->file);
	if (output->temporary) {
		(void)unlink(output->temporary);
		lastwords_remove(NULL);
	}
	free(output->temporary);
	free(output->path);
	*output = (struct output){ 0 };
}
