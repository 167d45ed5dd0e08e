/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libxml2, loaded when XML is written. */
#include "base/libxml.h"

#include "base/library.h"

/* The header is of the library that the program was built for. */
#if LIBXML_VERSION >= 21400
#define LIBXML_FILE "libxml2.so.16"
#else
#define LIBXML_FILE "libxml2.so.2"
#endif

LIBRARY_NOTE(
	libxml_note,
	"[{\"feature\":\"xml\",\"description\":\"check as JUnit and XCCDF\",\"priority\":\"recommended\",\"soname\":[\"" LIBXML_FILE
	"\"]}]");

#define SYMBOL(name) #name,
static const char *const names[] = { LIBXML_SYMBOLS(SYMBOL) };
#undef SYMBOL

static const struct library library = {
	.file = LIBXML_FILE,
	.packages = "libxml2 (Debian and Fedora)",
	.purpose = "write XML",
	.names = names,
	.count = sizeof(names) / sizeof(names[0]),
};

/* Filled once, by the first load, and the same ever after. */
static struct libxml table;

int libxml_load(struct error *err)
{
	return library_load(&library, &table, err);
}

const struct libxml *libxml(void)
{
	return &table;
}
