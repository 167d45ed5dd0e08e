/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libsystemd, loaded when there is a journal. */
#include "sources/libsystemd.h"

#include "base/library.h"

LIBRARY_NOTE(
	libsystemd_note,
	"[{\"feature\":\"journal\",\"description\":\"the journal as evidence\",\"priority\":\"recommended\",\"soname\":[\"libsystemd.so.0\"]}]");

#define SYMBOL(name) #name,
static const char *const names[] = { LIBSYSTEMD_SYMBOLS(SYMBOL) };
#undef SYMBOL

static const struct library library = {
	.file = "libsystemd.so.0",
	.packages = "libsystemd0 (Debian), systemd-libs (Fedora)",
	.purpose = "read the journal",
	.names = names,
	.count = sizeof(names) / sizeof(names[0]),
};

/* Filled once, by the first load, and the same ever after. */
static struct libsystemd table;

int libsystemd_load(struct error *err)
{
	return library_load(&library, &table, err);
}

const struct libsystemd *libsystemd(void)
{
	return &table;
}
