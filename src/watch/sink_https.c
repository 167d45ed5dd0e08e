/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells a collector over HTTPS, by libcurl: CloudEvents, or what Alertmanager takes. */
#include "render/value.h"
#include "util/cleanup.h"
#include "util/version.h"
#include "util/xalloc.h"
#include "watch/alert.h"
#include "watch/sinks.h"
#include "watch/watchconf.h"
#include "watch/words.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>

#define CLOUDEVENTS_TYPE "Content-Type: application/cloudevents+json; charset=utf-8"
#define ALERTMANAGER_TYPE "Content-Type: application/json"

static json_t *alertmanager_labels(const json_t *alert)
{
	json_t *labels = json_object();

	value_set(labels, "alertname", value_text("AuditRecords"));
	value_set(labels, "instance", value_text(alert_data_text(alert, "host")));
	value_set(labels, "severity", value_text(alert_data_text(alert, "severity")));
	value_set(labels, "alert", value_text(alert_data_text(alert, "alert")));
	return labels;
}

/* Labels are an alert's identity there: that of a clearing is that of the raising. */
static void keep_identity(json_t *labels, const json_t *alert)
{
	if (strcmp(alert_data_text(alert, "change"), alarm_change_name(ALARM_CLEARED)) != 0)
		return;
	for (enum alarm_kind kind = 0; kind < ALARM_COUNT; kind++)
		if (strcmp(alert_data_text(alert, "alert"), alarm_kind_name(kind)) == 0)
			value_set(labels, "severity",
				  value_text(alarm_severity_word(kind, ALARM_RAISED)));
}

/* Source: https://prometheus.io/docs/alerting/latest/alerts_api/ */
char *sink_https_alertmanager(const json_t *alert, int64_t hold_ms)
{
	CLEANUP(value_release) json_t *list = json_array();
	const bool cleared =
		strcmp(alert_data_text(alert, "change"), alarm_change_name(ALARM_CLEARED)) == 0;
	json_t *entry = json_object(), *labels = alertmanager_labels(alert),
	       *annotations = json_object();
	char *text;

	keep_identity(labels, alert);
	value_set(annotations, "summary",
		  value_text(words_heading(alert_data_text(alert, "alert"),
					   alert_data_text(alert, "change"))));
	value_set(annotations, "description", value_text(alert_data_text(alert, "summary")));
	value_set(annotations, "id", value_text(alert_text(alert, "id")));
	value_set(entry, "labels", labels);
	value_set(entry, "annotations", annotations);
	value_set(entry, "startsAt", value_moment(alert_data_number(alert, "since_ms")));
	value_set(entry, "endsAt",
		  value_moment(alert_data_number(alert, "time_ms") + (cleared ? 0 : hold_ms)));
	value_append(list, entry);
	text = json_dumps(list, JSON_COMPACT);
	if (!text)
		xalloc_end();
	return text;
}

static size_t throw_away(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes;
	(void)context;
	return size * count;
}

static struct curl_slist *make_headers(const json_t *settings)
{
	struct curl_slist *headers = curl_slist_append(
		NULL, json_is_true(json_object_get(settings, "alertmanager")) ? ALERTMANAGER_TYPE
									      : CLOUDEVENTS_TYPE);
	const char *token = alert_text(settings, "token");

	if (*token) {
		CLEANUP(cleanup_free) char *line = xasprintf("Authorization: Bearer %s", token);

		headers = curl_slist_append(headers, line);
	}
	return headers;
}

static bool set_protocols(CURL *curl)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http") == CURLE_OK;
#else
	return curl_easy_setopt(curl, CURLOPT_PROTOCOLS,
				(long)(CURLPROTO_HTTPS | CURLPROTO_HTTP)) == CURLE_OK;
#endif
}

/* What is not encrypted does not leave this machine, whatever proxy the environment names. */
static bool keep_from_proxy(CURL *curl, const char *url)
{
	return strncmp(url, "https:", 6) == 0 ||
	       curl_easy_setopt(curl, CURLOPT_NOPROXY, "*") == CURLE_OK;
}

/* Certificates are always verified, nothing is followed to another place. */
static bool set_transfer(CURL *curl, const json_t *settings)
{
	const char *ca_file = alert_text(settings, "ca_file");

	return set_protocols(curl) && keep_from_proxy(curl, alert_text(settings, "url")) &&
	       curl_easy_setopt(curl, CURLOPT_URL, alert_text(settings, "url")) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) ==
		       CURLE_OK &&
	       (!*ca_file || curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file) == CURLE_OK) &&
	       curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_TIMEOUT,
				(long)json_integer_value(json_object_get(settings, "seconds"))) ==
		       CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, throw_away) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_USERAGENT, "aubacklog-watch/" AUBACKLOG_VERSION) ==
		       CURLE_OK;
}

/* Gives 0 for a code that says that the alert was taken. */
static int judge_response(long response, const char *url, struct error *err)
{
	if (response >= 200 && response < 300)
		return 0;
	/* The alert itself is at fault: it would be refused for ever. */
	if (response == 400 || response == 413 || response == 422)
		return error_set(err, SINK_REFUSED, "'%s' refused the alert: HTTP %ld", url,
				 response);
	return error_set(err, -EIO, "'%s' did not take the alert: HTTP %ld", url, response);
}

static int send_body(CURL *curl, const char *url, const char *body, struct curl_slist *headers,
		     struct error *err)
{
	char reason[CURL_ERROR_SIZE] = "";
	long response = 0;
	CURLcode code;

	(void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
	(void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		return error_set(err, -EIO, "cannot send to '%s': %s", url,
				 *reason ? reason : curl_easy_strerror(code));
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response);
	return judge_response(response, url, err);
}

static char *make_body(const json_t *settings, const json_t *alert)
{
	const int64_t hold_ms = json_integer_value(json_object_get(settings, "hold_ms"));
	char *body = json_is_true(json_object_get(settings, "alertmanager"))
			     ? sink_https_alertmanager(alert, hold_ms)
			     : json_dumps(alert, JSON_COMPACT);

	if (!body)
		xalloc_end();
	return body;
}

int sink_https_deliver(const json_t *settings, const json_t *alert, struct error *err)
{
	const char *url = alert_text(settings, "url");
	CLEANUP(cleanup_free) char *body = make_body(settings, alert);
	struct curl_slist *headers;
	CURL *curl;
	int code;

	if (!watchconf_url_is_safe(url))
		return error_set(err, -EINVAL, "cannot send to '%s': it is not https", url);
	curl = curl_easy_init();
	if (!curl)
		return error_set(err, -ENOMEM, "cannot send to '%s': libcurl does not begin", url);
	headers = make_headers(settings);
	code = set_transfer(curl, settings)
		       ? send_body(curl, url, body, headers, err)
		       : error_set(err, -EINVAL, "cannot send to '%s': libcurl refuses", url);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	return code;
}
