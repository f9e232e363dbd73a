/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/render.h"

#include "draw/capture.h"

void picture_init(struct picture *p)
{
	for (int i = 0; i < LAYERS; i++) {
		p->layers[i] = (struct layer){0};
		grid_init(&p->layers[i].grid);
	}
}

void picture_release(struct picture *p)
{
	for (int i = 0; i < LAYERS; i++)
		grid_release(&p->layers[i].grid);
}

struct line_set {
	uint32_t h, v, tl, tr, bl, br;
};

static struct line_set lines_of(const struct glyphs *g, bool focus)
{
	if (focus)
		return (struct line_set){g->focus_h, g->focus_v, g->focus_tl, g->focus_tr,
			g->focus_bl, g->focus_br};
	return (struct line_set){g->h, g->v, g->tl, g->tr, g->bl, g->br};
}

static void draw_box(struct grid *g, struct line_set l, enum role role)
{
	struct pen p = pen_in(g, (struct area){0, 0, g->rows, g->cols});

	p.role = role;
	pen_ch(&p, l.tl);
	pen_repeat(&p, l.h, g->cols - 2);
	pen_ch(&p, l.tr);
	for (int y = 1; y < g->rows - 1; y++) {
		pen_goto(&p, y, 0);
		pen_ch(&p, l.v);
		pen_goto(&p, y, g->cols - 1);
		pen_ch(&p, l.v);
	}
	pen_goto(&p, g->rows - 1, 0);
	pen_ch(&p, l.bl);
	pen_repeat(&p, l.h, g->cols - 2);
	pen_ch(&p, l.br);
}

/* The rule above a pane, with tees where the walls of its neighbours meet it. */
static void draw_rule(const struct scene *sc, struct grid *g, enum pane pane, bool focus)
{
	const struct layout *l = sc->layout;
	const struct glyphs *gl = g->glyphs;
	struct pen p = pen_in(g, (struct area){0, 0, g->rows, g->cols});

	p.role = focus ? ROLE_FOCUS : ROLE_BORDER;
	pen_repeat(&p, focus ? gl->focus_h : gl->h, g->cols);
	for (int q = 0; q < PANES && !focus; q++) {
		const struct area *a = &l->area[q], *own = &l->area[pane];

		if (!l->shown[q] || !l->wall[q])
			continue;
		pen_goto(&p, 0, a->x - own->x);
		p.role = ROLE_BORDER;
		if (a->y + a->h == own->y)
			pen_ch(&p, gl->tee_up);
	}
	if (!l->wall[pane])
		return;
	p.role = ROLE_BORDER;
	for (int y = 0; y < g->rows; y++) {
		pen_goto(&p, y, 0);
		pen_ch(&p, y == 0 && !focus ? gl->tee_down : gl->v);
	}
}

static void draw_title(const struct scene *sc, struct grid *g, enum pane pane, bool focus)
{
	const struct pane_ops *ops = sc->view->panes[pane];
	bool box = sc->layout->frame[pane] == FRAME_BOX;
	int left = box ? 2 : 1 + sc->layout->wall[pane];
	/* at least one line character stays at the right */
	struct pen p = pen_in(g, (struct area){0, left, 1, g->cols - left - 2});

	p.role = ROLE_TEXT;
	pen_ch(&p, ' ');
	pen_textf(&p, focus ? ROLE_FOCUS : ROLE_KEY, "%d", (int)pane);
	p.attr = focus ? ATTR_BOLD : 0;
	pen_textf(&p, focus ? ROLE_FOCUS : ROLE_TITLE, " %s", ops->name);
	p.attr = 0;
	if (ops->title)
		ops->title(sc, &p);
	p.role = ROLE_TEXT;
	pen_ch(&p, ' ');
}

static void draw_pane(struct layer *layer, const struct scene *shown, enum pane pane)
{
	struct scene own = *shown;
	const struct scene *sc = &own;
	const struct pane_ops *ops = sc->view->panes[pane];
	const struct layout *l = sc->layout;
	bool focus = sc->view->focus == pane && ops->name;
	struct grid *g = &layer->grid;

	own.pane = (int)pane;
	own.self = view_pane(sc->view, pane);
	layer->shown = l->shown[pane];
	layer->at = l->area[pane];
	if (!layer->shown)
		return;
	grid_reset(g, layer->at.h, layer->at.w, sc->view->glyphs);
	if (l->frame[pane] == FRAME_BOX)
		draw_box(g, lines_of(g->glyphs, focus), focus ? ROLE_FOCUS : ROLE_BORDER);
	else if (l->frame[pane] == FRAME_RULE)
		draw_rule(sc, g, pane, focus);
	if (l->frame[pane] != FRAME_NONE)
		draw_title(sc, g, pane, focus);
	ops->draw(sc, g, layout_inside(l, pane));
}

/* Overlays */

/* In the middle of the screen; without a frame where the screen is too small for one. */
static struct area overlay_area(const struct scene *sc, const struct overlay_ops *ops)
{
	const struct layout *l = sc->layout;
	struct area a;

	ops->size(sc, &a.h, &a.w);
	a.h = a.h < l->rows ? a.h : l->rows;
	a.w = a.w < l->cols ? a.w : l->cols;
	a.y = ops->bottom ? l->rows - a.h : (l->rows - a.h) / 2;
	a.x = (l->cols - a.w) / 2;
	return a;
}

