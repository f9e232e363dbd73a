/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A study is a fold over its events, and nothing else: study_apply() is the only
 * function that changes one. Whoever wants to look at a study folds a copy of its own,
 * so no lock is ever taken around one. Rooms that show it read the fields directly.
 */
#ifndef STUDY_STUDY_H
#define STUDY_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scheduler/rule.h"
#include "study/event.h"
#include "study/failures.h"
#include "study/notes.h"
#include "study/platform.h"
#include "study/timeline.h"

#define STUDY_NONE UINT32_MAX

/* What starting programs took, and what epochs take: see study_utilisation(). */
struct study_starts {
	double seconds;	   /* from each start to the first report, or to its end without */
	uint64_t reported; /* starts that led to a report */
	double epochs;	   /* seconds of the epochs that were no program's first */
	uint64_t n_epochs; /* of these epochs */
};

/* What was put aside of what programs on hold had on GPUs. */
struct study_holds {
	uint64_t out, back;
	double bytes, most; /* put aside in all, and at once of one program */
	double out_seconds, back_seconds;
};

struct study_trial {
	uint32_t id;
	enum trial_state state;	    /* as it is shown everywhere */
	const struct value *config; /* borrowed from the journal */
	const struct proposal *origin; /* the same; NULL: nothing is said */
	int bracket, round;
	int rung; /* the rung it is bound for while running, else the last one it reached */
	int reached; /* the highest rung where it has a result in the present ladder, or -1 */
	int epoch;	   /* trained */
	int target;	   /* the epoch its task ends at; == epoch when not running */
	int worker;	   /* -1 when not running */
	uint64_t task_seq; /* event of its last task */
	double value;	   /* latest value of the metric; NaN: none yet or not finite */
	double broken;	   /* by how much it breaks constraints there; NaN: not known */
	double best;	   /* best so far that breaks no constraint; NaN: none */
	int best_epoch;
	uint32_t rank,
		rank_of; /* at the last rung it was judged at, among as many; 0: none */
	bool by_hand;	 /* that was the user's doing */
	bool trains_on;	 /* outside of the rule, and of the study; see CONTROL_TRAIN_ON */
	bool unjudged; /* its task was from before a switch: at its end, but on no rung yet */
	uint64_t decision; /* index + 1 of its latest in study.decisions; 0: none */
	double *values; /* of the metric that decides: values[e], e = 0 … epoch - 1; owned */
	double *scores; /* what rungs compare, where there are constraints; else NULL; owned */
	float *others;	   /* the other metrics: study_metric(); owned */
	float *times;	   /* study time of epoch e's report: times[e - 1]; owned */
	int curve_cap;	   /* epochs */
	double seconds;	   /* training time */
	const char *why;   /* of its end, or NULL */
	bool patience;	   /* ended it: its best had not improved for long enough */
	enum cause cause;  /* of its end, when it failed or was infeasible */
	const char *node;  /* where it is or was; "": it waits for one; NULL: here */
	const char *waits; /* with node "": why; NULL: not known */
	const char *gpus;  /* of this machine that it has, or had: "0,2"; NULL: none. Of
			      one that waits: "" when it waits for one of these */
	const char *argv;  /* its program's words, the last time; NULL: none is known */
	int attempt;	   /* there, from 1 */
	struct study_starts starts;
	bool is_first; /* its next epoch is the first one that its program reports */
};

/* A rung of one bracket in one round (asynchronous schedulers have the one round 0). */
struct study_rung {
	int bracket, round, rung, level;
	uint32_t seats; /* of a synchronous round; 0: open ended */
	uint32_t done;	/* results, lost ones included */
	uint32_t climbed, paused, running, stopped, lost; /* where its trials are now */
	uint32_t places;  /* that the last decision here had */
	double cutoff;	  /* NaN: none yet */
	uint32_t *trials; /* that have a result here, in the order they came; [done] */
	double *values;	  /* their results (study_result()), NaN when lost */
	uint32_t cap;
};

