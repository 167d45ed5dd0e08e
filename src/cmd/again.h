/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How to ask again: the evidence of a run as arguments for a shell. */
#ifndef AUBACKLOG_AGAIN_H
#define AUBACKLOG_AGAIN_H

#include "cmd/options.h"

/* Each of these gives arguments, quoted where a shell asks for it, each behind a blank: a text that
 * the caller frees. What came on standard input is FILE in them: it is gone, and has to be given
 * again. */

/* Those that name the evidence: "" for this machine. */
char *again_arguments(const struct options *options);

/* Those with which "grub" plans what was recommended. For a report it is typed on the machine
 * itself; a check names the root that it judged. */
char *again_grub_arguments(const struct options *options);

/* Those of the same check. */
char *again_check_arguments(const struct options *options);

/* Whether some of it came on standard input. */
bool again_is_piped(const struct options *options);

#endif
