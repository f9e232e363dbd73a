/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stopping cost, after the end: in words, by rungs, and each wrongly stopped trial, the
 * worst first. Where trials must be trained for it, it says what that takes and asks; while
 * they train, what is known so far is told as of a sample.
 */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "study/audit_words.h"
#include "ui/format.h"
#include "ui/lanes.h"
#include "ui/view.h"

#define WIDTH 100
#define SENTENCES 40 /* that are told */

static void words(struct pen *p, enum role role, const char *text)
{
	if (*text)
		pen_goto(p, p->y + pen_words(p, role, p->in.w - 2, text), 1);
}

/* Trials whose futures are not known yet. */
static size_t left(const struct ghosts *g, const struct study *s, uint64_t *epochs)
{
	size_t n = 0;

	*epochs = 0;
	for (size_t i = 0; i < s->n_trials; i++) {
		if (!audit_was_stopped(s, &s->trials[i]) ||
			futures_find(&g->futures, (uint32_t)i))
			continue;
		n++;
		*epochs += s->r_full == EPOCHS_OPEN ? 0 : (uint64_t)s->r_full;
	}
	return n;
}

static bool is_busy(const struct ghosts *g)
{
	return g->news.asked > g->news.done && g->news.phase != HINDSIGHT_FAILED;
}

/* That an epoch took, on the average. */
static double seconds_of(const struct study *s)
{
	double seconds = 0;

	for (size_t i = 0; i < s->n_trials; i++)
		seconds += s->trials[i].seconds;
	return s->epochs ? seconds / (double)s->epochs : 0;
}

/* What it takes to know the rest, and how far that has come. */
static void draw_training(const struct scene *sc, struct pen *p)
{
	const struct ghosts *g = sc->view->ghosts;
	const struct study *s = sc->study;
	uint64_t epochs;
	size_t n = left(g, s, &epochs);
	int workers = g->setup.workers > 1 ? g->setup.workers : 1;
	double each = seconds_of(s);
	char clock[40];

	if (is_busy(g)) {
		pen_textf(p, ROLE_RUNNING, "%s: %zu of %zu trials, %" PRIu64 " epochs",
			g->news.computes ? "computing" : "training", g->news.done,
			g->news.asked, g->news.epochs);
		pen_goto(p, p->y + 2, 1);
	} else if (n && s->info->simulated) {
		pen_text(p, ROLE_LOST, g->failure);
		pen_goto(p, p->y + 2, 1);
	} else if (n && g->setup.keeps) {
		pen_text(p, ROLE_KEY, "a");
		pen_textf(p, ROLE_TEXT,
			" trains the other %zu to the top: %" PRIu64 " epochs", n,
			epochs);
		if (each > 0)
			pen_textf(p, ROLE_TEXT, ", about %s on %d worker%s",
				format_clock((double)epochs * each / workers, clock,
					sizeof(clock)),
				workers, workers == 1 ? "" : "s");
		pen_goto(p, p->y + 2, 1);
	} else if (n) {
		words(p, ROLE_DIM,
			"A program's stopped trials are trained by rungtop audit FILE.db "
			"--train.");
		pen_goto(p, p->y + 1, 1);
	}
}

static void draw_sum(const struct scene *sc, struct pen *p, const struct audit *a)
{
	struct strbuf text = STRBUF_INIT;

	audit_sum_words(a, sc->study, &text);
	words(p, a->wrong ? ROLE_STRONG : ROLE_TEXT, text.buf);
	strbuf_reset(&text);
	audit_winner_words(a, &text);
	words(p, ROLE_DIM, text.buf);
	strbuf_release(&text);
	pen_goto(p, p->y + 1, 1);
}

/* "0.58", and a bar from 0 to 1 of it, where there is room. */
static void draw_tau(struct pen *p, const struct agreement *tau, int bar)
{
	char text[16];
	int full = (int)floor(fmax(0, tau->value) * bar + 0.5);

	snprintf(text, sizeof(text), "%.2f", tau->value);
	pen_right(p, ROLE_VALUE, 6, isfinite(tau->value) ? text : "-");
	if (!isfinite(tau->value) || bar < 4)
		return;
	p->x++;
	p->role = ROLE_BAR;
	pen_repeat(p, p->g->glyphs->bar_full, full);
	p->role = ROLE_BAR_REST;
	pen_repeat(p, '.', bar - full);
}

