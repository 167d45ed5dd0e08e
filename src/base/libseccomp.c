/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libseccomp, loaded when a child is to be confined. */
#include "base/libseccomp.h"

#include "base/library.h"

LIBRARY_NOTE(
	libseccomp_note,
	"[{\"feature\":\"filter\",\"description\":\"libauparse without system calls\",\"priority\":\"recommended\",\"soname\":[\"libseccomp.so.2\"]}]");

#define SYMBOL(name) #name,
static const char *const names[] = { LIBSECCOMP_SYMBOLS(SYMBOL) };
#undef SYMBOL

static const struct library library = {
	.file = "libseccomp.so.2",
	.packages = "libseccomp2 (Debian), libseccomp (Fedora)",
	.purpose = "filter system calls",
	.names = names,
	.count = sizeof(names) / sizeof(names[0]),
};

/* Filled once, by the first load, and the same ever after. */
static struct libseccomp table;

int libseccomp_load(struct error *err)
{
	return library_load(&library, &table, err);
}

const struct libseccomp *libseccomp(void)
{
	return &table;
}
