/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all pages of HTML have: head, policy, data, script. */
#ifndef AUBACKLOG_HTML_DOCUMENT_H
#define AUBACKLOG_HTML_DOCUMENT_H

#include "render/html_assets.h"

#include <stdio.h>

/* Begins a document up to its body. Takes: its title, of any origin. */
void html_document_begin(const char *title, const struct html_assets *assets, FILE *out);

/* Ends it, with the data that its script reads: a text, which is deflated without a header, in
 * base64. */
void html_document_end(const char *data, const struct html_assets *assets, FILE *out);

#endif