struct study_incumbent {
	uint32_t trial; /* STUDY_NONE: none yet */
	int epoch;
	double value;
	double t;
	uint64_t seq;	 /* its event */
	uint64_t epochs; /* spent when it was found */
};

struct study_decision {
	uint64_t seq;
	double t;
	struct decision d;
	const struct rule *rule; /* of the scheduler that took it; the study's */
};

/* The last command that was obeyed. */
struct study_command {
	uint64_t seq; /* 0: there was none */
	enum control_action action;
	uint32_t trial;
	const char *text; /* or NULL; the journal's */
};

/* A trial that has failed. */
struct study_failure {
	uint64_t seq; /* of its end */
	uint32_t trial;
	struct failure failure; /* beside its `why` */
};

enum study_phase { PHASE_EMPTY, PHASE_RUNNING, PHASE_PAUSED, PHASE_FINISHED };

struct study {
	const struct study_info *info; /* NULL before the first event */
	uint64_t seq;		       /* of the last event */
	double t;		       /* of the last event */
	enum study_phase phase;
	const struct stop_limits *stop; /* what ends it now; as long as the journal */
	struct notes notes;
	struct platforms platforms;

	/* the scheduler */
	const char *scheduler;
	const struct ladder_ops *ladder; /* what it makes of a curve */
	const struct rule *rule;	 /* its words */
	struct rule **rules;		 /* of all that there were; n_rules; owned */
	size_t n_rules;
	const char *spec;    /* all of it in a line, as scheduler_parse() reads it */
	size_t switches;     /* so far */
	uint64_t switch_seq; /* event of the last one; 0: none */
	int eta, r_min, r_max, n_brackets; /* r_max: EPOCHS_OPEN of an open top */
	int r_full; /* the largest r_max of the schedulers so far: what no halving costs */
	bool synchronous, idle_wait, scratch;
	const struct bracket_shape *shape; /* n_brackets */

	const struct earlier_event **earlier; /* that told the searcher, in their order */
	size_t n_earlier, cap_earlier;
	struct study_trial *trials; /* by id */
	size_t n_trials, cap_trials;
	size_t count[TRIAL_STATES]; /* trials in each state */
	size_t n_patience;	    /* of those that completed: ended by patience */
	uint64_t epochs;	    /* trained, retrained ones included */
	int longest;		    /* the epoch that the longest curve has come to */
	double *least; /* of each metric, the least finite value; NaN: none; owned */

	/* rungs in order of first use, and a hash table of where to find one */
	struct study_rung *rungs;
	size_t n_rungs, cap_rungs;
	uint32_t *rung_table; /* index + 1 in rungs; 0: free */
	size_t rung_slots;    /* a power of 2 */
	int round; /* the latest that has begun: a pass over all brackets for hyperband */
	int highest; /* of bracket 0, the rung at the highest level that was bound for */

	double best; /* of all reports up to now; NaN: none. See study_check.c */
	struct study_incumbent *incumbents; /* oldest first; the last one is it */
	size_t n_incumbents, cap_incumbents;
	struct study_decision *decisions; /* oldest first */
	size_t n_decisions, cap_decisions;

	struct study_failure *failures; /* oldest first */
	size_t n_failures, cap_failures;
	bool failing; /* the trial that ended last has failed */
	bool new_cause; /* and no other one of that cause before it */
	struct failures causes; /* of all failures, and of what was infeasible */

	int workers;		  /* as last set */
	double pace;		  /* 0: unlimited */
	uint64_t interrupted_seq; /* the last event after which tasks may move */
	uint32_t *on_worker;	  /* trial each trains, or STUDY_NONE */
	size_t n_on_worker;
	int n_busy;		  /* workers that have one */
	struct timeline timeline; /* what they had before */

	struct study_starts starts; /* of all trials */
	struct study_holds holds;

	const char *warning; /* the last one, or NULL */
	uint64_t warning_seq;
	bool warned;	     /* what it warns of is not over */
	const char *searcher_warning; /* of its model, or NULL */
	struct study_command command;
	const char *refused; /* why nothing came of the last command that failed */
	uint64_t refused_seq;

