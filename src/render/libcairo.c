/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cairo, loaded when a picture is drawn. */
#include "render/libcairo.h"

#include "base/library.h"

LIBRARY_NOTE(
	libcairo_note,
	"[{\"feature\":\"graphs\",\"description\":\"plot as PNG, SVG and PDF\",\"priority\":\"recommended\",\"soname\":[\"libcairo.so.2\"]}]");

#define SYMBOL(name) #name,
static const char *const names[] = { LIBCAIRO_SYMBOLS(SYMBOL) };
#undef SYMBOL

static const struct library library = {
	.file = "libcairo.so.2",
	.packages = "libcairo2 (Debian), cairo (Fedora)",
	.purpose = "draw the graph",
	.names = names,
	.count = sizeof(names) / sizeof(names[0]),
};

/* Filled once, by the first load, and the same ever after. */
static struct libcairo table;

int libcairo_load(struct error *err)
{
	return library_load(&library, &table, err);
}

const struct libcairo *libcairo(void)
{
	return &table;
}
