/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pane 6: a lane a worker, with what it trains and what it did before, each task as high
 * as its rung lies on the ladder; under them how busy all were. In a single row, the
 * same in words while the workers are few, and as that last line when they are many.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "draw/bar.h"
#include "study/place_text.h"
#include "ui/device_rows.h"
#include "ui/format.h"
#include "ui/lanes.h"
#include "ui/view.h"

#define STRIP_LEAST 8
#define STRIP_GOOD 16 /* what bar and pace must leave of the row */
#define BAR 8
#define PACE 9 /* "1234 ms/e" */
#define AXIS_LEAST 5
#define LOAD_MOST 8
#define LOAD_LABEL "all"
#define DEVICES_FROM 4 /* rows of the pane, from which GPUs have some of them */
#define LANES_MOST 4  /* that are asked for where they have rows of their own */
#define SCALE_FINER 9 /* steps */
#define SCALE_COARSER 30
#define LOOK_BACK 1024 /* rungs that are searched for the one that all wait for */

/* Where it is scrolled to. */
struct workers_pane {
	int top;   /* first lane shown */
	int page;  /* lanes */
	int scale; /* steps from the time scale that fits by itself */
	struct device_report *devices; /* [DEVICES_MAX] */
	int n_devices;
};

struct lanes {
	const struct scene *sc;
	struct lane_window window;
	struct lane_cell *cells;
	int id, node, trial, place, epoch, bar, pace; /* widths; 0: not shown */
	int info;				      /* of all these, with gaps */
	char waits[2][48]; /* why a worker without a task has none */
};

static int digits(double n)
{
	return snprintf(NULL, 0, "%.0f", n);
}

/* The rung that is being filled while others wait for it. */
static const struct study_rung *open_rung(const struct study *s)
{
	for (size_t i = s->n_rungs, look = 0; i-- > 0 && look < LOOK_BACK; look++)
		if (s->rungs[i].running && s->rungs[i].seats)
			return &s->rungs[i];
	return NULL;
}

/* In full and in brief. */
static void name_wait(struct lanes *l)
{
	const struct study *s = l->sc->study;
	const struct study_rung *r = s->synchronous ? open_rung(s) : NULL;
	const char *word = s->phase == PHASE_PAUSED	? "paused"
			   : s->phase == PHASE_FINISHED ? "done"
							: "idle";

	snprintf(l->waits[0], sizeof(l->waits[0]), "%s", word);
	snprintf(l->waits[1], sizeof(l->waits[1]), "%s", word);
	if (!r || s->phase != PHASE_RUNNING)
		return;
	if (s->n_brackets > 1)
		snprintf(l->waits[0], sizeof(l->waits[0]), "waits: b%d r%d has %u of %u",
			r->bracket, r->rung, r->done, r->seats);
	else
		snprintf(l->waits[0], sizeof(l->waits[0]), "waits: r%d has %u of %u",
			r->rung, r->done, r->seats);
	snprintf(l->waits[1], sizeof(l->waits[1]), "at barrier");
}

static const char *place_text(
	const struct study *s, const struct study_trial *t, char *out, size_t size)
{
	if (s->n_brackets > 1)
		snprintf(out, size, "b%d r%d", t->bracket, t->rung);
	else
		snprintf(out, size, "r%d", t->rung);
	return out;
}

static double now_of(const struct scene *sc)
{
	return fmax(sc->study->t, sc->view->clock);
}

static void measure(struct lanes *l, const struct scene *sc, int width)
{
	const struct workers_pane *own = sc->self;
	const struct study *s = sc->study;
	int strip;

	*l = (struct lanes){.sc = sc};
	l->id = digits(study_workers(s) > 1 ? study_workers(s) - 1 : 1) + 1;
	l->id = l->id < 3 ? 3 : l->id; /* as wide as the label of all */
	l->node = lane_place_width(s);
	l->trial = s->n_trials > 100 ? digits((double)s->n_trials - 1) + 1 : 3;
	l->place = s->n_brackets > 1 ? 5 : 2;
	l->epoch = 2 * digits(study_top(s)) + 1;
	l->info = l->id + l->trial + l->place + l->epoch + 5;
	l->info += l->node ? l->node + 1 : 0;
	strip = width - 2 - l->info;
	if (strip >= STRIP_GOOD + BAR + 1) {
		l->bar = BAR;
		l->info += BAR + 1;
		strip -= BAR + 1;
	}
	if (strip >= STRIP_GOOD + PACE + 1) {
		l->pace = PACE;
		l->info += PACE + 1;
		strip -= PACE + 1;
	}
	if (strip < STRIP_LEAST)
		strip = 0;
	l->cells = xcalloc((size_t)strip + 1, sizeof(*l->cells));
	l->window = lane_window(s, now_of(sc), strip > 0 ? strip : 1, own->scale);
	l->window.cells = strip;
	name_wait(l);
}

