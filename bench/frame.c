/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a frame of the screen costs with 10^5 trials: drawing alone, and with a report
 * before each and the trials sorted anew; and what sorting and filtering cost.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/xalloc.h"
#include "study/journal.h"
#include "ui/render.h"
#include "ui/trials.h"

#define TRIALS 100000
#define FRAMES 100

static struct study study;
static struct journal *journal;
static double t;

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static void event(struct event e)
{
	e.t = t += 1e-3;
	journal_append(journal, &e);
	study_apply(&study, journal_at(journal, e.seq));
}

static void train(uint32_t id, int rung, int from, int to)
{
	struct event e = {.kind = EVENT_TASK};

	e.task.trial = id;
	e.task.worker = (int)(id % 2);
	e.task.rung = rung;
	e.task.from = from;
	e.task.to = to;
	event(e);
	for (int epoch = from + 1; epoch <= to; epoch++) {
		e = (struct event){.kind = EVENT_REPORT};
		e.report.trial = id;
		e.report.epoch = epoch;
		e.report.metrics[0] =
			(0.1 + fmod(id * 0.618033988749, 1)) / sqrt((double)epoch);
		event(e);
	}
}

static void decide(uint32_t id, int rung, enum verdict v)
{
	struct event e = {.kind = EVENT_DECISION};

	e.decision = (struct decision){.trial = id,
		.rung = rung,
		.level = 1,
		.results = id + 1,
		.rank = id / 3 + 1,
		.places = id / 3,
		.cutoff = 0.3,
		.value = 0.3,
		.verdict = v};
	event(e);
}

/* A study as asha would leave it: of each rung a third climbs to the next one. */
static void make(const struct study_info *info)
{
	static const int levels[] = {1, 3, 9, 27, 81};
	static const struct bracket_shape shape = {.levels = levels, .n_rungs = 5};
	static struct value configs[TRIALS][2];
	struct event e = {.kind = EVENT_STUDY, .study = info};

	event(e);
	e = (struct event){.kind = EVENT_SCHEDULER};
	e.scheduler.name = "asha";
	e.scheduler.spec = "asha eta=3 min=1 max=81";
	e.scheduler.eta = 3;
	e.scheduler.r_min = 1;
	e.scheduler.r_max = 81;
	e.scheduler.brackets = 1;
	e.scheduler.shape = &shape;
	event(e);
	for (uint32_t id = 0; id < TRIALS; id++) {
		for (size_t i = 0; i < 2; i++)
			configs[id][i] = domain_quantile(&info->space->params[i].domain,
				fmod(id * (0.37 + 0.1 * (double)i), 1));
		e = (struct event){.kind = EVENT_TRIAL};
		e.trial.trial = id;
		e.trial.config = configs[id];
		event(e);
		for (int rung = 0; rung < 5; rung++) {
			bool climbs = rung < 4 && id % (uint32_t)pow(3, rung + 1) == 0;

			train(id, rung, rung ? levels[rung - 1] : 0, levels[rung]);
			decide(id, rung, climbs ? VERDICT_PROMOTE : VERDICT_PAUSE);
			if (!climbs)
				break;
		}
	}
}

static void frame(struct view *v, struct picture *p)
{
	struct layout_prefs prefs = view_prefs(v, &study);
	struct layout l = layout_make(40, 120, &prefs);

	view_follow(v, &study, &l);
	overlay_follow(v, &study, &l);
	picture_draw(p, &study, v, &l);
}

/* A frame ten times a second, maybe with news before each. */
static void measure(struct view *v, struct picture *p, const char *what, bool news)
{
	double sum = 0, worst = 0;

	for (int i = 0; i < FRAMES; i++) {
		double begin, took;

		if (news) {
			train(TRIALS - 1 - (uint32_t)i, 1, 1, 2);
			decide(TRIALS - 1 - (uint32_t)i, 0, VERDICT_PAUSE);
		}
		v->wall += 0.1;
		begin = now();
		frame(v, p);
		took = now() - begin;
		sum += took;
		worst = took > worst ? took : worst;
	}
	printf("%-44s %8.2f ms, at worst %.2f ms\n", what, 1e3 * sum / FRAMES,
		1e3 * worst);
}

static void measure_sort(
	struct trials *all, const char *what, int column, const char *filter)
{
	struct mistake mistake;
	double begin = now();

	trials_filter(all, &study, filter, &mistake);
	all->sort = column;
	for (int i = 0; i < 20; i++)
		trials_sort(all, &study, 0);
	printf("%-44s %8.2f ms, %zu rows\n", what, 1e3 * (now() - begin) / 20, all->n);
}

int main(void)
{
	static const char *const metrics[] = {"val_error"};
	static const char json[] =
		"{\"learning_rate\":{\"distribution\":\"log_uniform_values\","
		"\"min\":1e-5,\"max\":0.1},\"width\":{\"distribution\":\"int_uniform\","
		"\"min\":8,\"max\":512}}";
	struct space space;
	struct error err;
	struct study_info info = {.name = "bench",
		.metric = "val_error",
		.objective = "none",
		.summary = "",
		.space = &space,
		.metrics = metrics,
		.n_metrics = 1,
		.stop.value = NAN};
	struct picture p;
	struct view v;

	if (space_parse_parameters(&space, json, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	study_init(&study);
	journal = journal_new();
	make(&info);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	picture_init(&p);
	v.wall = 1000;
	printf("%zu trials, %llu epochs, 120x40, CPU time of one core\n", study.n_trials,
		(unsigned long long)study.epochs);
	frame(&v, &p);
	measure(&v, &p, "a frame, nothing new", false);
	measure(&v, &p, "a frame with news, sorted when due", true);
	v.zoom = true;
	v.focus = PANE_CURVES;
	measure(&v, &p, "the curves alone", false);
	v.curves.smooth = 1;
	v.curves.x = CURVES_TIME;
	measure(&v, &p, "the curves over time, smoothed", false);
	v.focus = PANE_SPACE;
	measure(&v, &p, "the search space alone", false);
	measure(&v, &p, "the same with news", true);
	measure_sort(&v.trials, "sorting by value", TRIAL_VALUE, "");
	measure_sort(&v.trials, "sorting by rung", TRIAL_RUNG, "");
	measure_sort(&v.trials, "sorting by a parameter", TRIAL_PARAM, "");
	measure_sort(&v.trials, "filtering and sorting", TRIAL_VALUE,
		"val_error<0.5 & lr>1e-4 & (rung>=1 | state=paused)");
	view_release(&v);
	picture_release(&p);
	study_release(&study);
	journal_free(journal);
	space_release(&space);
	return 0;
}
