/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/audit_text.h"

#include <math.h>

#include "base/printable.h"
#include "study/audit_words.h"

#define RUNGS 16 /* that are all shown */

static void add_totals(const struct audit *a, const struct study *s, struct strbuf *out)
{
	char top[16];

	printable_linef(out, "study: %s", s->info->name);
	strbuf_addf(out, "scheduler: %s\n", s->spec);
	strbuf_addf(out, "top: %s\n", study_level_text(a->top, top, sizeof(top)));
	if (a->winner != STUDY_NONE)
		strbuf_addf(out, "winner: T%u\n%s: %.6g\n", a->winner, s->info->metric,
			a->value);
	strbuf_addf(out, "stopped: %zu\n", a->stopped);
	strbuf_addf(out, "looked into: %zu\n", a->known);
	strbuf_addf(out, "wrongly stopped: %zu\n", a->wrong);
	if (a->sampled)
		strbuf_addf(out, "of all stopped: %zu to %zu (95 %%)\n", a->lo, a->hi);
	if (a->failed)
		strbuf_addf(out, "lost on the way: %zu\n", a->failed);
	strbuf_addf(out, "regret: %.6g\n", a->regret);
	strbuf_addf(out, "epochs saved: %llu (%.1f %%)\n", (unsigned long long)a->saved,
		100 * a->saved_share);
}

static void add_count(const struct audit_rung *r, struct strbuf *out)
{
	struct strbuf cell = STRBUF_INIT;

	strbuf_addf(&cell, "%zu", r->wrong);
	if (r->sampled)
		strbuf_addf(&cell, " (%zu-%zu)", r->lo, r->hi);
	strbuf_addf(out, " %11s", cell.buf);
	strbuf_release(&cell);
}

/* "0.71 (0.60-0.79)" */
static void add_agreement(const struct agreement *g, struct strbuf *out)
{
	struct strbuf cell = STRBUF_INIT;

	if (isfinite(g->value))
		strbuf_addf(&cell, "%.2f", g->value);
	else
		strbuf_addch(&cell, '-');
	if (isfinite(g->lo))
		strbuf_addf(&cell, " (%.2f to %.2f)", g->lo, g->hi);
	strbuf_addf(out, "  %-21s", cell.buf);
	strbuf_release(&cell);
}

static void add_number(double v, struct strbuf *out)
{
	if (isfinite(v))
		strbuf_addf(out, " %9.3g", v);
	else
		strbuf_addf(out, " %9s", "-");
}

static void add_rungs(const struct audit *a, struct strbuf *out)
{
	size_t left_out = 0;

	if (!a->n_rungs)
		return;
	strbuf_adds(out, "\nrungs: how many stopped there would have beaten the incumbent, "
			 "and how far\nthe order there agrees with the order at the top\n");
	strbuf_adds(out, "  bracket rung  level  results stopped   known       wrong  by at "
			 "most   saved     noise      ~  Kendall's tau          "
			 "Spearman's rho\n");
	for (size_t i = 0; i < a->n_rungs; i++) {
		const struct audit_rung *r = &a->rungs[i];
		char level[16];

		if (a->n_rungs > RUNGS && !r->stopped) {
			left_out++;
			continue;
		}
		strbuf_addf(out, "  %7d %4d %6s %8zu %7zu %7zu", r->bracket, r->rung,
			study_level_text(r->level, level, sizeof(level)), r->results,
			r->stopped, r->known);
		add_count(r, out);
		strbuf_adds(out, "  ");
		add_number(r->worst, out);
		strbuf_addf(out, " %7llu", (unsigned long long)r->saved);
		add_number(r->noise, out);
		strbuf_addf(out, " %6zu", r->tossed);
		add_agreement(&r->tau, out);
		add_agreement(&r->rho, out);
		strbuf_trim(out);
		strbuf_addch(out, '\n');
	}
	if (left_out)
		strbuf_addf(out, "%zu rungs where none stopped are left out\n", left_out);
	strbuf_adds(out, "~: results whose place noise could turn: they differ from one "
			 "across the cutoff\nby less than 1.96 times the deviation of such "
			 "a difference\n");
}

static void add_sentences(
	const struct audit *a, const struct study *s, size_t most, struct strbuf *out)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_adds(out, "\nin words\n");
	audit_sum_words(a, s, &line);
	printable_linef(out, "  %s", line.buf);
	strbuf_reset(&line);
	audit_winner_words(a, &line);
	if (line.len)
		printable_linef(out, "  %s", line.buf);
	for (size_t i = 0; i < a->n_trials && i < most; i++) {
		strbuf_reset(&line);
		audit_trial_words(a, s, i, &line);
		printable_linef(out, "  %s", line.buf);
	}
	strbuf_release(&line);
}

void audit_text(
	const struct audit *a, const struct study *s, size_t most, struct strbuf *out)
{
	add_totals(a, s, out);
	add_rungs(a, out);
	add_sentences(a, s, most, out);
}

/* JSON */

static void add_key(const char *key, double v, struct strbuf *out)
{
	strbuf_addf(out, ",\"%s\":", key);
	strbuf_add_number(out, v);
}

static void add_interval(bool sampled, size_t lo, size_t hi, struct strbuf *out)
{
	if (sampled)
		strbuf_addf(out, ",\"interval\":[%zu,%zu]", lo, hi);
	else
		strbuf_adds(out, ",\"interval\":null");
}

