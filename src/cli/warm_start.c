/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/warm_start.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "optuna/optuna_read.h"
#include "scheduler/ladder.h"
#include "store/earlier_recorded.h"
#include "store/recorded.h"
#include "tuner/tuner.h"
#include "tuner/tuner_scheduler.h"

/* How many trials something is the matter with, and one of them. */
struct tally {
	size_t n;
	uint32_t trial;
	char value[64];
};

/* One file. */
struct warm {
	const struct warm_setup *s;
	const struct earlier_source *source;
	struct earlier_study earlier;
	size_t told;	   /* trials that it was told of itself */
	const int *levels; /* n_levels of this study's ladders */
	size_t n_levels;
	struct tally *missing, *outside; /* a parameter */
	struct tally without;		 /* a result */
	struct tally timeless;		 /* have a value without an epoch */
};

/* What comes of all of them; kept by the journal in the end. */
struct warmth {
	const struct earlier_event **events; /* n */
	size_t n, cap;
};

static void count(struct tally *t, uint32_t trial, const struct value *v)
{
	char text[sizeof(t->value)];

	if (t->n++)
		return;
	t->trial = trial;
	if (v)
		snprintf(t->value, sizeof(t->value), "%.60s",
			value_print(*v, false, text, sizeof(text)));
}