/* "41 ms/e": an epoch of the trial that it trains. */
static const char *pace_text(const struct study_trial *t, char *out, size_t size)
{
	double ms = t->epoch > 0 ? 1e3 * t->seconds / t->epoch : NO_NUMBER;

	if (isnan(ms))
		snprintf(out, size, "%s", "");
	else if (ms < 9999.5)
		snprintf(out, size, "%.*f ms/e", ms < 9.95 ? 1 : 0, ms);
	else
		snprintf(out, size, "%.*f s/e", ms < 99950 ? 1 : 0, ms / 1e3);
	return out;
}

static void draw_task(const struct lanes *l, struct pen *p, const struct study_trial *t)
{
	const struct study *s = l->sc->study;
	const struct study_incumbent *best = study_incumbent(s);
	bool is_best = best && best->trial == t->id;
	char text[48];

	if (l->node) {
		pen_left(p, ROLE_VALUE, l->node, lane_place(t, text, sizeof(text)));
		p->x++;
	}
	pen_left(p, is_best ? ROLE_BEST : ROLE_STRONG, l->trial,
		format_trial(t->id, text, sizeof(text)));
	p->x++;
	pen_left(p, ROLE_DIM, l->place, place_text(s, t, text, sizeof(text)));
	p->x++;
	format_epochs(t->epoch, t->target, 0, text, sizeof(text));
	pen_right(p, ROLE_TEXT, l->epoch, text);
	p->x++;
	if (l->bar) {
		bar_draw(p, l->bar, t->target > 0 ? (double)t->epoch / t->target : 0);
		p->x++;
	}
	if (l->pace)
		pen_right(p, ROLE_DIM, l->pace, pace_text(t, text, sizeof(text)));
}

/* The ladder's colours from its foot to its top; the height says the same without. */
static enum role height_role(int height)
{
	static const enum role roles[] = {
		ROLE_RUNNING, ROLE_PAUSED, ROLE_CLIMBED, ROLE_DONE};

	return roles[height];
}

static void draw_strip(const struct lanes *l, struct pen *p, int worker)
{
	const struct study *s = l->sc->study;
	const struct lane_window *w = &l->window;
	uint32_t selected = l->sc->view->selected.trial;
	double known = lane_fill(s, w, worker, l->cells);

	for (int i = 0; i < w->cells; i++) {
		const struct lane_cell *c = &l->cells[i];
		double from = w->from + i * w->step, past = fmin(w->now - from, w->step);
		int height = c->span ? lane_height(s, c->span) : 0;

		p->role = ROLE_BAR_REST;
		if (!(past > 0) || from + w->step <= known) {
			pen_ch(p, ' ');
		} else if (c->lost) {
			p->role = ROLE_LOST;
			pen_ch(p, p->g->glyphs->lost);
		} else if (!c->span || c->busy < past / 2) {
			pen_ch(p, p->g->glyphs->seat);
		} else if (c->starting > c->busy / 2) {
			p->role = height_role(height);
			pen_ch(p, p->g->glyphs->starting);
		} else {
			p->role = c->span->trial == selected ? ROLE_STRONG
							     : height_role(height);
			pen_ch(p, p->g->glyphs->density[height]);
		}
	}
}

static void draw_lane(const struct lanes *l, struct pen *p, int worker)
{
	const struct study *s = l->sc->study;
	const struct study_trial *t = lane_trial(s, worker);
	bool selected = l->sc->view->selected.worker == worker &&
			l->sc->view->focus == PANE_WORKERS;
	const char *waits = l->waits[text_width(l->waits[0]) > l->info - l->id - 2];
	char text[24], reason[96];

	pen_select(p, selected);
	p->x = 1;
	snprintf(text, sizeof(text), "w%d", worker);
	pen_left(p, ROLE_TITLE, l->id, text);
	p->x++;
	if (t && t->node && !*t->node)
		pen_left(p, ROLE_PAUSED, l->info - l->id - 2,
			place_wait_text(t->waits, t->gpus, true, reason, sizeof(reason)));
	else if (t)
		draw_task(l, p, t);
	else
		pen_left(p,
			s->synchronous && s->phase == PHASE_RUNNING ? ROLE_PAUSED
								    : ROLE_DIM,
			l->info - l->id - 2, waits);
	p->x = 1 + l->info;
	draw_strip(l, p, worker);
	p->attr = 0;
}

