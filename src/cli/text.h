/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A study in lines of text, for batch: progress, one line a decision, and the result.
 * Pure: they read a study and fill a string.
 */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include "study/left.h"

/*
 * The result as `key: value` lines: study, objective, scheduler, seed, reason (a study
 * that goes on is `unfinished`), trials, and of them running, paused, completed, stopped,
 * diverged, failed, killed; epochs; epochs to r_max (if every trial had trained that
 * far); seconds, utilisation (where programs start, what of it was training and starting:
 * study_utilisation()), a hint where starting takes too much; metric; and, when there is an
 * incumbent, its value, trial, epoch, and a `param NAME` line for each parameter. `cause`
 * lines after the states tell why trials failed; logs: the folder of their logs, or NULL.
 */
void text_result(const struct study *s, const char *logs, struct strbuf *out);
/* Its lines about predictions: how good the searcher's model is. */
void text_calibration(const struct study *s, struct strbuf *out);
/*
 * "epochs 412/1581  trials 96  best 0.0194 (T12, epoch 27)  12 s, 34 s left (30 to 40 s)".
 * now, and the times of left (which may be NULL): seconds on one clock.
 */
void text_progress(
	const struct study *s, const struct left *left, double now, struct strbuf *out);
/* The same with a bar, for a terminal of this many columns. */
void text_bar(const struct study *s, const struct left *left, double now, int cols,
	struct strbuf *out);
/* The time left, with a newline: "#61 12 min left (10 to 15 min)"; nothing: not known. */
void text_left(const struct study *s, uint64_t seq, struct strbuf *out);
/*
 * The decision in words, with a newline: "#61 T9 climbs …"; of the last one also what
 * the other kind of scheduler would have done.
 */
void text_decision(const struct study *s, uint64_t seq, const struct decision *d,
	struct strbuf *out);
/* A command, with a newline: "#70 switch asha eta=4". */
void text_control(uint64_t seq, const struct event *e, struct strbuf *out);

/*
 * Appends "#12 T3 failed: WHY" and a newline for the end of a trial that failed or diverged,
 * and a line for one whose program ended before its task did; nothing for others. Call it
 * after e has been applied.
 */
void text_end(const struct study *s, const struct event *e, struct strbuf *out);

#endif
