/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing XML with libxml2. */
#include "base/xml.h"

#include "base/cleanup.h"
#include "base/text.h"

#include <errno.h>
#include <string.h>
#include <time.h>

void xml_free(xmlDocPtr *doc)
{
	if (*doc)
		xmlFreeDoc(*doc);
}

/* Makes each line safe by itself, so that lines stay lines. The caller frees it. */
static char *safe_lines(const char *text)
{
	char *copy = NULL;
	size_t bytes;
	FILE *out = open_memstream(&copy, &bytes);

	while (out && *text) {
		size_t length = strcspn(text, "\n");
		CLEANUP(cleanup_free) char *line = strndup(text, length);
		CLEANUP(cleanup_free) char *safe = text_safe(line);

		fprintf(out, "%s%s", safe ? safe : "?", text[length] ? "\n" : "");
		text += length + (text[length] == '\n');
	}
	if (out && fclose(out) != 0) {
		free(copy);
		return NULL;
	}
	return copy;
}

xmlNodePtr xml_add(xmlNodePtr parent, const char *name, const char *text)
{
	CLEANUP(cleanup_free) char *safe = text ? safe_lines(text) : NULL;

	return parent ? xmlNewTextChild(parent, NULL, BAD_CAST name, BAD_CAST safe) : NULL;
}

void xml_set(xmlNodePtr node, const char *name, const char *value)
{
	CLEANUP(cleanup_free) char *safe = value ? safe_lines(value) : NULL;

	if (node && safe)
		xmlNewProp(node, BAD_CAST name, BAD_CAST safe);
}

void xml_now(char ret_text[static XML_TIME_BYTES])
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = epoch && *epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
	struct tm parts;

	if (!gmtime_r(&now, &parts) ||
	    !strftime(ret_text, XML_TIME_BYTES, "%Y-%m-%dT%H:%M:%S", &parts))
		(void)snprintf(ret_text, XML_TIME_BYTES, "1970-01-01T00:00:00");
}

int xml_write(xmlDocPtr doc, FILE *out, struct error *err)
{
	xmlChar *bytes = NULL;
	int length = 0;
	size_t written;

	xmlDocDumpFormatMemoryEnc(doc, &bytes, &length, "UTF-8", 1);
	if (!bytes)
		return error_memory(err, "write XML");
	errno = 0;
	written = fwrite(bytes, 1, (size_t)length, out);
	xmlFree(bytes);
	if (written == (size_t)length)
		return 0;
	return error_set(err, errno ? -errno : -EIO, "cannot write XML: %s",
			 strerror(errno ? errno : EIO));
}
