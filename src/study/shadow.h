/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shadows: schedulers that watch a study which another one decides. A shadow is told of
 * the same trials and the same results, event by event, and says what it would have done;
 * it trains nothing and changes nothing. One thread, the reader's: it is a fold over the
 * journal.
 *
 * It has all the workers that it could want: what it lets climb it takes up at once. A
 * result of such a trial counts as soon as the study has it, at once where the study is
 * further already. What the study never trains it never gets: a trial that the study has
 * stopped ends there for the shadow, too, like a program that ends by itself, and one that
 * the study leaves paused holds up a shadow that has a barrier.
 */
#ifndef STUDY_SHADOW_H
#define STUDY_SHADOW_H

#include "study/journal.h"
#include "study/study.h"

struct shadow_trial;

/* Where a trial stood in the shadow when the study decided about it. */
enum stance {
	STANCE_GOES,  /* it would train on: it may climb, or is not judged before */
	STANCE_HELD,  /* it would wait, and might climb later */
	STANCE_WAITS, /* it would wait for others at its rung */
	STANCE_STOPPED,
	STANCE_COMPLETE,
};

/* A decision of the shadow's. */
struct shadow_decision {
	uint64_t seq;	  /* the event that led to it */
	uint64_t results; /* that the shadow had had by then */
	struct decision d;
};

/* A decision of the study's, as the shadow sees it. */
struct shadow_view {
	uint64_t seq;
	uint64_t results; /* that the shadow had had by then */
	size_t last;	  /* 1 + the shadow's last decision about the trial; 0: none */
	enum stance stance;
	bool differs;
	uint64_t n_differ; /* up to here, this one included */
};

struct shadow {
	char *spec;
	struct rule rule; /* its words */
	struct scheduler *scheduler;
	bool maximize;
	uint64_t seed_of_study;
	const struct study_info *info;
	uint64_t seq; /* the last event that it was told of */
	struct shadow_trial *trials;
	size_t n_trials, cap_trials;
	uint64_t results;
	struct shadow_decision *decisions; /* oldest first */
	size_t n_decisions, cap_decisions;
	struct shadow_view *views; /* one a decision of the study's */
	size_t n_views, cap_views;
};

/*
 * text: "asha eta=4"; what it leaves out is as in `before`, such a line or NULL. info: of the
 * study. NULL with err (usage).
 */
struct shadow *shadow_new(const char *text, const char *before,
	const struct study_info *info, struct error *err);
void shadow_free(struct shadow *sh);
/* Tells it of the next event of the journal, from the first one on. */
void shadow_tell(struct shadow *sh, const struct event *e);
/* How it sees a decision of the study's; NULL: it has not been told of it. */
const struct shadow_view *shadow_at(const struct shadow *sh, uint64_t seq);
/* With how many of the study's decisions it differs, up to an event. */
uint64_t shadow_differs(const struct shadow *sh, uint64_t seq);
/*
 * Appends what it would have done there, a sentence: "asha would have let it climb 14
 * results ago (rank 2/6 ≤ ⌊6/3⌋=2)."
 */
void shadow_explain(const struct shadow *sh, const struct shadow_view *v, bool unicode,
	struct strbuf *out);
/* Its name: "asha". */
const char *shadow_name(const struct shadow *sh);

/* Those of a screen. */
#define SHADOWS_MAX 6

struct shadows {
	const struct journal *journal; /* of the study; NULL: there can be none */
	struct shadow *items[SHADOWS_MAX];
	size_t n;
};

void shadows_release(struct shadows *s);
/* Tells each of them so many more events at most. */
void shadows_follow(struct shadows *s, uint64_t most);
/* Whether there are more to tell. */
bool shadows_are_behind(const struct shadows *s);
/* Appends what each would have done at a decision of the study's. */
void shadows_explain(
	const struct shadows *s, uint64_t seq, bool unicode, struct strbuf *out);
/* Whether any differs at a decision of the study's. */
bool shadows_differ(const struct shadows *s, uint64_t seq);

#endif
