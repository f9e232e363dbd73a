/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/snapshot.h"

#include <langinfo.h>
#include <string.h>

#include "ui/folds.h"
#include "ui/render.h"

static struct style style_of(const struct cell *c, bool light)
{
	struct style s = (c->attr & ATTR_SELECT ? role_style_selected : role_style)(
		(enum role)c->role, DEPTH_256, light);

	s.bold |= (c->attr & ATTR_BOLD) != 0;
	s.underline |= (c->attr & ATTR_UNDERLINE) != 0;
	return s;
}

static bool same_style(struct style a, struct style b)
{
	return a.fg == b.fg && a.bg == b.bg && a.bold == b.bold && a.dim == b.dim &&
	       a.reverse == b.reverse && a.underline == b.underline;
}

/* ECMA-48, and the 256 colours as xterm has them. */
static void add_style(struct strbuf *out, struct style s)
{
	strbuf_adds(out, "\033[0");
	strbuf_adds(out, s.bold ? ";1" : "");
	strbuf_adds(out, s.dim ? ";2" : "");
	strbuf_adds(out, s.underline ? ";4" : "");
	strbuf_adds(out, s.reverse ? ";7" : "");
	if (s.fg >= 0)
		strbuf_addf(out, ";38;5;%d", s.fg);
	if (s.bg >= 0)
		strbuf_addf(out, ";48;5;%d", s.bg);
	strbuf_addch(out, 'm');
}

static void add_row(struct strbuf *out, struct grid *g, int y)
{
	static const struct style none = {.fg = -1, .bg = -1};
	struct style now = none;
	bool light = role_light_ground();

	for (int x = 0; x < g->cols; x++) {
		const struct cell *c = grid_at(g, y, x);
		struct style s = style_of(c, light);
		char bytes[5];

		if (!c->ch)
			continue;
		if (!same_style(s, now))
			add_style(out, s);
		now = s;
		strbuf_add(out, bytes, utf8_encode(c->ch, bytes));
	}
	if (!same_style(now, none))
		add_style(out, none);
}

static void print_grid(const struct snapshot *f, struct grid *g, struct strbuf *out)
{
	for (int y = 0; y < g->rows; y++) {
		if (f->color)
			add_row(out, g, y);
		else
			grid_row_text(g, y, out);
		strbuf_addch(out, '\n');
	}
}

static void draw(const struct snapshot *f, const struct study *s, struct view *v,
	struct strbuf *out)
{
	struct layout_prefs prefs = view_prefs(v, s);
	struct layout l = layout_make(f->lines, f->cols, &prefs);
	struct picture p;
	struct grid g;

	picture_init(&p);
	grid_init(&g);
	view_follow(v, s, &l);
	picture_draw(&p, s, v, &l);
	picture_compose(&p, f->lines, f->cols, &g);
	print_grid(f, &g, out);
	grid_release(&g);
	picture_release(&p);
}

void snapshot_print(const struct snapshot *f, struct strbuf *out)
{
	struct folds folds;
	struct view v;

	folds_init(&folds, f->journal);
	timeline_read(&folds.timeline, UINT64_MAX);
	view_init(
		&v, glyphs_choose(f->glyphs, strcmp(nl_langinfo(CODESET), "UTF-8") == 0));
	v.timeline = &folds.timeline;
	if (f->at)
		playhead_goto(&v.head, &folds.timeline, f->at, 0);
	folds_step(&folds, &v.head, UINT64_MAX);
	v.clock = folds_shown(&folds)->t;
	v.present = folds_present(&folds);
	draw(f, folds_shown(&folds), &v, out);
	view_release(&v);
	folds_release(&folds);
}
