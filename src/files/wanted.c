/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files of a tree some reader can want. */
#define _GNU_SOURCE
#include "files/wanted.h"

#include <fnmatch.h>
#include <string.h>

/* Patterns of fnmatch(3) in which "*" matches "/" as well. */
static const char *const patterns[] = {
	/* The evidence itself. */
	"var/log/audit/*",
	"var/log/journal/*",
	"run/log/journal/*",
	"var/log/dmesg*",
	"var/log/kern.log*",
	"var/log/messages*",
	"var/log/syslog*",
	"var/log/boot.log*",
	"var/log/wtmp",
	"proc/cmdline",
	"proc/stat",
	"proc/uptime",
	"proc/version",
	"proc/sys/kernel/*",
	/* What a sosreport holds of it, under the names of sos 3 and 4. */
	"sos_commands/auditd/*",
	"sos_commands/boot/*",
	"sos_commands/general/*",
	"sos_commands/grub2/*",
	"sos_commands/host/*",
	"sos_commands/kernel/*",
	"sos_commands/logs/*",
	"sos_commands/selinux/*",
	"sos_commands/systemd/*",
	/* The machine's settings; some of /etc are links into /usr/lib. */
	"etc/audit/*",
	"etc/cmdline.d/*",
	"etc/default/grub*",
	"etc/grub.d/*",
	"etc/grub2*",
	"etc/kernel/*",
	"etc/machine-id",
	"etc/os-release",
	"etc/redhat-release",
	"etc/hostname",
	"etc/sysctl.conf",
	"etc/sysctl.d/*",
	"etc/systemd/journald.conf*",
	"etc/systemd/system/*auditd*",
	"usr/lib/audit/*",
	"usr/lib/bootc/kargs.d/*",
	"usr/lib/kernel/*",
	"usr/lib/os-release",
	"usr/lib/systemd/journald.conf*",
	"usr/lib/systemd/system/auditd*",
	"usr/lib/systemd/system/systemd-journald*",
	"lib/systemd/system/auditd*",
	"var/lib/dbus/machine-id",
	/* Boot loaders, on /boot and on the EFI system partition. */
	"boot/*grub.cfg",
	"boot/*grubenv",
	"boot/*custom.cfg",
	"boot/*user.cfg",
	"boot/*loader/*",
	"boot/*cmdline*",
	"boot/*extlinux.conf",
	"boot/*syslinux.cfg",
	"boot/config-*",
	"efi/*grub.cfg",
	"efi/*grubenv",
	"efi/*loader/*",
	"efi/*cmdline*",
	"boot/*EFI/Linux/*",
	"efi/EFI/Linux/*",
};

const char *wanted_pattern(size_t index)
{
	return index < sizeof(patterns) / sizeof(patterns[0]) ? patterns[index] : NULL;
}

bool wanted_path(const char *path)
{
	const char *pattern;

	for (size_t i = 0; (pattern = wanted_pattern(i)); i++)
		if (fnmatch(pattern, path, 0) == 0)
			return true;
	return false;
}

bool wanted_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strncmp(slash ? slash + 1 : path, "audit.log", 9) == 0;
}

static bool begins_with(const char *text, size_t length, const char *wanted)
{
	return length >= strlen(wanted) && memcmp(text, wanted, strlen(wanted)) == 0;
}

bool wanted_content(const void *head, size_t length)
{
	const char *newline = memchr(head, '\n', length);
	size_t line = newline ? (size_t)(newline - (const char *)head) : length;

	return (begins_with(head, length, "type=") || begins_with(head, length, "node=")) &&
	       memmem(head, line, "msg=audit(", 10);
}

bool wanted_is_journal(const char *path)
{
	return fnmatch("*.journal", path, 0) == 0 || fnmatch("*.journal~", path, 0) == 0;
}