/* The busy share of all over the window, as columns of `rows` rows from the pen down. */
static void draw_load(const struct lanes *l, struct pen *p, int x, int rows)
{
	const struct lane_window *w = &l->window;
	const struct glyphs *g = p->g->glyphs;
	int top = p->y;

	for (int i = 0; i < w->cells; i++) {
		double from = w->from + i * w->step;
		double share =
			timeline_share(&l->sc->study->timeline, from, from + w->step);
		int fill = isnan(share) ? 0 : (int)ceil(share * rows * 4 - 1e-6);

		for (int y = 0; y < rows; y++) {
			int part = fill - 4 * (rows - 1 - y);

			pen_goto(p, top + y, x + i);
			p->role = part > 0 ? ROLE_BAR : ROLE_BAR_REST;
			if (part > 0)
				pen_ch(p, g->density[part > 4 ? 3 : part - 1]);
			else if (!isnan(share) && from < w->now && y == rows - 1)
				pen_ch(p, g->seat);
		}
	}
}

/* "97%" between two words; "" while no time has passed. */
static const char *share_text(const struct study *s, const char *before,
	const char *after, char *out, size_t size)
{
	char share[16];

	lane_share_text(s, false, share, sizeof(share));
	snprintf(out, size, "%s%s%s", *share ? before : "", share, *share ? after : "");
	return out;
}

static void draw_all(const struct lanes *l, struct pen *p, int rows)
{
	const struct study *s = l->sc->study;
	int y = p->y, n_workers = study_workers(s);
	char text[96], share[64];

	pen_goto(p, y + rows - 1, 1);
	pen_left(p, ROLE_TITLE, l->id, LOAD_LABEL);
	p->x++;
	snprintf(text, sizeof(text), "%d of %d busy, %s", s->n_busy, n_workers,
		lane_share_text(s, true, share, sizeof(share)));
	if (!*share || text_width(text) > l->info - l->id - 2)
		snprintf(text, sizeof(text), "%d of %d busy%s", s->n_busy, n_workers,
			share_text(s, ", ", "", share, sizeof(share)));
	if (text_width(text) > l->info - l->id - 2)
		snprintf(text, sizeof(text), "%d/%d", s->n_busy, n_workers);
	pen_left(p, ROLE_DIM, l->info - l->id - 2, text);
	pen_goto(p, y, 0);
	draw_load(l, p, 1 + l->info, rows);
}

/* "00:01:20", or with parts of a second where cells are finer than that. */
static void time_text(double t, double step, char *out, size_t size)
{
	if (step * 8 < 1)
		snprintf(out, size, "%.3g s", t);
	else
		format_clock(t, out, size);
}

static void draw_axis(const struct lanes *l, struct pen *p)
{
	const struct lane_window *w = &l->window;
	char from[40], to[40], step[40];
	int x = 1 + l->info, end;

	time_text(w->from, w->step, from, sizeof(from));
	time_text(w->from + w->step * w->cells, w->step, to, sizeof(to));
	snprintf(step, sizeof(step), "%g s a cell", w->step);
	end = x + w->cells - text_width(to);
	p->x = x;
	p->role = ROLE_AXIS;
	pen_repeat(p, p->g->glyphs->h, w->cells);
	p->x = x;
	pen_text(p, ROLE_DIM, from);
	if (end > x + text_width(from) + 1) {
		p->x = end;
		pen_text(p, ROLE_DIM, to);
	}
	pen_goto(p, p->y, 1);
	pen_left(p, ROLE_DIM, l->info - 1, step);
}

/* Rows of the load under the lanes: what these leave, or half when most have no room. */
static int load_rows(const struct study *s, int rows)
{
	int n_workers = study_workers(s), rest = rows - n_workers - (rows >= AXIS_LEAST);

	if (rows < 3)
		return 0;
	if (rest > 1)
		return rest < LOAD_MOST ? rest : LOAD_MOST;
	return rows >= 8 && n_workers > 3 * rows ? rows / 2 : 1;
}

