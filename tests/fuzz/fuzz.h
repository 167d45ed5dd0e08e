/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fuzz targets share: an input in the form that a parser takes, and what must hold. */
#ifndef AUBACKLOG_FUZZ_H
#define AUBACKLOG_FUZZ_H

#include "bootloader/bootentry.h"
#include "evidence/record.h"
#include "input/root.h"
#include "util/cleanup.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The one function of a target; libFuzzer calls it, and so does replay.c. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold whatever the input is. */
#define REQUIRE(condition)                                                                         \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			(void)fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__,           \
				      #condition);                                                 \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/* A terminated copy, exactly as long, so that a read beyond its end is seen. The caller frees it.
 */
static inline char *fuzz_text(const void *data, size_t size)
{
	char *text = malloc(size + 1);

	REQUIRE(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* A file in memory that holds the bytes, at offset 0; the caller closes it. */
static inline int fuzz_fd(const void *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	REQUIRE(fd >= 0);
	REQUIRE(!size || pwrite(fd, data, size, 0) == (ssize_t)size);
	return fd;
}

/* Parts of an input are parted by form feeds. Gives the next one; an empty one behind the last. */
static inline struct slice fuzz_part(const uint8_t **data, size_t *size)
{
	const uint8_t *end = *size ? memchr(*data, '\f', *size) : NULL;
	struct slice part = { .start = (const char *)*data,
			      .length = end ? (size_t)(end - *data) : *size };

	*data += part.length + (end ? 1 : 0);
	*size -= part.length + (end ? 1 : 0);
	return part;
}

/* An empty root, for texts to be laid over: a folder that is gone. The caller frees it. */
static inline struct root *fuzz_root(void)
{
	static char place[32];
	char folder[] = "/tmp/fuzz-XXXXXX";
	struct root *root = NULL;

	if (!*place) {
		REQUIRE(mkdtemp(folder));
		REQUIRE(snprintf(place, sizeof(place), "/proc/self/fd/%d",
				 open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) > 0);
		REQUIRE(rmdir(folder) == 0);
	}
	REQUIRE(root_new(place, &root, NULL) == 0);
	return root;
}

static inline void fuzz_check_slice(struct slice slice, struct slice whole)
{
	REQUIRE(!slice.length || (slice.start >= whole.start &&
				  slice.start + slice.length <= whole.start + whole.length));
}

/* A line is terminated where its length says, and its pieces ascend and have a place. */
static inline void fuzz_check_bootline(const struct bootline *line)
{
	REQUIRE(line->bytes <= BOOTLINE_BYTES_MAX);
	REQUIRE(strlen(bootline_text(line)) == line->bytes);
	for (size_t i = 0; i < line->n_pieces; i++) {
		REQUIRE(line->pieces[i].path);
		REQUIRE(!i || line->pieces[i].offset >= line->pieces[i - 1].offset);
		REQUIRE(line->pieces[i].offset <= line->bytes);
	}
	for (size_t offset = 0; offset < line->bytes; offset++)
		REQUIRE(bootline_place(line, offset));
}

static inline void fuzz_check_entries(const struct bootentries *entries)
{
	REQUIRE(entries->count <= BOOTENTRIES_MAX);
	for (size_t i = 0; i < entries->count; i++) {
		REQUIRE(entries->list[i].title && entries->list[i].path);
		fuzz_check_bootline(&entries->list[i].line);
	}
}

#endif
