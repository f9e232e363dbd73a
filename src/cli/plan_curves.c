/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/plan_curves.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

struct plan_curves {
	struct virtual_curves ops;
	const struct session *s;
	struct searcher *searcher;
	void *workspace;
	struct known_trial {
		struct value *config;
		void *state;
		uint32_t row;
	} * trials;
	size_t n, cap;
};

/* The study's; or, where that learns and `known` is asked for, random. */
static struct searcher *make_searcher(
	const struct session *s, bool known, bool *learns, struct error *err)
{
	const struct choice *c = &s->file.searcher;
	struct knobs none;
	struct searcher_setup setup = {.space = s->info.space,
		.knobs = &c->knobs,
		.maximize = s->info.maximize,
		.seed = s->file.seed,
		.max_epoch = scheduler_knob_max(&s->file.scheduler.knobs),
		.candidates = s->configs,
		.n_candidates = s->n_configs};
	const struct kind *kind = c->kind;
	struct searcher *made;

	*learns = searcher_learns(kind);
	if (!known || !*learns)
		return searcher_new(kind, &setup, err);
	kind = searchers.kinds[0];
	knobs_init(&none, kind->knobs, (struct place){0});
	setup.knobs = &none;
	made = searcher_new(kind, &setup, err);
	knobs_release(&none);
	return made;
}

/* The configuration of trial `id`, and its row; false: there is none left. */
static bool next_config(const struct session *s, struct searcher *searcher, size_t id,
	struct value *config, uint32_t *row)
{
	size_t bytes = s->info.space->n * sizeof(*config);
	struct proposal why;

	*row = (uint32_t)id;
	if (s->configs && !s->choose) {
		if (id >= s->n_configs)
			return false;
		memcpy(config, s->configs[id], bytes);
		return true;
	}
	if (id < s->file.n_enqueue) {
		memcpy(config, s->file.enqueue[id], bytes);
		return true;
	}
	why = PROPOSAL_INIT;
	why.row = id;
	if (!searcher_propose(searcher, (uint32_t)id, config, &why))
		return false;
	*row = (uint32_t)why.row;
	if (s->configs)
		memcpy(config, s->configs[why.row], bytes);
	return true;
}

static struct known_trial *trial_at(struct plan_curves *c, uint32_t trial)
{
	while (c->n <= trial) {
		struct known_trial t = {0};

		t.config = xcalloc(c->s->info.space->n + 1, sizeof(*t.config));
		if (!next_config(c->s, c->searcher, c->n, t.config, &t.row)) {
			free(t.config);
			return NULL;
		}
		ARRAY_ROOM(c->trials, c->n, c->cap);
		c->trials[c->n++] = t;
	}
	return &c->trials[trial];
}

static void drop_state(const struct plan_curves *c, struct known_trial *t)
{
	if (t->state)
		c->s->objective->ops->trial_free(t->state);
	t->state = NULL;
}

static int epoch_of(void *arg, uint32_t trial, int epoch, double *value, double *seconds)
{
	struct plan_curves *c = arg;
	const struct objective *o = c->s->objective;
	struct known_trial *t = trial_at(c, trial);
	double metrics[METRICS_MAX];
	struct error err;
	int rc;

	if (!t)
		return EPOCH_FAILED;
	if (epoch == 1) {
		struct trial_setup setup = {t->config, trial, t->row};

		drop_state(c, t);
		t->state = o->ops->trial_new(o, &setup, &err);
	}
	if (!t->state)
		return EPOCH_FAILED;
	rc = o->ops->trial_epoch(t->state, o, c->workspace, metrics, &err);
	if (rc >= 0 && rc != EPOCH_FINISHED) {
		*value = study_score(&c->s->info, metrics);
		*seconds = o->ops->trial_seconds(t->state);
	}
	return rc;
}

struct plan_curves *plan_curves_new(
	const struct session *s, bool *guessed, struct error *err)
{
	struct plan_curves *c;

	*guessed = false;
	*err->text = '\0';
	if (!s->info.simulated)
		return NULL;
	c = xcalloc(1, sizeof(*c));
	c->s = s;
	c->ops = (struct virtual_curves){epoch_of, c};
	if (!s->configs || s->choose)
		c->searcher = make_searcher(s, true, guessed, err);
	if (!c->searcher && (!s->configs || s->choose)) {
		free(c);
		return NULL;
	}
	if (s->objective->ops->workspace_new)
		c->workspace = s->objective->ops->workspace_new(s->objective);
	return c;
}

void plan_curves_free(struct plan_curves *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n; i++) {
		drop_state(c, &c->trials[i]);
		free(c->trials[i].config);
	}
	free(c->trials);
	if (c->s->objective->ops->workspace_free)
		c->s->objective->ops->workspace_free(c->workspace);
	searcher_free(c->searcher);
	free(c);
}

const struct virtual_curves *plan_curves_ops(struct plan_curves *c)
{
	return c ? &c->ops : NULL;
}

size_t plan_first_configs(
	const struct session *s, struct value **out, size_t n, struct error *err)
{
	bool asks = !s->configs || s->choose, learns;
	struct searcher *searcher = asks ? make_searcher(s, false, &learns, err) : NULL;
	size_t i = 0;

	for (; i < n && (searcher || !asks); i++) {
		uint32_t row;

		out[i] = xcalloc(s->info.space->n + 1, sizeof(**out));
		if (!next_config(s, searcher, i, out[i], &row)) {
			free(out[i]);
			break;
		}
	}
	searcher_free(searcher);
	return i;
}

uint64_t plan_config_count(const struct session *s, uint64_t most)
{
	bool learns, finite = searcher_ops_of(s->file.searcher.kind)->finite;
	struct value *config;
	struct searcher *searcher;
	struct error err;
	uint64_t n = 0;

	if (s->n_configs)
		return s->n_configs;
	searcher = finite ? make_searcher(s, false, &learns, &err) : NULL;
	config = xcalloc(s->info.space->n + 1, sizeof(*config));
	while (searcher && n < most) {
		uint32_t row;

		if (!next_config(s, searcher, (size_t)n, config, &row))
			break;
		n++;
	}
	free(config);
	searcher_free(searcher);
	return n < most ? n : 0;
}
