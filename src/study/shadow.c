/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/shadow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "scheduler/rule.h"

struct shadow_trial {
	double *values; /* after each epoch that the study has trained */
	int cap, epochs;
	int to;	     /* the epoch that the shadow waits for; 0: for none */
	size_t last; /* 1 + its last decision; 0: none */
	bool over;   /* the study trains it no further, and so */
	enum standing standing;
	int lost_to; /* where it was lost on its way to; 0: it waited */
	bool judged; /* since its last result */
	bool done;   /* the shadow has no more to say of it */
};

/* sh: with all but a scheduler. */
static struct scheduler *make_scheduler(const struct shadow *sh, const struct kind *kind,
	const struct knobs *knobs, struct error *err)
{
	struct scheduler_setup setup = {
		.maximize = sh->maximize, .seed = sh->seed_of_study, .knobs = knobs};

	return scheduler_new(kind, &setup, err);
}

struct shadow *shadow_new(const char *text, const char *before,
	const struct study_info *info, struct error *err)
{
	const struct kind *kind;
	struct strbuf spec = STRBUF_INIT;
	struct knobs knobs;
	struct shadow *sh;

	if (scheduler_parse(text, before, &kind, &knobs, err) < 0)
		return NULL;
	if (knob_find(kind->knobs, "idle")) /* no worker of a shadow is idle */
		knobs_set(&knobs, "", "idle", "next_round", (struct place){0}, err);
	scheduler_print(kind, &knobs, &spec);
	sh = xcalloc(1, sizeof(*sh));
	sh->spec = strbuf_detach(&spec);
	sh->rule = rule_of(kind->name, sh->spec, scheduler_knob_eta(&knobs));
	sh->maximize = info->maximize;
	sh->info = info;
	sh->seed_of_study = info->seed;
	sh->scheduler = make_scheduler(sh, kind, &knobs, err);
	strbuf_release(&spec);
	knobs_release(&knobs);
	if (sh->scheduler)
		return sh;
	shadow_free(sh);
	return NULL;
}

void shadow_free(struct shadow *sh)
{
	if (!sh)
		return;
	for (size_t i = 0; i < sh->n_trials; i++)
		free(sh->trials[i].values);
	free(sh->trials);
	free(sh->decisions);
	free(sh->views);
	free(sh->spec);
	scheduler_free(sh->scheduler);
	free(sh);
}

const char *shadow_name(const struct shadow *sh)
{
	return sh->scheduler->ops->kind.name;
}

/* What it decides */

static void take_decisions(struct shadow *sh, struct decisions *ds)
{
	for (size_t i = 0; i < ds->n; i++) {
		struct shadow_trial *t = &sh->trials[ds->items[i].trial];

		ARRAY_ROOM(sh->decisions, sh->n_decisions, sh->cap_decisions);
		sh->decisions[sh->n_decisions++] =
			(struct shadow_decision){sh->seq, sh->results, ds->items[i]};
		t->last = sh->n_decisions;
		t->judged = true;
		t->done |= ds->items[i].verdict == VERDICT_STOP ||
			   ds->items[i].verdict == VERDICT_COMPLETE;
	}
	ds->n = 0;
}

/* The trial is bound for an epoch: the study has come there, never will, or may yet. */
static void settle(struct shadow *sh, uint32_t trial, struct decisions *ds)
{
	struct shadow_trial *t = &sh->trials[trial];
	struct scheduler *s = sh->scheduler;

	if (!t->to)
		return;
	if (t->epochs >= t->to) {
		struct curve curve = {t->values, t->to};

		sh->results++;
		t->to = 0;
		t->judged = false;
		s->ops->report(s, trial, curve, ds);
	} else if (t->over) {
		t->to = 0;
		t->done = true;
		s->ops->ended(s, trial, (struct curve){t->values, t->epochs}, ds);
	}
	take_decisions(sh, ds);
}

/* Takes up all that climbs. False: no new trial is wanted. */
static bool take_jobs(struct shadow *sh, struct job *job, struct decisions *ds)
{
	for (;;) {
		sh->scheduler->ops->next(sh->scheduler, job, ds);
		take_decisions(sh, ds);
		if (job->kind != JOB_CLIMB)
			return job->kind == JOB_START;
		sh->trials[job->trial].to = job->to;
		settle(sh, job->trial, ds);
	}
}

/*
 * A study that had been closed goes on with new trials: as there, all are handed over to
 * another scheduler of the kind.
 */
