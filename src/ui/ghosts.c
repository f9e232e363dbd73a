/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/ghosts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "store/audit_file.h"

/* Whether an earlier audit has left something to show. */
static bool is_kept(const char *recording)
{
	char *path = recording ? audit_file_path(recording) : NULL;
	bool is = path && access(path, R_OK) == 0;

	free(path);
	return is;
}

/* Starts hindsight; a failure is its news. */
static void start(struct ghosts *g)
{
	if (g->hindsight)
		return;
	g->hindsight = hindsight_new(&g->setup, &g->news.failure);
	if (!g->hindsight)
		g->news.phase = HINDSIGHT_FAILED;
}

struct ghosts *ghosts_new(const struct hindsight_setup *setup, bool live)
{
	struct ghosts *g;

	if (!setup || !setup->open)
		return NULL;
	g = xcalloc(1, sizeof(*g));
	g->setup = *setup;
	g->live = live;
	futures_init(&g->futures);
	if (is_kept(setup->recording))
		start(g);
	return g;
}

void ghosts_free(struct ghosts *g)
{
	if (!g)
		return;
	hindsight_free(g->hindsight);
	futures_release(&g->futures);
	if (g->audited)
		audit_release(&g->audit);
	free(g->asked);
	free(g);
}

int ghosts_bell(const struct ghosts *g)
{
	return g && g->hindsight ? hindsight_bell(g->hindsight) : -1;
}

static bool is_stopped(const struct study_trial *t)
{
	return t->state == TRIAL_STOPPED || (t->state == TRIAL_PAUSED && t->epoch > 0);
}

void ghosts_ask(struct ghosts *g, const struct study *now, uint32_t trial)
{
	const struct study_trial *t = &now->trials[trial];

	if (trial >= g->cap_asked) {
		size_t cap = 2 * (size_t)trial + 64;

		g->asked = xreallocarray(g->asked, cap, sizeof(*g->asked));
		memset(g->asked + g->cap_asked, 0, cap - g->cap_asked);
		g->cap_asked = cap;
	}
	if (g->asked[trial] || !is_stopped(t) || futures_find(&g->futures, trial))
		return;
	start(g);
	if (!g->hindsight)
		return;
	g->asked[trial] = true;
	hindsight_ask(g->hindsight, trial, t->config, now->r_full);
}

void ghosts_ask_all(struct ghosts *g, const struct study *now)
{
	size_t reach;
	uint32_t *order = audit_order(now, AUDIT_RANDOM, 0, &reach);

	g->whole = true;
	for (size_t i = 0; i < reach; i++)
		ghosts_ask(g, now, order[i]);
	free(order);
}

/* Once there is all that was asked for, or more of it while it is trained. */
static void audit(struct ghosts *g, const struct study *now)
{
	if (now->phase != PHASE_FINISHED || !g->whole ||
		now->n_trials > GHOSTS_AUDIT_MOST)
		return;
	if (g->audited && g->audit_seq == now->seq && g->audit_known == g->news.done)
		return;
	if (g->news.computes && g->news.done < g->news.asked)
		return; /* in a moment */
	if (g->audited)
		audit_release(&g->audit);
	futures_follow(&g->futures, now);
	audit_make(&g->audit, now, &g->futures, AUDIT_RANDOM);
	g->audited = true;
	g->audit_seq = now->seq;
	g->audit_known = g->news.done;
}

const char *ghosts_follow(struct ghosts *g, const struct study *now, uint32_t selected)
{
	if (!g || !now->info)
		return NULL;
	if (now->info->simulated && selected < now->n_trials)
		ghosts_ask(g, now, selected);
	/* those that a resumed study was asked for */
	for (uint32_t i = 0; g->live && g->setup.keeps && i < now->n_trials; i++)
		if (now->trials[i].trains_on)
			ghosts_ask(g, now, i);
	for (uint32_t i = 0; now->info->simulated && g->all && i < now->n_trials &&
			     i < GHOSTS_AUDIT_MOST;
		i++)
		ghosts_ask(g, now, i);
	if (g->hindsight)
		hindsight_take(g->hindsight, now, &g->futures, &g->news);
	if (!now->info->simulated && g->hindsight && now->phase == PHASE_FINISHED)
		g->whole = true; /* what is kept is an audit, as far as it goes */
	audit(g, now);
	if (!strcmp(g->failure, g->news.failure.text))
		return NULL;
	snprintf(g->failure, sizeof(g->failure), "%s", g->news.failure.text);
	return g->failure;
}

const struct future *ghosts_of(const struct ghosts *g, const struct study_trial *t)
{
	const struct future *x =
		g && t->id < g->futures.n ? &g->futures.items[t->id] : NULL;

	return x && is_stopped(t) && x->epochs > t->epoch ? x : NULL;
}

const char *ghosts_why_not(
	const struct ghosts *g, const struct study *now, uint32_t trial)
{
	if (!g)
		return "what stopped trials would have come to cannot be known here";
	if (trial >= now->n_trials)
		return "nothing to train on: select a stopped trial first (4, then "
		       "arrows)";
	if (now->trials[trial].state != TRIAL_STOPPED &&
		!audit_was_stopped(now, &now->trials[trial]))
		return "only a stopped trial trains on outside of the rule";
	if (futures_find(&g->futures, trial))
		return "what it would have come to is known already: it is dotted";
	if (!now->info->simulated && !g->setup.keeps)
		return "a program's trials are trained on by rungtop audit FILE.db "
		       "--train";
	return NULL;
}

const struct audit *ghosts_audit(const struct ghosts *g, const struct study *s)
{
	return g && g->audited && g->audit_seq == s->seq ? &g->audit : NULL;
}

const char *ghosts_mark(const struct ghosts *g, const struct study *s,
	const struct study_rung *rung, uint32_t trial)
{
	const struct audit *a = ghosts_audit(g, s);

	return a && rung && audit_is_tossed(a, (size_t)(rung - s->rungs), trial) ? "~"
										 : " ";
}