static void draw_rung(
	const struct scene *sc, struct pen *p, const struct audit_rung *r, bool sampled)
{
	char text[32], level[16];
	int bar = p->in.w - (sampled ? 62 : 53);

	if (sc->study->n_brackets > 1)
		pen_textf(p, ROLE_DIM, "b%d ", r->bracket);
	pen_textf(p, ROLE_STRONG, "r%d", r->rung);
	pen_goto(p, p->y, 8);
	snprintf(text, sizeof(text), "%se",
		study_level_text(r->level, level, sizeof(level)));
	pen_right(p, ROLE_AXIS, 5, text);
	snprintf(text, sizeof(text), "%zu", r->stopped);
	pen_right(p, ROLE_TEXT, 9, text);
	snprintf(text, sizeof(text), "%zu", r->wrong);
	pen_right(p, r->wrong ? ROLE_LOST : ROLE_DIM, 7, text);
	if (r->sampled)
		snprintf(text, sizeof(text), "%zu-%zu", r->lo, r->hi);
	if (sampled)
		pen_right(p, ROLE_DIM, 9, r->sampled ? text : "");
	pen_right(p, ROLE_VALUE, 9,
		isfinite(r->worst) ? format_metric(r->worst, text, sizeof(text)) : "-");
	snprintf(text, sizeof(text), "%zu", r->tossed);
	pen_right(p, ROLE_DIM, 5, text);
	draw_tau(p, &r->tau, bar > 30 ? 30 : bar);
	pen_goto(p, p->y + 1, 1);
}

static void draw_rungs(const struct scene *sc, struct pen *p, const struct audit *a)
{
	if (!a->n_rungs)
		return;
	pen_goto(p, p->y, 8);
	pen_right(p, ROLE_HEAD, 5, "epoch");
	pen_right(p, ROLE_HEAD, 9, "stopped");
	pen_right(p, ROLE_HEAD, 7, "wrong");
	if (a->sampled)
		pen_right(p, ROLE_HEAD, 9, "95 %");
	pen_right(p, ROLE_HEAD, 9, "by");
	pen_right(p, ROLE_HEAD, 5, "~");
	pen_right(p, ROLE_HEAD, 6, "tau");
	if (p->in.w > 84)
		pen_text(p, ROLE_DIM, " with the order at the top");
	pen_goto(p, p->y + 1, 1);
	for (size_t i = 0; i < a->n_rungs; i++)
		if (a->rungs[i].stopped)
			draw_rung(sc, p, &a->rungs[i], a->sampled);
	pen_goto(p, p->y + 1, 1);
}

static void draw_sentences(const struct scene *sc, struct pen *p, const struct audit *a)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < a->n_trials && i < SENTENCES; i++) {
		strbuf_reset(&text);
		audit_trial_words(a, sc->study, i, &text);
		words(p, a->trials[i].gain > 0 ? ROLE_TEXT : ROLE_DIM, text.buf);
	}
	strbuf_release(&text);
}

/* From row -`top` on; returns the rows that all of it takes. */
static int draw_all(const struct scene *sc, struct grid *g, struct area in, int top)
{
	const struct audit *a = ghosts_audit(sc->view->ghosts, sc->study);
	struct pen p = pen_in(g, in);

	pen_goto(&p, -top, 1);
	if (!sc->view->ghosts)
		return 1;
	draw_training(sc, &p);
	if (a) {
		draw_sum(sc, &p, a);
		draw_rungs(sc, &p, a);
		draw_sentences(sc, &p, a);
	}
	return p.y + top;
}

static int width(const struct scene *sc)
{
	return WIDTH < sc->layout->cols ? WIDTH : sc->layout->cols;
}

static int lines(const struct scene *sc, int cols)
{
	struct grid g;
	int rows;

	grid_init(&g);
	grid_reset(&g, 1, cols, sc->view->glyphs);
	rows = draw_all(sc, &g, (struct area){0, 0, 1, cols - 2}, 0);
	grid_release(&g);
	return rows;
}

static void size(const struct scene *sc, int *rows, int *cols)
{
	*cols = width(sc);
	*rows = lines(sc, *cols) + 2;
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	draw_all(sc, g, in, sc->view->overlay_top);
}

static const char *why_not(const struct view *v, const struct study *now)
{
	if (!v->ghosts)
		return "what stopped trials would have come to cannot be known here";
	if (now->phase != PHASE_FINISHED)
		return "the audit comes after the end: rungs still fill";
	if (now->n_trials > GHOSTS_AUDIT_MOST)
		return "too many trials for the screen: rungtop audit FILE.db prints it";
	return NULL;
}

/* The same key trains what is missing, or closes it. */
static void open_it(struct view *v, void *self, const struct study *now, enum action a)
{
	const char *not = why_not(v, now);
	uint64_t epochs;

	(void)self;
	(void)a;
	if (not ) {
		message_tell(&v->message, v->wall, "%s", not );
		return;
	}
	if (now->info->simulated)
		ghosts_ask_all(v->ghosts, now);
	if (v->overlay != OVERLAY_AUDIT) {
		view_open(v, OVERLAY_AUDIT);
		return;
	}
	if (!now->info->simulated && v->ghosts->setup.keeps && !is_busy(v->ghosts) &&
		left(v->ghosts, now, &epochs))
		ghosts_ask_all(v->ghosts, now);
	else
		view_close(v);
}

const struct overlay_ops overlay_audit = {
	.name = "Audit: what stopping cost",
	.opens = {ACT_AUDIT},
	.steers = true,
	.size = size,
	.draw = draw,
	.lines = lines,
	.open = open_it,
};