static void reopen(struct shadow *sh, struct decisions *ds)
{
	struct adopted *trials = xcalloc(sh->n_trials + 1, sizeof(*trials));
	const struct kind *kind;
	struct knobs knobs;
	struct error err;

	for (size_t i = 0; i < sh->n_trials; i++) {
		struct shadow_trial *t = &sh->trials[i];

		trials[i] = (struct adopted){.standing = t->standing,
			.target = t->lost_to > t->epochs ? t->lost_to : t->epochs,
			.curve = {t->values, t->epochs}};
		t->to = 0;
	}
	scheduler_free(sh->scheduler);
	scheduler_parse(sh->spec, NULL, &kind, &knobs, &err);
	sh->scheduler = make_scheduler(sh, kind, &knobs, &err);
	sh->scheduler->ops->adopt(sh->scheduler, trials, sh->n_trials, ds);
	knobs_release(&knobs);
	take_decisions(sh, ds);
	free(trials);
}

/* What it is told */

static void begin(struct shadow *sh, struct decisions *ds)
{
	struct job job;
	uint32_t trial = (uint32_t)sh->n_trials;

	if (!take_jobs(sh, &job, ds)) {
		reopen(sh, ds);
		take_jobs(sh, &job, ds);
	}
	ARRAY_ROOM(sh->trials, sh->n_trials, sh->cap_trials);
	sh->trials[sh->n_trials++] = (struct shadow_trial){.to = job.to};
	sh->scheduler->ops->seat(sh->scheduler, &job, trial);
}

static void report(struct shadow *sh, const struct event *e, struct decisions *ds)
{
	struct shadow_trial *t = &sh->trials[e->report.trial];
	double value = study_score(sh->info, e->report.metrics);

	if (e->report.epoch != t->epochs + 1) /* it trains again, to the same curve */
		return;
	if (t->epochs == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 8;
		t->values = xreallocarray(t->values, (size_t)t->cap, sizeof(*t->values));
	}
	t->values[t->epochs++] = isfinite(value) ? value : NO_NUMBER;
	settle(sh, e->report.trial, ds);
}

static void end(struct shadow *sh, const struct event *e, struct decisions *ds)
{
	struct shadow_trial *t = &sh->trials[e->end.trial];
	struct scheduler *s = sh->scheduler;
	bool lost = e->end.state != TRIAL_COMPLETED && e->end.state != TRIAL_STOPPED;

	t->over = true;
	t->standing = lost				? STANDS_LOST
		      : e->end.state == TRIAL_COMPLETED ? STANDS_COMPLETE
							: STANDS_ENDED;
	if (lost && !t->done) {
		s->ops->lost(s, e->end.trial, ds);
		take_decisions(sh, ds);
		t->done = true;
		t->lost_to = t->to;
		t->to = 0;
	}
	settle(sh, e->end.trial, ds);
}

/* How it stands to a decision of the study's */

static enum stance stance_of(const struct shadow *sh, const struct decision *d)
{
	const struct shadow_trial *t = &sh->trials[d->trial];

	if (t->to)
		return STANCE_GOES;
	if (!t->judged)
		return t->last || t->epochs ? STANCE_WAITS : STANCE_GOES;
	switch (sh->decisions[t->last - 1].d.verdict) {
	case VERDICT_PROMOTE:
		return STANCE_GOES;
	case VERDICT_PAUSE:
		return STANCE_HELD;
	case VERDICT_STOP:
		return STANCE_STOPPED;
	default:
		return STANCE_COMPLETE;
	}
}

static bool differs(const struct decision *d, enum stance stance)
{
	if (d->verdict == VERDICT_PROMOTE)
		return stance == STANCE_HELD || stance == STANCE_WAITS ||
		       stance == STANCE_STOPPED;
	if (d->verdict == VERDICT_COMPLETE || !isfinite(d->value))
		return false;
	return stance == STANCE_GOES;
}

static void look(struct shadow *sh, const struct event *e)
{
	const struct decision *d = &e->decision;
	uint64_t before = sh->n_views ? sh->views[sh->n_views - 1].n_differ : 0;
	struct shadow_view v = {.seq = e->seq,
		.results = sh->results,
		.last = sh->trials[d->trial].last,
		.stance = stance_of(sh, d)};

	v.differs = differs(d, v.stance);
	v.n_differ = before + v.differs;
	ARRAY_ROOM(sh->views, sh->n_views, sh->cap_views);
	sh->views[sh->n_views++] = v;
}

