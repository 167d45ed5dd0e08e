#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# rpm-ostree systems (Fedora CoreOS, Silverblue, RHEL for Edge): adds the kernel arguments to the next deployment. A second
# run changes nothing. It does not know what is there: where another audit= or audit_backlog_limit= is, 'aubacklog grub'
# shows the command that takes it out as well.
set -eu
exec rpm-ostree kargs --append-if-missing=audit=1 "--append-if-missing=audit_backlog_limit=${1:-8192}"
