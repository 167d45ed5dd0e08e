/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages' own scripts and style, made by scripts/html-assets of html_*.js and html_page.css. */
#ifndef AUBACKLOG_HTML_ASSETS_H
#define AUBACKLOG_HTML_ASSETS_H

struct html_assets {
	const char *style, *script;
	const char *policy; /* a Content-Security-Policy that allows these two alone */
};

extern const struct html_assets html_assets_page;  /* of a report */
extern const struct html_assets html_assets_fleet; /* of a fleet */

#endif
