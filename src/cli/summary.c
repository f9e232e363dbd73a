/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/summary.h"

#include <math.h>
#include <stdlib.h>

#include "base/printable.h"
#include "base/xalloc.h"
#include "cli/text.h"
#include "study/importance.h"
#include "study/left.h"

#define BEST 5 /* trials that are named */

/* A rung of all rounds together. */
struct row {
	int level; /* EPOCHS_OPEN: the end */
	uint64_t results, climbed, waiting, stopped, lost;
	double best;
};

/* What it would take to go on to its end. */
static void add_left(const struct study *s, struct strbuf *out)
{
	bool ended = s->phase == PHASE_FINISHED;
	struct strbuf words = STRBUF_INIT;
	struct left left;

	if (!s->info || (ended && s->reason != FINISH_USER && s->reason != FINISH_ERROR))
		return;
	left_of(&left, s, s->t);
	left_words(&left, s, s->t, false, &words);
	if (words.len)
		printable_linef(out, "time left: %s, with %d worker%s", words.buf, s->workers,
			s->workers == 1 ? "" : "s");
	strbuf_release(&words);
}

static void add_ending(const struct history *h, struct strbuf *out)
{
	if (h->study->phase != PHASE_FINISHED)
		printable_linef(
			out, "unfinished: continue with rungtop resume %s", h->path);
	if (h->study->error)
		printable_linef(out, "error: %s", h->study->error);
	add_left(h->study, out);
}

static void add_saved(const struct study *s, struct strbuf *out)
{
	double saved = study_saved(s);

	if (isnan(saved))
		return;
	strbuf_addf(out, "saved: %.1f %%\n\n%llu epochs were trained", 100 * saved,
		(unsigned long long)s->epochs);
	strbuf_addf(out, "; %.0f would have been, had every trial gone on to epoch %d.\n",
		(double)s->n_trials * s->r_full, s->r_full);
}

static void add_schedulers(const struct history *h, struct strbuf *out)
{
	strbuf_adds(out, h->n_schedulers > 1 ? "\nschedulers\n" : "\nscheduler\n");
	for (size_t i = 0; i < h->n_schedulers; i++) {
		const struct event *e = &h->schedulers[i];

		printable_linef(out, "  %9.2f s  %s", e->t, e->scheduler.spec);
	}
}

static void take_rung(const struct study *s, const struct study_rung *r, struct row *row)
{
	row->results += r->done;
	row->climbed += r->climbed;
	row->waiting += r->paused;
	row->stopped += r->stopped;
	row->lost += r->lost;
	for (uint32_t i = 0; i < r->done; i++)
		if (study_better(s, r->values[i], row->best) &&
			!(study_broken(s, r->values[i]) > 0))
			row->best = r->values[i];
}

static void add_row(int bracket, int rung, const struct row *r, struct strbuf *out)
{
	char level[16];

	strbuf_addf(out, "  %7d %4d %6s %8llu %8llu %8llu %8llu %5llu", bracket, rung,
		study_level_text(r->level, level, sizeof(level)), (unsigned long long)r->results, (unsigned long long)r->climbed,
		(unsigned long long)r->waiting, (unsigned long long)r->stopped,
		(unsigned long long)r->lost);
	if (isfinite(r->best))
		strbuf_addf(out, "  %.6g\n", r->best);
	else
		strbuf_adds(out, "  -\n");
}

/* All rungs of the present ladder; where a rung of bracket b is: at[b] + its number. */
static void add_rungs(const struct study *s, struct strbuf *out)
{
	size_t *at = xcalloc((size_t)s->n_brackets + 1, sizeof(*at));
	struct row *rows;

	for (int b = 0; b < s->n_brackets; b++)
		at[b + 1] = at[b] + (size_t)s->shape[b].n_rungs;
	rows = xcalloc(at[s->n_brackets], sizeof(*rows));
	for (int b = 0; b < s->n_brackets; b++)
		for (int k = 0; k < s->shape[b].n_rungs; k++)
			rows[at[b] + (size_t)k] =
				(struct row){.level = s->shape[b].levels[k], .best = NAN};
	for (size_t i = 0; i < s->n_rungs; i++)
		take_rung(s, &s->rungs[i],
			&rows[at[s->rungs[i].bracket] + (size_t)s->rungs[i].rung]);
	strbuf_addf(out, "\nrungs%s\n", s->switches ? " of the present scheduler" : "");
	strbuf_adds(out, "  bracket rung  level  results  climbed  waiting    ended  lost"
			 "  best\n");
	for (int b = 0; b < s->n_brackets; b++)
		for (int k = 0; k < study_rungs_near(s, b); k++)
			add_row(b, k, &rows[at[b] + (size_t)k], out);
	free(rows);
	free(at);
}

/* Ties go to the lower id, as everywhere. */
static size_t find_best(
	const struct study *s, const struct study_trial *best[static BEST])
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_trials; i++) {
		const struct study_trial *t = &s->trials[i];
		size_t at = n;

		while (at && study_better(s, t->best, best[at - 1]->best))
			at--;
		if (!isfinite(t->best) || at == BEST)
			continue;
		n += n < BEST;
		for (size_t k = n - 1; k > at; k--)
			best[k] = best[k - 1];
		best[at] = t;
	}
	return n;
}

static void add_trial(
	const struct study *s, const struct study_trial *t, struct strbuf *out)
{
	strbuf_addf(out, "  T%-7u %12.6g %6d %7d  %-9s ", t->id, t->best, t->best_epoch,
		t->epoch, trial_state_name(t->state));
	for (size_t i = 0; t->best_epoch <= t->epoch && i < s->info->n_constraints; i++)
		printable_addf(out, " %s=%.6g", s->info->constraints[i].metric,
			study_metric(s, t, t->best_epoch, s->info->constraints[i].index));
	for (size_t i = 0; i < s->info->space->n; i++) {
		const struct parameter *p = &s->info->space->params[i];
		char text[64];

		if (!domain_is_constant(&p->domain))
			printable_addf(out, " %s=%s", p->name,
				value_print(t->config[i], false, text, sizeof(text)));
	}
	strbuf_addch(out, '\n');
}

static void add_best(const struct study *s, struct strbuf *out)
{
	const struct study_trial *best[BEST];
	size_t n = find_best(s, best);

	if (!n)
		return;
	strbuf_adds(out, "\nbest trials\n");
	printable_linef(out, "  trial    %12.12s  epoch trained  state", s->info->metric);
	for (size_t i = 0; i < n; i++)
		add_trial(s, best[i], out);
}

/* The most important first. */
static void add_importances(const struct study *s, struct strbuf *out)
{
	const struct space *space = s->info->space;
	struct importances im;
	char words[32];

	if (importances_find(&im, s, importances_level(s), SIZE_MAX)) {
		strbuf_addf(out, "\nimportance for being among the best %zu of %zu %s\n",
			im.n_best, im.n,
			study_level_words(im.level, words, sizeof(words)));
		for (size_t i = 0; i < im.n_order; i++)
			printable_linef(out, "  %5.1f %%  %s",
				100 * im.share[im.order[i]],
				space->params[im.order[i]].name);
	}
	importances_release(&im);
}

void summary_print(const struct history *h, struct strbuf *out)
{
	char *logs = recorded_logs(h->path);

	text_result(h->study, logs, out);
	free(logs);
	add_ending(h, out);
	add_saved(h->study, out);
	add_schedulers(h, out);
	add_rungs(h->study, out);
	add_importances(h->study, out);
	add_best(h->study, out);
}
