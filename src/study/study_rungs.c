/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/stream.h"
#include "base/xalloc.h"
#include "study/study_parts.h"

#define RUNGS_FEW 8 /* that are all shown, even of an open ladder */

void study_rungs_release(struct study *s)
{
	for (size_t i = 0; i < s->n_rungs; i++) {
		free(s->rungs[i].trials);
		free(s->rungs[i].values);
	}
	free(s->rungs);
	free(s->rung_table);
	s->rungs = NULL;
	s->rung_table = NULL;
	s->n_rungs = s->cap_rungs = s->rung_slots = 0;
}

/* The slot of a rung in the table: its own, or the free one where it belongs. */
static size_t rung_slot(const struct study *s, int bracket, int round, int rung)
{
	uint64_t key = ((uint64_t)(uint32_t)round << 32) | ((uint32_t)bracket << 24) |
		       (uint32_t)rung;
	size_t i = (size_t)stream_mix(key) & (s->rung_slots - 1);

	while (s->rung_table[i]) {
		const struct study_rung *r = &s->rungs[s->rung_table[i] - 1];

		if (r->rung == rung && r->bracket == bracket && r->round == round)
			break;
		i = (i + 1) & (s->rung_slots - 1);
	}
	return i;
}

struct study_rung *study_rung_find(
	const struct study *s, int bracket, int round, int rung)
{
	uint32_t at =
		s->rung_slots ? s->rung_table[rung_slot(s, bracket, round, rung)] : 0;

	return at ? &s->rungs[at - 1] : NULL;
}

static void grow_rung_table(struct study *s)
{
	free(s->rung_table);
	s->rung_slots = s->rung_slots ? 2 * s->rung_slots : 64;
	s->rung_table = xcalloc(s->rung_slots, sizeof(*s->rung_table));
	for (size_t i = 0; i < s->n_rungs; i++) {
		const struct study_rung *r = &s->rungs[i];

		s->rung_table[rung_slot(s, r->bracket, r->round, r->rung)] =
			(uint32_t)i + 1;
	}
}

int study_level_of(const struct study *s, int bracket, int rung)
{
	return s->shape[bracket].levels[rung];
}

struct study_rung *study_rung_use(struct study *s, int bracket, int round, int rung)
{
	struct study_rung *r = study_rung_find(s, bracket, round, rung);

	if (r)
		return r;
	ARRAY_ROOM(s->rungs, s->n_rungs, s->cap_rungs);
	r = &s->rungs[s->n_rungs++];
	*r = (struct study_rung){.bracket = bracket,
		.round = round,
		.rung = rung,
		.level = study_level_of(s, bracket, rung),
		.cutoff = NO_NUMBER};
	if (s->shape[bracket].seats)
		r->seats = s->shape[bracket].seats[rung];
	if (2 * s->n_rungs > s->rung_slots)
		grow_rung_table(s);
	else
		s->rung_table[rung_slot(s, bracket, round, rung)] = (uint32_t)s->n_rungs;
	if (round > s->round)
		s->round = round;
	if (bracket + rung > s->highest)
		s->highest = bracket + rung;
	return r;
}

int study_rungs_near(const struct study *s, int bracket)
{
	int n = s->shape[bracket].n_rungs, near = s->highest + 2 - bracket;

	if (s->r_max != EPOCHS_OPEN || n <= RUNGS_FEW || near >= n)
		return n;
	return near > 1 ? near : 1;
}

bool study_has_climbed(const struct study_trial *t, int rung)
{
	return t->reached > rung ||
	       (t->reached == rung &&
		       (t->state == TRIAL_RUNNING || t->state == TRIAL_CLIMBED));
}

bool study_has_come_to(const struct study *s, const struct study_trial *t, int rung)
{
	const struct bracket_shape *shape = &s->shape[t->bracket];

	return shape->levels[rung] <= t->epoch &&
	       (rung + 1 == shape->n_rungs || shape->levels[rung + 1] > t->epoch);
}

struct study_rung *study_rung_of(struct study *s, const struct study_trial *t)
{
	return study_rung_use(s, t->bracket, t->round, t->rung);
}

void study_rung_add(struct study_rung *r, uint32_t trial, double value)
{
	if (r->done == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 16;
		r->trials = xreallocarray(r->trials, r->cap, sizeof(*r->trials));
		r->values = xreallocarray(r->values, r->cap, sizeof(*r->values));
	}
	r->trials[r->done] = trial;
	r->values[r->done++] = value;
}

double study_rung_value(const struct study *s, const struct study_rung *r, uint32_t k)
{
	const struct study_trial *t = &s->trials[r->trials[k]];

	if (!(study_broken(s, r->values[k]) > 0))
		return r->values[k];
	return r->level <= t->epoch ? t->values[r->level - 1] : NO_NUMBER;
}

void study_rung_spoil(struct study_rung *r, uint32_t trial)
{
	for (uint32_t i = r->done; i-- > 0;) {
		if (r->trials[i] == trial) {
			r->values[i] = NAN;
			return;
		}
	}
}

bool study_reach(struct study *s, struct study_trial *t)
{
	int before = t->reached;
	int to = s->ladder->reach(&s->shape[t->bracket], before, t->epoch);

	while (t->reached < to) {
		struct study_rung *r;

		if (t->reached > before)
			study_rung_use(s, t->bracket, t->round, t->reached)->climbed++;
		r = study_rung_use(s, t->bracket, t->round, ++t->reached);
		study_rung_add(r, t->id, study_result(t, r->level));
	}
	return t->reached > before;
}

void study_leave(struct study *s, struct study_trial *t)
{
	if (t->worker < 0)
		return;
	if (s->on_worker[t->worker] == t->id) {
		s->on_worker[t->worker] = STUDY_NONE;
		s->n_busy--;
	}
	study_rung_of(s, t)->running--;
	t->worker = -1;
}

void study_wait_on_the_way(struct study *s, struct study_trial *t)
{
	study_leave(s, t);
	study_set_state(s, t, t->reached >= 0 ? TRIAL_CLIMBED : TRIAL_PAUSED);
}

void study_lose_on_the_way(struct study *s, struct study_trial *t)
{
	struct study_rung *r;

	study_leave(s, t);
	t->rung = t->reached + 1;
	if (t->rung == s->shape[t->bracket].n_rungs)
		t->rung--; /* past the top of a ladder that came later */
	r = study_rung_of(s, t);
	if (t->reached < t->rung) {
		study_rung_add(r, t->id, NAN);
	} else {
		study_rung_spoil(r, t->id);
		r->climbed--;
	}
	t->reached = t->rung;
	r->lost++;
}

void study_give_up_seat(struct study *s, const struct study_trial *t)
{
	struct study_rung *r;

	if (!s->shape[t->bracket].seats)
		return;
	r = study_rung_of(s, t);
	r->seats -= r->seats > 0;
}
