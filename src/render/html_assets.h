/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page's own script and style, made by scripts/html-assets of html_page.js and html_page.css.
 */
#ifndef AUBACKLOG_HTML_ASSETS_H
#define AUBACKLOG_HTML_ASSETS_H

extern const char html_assets_script[];
extern const char html_assets_style[];
extern const char html_assets_policy[]; /* a Content-Security-Policy that allows these two alone */

#endif
