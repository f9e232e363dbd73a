/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests about tasks: ask, report, fail, done, release. */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "serve/server_parts.h"
#include "worker/last_words.h"
#include "worker/report_line.h"

#define ASKS_MAX 1024 /* of a client that have no answer yet */
#define WAIT_LONG 1e9 /* seconds */

void request_ask(struct client_request *r)
{
	const json_t *wait = json_object_get(r->json, "wait");
	double seconds = json_is_false(wait) ? 0 : WAIT_LONG;

	if (json_is_number(wait))
		seconds = fmin(json_number_value(wait), WAIT_LONG);
	else if (wait && !json_is_boolean(wait))
		seconds = -1;
	if (seconds < 0) {
		answer_refuse(r->client, r->id,
			"wait must be a number of seconds from 0 up, true or false");
		return;
	}
	if (r->client->n_waiting >= ASKS_MAX) {
		answer_refuse(r->client, r->id,
			"%d requests of this client have no answer yet", ASKS_MAX);
		return;
	}
	if (r->server->over)
		answer_finished(r->server, r->client, r->id);
	else
		asks_add(r->server, r->client, r->id, seconds);
}

/* What was said of a trial is heard. epoch 0: it was not of one. */
static void answer_heard(
	struct client_request *r, uint32_t trial, int epoch, bool goes_on, const char *why)
{
	struct strbuf *out = answer_begin(r->client, "heard", r->id);

	strbuf_addf(out, ",\"trial\":%" PRIu32, trial);
	if (epoch)
		strbuf_addf(out, ",\"epoch\":%d", epoch);
	strbuf_addf(out, ",\"goes_on\":%s", goes_on ? "true" : "false");
	if (why) {
		strbuf_adds(out, ",\"why\":");
		strbuf_add_json(out, why);
	}
	answer_end(r->client);
}

/*
 * The client's task with the trial of the request; NULL: it has none, and is told so. Who
 * had it, and has lost it, has done nothing wrong.
 */
static struct served *find(struct client_request *r)
{
	int64_t trial = request_number(r, "trial");
	bool possible = trial >= 0 && trial < UINT32_MAX;
	struct served *t = NULL;

	if (trial < 0)
		return NULL;
	if (possible)
		t = served_of(r->server, r->client, (uint32_t)trial);
	if (t)
		return t;
	if (possible && client_has_lost(r->client, (uint32_t)trial))
		answer_heard(r, (uint32_t)trial, 0, false,
			r->server->over ? "too late: the study has ended"
					: "too late: it is no longer this client's");
	else
		answer_refuse(r->client, r->id,
			"trial %" PRId64 " is no task of this client's", trial);
	return NULL;
}

/* Its epoch; −1: refused. */
static int read_report(struct client_request *r, const struct served *t,
	struct report_line *line)
{
	const struct study_info *info = r->server->setup.info;
	int epoch;

	switch (report_line_read(r->line, r->len, NULL, info->metrics, info->n_metrics,
		line)) {
	case REPORT_EPOCH:
		break;
	case REPORT_WRONG:
		answer_refuse(r->client, r->id, "%s", line->wrong);
		return -1;
	case REPORT_NONE:
	case REPORT_MISSING:
		answer_refuse(r->client, r->id, "a report must have %s", info->metric);
		return -1;
	}
	epoch = line->epoch == EPOCH_UNSAID ? t->seen + 1 : line->epoch;
	if (epoch < 1)
		answer_refuse(r->client, r->id,
			"epoch is %d; epochs are counted from 1", epoch);
	else if (epoch > t->known + 1)
		answer_refuse(r->client, r->id,
			"epoch is %d; the next one of trial %" PRIu32 " is %d", epoch,
			t->task.trial, t->known + 1);
	else
		return epoch;
	return -1;
}

static bool is_done(const struct client_request *r)
{
	return json_is_true(json_object_get(r->json, "done"));
}

/* It has come to an end before its task's. */
static void end_early(struct client_request *r, struct served *t, struct pool_message *m)
{
	struct strbuf why = STRBUF_INIT;

	strbuf_addf(&why, "its client ended it after epoch %d", t->known);
	m->why = strbuf_detach(&why);
	served_end(r->server, t, m, OUTCOME_FINISHED);
}

