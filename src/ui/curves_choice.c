/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which curves are drawn. With few trials for the rows there are it is all of them. With
 * many: a density as ground, what climbed last, what runs, the incumbent, and the selected
 * one over all of them. What a frame costs does not grow with the study.
 */
#include "config.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "ui/curves.h"
#include "ui/marks.h"

#define ALL_OF 160	/* trials that are drawn without a choice */
#define ROWS_LOW 10	/* a plot below this many has lines on top of lines */
#define ALL_A_ROW 5	/* trials for each row that are drawn without a choice; */
#define ALL_A_ROW_LOW 1 /* the same of a low plot */
#define GROUND 2048	/* results whose ways to their rungs make up the ground */
#define CLIMBED 12
#define RUNNING 24
#define LOOK_BACK 512 /* decisions */
#define GHOSTS 32

static struct plot_ink ink_of(const struct study_trial *t)
{
	static const uint8_t ranks[TRIAL_STATES] = {
		[TRIAL_RUNNING] = 5,
		[TRIAL_CLIMBED] = 2,
		[TRIAL_PAUSED] = 2,
		[TRIAL_COMPLETED] = 3,
		[TRIAL_STOPPED] = 1,
		[TRIAL_DIVERGED] = 4,
		[TRIAL_FAILED] = 4,
		[TRIAL_KILLED] = 4,
	};
	struct plot_ink ink = {.rank = ranks[t->state]};

	trial_mark(t, &ink.role);
	return ink;
}

static void add(struct curves_set *l, const struct study *s, uint32_t id)
{
	if (id >= s->n_trials || s->trials[id].epoch < 1)
		return;
	ARRAY_ROOM(l->series, l->n, l->cap);
	l->series[l->n++] = (struct series){.trial = id, .ink = ink_of(&s->trials[id])};
}

static void add_bright(struct curves_set *l, const struct study *s, uint32_t id,
	enum role role, uint8_t rank)
{
	size_t before = l->n;

	add(l, s, id);
	if (l->n == before)
		return;
	l->series[before].ink = (struct plot_ink){role, ATTR_BOLD, rank};
	l->series[before].label = true;
}

/* The epochs before a rung, of every so manyth trial that has come to it. */
static void add_way(struct curves_set *l, const struct study *s,
	const struct study_rung *r, uint32_t stride, uint32_t weight)
{
	int from = 1;

	if (r->rung > 0 && r->bracket < s->n_brackets)
		from = s->shape[r->bracket].levels[r->rung - 1];
	for (uint32_t i = 0; i < r->done; i += stride) {
		ARRAY_ROOM(l->ground, l->n_ground, l->cap_ground);
		l->ground[l->n_ground++] = (struct curves_span){
			r->trials[i], from, r->level, weight * stride};
	}
}

/* And the epochs after the last rung, of those that went on to an end of their own. */
static void add_own_ends(struct curves_set *l, const struct study *s)
{
	uint32_t stride = 1;

	while (s->n_trials / stride > GROUND / 4)
		stride *= 2;
	for (size_t i = 0; i < s->n_trials; i += stride) {
		const struct study_trial *t = &s->trials[i];
		int from = t->reached < 0 ? 1 : s->shape[t->bracket].levels[t->reached];

		if (t->state != TRIAL_COMPLETED || t->epoch <= from)
			continue;
		ARRAY_ROOM(l->ground, l->n_ground, l->cap_ground);
		l->ground[l->n_ground++] =
			(struct curves_span){t->id, from, t->epoch, stride};
	}
}

/*
 * The ways from rung to rung are sampled each for itself: few trials get far, and those
 * few should be seen. Powers of two, so that the ground stays while trials are added.
 */
static void add_ground(struct curves_set *l, const struct study *s)
{
	size_t taken = 0;
	uint32_t rounds = 1;

	while (s->n_rungs / rounds > GROUND / 8)
		rounds *= 2;
	for (size_t i = 0; i < s->n_rungs; i++)
		taken += (uint32_t)s->rungs[i].round % rounds == 0;
	for (size_t i = 0; i < s->n_rungs; i++) {
		const struct study_rung *r = &s->rungs[i];
		uint32_t stride = 1;

		if ((uint32_t)r->round % rounds)
			continue;
		while (r->done / stride > GROUND / taken)
			stride *= 2;
		add_way(l, s, r, stride, rounds);
	}
	add_own_ends(l, s);
}

