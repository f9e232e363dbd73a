/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/story.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "report/chart.h"
#include "study/audit_words.h"

#define NAMES 8 /* parameters that are named, and causes: more would be no sentence */
#define STEPS 4 /* rungs that are named */

/* "1 trial", "12 trials" */
static void add_count(struct strbuf *out, uint64_t n, const char *what)
{
	strbuf_addf(out, "%llu %s%s", (unsigned long long)n, what, n == 1 ? "" : "s");
}

/* What comes between the i-th of n and the one before. */
static const char *joint(size_t i, size_t n)
{
	return !i ? "" : i + 1 < n ? ", " : " and ";
}

static void add_duration(struct strbuf *out, double seconds)
{
	static const struct {
		double seconds;
		const char *name;
	} units[] = {{1, "s"}, {60, "min"}, {3600, "h"}, {86400, "days"}};
	int i = 0;

	while (i < 3 && seconds >= 2 * units[i + 1].seconds)
		i++;
	strbuf_addf(out, "%.3g %s", seconds / units[i].seconds, units[i].name);
}

/* What was searched */

static void add_parameters(const struct study *s, struct strbuf *out)
{
	const struct space *space = s->info->space;
	size_t n = space_free_dims(space), said = 0;

	if (!n) {
		strbuf_adds(out, "one configuration");
		return;
	}
	add_count(out, n, "parameter");
	strbuf_adds(out, " (");
	for (size_t i = 0; i < space->n && said < NAMES; i++) {
		if (domain_is_constant(&space->params[i].domain))
			continue;
		strbuf_addf(out, "%s%s", n > NAMES ? (said ? ", " : "") : joint(said, n),
			space->params[i].name);
		said++;
	}
	if (n > NAMES)
		strbuf_addf(out, " and %zu more", n - NAMES);
	strbuf_addch(out, ')');
}

/* Whether its levels are powers of eta apart, so that eta says something. */
static bool uses_eta(const struct study *s)
{
	const struct bracket_shape *b = &s->shape[0];

	return b->n_rungs > 1 && b->levels[1] == b->levels[0] * s->eta;
}

static bool stops_early(const struct study *s)
{
	for (int b = 0; b < s->n_brackets; b++)
		if (s->shape[b].n_rungs > 1)
			return true;
	return false;
}

/* "hyperband, eta 3, 1 to 81 epochs a trial" */
static void add_scheduler(const struct study *s, struct strbuf *out)
{
	strbuf_adds(out, s->scheduler);
	if (uses_eta(s))
		strbuf_addf(out, ", eta %d", s->eta);
	if (s->n_brackets > 1)
		strbuf_addf(out, ", %d brackets", s->n_brackets);
	if (s->r_max == EPOCHS_OPEN)
		strbuf_adds(out, ", each trial up to its program's end");
	else if (stops_early(s))
		strbuf_addf(out, ", %d to %d epochs a trial", s->shape[0].levels[0],
			s->r_max);
	else
		strbuf_addf(out, ", each trial to epoch %d", s->r_max);
	if (s->switches)
		strbuf_addf(out, ", in the end; it was switched %zu time%s", s->switches,
			s->switches == 1 ? "" : "s");
}

static void add_work(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;

	add_count(out, s->epochs, "epoch");
	strbuf_adds(out, " in ");
	add_duration(out, s->t);
	if (s->info->simulated)
		strbuf_adds(out, " of virtual time");
	if (h->work.n_workers) {
		strbuf_adds(out, " on ");
		add_count(out, (uint64_t)h->work.n_workers, "worker");
	}
}

/* Its summary is the command line then. */
static bool is_program(const struct study *s)
{
	return !strcmp(s->info->objective, "command") && s->info->summary &&
	       *s->info->summary;
}

static void tell_search(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;

	strbuf_addf(out, "The study %s searched ", s->info->name);
	add_parameters(s, out);
	strbuf_addf(out, " of %s for the %s %s",
		is_program(s) ? s->info->summary : s->info->objective,
		s->info->maximize ? "highest" : "lowest", s->info->metric);
	if (s->scheduler) {
		strbuf_adds(out, " with ");
		strbuf_addf(out, "%s%s", s->info->searcher ? s->info->searcher : "",
			s->info->searcher ? " under " : "");
		add_scheduler(s, out);
	}
	strbuf_adds(out, s->phase == PHASE_FINISHED ? ": " : ", so far: ");
	add_count(out, s->n_trials, "trial");
	strbuf_adds(out, " and ");
	add_work(h, out);
	strbuf_addch(out, '.');
}