/* Rows at the bottom for the GPUs: no more than half of them. */
static int device_rows(const struct workers_pane *own, int rows)
{
	if (rows < DEVICES_FROM)
		return 0;
	return own->n_devices < rows / 2 ? own->n_devices : rows / 2;
}

static int lane_rows(const struct study *s, int rows)
{
	int lanes = rows - load_rows(s, rows) - (rows >= AXIS_LEAST);

	return lanes > 0 ? lanes : 1;
}

/* "w0 T21 r1 2/3" for each, or false when the row cannot hold that. */
static bool draw_words(const struct lanes *l, struct pen *p)
{
	const struct study *s = l->sc->study;
	int n_workers = study_workers(s), each = l->info - l->id + digits(n_workers) + 3;
	char text[64];

	if ((each + 1) * n_workers + 10 > p->in.w)
		return false;
	for (int w = 0; w < n_workers; w++) {
		const struct study_trial *t = lane_trial(s, w);

		p->x = 1 + w * (each + 1);
		pen_textf(p, ROLE_DIM, "w%d ", w);
		if (!t) {
			pen_left(p, ROLE_DIM, each - 4, l->waits[1]);
			continue;
		}
		pen_textf(p, ROLE_STRONG, "%s ", format_trial(t->id, text, sizeof(text)));
		pen_textf(p, ROLE_DIM, "%s ", place_text(s, t, text, sizeof(text)));
		pen_text(p, ROLE_RUNNING,
			format_epochs(t->epoch, t->target, 0, text, sizeof(text)));
	}
	share_text(s, "busy ", "", text, sizeof(text));
	p->x = p->in.w - 1 - text_width(text);
	pen_text(p, ROLE_DIM, text);
	return true;
}

static void draw_row(const struct lanes *all, struct pen *p)
{
	struct lanes l = *all;
	char text[80], share[32];

	l.info -= (l.bar ? l.bar + 1 : 0) + (l.pace ? l.pace + 1 : 0) +
		  (l.node ? l.node + 1 : 0);
	if (draw_words(&l, p))
		return;
	snprintf(text, sizeof(text), "%d of %d workers busy%s ", l.sc->study->n_busy,
		study_workers(l.sc->study),
		share_text(l.sc->study, ", ", " in all", share, sizeof(share)));
	p->x = 1;
	pen_text(p, ROLE_DIM, text);
	l.window.cells =
		pen_room(p) - 1 < l.window.cells ? pen_room(p) - 1 : l.window.cells;
	draw_load(&l, p, p->x, 1);
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct workers_pane *own = sc->self;
	const struct study *s = sc->study;
	struct pen p = pen_in(g, in);
	int n_devices = device_rows(own, in.h), y = 0;
	int n_workers = study_workers(s), rows = lane_rows(s, in.h - n_devices);
	struct lanes l;

	in.h -= n_devices;
	if (!s->info || !n_workers) {
		pen_goto(&p, 0, 1);
		pen_text(&p, ROLE_DIM, "no worker yet");
		return;
	}
	measure(&l, sc, in.w);
	if (in.h == 1) {
		draw_row(&l, &p);
		free(l.cells);
		return;
	}
	for (int w = own->top; w < n_workers && y < rows; w++) {
		pen_goto(&p, y++, 0);
		draw_lane(&l, &p, w);
	}
	if (load_rows(s, in.h)) {
		pen_goto(&p, y, 0);
		draw_all(&l, &p, load_rows(s, in.h));
		pen_goto(&p, y + load_rows(s, in.h), 0);
		if (l.window.cells && in.h >= AXIS_LEAST)
			draw_axis(&l, &p);
		y += load_rows(s, in.h) + (in.h >= AXIS_LEAST);
	}
	for (int i = 0; i < n_devices; i++) {
		pen_goto(&p, y + (y < in.h) + i, 1);
		device_row_draw(&p, &own->devices[i]);
	}
	free(l.cells);
}

