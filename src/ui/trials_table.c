/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/trials_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "study/event_failure.h"
#include "ui/curves.h"
#include "ui/format.h"
#include "ui/marks.h"
#include "ui/results.h"

#define SPARK_LEAST 12
#define SPARK_MOST 60
#define TEXT_MOST 14

/* The columns before those of the space, as they stand. */
static const struct {
	int column, gap;
	bool left;
	const char *head;
} fixed[] = {
	{TRIAL_ID, 1, true, "id"},
	{TRIAL_STATE, 1, true, "st"},
	{TRIAL_BRACKET, 2, false, "br"},
	{TRIAL_ROUND, 2, false, "rnd"},
	{TRIAL_RUNG, 1, false, "rung"},
	{TRIAL_EPOCH, 2, false, "epoch"},
	{TRIAL_VALUE, 2, false, "value"},
	{TRIAL_BEST, 2, false, "best"},
	{TRIAL_RANK, 2, false, "rank"},
	{TRIAL_SECONDS, 2, false, "sec"},
};

#define FIXED (sizeof(fixed) / sizeof(*fixed))

static int digits(double n)
{
	return snprintf(NULL, 0, "%.0f", n);
}

/* What the values of a domain take, and from how far in their names are abbreviated. */
static int domain_width(const struct domain *d)
{
	double lo, hi;
	int width = 1;
	char text[64];

	for (size_t i = 0; i < d->n_values; i++) {
		int w = text_width(format_param(d->values[i], text, sizeof(text)));

		width = w > width ? w : width;
	}
	if (d->n_values)
		return width < TEXT_MOST ? width : TEXT_MOST;
	domain_support(d, &lo, &hi);
	if (domain_count(d) && fabs(lo) < 1e7 && fabs(hi) < 1e7)
		return digits(lo) > digits(hi) ? digits(lo) : digits(hi);
	return isfinite(lo) && lo >= 0 ? 6 : 7;
}

/*
 * The last epoch that a row can have: of the ladder there is, or of one before a switch.
 * An open target is "end", three letters.
 */
static int last_epoch(const struct study *s)
{
	int last = study_top(s);

	for (size_t i = 0; s->n_rules > 1 && i < s->n_trials; i++) {
		const struct study_trial *t = &s->trials[i];

		last = t->epoch > last ? t->epoch : last;
		if (t->target != EPOCHS_OPEN && t->target > last)
			last = t->target;
		else if (t->target == EPOCHS_OPEN && last < 100)
			last = 100;
	}
	return s->r_max == EPOCHS_OPEN && last < 100 ? 100 : last;
}

/* What a column takes that is none of the space. */
static int own_width(const struct trials_table *t, const struct study *s, int column)
{
	int n;

	switch (column) {
	case TRIAL_ID:
		n = digits((double)s->n_trials) + 1;
		return n < 3 ? 3 : n;
	case TRIAL_STATE:
	case TRIAL_BRACKET:
		return 2;
	case TRIAL_RUNG:
		return s->n_brackets > 1 ? 5 : 4;
	case TRIAL_EPOCH:
		return 2 * t->digits + 1;
	case TRIAL_RANK:
		n = 2 * digits(s->n_trials > 99 ? (double)s->n_trials : 99) + 1;
		return n;
	case TRIAL_WORKER:
	case TRIAL_ROUND:
		return 3;
	case TRIAL_SECONDS:
		return 6;
	default:
		return 7;
	}
}

/* What they take in all, with the cursor's column and one that stays free. */
static int fixed_width(const struct trials_table *t)
{
	int width = 1;

	for (size_t i = 0; i < FIXED; i++)
		if (t->width[fixed[i].column])
			width += t->width[fixed[i].column] + fixed[i].gap;
	return width;
}

/* The same of one of the space, or of a metric. */
static int more_width(const struct study *s, int i)
{
	int param = column_param(s, TRIAL_PARAM + i), own;

	if (param < 0)
		return 7;
	own = domain_width(&s->info->space->params[param].domain);
	return own > 3 ? own : 3;
}

/* Columns from the skipped ones on, as many as fit whole. */
static void show_from(struct trials_table *t, int skip, int room)
{
	for (int i = 0; i < t->n_more; i++) {
		if (!t->more[i])
			continue;
		if (skip-- > 0 || room < t->more[i] + 2) {
			room = skip >= 0 ? room : 0;
			t->more[i] = 0;
		} else {
			room -= t->more[i] + 2;
		}
	}
}

static int name_width(const struct trials_table *t, int i)
{
	return text_width(column_name(t->sc->study, TRIAL_PARAM + i));
}

/* What is left of the row goes to the names that lack least. */
static void widen(struct trials_table *t, int *rest)
{
	for (int lack = 1; lack <= *rest; lack++)
		for (int i = 0; i < t->n_more; i++)
			if (t->more[i] && lack <= *rest &&
				name_width(t, i) - t->more[i] == lack) {
				t->more[i] += lack;
				*rest -= lack;
			}
}