/* What was found */

/* In four digits, as charts have it: the table has all of them. */
static const char *short_value(struct value v, char *out, size_t size)
{
	if (v.kind == VALUE_REAL && isfinite(v.number))
		return chart_value(v.number, out, size);
	return value_print(v, false, out, size);
}

static void add_configuration(const struct study *s, uint32_t trial, struct strbuf *out)
{
	const struct space *space = s->info->space;
	size_t n = 0, said = 0;
	char text[64];

	for (size_t i = 0; i < space->n; i++)
		n += !domain_is_constant(&space->params[i].domain) &&
		     s->trials[trial].config[i].kind != VALUE_NONE;
	for (size_t i = 0; i < space->n && said < NAMES; i++) {
		struct value v = s->trials[trial].config[i];

		if (domain_is_constant(&space->params[i].domain) || v.kind == VALUE_NONE)
			continue;
		strbuf_addf(out, "%s%s %s",
			!said	    ? ", with "
			: n > NAMES ? ", "
				    : joint(said, n),
			space->params[i].name, short_value(v, text, sizeof(text)));
		said++;
	}
	if (n > NAMES)
		strbuf_addf(out, " and %zu more", n - NAMES);
}

/* The best of the others; NULL: none has a value. */
static const struct study_trial *second(const struct study *s, uint32_t first)
{
	const struct study_trial *best = NULL;

	for (size_t i = 0; i < s->n_trials; i++)
		if (i != first && isfinite(s->trials[i].best) &&
			(!best || study_better(s, s->trials[i].best, best->best)))
			best = &s->trials[i];
	return best;
}

/* What has the most trials, and where to read about it. */
static void add_worst_cause(const struct history *h, struct strbuf *out)
{
	const struct failure_group *worst;
	char *logs = recorded_logs(h->path);

	if (failures_largest(&h->study->causes, &worst, 1)) {
		failure_text(&worst->failure, worst->why, out);
		strbuf_adds(out, " (");
		if (logs)
			folder_file(logs, worst->first, ".log", out);
		else
			strbuf_addf(out, "T%u", worst->first);
		strbuf_addch(out, ')');
	}
	free(logs);
}

static void add_failed(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;
	size_t lost = s->count[TRIAL_FAILED] + s->count[TRIAL_DIVERGED];

	if (!lost)
		return;
	strbuf_addf(out, "; %zu of the trials %s", lost,
		s->count[TRIAL_FAILED] ? "failed" : "diverged");
	if (s->causes.count) {
		strbuf_adds(
			out, s->causes.n_groups > 1 ? ", most of them of this: " : ": ");
		add_worst_cause(h, out);
	}
}

static void tell_find(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;
	const struct study_incumbent *inc = study_incumbent(s);
	const struct study_trial *next = second(s, inc->trial);
	char value[32];

	strbuf_addf(out, "The best %s is %s, by T%u at epoch %d", s->info->metric,
		chart_value(inc->value, value, sizeof(value)), inc->trial, inc->epoch);
	add_configuration(s, inc->trial, out);
	if (next && next->best == inc->value)
		strbuf_addf(out, "; T%u came to the same", next->id);
	else if (next)
		strbuf_addf(out, "; the next best, T%u, came to %s", next->id,
			chart_value(next->best, value, sizeof(value)));
	add_failed(h, out);
	strbuf_addch(out, '.');
}

/* How it was found */

/* The place of a trial among a rung's results, from 1; 0: it has none there. */
static uint32_t place_at(
	const struct study *s, const struct study_rung *r, uint32_t trial)
{
	double value = NAN;
	uint32_t better = 0;

	for (uint32_t k = 0; k < r->done; k++)
		if (r->trials[k] == trial)
			value = r->values[k];
	if (isnan(value))
		return 0;
	for (uint32_t k = 0; k < r->done; k++)
		better += study_better(s, r->values[k], value);
	return better + 1;
}

struct step {
	int level;
	uint32_t place, of;
};