static void add_coefficient(const char *key, const struct agreement *g, struct strbuf *out)
{
	strbuf_addf(out, ",\"%s\":{\"n\":%zu", key, g->n);
	add_key("value", g->value, out);
	add_key("low", g->lo, out);
	add_key("high", g->hi, out);
	strbuf_addch(out, '}');
}

static void add_level(int level, struct strbuf *out)
{
	if (level == EPOCHS_OPEN)
		strbuf_adds(out, "null");
	else
		strbuf_addf(out, "%d", level);
}

static void add_rung_json(const struct audit_rung *r, struct strbuf *out)
{
	strbuf_addf(out, "{\"bracket\":%d,\"rung\":%d,\"level\":", r->bracket, r->rung);
	add_level(r->level, out);
	strbuf_addf(out, ",\"results\":%zu,\"stopped\":%zu,\"known\":%zu,\"wrong\":%zu",
		r->results, r->stopped, r->known, r->wrong);
	add_interval(r->sampled, r->lo, r->hi, out);
	add_key("worst", r->worst, out);
	strbuf_addf(out, ",\"saved\":%llu", (unsigned long long)r->saved);
	add_key("noise", r->noise, out);
	strbuf_addf(out, ",\"tossed\":%zu", r->tossed);
	add_coefficient("tau", &r->tau, out);
	add_coefficient("rho", &r->rho, out);
	strbuf_addch(out, '}');
}

/* Of one that breaks constraints null, and under another key by how much. */
static void add_result(const char *key, const char *broken_key, const struct study *s,
	double result, struct strbuf *out)
{
	double broken = study_broken(s, result);

	add_key(key, broken > 0 ? (double)NAN : result, out);
	if (broken > 0)
		add_key(broken_key, broken, out);
}

static void add_trial_json(const struct audit *a, const struct study *s, size_t i,
	const struct futures *f, struct strbuf *out)
{
	const struct audit_trial *x = &a->trials[i];
	const struct audit_rung *r = &a->rungs[x->rung];
	const struct future *future = futures_find(f, x->trial);
	struct strbuf words = STRBUF_INIT;

	strbuf_addf(out, "{\"trial\":%u,\"bracket\":%d,\"rung\":%d", x->trial, r->bracket,
		r->rung);
	strbuf_addf(out, ",\"rank\":%u,\"of\":%u", x->rank, x->of);
	add_result("final", "final_broken", s, x->final, out);
	if (x->place)
		strbuf_addf(out, ",\"place\":%u", x->place);
	else
		strbuf_adds(out, ",\"place\":null");
	strbuf_addf(out, ",\"among\":%u", x->among);
	add_result("best", "best_broken", s, x->best, out);
	strbuf_addf(out, ",\"best_epoch\":%d", x->best_epoch);
	add_key("gain", x->gain, out);
	audit_trial_words(a, s, i, &words);
	strbuf_adds(out, ",\"words\":");
	strbuf_add_json(out, words.buf);
	strbuf_release(&words);
	strbuf_adds(out, ",\"curve\":[");
	for (int e = 0; e < future->epochs; e++) {
		if (e)
			strbuf_addch(out, ',');
		strbuf_add_number(out, study_broken(s, future->values[e]) > 0
					       ? (double)NAN
					       : future->values[e]);
	}
	strbuf_adds(out, "]}");
}

static void add_head_json(const struct audit *a, const struct study *s, struct strbuf *out)
{
	strbuf_adds(out, "{\"study\":");
	strbuf_add_json(out, s->info->name);
	strbuf_adds(out, ",\"scheduler\":");
	strbuf_add_json(out, s->spec);
	strbuf_addf(out, ",\"pick\":\"%s\",\"top\":",
		a->pick == AUDIT_BEST ? "best" : "random");
	add_level(a->top, out);
	if (a->winner == STUDY_NONE)
		strbuf_adds(out, ",\"winner\":null");
	else
		strbuf_addf(out, ",\"winner\":%u", a->winner);
	add_key("value", a->value, out);
	strbuf_addf(out, ",\"stopped\":%zu,\"known\":%zu,\"wrong\":%zu", a->stopped,
		a->known, a->wrong);
	add_interval(a->sampled, a->lo, a->hi, out);
	strbuf_addf(out, ",\"lost\":%zu", a->failed);
	add_key("regret", a->regret, out);
	strbuf_addf(out, ",\"saved\":%llu", (unsigned long long)a->saved);
	add_key("saved_share", a->saved_share, out);
}

void audit_json(const struct audit *a, const struct study *s, const struct futures *f,
	struct strbuf *out)
{
	add_head_json(a, s, out);
	strbuf_adds(out, ",\n\"winner_ranks\":[");
	for (size_t i = 0; i < a->n_steps; i++) {
		strbuf_adds(out, i ? ",{\"level\":" : "{\"level\":");
		add_level(a->steps[i].level, out);
		strbuf_addf(
			out, ",\"rank\":%u,\"of\":%u}", a->steps[i].rank, a->steps[i].of);
	}
	strbuf_adds(out, "],\n\"rungs\":[");
	for (size_t i = 0; i < a->n_rungs; i++) {
		strbuf_adds(out, i ? ",\n" : "\n");
		add_rung_json(&a->rungs[i], out);
	}
	strbuf_adds(out, "],\n\"trials\":[");
	for (size_t i = 0; i < a->n_trials; i++) {
		strbuf_adds(out, i ? ",\n" : "\n");
		add_trial_json(a, s, i, f, out);
	}
	strbuf_adds(out, "]}\n");
}