static bool overlay_framed(const struct overlay_ops *ops, struct area a)
{
	return !ops->bottom && a.h >= 3 && a.w >= 12;
}

static struct area overlay_inside(const struct overlay_ops *ops, struct area a)
{
	if (overlay_framed(ops, a))
		return (struct area){1, 1, a.h - 2, a.w - 2};
	return (struct area){0, 0, a.h, a.w};
}

/* What an overlay is drawn from; its ops, or NULL when there is nothing to draw. */
static const struct overlay_ops *scene_of(struct scene *sc, const struct view *v,
	const struct study *s, const struct layout *l, enum overlay o)
{
	if (o == OVERLAY_NONE || l->rows < 1 || l->cols < 1)
		return NULL;
	*sc = (struct scene){view_study_of(v, o, s), v, l, .self = view_overlay(v, o)};
	return v->overlays[o];
}

static void follow(
	struct view *v, const struct study *s, const struct layout *l, enum overlay o)
{
	struct scene sc;
	const struct overlay_ops *ops = scene_of(&sc, v, s, l, o);
	struct area a, in;
	int most;

	if (!ops)
		return;
	a = overlay_area(&sc, ops);
	in = overlay_inside(ops, a);
	if (ops->follow)
		ops->follow(v, view_overlay(v, o), sc.study, in);
	if (!ops->lines)
		return;
	most = ops->lines(&sc, a.w) - in.h;
	if (v->overlay_top > most)
		v->overlay_top = most;
	if (v->overlay_top < 0)
		v->overlay_top = 0;
}

void overlay_follow(struct view *v, const struct study *s, const struct layout *l)
{
	follow(v, s, l, v->under);
	follow(v, s, l, v->overlay);
}

bool overlay_place(const struct view *v, const struct study *s, const struct layout *l,
	struct area *in)
{
	struct scene sc;
	const struct overlay_ops *ops = scene_of(&sc, v, s, l, v->overlay);
	struct area a;

	if (!ops)
		return false;
	a = overlay_area(&sc, ops);
	*in = overlay_inside(ops, a);
	in->y += a.y;
	in->x += a.x;
	return true;
}

static void draw_overlay(struct layer *layer, const struct scene *shown, enum overlay o)
{
	struct grid *g = &layer->grid;
	struct scene sc;
	const struct overlay_ops *ops =
		scene_of(&sc, shown->view, shown->study, shown->layout, o);
	struct pen p;

	layer->shown = ops != NULL;
	if (!layer->shown)
		return;
	layer->at = overlay_area(&sc, ops);
	grid_reset(g, layer->at.h, layer->at.w, sc.view->glyphs);
	if (overlay_framed(ops, layer->at)) {
		draw_box(g, lines_of(g->glyphs, false), ROLE_FOCUS);
		p = pen_in(g, (struct area){0, 2, 1, g->cols - 4});
		p.attr = ATTR_BOLD;
		pen_textf(&p, ROLE_FOCUS, " %s ", ops->name);
	}
	ops->draw(&sc, g, overlay_inside(ops, layer->at));
}

/* All panes but the one that a lesson speaks of, until another one has the keys. */
static bool is_in_the_dark(const struct view *v, const struct layout *l, int p)
{
	int lit = v->lit;

	if (lit < 0 || p == lit || !l->shown[lit] || p == PANE_FOOTER)
		return false;
	return v->focus == (enum pane)lit || !v->panes[lit]->name;
}

static void dim(struct grid *g)
{
	for (int i = 0; i < g->rows * g->cols; i++)
		g->cells[i] = (struct cell){.ch = g->cells[i].ch, .role = ROLE_DIM};
}

void picture_caption(struct picture *p, const struct caption *c, const struct view *v,
	int rows, int cols, int top)
{
	struct layer *layer = &p->layers[LAYER_CAPTION];

	layer->shown = c && rows > top;
	layer->at = (struct area){top, 0, rows - top, cols};
	if (!layer->shown)
		return;
	grid_reset(&layer->grid, layer->at.h, cols, v->glyphs);
	caption_draw(c, &layer->grid);
}

void picture_draw(struct picture *p, const struct study *s, const struct view *v,
	const struct layout *l)
{
	struct scene sc = {.study = s, .view = v, .layout = l};

	for (int i = 0; i < PANES; i++) {
		draw_pane(&p->layers[i], &sc, (enum pane)i);
		if (is_in_the_dark(v, l, i))
			dim(&p->layers[i].grid);
	}
	draw_overlay(&p->layers[LAYERS - 2], &sc, v->under);
	draw_overlay(&p->layers[LAYERS - 1], &sc, v->overlay);
}

void picture_compose(const struct picture *p, int rows, int cols, struct grid *out)
{
	grid_reset(out, rows, cols, p->layers[PANE_HEADER].grid.glyphs);
	for (int i = 0; i < LAYERS; i++)
		if (p->layers[i].shown)
			grid_paste(out, &p->layers[i].grid, p->layers[i].at.y,
				p->layers[i].at.x);
}

int picture_save(const struct picture *p, int rows, int cols, struct palette palette,
	const char *path, struct error *err)
{
	struct grid g;
	int rc;

	grid_init(&g);
	picture_compose(p, rows, cols, &g);
	rc = capture_save(&g, path, palette, err);
	grid_release(&g);
	return rc;
}