void shadow_tell(struct shadow *sh, const struct event *e)
{
	struct decisions ds = {0};
	struct job job;

	sh->seq = e->seq;
	switch (e->kind) {
	case EVENT_TRIAL:
		begin(sh, &ds);
		break;
	case EVENT_REPORT:
		report(sh, e, &ds);
		break;
	case EVENT_END:
		end(sh, e, &ds);
		break;
	case EVENT_DECISION:
		look(sh, e);
		return;
	case EVENT_CONTROL:
		if (e->control.action != CONTROL_CLOSE)
			return;
		sh->scheduler->ops->close(sh->scheduler, &ds);
		take_decisions(sh, &ds);
		break;
	default:
		return;
	}
	take_jobs(sh, &job, &ds);
	decisions_release(&ds);
}

/* What is asked of it */

/* How many of its views are of events up to seq. */
static size_t views_until(const struct shadow *sh, uint64_t seq)
{
	size_t lo = 0, hi = sh->n_views;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (sh->views[mid].seq <= seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct shadow_view *shadow_at(const struct shadow *sh, uint64_t seq)
{
	size_t n = views_until(sh, seq);

	return n && sh->views[n - 1].seq == seq ? &sh->views[n - 1] : NULL;
}

uint64_t shadow_differs(const struct shadow *sh, uint64_t seq)
{
	size_t n = views_until(sh, seq);

	return n ? sh->views[n - 1].n_differ : 0;
}

/* When that was, and its numbers. */
static void add_when(const struct shadow *sh, const struct shadow_view *v, bool unicode,
	struct strbuf *out)
{
	const struct shadow_decision *s = &sh->decisions[v->last - 1];
	struct ruling x = {.rule = &sh->rule, .d = &s->d, .unicode = unicode};
	uint64_t ago = v->results - s->results;

	if (ago)
		strbuf_addf(out, " %llu result%s ago", (unsigned long long)ago,
			ago == 1 ? "" : "s");
	strbuf_addf(out, ", at epoch %d (", s->d.level);
	sh->rule.ops->brief(&x, DETAIL_WORD, out);
	strbuf_adds(out, ").");
}

void shadow_explain(const struct shadow *sh, const struct shadow_view *v, bool unicode,
	struct strbuf *out)
{
	const char *name = shadow_name(sh);

	switch (v->stance) {
	case STANCE_GOES:
		if (!v->last || sh->decisions[v->last - 1].d.verdict != VERDICT_PROMOTE) {
			strbuf_addf(out, "%s would not have judged it yet.", name);
			return;
		}
		strbuf_addf(out, "%s would have let it %s", name,
			sh->rule.ops->climbs ? "climb" : "go on");
		break;
	case STANCE_HELD:
		strbuf_addf(out, "%s would have paused it", name);
		break;
	case STANCE_WAITS:
		strbuf_addf(
			out, "%s would still wait for other results at its rung.", name);
		return;
	case STANCE_STOPPED:
		strbuf_addf(out, "%s would have stopped it", name);
		break;
	default:
		strbuf_addf(out, "%s would have had it at its top.", name);
		return;
	}
	if (v->last)
		add_when(sh, v, unicode, out);
	else
		strbuf_addch(out, '.');
}

/* Several */

void shadows_release(struct shadows *s)
{
	for (size_t i = 0; i < s->n; i++)
		shadow_free(s->items[i]);
	s->n = 0;
}

void shadows_follow(struct shadows *s, uint64_t most)
{
	uint64_t length = s->n ? journal_length(s->journal) : 0;

	for (size_t i = 0; i < s->n; i++) {
		struct shadow *sh = s->items[i];

		for (uint64_t n = 0; n < most && sh->seq < length; n++)
			shadow_tell(sh, journal_at(s->journal, sh->seq + 1));
	}
}

bool shadows_are_behind(const struct shadows *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->items[i]->seq < journal_length(s->journal))
			return true;
	return false;
}

bool shadows_differ(const struct shadows *s, uint64_t seq)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct shadow_view *v = shadow_at(s->items[i], seq);

		if (v && v->differs)
			return true;
	}
	return false;
}

void shadows_explain(
	const struct shadows *s, uint64_t seq, bool unicode, struct strbuf *out)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct shadow *sh = s->items[i];
		const struct shadow_view *v = shadow_at(sh, seq);

		strbuf_adds(out, out->len ? " " : "");
		if (v)
			shadow_explain(sh, v, unicode, out);
		else
			strbuf_addf(out, "%s is still reading.", shadow_name(sh));
	}
}
