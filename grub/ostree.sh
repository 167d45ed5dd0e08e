#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# rpm-ostree systems (Fedora CoreOS, Silverblue, RHEL for Edge): adds the kernel arguments to the next deployment. A second
# run changes nothing. It does not know what is there: where another audit= or audit_backlog_limit= is, 'aubacklog grub'
# shows the command that takes it out as well.
set -eu
limit=${1:-8192}
# Anything but a number would be more kernel arguments.
case $limit in *[!0-9]*) echo "ostree.sh: cannot use '$limit': a number of records is needed" >&2; exit 3 ;; esac
exec rpm-ostree kargs --append-if-missing=audit=1 "--append-if-missing=audit_backlog_limit=$limit"
