/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libxml2, loaded when XML is written. */
#ifndef AUBACKLOG_LIBXML_H
#define AUBACKLOG_LIBXML_H

#include "base/error.h"

#include <libxml/tree.h>

/* What is used of it. */
#define LIBXML_SYMBOLS(SYMBOL)                                                                     \
	SYMBOL(xmlNewDoc)                                                                          \
	SYMBOL(xmlFreeDoc)                                                                         \
	SYMBOL(xmlNewNode)                                                                         \
	SYMBOL(xmlDocGetRootElement)                                                               \
	SYMBOL(xmlDocSetRootElement)                                                               \
	SYMBOL(xmlNewTextChild)                                                                    \
	SYMBOL(xmlNewProp)                                                                         \
	SYMBOL(xmlNewNs)                                                                           \
	SYMBOL(xmlSetNs)                                                                           \
	SYMBOL(xmlDocDumpFormatMemoryEnc)                                                          \
	SYMBOL(xmlFree)

struct libxml {
#define SYMBOL(name) __typeof__(name) *name;
	LIBXML_SYMBOLS(SYMBOL)
#undef SYMBOL
};

/* Loads it where it is not loaded yet. Gives: 0 or -ELIBACC. */
int libxml_load(struct error *err);

/* Its functions, once it is loaded: libxml()->xmlNewDoc(…). */
const struct libxml *libxml(void) __attribute__((pure, returns_nonnull));

#endif