/* An epoch that is news. */
static void take_epoch(
	struct client_request *r, struct served *t, const struct report_line *line)
{
	const struct study_info *info = r->server->setup.info;
	double now = clock_seconds();
	struct pool_message m = {.worker = (int)(t - r->server->seats),
		.trial = t->task.trial,
		.epoch = t->known,
		.trained = true,
		.seconds = (float)(now - t->began)};
	bool goes_on = false, flat;

	memcpy(m.metrics, line->metrics, sizeof(m.metrics));
	flat = plateau_take(&t->task.plateau, &t->task.patience, t->task.maximize,
		m.metrics[t->task.metric]);
	t->began = now;
	t->losses = 0;
	if (!isfinite(line->metrics[info->metric_index]))
		served_end(r->server, t, &m, OUTCOME_DIVERGED);
	else if (t->known == t->task.to)
		served_end(r->server, t, &m, OUTCOME_REACHED);
	else if (flat)
		served_end(r->server, t, &m, OUTCOME_FLAT);
	else if (is_done(r))
		end_early(r, t, &m);
	else if (t->stop)
		served_end(r->server, t, &m, OUTCOME_INTERRUPTED);
	else
		goes_on = true;
	if (goes_on)
		serve_post(r->server, &m);
	answer_heard(r, m.trial, m.epoch, goes_on, *line->wrong ? line->wrong : NULL);
}

void request_report(struct client_request *r)
{
	struct served *t = find(r);
	struct pool_message m = {.trained = false};
	struct report_line line;
	int epoch = t ? read_report(r, t, &line) : -1;
	uint32_t trial;

	if (epoch < 0)
		return;
	t->seen = epoch;
	if (epoch > t->known) {
		t->known = epoch;
		take_epoch(r, t, &line);
		return;
	}
	trial = t->task.trial; /* the study has had it already */
	if (is_done(r))
		end_early(r, t, &m);
	answer_heard(r, trial, epoch, !is_done(r), NULL);
}

/* The text that says why; NULL: refused. */
static const char *read_why(struct client_request *r)
{
	const char *why = json_string_value(json_object_get(r->json, "why"));

	if (!why || !*why)
		answer_refuse(r->client, r->id,
			"why must be a text that says what is wrong");
	return why && *why ? why : NULL;
}

void request_fail(struct client_request *r)
{
	struct served *t = find(r);
	const char *why = t ? read_why(r) : NULL;
	struct pool_message m = {.failure.cause = CAUSE_OTHER};
	struct strbuf text = STRBUF_INIT;
	uint32_t trial;

	if (!why)
		return;
	trial = t->task.trial;
	if (says_out_of_memory(why))
		m.failure.cause =
			says_device_out_of_memory(why) ? CAUSE_DEVICE_OOM : CAUSE_OOM;
	m.line = xstrndup(why, strcspn(why, "\n"));
	m.failure.line = m.line;
	strbuf_addf(&text, "%s%s", cause_words(m.failure.cause), m.line);
	m.why = strbuf_detach(&text);
	served_end(r->server, t, &m,
		json_is_true(json_object_get(r->json, "infeasible"))
			? OUTCOME_INFEASIBLE
			: OUTCOME_FAILED);
	answer_heard(r, trial, 0, false, NULL);
}

void request_done(struct client_request *r)
{
	struct served *t = find(r);
	struct pool_message m = {.trained = false};
	uint32_t trial;

	if (!t)
		return;
	trial = t->task.trial;
	if (t->known) {
		end_early(r, t, &m);
	} else {
		m.why = xstrdup("done without a report");
		served_end(r->server, t, &m, OUTCOME_FAILED);
	}
	answer_heard(r, trial, 0, false, NULL);
}

void request_release(struct client_request *r)
{
	struct served *t = find(r);
	uint32_t trial;

	if (!t)
		return;
	trial = t->task.trial;
	served_release(r->server, t);
	answer_heard(r, trial, 0, false, NULL);
}
