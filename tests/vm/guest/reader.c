/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A daemon that takes the audit queue in the place of auditd: it registers, and writes each record
 * as a line of JSON. */
#include <linux/audit.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOG_PATH "/var/log/reader.json"

struct request {
	struct nlmsghdr header;
	struct audit_status status;
};

static int ask_for_records(int fd)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct request request = {
		.header = { .nlmsg_len = sizeof(request),
			    .nlmsg_type = AUDIT_SET,
			    .nlmsg_flags = NLM_F_REQUEST },
		.status = { .mask = AUDIT_STATUS_PID | AUDIT_STATUS_ENABLED,
			    .enabled = 1,
			    .pid = (unsigned)getpid() },
	};

	return sendto(fd, &request, sizeof(request), 0, (const struct sockaddr *)&kernel,
		      sizeof(kernel)) < 0
		       ? -1
		       : 0;
}

static void write_record(FILE *out, unsigned type, const char *text, size_t length)
{
	fprintf(out, "{\"type\":%u,\"data\":\"", type);
	for (size_t i = 0; i < length && text[i]; i++) {
		if (text[i] == '"' || text[i] == '\\')
			fputc('\\', out);
		if (text[i] >= ' ')
			fputc(text[i], out);
	}
	fputs("\"}\n", out);
	fflush(out);
}

int main(void)
{
	static union {
		struct nlmsghdr header;
		char bytes[1 << 16];
	} message;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
	FILE *out = fopen(LOG_PATH, "ae");

	if (fd < 0 || !out || ask_for_records(fd) < 0) {
		perror("reader");
		return 1;
	}
	for (;;) {
		ssize_t length = recv(fd, &message, sizeof(message), 0);

		if (length > NLMSG_HDRLEN)
			write_record(out, message.header.nlmsg_type, NLMSG_DATA(&message.header),
				     (size_t)length - NLMSG_HDRLEN);
	}
}
