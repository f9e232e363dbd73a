/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the tuner share. All of it is for the tuner's thread. */
#ifndef TUNER_TUNER_PARTS_H
#define TUNER_TUNER_PARTS_H

#include "base/heap.h"
#include "tuner/checkpoints.h"
#include "tuner/pool.h"
#include "tuner/tuner.h"

#include <pthread.h>

#define NOBODY UINT32_MAX
#define KILLED_BY_HAND "killed by hand"

struct tuner_trial {
	const struct value *config;
	struct job job;	/* its present one */
	double *values; /* of the metric, after each epoch; NaN: not finite */
	int cap_values;
	int epoch;  /* trained */
	double unsaved; /* seconds of training since it was saved last */
	int worker; /* -1: none */
	bool killed; /* ends when its worker lets go of it */
	enum standing standing; /* but for WAITING, which may be on a worker */
	struct {
		int epoch, until;
		double value;
	} told; /* to the searcher, as struct trial_progress has it */
};

struct tuner {
	const struct study_info *info;
	const struct studyfile *file;
	struct objective *objective;
	struct journal *journal;
	struct pool *pool;
	struct scheduler *scheduler;
	struct searcher *searcher;
	struct checkpoints checkpoints;

	struct tuner_trial *trials;
	size_t n_trials, cap_trials;
	uint64_t epochs;
	uint32_t best_trial;
	double best; /* NaN: no incumbent yet */

	int workers; /* that may have a task */
	uint32_t *on_worker; /* the trial each trains, or NOBODY */
	struct heap idle;    /* of the workers, those without a task */
	int n_seats;	     /* entries of on_worker */
	int n_busy;
	double pace;

	uint32_t *waiting; /* interrupted trials, oldest first */
	size_t n_waiting, cap_waiting;
	uint32_t *deferred; /* trials whose task is done, but not judged yet */
	size_t n_deferred, cap_deferred;

	bool paused, stepping;
	double paused_at, paused_for;
	double latest; /* study time of the last event */
	bool closed, dry; /* no new trial: by the limit, or the searcher has none */
	bool stopping;
	enum finish_reason reason;
	const char *error; /* what went wrong with it; kept */

	void (*save)(void *arg, uint32_t trial, int epoch, void *data, size_t size);
	void *save_arg;

	const struct value *const *configs; /* the objective's; n_configs of them */
	size_t n_configs;
	const struct value **queue; /* configurations typed in, to be tried next; kept */
	size_t first_queued, n_queue, cap_queue;
	const char *spec;   /* the scheduler's; kept */
	int64_t rounds;	    /* that a scheduler made now may begin; 0: any number */
	size_t n_switched;  /* of the study file's switches */
	uint64_t resumed;   /* events taken over from a recorded study; 0: begins anew */
	bool reopen; /* the limits are others than those that it was closed by */

	pthread_t thread;
	pthread_mutex_t lock;
	struct command *inbox;
	size_t n_inbox, cap_inbox;
};

/* Study time: stands still while the study is paused. */
double tuner_time(const struct tuner *t);
/* Appends an event now. */
void tuner_append(struct tuner *t, struct event *e);
void tuner_append_control(struct tuner *t, enum control_action action, double number);
/* A copy that lives as long as the journal. */
const char *tuner_keep_text(struct tuner *t, const char *text);

/* Ends the study: workers stop at their next epoch. The first reason counts. */
void tuner_stop(struct tuner *t, enum finish_reason reason);
void tuner_set_paused(struct tuner *t, bool paused);
/* Appends decisions and the ends that follow from them; they may end a step. */
void tuner_publish(struct tuner *t, struct decisions *ds);
/* A trial has ended on its way. */
void tuner_lose(
	struct tuner *t, uint32_t trial, enum trial_state state, const char *why);
/* No new trial starts from now on; the event tells why. */
void tuner_close(struct tuner *t);
/* Judges what had been finished when the study was paused, until a step is over. */
void tuner_judge_deferred(struct tuner *t);
struct curve tuner_curve(const struct tuner_trial *tr);
/* A trial's value after an epoch, which it has reached now. */
void tuner_keep_value(struct tuner_trial *tr, int epoch, double value);
/* Takes the trial off a list. False: it is not on it. */
bool tuner_remove(uint32_t *list, size_t *n, uint32_t trial);
/* The worker can have a task, if it is one of those that may. */
void tuner_make_idle(struct tuner *t, int worker);

/* tuner_resume.c: that it is gone on with from here, and under which limits. */
void tuner_append_resumption(struct tuner *t);

/* tuner_commands.c */
void tuner_obey(struct tuner *t, const struct command *c);
void tuner_set_workers(struct tuner *t, int n);
void tuner_set_pace(struct tuner *t, double pace);
/* A configuration typed in, for the next trial. -1 with err. */
int tuner_enqueue(struct tuner *t, const char *text, struct error *err);

/* tuner_search.c */
/* The configuration of the next trial, kept; NULL when there is none left. */
const struct value *tuner_next_config(struct tuner *t);
/* Tells the searcher of an event: right after it was appended, or repeated. */
void tuner_tell_searcher(struct tuner *t, const struct event *e);

/* tuner_switch.c */
struct scheduler *tuner_new_scheduler(const struct tuner *t, const struct kind *kind,
	const struct knobs *knobs, struct error *err);
/* adopted: after a switch, where each trial stands; NULL at the start. */
void tuner_append_scheduler(struct tuner *t, const struct kind *kind,
	const struct knobs *k, const struct adopted_seat *adopted);
/* The study file's switches, one after the other, before anything starts. */
int tuner_check_switches(const struct tuner *t, struct error *err);
/* One of them, as the command that it becomes. */
void tuner_print_switch(
	const struct tuner *t, const struct switch_at *at, struct strbuf *out);
/* The trials go over to the new scheduler. */
void tuner_adopt(struct tuner *t, struct scheduler *s, struct decisions *ds);
/* Every trial's job now has the place where it stands in the scheduler. */
void tuner_seat_all(struct tuner *t);
/* Does those of them that are due. */
void tuner_switch_by_schedule(struct tuner *t);
/* "asha eta=4" */
void tuner_switch_by_text(struct tuner *t, const struct command *c);
/* Appends the command as an event; refused: why nothing came of it, or NULL. */
void tuner_append_command(
	struct tuner *t, const struct command *c, const char *refused);

#endif
