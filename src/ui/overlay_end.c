/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands there when a study has ended: why, the best configuration, what it took,
 * and what to do with it now. The panes have the keys all the same; any of them takes it
 * away.
 */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"
#include "ui/format.h"
#include "ui/lanes.h"
#include "ui/marks.h"
#include "ui/view.h"

#define WIDTH 76
#define COMMAND 40 /* columns of a command before what it does */

static const char *reason_text(const struct study *s)
{
	static const char *const texts[] = {
		[FINISH_ROUNDS] = "all rounds are over",
		[FINISH_TRIALS] = "the limit of trials is reached",
		[FINISH_EPOCHS] = "the limit of epochs is reached",
		[FINISH_SECONDS] = "the time is up",
		[FINISH_VALUE] = "the value that was wanted is reached",
		[FINISH_PLATEAU] = "the best value has not improved for long enough",
		[FINISH_EXHAUSTED] = "all configurations there are have been tried",
		[FINISH_USER] = "it was ended by hand",
		[FINISH_ERROR] = "something could not be started",
	};

	return s->error ? s->error : texts[s->reason];
}

/* A row of the text from the pen's place on, and on to the next one. */
static void next(struct pen *p, int rows)
{
	pen_goto(p, p->y + rows, 1);
}

static void words(struct pen *p, enum role role, const char *text)
{
	int y = p->y;

	y += pen_words(p, role, p->in.w - 2, text);
	pen_goto(p, y, 1);
}

static void draw_reason(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	struct strbuf text = STRBUF_INIT;
	char clock[40];

	if (s->t < 60)
		snprintf(clock, sizeof(clock), "%.1f seconds", s->t);
	else
		format_clock(s->t, clock, sizeof(clock));
	strbuf_addf(&text, "%s after %s: %s.", s->error ? "Failed" : "Finished", clock,
		reason_text(s));
	words(p, s->error ? ROLE_LOST : ROLE_TEXT, text.buf);
	strbuf_release(&text);
	next(p, 1);
}

static void draw_no_best(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	const struct study_trial *lost = trial_lost_last(s);
	char name[24];

	pen_text(p, ROLE_LOST, "No trial has a finite value.");
	next(p, 1);
	if (lost && !s->causes.count) {
		pen_textf(p, ROLE_STRONG, "%s ",
			format_trial(lost->id, name, sizeof(name)));
		pen_textf(p, ROLE_TEXT, "%s: ", trial_state_name(lost->state));
		pen_text(p, ROLE_TEXT, lost->why ? lost->why : "");
		next(p, 1);
	}
	next(p, 1);
}

static void draw_cause(void *pen, const char *line)
{
	words(pen, ROLE_LOST, line);
}

/* Why trials have failed, if any has. */
static void draw_causes(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;

	failures_tell(&s->causes, s->n_trials, sc->view->logs, draw_cause, p);
	if (s->causes.count)
		next(p, 1);
}

static void draw_best(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	const struct study_incumbent *best = study_incumbent(s);
	const struct space *space = s->info->space;
	struct strbuf config = STRBUF_INIT;
	char text[64];

	if (!best) {
		draw_no_best(sc, p);
		return;
	}
	p->attr = ATTR_BOLD;
	pen_textf(p, ROLE_BEST, "%s %s ", sc->view->glyphs->star,
		format_trial(best->trial, text, sizeof(text)));
	p->attr = 0;
	pen_textf(p, ROLE_DIM, "%s ", s->info->metric);
	strbuf_add_number(&config, best->value);
	pen_text(p, ROLE_BEST, config.buf);
	strbuf_reset(&config);
	pen_textf(p, ROLE_DIM, " at epoch %d", best->epoch);
	next(p, 1);
	for (size_t i = 0; i < space->n; i++) {
		struct value v = s->trials[best->trial].config[i];

		if (v.kind != VALUE_NONE)
			strbuf_addf(&config, "%s%s=%s", config.len ? " " : "",
				space->params[i].name,
				value_print(v, true, text, sizeof(text)));
	}
	words(p, ROLE_PARAM, config.buf);
	strbuf_release(&config);
	next(p, 1);
}

