/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/race_wall.h"

#define COLUMN_LEAST 30 /* columns of the screen for one of the race */
#define BOX_ROWS 30
#define BOX_COLS 100
#define PLOT_ROWS 6 /* the least, with its frame */
#define ONE_LINE_ROWS 4
#define ONE_PANE_ROWS 12

extern const struct pane_ops pane_race_header, pane_race_column, pane_race_best,
	pane_race_clock;

/* No pane: without a name it takes no focus, and no layout has a place for it. */
static void draw_nothing(const struct scene *sc, struct grid *g, struct area in)
{
	(void)sc;
	(void)g;
	(void)in;
}

static const struct pane_ops pane_none = {.draw = draw_nothing};

/* The panes of a race with so many columns, in the places of others. */
#define COLUMN(i, n) [i] = (i) <= (n) ? &pane_race_column : &pane_none
#define WALL(n)                                                                          \
	{                                                                                \
		[PANE_HEADER] = &pane_race_header, COLUMN(1, n), COLUMN(2, n),           \
		COLUMN(3, n),                                                            \
		COLUMN(4, n), [5] = &pane_race_best, [6] = &pane_none, [7] = &pane_none, \
		[PANE_HISTORY] = &pane_race_clock, [PANE_FOOTER] = &pane_footer          \
	}

#define PANE_BEST ((enum pane)5)

static const struct pane_ops *const walls[RACE_MOST + 1][PANES] = {
	[2] = WALL(2), [3] = WALL(3), [4] = WALL(4)};

static void place(struct layout *l, enum pane p, struct area a, enum pane_frame frame)
{
	l->shown[p] = true;
	l->area[p] = a;
	l->frame[p] = frame;
}

static int count_columns(const struct layout_prefs *prefs)
{
	int n = 0;

	while (n < RACE_MOST && prefs->panes[n + 1]->name)
		n++;
	return n;
}

/* Side by side, as many as have room: a stretch of them with the focus in it. */
static void place_columns(struct layout *l, struct area a,
	const struct layout_prefs *prefs, enum pane_frame f)
{
	int n = count_columns(prefs), fit = a.w / COLUMN_LEAST, first = 0, left = a.w;

	fit = fit < 1 ? 1 : fit > n ? n : fit;
	if ((int)prefs->focus <= n && (int)prefs->focus > fit)
		first = (int)prefs->focus - fit;
	for (int i = 0; i < fit; i++) {
		struct area own = a;

		own.w = left / (fit - i);
		own.x = a.w - left;
		left -= own.w;
		place(l, (enum pane)(first + i + 1), own, f);
		l->wall[first + i + 1] = f == FRAME_RULE && i > 0;
	}
}

/* Without room for both the columns stand alone. */
static void place_body(
	struct layout *l, struct area body, const struct layout_prefs *prefs)
{
	enum pane_frame f =
		l->cols >= BOX_COLS && l->rows >= BOX_ROWS ? FRAME_BOX : FRAME_RULE;
	struct area top = body, low = body;

	if (body.h - PLOT_ROWS >= PLOT_ROWS)
		top.h = body.h * 55 / 100;
	low.h -= top.h;
	low.y += top.h;
	place_columns(l, top, prefs, f);
	if (low.h > 0)
		place(l, PANE_BEST, low, f);
}

static struct layout arrange(int rows, int cols, const struct layout_prefs *prefs)
{
	struct layout l = {.rows = rows, .cols = cols};
	struct area body = {.w = cols, .y = rows >= 6 ? 2 : 1};

	if (rows < 1 || cols < 1)
		return l;
	place(&l, PANE_HEADER, (struct area){0, 0, body.y, cols}, FRAME_NONE);
	if (rows < ONE_LINE_ROWS) {
		l.area[PANE_HEADER].h = 1;
		return l;
	}
	body.h = rows - body.y - 1;
	place(&l, PANE_FOOTER, (struct area){rows - 1, 0, 1, cols}, FRAME_NONE);
	if (rows >= ONE_PANE_ROWS) {
		body.h--;
		place(&l, PANE_HISTORY, (struct area){rows - 2, 0, 1, cols}, FRAME_NONE);
	}
	if (prefs->zoom)
		place(&l, prefs->focus, body,
			cols >= BOX_COLS && rows >= BOX_ROWS ? FRAME_BOX : FRAME_RULE);
	else
		place_body(&l, body, prefs);
	return l;
}

