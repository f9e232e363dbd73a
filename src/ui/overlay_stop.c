/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ends the study, as a panel: each limit, how far the study is, and what is typed. */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/format.h"
#include "ui/menu.h"
#include "ui/view.h"

#define LIMITS 6
#define WIDTH 66
#define NAMES 8	 /* columns */
#define VALUES 14

struct limits_panel {
	struct line values[LIMITS]; /* as stop_limit_rows */
	size_t at;
	bool fresh; /* what is typed next replaces the value */
	bool ready;
	struct error wrong;
};

static void release(void *self)
{
	struct limits_panel *p = self;

	for (size_t i = 0; p->ready && i < LIMITS; i++)
		line_release(&p->values[i]);
	*p = (struct limits_panel){0};
}

/* One of the limits that there are, as text. */
static void value_text(const struct stop_limits *l, size_t i, struct strbuf *out)
{
	struct strbuf all = STRBUF_INIT;
	const char *at;

	stop_limits_print_all(l, &all);
	at = strstr(all.buf, stop_limit_rows[i].name) + strlen(stop_limit_rows[i].name) + 1;
	strbuf_add(out, at, strcspn(at, " "));
	strbuf_release(&all);
}

/* Nothing is none. */
static const char *typed(const struct limits_panel *p, size_t i)
{
	return *p->values[i].text.buf ? p->values[i].text.buf : "none";
}

static bool is_touched(const struct limits_panel *p, const struct study *s, size_t i)
{
	struct strbuf now = STRBUF_INIT;
	bool is;

	value_text(s->stop, i, &now);
	is = strcmp(typed(p, i), now.buf) != 0;
	strbuf_release(&now);
	return is;
}

/* What is set by Enter: "trials=200". */
static void panel_text(
	const struct limits_panel *p, const struct study *s, struct strbuf *out)
{
	for (size_t i = 0; i < LIMITS; i++)
		if (is_touched(p, s, i))
			strbuf_addf(out, "%s%s=%s", out->len ? " " : "",
				stop_limit_rows[i].name,
				typed(p, i));
}

void view_open_limits(struct view *v, const struct study *s)
{
	struct limits_panel *p = view_overlay(v, OVERLAY_STOP);

	release(p);
	for (size_t i = 0; i < LIMITS; i++) {
		struct strbuf text = STRBUF_INIT;

		value_text(s->stop, i, &text);
		line_init(&p->values[i]);
		line_set(&p->values[i], text.buf);
		strbuf_release(&text);
	}
	p->ready = p->fresh = true;
	p->at = s->synchronous && s->stop->rounds ? 0 : 1;
	view_open(v, OVERLAY_STOP);
}

/* How far the study is. */
static double spent(const struct scene *sc, size_t i)
{
	const struct study *s = sc->study;
	const struct study_incumbent *best = study_incumbent(s);
	double at[LIMITS] = {s->round + (s->n_trials > 0), (double)s->n_trials,
		(double)s->epochs, floor(sc->view->clock),
		best ? best->value : (double)NAN,
		best ? (double)(s->epochs - best->epochs) : (double)s->epochs};

	return at[i];
}

static void spent_text(const struct scene *sc, size_t i, struct strbuf *out)
{
	static const char *const words[] = {
		"begun", "begun", "trained", "seconds passed", "is the best",
		"epochs since it was found"};
	const struct study *s = sc->study;
	char value[32];

	if (i == 0 && !s->synchronous)
		strbuf_addf(out, "%s has no rounds", s->scheduler);
	else if (i == 4 && isnan(spent(sc, i)))
		strbuf_addf(out, "no finite %s yet", s->info->metric);
	else if (i == 4)
		strbuf_addf(out, "%s %s %s", s->info->metric,
			format_metric(spent(sc, i), value, sizeof(value)), words[i]);
	else
		strbuf_addf(out, "%.0f %s", spent(sc, i), words[i]);
}

static void size(const struct scene *sc, int *rows, int *cols)
{
	*rows = LIMITS + 7;
	*cols = WIDTH < sc->layout->cols ? WIDTH : sc->layout->cols;
}

static void draw_limit(const struct scene *sc, struct pen *p, size_t i)
{
	const struct limits_panel *own = sc->self;
	const struct line *value = &own->values[i];
	bool here = i == own->at, touched = is_touched(own, sc->study, i);
	struct strbuf text = STRBUF_INIT;
	bool none = !strcmp(value->text.buf, "none");

	pen_select(p, here);
	p->x = 2;
	pen_left(p, touched ? ROLE_STRONG : ROLE_PARAM, NAMES, stop_limit_rows[i].name);
	p->x++;
	p->role = here ? ROLE_KEY : ROLE_TEXT;
	pen_ch(p, here ? p->g->glyphs->key_left : ' ');
	p->x++;
	line_draw(value, p, touched ? ROLE_STRONG : none ? ROLE_DIM : ROLE_VALUE,
		VALUES - 4, here);
	p->role = here ? ROLE_KEY : ROLE_TEXT;
	p->x++;
	pen_ch(p, here ? p->g->glyphs->key_right : ' ');
	p->x++;
	spent_text(sc, i, &text);
	pen_left(p, ROLE_DIM, pen_room(p), text.buf);
	p->attr = 0;
	strbuf_release(&text);
}

