/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/firsts.h"

#include <math.h>

#define LEVELS_TOLD 6 /* of a ladder */
#define NAMES_MOST 3  /* trials that a rung waits for */
#define NAMES_MOST 3  /* trials that a rung waits for */

static const struct {
	const char *name, *title;
} words[FIRSTS] = {
	[FIRST_REPORT] = {"report", "The first report"},
	[FIRST_INCUMBENT] = {"incumbent", "A new incumbent"},
	[FIRST_CUTOFF] = {"cutoff", "The first cutoff"},
	[FIRST_CLIMB] = {"climb", "The first climb"},
	[FIRST_STOP] = {"stop", "The first stop"},
	[FIRST_BARRIER] = {"barrier", "A barrier"},
};

const char *first_name(enum first f)
{
	return words[f].name;
}

const char *first_title(enum first f)
{
	return words[f].title;
}

static bool decides(const struct study *s)
{
	return s->rule && s->ladder && !scheduler_ops_named(s->scheduler)->trains_all;
}

/* Bits of what a decision is one of. */
static unsigned of_decision(const struct study *s, const struct decision *d)
{
	unsigned is = 0;

	if (!decides(s) || d->by_hand)
		return 0;
	if (isfinite(d->cutoff) && d->results > 1 && d->verdict != VERDICT_COMPLETE)
		is |= 1u << FIRST_CUTOFF;
	if (d->verdict == VERDICT_PROMOTE && s->rule->ops->climbs)
		is |= 1u << FIRST_CLIMB;
	if (d->verdict == VERDICT_STOP && isfinite(d->value))
		is |= 1u << FIRST_STOP;
	return is;
}

static unsigned of_incumbent(struct firsts *f, const struct event *e)
{
	if (f->led)
		return e->incumbent.trial != f->leads ? 1u << FIRST_INCUMBENT : 0;
	f->led = true;
	f->leads = e->incumbent.trial;
	return 0;
}

unsigned firsts_take(struct firsts *f, const struct study *s, const struct event *e)
{
	unsigned is = 0;

	f->seq = e->seq;
	if (e->kind == EVENT_REPORT && isfinite(e->report.metrics[s->info->metric_index]))
		is = 1u << FIRST_REPORT;
	else if (e->kind == EVENT_INCUMBENT)
		is = of_incumbent(f, e);
	else if (e->kind == EVENT_DECISION)
		is = of_decision(s, &e->decision);
	is &= ~f->had;
	f->had |= is;
	return is;
}

bool firsts_waits(const struct study *s, uint32_t trial)
{
	const struct study_trial *t = trial < s->n_trials ? &s->trials[trial] : NULL;
	const struct study_rung *r =
		t && s->synchronous && s->phase == PHASE_RUNNING
			? study_rung_find(s, t->bracket, t->round, t->rung)
			: NULL;

	if (!r || r->done <= r->running || !r->running ||
		r->done + r->running != r->seats)
		return false;
	return s->idle_wait ? s->n_busy < s->workers : (uint32_t)s->n_busy > r->running;
}

/* "T07", "T7" */
static void add_name(uint32_t trial, int digits, struct strbuf *out)
{
	strbuf_addf(out, "T%0*u", digits, trial);
}

static void add_epochs(int n, struct strbuf *out)
{
	strbuf_addf(out, "%d epoch%s", n, n == 1 ? "" : "s");
}

/* "1, 3, 9, 27 and 81 epochs"; what is in the middle of a long ladder is left out. */
static void add_levels(const struct bracket_shape *b, struct strbuf *out)
{
	int n = b->n_rungs, last = b->levels[n - 1];

	for (int k = 0; k < n - 1; k++) {
		if (n > LEVELS_TOLD && k == LEVELS_TOLD - 2)
			strbuf_adds(out, ", ...");
		if (n <= LEVELS_TOLD || k < LEVELS_TOLD - 2)
			strbuf_addf(out, "%s%d", k ? ", " : "", b->levels[k]);
	}
	strbuf_adds(out, n > 1 ? " and " : "");
	if (last == EPOCHS_OPEN)
		strbuf_adds(out, "all epochs");
	else
		add_epochs(last, out);
}

static void report_words(
	const struct study *s, const struct event *e, int digits, struct strbuf *out)
{
	const struct bracket_shape *b = s->n_brackets ? &s->shape[0] : NULL;

	add_name(e->report.trial, digits, out);
	strbuf_addf(out, " reports %s %.4g after ", s->info->metric,
		e->report.metrics[s->info->metric_index]);
	add_epochs(e->report.epoch, out);
	if (!decides(s)) {
		strbuf_addf(out,
			". Under %s nobody is stopped early: all trials train to the "
			"end.",
			s->scheduler);
		return;
	}
	if (!s->rule->ops->places && !s->synchronous) {
		strbuf_addf(out,
			". %s compares it with the others as it goes on, and stops it if "
			"it is worse.",
			s->scheduler);
		return;
	}
	strbuf_adds(out, ".");
	if (!b || b->n_rungs < 2)
		return;
	strbuf_adds(out, " At ");
	add_levels(b, out);
	strbuf_addf(out, " (the rungs) trials are compared: %s",
		s->rule->ops->climbs ? "the best climb, and train on to the next."
				     : "only the best go on.");
}

/* At a rung the value there counts; the incumbent is the best at any epoch. */
static void incumbent_words(
	const struct study *s, const struct event *e, int digits, struct strbuf *out)
{
	add_name(e->incumbent.trial, digits, out);
	strbuf_addf(out, " is the new incumbent: %.4g after ", e->incumbent.value);
	add_epochs(e->incumbent.epoch, out);
	strbuf_addf(out, " is the best %s so far, at any epoch.", s->info->metric);
	if (decides(s) && (s->synchronous || s->rule->ops->places))
		strbuf_addf(out, " Who %s is decided by the value at the rung alone.",
			s->rule->ops->goes);
}