	enum finish_reason reason; /* in PHASE_FINISHED */
	const char *error;	   /* a fault that ended it, or NULL */
	bool closed; /* no new trial starts: as many have as may, or there are no more */
};

void study_init(struct study *s);
void study_release(struct study *s);
/*
 * Whether e can be the next event; -1 with err, which says why not without a place. What
 * a tuner appends always can; study_apply() relies on it, so what comes from elsewhere
 * must be checked.
 */
int study_check(const struct study *s, const struct event *e, struct error *err);
/* Applies the next event. */
void study_apply(struct study *s, const struct event *e);

/* The rung, or NULL when it has not been used. */
struct study_rung *study_rung_find(
	const struct study *s, int bracket, int round, int rung);
/* What rungs compare of the trial after epoch e (1 … t->epoch): see study_score(). */
double study_result(const struct study_trial *t, int epoch);
/* The same of all its epochs, [t->epoch]; borrowed. */
const double *study_results(const struct study_trial *t);
/*
 * The value of a rung's k-th result, which may break constraints: what is drawn; NaN: it is
 * lost, or trains again and has not come there.
 */
double study_rung_value(const struct study *s, const struct study_rung *r, uint32_t k);
/* Its latest; NaN: none. */
double study_latest(const struct study_trial *t);
/* By how much a result breaks the constraints; 0: it breaks none, or is not finite. */
double study_broken(const struct study *s, double result);
/* Appends "breaks latency by 3.1" of the trial after epoch e; nothing: it breaks none. */
void study_say_broken(const struct study *s, const struct study_trial *t, int epoch,
	struct strbuf *out);
/*
 * Whether a is better than b in the study's sense; a value that is not finite never is.
 * Values that break no constraint, or results.
 */
bool study_better(const struct study *s, double a, double b);
/* Whether a trial that has come to the rung has gone on from there. */
bool study_has_climbed(const struct study_trial *t, int rung);
/* NULL when there is none yet. */
const struct study_incumbent *study_incumbent(const struct study *s);
/* Whether there are results, and all of them break constraints. */
bool study_all_break(const struct study *s);
/* Why a study that has finished has no incumbent. */
const char *study_without(const struct study *s);
/* Appends in short why a trial has failed: "out of memory: MemoryError". */
void study_failure_text(
	const struct study *s, const struct study_failure *f, struct strbuf *out);
/* The last epoch that there is to draw: r_max, or where an open ladder has come to. */
int study_top(const struct study *s);
/* The rungs of a bracket, but for those of an open ladder that nobody is near. */
int study_rungs_near(const struct study *s, int bracket);
/* A level as text: "81", or "end" of an open top. */
const char *study_level_text(int level, char *out, size_t size);
/* "at 1 epoch", "at 81 epochs"; "at the program's end" of an open top. */
const char *study_level_words(int level, char *out, size_t size);
/* Of all trials to r_full, the part of the epochs that was not trained; NaN: it is open. */
double study_saved(const struct study *s);
/*
 * The parts of the workers' time in which trials trained, and in which their programs were
 * starting: 0 … 1, together timeline_share_of_all() and no more than 1; both NaN while no
 * time has passed. Starting is the time from each start of a program to its first report,
 * or to its end without one. The program's first epoch is in there: for it the mean of the
 * trial's other epochs is taken off, or the study's where the trial has none, but no more
 * than there is. Where each start trains one epoch there are no others, and the first
 * epochs count as starting. Objectives without programs start nothing.
 */
struct utilisation {
	double training, starting;
};
struct utilisation study_utilisation(const struct study *s);
/* What would help where starting takes more than a quarter of the time, else NULL. */
const char *study_start_hint(const struct study *s);
/*
 * Whether a rung of its bracket is the highest that the trial's epochs have come to. Until
 * it is judged one whose task was from before a switch may not be on it.
 */
bool study_has_come_to(const struct study *s, const struct study_trial *t, int rung);
/* The metric m of trial t after epoch e (1 … t->epoch). */
double study_metric(
	const struct study *s, const struct study_trial *t, int epoch, size_t m);

#endif
