/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one table of the paths of evidence, and log_file of auditd.conf. */
#define _GNU_SOURCE
#include "input/evidence_paths.h"

#include "util/xalloc.h"

#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static const char *const rows[] = {
	/* The evidence itself. */
	"var/log/audit/*",
	"var/log/journal/*/*.journal",
	"var/log/journal/*/*.journal~",
	"run/log/journal/*/*.journal",
	"run/log/journal/*/*.journal~",
	"var/log/dmesg*",
	"var/log/kern.log*",
	"var/log/messages*",
	"var/log/syslog*",
	"var/log/wtmp",
	"proc/cmdline",
	"proc/stat",
	"proc/sys/kernel/hostname",
	"proc/sys/kernel/random/boot_id",
	"run/audit/auditd.state",
	"run/auditd.state",
	/* The same in a sosreport, by the names of sos 3 and 4, and the answers that "record"
	 * packs. */
	"sos_commands/auditd/*",
	"sos_commands/boot/*",
	"sos_commands/general/*",
	"sos_commands/grub2/*",
	"sos_commands/host/*",
	"sos_commands/kernel/*",
	"sos_commands/logs/*",
	"sos_commands/selinux/*",
	"sos_commands/systemd/*",
	/* Where sos puts the end of what is too large, with a link in its place. */
	"sos_strings/*/*.tailed",
	/* The same answers in an archive of Red Hat Insights, and what kdump kept of a crash. */
	"insights_commands/auditctl_-s",
	"insights_commands/dmesg*",
	"insights_commands/journalctl_*",
	"var/crash/*/vmcore-dmesg.txt",
	/* The texts of a supportconfig, which has all of these as sections (sections.h). */
	"security-audit.txt",
	"boot.txt",
	"messages.txt",
	"systemd.txt",
	"basic-environment.txt",
	"env.txt",
	"proc.txt",
	/* The machine's settings. */
	"etc/audit/audit.rules",
	"etc/audit/auditd.conf",
	"etc/audit/rules.d/*.rules",
	"etc/hostname",
	"etc/os-release",
	"usr/lib/os-release",
	/* Which programs read audit records. */
	"etc/audit/plugins.d/laurel.conf",
	"etc/audisp/plugins.d/laurel.conf",
	"etc/systemd/system/",
	"lib/systemd/system/",
	"usr/lib/systemd/system/",
	"etc/systemd/system/auditd.service",
	"lib/systemd/system/auditd.service",
	"usr/lib/systemd/system/auditd.service",
	"etc/systemd/system/auditbeat.service",
	"lib/systemd/system/auditbeat.service",
	"usr/lib/systemd/system/auditbeat.service",
	"etc/systemd/system/go-audit.service",
	"lib/systemd/system/go-audit.service",
	"usr/lib/systemd/system/go-audit.service",
	"etc/systemd/system/osqueryd.service",
	"lib/systemd/system/osqueryd.service",
	"usr/lib/systemd/system/osqueryd.service",
	"etc/systemd/system/rsyslog.service",
	"lib/systemd/system/rsyslog.service",
	"usr/lib/systemd/system/rsyslog.service",
	/* For people who look into the archive: which machine it is, how its journal is kept. */
	"etc/machine-id",
	"etc/systemd/journald.conf",
	"etc/systemd/journald.conf.d/*.conf",
	/* Sources of the kernel command line. */
	"etc/default/grub",
	"etc/default/grub.d/*.cfg",
	"etc/default/u-boot",
	"etc/u-boot-menu/conf.d/*.conf",
	"usr/share/u-boot-menu/conf.d/*.conf",
	"etc/kernel/cmdline",
	"etc/kernel/proxmox-boot-uuids",
	"etc/cmdline.d/*.conf",
	"etc/kernelstub/configuration",
	"etc/zipl.conf",
	"etc/fstab",
	"usr/lib/bootc/kargs.d/",
	"usr/lib/bootc/kargs.d/*.toml",
	"usr/lib/kernel/cmdline",
	"ostree/repo/",
	"sysroot/ostree/repo/",
	"run/ostree-booted",
	/* A container has no kernel and no boot loader. */
	"run/.containerenv",
	".dockerenv",
	"run/systemd/container",
	/* Boot loaders, on /boot and on the EFI system partition. */
	"boot/firmware/cmdline.txt",
	"boot/firmware/config.txt",
	"boot/firmware/current/cmdline.txt",
	"boot/firmware/current/config.txt",
	"boot/cmdline.txt",
	"boot/config.txt",
	"boot/grub/",
	"boot/grub/grub.cfg",
	"boot/grub/custom.cfg",
	"boot/grub/grubenv",
	"boot/grub2/",
	"boot/grub2/grub.cfg",
	"boot/grub2/custom.cfg",
	"boot/grub2/grubenv",
	"boot/EFI/*/grub.cfg",
	"boot/EFI/*/custom.cfg",
	"boot/EFI/*/grubenv",
	"boot/efi/EFI/*/grub.cfg",
	"boot/efi/EFI/*/custom.cfg",
	"boot/efi/EFI/*/grubenv",
	"efi/EFI/*/grub.cfg",
	"efi/EFI/*/custom.cfg",
	"efi/EFI/*/grubenv",
	"boot/EFI/systemd/*.efi",
	"boot/efi/EFI/systemd/*.efi",
	"efi/EFI/systemd/*.efi",
	"boot/loader/loader.conf",
	"boot/efi/loader/loader.conf",
	"efi/loader/loader.conf",
	"boot/loader/entries/*.conf",
	"boot/loader.*/entries/*.conf", /* ostree's: boot/loader is a link to one of them */
	"boot/efi/loader/entries/*.conf",
	"efi/loader/entries/*.conf",
	"boot/extlinux/extlinux.conf",
	"extlinux/extlinux.conf",
	"boot/extlinux.conf",
	"boot/syslinux/syslinux.cfg",
	/* Unified kernel images, which are evidence as a whole, and their addons. */
	"boot/EFI/Linux/*.efi",
	"boot/EFI/Linux/*.efi.extra.d/",
	"boot/EFI/Linux/*.efi.extra.d/*.addon.efi",
	"boot/loader/addons/*.addon.efi",
	"boot/efi/EFI/Linux/*.efi",
	"boot/efi/EFI/Linux/*.efi.extra.d/",
	"boot/efi/EFI/Linux/*.efi.extra.d/*.addon.efi",
	"boot/efi/loader/addons/*.addon.efi",
	"efi/EFI/Linux/*.efi",
	"efi/EFI/Linux/*.efi.extra.d/",
	"efi/EFI/Linux/*.efi.extra.d/*.addon.efi",
	"efi/loader/addons/*.addon.efi",
};

