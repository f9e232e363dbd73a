/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The switch menu: the schedulers at the left, the chosen one's knobs at the right, and
 * under them what a switch would do to the trials there are.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/xalloc.h"
#include "ui/menu.h"
#include "ui/view.h"

#define WIDTH 78
#define BOTH_WIDTH 60 /* from which list and knobs stand beside each other */
#define LIST_WIDTH 26
#define VALUE_WIDTH 14
#define FOOT 7 /* rule, help, two rows of preview, two of the forecast, keys */
#define FORECAST_LEAST 12 /* rows from which there is one */

static size_t rows_wanted(void)
{
	size_t most = schedulers.n;

	for (size_t i = 0; i < schedulers.n; i++) {
		size_t n = 0;

		for (const struct knob *k = schedulers.kinds[i]->knobs; k && k->name; k++)
			n++;
		most = n > most ? n : most;
	}
	return most;
}

static void size(const struct scene *sc, int *rows, int *cols)
{
	(void)sc;
	*rows = (int)rows_wanted() + FOOT + 2;
	*cols = WIDTH;
}

static void draw_list(const struct scene *sc, struct grid *g, struct area in)
{
	const struct menu *m = sc->self;
	const char *now = sc->study->scheduler;
	struct pen p = pen_in(g, in);
	size_t rows = in.h > 0 ? (size_t)in.h : 0;
	size_t top = scroll_to(0, m->kind, schedulers.n, rows ? rows : 1);

	for (size_t i = 0; i < rows && top + i < schedulers.n; i++) {
		const char *name = schedulers.kinds[top + i]->name;
		bool chosen = top + i == m->kind;

		pen_goto(&p, (int)i, 0);
		p.attr = chosen && !m->on_knobs ? ATTR_SELECT : 0;
		if (p.attr)
			pen_fill(&p);
		p.x = 0;
		p.role = ROLE_FOCUS;
		pen_ch(&p, chosen ? g->glyphs->cursor : ' ');
		pen_textf(&p, chosen ? ROLE_STRONG : ROLE_TEXT, " %s", name);
		if (now && !strcmp(now, name))
			pen_text(&p, ROLE_DIM, " now");
		p.attr = 0;
	}
}

/* "2 to 1000", "warm scratch": what the help line says in full. */
static void range_text(const struct knob *row, char *out, size_t size)
{
	switch (row->type) {
	case KNOB_INT:
	case KNOB_REAL:
		snprintf(out, size, row->max < 1e9 ? "%g to %g" : "from %g", row->min,
			row->max);
		if (row->word)
			snprintf(
				out + strlen(out), size - strlen(out), ", %s", row->word);
		break;
	case KNOB_LIST:
		snprintf(out, size, "such as 3,11,33");
		break;
	case KNOB_CHOICE:
		snprintf(out, size, "%s", row->choices);
		break;
	case KNOB_BOOL:
	case KNOB_TEXT:
	case KNOB_SHAPE:
		knob_allowed(row, out, size);
	}
}

/* "‹ 3 ›" where arrows step it, and what is allowed. */
static void draw_knob(const struct menu *m, struct pen *p, size_t i, int names)
{
	const struct knob *row = &menu_kind(m)->knobs[i];
	bool here = m->on_knobs && i == m->knob;
	bool touched = strcmp(m->values[i].text.buf, m->as_now[i]) != 0;
	bool steps = row->type != KNOB_TEXT && row->type != KNOB_SHAPE &&
		     row->type != KNOB_LIST;
	char allowed[256];

	pen_select(p, here);
	p->x = 2;
	pen_left(p, touched ? ROLE_STRONG : ROLE_PARAM, names, row->name);
	p->x++;
	p->role = here && steps ? ROLE_KEY : ROLE_TEXT;
	pen_ch(p, here && steps ? p->g->glyphs->key_left : ' ');
	p->x++;
	if (*m->values[i].text.buf || here)
		line_draw(&m->values[i], p, touched ? ROLE_STRONG : ROLE_VALUE,
			VALUE_WIDTH - 4, here);
	else
		pen_left(p, ROLE_DIM, VALUE_WIDTH - 4, "-");
	p->role = here && steps ? ROLE_KEY : ROLE_TEXT;
	p->x++;
	pen_ch(p, here && steps ? p->g->glyphs->key_right : ' ');
	p->x++;
	range_text(row, allowed, sizeof(allowed));
	pen_left(p, ROLE_DIM, pen_room(p), allowed);
	p->attr = 0;
}

