/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmocka with the headers that it wants to see before itself. */
#ifndef AUBACKLOG_UNIT_H
#define AUBACKLOG_UNIT_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#endif
