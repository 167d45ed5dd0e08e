/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The settings of aubacklog-watch. */
#include "watch/watchconf.h"

#include "util/cleanup.h"
#include "util/contents.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONF_BYTES_MAX (64u << 10)
#define CONF_SECONDS_MAX 31536000u

enum conf_value {
	CONF_NUMBER,
	CONF_YES_NO,
	CONF_TEXT,
	CONF_PATH, /* absolute */
	CONF_URL,
	CONF_FORMAT,
};

static const struct conf_row {
	const char *key;
	enum conf_value value;
	size_t member;
	uint64_t least, most; /* of a number */
} conf_rows[] = {
#define CONF_ROW(name, type, ...)                                                                  \
	{                                                                                          \
		.key = #name, .value = (type), .member = offsetof(struct watchconf, name),         \
		__VA_ARGS__                                                                        \
	}
	CONF_ROW(poll_seconds, CONF_NUMBER, .least = 1, .most = 3600),
	CONF_ROW(remind_minutes, CONF_NUMBER, .least = 1, .most = 10080),
	CONF_ROW(clear_minutes, CONF_NUMBER, .least = 1, .most = 10080),
	CONF_ROW(queue_percent, CONF_NUMBER, .least = 1, .most = 100),
	CONF_ROW(boot_seconds, CONF_NUMBER, .most = 3600),
	CONF_ROW(state_seconds, CONF_NUMBER, .most = CONF_SECONDS_MAX),
	CONF_ROW(retry_seconds, CONF_NUMBER, .least = 1, .most = 3600),
	CONF_ROW(retry_most_seconds, CONF_NUMBER, .least = 1, .most = 86400),
	CONF_ROW(send_seconds, CONF_NUMBER, .least = 1, .most = 3600),
	CONF_ROW(spool_alerts, CONF_NUMBER, .least = 1, .most = 50000),
	CONF_ROW(directory, CONF_PATH),
	CONF_ROW(sender_user, CONF_TEXT),
	CONF_ROW(syslog, CONF_YES_NO),
	CONF_ROW(syslog_socket, CONF_PATH),
	CONF_ROW(mail, CONF_YES_NO),
	CONF_ROW(mail_to, CONF_TEXT),
	CONF_ROW(mail_command, CONF_PATH),
	CONF_ROW(url, CONF_URL),
	{ .key = "format",
	  .value = CONF_FORMAT,
	  .member = offsetof(struct watchconf, alertmanager) },
	CONF_ROW(url_ca_file, CONF_PATH),
	CONF_ROW(url_token_file, CONF_PATH),
	CONF_ROW(command, CONF_PATH),
};

#define CONF_ROWS (sizeof(conf_rows) / sizeof(conf_rows[0]))

static char **conf_text_of(struct watchconf *conf, const struct conf_row *row)
{
	return (char **)(void *)((char *)conf + row->member);
}

void watchconf_done(struct watchconf *conf)
{
	for (size_t i = 0; i < CONF_ROWS; i++)
		if (conf_rows[i].value == CONF_TEXT || conf_rows[i].value == CONF_PATH ||
		    conf_rows[i].value == CONF_URL)
			free(*conf_text_of(conf, &conf_rows[i]));
	*conf = (struct watchconf){ 0 };
}

static struct watchconf conf_defaults(void)
{
	return (struct watchconf){
		.poll_seconds = 10,
		.remind_minutes = 60,
		.clear_minutes = 15,
		.queue_percent = 80,
		.boot_seconds = 60,
		.state_seconds = 60,
		.retry_seconds = 5,
		.retry_most_seconds = 300,
		.send_seconds = 60,
		.spool_alerts = 1000,
		.directory = xstrdup("/var/lib/aubacklog-watch"),
		.sender_user = xstrdup("nobody"),
		.syslog = true,
		.syslog_socket = xstrdup("/dev/log"),
		.mail_command = xstrdup("/usr/sbin/sendmail"),
	};
}

bool watchconf_url_is_safe(const char *url)
{
	static const char *const own[] = { "http://127.0.0.1", "http://[::1]", "http://localhost" };

	if (strncmp(url, "https://", 8) == 0)
		return url[8] != '\0';
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strncmp(url, own[i], strlen(own[i])) == 0 && strchr(":/", url[strlen(own[i])]))
			return !strchr(url, '@');
	return false;
}

static bool read_conf_number(const struct conf_row *row, const char *text, uint64_t *ret_number)
{
	char *end;

	errno = 0;
	*ret_number = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno && *ret_number >= row->least &&
	       *ret_number <= row->most;
}

/* Takes one of two words. */
static bool read_conf_word(const char *text, const char *no, const char *yes, bool *ret_chosen)
{
	*ret_chosen = strcasecmp(text, yes) == 0;
	return *ret_chosen || strcasecmp(text, no) == 0;
}

