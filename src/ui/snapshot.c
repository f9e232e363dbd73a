/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/snapshot.h"

#include <langinfo.h>
#include <string.h>

#include "study/folds.h"
#include "ui/render.h"

static void draw(const struct snapshot *f, const struct study *s, struct view *v,
	struct strbuf *out)
{
	struct layout_prefs prefs = view_prefs(v, s);
	struct layout l = v->arrange(f->lines, f->cols, &prefs);
	struct picture p;
	struct grid g;

	picture_init(&p);
	grid_init(&g);
	view_follow(v, s, &l);
	picture_draw(&p, s, v, &l);
	picture_compose(&p, f->lines, f->cols, &g);
	capture_grid(&g, f->how,
		theme_palette(
			f->theme, f->mono ? DEPTH_MONO : DEPTH_256, role_light_ground()),
		out);
	grid_release(&g);
	picture_release(&p);
}

static bool is_unicode(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool snapshot_has(const char *glyphs)
{
	const struct glyphs *g = glyphs ? glyphs_find(glyphs) : NULL;

	return !g || glyphs_choose(glyphs, is_unicode()) == g;
}

void snapshot_print(const struct snapshot *f, struct strbuf *out)
{
	struct folds folds;
	struct view v;

	folds_init(&folds, f->journal);
	moments_read(&folds.moments, UINT64_MAX);
	view_init(&v, glyphs_choose(f->glyphs, is_unicode()));
	v.moments = &folds.moments;
	if (f->at)
		playhead_goto(&v.head, &folds.moments, f->at, 0);
	folds_step(&folds, &v.head, UINT64_MAX);
	v.clock = folds_shown(&folds)->t;
	v.present = folds_present(&folds);
	draw(f, folds_shown(&folds), &v, out);
	view_release(&v);
	folds_release(&folds);
}
