/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events: everything that happens in a study, in the order that it happened. The JSON
 * form (one object a line) is a fixed format: fields are added, never changed.
 */
#ifndef STUDY_EVENT_H
#define STUDY_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/constraint.h"
#include "base/plateau.h"
#include "base/stop_limits.h"
#include "base/strbuf.h"
#include "objective/objective.h"
#include "scheduler/scheduler.h"
#include "searcher/searcher.h"
#include "space/space.h"
#include "study/platform.h"

enum event_kind {
	EVENT_STUDY,
	EVENT_SCHEDULER,
	EVENT_TRIAL,
	EVENT_TASK,
	EVENT_REPORT,
	EVENT_DECISION,
	EVENT_INCUMBENT,
	EVENT_END,
	EVENT_CONTROL,
	EVENT_PLACE,   /* of a trial on another machine, or on a GPU of this one */
	EVENT_START,   /* how long a trial's program took to start */
	EVENT_HOLD,    /* what a program on hold had on GPUs was put aside, or is back */
	EVENT_EARLIER, /* a trial of an earlier study, that this one makes use of */
	EVENT_FINISH,
};

enum trial_state {     /* how a trial ended, or how it stands in a study */
	TRIAL_RUNNING, /* on a worker */
	TRIAL_CLIMBED, /* was told to climb, and waits for a worker */
	TRIAL_PAUSED,  /* waits at a rung, or for its first one: may still climb */
	TRIAL_COMPLETED,
	TRIAL_STOPPED,
	TRIAL_DIVERGED,
	TRIAL_FAILED,
	TRIAL_KILLED,
	TRIAL_STATES,
};

enum control_action {
	CONTROL_PAUSE,
	/* text, limits and platform when another process resumes it; else NULL */
	CONTROL_RESUME,
	CONTROL_STEP,	 /* let one decision happen, then pause */
	CONTROL_WORKERS, /* number */
	CONTROL_PACE,	 /* number: epochs a second a worker, 0 for unlimited */
	CONTROL_KILL,	 /* trial */
	CONTROL_PROMOTE, /* trial */
	CONTROL_ENQUEUE, /* text */
	/*
	 * trial, a stopped one: it trains to the top, outside of the rule. It does so beside
	 * the study, which sees none of it: see tuner/hindsight.h.
	 */
	CONTROL_TRAIN_ON,
	CONTROL_SWITCH, /* text */
	CONTROL_STOP,	/* text, limits: those that end it from now on */
	CONTROL_CLOSE,	/* text, exhausted: why no new trial starts; not a command */
	CONTROL_WARN,	/* text, warning: what is wrong outside; not a command */
	/* text: what somebody says of the study; tags to add, or, after a minus, take away */
	CONTROL_NOTE,
	CONTROL_TAG,
	CONTROL_QUIT, /* never an event: ends the study with reason `user` */
};

enum warning {
	WARNING_LASTS, /* until one says that it is over */
	WARNING_OVER,  /* the one before is */
	WARNING_ONCE,  /* no fault that lasts: told once */
	/* Of the searcher's model: told once, and a diagnosis of the study from then on. */
	WARNING_SEARCHER,
	WARNINGS,
};

enum finish_reason {
	FINISH_ROUNDS,
	FINISH_TRIALS,
	FINISH_EPOCHS,
	FINISH_SECONDS,
	FINISH_VALUE,
	FINISH_PLATEAU, /* the best value has not improved for long enough */
	FINISH_EXHAUSTED,
	FINISH_USER,
	FINISH_ERROR, /* a program or a worker could not be started, or a fault of ours */
	FINISH_REASONS,
};

/* Whether a result may end the study, and nobody knows when that comes. */
bool stop_waits_for_result(const struct stop_limits *stop);

/* The constant part of a study, which the first event points to. Outlives the journal. */
struct study_info {
	const char *name;
	uint64_t seed;
	const char *metric; /* the one that decides */
	bool maximize;
	const struct constraint *constraints; /* n_constraints */
	size_t n_constraints;
	const char *objective;
	const char *searcher; /* its name, if it learns; else NULL */
	const char *summary; /* a line about the data */
	const char *start_hint; /* what makes its programs start sooner, or NULL */
	const struct platform *platform; /* it began on, or NULL: not said */
	const struct space *space;
	const char *const *metrics; /* names, in the order of a report's values */
	size_t n_metrics;
	size_t metric_index; /* of `metric` among them */
	bool simulated;	     /* t is on the virtual clock */
	struct stop_limits stop;
	struct plateau patience; /* of a trial's own best value; it then ends */
	uint64_t configs; /* that there are to be tried; 0: any number, or not known */
};