static bool is_conf_text_right(const struct conf_row *row, const char *text)
{
	if (row->value == CONF_PATH)
		return *text == '/';
	if (row->value == CONF_URL)
		return watchconf_url_is_safe(text);
	/* A recipient or a user is a word of a header or of nsswitch, not an option. */
	return *text && *text != '-' && !strpbrk(text, " \t\r\n,;<>\"");
}

/* Gives the reason why the value cannot be used, or NULL. */
static const char *set_conf_value(struct watchconf *conf, const struct conf_row *row,
				  const char *text)
{
	void *member = (char *)conf + row->member;

	switch (row->value) {
	case CONF_NUMBER:
		return read_conf_number(row, text, member) ? NULL
							   : "a number in its range is needed";
	case CONF_YES_NO:
		return read_conf_word(text, "no", "yes", member) ? NULL : "yes or no is needed";
	case CONF_FORMAT:
		return read_conf_word(text, "cloudevents", "alertmanager", member)
			       ? NULL
			       : "cloudevents or alertmanager is needed";
	case CONF_TEXT:
	case CONF_PATH:
	case CONF_URL:
		break;
	}
	if (!is_conf_text_right(row, text))
		return row->value == CONF_PATH	? "a path from / is needed"
		       : row->value == CONF_URL ? "https:// is needed, or http:// to this machine"
						: "one word is needed";
	free(*conf_text_of(conf, row));
	*conf_text_of(conf, row) = xstrdup(text);
	return NULL;
}

static const struct conf_row *find_conf_row(const char *key)
{
	for (size_t i = 0; i < CONF_ROWS; i++)
		if (strcasecmp(conf_rows[i].key, key) == 0)
			return &conf_rows[i];
	return NULL;
}

/* Cuts blanks off both ends of a text, in place. */
static char *trim_blanks(char *text)
{
	size_t length;

	while (isspace((unsigned char)*text))
		text++;
	length = strlen(text);
	while (length && isspace((unsigned char)text[length - 1]))
		text[--length] = '\0';
	return text;
}

static int read_conf_line(char *line, const char *name, unsigned number, struct watchconf *conf,
			  struct error *err)
{
	char *equals, *key = trim_blanks(line);
	const struct conf_row *row;
	const char *reason;

	if (!*key || *key == '#')
		return 0;
	equals = strchr(key, '=');
	if (!equals)
		return error_set(err, -EINVAL, "cannot use '%s', line %u: it has no '='", name,
				 number);
	*equals = '\0';
	key = trim_blanks(key);
	row = find_conf_row(key);
	if (!row)
		return error_set(err, -EINVAL, "cannot use '%s', line %u: there is no setting '%s'",
				 name, number, key);
	reason = set_conf_value(conf, row, trim_blanks(equals + 1));
	return reason ? error_set(err, -EINVAL, "cannot use '%s', line %u: %s: %s", name, number,
				  row->key, reason)
		      : 0;
}

int watchconf_parse(const char *text, const char *name, struct watchconf *ret_conf,
		    struct error *err)
{
	CLEANUP(watchconf_done) struct watchconf conf = conf_defaults();
	CLEANUP(cleanup_free) char *copy = xstrdup(text);
	char *rest = copy, *line;
	unsigned number = 0;
	int code = 0;

	while (code == 0 && (line = strsep(&rest, "\n")))
		code = read_conf_line(line, name, ++number, &conf, err);
	if (code < 0)
		return code;
	*ret_conf = conf;
	conf = (struct watchconf){ 0 };
	return 0;
}

/* Who can write the settings has programs run, as any user. */
static int check_conf_owner(int fd, const char *path, struct error *err)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (geteuid() != 0 || (status.st_uid == 0 && !(status.st_mode & (S_IWGRP | S_IWOTH))))
		return 0;
	return error_set(err, -EPERM, "cannot use '%s': another user may write to it", path);
}

int watchconf_read(const char *path, struct watchconf *ret_conf, struct error *err)
{
	CLEANUP(cleanup_close) int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	CLEANUP(cleanup_free) char *text = NULL;
	size_t length;
	int code;

	if (fd < 0 && errno == ENOENT && strcmp(path, WATCHCONF_PATH) == 0)
		return watchconf_parse("", path, ret_conf, err);
	code = fd < 0 ? -errno : check_conf_owner(fd, path, err);
	if (code == 0)
		code = contents_read(fd, CONF_BYTES_MAX, &text, &length);
	if (code < 0 || !text)
		return error_set(err, code < 0 ? code : -EIO, "cannot read '%s': %s", path,
				 strerror(code < 0 ? -code : EIO));
	return watchconf_parse(text, path, ret_conf, err);
}