static void draw_knobs(const struct scene *sc, struct grid *g, struct area in)
{
	const struct menu *m = sc->self;
	struct pen p = pen_in(g, in);
	size_t rows = in.h > 0 ? (size_t)in.h : 0;
	size_t top = scroll_to(0, m->knob, m->n, rows ? rows : 1);
	int names = 0;

	if (!m->n)
		pen_text(&p, ROLE_DIM, "  it has no knobs");
	for (size_t i = 0; i < m->n; i++)
		if (text_width(menu_kind(m)->knobs[i].name) > names)
			names = text_width(menu_kind(m)->knobs[i].name);
	for (size_t i = 0; i < rows && top + i < m->n; i++) {
		pen_goto(&p, (int)i, 0);
		draw_knob(m, &p, top + i, names);
	}
}

static void draw_help(const struct menu *m, struct pen *p)
{
	const struct kind *kind = menu_kind(m);
	char allowed[256];

	if (!m->on_knobs || m->knob >= m->n) {
		pen_left(p, ROLE_TEXT, pen_room(p) - 1, kind->help);
		return;
	}
	knob_allowed(&kind->knobs[m->knob], allowed, sizeof(allowed));
	pen_text(p, ROLE_TEXT, kind->knobs[m->knob].help);
	pen_text(p, ROLE_DIM, "; ");
	pen_left(p, ROLE_DIM, pen_room(p) - 1, allowed);
}

static void draw_preview(const struct scene *sc, struct pen *p, int rows)
{
	const struct menu *m = sc->self;
	struct pen in = *p;
	struct strbuf words = STRBUF_INIT;

	in.in.h = p->y + rows < p->in.h ? p->y + rows : p->in.h;
	if (m->wrong) {
		pen_words(&in, ROLE_LOST, p->in.w - 2, m->wrong);
		return;
	}
	if (!menu_changes(m, sc->study)) {
		pen_words(&in, ROLE_DIM, p->in.w - 2,
			"as it runs now: choose another one, or change a knob");
		return;
	}
	preview_words(&m->preview, &words);
	pen_words(&in, m->preview.endless ? ROLE_LOST : ROLE_CLIMBED, p->in.w - 2,
		words.buf);
	strbuf_release(&words);
}

static void draw_keys(const struct menu *m, struct pen *p)
{
	static const struct {
		const char *key, *what;
	} keys[] = {{"Enter", "switch"}, {"Tab", NULL}, {"Esc", "back"}};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		pen_text(p, ROLE_KEY, keys[i].key);
		pen_textf(p, ROLE_DIM, " %s   ",
			keys[i].what  ? keys[i].what
			: m->on_knobs ? "schedulers"
				      : "knobs");
	}
}

static void draw_body(const struct scene *sc, struct grid *g, struct area in)
{
	const struct menu *m = sc->self;
	struct area list = in, knobs = in;
	struct pen p = pen_in(g, in);

	if (in.w < BOTH_WIDTH) {
		if (m->on_knobs)
			draw_knobs(sc, g, in);
		else
			draw_list(sc, g, in);
		return;
	}
	list.w = LIST_WIDTH - 1;
	knobs.x += LIST_WIDTH;
	knobs.w -= LIST_WIDTH;
	draw_list(sc, g, list);
	draw_knobs(sc, g, knobs);
	p.role = ROLE_BORDER;
	for (int y = 0; y < in.h; y++) {
		pen_goto(&p, y, LIST_WIDTH - 1);
		pen_ch(&p, g->glyphs->v);
	}
}

/* What the whole study would have come to, had it begun like that. */
static void draw_forecast(const struct menu *m, struct pen *p)
{
	const struct forecast *f = &m->forecast;
	struct strbuf words = STRBUF_INIT;

	if (!f->plan.spec)
		return;
	strbuf_adds(&words, "anew: ");
	forecast_sum(f, &words);
	pen_left(p, ROLE_TEXT, pen_room(p) - 1, words.buf);
	pen_goto(p, p->y + 1, 1);
	strbuf_reset(&words);
	forecast_rungs(f, pen_room(p) - 1, true, &words);
	pen_left(p, ROLE_DIM, pen_room(p) - 1, words.buf);
	strbuf_release(&words);
}