static void draw_cost(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	size_t lost = s->count[TRIAL_DIVERGED] + s->count[TRIAL_FAILED] +
		      s->count[TRIAL_KILLED];
	double saved = study_saved(s);
	char busy[64], *parts;

	pen_textf(p, ROLE_TEXT, "%zu trials, %" PRIu64 " epochs", s->n_trials, s->epochs);
	if (!isnan(saved))
		pen_textf(p, ROLE_DIM, ": saved %.1f%% of what all to epoch %d take",
			100 * saved, s->r_full);
	next(p, 1);
	pen_textf(p, ROLE_TEXT, "%d worker%s", study_workers(s),
		study_workers(s) == 1 ? "" : "s");
	lane_share_text(s, true, busy, sizeof(busy));
	parts = strchr(busy, ':');
	if (*busy)
		pen_textf(p, ROLE_DIM, ", busy %.*s of the time%s",
			(int)strcspn(busy, ":"), busy, parts ? parts : "");
	if (lost)
		pen_textf(p, ROLE_LOST, "  %zu lost", lost);
	next(p, 1);
	if (study_start_hint(s))
		words(p, ROLE_PAUSED, study_start_hint(s));
	next(p, 1);
}

static void draw_line(struct pen *p, const char *what, const char *line)
{
	if (text_width(line) <= COMMAND)
		pen_left(p, ROLE_KEY, COMMAND, line);
	else
		pen_text(p, ROLE_KEY, line);
	p->x += 2;
	if (pen_room(p) > text_width(what))
		pen_text(p, ROLE_DIM, what);
	next(p, 1);
}

static void draw_command(struct pen *p, const char *what, const char *command,
	const char *file, const char *options)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line, "rungtop %s %s%s", command, file, options);
	draw_line(p, what, line.buf);
	strbuf_release(&line);
}

/* What lets it go on: the limit that has ended it, further out. */
static const char *further(const struct study *s)
{
	switch (s->reason) {
	case FINISH_ROUNDS:
		return " --rounds N";
	case FINISH_TRIALS:
		return " --trials N";
	case FINISH_EPOCHS:
		return " --epochs N";
	default:
		return "";
	}
}

static void draw_next(const struct scene *sc, struct pen *p)
{
	const char *file = sc->view->recording;

	if (!file) {
		pen_text(p, ROLE_DIM, "Nothing of it is kept in a file.");
		next(p, 1);
	} else {
		draw_command(p, "the result and its rungs", "show", file, "");
		draw_command(p, "all curves as a table", "export", file, " --format csv");
		draw_command(p, "charts and a page", "report", file, " -o report");
		draw_command(p, "see it again", "replay", file, "");
		if (sc->view->live)
			draw_command(
				p, "go on later", "resume", file, further(sc->study));
	}
	if (sc->view->live)
		draw_line(p, "go on here, with as many new trials", ":more 20");
	next(p, 1);
	pen_text(p, ROLE_KEY, "Enter");
	pen_text(p, ROLE_DIM, " look around   ");
	pen_text(p, ROLE_KEY, "Y");
	pen_text(p, ROLE_DIM, " copy the best   ");
	pen_text(p, ROLE_KEY, "q");
	pen_text(p, ROLE_DIM, " quit");
	next(p, 1);
}

/* Draws all of it; returns the rows that it takes. */
static int draw_all(const struct scene *sc, struct pen *p)
{
	next(p, 0);
	draw_reason(sc, p);
	draw_best(sc, p);
	draw_causes(sc, p);
	draw_cost(sc, p);
	draw_next(sc, p);
	return p->y;
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	struct pen p = pen_in(g, in);

	if (!sc->study->info || sc->study->phase != PHASE_FINISHED)
		return;
	draw_all(sc, &p);
}

/* As many rows as the words take, found by drawing them into a grid of their own. */
static void size(const struct scene *sc, int *rows, int *cols)
{
	struct grid g;
	struct pen p;

	*cols = WIDTH < sc->layout->cols ? WIDTH : sc->layout->cols;
	*rows = 3;
	if (!sc->study->info || sc->study->phase != PHASE_FINISHED)
		return;
	grid_init(&g);
	grid_reset(&g, 1, *cols, sc->view->glyphs);
	p = pen_in(&g, (struct area){0, 0, 1, *cols - 2});
	*rows = draw_all(sc, &p) + 2;
	grid_release(&g);
}

static enum context in_panes(const void *self)
{
	(void)self;
	return IN_PANES;
}

const struct overlay_ops overlay_end = {
	.name = "The end",
	.steers = true,
	.size = size,
	.draw = draw,
	.context = in_panes,
};