static void title(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	const char *dot = sc->view->glyphs->dot;
	char share[64], barrier[48] = "";
	int room;

	if (!s->info)
		return;
	pen_textf(p, ROLE_STRONG, " %d/%d", s->n_busy, study_workers(s));
	if (s->synchronous && s->phase == PHASE_RUNNING && study_workers(s) > s->n_busy)
		snprintf(barrier, sizeof(barrier), " %s %d at a barrier", dot,
			study_workers(s) - s->n_busy);
	room = pen_room(p) - text_width(barrier) - text_width(dot) - (int)strlen("  busy ");
	if (text_width(lane_share_text(s, true, share, sizeof(share))) > room)
		lane_share_text(s, false, share, sizeof(share));
	if (*share)
		pen_textf(p, ROLE_DIM, " %s busy %s", dot, share);
	pen_text(p, ROLE_PAUSED, barrier);
}

/* What the worker trains, or did last. */
static void inspect(struct view *v, const struct study *s)
{
	const struct span *last = timeline_last(&s->timeline, v->selected.worker);

	if (last)
		view_inspect(v, last->trial);
}

static void act(struct view *v, void *self, const struct study *s, enum action a)
{
	struct workers_pane *own = self;
	int n_workers = study_workers(s), *worker = &v->selected.worker;

	if (!n_workers)
		return;
	if (a == ACT_LEFT || a == ACT_RIGHT) {
		own->scale += a == ACT_LEFT ? 1 : -1;
		own->scale = own->scale < -SCALE_FINER	  ? -SCALE_FINER
			     : own->scale > SCALE_COARSER ? SCALE_COARSER
							  : own->scale;
		return;
	}
	if (a == ACT_INSPECT) {
		*worker = *worker < 0 ? own->top : *worker;
		inspect(v, s);
		return;
	}
	if (*worker < 0)
		*worker = own->top;
	else
		*worker = (int)move_by((size_t)*worker, (size_t)n_workers, own->page, a);
}

static void follow(struct view *v, void *self, const struct study *s, int room, int width)
{
	struct workers_pane *own = self;
	const struct objective *o = v->objective;
	int n_workers = study_workers(s), rows;

	(void)width;
	own->n_devices = 0;
	if (o && o->ops->devices && room >= DEVICES_FROM)
		own->n_devices = (int)o->ops->devices(o, own->devices);
	rows = lane_rows(s, room - device_rows(own, room));
	own->page = rows;
	if (v->selected.worker >= n_workers)
		v->selected.worker = n_workers - 1;
	own->top = (int)scroll_to((size_t)own->top,
		(size_t)(v->selected.worker >= 0 ? v->selected.worker : own->top),
		(size_t)n_workers, (size_t)rows);
}

static void init(void *self)
{
	struct workers_pane *own = self;

	own->devices = xcalloc(DEVICES_MAX, sizeof(*own->devices));
}

static void release(void *self)
{
	free(((struct workers_pane *)self)->devices);
}

/* Lanes with the load and an axis under them, and the GPUs that are in use. */
static void rows_wanted(const struct study *s, struct pane_rows *out)
{
	int n = study_workers(s), gpus = 0;

	for (int w = 0; w < n && gpus < LANES_MOST; w++)
		gpus += lane_trial(s, w) && lane_trial(s, w)->gpus;
	out->full = (n + 2 < AXIS_LEAST ? AXIS_LEAST : n + 2) + gpus;
	out->least = (n < 1 ? 1 : n < LANES_MOST ? n : LANES_MOST) + 2 + gpus;
}

/* What the selected lane trains. */
static uint32_t trial(const struct view *v, const struct study *s)
{
	const struct study_trial *t =
		v->selected.worker >= 0 ? lane_trial(s, v->selected.worker) : NULL;

	return t ? t->id : STUDY_NONE;
}

const struct pane_ops pane_workers = {
	.name = "WORKERS",
	.about = "What each worker does, and has done: a lane is its time, from the left "
		 "to "
		 "now.",
	.keys = {ACT_UP, ACT_MORE_WORKERS, ACT_INSPECT},
	.focus_rows = 2,
	.wish = {.band = BAND_TOP,
		.side = SIDE_FAR,
		.from = {{.cols = 170}},
		.worth = 6,
		.line_rows = 30,
		.tall_rows = 50},
	.state_size = sizeof(struct workers_pane),
	.init = init,
	.release = release,
	.rows = rows_wanted,
	.draw = draw,
	.title = title,
	.act = act,
	.follow = follow,
	.trial = trial,
};