/* Of the rungs where it had company the first, the last, and some between. */
static int find_steps(
	const struct study *s, const struct study_trial *t, struct step steps[STEPS])
{
	int n = t->reached + 1, shown = n < STEPS ? n : STEPS, found_steps = 0;

	for (int i = 0; i < shown; i++) {
		int k = shown > 1 ? i * (n - 1) / (shown - 1) : 0;
		const struct study_rung *r = study_rung_find(s, t->bracket, t->round, k);
		uint32_t place = r && r->done > 1 ? place_at(s, r, t->id) : 0;

		if (place)
			steps[found_steps++] = (struct step){r->level, place, r->done};
	}
	return found_steps;
}

static void add_places(
	const struct study *s, const struct study_trial *t, struct strbuf *out)
{
	struct step steps[STEPS];
	int n = find_steps(s, t, steps);
	char words[32];

	for (int i = 0; i < n; i++) {
		strbuf_adds(out, i ? joint((size_t)i, (size_t)n) : " was ");
		audit_add_ordinal(steps[i].place, out);
		strbuf_addf(out, " of %u %s", steps[i].of,
			study_level_words(steps[i].level, words, sizeof(words)));
	}
	if (n)
		strbuf_adds(out, ", and");
}

#define MANY_RUNGS 16 /* then they are no steps that one could name */

/* The highest level below the epoch where the best value came, or 0. */
static int level_before(const struct study *s, const struct study_trial *t, int epoch)
{
	const struct bracket_shape *b = &s->shape[t->bracket];
	int level = 0;

	for (int k = 0;
		b->n_rungs <= MANY_RUNGS && k < b->n_rungs && b->levels[k] < epoch; k++)
		level = b->levels[k];
	return level;
}

static void tell_way(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;
	const struct study_incumbent *inc = study_incumbent(s);
	const struct study_trial *t = &s->trials[inc->trial];
	bool climbs = stops_early(s) && t->reached >= 0;
	int below = climbs ? level_before(s, t, inc->epoch) : 0;

	strbuf_addf(out, "T%u", t->id);
	if (climbs) {
		if (s->n_brackets > 1)
			strbuf_addf(out, ", of bracket %d,", t->bracket);
		add_places(s, t, out);
	}
	strbuf_addf(out, " had its best value at epoch %d of the %d it trained",
		inc->epoch, t->epoch);
	if (below)
		strbuf_addf(out, ", after the rung at epoch %d", below);
	strbuf_addf(out,
		"; by then the study had trained %llu of its %llu epochs, %.0f %%.",
		(unsigned long long)inc->epochs, (unsigned long long)s->epochs,
		100.0 * (double)inc->epochs / (double)s->epochs);
}

/* What stopping saved, and cost */

static void add_cost(const struct history *h, struct strbuf *out)
{
	const struct audit *a = h->audit;

	if (h->unaudited) {
		strbuf_addf(out, "; what that cost cannot be known: %s", h->unaudited);
		return;
	}
	if (!a || !a->known) {
		strbuf_addf(out,
			"; what that cost is not known, and rungtop audit %s finds out",
			h->path);
		return;
	}
	strbuf_addf(out, "; of %s%zu%s, ", a->known < a->stopped ? "the " : "all ",
		a->known, a->known < a->stopped ? " whose future is known" : "");
	if (!a->wrong) {
		strbuf_adds(out, "none would have beaten the best");
		return;
	}
	strbuf_addf(out, "%zu would have beaten the best, by up to %.3g", a->wrong,
		a->regret);
	if (a->sampled)
		strbuf_addf(out, " (of all %zu it is %zu to %zu, with 95 %%)", a->stopped,
			a->lo, a->hi);
}

static void tell_saving(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;
	double saved = study_saved(s), all = (double)s->n_trials * s->r_full;
	size_t stopped = 0;

	for (size_t i = 0; i < s->n_trials; i++)
		stopped += audit_was_stopped(s, &s->trials[i]);
	if (!stopped) {
		strbuf_adds(out, "No trial was stopped early, so that nothing was saved, "
				 "and nothing was lost by it.");
		return;
	}
	strbuf_addf(out, "%zu of %zu trials were stopped early%s", stopped, s->n_trials,
		s->phase == PHASE_FINISHED ? "" : " so far");
	if (s->phase == PHASE_FINISHED && isfinite(saved) && saved > 0)
		strbuf_addf(out,
			", which saved %.1f %%: %llu epochs were trained, where all "
			"trials to epoch %d take %.0f",
			100 * saved, (unsigned long long)s->epochs, s->r_full, all);
	add_cost(h, out);
	strbuf_addch(out, '.');
}