/* As room gets short, the forecast, the rule, the help and the preview go, in this order. */
static int foot_of(struct area in)
{
	return 1 + 2 * (in.h >= 4) + (in.h >= 6) + (in.h >= 8) +
	       2 * (in.h >= FORECAST_LEAST);
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct menu *m = sc->self;
	bool preview = in.h >= 4, help = in.h >= 6, rule = in.h >= 8;
	int y = in.h - foot_of(in);
	struct area body = {in.y, in.x, y > 0 ? y : 0, in.w};
	struct pen p = pen_in(g, in);

	if (!m->values)
		return;
	draw_body(sc, g, body);
	if (rule) {
		pen_goto(&p, y++, 0);
		p.role = ROLE_BORDER;
		pen_repeat(&p, g->glyphs->h, in.w);
	}
	if (help) {
		pen_goto(&p, y++, 1);
		draw_help(m, &p);
	}
	if (preview) {
		pen_goto(&p, y, 1);
		draw_preview(sc, &p, 2);
	}
	if (in.h >= FORECAST_LEAST) {
		pen_goto(&p, in.h - 3, 1);
		draw_forecast(m, &p);
	}
	pen_goto(&p, in.h - 1, in.w > 20 ? 1 : 0);
	draw_keys(m, &p);
}

static void follow(struct view *v, void *self, const struct study *s, struct area in)
{
	(void)in;
	menu_follow(self, s, v->wall);
}

static enum context context(const void *self)
{
	const struct menu *m = self;

	return m->on_knobs ? IN_LINE : IN_LIST;
}

static void open_it(struct view *v, void *self, const struct study *s, enum action a)
{
	if (!view_can(v, s, a))
		return;
	menu_open(self, s);
	view_open(v, OVERLAY_SWITCH);
}

/* A click on a scheduler chooses it, one on the knobs goes there. */
static void point(
	struct view *v, void *self, const struct study *s, struct area in, int y, int x)
{
	struct menu *m = self;
	int rows = in.h - foot_of(in);
	size_t at = scroll_to(0, m->kind, schedulers.n, rows > 0 ? (size_t)rows : 1);

	if (y >= rows)
		return;
	if (in.w < BOTH_WIDTH ? m->on_knobs : x >= LIST_WIDTH) {
		m->on_knobs = m->n > 0;
		return;
	}
	m->on_knobs = false;
	if (at + (size_t)y < schedulers.n)
		menu_choose(m, view_present(v, s), at + (size_t)y);
}

/* Goes over, or asks first: then the question lies over the menu. */
static struct request choose(struct view *v, struct menu *m, const struct study *s)
{
	struct request r = {0};

	menu_follow(m, s, v->wall);
	if (m->wrong || !menu_changes(m, s))
		return r;
	r = view_change(v, s, CONTROL_SWITCH, m->text);
	if (r.kind != REQUEST_NONE)
		view_close(v);
	return r;
}

static void act_on_list(
	struct view *v, struct menu *m, const struct study *s, enum action a)
{
	size_t kind = move_by(m->kind, schedulers.n, 5, a);

	if (a == ACT_BACK)
		view_close(v);
	else if (a == ACT_RIGHT || a == ACT_FOCUS_NEXT || a == ACT_FOCUS_LAST)
		m->on_knobs = m->n > 0;
	else if (kind != m->kind)
		menu_choose(m, s, kind);
	m->fresh = true;
}

static void act_on_knobs(struct menu *m, enum action a)
{
	switch (a) {
	case ACT_BACK:
	case ACT_FOCUS_NEXT:
	case ACT_FOCUS_LAST:
		m->on_knobs = false;
		break;
	case ACT_UP:
	case ACT_DOWN:
		m->knob = move_by(m->knob, m->n, 1, a);
		m->fresh = true;
		break;
	case ACT_LEFT:
	case ACT_RIGHT:
		menu_step(m, a == ACT_LEFT ? -1 : 1);
		break;
	default:
		if (line_act(&m->values[m->knob], a))
			m->fresh = false;
	}
}

static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	struct menu *m = self;

	if (!m->values)
		view_close(v);
	else if (a == ACT_INSPECT)
		return choose(v, m, s);
	else if (m->on_knobs)
		act_on_knobs(m, a);
	else
		act_on_list(v, m, s, a);
	return (struct request){0};
}

static void type(void *self, uint32_t cp)
{
	menu_type(self, cp);
}

static void release(void *self)
{
	menu_release(self);
}

const struct overlay_ops overlay_switch = {
	.name = "Switch scheduler",
	.opens = {ACT_SWITCH},
	.state_size = sizeof(struct menu),
	.release = release,
	.steers = true,
	.size = size,
	.draw = draw,
	.open = open_it,
	.follow = follow,
	.context = context,
	.act = act,
	.point = point,
	.type = type,
};