static void note(struct warm *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void note(struct warm *w, const char *fmt, ...)
{
	char text[900];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	studyfile_note_at(w->s->file, w->source->at, "%s: %s", w->source->file, text);
}

/*
 * Reading.
 */

/* In the working directory, or beside the study file; to be freed. NULL with err. */
static char *find_file(const struct warm *w, struct error *err)
{
	const char *file = w->source->file;
	struct strbuf beside = STRBUF_INIT;

	if (!access(file, F_OK))
		return xstrdup(file);
	strbuf_addf(&beside, "%s/%s", w->s->file->dir, file);
	if (*file != '/' && !access(beside.buf, F_OK))
		return strbuf_detach(&beside);
	strbuf_release(&beside);
	error_at(err, w->source->at,
		"%s is not there; it is looked for in the working directory and beside "
		"the study file",
		file);
	return NULL;
}

static int read_file(struct warm *w, const char *path, struct error *err)
{
	const char *metric = w->s->info->metric, *study = w->source->study;
	enum optuna_file kind = optuna_file_of(path);

	if (kind != OPTUNA_NONE)
		return optuna_read(&w->earlier, kind, path, study, metric, err);
	if (study)
		return error_usage(err, "%s: study is for a storage of Optuna", path);
	if (recorded_kind_of(path) != RECORDED_NONE || recorded_is_lines(path))
		return earlier_read_recorded(
			&w->earlier, path, w->s->info, &w->told, err);
	return earlier_read_csv(&w->earlier, path, w->s->info->space, metric, err);
}

static int read_source(struct warm *w, struct error *err)
{
	struct error wrong;
	char *path = find_file(w, err);
	int rc;

	if (!path)
		return -1;
	rc = read_file(w, path, &wrong);
	free(path);
	if (rc < 0)
		return error_at(err, w->source->at, "%s", wrong.text);
	earlier_study_settle(&w->earlier);
	return 0;
}

/*
 * Translating.
 */

/* One value; what is counted is the first parameter of a trial that does not fit. */
static bool translate_value(
	struct warm *w, const struct earlier_trial *t, size_t i, struct value *config)
{
	const struct parameter *p = &w->s->info->space->params[i];
	const struct earlier_value *v = earlier_value_find(t, p->name);

	if (!space_applies(w->s->info->space, config, i))
		return true;
	if (!v && domain_is_constant(&p->domain)) {
		config[i] = p->domain.values[0];
	} else if (!v) {
		count(&w->missing[i], t->id, NULL);
		return false;
	} else if (!domain_own(&p->domain, v->value, &config[i])) {
		count(&w->outside[i], t->id, &v->value);
		return false;
	}
	return true;
}

/* The configuration in this study's space; NULL: it has none there, and that is counted. */
static const struct value *translate(struct warm *w, const struct earlier_trial *t)
{
	const struct space *space = w->s->info->space;
	struct value *config = xcalloc(space->n + 1, sizeof(*config));
	const struct value *kept = NULL;
	bool fits = true;

	for (size_t i = 0; i < space->n; i++)
		config[i] = (struct value){.kind = VALUE_NONE};
	for (size_t k = 0; fits && k < space->n; k++)
		fits = translate_value(w, t, space->order ? space->order[k] : k, config);
	if (fits)
		kept = journal_keep(
			w->s->journal, config, (space->n + 1) * sizeof(*config));
	free(config);
	return kept;
}

/* The top of this study's ladder; of an open one, the first epoch. */
static int top_level(const struct warm *w)
{
	return w->n_levels ? w->levels[w->n_levels - 1] : 1;
}

static int next_level(const struct warm *w, int epoch)
{
	for (size_t i = 0; i < w->n_levels; i++)
		if (w->levels[i] > epoch)
			return w->levels[i];
	return epoch;
}

static bool is_level(const struct warm *w, int epoch)
{
	for (size_t i = 0; i < w->n_levels; i++)
		if (w->levels[i] == epoch)
			return true;
	return false;
}

/* Its results at this study's levels, where it ended, and where it failed. */
static void set_results(
	struct warm *w, const struct earlier_trial *t, struct earlier_event *x)
{
	size_t n = 0;
	int *epochs = xcalloc(t->n_reports + 2, sizeof(*epochs));
	double *values = xcalloc(t->n_reports + 2, sizeof(*values));

	for (size_t i = 0; i < t->n_reports; i++) {
		if (i + 1 < t->n_reports && !is_level(w, t->reports[i].epoch))
			continue;
		epochs[n] = t->reports[i].epoch;
		values[n++] = t->reports[i].value;
	}
	if (!t->n_reports && t->has_last) {
		count(&w->timeless, t->id, NULL);
		epochs[n] = top_level(w);
		values[n++] = t->last;
	}
	if (t->state == TRIAL_FAILED || t->state == TRIAL_DIVERGED) {
		int level = n ? next_level(w, epochs[n - 1]) : top_level(w);

		n -= n && epochs[n - 1] == level;
		epochs[n] = level;
		values[n++] = NO_NUMBER;
	}
	x->n_results = n;
	x->epochs = journal_keep(w->s->journal, epochs, (n + 1) * sizeof(*epochs));
	x->values = journal_keep(w->s->journal, values, (n + 1) * sizeof(*values));
	free(epochs);
	free(values);
}

/* False: it says nothing here, and that is counted. */
static bool take_trial(
	struct warm *w, const struct earlier_trial *t, struct earlier_event *x)
{
	*x = (struct earlier_event){.source = w->source->file,
		.trial = t->id,
		.state = t->state,
		.config = translate(w, t)};
	if (!x->config)
		return false;
	set_results(w, t, x);
	if (!x->n_results)
		count(&w->without, t->id, NULL);
	return x->n_results;
}

static void add_event(struct warm *w, struct warmth *all, const struct earlier_event *x)
{
	ARRAY_ROOM(all->events, all->n, all->cap);
	all->events[all->n++] = journal_keep(w->s->journal, x, sizeof(*x));
}

/*
 * What is said.
 */

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* Parameters of that time that there are none of now. */
static void note_others(struct warm *w)
{
	const struct space *space = w->s->info->space;
	struct strbuf list = STRBUF_INIT;
	struct earlier_study others;
	struct earlier_trial *seen;

	earlier_study_init(&others);
	seen = earlier_trial_add(&others, 0, TRIAL_PAUSED);
	for (size_t i = 0; i < w->earlier.n_trials; i++) {
		const struct earlier_trial *t = &w->earlier.trials[i];

		for (size_t k = 0; k < t->n_values; k++) {
			const char *name = t->values[k].name;

			if (space_find(space, name) >= 0 ||
				earlier_value_find(seen, name))
				continue;
			earlier_value_add(seen, name, (struct value){.kind = VALUE_NULL});
			strbuf_addf(&list, "%s%s", list.len ? ", " : "", name);
		}
	}
	if (list.len)
		note(w, "%s: no parameter of this study; not used", list.buf);
	if (w->earlier.unused.len)
		note(w, "columns that are not used: %s", w->earlier.unused.buf);
	earlier_study_release(&others);
	strbuf_release(&list);
}

static void note_tallies(struct warm *w)
{
	const struct space *space = w->s->info->space;

	for (size_t i = 0; i < space->n; i++) {
		const struct tally *m = &w->missing[i], *o = &w->outside[i];
		const char *name = space->params[i].name;

		if (m->n)
			note(w, "%zu trial%s without a value of %s (T%u); not used", m->n,
				plural(m->n), name, m->trial);
		if (o->n)
			note(w,
				"%zu trial%s with %s outside of its domain (%s in T%u); "
				"not used",
				o->n, plural(o->n), name, o->value, o->trial);
	}
	if (w->without.n)
		note(w, "%zu trial%s without a result of %s (T%u); not used",
			w->without.n, plural(w->without.n), w->s->info->metric,
			w->without.trial);
	if (w->timeless.n)
		note(w, "%zu trial%s with a value of no epoch; it counts at epoch %d",
			w->timeless.n, plural(w->timeless.n), top_level(w));
	if (w->earlier.from_0)
		note(w, "epochs are counted from 0 there; its 0 is epoch 1");
	if (w->told)
		note(w,
			"%zu trial%s of still earlier studies that it was told of; not "
			"used (name their files, too)",
			w->told, plural(w->told));
}

/* False: nothing in it is of use here, and a line says why. */
static bool check_metric(struct warm *w)
{
	const struct earlier_study *e = &w->earlier;
	const struct study_info *info = w->s->info;

	if (!e->has_metric) {
		note(w, "it has no %s; none of its %zu trial%s is used", info->metric,
			e->n_trials, plural(e->n_trials));
		return false;
	}
	if (info->n_constraints && !e->judged) {
		struct strbuf list = STRBUF_INIT;

		constraints_print(info->constraints, info->n_constraints, &list);
		note(w,
			"it does not tell whether %s; its results count as breaking "
			"nothing",
			list.buf);
		strbuf_release(&list);
	}
	if (e->named)
		return true;
	if (e->has_goal && e->maximize != info->maximize) {
		note(w,
			"its objective has no name and is to be %s, %s to be %s; none of "
			"its %zu trial%s is used",
			e->maximize ? "maximized" : "minimized", info->metric,
			info->maximize ? "maximized" : "minimized", e->n_trials,
			plural(e->n_trials));
		return false;
	}
	note(w, "its objective has no name; it is taken for %s", info->metric);
	return true;
}

/*
 * The two uses.
 */

static void tell_searcher(struct warm *w, struct warmth *all)
{
	size_t before = all->n;

	for (size_t i = 0; i < w->earlier.n_trials; i++) {
		struct earlier_event x;

		if (take_trial(w, &w->earlier.trials[i], &x))
			add_event(w, all, &x);
	}
	note_tallies(w);
	note(w, "%zu of %zu trial%s tell%s the searcher", all->n - before,
		w->earlier.n_trials, plural(w->earlier.n_trials),
		w->earlier.n_trials == 1 ? "s" : "");
}

/* The best value of a trial, turned so that smaller is better. */
static double best_loss(const struct warm *w, const struct earlier_trial *t)
{
	double sign = w->s->info->maximize ? -1 : 1, best = (double)INFINITY;

	for (size_t i = 0; i < t->n_reports; i++)
		if (isfinite(t->reports[i].value))
			best = fmin(best, sign * t->reports[i].value);
	if (t->has_last && isfinite(t->last))
		best = fmin(best, sign * t->last);
	return best;
}

static bool is_tried(const struct warm *w, const struct warmth *all, size_t from,
	const struct value *config)
{
	size_t n = w->s->info->space->n;

	for (size_t k = from; k < all->n; k++) {
		size_t i = 0;

		while (i < n && value_equal(all->events[k]->config[i], config[i]))
			i++;
		if (i == n)
			return true;
	}
	return false;
}

/* Each configuration once; ties to the trial that came first. */
static void enqueue_best(struct warm *w, struct warmth *all)
{
	size_t n = w->earlier.n_trials, before = all->n, most = (size_t)w->source->best;
	struct result *order = xcalloc(n + 1, sizeof(*order));
	struct strbuf list = STRBUF_INIT;

	for (size_t i = 0; i < n; i++)
		order[i] =
			(struct result){(uint32_t)i, best_loss(w, &w->earlier.trials[i])};
	results_sort(order, n, false);
	for (size_t i = 0; i < n && all->n - before < most; i++) {
		struct earlier_event x;

		if (!isfinite(order[i].value) ||
			!take_trial(w, &w->earlier.trials[order[i].trial], &x) ||
			is_tried(w, all, before, x.config))
			continue;
		x.enqueue = true;
		add_event(w, all, &x);
		strbuf_addf(&list, "%sT%u", list.len ? ", " : "", x.trial);
	}
	free(order);
	note_tallies(w);
	if (all->n - before < most)
		note(w, "best %zu: there are %zu", most, all->n - before);
	if (list.len)
		note(w, "tried first: %s", list.buf);
	strbuf_release(&list);
}

static int use_source(struct warm *w, struct warmth *all, struct error *err)
{
	size_t n = w->s->info->space->n;
	int rc;

	earlier_study_init(&w->earlier);
	w->missing = xcalloc(n + 1, sizeof(*w->missing));
	w->outside = xcalloc(n + 1, sizeof(*w->outside));
	rc = read_source(w, err);
	if (!rc && check_metric(w)) {
		note_others(w);
		(w->source->best ? enqueue_best : tell_searcher)(w, all);
	}
	free(w->missing);
	free(w->outside);
	earlier_study_release(&w->earlier);
	return rc;
}

/* Whether an earlier source names the same file, by whatever path, for the same use. */
static bool is_named_before(const struct studyfile *f, size_t i)
{
	const struct earlier_source *x = &f->from[i];
	char *path = realpath(x->file, NULL);
	bool before = false;

	for (size_t k = 0; !before && k < i; k++) {
		const struct earlier_source *y = &f->from[k];
		char *other = realpath(y->file, NULL);

		before = !x->best == !y->best &&
			 !strcmp(x->study ? x->study : "", y->study ? y->study : "") &&
			 !strcmp(path ? path : x->file, other ? other : y->file);
		free(other);
	}
	free(path);
	return before;
}

int warm_start(const struct warm_setup *s, struct error *err)
{
	struct warmth all = {.n = 0};
	size_t n_levels;
	int *levels = tuner_levels(s->tuner, &n_levels);
	bool told = false;
	int rc = 0;

	for (size_t i = 0; !rc && i < s->file->n_from; i++) {
		struct warm w = {.s = s,
			.source = &s->file->from[i],
			.levels = levels,
			.n_levels = n_levels};

		if (is_named_before(s->file, i)) {
			note(&w, "named before; not used again");
		} else if (w.source->best || s->info->searcher) {
			rc = use_source(&w, &all, err);
		} else if (!told) {
			told = true;
			studyfile_note_at(s->file, w.source->at,
				"from: the searcher %s does not learn; not used",
				s->file->searcher.kind->name);
		}
	}
	if (!rc)
		tuner_warm_up(s->tuner,
			all.n ? journal_keep(s->journal, all.events,
					all.n * sizeof(*all.events))
			      : NULL,
			all.n);
	free(all.events);
	free(levels);
	return rc;
}
