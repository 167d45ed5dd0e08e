/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes what may lie in the spool, and the state: an alert that is taken is one, and its mail has
 * the header that it should have and lines that are short. */
#define _GNU_SOURCE
#include "fuzz.h"
#include "watch/alert.h"
#include "watch/remembered.h"
#include "watch/sinks.h"
#include "watch/spool.h"
#include "watch/watchconf.h"

#include <sys/stat.h>

static char folder[] = "/tmp/fuzz-spool-XXXXXX";

static void remove_folder(void)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "%s/s", folder);
	(void)rmdir(path);
	(void)snprintf(path, sizeof(path), "%s/state.json", folder);
	(void)unlink(path);
	(void)rmdir(folder);
}

/* The folder, made with the first input. */
static const char *spool_place(void)
{
	if (folder[strlen(folder) - 1] == 'X') {
		REQUIRE(mkdtemp(folder));
		REQUIRE(atexit(remove_folder) == 0);
	}
	return folder;
}

/* Whatever an alert says, its header is these lines, and no other line is one. */
static void check_mail(const json_t *alert)
{
	static const char *const fields[] = { "To: ",
					      "Subject: ",
					      "Message-ID: ",
					      "Auto-Submitted: ",
					      "MIME-Version: ",
					      "Content-Type: ",
					      "Content-Transfer-Encoding: " };
	CLEANUP(cleanup_free) char *mail = sink_mail_text("root", alert);
	const char *at = mail;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		REQUIRE(strncmp(at, fields[i], strlen(fields[i])) == 0);
		REQUIRE(strchr(at, '\n'));
		at = strchr(at, '\n') + 1;
	}
	REQUIRE(*at == '\n');
	for (; *at; at++)
		REQUIRE(*at == '\n' || (unsigned char)*at >= ' ');
}

static void check_alert(const char *text, size_t length)
{
	json_t *alert = alert_parse(text, length), *list;
	char *body;

	if (!alert)
		return;
	REQUIRE(*alert_text(alert, "id") && *alert_data_text(alert, "summary"));
	check_mail(alert);
	body = sink_https_alertmanager(alert, 60000);
	list = json_loads(body, 0, NULL);
	REQUIRE(json_array_size(list) == 1);
	json_decref(list);
	free(body);
	json_decref(alert);
}

static void check_spool(const char *text, size_t length)
{
	CLEANUP(spool_done) struct spool spool = { 0 };
	CLEANUP(cleanup_free) char *read = NULL;
	struct error err = { 0 };
	size_t dropped, read_length;
	uint64_t number;

	REQUIRE(spool_open(spool_place(), "s", 4, &spool, &err) == 0);
	REQUIRE(spool_put(&spool, 7, text, length, &dropped, &err) == 0 && !dropped);
	if (spool_oldest(&spool, &number, &read, &read_length) == 0) {
		REQUIRE(number == 7 && read_length == length && memcmp(read, text, length) == 0);
		REQUIRE(length <= SPOOL_ALERT_BYTES);
		check_alert(read, read_length);
		REQUIRE(spool_remove(&spool, 7) == 0);
	} else {
		REQUIRE(!length || length > SPOOL_ALERT_BYTES);
	}
	REQUIRE(spool_last(&spool) == 0);
}

static void check_state(const char *text, size_t length)
{
	CLEANUP(cleanup_close) int place = open(spool_place(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP(cleanup_close)
	int fd = openat(place, "state.json", O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	struct remembered known;
	struct alarms alarms = { 0 };

	REQUIRE(fd >= 0 && write(fd, text, length) == (ssize_t)length);
	remembered_read(place, "boot", &known, &alarms);
	REQUIRE(strcmp(known.boot, "boot") == 0 && known.number <= INT64_MAX);
	for (enum alarm_kind kind = 0; kind < ALARM_COUNT; kind++)
		REQUIRE(alarms.list[kind].last_ms >= 0 &&
			!(alarms.list[kind].raised && alarm_is_once(kind)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(data, size);
	CLEANUP(watchconf_done) struct watchconf conf = { 0 };
	struct error err = { 0 };

	check_spool(text, size);
	check_state(text, size);
	if (watchconf_parse(text, "it", &conf, &err) < 0)
		REQUIRE(*err.text && !conf.directory);
	else
		REQUIRE(conf.directory && conf.poll_seconds &&
			(!conf.url || watchconf_url_is_safe(conf.url)));
	return 0;
}
