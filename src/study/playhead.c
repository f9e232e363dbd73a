/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/playhead.h"

#include <math.h>

#define WHOLE_STUDY 60.0 /* seconds that it takes */
#define SPEED_LEAST (1.0 / 1024)
#define SPEED_MOST 1073741824.0 /* a virtual clock may go far */

static double within(double speed)
{
	return fmin(fmax(speed, SPEED_LEAST), SPEED_MOST);
}

double playhead_speed(double whole)
{
	/* a power of 2, which can be read and doubles evenly */
	return within(exp2(round(log2(whole / WHOLE_STUDY))));
}

double playhead_hurried(double speed, bool faster)
{
	return within(speed * (faster ? 2 : 0.5));
}

void playhead_init(struct playhead *p)
{
	*p = (struct playhead){.live = true, .speed = 1};
}

void playhead_replay(struct playhead *p, const struct moments *t, double wall)
{
	double whole = t->length ? journal_at(t->journal, t->length)->t : 0;

	*p = (struct playhead){.replay = true, .seq = 1, .speed = 1};
	if (whole > 0)
		p->speed = playhead_speed(whole);
	playhead_play(p, t, true, wall);
}

uint64_t playhead_seq(const struct playhead *p, const struct moments *t)
{
	return p->live || p->seq > t->length ? t->length : p->seq;
}

/* The clock goes on from the event that it stands on. */
static void set_clock(struct playhead *p, const struct moments *t, double wall)
{
	p->t = p->seq && p->seq <= t->length ? journal_at(t->journal, p->seq)->t : 0;
	p->wall = wall;
}

void playhead_goto(struct playhead *p, const struct moments *t, uint64_t seq, double wall)
{
	seq = seq > t->length ? t->length : seq;
	p->frozen = false;
	p->live = !p->replay && seq == t->length;
	p->seq = seq ? seq : 1;
	set_clock(p, t, wall);
}

void playhead_freeze(struct playhead *p, const struct moments *t)
{
	p->seq = playhead_seq(p, t);
	p->live = false;
	p->frozen = true;
}

void playhead_live(struct playhead *p)
{
	p->live = true;
	p->frozen = false;
}

void playhead_play(struct playhead *p, const struct moments *t, bool play, double wall)
{
	if (play && p->seq >= t->length)
		p->seq = 1;
	p->playing = play;
	set_clock(p, t, wall);
}

void playhead_hurry(struct playhead *p, bool faster, double wall)
{
	p->t = playhead_clock(p, wall);
	p->wall = wall;
	p->speed = playhead_hurried(p->speed, faster);
}

bool playhead_advance(struct playhead *p, const struct moments *t, double wall)
{
	double now = playhead_clock(p, wall);
	uint64_t before = p->seq;

	if (!p->playing)
		return false;
	while (p->seq < t->length && journal_at(t->journal, p->seq + 1)->t <= now)
		p->seq++;
	if (p->seq >= t->length)
		p->playing = false;
	return p->seq != before || !p->playing;
}

double playhead_clock(const struct playhead *p, double wall)
{
	return p->playing ? p->t + p->speed * (wall - p->wall) : p->t;
}

double playhead_wakes(const struct playhead *p, const struct moments *t, double wall)
{
	double now = playhead_clock(p, wall), next = floor(now) + 1;

	if (!p->playing || p->seq >= t->length)
		return 0;
	next = fmin(next, journal_at(t->journal, p->seq + 1)->t);
	return wall + fmax(next - now, 0) / p->speed;
}
