/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/guess_words.h"

#include "study/audit_words.h"
#include "ui/format.h"
#include "ui/results.h"

#define NAMES_MOST 5 /* trials that an answer names */

/* Its place among the results of the rung: "T03 (0.1083, 2nd)" */
static void add_trial(const struct guess *g, const struct study *s, uint32_t trial,
	struct strbuf *out)
{
	const struct study_trial *t = trial < s->n_trials ? &s->trials[trial] : NULL;
	const struct study_rung *r =
		t && g->kind == GUESS_RUNG
			? study_rung_find(s, t->bracket, t->round, g->rung)
			: NULL;
	char name[24], value[32];
	unsigned rank = 1, at = 0;

	strbuf_adds(out, format_trial(trial, name, sizeof(name)));
	for (uint32_t i = 0; r && i < r->done; i++)
		at = r->trials[i] == trial ? i + 1 : at;
	if (!at)
		return;
	for (uint32_t i = 0; i < r->done; i++)
		rank += study_better(s, r->values[i], r->values[at - 1]);
	strbuf_addf(
		out, " (%s, ", result_text(s, r->values[at - 1], value, sizeof(value)));
	audit_add_ordinal(rank, out);
	strbuf_adds(out, ")");
}

/* The trials with that sign, as a sentence: "Right: T03 (0.1083, 2nd)." */
static void add_signed(const struct guess *g, const struct study *s, const char *what,
	const uint32_t *list, size_t n, char sign, struct strbuf *out)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		if (guess_sign(g, list[i]) != sign)
			continue;
		if (found < NAMES_MOST) {
			strbuf_adds(out, found ? ", " : what);
			add_trial(g, s, list[i], out);
		}
		found++;
	}
	if (found > NAMES_MOST)
		strbuf_addf(out, " and %zu more", found - NAMES_MOST);
	if (found)
		strbuf_adds(out, ".");
}

static void add_question(const struct guess *g, struct strbuf *out)
{
	if (g->kind == GUESS_CLIMB)
		strbuf_adds(out, "Which trial climbs next?");
	else if (g->kind == GUESS_STOP)
		strbuf_adds(out, "Which trial is stopped next?");
	else if (g->places > GUESS_MOST)
		strbuf_addf(out,
			"%u trials climb from rung %d of bracket %d: mark %d that will.",
			g->places, g->rung, g->bracket, GUESS_MOST);
	else if (g->places == 1)
		strbuf_addf(out, "One trial climbs from rung %d of bracket %d: which?",
			g->rung, g->bracket);
	else
		strbuf_addf(out, "%u trials climb from rung %d of bracket %d: which?",
			g->places, g->rung, g->bracket);
}

void guess_words(const struct guess *g, const struct study *s, struct strbuf *out)
{
	size_t hits = 0;

	if (g->state == GUESS_ASKED) {
		add_question(g, out);
		return;
	}
	if (g->state == GUESS_GIVEN)
		strbuf_adds(out, "The answer comes with the decision.");
	if (g->state != GUESS_TOLD)
		return;
	for (size_t i = 0; i < g->n_marks; i++)
		hits += guess_has(g->right, g->n_right, g->marks[i]);
	if (g->n_marks)
		strbuf_addf(out, "%zu of %zu right. ", hits, g->n_marks);
	add_signed(g, s, "Right: ", g->marks, g->n_marks, '+', out);
	add_signed(g, s, hits ? " Not: " : "Not: ", g->marks, g->n_marks, '-', out);
	strbuf_adds(out, g->n_marks ? " " : "");
	add_signed(g, s, g->n_marks ? "Missed: " : "The answer: ", g->right, g->n_right,
		'o', out);
}

/* On the screen */

void guess_mark_selected(struct guess *g, struct view *v)
{
	if (v->selected.trial == STUDY_NONE && v->trials.n) /* the row on top */
		v->selected.trial = v->trials.order[0];
	if (v->selected.trial == STUDY_NONE)
		message_tell(&v->message, v->wall,
			"nothing to mark: select a trial first (4, then arrows)");
	else if (!guess_mark(g, v->selected.trial))
		message_tell(&v->message, v->wall,
			"%zu marked already: take a mark away first", g->n_marks);
}

void guess_add_key(
	const struct view *v, enum action a, const char *does, struct strbuf *out)
{
	char label[64];

	for (size_t i = 0; i < n_key_rows; i++) {
		if (key_rows[i].action != a)
			continue;
		strbuf_addf(out, "%s%s %s", out->len ? "  " : "",
			keymap_label(view_keymap(v), &key_rows[i], label, sizeof(label)),
			does);
		return;
	}
}

void guess_keys(const struct guess *g, const struct view *v, struct strbuf *out)
{
	strbuf_addf(out, "%zu of %zu marked", g->n_marks, guess_most(g));
	guess_add_key(v, ACT_MARK, "marks", out);
	guess_add_key(v, ACT_ANSWER, "the answer", out);
	guess_add_key(v, ACT_NO_ANSWER, "skip", out);
}
