/* SPDX-License-Identifier: GPL-2.0-or-later */
/* auditd.conf: where auditd writes its log. */
#ifndef AUBACKLOG_AUDITDCONF_H
#define AUBACKLOG_AUDITDCONF_H

#define AUDITDCONF_BYTES_MAX (1u << 20)

/*
 * Finds log_file in the text of an auditd.conf.
 * Takes: a text, which is cut into lines in place.
 * Gives: the path without its first "/", on the heap; "" when there is no such line.
 */
char *auditdconf_log_file(char *text) __attribute__((returns_nonnull));

#endif