struct adopted_seat {
	struct seat seat;
	bool running; /* on a worker */
	bool revived; /* had completed below the new top: it is alive again */
};

/*
 * A trial of an earlier study in this one's terms: its configuration has a value for each
 * parameter, its results are at this study's levels and at its own end.
 */
struct earlier_event {
	const char *source; /* the file, as it was named; kept */
	uint32_t trial;	    /* in there */
	enum trial_state state;
	const struct value *config;
	const int *epochs; /* n_results, ascending; kept */
	const double *values; /* study_score(); NaN: not finite, or failed there; kept */
	size_t n_results;
	bool enqueue; /* it is tried here; else it tells the searcher */
};

struct event {
	uint64_t seq; /* 1, 2, 3, … */
	double t;     /* event_seconds() of study time on the pool's clock */
	enum event_kind kind;
	union {
		const struct study_info *study;
		struct {
			const char *name; /* static */
			int eta, r_min, r_max; /* r_max: or EPOCHS_OPEN */
			int brackets;
			bool idle_wait, scratch, synchronous;
			const char *spec; /* scheduler_print(): every knob; kept */
			/* Where each trial there is (ids 0 …) stands in it, after a switch. */
			const struct adopted_seat *adopted; /* n_adopted; kept */
			size_t n_adopted;
			/*
			 * The whole shape, bracket after bracket: shape[b].levels and
			 * .seats live as long as the journal.
			 */
			const struct bracket_shape *shape;
		} scheduler;
		struct {
			uint32_t trial;
			int bracket, round;
			const struct value *config; /* lives as long as the journal */
			const struct proposal *why; /* as long; NULL: nothing is said */
		} trial;
		struct {
			uint32_t trial;
			int worker, from, to, bracket, round, rung;
		} task;
		struct {
			uint32_t trial;
			int epoch;
			float seconds; /* event_seconds() of training, this epoch */
			double metrics[METRICS_MAX];
		} report;
		struct decision decision;
		struct {
			uint32_t trial;
			int epoch;
			double value;
		} incumbent;
		struct {
			uint32_t trial;
			enum trial_state state;
			const char *why; /* lives as long as the journal; never NULL */
			struct failure failure; /* its line: as long */
			bool patience; /* its best value has not improved for long enough */
		} end;
		struct {
			enum control_action action;
			double number;
			uint32_t trial;
			const char *text;    /* or NULL; lives as long as the journal */
			/* CONTROL_RESUME: KEY=VALUE … that else was changed, or NULL; kept */
			const char *set;
			const char *refused; /* why nothing came of it, or NULL; kept */
			const struct stop_limits *limits; /* or NULL; kept */
			const struct platform *platform;  /* the same */
			bool exhausted; /* the searcher has nothing left to propose */
			enum warning warning;
		} control;
		struct {
			uint32_t trial;
			int worker, attempt;
			const char *node; /* "": it waits for one; kept, never NULL */
			const char *why;  /* it waits, or NULL: not known; kept */
			/*
			 * The GPUs of this machine that it has: "0,2"; "": it has left
			 * them, or waits for one; NULL: it is not about them; kept.
			 */
			const char *gpus;
		} place;
		struct {
			uint32_t trial;
			int worker, attempt;
			double seconds; /* event_seconds(), up to now */
			bool reported;	/* a report ended it, which comes next; else the
					   program, or its task, ended before one */
			/* Its words, a JSON array of texts or {"base64": …}; NULL: not said;
			   kept */
			const char *argv;
		} start;
		struct trial_hold hold; /* its seconds: event_seconds(), up to now */
		const struct earlier_event *earlier; /* before the first trial; kept */
		struct {
			enum finish_reason reason;
			uint64_t trials, epochs;
			const char *error; /* a fault that ended it, or NULL; kept */
		} finish;
	};
};

/*
 * To the microsecond, as events are printed: what is told of a study is then the same as
 * what is told of its recording.
 */
double event_seconds(double seconds);

/*
 * What a report is compared by, its metrics being those of the study: its value of the one
 * that decides, as score_of() has it where there are constraints. NaN: not finite.
 */
double study_score(const struct study_info *info, const double *metrics);

const char *trial_state_name(enum trial_state s);	/* "completed" */
const char *finish_reason_name(enum finish_reason r);	/* "rounds" */
const char *control_action_name(enum control_action a); /* "pause" */
const char *event_kind_name(enum event_kind k);		/* "report" */
const char *warning_name(enum warning w);		/* "over" */

/* One JSON object and a newline. info: of the study that the event belongs to. */
void event_print_json(
	const struct event *e, const struct study_info *info, struct strbuf *out);

#endif