static void draw_foot(const struct scene *sc, struct pen *p)
{
	const struct limits_panel *own = sc->self;

	pen_goto(p, p->in.h - 4, 1);
	if (*own->wrong.text)
		pen_words(p, ROLE_LOST, p->in.w - 2, own->wrong.text);
	else
		pen_words(p, ROLE_DIM, p->in.w - 2,
			"What comes first ends the study. none: no such limit.");
	pen_goto(p, p->in.h - 1, 1);
	pen_text(p, ROLE_KEY, "Enter");
	pen_text(p, ROLE_DIM, " set   ");
	pen_text(p, ROLE_KEY, "Esc");
	pen_text(p, ROLE_DIM, " back");
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct limits_panel *own = sc->self;
	int rows = in.h > LIMITS ? LIMITS : in.h;
	size_t top = scroll_to(0, own->at, LIMITS, rows > 0 ? (size_t)rows : 1);
	struct pen p = pen_in(g, in);

	if (!own->ready || !sc->study->info)
		return;
	for (int i = 0; i < rows; i++) {
		pen_goto(&p, i, 0);
		draw_limit(sc, &p, top + (size_t)i);
	}
	if (in.h >= LIMITS + 5)
		draw_foot(sc, &p);
}

static enum context context(const void *self)
{
	(void)self;
	return IN_LINE;
}

/* From none on: from where the study is. */
static void step(struct view *v, struct limits_panel *own, const struct study *s, int step)
{
	struct line *l = &own->values[own->at];
	struct scene sc = {.study = s, .view = v, .self = own};
	double at = spent(&sc, own->at);
	char text[32];

	if (!strcmp(l->text.buf, "none") && isfinite(at) && at > 0) {
		snprintf(text, sizeof(text), "%.6g", at);
		line_set(l, text);
		if (own->at == 4)
			return;
	}
	menu_step_number(l, &stop_limit_rows[own->at], step);
	own->fresh = true;
}

static struct request set(struct view *v, struct limits_panel *own, const struct study *s)
{
	struct stop_limits ignored = *s->stop;
	struct strbuf text = STRBUF_INIT;
	struct request r = {0};

	panel_text(own, s, &text);
	if (!text.len) {
		view_close(v);
	} else if (stop_limits_change(&ignored, text.buf, &own->wrong) == 0) {
		r = view_change(v, s, CONTROL_STOP, text.buf);
		if (r.kind != REQUEST_NONE)
			view_close(v);
	}
	strbuf_release(&text);
	return r;
}

static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	struct limits_panel *own = self;

	if (!own->ready || a == ACT_BACK) {
		view_close(v);
		return (struct request){0};
	}
	if (a == ACT_INSPECT)
		return set(v, own, s);
	*own->wrong.text = '\0';
	switch (a) {
	case ACT_UP:
	case ACT_DOWN:
	case ACT_FOCUS_NEXT:
	case ACT_FOCUS_LAST:
		own->at = (own->at + (a == ACT_UP || a == ACT_FOCUS_LAST ? LIMITS - 1 : 1)) %
			  LIMITS;
		own->fresh = true;
		break;
	case ACT_LEFT:
	case ACT_RIGHT:
		step(v, own, s, a == ACT_LEFT ? -1 : 1);
		break;
	default:
		if (line_act(&own->values[own->at], a))
			own->fresh = false;
	}
	return (struct request){0};
}

static void type(void *self, uint32_t cp)
{
	struct limits_panel *own = self;
	struct line *l = &own->values[own->at];

	if (cp == ' ') /* values are words of a line */
		return;
	if (cp >= 0x20 && own->fresh)
		line_set(l, "");
	line_type(l, cp);
	own->fresh = false;
	*own->wrong.text = '\0';
}

static void point(
	struct view *v, void *self, const struct study *s, struct area in, int y, int x)
{
	struct limits_panel *own = self;

	(void)v;
	(void)s;
	(void)in;
	(void)x;
	if (y < LIMITS)
		own->at = (size_t)y;
	own->fresh = true;
}

const struct overlay_ops overlay_stop = {
	.name = "What ends the study",
	.state_size = sizeof(struct limits_panel),
	.release = release,
	.steers = true,
	.size = size,
	.draw = draw,
	.context = context,
	.act = act,
	.point = point,
	.type = type,
};