/* What shows, and how wide it is without being widened. */
static void choose_columns(struct trials_table *t, int *brief, int *whole)
{
	const struct study *s = t->sc->study;

	for (int i = 0; i < TRIAL_PARAM; i++)
		if (trials_shows(&t->sc->view->trials, s, i))
			t->width[i] = own_width(t, s, i);
	for (int i = 0; i < t->n_more; i++) {
		int name = name_width(t, i);

		if (!trials_shows(&t->sc->view->trials, s, TRIAL_PARAM + i))
			continue;
		t->more[i] = more_width(s, i);
		*brief += t->more[i] + 2;
		*whole += (name > t->more[i] ? name : t->more[i]) + 2;
	}
}

void table_measure(struct trials_table *t, const struct scene *sc, int width, int left)
{
	const struct study *s = sc->study;
	int whole = 0, brief = 0, rest, worker;

	*t = (struct trials_table){.sc = sc, .digits = digits(last_epoch(s))};
	t->n_more = columns_count(s) - TRIAL_PARAM;
	t->more = xcalloc((size_t)t->n_more + 1, sizeof(*t->more));
	choose_columns(t, &brief, &whole);
	worker = t->width[TRIAL_WORKER] ? t->width[TRIAL_WORKER] + 2 : 0;
	/* the last column is the scroll bar's */
	rest = width - 1 - fixed_width(t) - worker;
	for (int i = 0; i < t->n_more && whole <= rest; i++)
		if (t->more[i] && name_width(t, i) > t->more[i])
			t->more[i] = name_width(t, i);
	if (brief > rest) { /* the worker can be seen elsewhere */
		t->width[TRIAL_WORKER] = 0;
		rest += worker;
		worker = 0;
	}
	t->all = brief <= rest;
	rest -= whole <= rest ? whole : brief;
	if (whole > rest)
		widen(t, &rest);
	if (rest >= SPARK_LEAST + 2 && sc->view->glyphs->unicode)
		t->spark = rest - 2 < SPARK_MOST ? rest - 2 : SPARK_MOST;
	show_from(t, left, width - 1 - fixed_width(t) - worker);
}

static bool is_left(const struct study *s, int i)
{
	int param = column_param(s, TRIAL_PARAM + i);
	const struct domain *d =
		param >= 0 ? &s->info->space->params[param].domain : NULL;

	return d && d->n_values && value_has_text(d->values[0]);
}

static void head_cell(const struct trials_table *t, struct pen *p, int column, int width,
	bool left, const char *name)
{
	const struct view *v = t->sc->view;
	char text[64];

	if (column != v->trials.sort) {
		(left ? pen_left : pen_right)(p, ROLE_HEAD, width, name);
		return;
	}
	format_short_name(name, width - 1, text, sizeof(text) - 8);
	/* the arrow points the way that the numbers grow */
	snprintf(text + strlen(text), 8, "%s",
		v->trials.invert != trials_sort_falls(t->sc->study, v->trials.sort)
			? v->glyphs->down
			: v->glyphs->up);
	(left ? pen_left : pen_right)(p, ROLE_KEY, width, text);
}

static void gap(struct pen *p, int n)
{
	p->x += n;
}

void table_head(const struct trials_table *t, struct pen *p)
{
	const struct study *s = t->sc->study;
	char name[64];

	for (size_t i = 0; i < FIXED; i++) {
		int c = fixed[i].column;

		if (!t->width[c])
			continue;
		gap(p, fixed[i].gap);
		head_cell(t, p, c, t->width[c], fixed[i].left,
			c == TRIAL_EPOCH && t->digits < 2 ? "ep" : fixed[i].head);
	}
	for (int i = 0; i < t->n_more; i++) {
		if (!t->more[i])
			continue;
		gap(p, 2);
		format_short_name(
			column_name(s, TRIAL_PARAM + i), t->more[i], name, sizeof(name));
		head_cell(t, p, TRIAL_PARAM + i, t->more[i], is_left(s, i), name);
	}
	if (t->width[TRIAL_WORKER]) {
		gap(p, 2);
		head_cell(t, p, TRIAL_WORKER, 3, true, "by");
	}
	if (t->spark) {
		gap(p, 2);
		pen_left(p, ROLE_HEAD, t->spark, "curve");
	}
}

void table_release(struct trials_table *t)
{
	free(t->more);
	t->more = NULL;
}

