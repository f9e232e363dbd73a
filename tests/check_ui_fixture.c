/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "check_ui_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

static const char *const metrics[] = {"val_loss", "val_error"};

static struct domain numbers(const char *dist, const char *min, const char *max)
{
	const struct kind *kind = family_find(&distributions, dist);
	struct place at = {"fixture", 1, 1};
	struct knobs knobs;
	struct domain d;
	struct error err;

	knobs_init(&knobs, kind->knobs, at);
	if (knobs_set(&knobs, dist, "min", min, at, &err) < 0 ||
		knobs_set(&knobs, dist, "max", max, at, &err) < 0 ||
		domain_from_knobs(&d, kind, &knobs, &err) < 0)
		abort();
	knobs_release(&knobs);
	return d;
}

static struct domain words(const char *a, const char *b)
{
	struct value *v = xcalloc(2, sizeof(*v));
	struct domain d;

	v[0] = (struct value){VALUE_TEXT, 0, xstrdup(a)};
	v[1] = (struct value){VALUE_TEXT, 0, xstrdup(b)};
	domain_from_values(&d, family_find(&distributions, "categorical"), v, NULL, 2);
	return d;
}

void fixture_event(struct fixture *f, struct event e)
{
	e.t = f->t;
	journal_append(f->journal, &e);
	f->seq = e.seq;
	study_apply(&f->study, journal_at(f->journal, e.seq));
	moments_read(&f->moments, UINT64_MAX);
}

void fixture_init(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	study_init(&f->study);
	f->journal = journal_new();
	moments_init(&f->moments, f->journal);
	f->best = NAN;
	f->space.n = 3;
	f->space.params = xcalloc(3, sizeof(*f->space.params));
	f->space.params[0].name = xstrdup("learning_rate");
	f->space.params[0].domain = numbers("log_uniform_values", "0.00001", "0.1");
	f->space.params[1].name = xstrdup("batch_size");
	f->space.params[1].domain = numbers("int_uniform", "8", "128");
	f->space.params[2].name = xstrdup("optimizer");
	f->space.params[2].domain = words("sgd", "adam");
	f->info = (struct study_info){
		.name = "digits",
		.seed = 7,
		.metric = "val_error",
		.objective = "mlp",
		.summary = "",
		.space = &f->space,
		.metrics = metrics,
		.n_metrics = 2,
		.metric_index = 1,
		.stop.value = NAN,
	};
	fixture_event(f, (struct event){.kind = EVENT_STUDY, .study = &f->info});
}

void fixture_release(struct fixture *f)
{
	study_release(&f->study);
	moments_release(&f->moments);
	journal_free(f->journal);
	for (uint32_t i = 0; i < f->n_trials; i++)
		free(f->configs[i]);
	space_release(&f->space);
}

void fixture_scheduler(struct fixture *f, const char *name, int r_max, int brackets,
	const struct bracket_shape *shape, bool synchronous)
{
	struct event e = {.kind = EVENT_SCHEDULER};

	snprintf(f->spec, sizeof(f->spec), "%s eta=3 min=1 max=%d resume=warm", name,
		r_max);
	e.scheduler.name = name;
	e.scheduler.spec = f->spec;
	e.scheduler.eta = 3;
	e.scheduler.r_min = 1;
	e.scheduler.r_max = r_max;
	e.scheduler.brackets = brackets;
	e.scheduler.shape = shape;
	e.scheduler.synchronous = synchronous;
	fixture_event(f, e);
	e = (struct event){.kind = EVENT_CONTROL};
	e.control.action = CONTROL_WORKERS;
	e.control.number = 2;
	fixture_event(f, e);
}

/* 7919 is a prime: ids below 97 all get different ranks, in no order. */
double fixture_value(uint32_t id, int epoch)
{
	return (0.1 + 0.008 * (double)(id * 7919u % 97u)) / sqrt((double)epoch);
}

static uint32_t new_trial(struct fixture *f, int bracket)
{
	struct event e = {.kind = EVENT_TRIAL};
	struct value *v = xcalloc(3, sizeof(*v));

	for (int i = 0; i < 3; i++)
		v[i] = domain_quantile(&f->space.params[i].domain,
			fmod(0.37 * f->n_trials + 0.2 * i, 1));
	f->configs[f->n_trials] = v;
	e.trial.trial = f->n_trials;
	e.trial.bracket = bracket;
	e.trial.config = v;
	fixture_event(f, e);
	return f->n_trials++;
}