/* Without a value */

static void tell_failure(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;
	const struct failure_group *groups[NAMES];
	size_t n = failures_largest(&s->causes, groups, NAMES);

	if (!s->n_trials)
		strbuf_adds(out, "There is no trial yet");
	else
		strbuf_addf(out, "No trial has a finite %s", s->info->metric);
	for (size_t i = 0; i < n; i++) {
		strbuf_addf(out, "; %zu of %zu failed: ", groups[i]->count, s->n_trials);
		failure_text(&groups[i]->failure, groups[i]->why, out);
	}
	if (s->causes.n_groups > n)
		strbuf_addf(out, "; and %zu more causes", s->causes.n_groups - n);
	if (!n && s->count[TRIAL_DIVERGED])
		strbuf_addf(out, "; %zu of %zu diverged", s->count[TRIAL_DIVERGED],
			s->n_trials);
	if (!n && s->error)
		strbuf_addf(out, "; the study ended with an error: %s", s->error);
	strbuf_addch(out, '.');
}

static const struct study_trial *first_lost(const struct study *s)
{
	for (size_t i = 0; i < s->n_trials; i++)
		if (s->trials[i].state == TRIAL_FAILED ||
			s->trials[i].state == TRIAL_DIVERGED)
			return &s->trials[i];
	return NULL;
}

static void tell_place(const struct history *h, struct strbuf *out)
{
	const struct study_trial *t = first_lost(h->study);
	char *logs = recorded_logs(h->path);

	if (t && logs) {
		strbuf_addf(out,
			"The logs are in %s; that of the first to fail, T%u, is ", logs,
			t->id);
		folder_file(logs, t->id, ".log", out);
		strbuf_addch(out, '.');
	} else if (t) {
		strbuf_addf(out,
			"The first was T%u, after %d epochs: %s; no folder with logs is "
			"beside %s.",
			t->id, t->epoch, t->why ? t->why : "it is not said why", h->path);
	} else if (h->study->n_trials) {
		strbuf_adds(out, "No trial has failed: they had not reported yet.");
	} else {
		strbuf_adds(out, "Nothing has failed.");
	}
	free(logs);
}

static void tell_spent(const struct history *h, struct strbuf *out)
{
	strbuf_adds(out, "It took ");
	add_work(h, out);
	strbuf_adds(out, ", and stopping saved nothing.");
}

static void tell_remedy(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;

	if (s->count[TRIAL_FAILED])
		strbuf_addf(out,
			"Mend what the log names and go on with rungtop resume %s; "
			"rungtop run STUDY --dry-run shows how a trial is started.",
			h->path);
	else if (s->count[TRIAL_DIVERGED])
		strbuf_adds(out, "Search where a trial can train: smaller ranges of the "
				 "parameters, "
				 "the learning rate first, then run it again.");
	else
		strbuf_addf(out, "Go on with rungtop resume %s.", h->path);
}

struct teller {
	const char *label;
	void (*tell)(const struct history *h, struct strbuf *out);
};

static const struct teller found[STORY_SENTENCES] = {{"Searched", tell_search},
	{"Found", tell_find}, {"How", tell_way}, {"Saved", tell_saving},
	{"Next", story_add_advice}};

static const struct teller failed[STORY_SENTENCES] = {{"Searched", tell_search},
	{"Failed", tell_failure}, {"Where", tell_place}, {"Spent", tell_spent},
	{"Next", tell_remedy}};

void story_tell(struct sentence story[STORY_SENTENCES], const struct history *h)
{
	const struct study *s = h->study;
	const struct teller *tellers = study_incumbent(s) ? found : failed;

	for (int i = 0; i < STORY_SENTENCES; i++) {
		story[i].label = tellers[i].label;
		strbuf_init(&story[i].text);
		tellers[i].tell(h, &story[i].text);
	}
	if (tellers == failed && !s->n_failures && !s->error && !first_lost(s))
		story[1].label = "Found";
}

void story_release(struct sentence story[STORY_SENTENCES])
{
	for (int i = 0; i < STORY_SENTENCES; i++)
		strbuf_release(&story[i].text);
}