const char *evidence_paths_row(size_t index)
{
	return index < sizeof(rows) / sizeof(rows[0]) ? rows[index] : NULL;
}

bool evidence_paths_has(const char *path)
{
	const char *row;

	for (size_t i = 0; (row = evidence_paths_row(i)); i++)
		if (fnmatch(row, path, FNM_PATHNAME) == 0)
			return true;
	return false;
}

/* Whether the row, cut at one of its slashes, matches the path. */
static bool row_is_below(const char *row, const char *path)
{
	char folder[PATH_MAX];

	for (const char *slash = row; (slash = strchr(slash, '/')); slash++) {
		(void)snprintf(folder, sizeof(folder), "%.*s", (int)(slash - row), row);
		if (fnmatch(folder, path, FNM_PATHNAME) == 0)
			return true;
	}
	return false;
}

bool evidence_paths_has_folder(const char *path)
{
	const char *row;

	for (size_t i = 0; (row = evidence_paths_row(i)); i++)
		if (row_is_below(row, path))
			return true;
	return false;
}

bool evidence_paths_is_log_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strncmp(slash ? slash + 1 : path, "audit.log", 9) == 0;
}

static bool bytes_begin_with(const char *text, size_t length, const char *beginning)
{
	return length >= strlen(beginning) && memcmp(text, beginning, strlen(beginning)) == 0;
}

bool evidence_paths_is_log(const void *head, size_t length)
{
	const char *newline = memchr(head, '\n', length);
	size_t line = newline ? (size_t)(newline - (const char *)head) : length;

	return (bytes_begin_with(head, length, "type=") ||
		bytes_begin_with(head, length, "node=")) &&
	       memmem(head, line, "msg=audit(", 10);
}

bool evidence_paths_is_journal(const char *path)
{
	return fnmatch("*.journal", path, 0) == 0 || fnmatch("*.journal~", path, 0) == 0;
}

char *evidence_paths_log_file(char *text)
{
	char *line, *rest;

	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char name[16], value[PATH_MAX];

		if (sscanf(line, " %15[a-z_] = %4095s", name, value) == 2 &&
		    strcmp(name, "log_file") == 0 && value[0] == '/' && value[1])
			return xstrdup(value + 1);
	}
	return xstrdup("");
}
