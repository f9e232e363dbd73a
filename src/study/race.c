/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/race.h"

#include <assert.h>
#include <math.h>

#define LOOK_SECONDS 0.1 /* between two looks at journals that grow */

void race_init(struct race *r)
{
	*r = (struct race){.speed = 1, .on = -1};
}

void race_release(struct race *r)
{
	for (size_t i = 0; i < r->n; i++)
		folds_release(&r->columns[i].folds);
}

void race_add(struct race *r, const char *label, const struct journal *j, bool grows)
{
	struct race_column *c;

	assert(r->n < RACE_MOST);
	c = &r->columns[r->n++];
	*c = (struct race_column){.label = label, .grows = grows};
	folds_init(&c->folds, j);
	c->head = (struct playhead){.replay = true, .seq = 1, .speed = 1};
}

static double time_at(const struct race_column *c, uint64_t seq)
{
	return journal_at(c->folds.journal, seq)->t;
}

/* Takes note of the events that have come, at most so many. True: there are more. */
static bool read_on(struct race_column *c, uint64_t most)
{
	struct moments *m = &c->folds.moments;
	bool more = moments_read(m, most);

	if (!m->length)
		return more;
	c->whole = time_at(c, m->length);
	if (c->grows && !more)
		c->grows = journal_at(m->journal, m->length)->kind != EVENT_FINISH;
	return more;
}

double race_whole(const struct race *r)
{
	double most = 0;

	for (size_t i = 0; i < r->n; i++)
		most = fmax(most, r->columns[i].whole);
	return most;
}

/* The clock waits for what a study that runs has not come to yet. */
static double known(const struct race *r)
{
	double least = race_whole(r);

	for (size_t i = 0; i < r->n; i++)
		if (r->columns[i].grows)
			least = fmin(least, r->columns[i].whole);
	return least;
}

/* The last event up to a time, or before it; the first one where there is none. */
static uint64_t last_until(const struct race_column *c, double t, bool before)
{
	uint64_t lo = 1, hi = c->folds.moments.length + 1;

	while (lo < hi) { /* the first that is after */
		uint64_t mid = lo + (hi - lo) / 2;
		double at = time_at(c, mid);

		if (before ? at < t : at <= t)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo > 1 ? lo - 1 : 1;
}

double race_clock(const struct race *r, double wall)
{
	if (!r->playing)
		return r->t;
	return fmin(r->t + r->speed * (wall - r->wall), fmax(known(r), r->t));
}

static void set_clock(struct race *r, double t, double wall)
{
	r->t = t;
	r->wall = wall;
}

static bool grows(const struct race *r)
{
	bool any = false;

	for (size_t i = 0; i < r->n; i++)
		any |= r->columns[i].grows;
	return any;
}

/* At which all that is known takes about a minute: a power of 2, which can be read. */
static void suit_speed(struct race *r, double wall)
{
	double whole = race_whole(r), now = race_clock(r, wall);

	if (r->hurried || !(whole > 0))
		return;
	r->speed = playhead_speed(whole);
	set_clock(r, now, wall);
}

void race_begin(struct race *r, double wall)
{
	for (size_t i = 0; i < r->n; i++)
		read_on(&r->columns[i], UINT64_MAX);
	race_goto(r, 0, wall);
	suit_speed(r, wall);
	r->playing = true;
}

int race_again(struct race *r, int workers, double wall, struct error *err)
{
	struct race before = *r;

	before.t = race_clock(r, wall);
	race_release(r);
	race_init(r);
	r->again = before.again;
	r->arg = before.arg;
	r->focus = before.focus;
	r->speed = before.speed;
	r->hurried = before.hurried;
	if (before.again(before.arg, r, workers, err) < 0)
		return -1;
	race_begin(r, wall);
	/* as far as they have come by now; on from there they are caught up with */
	race_goto(r, before.t, wall);
	r->playing = before.playing;
	return 0;
}

bool race_ended(const struct race *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct race_column *c = &r->columns[i];

		if (c->grows || c->head.seq < c->folds.moments.length)
			return false;
	}
	return true;
}

void race_goto(struct race *r, double t, double wall)
{
	set_clock(r, fmax(0, fmin(t, known(r))), wall);
	r->on = -1;
	for (size_t i = 0; i < r->n; i++)
		r->columns[i].head.seq = last_until(&r->columns[i], r->t, false);
}

void race_goto_event(struct race *r, size_t i, uint64_t seq, double wall)
{
	double t = time_at(&r->columns[i], seq);

	set_clock(r, t, wall);
	r->on = (int)i;
	for (size_t j = 0; j < r->n; j++)
		r->columns[j].head.seq =
			j == i ? seq : last_until(&r->columns[j], t, j > i);
}

/*
 * The next such event of a column, or the one before; 0: none. The event that the race
 * stands on is neither; of other columns the last one that has happened is before it.
 */
