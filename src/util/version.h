/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The version of the tool. */
#ifndef AUBACKLOG_VERSION_H
#define AUBACKLOG_VERSION_H

#define AUBACKLOG_VERSION "0.1.0"

#endif
