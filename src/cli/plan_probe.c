/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/plan_probe.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "cli/batch.h"

#define PROBE_STOP "{trials: 32, seconds: 10}"

/* Of each trial: the seconds of its last epoch, and of its start with the first one. */
static void measure(struct probe *p, const struct study *study, const struct journal *j)
{
	double *of = xcalloc(study->n_trials + 1, sizeof(*of)), log_sum = 0, squares = 0;
	double started = 0;

	*p = (struct probe){.least = INFINITY};
	for (uint64_t seq = 1; seq <= journal_length(j); seq++) {
		const struct event *e = journal_at(j, seq);

		if (e->kind == EVENT_REPORT)
			of[e->report.trial] = fmax((double)e->report.seconds, 1e-6);
		if (e->kind == EVENT_START && e->start.reported)
			started = e->start.seconds;
	}
	for (size_t i = 0; i < study->n_trials; i++) {
		if (!(of[i] > 0))
			continue;
		p->trials++;
		p->seconds += of[i];
		p->least = fmin(p->least, of[i]);
		p->most = fmax(p->most, of[i]);
		log_sum += log(of[i]);
		squares += log(of[i]) * log(of[i]);
	}
	free(of);
	if (!p->trials)
		return;
	p->seconds /= (double)p->trials;
	log_sum /= (double)p->trials;
	if (p->trials > 1)
		p->unevenness =
			sqrt(fmax(0, squares / (double)p->trials - log_sum * log_sum));
	p->start = fmax(0, started - p->seconds);
}

/* The study that is trained: random, a single rung, and no more than that. */
static void settle(struct options *with, const struct session *s)
{
	bool program = s->objective->ops->task_begin != NULL;
	int max = scheduler_knob_max(&s->file.scheduler.knobs);

	options_override(with, "scheduler",
		program && max > 1 ? "{name: random, min: 1, max: 2}"
				   : "{name: random, min: 1, max: 1}");
	options_override(with, "stop", program ? "{trials: 1}" : PROBE_STOP);
	options_override(with, "switch", "[]");
	with->output = "none";
	with->events = with->optuna_journal = NULL;
	with->has_pace = true;
	with->pace = 0;
	if (program)
		with->workers = 1;
}

static int train(
	struct session *s, const struct options *o, struct probe *p, struct error *err)
{
	struct batch b = {.journal = s->journal, .bell = journal_bell(s->journal)};
	struct study study;
	int sig, rc = 0;

	b.tuner = s->tuner;
	study_init(&study);
	batch_block_signals();
	if (session_start(s, o, err) < 0) {
		study_release(&study);
		return -1;
	}
	sig = batch_follow(&b, &study);
	tuner_join(s->tuner);
	while (study.seq < journal_length(s->journal))
		study_apply(&study, journal_at(s->journal, study.seq + 1));
	measure(p, &study, s->journal);
	if (sig)
		rc = error_set(err, "interrupted");
	else if (study.error && !p->trials)
		rc = error_set(err, "the probe: %s", study.error);
	else if (!p->trials)
		rc = error_set(err, "the probe's trial reported nothing: %s",
			study.n_trials && study.trials[0].why ? study.trials[0].why
							      : "it did not end");
	study_release(&study);
	return rc;
}

int plan_probe(struct probe *p, const char *study, const struct session *s,
	const struct options *o, struct error *err)
{
	struct options with;
	struct session little;
	int rc;

	options_copy(&with, o);
	settle(&with, s);
	rc = session_open(&little, study, &with, false, err);
	if (!rc)
		rc = train(&little, &with, p, err);
	session_release(&little);
	options_release(&with);
	return rc;
}