static uint64_t moment_of(const struct race *r, size_t i, enum moment m, bool back)
{
	const struct race_column *c = &r->columns[i];
	uint64_t at = c->head.seq;

	if (!back)
		return moments_after(&c->folds.moments, m, at);
	return moments_before(&c->folds.moments, m, r->on == (int)i ? at : at + 1);
}

/* The first or the last of the columns' in the order of the race; NULL: there is none. */
static const struct race_column *nearest(
	const struct race *r, enum moment m, bool back, uint64_t *seq)
{
	const struct race_column *best = NULL;
	double at = 0;

	for (size_t i = 0; i < r->n; i++) {
		uint64_t found = moment_of(r, i, m, back);
		double t = found ? time_at(&r->columns[i], found) : 0;

		/* of the same time the first column is the first */
		if (!found || (best && (back ? t < at : t >= at)))
			continue;
		best = &r->columns[i];
		at = t;
		*seq = found;
	}
	return best;
}

bool race_has_moment(const struct race *r, enum moment m, bool back)
{
	uint64_t seq;

	return nearest(r, m, back, &seq) != NULL;
}

bool race_moment(struct race *r, enum moment m, bool back, double wall)
{
	uint64_t seq;
	const struct race_column *c = nearest(r, m, back, &seq);

	if (!c)
		return false;
	race_goto_event(r, (size_t)(c - r->columns), seq, wall);
	return true;
}

void race_play(struct race *r, bool play, double wall)
{
	if (play && race_ended(r))
		race_goto(r, 0, wall);
	set_clock(r, race_clock(r, wall), wall);
	r->playing = play;
}

void race_hurry(struct race *r, bool faster, double wall)
{
	set_clock(r, race_clock(r, wall), wall);
	r->hurried = true;
	r->speed = playhead_hurried(r->speed, faster);
}

struct playhead race_head(const struct race *r, size_t i)
{
	struct playhead h = r->columns[i].head;

	h.playing = r->playing;
	h.speed = r->speed;
	h.t = r->t;
	h.wall = r->wall;
	return h;
}

void race_take(struct race *r, size_t i, const struct playhead *h, double wall)
{
	if (h->seq != r->columns[i].head.seq)
		race_goto_event(r, i, h->seq, wall);
	if (h->playing != r->playing)
		race_play(r, h->playing, wall);
}

/* True when a column has moved. */
static bool advance(struct race *r, double wall)
{
	double now = race_clock(r, wall);
	bool moved = false;

	if (!r->playing)
		return false;
	for (size_t i = 0; i < r->n; i++) {
		struct race_column *c = &r->columns[i];
		uint64_t to = last_until(c, now, false);

		if (to <= c->head.seq)
			continue;
		c->head.seq = to;
		moved = true;
	}
	if (moved)
		r->on = -1;
	if (race_ended(r)) {
		set_clock(r, race_whole(r), wall);
		r->playing = false;
		moved = true;
	} else if (now >= known(r)) { /* it waits: no time is made good later */
		set_clock(r, now, wall);
	}
	return moved;
}

unsigned race_step(struct race *r, double wall, uint64_t most)
{
	unsigned news = 0;
	bool grew = grows(r);

	for (size_t i = 0; i < r->n; i++)
		if (read_on(&r->columns[i], most))
			news |= FOLDS_MORE;
	if (grew && !grows(r))
		suit_speed(r, wall);
	if (advance(r, wall))
		news |= FOLDS_PAST;
	for (size_t i = 0; i < r->n; i++)
		news |= folds_step(&r->columns[i].folds, &r->columns[i].head, most);
	return news;
}

const struct study *race_study(const struct race *r, size_t i)
{
	return folds_shown(&r->columns[i].folds);
}

double race_wakes(const struct race *r, double wall)
{
	double now = race_clock(r, wall), next = floor(now) + 1;

	if (grows(r))
		return wall + LOOK_SECONDS;
	if (!r->playing)
		return 0;
	for (size_t i = 0; i < r->n; i++) {
		const struct race_column *c = &r->columns[i];

		if (c->head.seq < c->folds.moments.length)
			next = fmin(next, time_at(c, c->head.seq + 1));
	}
	return wall + fmax(next - now, 0) / r->speed;
}

/* Whether a column stands before another one. */
static bool is_before(const struct race *r, size_t a, size_t b)
{
	const struct study *s = race_study(r, a);
	const struct study_incumbent *x = study_incumbent(s);
	const struct study_incumbent *y = study_incumbent(race_study(r, b));

	if (!x || !y)
		return x && !y;
	if (study_better(s, x->value, y->value))
		return true;
	return x->value == y->value && x->t < y->t;
}

void race_order(const struct race *r, size_t order[RACE_MOST])
{
	for (size_t i = 0; i < r->n; i++) {
		size_t at = i;

		for (; at > 0 && is_before(r, i, order[at - 1]); at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}
