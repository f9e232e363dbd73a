/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a hook's command is told, in variables; rungtop(1), HOOKS lists them. */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/folder.h"
#include "base/json_text.h"
#include "base/xalloc.h"
#include "cli/hooks_parts.h"

char *hooks_recording(struct hooks *h)
{
	char *path, *whole;

	pthread_mutex_lock(&h->lock);
	path = h->store	      ? store_path_now(h->store)
	       : h->recording ? xstrdup(h->recording)
			      : NULL;
	pthread_mutex_unlock(&h->lock);
	whole = path ? realpath(path, NULL) : NULL;
	if (whole) {
		free(path);
		return whole;
	}
	return path ? path : xstrdup("");
}

/* The trial that an alert is about, at an epoch; trial STUDY_NONE: there is none. */
static struct study_incumbent subject(const struct hooks *h, enum alert a)
{
	const struct study *s = &h->study;
	const struct study_incumbent *best = study_incumbent(s);
	uint32_t trial = a == ALERT_STALL     ? h->alerts.silent
			 : a == ALERT_FAILURE ? s->failures[s->n_failures - 1].trial
					      : STUDY_NONE;

	if (trial != STUDY_NONE)
		return (struct study_incumbent){.trial = trial,
			.epoch = s->trials[trial].epoch,
			.value = s->trials[trial].value};
	if (best && (a == ALERT_INCUMBENT || a == ALERT_FINISH))
		return *best;
	return (struct study_incumbent){.trial = STUDY_NONE, .value = (double)NAN};
}

static void add_reason(const struct hooks *h, enum alert a, struct strbuf *out)
{
	const struct study *s = &h->study;

	if (a == ALERT_FAILURE)
		study_failure_text(s, &s->failures[s->n_failures - 1], out);
	else if (a == ALERT_STALL)
		alerts_stall_text(&h->alerts, out);
	else if (a == ALERT_FINISH)
		strbuf_addf(out, "%s%s%s", finish_reason_name(s->reason),
			s->error ? ": " : "", s->error ? s->error : "");
}

static void put(json_t *env, const char *name, const char *text)
{
	json_object_set_new(env, name, json_text_new(text));
}

static void put_count(json_t *env, const char *name, uint64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, n);
	put(env, name, text);
}

/* The trial's: all of them are set, so that those of another shell are not taken for them. */
static void put_subject(const struct hooks *h, enum alert a, json_t *env)
{
	const struct study_incumbent x = subject(h, a);
	const struct objective *o = h->session->objective;
	const char *logs = o->ops->logs ? o->ops->logs(o) : NULL;
	struct strbuf value = STRBUF_INIT, config = STRBUF_INIT, log = STRBUF_INIT;

	put(env, "RUNGTOP_TRIAL", "");
	put(env, "RUNGTOP_EPOCH", "");
	if (x.trial != STUDY_NONE) {
		put_count(env, "RUNGTOP_TRIAL", x.trial);
		put_count(env, "RUNGTOP_EPOCH", (uint64_t)x.epoch);
		space_print_json(
			h->study.info->space, h->study.trials[x.trial].config, &config);
		if (logs)
			folder_file(logs, x.trial, ".log", &log);
	}
	if (isfinite(x.value))
		strbuf_add_real(&value, x.value);
	put(env, "RUNGTOP_VALUE", value.buf);
	put(env, "RUNGTOP_CONFIG", config.buf);
	put(env, "RUNGTOP_LOG", log.buf);
	strbuf_release(&value);
	strbuf_release(&config);
	strbuf_release(&log);
}

json_t *hooks_environment(struct hooks *h, enum alert a, size_t skipped)
{
	const struct study *s = &h->study;
	char *recording = hooks_recording(h), seconds[32];
	struct strbuf reason = STRBUF_INIT;
	json_t *env = json_object();

	add_reason(h, a, &reason);
	snprintf(seconds, sizeof(seconds), "%.3f", s->t);
	put(env, "RUNGTOP_HOOK", alert_names[a]);
	put(env, "RUNGTOP_STUDY", s->info->name);
	put(env, "RUNGTOP_RECORDING", recording);
	put_count(env, "RUNGTOP_SEED", s->info->seed);
	put(env, "RUNGTOP_METRIC", s->info->metric);
	put(env, "RUNGTOP_GOAL", s->info->maximize ? "maximize" : "minimize");
	put_subject(h, a, env);
	put(env, "RUNGTOP_REASON", reason.buf);
	put_count(env, "RUNGTOP_SKIPPED", skipped);
	put_count(env, "RUNGTOP_TRIALS", s->n_trials);
	put_count(env, "RUNGTOP_EPOCHS", s->epochs);
	put_count(env, "RUNGTOP_FAILURES", s->n_failures);
	put(env, "RUNGTOP_SECONDS", seconds);
	strbuf_release(&reason);
	free(recording);
	return env;
}

void hooks_subject(const struct hooks *h, enum alert a, struct strbuf *out)
{
	const struct study_incumbent x = subject(h, a);
	struct strbuf reason = STRBUF_INIT;

	strbuf_adds(out, alert_names[a]);
	if (x.trial != STUDY_NONE)
		strbuf_addf(out, " T%" PRIu32, x.trial);
	if (isfinite(x.value))
		strbuf_addf(out, ", %s %.6g", h->study.info->metric, x.value);
	add_reason(h, a, &reason);
	if (reason.len)
		strbuf_addf(out, ", %s", reason.buf);
	strbuf_release(&reason);
}
