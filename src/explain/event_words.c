/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sorts of events in words. */
#include "explain/explain.h"

#include "util/xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A system call, or the type of a record; "[one|more]" is for one and for more. The first row that
 * fits counts; a name that ends with a star is the beginning of one. */
static const struct {
	const char *event, *words;
} rows[] = {
	{ "execve*", "program start[|s]" },
	{ "open*", "opened file[|s]" },
	{ "creat", "opened file[|s]" },
	{ "unlink*", "removed file[|s]" },
	{ "rmdir", "removed folder[|s]" },
	{ "rename*", "renamed file[|s]" },
	{ "mkdir*", "new folder[|s]" },
	{ "link*", "new link[|s]" },
	{ "symlink*", "new link[|s]" },
	{ "truncate", "shortened file[|s]" },
	{ "ftruncate", "shortened file[|s]" },
	{ "chmod", "change[|s] of permissions" },
	{ "fchmod*", "change[|s] of permissions" },
	{ "*chown*", "change[|s] of owner" },
	{ "*setxattr*", "change[|s] of file attributes" },
	{ "*removexattr*", "change[|s] of file attributes" },
	{ "mount*", "mount[|s]" },
	{ "umount*", "unmount[|s]" },
	{ "bpf", "BPF program[|s] loaded or unloaded" },
	{ "BPF", "BPF program[|s] loaded or unloaded" },
	{ "init_module", "kernel module[|s] loaded" },
	{ "finit_module", "kernel module[|s] loaded" },
	{ "delete_module", "kernel module[|s] unloaded" },
	{ "KERN_MODULE", "kernel module[|s] loaded" },
	{ "connect", "network connection[|s]" },
	{ "bind", "socket[|s] bound" },
	{ "socket", "socket[|s] opened" },
	{ "accept*", "network connection[|s] taken" },
	{ "send*", "message[|s] sent" },
	{ "recv*", "message[|s] received" },
	{ "kill", "signal[|s] sent" },
	{ "ptrace", "program[|s] traced" },
	{ "*settime*", "change[|s] of the clock" },
	{ "*adjtime*", "change[|s] of the clock" },
	{ "TIME_*", "change[|s] of the clock" },
	{ "set*id*", "change[|s] of user or group" },
	{ "sethostname", "change[|s] of the host name" },
	{ "setdomainname", "change[|s] of the host name" },
	{ "SERVICE_START", "service start[|s]" },
	{ "SERVICE_STOP", "service stop[|s]" },
	{ "SYSTEM_*", "start[|s] or stop[|s] of the system" },
	{ "CONFIG_CHANGE", "change[|s] of the audit settings" },
	{ "NETFILTER_CFG", "change[|s] of the firewall" },
	{ "INTEGRITY_*", "integrity measurement[|s]" },
	{ "AVC", "access decision[|s] of SELinux or AppArmor" },
	{ "USER_AVC", "access decision[|s] of SELinux or AppArmor" },
	{ "APPARMOR*", "access decision[|s] of AppArmor" },
	{ "SELINUX_ERR", "error[|s] of SELinux" },
	{ "MAC_*", "change[|s] of SELinux" },
	{ "SECCOMP", "system call[|s] stopped by seccomp" },
	{ "ANOM_ABEND", "crashed program[|s]" },
	{ "ANOM_*", "anomal[y|ies]" },
	{ "EVENT_LISTENER", "listener[|s] to audit records, come or gone" },
	{ "LOGIN", "login[|s]" },
	{ "USER_LOGIN", "login[|s]" },
	{ "USER_AUTH", "authentication[|s]" },
	{ "USER_START", "session[|s] opened" },
	{ "USER_END", "session[|s] closed" },
	{ "USER_CMD", "sudo command[|s]" },
	{ "CRED_*", "change[|s] of credentials" },
	{ "CRYPTO_*", "use[|s] of a key" },
	{ "USER_*", "message[|s] of a program" },
	{ "TTY", "line[|s] typed" },
};

/* Whether a name is that of the row: a star at either end stands for anything. */
static bool fits_event_row(const char *row, const char *event)
{
	const bool anywhere = *row == '*', begins = row[strlen(row) - 1] == '*';
	char part[32];

	(void)snprintf(part, sizeof(part), "%s", row + anywhere);
	part[strcspn(part, "*")] = '\0';
	if (anywhere)
		return strstr(event, part) != NULL;
	return begins ? strncmp(event, part, strlen(part)) == 0 : strcmp(event, part) == 0;
}

/* Writes words of the table, in the singular or the plural. */
static void put_number_form(const char *words, bool one, size_t bytes, char *text)
{
	size_t used = 0;
	int form = 0; /* 1 within "[", 2 behind "|" */

	for (; *words && used + 1 < bytes; words++) {
		if (*words == '[' || *words == '|' || *words == ']')
			form = *words == '[' ? 1 : *words == '|' ? 2 : 0;
		else if (!form || (form == 1) == one)
			text[used++] = *words;
	}
	text[used] = '\0';
}

char *event_words(const char *event, uint64_t count)
{
	char text[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (fits_event_row(rows[i].event, event)) {
			put_number_form(rows[i].words, count == 1, sizeof(text), text);
			return xasprintf("%" PRIu64 " %s (%s)", count, text, event);
		}
	return xasprintf("%" PRIu64 " event%s of %s", count, count == 1 ? "" : "s", event);
}