bool curves_are_chosen(const struct study *s, int rows)
{
	size_t all = (size_t)rows * (rows < ROWS_LOW ? ALL_A_ROW_LOW : ALL_A_ROW);

	return s->n_trials > (rows > 0 && all < ALL_OF ? all : ALL_OF);
}

/* The ground of a study that is small enough: all there is of each trial. */
static void add_all(struct curves_set *l, const struct study *s)
{
	for (uint32_t i = 0; i < s->n_trials; i++) {
		ARRAY_ROOM(l->ground, l->n_ground, l->cap_ground);
		l->ground[l->n_ground++] =
			(struct curves_span){i, 1, s->trials[i].epoch, 1};
	}
}

/* What climbed last, each once, in the colour of that wherever it has come to since. */
static void add_climbed(struct curves_set *l, const struct study *s, size_t most)
{
	size_t begin = l->n, look = 0;

	for (size_t i = s->n_decisions; i-- > 0 && look < LOOK_BACK; look++) {
		const struct decision *d = &s->decisions[i].d;
		size_t k = begin, before = l->n;

		if (d->verdict != VERDICT_PROMOTE)
			continue;
		while (k < l->n && l->series[k].trial != d->trial)
			k++;
		if (k < l->n || l->n - begin >= most)
			continue;
		add(l, s, d->trial);
		if (l->n > before)
			l->series[before].ink.role = ROLE_CLIMBED;
	}
}

/* The trials that run, those that have come farthest where there are many. */
static void add_running(struct curves_set *l, const struct study *s, size_t most)
{
	uint32_t far[RUNNING];
	size_t n = 0;

	for (size_t i = 0; i < s->n_on_worker; i++) {
		uint32_t id = s->on_worker[i];
		size_t k = n;

		if (id == STUDY_NONE)
			continue;
		for (; k > 0 && s->trials[far[k - 1]].epoch < s->trials[id].epoch; k--)
			if (k < most)
				far[k] = far[k - 1];
		if (k < most)
			far[k] = id;
		n += n < most;
	}
	for (size_t i = n; i-- > 0;)
		add(l, s, far[i]);
}

/* So few that each can be followed with the eye. */
static void add_choice(struct curves_set *l, const struct study *s, int rows)
{
	size_t few = rows > 0 ? (size_t)rows / 2 : RUNNING;

	if (s->n_trials <= ALL_OF)
		add_all(l, s);
	else
		add_ground(l, s);
	add_climbed(l, s, few < CLIMBED ? few : CLIMBED);
	add_running(l, s, few < RUNNING ? few : RUNNING);
}

/* Those that would have beaten the incumbent. */
static void add_ghosts(struct curves_set *l, const struct scene *sc)
{
	const struct study *s = sc->study, *now = view_present(sc->view, s);
	const struct study_incumbent *best = study_incumbent(now);
	size_t n = 0;

	for (uint32_t i = 0; best && i < s->n_trials && n < GHOSTS; i++) {
		const struct future *x = ghosts_of(sc->view->ghosts, &s->trials[i]);
		size_t before = l->n;
		int epoch;

		if (!x || !study_better(s, future_best(x, s->info->maximize, &epoch),
				  best->value))
			continue;
		add_bright(l, s, i, ROLE_CLIMBED, 5);
		if (l->n > before)
			l->series[before].ghost = true;
		n++;
	}
}

void curves_choose(
	struct curves_set *l, const struct scene *sc, const struct curves_window *w)
{
	const struct study *s = sc->study;
	const struct study_incumbent *best = study_incumbent(s);
	bool alone = sc->view->ghosts && sc->view->ghosts->all;

	l->cross = STUDY_NONE;
	if (alone) {
		add_ghosts(l, sc);
	} else if (curves_are_chosen(s, w->rows)) {
		add_choice(l, s, w->rows);
	} else {
		for (size_t i = 0; i < s->n_trials; i++)
			add(l, s, (uint32_t)i);
	}
	if (best)
		add_bright(l, s, best->trial, ROLE_BEST, 6);
	if (sc->view->selected.trial != STUDY_NONE) {
		size_t before = l->n;

		add_bright(l, s, sc->view->selected.trial, ROLE_STRONG, 7);
		if (l->n > before)
			l->series[before].ghost = true;
	}
	if (!w->cross)
		return;
	l->cross = sc->view->selected.trial;
	l->cross_epoch = w->cross_epoch;
}

void curves_release(struct curves_set *l)
{
	free(l->series);
	free(l->ground);
}