static void task(struct fixture *f, uint32_t id, int bracket, int rung, int from, int to)
{
	struct event e = {.kind = EVENT_TASK};

	e.task.trial = id;
	e.task.bracket = bracket;
	e.task.rung = rung;
	e.task.from = from;
	e.task.to = to;
	fixture_event(f, e);
}

static void train(struct fixture *f, uint32_t id, int from, int to)
{
	for (int epoch = from + 1; epoch <= to; epoch++) {
		struct event e = {.kind = EVENT_REPORT};
		double v = fixture_value(id, epoch);

		f->t += 0.25;
		e.report.trial = id;
		e.report.epoch = epoch;
		e.report.seconds = 0.01f;
		e.report.metrics[0] = 2 * v;
		e.report.metrics[1] = v;
		fixture_event(f, e);
		if (!(v >= f->best)) {
			f->best = v;
			e = (struct event){.kind = EVENT_INCUMBENT};
			e.incumbent.trial = id;
			e.incumbent.epoch = epoch;
			e.incumbent.value = v;
			fixture_event(f, e);
		}
	}
}

static void decide(struct fixture *f, struct decision d)
{
	fixture_event(f, (struct event){.kind = EVENT_DECISION, .decision = d});
}

/* The rank of id's result among n. */
static uint32_t rank_of(const uint32_t *ids, uint32_t n, uint32_t id, int epoch)
{
	uint32_t rank = 1;

	for (uint32_t i = 0; i < n; i++)
		if (fixture_value(ids[i], epoch) < fixture_value(id, epoch))
			rank++;
	return rank;
}

static double cutoff_of(const uint32_t *ids, uint32_t n, uint32_t places, int epoch)
{
	for (uint32_t i = 0; i < n; i++)
		if (rank_of(ids, n, ids[i], epoch) == places)
			return fixture_value(ids[i], epoch);
	return NAN;
}

static struct decision verdict(const uint32_t *ids, uint32_t n, uint32_t id, int bracket,
	int rung, int level, uint32_t places, enum verdict v)
{
	return (struct decision){
		.trial = id,
		.bracket = bracket,
		.rung = rung,
		.level = level,
		.value = fixture_value(id, level),
		.results = n,
		.places = places,
		.rank = rank_of(ids, n, id, level),
		.cutoff = cutoff_of(ids, n, places, level),
		.verdict = v,
	};
}

void fixture_asha(struct fixture *f, uint32_t results)
{
	static const int levels[] = {1, 3, 9, 27};
	static const struct bracket_shape shape = {.levels = levels, .n_rungs = 4};
	uint32_t at[4][256], n[4] = {0};
	bool climbed[4][256] = {{false}};

	fixture_scheduler(f, "asha", 27, 1, &shape, false);
	for (;;) {
		uint32_t id = UINT32_MAX;
		int rung = 0;

		for (int k = 2; k >= 0 && id == UINT32_MAX; k--)
			for (uint32_t want = 1; want <= n[k] / 3 && id == UINT32_MAX;
				want++)
				for (uint32_t i = 0; i < n[k]; i++)
					if (rank_of(at[k], n[k], at[k][i], levels[k]) ==
							want &&
						!climbed[k][i]) {
						climbed[k][i] = true;
						id = at[k][i];
						rung = k + 1;
						break;
					}
		if (id != UINT32_MAX)
			decide(f, verdict(at[rung - 1], n[rung - 1], id, 0, rung - 1,
					  levels[rung - 1], n[rung - 1] / 3,
					  VERDICT_PROMOTE));
		else
			id = new_trial(f, 0);
		task(f, id, 0, rung, rung ? levels[rung - 1] : 0, levels[rung]);
		if (rung == 0 && n[0] == results)
			return;
		train(f, id, rung ? levels[rung - 1] : 0, levels[rung]);
		at[rung][n[rung]++] = id;
		decide(f, verdict(at[rung], n[rung], id, 0, rung, levels[rung],
				  rung < 3 ? n[rung] / 3 : 0,
				  rung < 3 ? VERDICT_PAUSE : VERDICT_COMPLETE));
	}
}

static void end(struct fixture *f, uint32_t id, enum trial_state state, const char *why)
{
	struct event e = {.kind = EVENT_END};

	e.end.trial = id;
	e.end.state = state;
	e.end.why = why;
	fixture_event(f, e);
}