void table_scale(struct trials_table *t, size_t from, size_t to)
{
	const struct study *s = t->sc->study;

	t->spark_lo = INFINITY;
	t->spark_hi = -INFINITY;
	for (size_t i = from; i < to; i++) {
		const struct study_trial *tr = &s->trials[t->sc->view->trials.order[i]];
		int step = tr->epoch / SPARK_MOST + 1;

		for (int e = 1; e <= tr->epoch; e += step) {
			double v = study_metric(s, tr, e, s->info->metric_index);

			if (!isfinite(v))
				continue;
			t->spark_lo = fmin(t->spark_lo, v);
			t->spark_hi = fmax(t->spark_hi, v);
		}
	}
}

/* One of the fixed columns as text, and in which role it stands. */
static enum role cell_text(const struct trials_table *t, const struct study_trial *tr,
	int column, char *text, size_t size)
{
	const struct study *s = t->sc->study;
	const struct study_incumbent *best = study_incumbent(s);
	bool is_best = best && best->trial == tr->id;
	enum role role = ROLE_DIM;

	switch (column) {
	case TRIAL_ID:
		format_trial(tr->id, text, size);
		return is_best ? ROLE_BEST : ROLE_STRONG;
	case TRIAL_STATE:
		snprintf(text, size, "%c", trial_mark(tr, &role));
		return role;
	case TRIAL_RUNG:
		if (s->n_brackets > 1)
			snprintf(text, size, "b%d r%d", tr->bracket, tr->rung);
		else
			snprintf(text, size, "%d", tr->rung);
		return ROLE_TEXT;
	case TRIAL_EPOCH:
		format_epochs(tr->epoch, tr->target, t->digits, text, size);
		return tr->worker >= 0 ? ROLE_RUNNING : ROLE_DIM;
	case TRIAL_VALUE:
		if (tr->cause != CAUSE_OTHER) {
			snprintf(text, size, "%s", cause_name(tr->cause));
			return ROLE_LOST;
		}
		if (tr->epoch > 0 && !isfinite(tr->value)) {
			snprintf(text, size, "nan");
			return ROLE_LOST;
		}
		format_metric(tr->value, text, size);
		return ROLE_VALUE;
	case TRIAL_BEST:
		if (tr->cause != CAUSE_OTHER && !isfinite(tr->best)) {
			snprintf(text, size, "%s", cause_name(tr->cause));
			return ROLE_LOST;
		}
		if (tr->broken > 0 && !tr->best_epoch) {
			result_text(s, study_latest(tr), text, size);
			return ROLE_LOST;
		}
		if (tr->epoch > 0 && !isfinite(tr->best)) {
			snprintf(text, size, "nan");
			return ROLE_LOST;
		}
		format_metric(tr->best, text, size);
		return is_best ? ROLE_BEST : ROLE_VALUE;
	case TRIAL_RANK:
		if (tr->rank)
			snprintf(text, size, "%u/%u", tr->rank, tr->rank_of);
		else
			snprintf(text, size, "-");
		return ROLE_DIM;
	case TRIAL_SECONDS:
		format_param((struct value){VALUE_REAL, tr->seconds, NULL}, text, size);
		return ROLE_DIM;
	default:
		snprintf(text, size, "%d",
			column == TRIAL_ROUND ? tr->round : tr->bracket);
		return ROLE_TEXT;
	}
}

static const char *more_text(const struct study *s, const struct study_trial *tr, int i,
	char *text, size_t size)
{
	struct value v = column_value(s, tr, TRIAL_PARAM + i);

	if (column_param(s, TRIAL_PARAM + i) >= 0)
		return format_param(v, text, size);
	return format_metric(v.kind == VALUE_NONE ? NO_NUMBER : v.number, text, size);
}

void table_trial(
	const struct trials_table *t, const struct study_trial *tr, struct pen *p)
{
	const struct study *s = t->sc->study;
	enum role state, role;
	char text[64];

	trial_mark(tr, &state);
	for (size_t i = 0; i < FIXED; i++) {
		int c = fixed[i].column;

		if (!t->width[c])
			continue;
		gap(p, fixed[i].gap);
		role = cell_text(t, tr, c, text, sizeof(text));
		(fixed[i].left ? pen_left : pen_right)(p, role, t->width[c], text);
	}
	role = tr->state == TRIAL_STOPPED ? ROLE_DIM : ROLE_TEXT;
	for (int i = 0; i < t->n_more; i++) {
		if (!t->more[i])
			continue;
		gap(p, 2);
		(is_left(s, i) ? pen_left : pen_right)(
			p, role, t->more[i], more_text(s, tr, i, text, sizeof(text)));
	}
	if (t->width[TRIAL_WORKER]) {
		gap(p, 2);
		snprintf(text, sizeof(text), "w%d", tr->worker);
		pen_left(p, ROLE_RUNNING, 3, tr->worker >= 0 ? text : "");
	}
	if (t->spark) {
		gap(p, 2);
		curves_spark(t->sc, p,
			&(struct series){.trial = tr->id, .ink = {state, p->attr, 1}},
			t->spark, t->spark_lo, t->spark_hi);
	}
}
