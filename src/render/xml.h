/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing XML with libxml2: a tree, text that XML can hold, one way out. */
#ifndef AUBACKLOG_XML_H
#define AUBACKLOG_XML_H

#include "util/error.h"

#include <libxml/tree.h>
#include <stdio.h>

/* For "CLEANUP(xml_free) xmlDocPtr doc". */
void xml_free(xmlDocPtr *doc);

/*
 * Begins a document. Gives: 0, the document, which the caller frees, and its root element, which
 * the document owns; -ELIBACC without libxml2.
 */
int xml_new(const char *name, xmlDocPtr *ret_doc, xmlNodePtr *ret_root, struct error *err);

/* Makes a URI the namespace of the root element and of those in it. */
void xml_set_namespace(xmlNodePtr root, const char *uri);

/* Adds an element with a text, or with none for NULL. Gives: the element, which the document owns.
 */
xmlNodePtr xml_add(xmlNodePtr parent, const char *name, const char *text)
	__attribute__((returns_nonnull));

/* Sets an attribute; nothing for NULL. Both escape characters that XML cannot hold as text_safe
 * does. */
void xml_set(xmlNodePtr node, const char *name, const char *value);

#define XML_TIME_MAX 253402300799LL /* the end of the year 9999 */
#define XML_TIME_BYTES 32
/*
 * The present, or SOURCE_DATE_EPOCH, as XML Schema writes it: 2026-11-21T01:39:12Z.
 * Gives: 0; ERROR_USAGE with its text for a SOURCE_DATE_EPOCH that is no number from 0 to
 * XML_TIME_MAX.
 */
int xml_now(char ret_text[static XML_TIME_BYTES], struct error *err);

/* Writes the document. Gives: 0, or -errno of the write that failed. */
int xml_write(xmlDocPtr doc, FILE *out, struct error *err);

#endif