static void cutoff_words(const struct study *s, const struct decision *d, int digits,
	bool unicode, struct strbuf *out)
{
	char level[32];

	study_level_words(d->level, level, sizeof(level));
	if (s->synchronous) {
		strbuf_addf(out,
			"All %u results %s are there, and the best %u climb. %.4g, the "
			"value "
			"of the last of them, is the cutoff.",
			d->results, level, d->places, d->cutoff);
	} else if (s->rule->ops->places) {
		strbuf_addf(
			out, "There are %u results %s, and the best ", d->results, level);
		rule_add_places(s->rule, d->places, d->results, unicode, out);
		strbuf_addf(out,
			" %s. The value of the last of these, %.4g, is the cutoff: it "
			"moves "
			"with each result.",
			s->rule->ops->climbs ? "may climb" : "go on", d->cutoff);
	} else {
		add_name(d->trial, digits, out);
		strbuf_addf(out,
			" has %.4g %s and is compared with the others: their median "
			"there, "
			"%.4g, is the cutoff.",
			d->value, level, d->cutoff);
	}
}

static void add_ruling(
	const struct study *s, const struct decision *d, bool unicode, struct strbuf *out)
{
	const struct ruling x = {.rule = s->rule, .d = d, .unicode = unicode};

	s->rule->ops->explain(&x, out);
}

static void climb_words(const struct study *s, const struct decision *d, int digits,
	bool unicode, struct strbuf *out)
{
	/* the scheduler may have been switched since */
	const struct bracket_shape *b =
		d->bracket < s->n_brackets ? &s->shape[d->bracket] : NULL;

	add_name(d->trial, digits, out);
	strbuf_addf(out, " %s: ", s->rule->ops->goes);
	add_ruling(s, d, unicode, out);
	if (!b || d->rung + 1 >= b->n_rungs)
		return;
	strbuf_adds(out, " It trains on to ");
	if (b->levels[d->rung + 1] == EPOCHS_OPEN)
		strbuf_adds(out, "its end");
	else
		add_epochs(b->levels[d->rung + 1], out);
	strbuf_adds(
		out, s->synchronous
			     ? "."
			     : " at once; with more results it might not have climbed.");
}

static void stop_words(const struct study *s, const struct decision *d, int digits,
	bool unicode, struct strbuf *out)
{
	char level[32];

	add_name(d->trial, digits, out);
	strbuf_addf(out,
		" is stopped %s: ", study_level_words(d->level, level, sizeof(level)));
	add_ruling(s, d, unicode, out);
	if (s->r_full == EPOCHS_OPEN || s->r_full <= d->level)
		return;
	strbuf_adds(out, " It had ");
	add_epochs(s->r_full - d->level, out);
	strbuf_adds(out, " left: they are saved, for others.");
}

static uint32_t trial_of(const struct event *e)
{
	return e->kind == EVENT_REPORT ? e->report.trial : e->task.trial;
}

/* Those that the rung waits for: "T07", "T07 and T09", "5 more". */
static void add_awaited(
	const struct study *s, const struct study_rung *r, int digits, struct strbuf *out)
{
	unsigned n = 0;

	if (r->running > NAMES_MOST) {
		strbuf_addf(out, "%u more", r->running);
		return;
	}
	for (size_t w = 0; w < s->n_on_worker; w++) {
		uint32_t id = s->on_worker[w];
		const struct study_trial *t = id < s->n_trials ? &s->trials[id] : NULL;

		if (!t || t->bracket != r->bracket || t->round != r->round ||
			t->rung != r->rung)
			continue;
		strbuf_adds(out, !n++ ? "" : n == r->running ? " and " : ", ");
		add_name(id, digits, out);
	}
}

static void barrier_words(
	const struct study *s, uint32_t trial, int digits, struct strbuf *out)
{
	const struct study_trial *t = &s->trials[trial];
	const struct study_rung *r = study_rung_find(s, t->bracket, t->round, t->rung);
	int idle = s->workers - s->n_busy;

	strbuf_addf(out, "%u of %u results of ", r->done, r->seats);
	if (s->n_brackets > 1)
		strbuf_addf(out, "b%d ", r->bracket);
	strbuf_addf(out, "rung %d are there; it waits for ", r->rung);
	add_awaited(s, r, digits, out);
	strbuf_adds(out, ". That is the barrier: nobody climbs before. ");
	if (idle > 0)
		strbuf_addf(out, "%d worker%s", idle, idle == 1 ? " idles" : "s idle");
	else
		strbuf_adds(out, "The other workers begin what comes next");
	strbuf_adds(out, "; ASHA would not wait.");
}

void first_words(enum first f, const struct study *s, const struct event *e, int digits,
	bool unicode, struct strbuf *out)
{
	switch (f) {
	case FIRST_REPORT:
		report_words(s, e, digits, out);
		break;
	case FIRST_INCUMBENT:
		incumbent_words(s, e, digits, out);
		break;
	case FIRST_CUTOFF:
		cutoff_words(s, &e->decision, digits, unicode, out);
		break;
	case FIRST_CLIMB:
		climb_words(s, &e->decision, digits, unicode, out);
		break;
	case FIRST_STOP:
		stop_words(s, &e->decision, digits, unicode, out);
		break;
	case FIRST_BARRIER:
		barrier_words(s, trial_of(e), digits, out);
		break;
	case FIRSTS:
		break;
	}
}
