/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing XML with libxml2. */
#include "render/xml.h"

#include "util/cleanup.h"
#include "util/library.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

/* The header is of the library that the program was built for. */
#if LIBXML_VERSION >= 21400
#define LIBXML_SONAME "libxml2.so.16"
#else
#define LIBXML_SONAME "libxml2.so.2"
#endif

/* Loaded when XML is written. */
#define LIBXML_SYMBOLS(SYMBOL)                                                                     \
	SYMBOL(xmlNewDoc)                                                                          \
	SYMBOL(xmlFreeDoc)                                                                         \
	SYMBOL(xmlNewNode)                                                                         \
	SYMBOL(xmlDocSetRootElement)                                                               \
	SYMBOL(xmlNewTextChild)                                                                    \
	SYMBOL(xmlNewProp)                                                                         \
	SYMBOL(xmlNewNs)                                                                           \
	SYMBOL(xmlSetNs)                                                                           \
	SYMBOL(xmlDocDumpFormatMemoryEnc)                                                          \
	SYMBOL(xmlFree)

LIBRARY_DECLARE(libxml, LIBXML_SYMBOLS);
LIBRARY_DEFINE(libxml, LIBXML_SYMBOLS, LIBXML_SONAME, "libxml2 (Debian and Fedora)", "write XML",
	       "xml", "check as JUnit and XCCDF")

void xml_free(xmlDocPtr *doc)
{
	if (*doc)
		libxml()->xmlFreeDoc(*doc);
}

int xml_new(const char *name, xmlDocPtr *ret_doc, xmlNodePtr *ret_root, struct error *err)
{
	xmlDocPtr doc;
	xmlNodePtr root;
	int code = libxml_load(err);

	if (code < 0)
		return code;
	doc = libxml()->xmlNewDoc(BAD_CAST "1.0");
	root = doc ? libxml()->xmlNewNode(NULL, BAD_CAST name) : NULL;
	if (root)
		libxml()->xmlDocSetRootElement(doc, root);
	/* Without memory for a name libxml2 makes a node that has none. */
	if (!root || !root->name)
		xalloc_end();
	*ret_root = root;
	*ret_doc = doc;
	return 0;
}

/* Makes each line safe by itself, so that lines stay lines. The caller frees it. */
static char *copy_safe_lines(const char *text)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	while (*text) {
		size_t length = strcspn(text, "\n");
		CLEANUP(cleanup_free) char *line = xstrndup(text, length);
		CLEANUP(cleanup_free) char *safe = text_safe(line);

		fprintf(out, "%s%s", safe, text[length] ? "\n" : "");
		text += length + (text[length] == '\n');
	}
	return textstream_close(stream);
}

/* Without memory libxml2 makes an element or attribute without its name, or without its text. */
static bool has_name_and_text(const xmlChar *name, const xmlNode *child, const char *text)
{
	return name && (!text || !*text || (child && child->content));
}

void xml_set_namespace(xmlNodePtr root, const char *uri)
{
	xmlNsPtr namespace = libxml()->xmlNewNs(root, BAD_CAST uri, NULL);

	if (!namespace || !namespace->href)
		xalloc_end();
	libxml()->xmlSetNs(root, namespace);
}

xmlNodePtr xml_add(xmlNodePtr parent, const char *name, const char *text)
{
	CLEANUP(cleanup_free) char *safe = text ? copy_safe_lines(text) : NULL;
	xmlNodePtr node = libxml()->xmlNewTextChild(parent, NULL, BAD_CAST name, BAD_CAST safe);

	if (!node || !has_name_and_text(node->name, node->children, safe))
		xalloc_end();
	return node;
}

void xml_set(xmlNodePtr node, const char *name, const char *value)
{
	CLEANUP(cleanup_free) char *safe = value ? copy_safe_lines(value) : NULL;
	xmlAttrPtr attribute;

	if (!value)
		return;
	attribute = libxml()->xmlNewProp(node, BAD_CAST name, BAD_CAST safe);
	if (!attribute || !has_name_and_text(attribute->name, attribute->children, safe))
		xalloc_end();
}

/* Source: https://reproducible-builds.org/specs/source-date-epoch: digits alone, else an error. */
static int parse_source_date(const char *text, time_t *ret_time, struct error *err)
{
	size_t length = strlen(text);
	long long seconds;

	errno = 0;
	seconds = length && strspn(text, "0123456789") == length ? strtoll(text, NULL, 10) : -1;
	if (seconds < 0 || seconds > XML_TIME_MAX || errno)
		return error_set(err, ERROR_USAGE,
				 "cannot use SOURCE_DATE_EPOCH='%.40s': seconds since 1970 are "
				 "needed, %lld at the most",
				 text, XML_TIME_MAX);
	*ret_time = (time_t)seconds;
	return 0;
}

int xml_now(char ret_text[static XML_TIME_BYTES], struct error *err)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	struct tm parts;
	int code = epoch ? parse_source_date(epoch, &now, err) : 0;

	if (code < 0)
		return code;
	if (!gmtime_r(&now, &parts) ||
	    !strftime(ret_text, XML_TIME_BYTES, "%Y-%m-%dT%H:%M:%SZ", &parts))
		return error_set(err, -EOVERFLOW, "cannot tell the time: %s", strerror(EOVERFLOW));
	return 0;
}

int xml_write(xmlDocPtr doc, FILE *out, struct error *err)
{
	xmlChar *bytes = NULL;
	int length = 0;
	size_t written;

	errno = 0;
	libxml()->xmlDocDumpFormatMemoryEnc(doc, &bytes, &length, "UTF-8", 1);
	if (!bytes || errno == ENOMEM)
		xalloc_end();
	errno = 0;
	written = fwrite(bytes, 1, (size_t)length, out);
	(*libxml()->xmlFree)(bytes);
	if (written == (size_t)length)
		return 0;
	return error_set(err, errno ? -errno : -EIO, "cannot write XML: %s",
			 strerror(errno ? errno : EIO));
}