/* One pass from its first rung to its top. */
static void pass(struct fixture *f, int bracket, const struct bracket_shape *shape)
{
	uint32_t ids[64], n = shape->seats[0];

	for (uint32_t i = 0; i < n; i++)
		ids[i] = new_trial(f, bracket);
	for (int k = 0; k < shape->n_rungs; k++) {
		int from = k ? shape->levels[k - 1] : 0, to = shape->levels[k];
		uint32_t next = k + 1 < shape->n_rungs ? shape->seats[k + 1] : 0, up = 0;
		uint32_t seated[64];

		memcpy(seated, ids, sizeof(seated));
		for (uint32_t i = 0; i < n; i++) {
			task(f, seated[i], bracket, k, from, to);
			train(f, seated[i], from, to);
		}
		for (uint32_t i = 0; i < n; i++) {
			bool climbs = rank_of(seated, n, seated[i], to) <= next;
			enum verdict v = climbs ? VERDICT_PROMOTE
					 : next ? VERDICT_STOP
						: VERDICT_COMPLETE;

			decide(f, verdict(seated, n, seated[i], bracket, k, to, next, v));
			if (climbs)
				ids[up++] = seated[i];
			else
				end(f, seated[i], next ? TRIAL_STOPPED : TRIAL_COMPLETED,
					"");
		}
		n = next;
	}
}

void fixture_hyperband(struct fixture *f)
{
	static const int levels[] = {1, 3, 9};
	static const uint32_t seats[3][3] = {{9, 3, 1}, {5, 1}, {3}};
	static const struct bracket_shape shape[] = {{levels, 3, seats[0]},
		{levels + 1, 2, seats[1]}, {levels + 2, 1, seats[2]}};

	f->info.stop.rounds = 1;
	fixture_scheduler(f, "hyperband", 9, 3, shape, true);
	pass(f, 0, &shape[0]);
	for (int i = 0; i < 4; i++) {
		uint32_t id = new_trial(f, 1);

		task(f, id, 1, 0, 0, 3);
		train(f, id, 0, i < 3 ? 3 : 1);
	}
}

void fixture_diverge(struct fixture *f)
{
	uint32_t id = new_trial(f, 0);

	task(f, id, 0, 0, 0, 1);
	end(f, id, TRIAL_DIVERGED, "the loss is not finite");
}

void fixture_fail(struct fixture *f, const char *why)
{
	uint32_t id = new_trial(f, 0);

	task(f, id, 0, 0, 0, 1);
	end(f, id, TRIAL_FAILED, why);
}

void fixture_grid(struct fixture *f, struct view *v, int rows, int cols, struct grid *g)
{
	struct layout_prefs prefs = view_prefs(v, &f->study);
	struct layout l = layout_make(rows, cols, &prefs);
	struct picture p;

	picture_init(&p);
	grid_init(g);
	view_follow(v, &f->study, &l);
	overlay_follow(v, &f->study, &l);
	picture_draw(&p, &f->study, v, &l);
	picture_compose(&p, rows, cols, g);
	picture_release(&p);
}

char *fixture_screen(struct fixture *f, struct view *v, int rows, int cols)
{
	struct grid g;
	struct strbuf sb;
	char *text;

	fixture_grid(f, v, rows, cols, &g);
	strbuf_init(&sb);
	for (int y = 0; y < rows; y++) {
		grid_row_text(&g, y, &sb);
		strbuf_addch(&sb, '\n');
	}
	grid_release(&g);
	text = strbuf_detach(&sb);
	strbuf_release(&sb);
	return text;
}

/* From `row` on, the words of `words` one after the other, within the row. */
static bool row_has(const char *row, size_t len, const char *words)
{
	char *text = xstrndup(row, len), *at = text, *copy = xstrdup(words), *save = NULL;
	bool all = true;

	for (char *w = strtok_r(copy, " ", &save); w && all;
		w = strtok_r(NULL, " ", &save)) {
		at = strstr(at, w);
		all = at != NULL;
		at = at ? at + strlen(w) : at;
	}
	free(copy);
	free(text);
	return all;
}

bool screen_has(const char *screen, const char *words)
{
	while (*screen) {
		size_t len = strcspn(screen, "\n");

		if (row_has(screen, len, words))
			return true;
		screen += len + (screen[len] == '\n');
	}
	return false;
}
