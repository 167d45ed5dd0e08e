/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pager, where what is shown is longer than the screen. */
#ifndef AUBACKLOG_PAGER_H
#define AUBACKLOG_PAGER_H

#include <stdio.h>

/*
 * Opens a stream to the terminal on standard output. What fits on the screen is written there when
 * the stream is closed; as soon as it does not, all goes to a pager, and closing waits for it.
 *
 * The pager is $AUBACKLOG_PAGER, otherwise $PAGER, otherwise less; its words are parted by blanks,
 * and no shell reads them. None is there for "" and "cat", and where it cannot be run. Root's is
 * /usr/bin/less alone, with LESSSECURE, in which no key starts a program or opens a file, and with
 * nothing else of the environment. While it runs an interrupt is the pager's; that it ends early is
 * no error.
 * Gives: the stream, which has no descriptor; NULL where there is no pager.
 */
FILE *pager_open(void);

#endif
