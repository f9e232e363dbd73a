/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The place in time that the screen shows: the live edge, an event that one looks back
 * to, or one that moves on by the clock. Time comes in as `wall`, seconds of any clock
 * that runs evenly.
 */
#ifndef STUDY_PLAYHEAD_H
#define STUDY_PLAYHEAD_H

#include "study/moments.h"

struct playhead {
	bool replay;  /* a record that is played: it has an end, but no live edge */
	bool live;    /* goes with the last event, whatever comes */
	bool frozen;  /* not live because the display was frozen */
	uint64_t seq; /* when not live: the last event that has happened */
	bool playing;
	double speed;	/* study seconds a second */
	double t, wall; /* while playing: the study time, and when it was that */
};

/* The speed at which so many study seconds (> 0) take about a minute: a power of 2. */
double playhead_speed(double whole);
/* Twice as fast, or half, within limits. */
double playhead_hurried(double speed, bool faster);
/* At the live edge. */
void playhead_init(struct playhead *p);
/* Plays all there is from its first event on, in about a minute. */
void playhead_replay(struct playhead *p, const struct moments *t, double wall);
/* The last event to show; 0: there is none yet. */
uint64_t playhead_seq(const struct playhead *p, const struct moments *t);
/*
 * Goes to an event, or to the nearest there is. The last one is the live edge, except in
 * a replay. What plays plays on from there.
 */
void playhead_goto(
	struct playhead *p, const struct moments *t, uint64_t seq, double wall);
/* Stays where it is, or goes back to the live edge. */
void playhead_freeze(struct playhead *p, const struct moments *t);
void playhead_live(struct playhead *p);
/* Starts or stops the clock; at the end it starts from the first event. */
void playhead_play(struct playhead *p, const struct moments *t, bool play, double wall);
/* Twice as fast, or half. */
void playhead_hurry(struct playhead *p, bool faster, double wall);
/* Moves on to what is due, and stops at the end. True when it has moved. */
bool playhead_advance(struct playhead *p, const struct moments *t, double wall);
/* Study time while it plays. */
double playhead_clock(const struct playhead *p, double wall);
/* When the next event is due, or the clock's next second; 0: it does not play. */
double playhead_wakes(const struct playhead *p, const struct moments *t, double wall);

#endif