/* A view of the race that looks as the others do. */
static void join(struct view *v, struct race *r, int column, const struct view *like)
{
	v->race = r;
	v->column = column;
	v->theme = like->theme;
	v->tour = like->tour;
	v->settings = like->settings;
	v->ascii_only = like->ascii_only;
	v->head = (struct playhead){.replay = true};
}

/* The view of a column, of all that there is of it. */
static void begin_column(struct race_wall *w, size_t i, const struct view *like)
{
	view_init(&w->one[i], like->glyphs);
	join(&w->one[i], w->race, (int)i, like);
	w->one[i].moments = &w->race->columns[i].folds.moments;
}

void race_wall_init(struct race_wall *w, struct race *r, const struct view *like)
{
	w->race = r;
	w->column = -1;
	view_init_with(&w->all, like->glyphs, walls[r->n], like->overlays);
	w->all.arrange = arrange;
	join(&w->all, r, -1, like);
	for (size_t i = 0; i < r->n; i++)
		begin_column(w, i, like);
}

int race_wall_pane(size_t i, size_t n)
{
	static const int others[] = {PANE_BEST, PANE_HISTORY, PANE_HEADER};

	return i < n ? (int)i + 1 : others[i - n];
}

void race_wall_release(struct race_wall *w)
{
	view_release(&w->all);
	for (size_t i = 0; i < w->race->n; i++)
		view_release(&w->one[i]);
}

struct view *race_wall_view(struct race_wall *w)
{
	return w->column < 0 ? &w->all : &w->one[w->column];
}

static size_t focus_of(const struct race_wall *w)
{
	return w->column < 0 ? w->race->focus : (size_t)w->column;
}

const struct study *race_wall_study(const struct race_wall *w)
{
	return race_study(w->race, focus_of(w));
}

void race_wall_lend(struct race_wall *w)
{
	struct view *v = race_wall_view(w);

	v->head = race_head(w->race, focus_of(w));
}

/* Another column has the keys: what was selected was the last one's. */
static void follow_focus(struct race_wall *w)
{
	size_t p = w->all.focus;

	if (p < 1 || p > w->race->n || p - 1 == w->race->focus)
		return;
	w->race->focus = p - 1;
	w->all.selected = selection_none();
}

/* Between all columns and the one that has the focus there. */
static void change_view(struct race_wall *w, double wall)
{
	struct view *from = race_wall_view(w), *to;

	from->leaves = false;
	w->column = w->column < 0 ? (int)w->race->focus : -1;
	to = race_wall_view(w);
	to->glyphs = from->glyphs;
	to->theme = from->theme;
	if (w->column >= 0)
		message_tell(&to->message, wall, "Esc goes back to the race");
}

void race_wall_take(struct race_wall *w, double wall)
{
	if (w->column < 0)
		follow_focus(w);
	else
		race_take(w->race, (size_t)w->column, &w->one[w->column].head, wall);
	if (race_wall_view(w)->leaves)
		change_view(w, wall);
	race_wall_lend(w);
}

/* What the views have of the studies is of others then. */
int race_wall_again(struct race_wall *w, int workers, double wall, struct error *err)
{
	for (size_t i = 0; i < w->race->n; i++)
		view_release(&w->one[i]);
	if (race_again(w->race, workers, wall, err) < 0) {
		w->column = -1;
		w->race->n = 0;
		return -1;
	}
	for (size_t i = 0; i < w->race->n; i++)
		begin_column(w, i, &w->all);
	w->all.selected = selection_none();
	message_tell(&race_wall_view(w)->message, wall,
		"%d worker%s: all columns have run again", workers,
		workers == 1 ? "" : "s");
	race_wall_lend(w);
	return 0;
}
