/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trials of earlier studies, as those who read them find them: by the names of that time,
 * not yet translated into the present space. What is made of them is EVENT_EARLIER.
 */
#ifndef STUDY_EARLIER_H
#define STUDY_EARLIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "space/space.h"
#include "study/event.h"

struct earlier_value {
	char *name;
	struct value value; /* its text, where it has one, is owned */
};

/* A trial's value of the metric. */
struct earlier_report {
	int epoch;
	double value; /* NaN: not finite */
};

struct earlier_trial {
	uint32_t id; /* in its own study */
	enum trial_state state;
	struct earlier_value *values; /* n_values, of parameters */
	size_t n_values, cap_values;
	struct earlier_report *reports; /* n_reports, by epoch once it is settled */
	size_t n_reports, cap_reports;
	bool has_last; /* and a value of which no epoch is known but that it came last */
	double last;
};

struct earlier_study {
	struct earlier_trial *trials;
	size_t n_trials, cap_trials;
	bool has_metric;	 /* it has the one that was asked for */
	bool named;		 /* and calls it so; else it has no name there */
	bool judged; /* its values are scores: what the study's constraints ask is known */
	bool has_goal, maximize; /* its goal, as far as it is known */
	bool from_0;		 /* it counted epochs from 0 */
	struct strbuf unused;	 /* columns that are nothing here: "a, b" */
};

void earlier_study_init(struct earlier_study *s);
void earlier_study_release(struct earlier_study *s);
/* A new trial, to be filled in; valid until the next one. */
struct earlier_trial *earlier_trial_add(
	struct earlier_study *s, uint32_t id, enum trial_state state);
/* Copies the name; takes the value's text. The last value of a name counts. */
void earlier_value_add(struct earlier_trial *t, const char *name, struct value v);
/* The value of that name, or NULL. */
const struct earlier_value *earlier_value_find(
	const struct earlier_trial *t, const char *name);
void earlier_report_add(struct earlier_trial *t, int epoch, double value);
void earlier_last_add(struct earlier_trial *t, double value);
/*
 * When all is read: sorts each trial's reports by epoch, of which there is then one each,
 * the last. Where an epoch was called 0 the first is 1 from here on.
 */
void earlier_study_settle(struct earlier_study *s);

/*
 * A table of trials, plain or gzip: a header, and a row for each trial, or for each epoch
 * of each. Columns by name: the parameters of the space (Optuna's data frames call them
 * params_NAME), the metric (or `value`), and, where they are there, config, trial or number
 * (which trial), epoch or step, and state. -1 with err, which names the line.
 */
int earlier_read_csv(struct earlier_study *s, const char *path, const struct space *space,
	const char *metric, struct error *err);

#endif
