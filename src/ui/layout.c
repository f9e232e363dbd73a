/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The screen is a stack of bands, top, middle and bottom, with lines under them. A band or
 * a line joins while the least heights fit, the worthiest first; what is left over is then
 * shared out. On a wide screen other panes stand beside the one that a band belongs to.
 */
#include "config.h"

#include "ui/layout.h"

#define ONE_LINE_ROWS 4
#define ONE_LINE_COLS 20
#define ONE_PANE_ROWS 10
#define ONE_PANE_COLS 40
#define WIDE_COLS 100  /* panes have boxes, and take a fixed share of the width */
#define THREE_COLS 170 /* three of them fit side by side */
#define BOX_ROWS 30
#define LEGEND_ROWS 8

/* The heights of the bands, and of lines by the pane that has one. 0: it is not there. */
struct stack {
	int band[BAND_FOOT + 1], line[PANES];
	int room;
};

static int least(int a, int b)
{
	return a < b ? a : b;
}

static int clamp(int v, int lo, int hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

static void place(struct layout *l, enum pane p, struct area a, enum pane_frame frame)
{
	l->shown[p] = true;
	l->area[p] = a;
	l->frame[p] = frame;
}

/* Whether a pane stands beside another one in a band with so many rows inside. */
static bool fits_beside(const struct layout *l, const struct pane_wish *w, int rows)
{
	if (w->side == SIDE_OWN)
		return false;
	for (int i = 0; i < 2 && w->from[i].cols; i++)
		if (l->cols >= w->from[i].cols && rows >= w->from[i].rows)
			return true;
	return false;
}

/* The first pane of the table that is at this side of a band; PANES: none is. */
static enum pane pane_at(const struct layout *l, const struct layout_prefs *prefs,
	enum band band, enum side side, int rows)
{
	for (int p = 0; p < PANES; p++) {
		const struct pane_wish *w = &prefs->panes[p]->wish;

		if (w->band == band && w->side == side &&
			(side == SIDE_OWN || fits_beside(l, w, rows)))
			return (enum pane)p;
	}
	return PANES;
}

/*
 * The height of the top: the largest of the forms of its pane that leaves most of the
 * screen to the others.
 */
static int top_height(const struct pane_rows *p, int body, int edge)
{
	int most = body * 34 / 100, want = p->least;

	if (p->fair + edge <= most)
		want = p->fair;
	if (p->full + edge <= most)
		want = p->full;
	/* a legend, and what is beside it as a plot */
	if (want == p->full && want < LEGEND_ROWS && edge > 1)
		want = LEGEND_ROWS;
	else if (want == p->full && want + 1 + edge <= most)
		want++;
	return clamp(want + edge, edge + 1, most > edge + 4 ? most : edge + 4);
}

/* Of a line: 0 where its pane stands elsewhere; with a frame where there is room. */
static int line_height(
	const struct layout *l, const struct layout_prefs *prefs, int p, int edge)
{
	const struct pane_wish *w = &prefs->panes[p]->wish;

	if (!w->line_rows || l->rows < w->line_rows || fits_beside(l, w, l->rows))
		return 0;
	if (!w->tall_rows || l->rows < w->tall_rows || l->cols < WIDE_COLS)
		return 1;
	return edge + prefs->rows[p].least;
}

/* The least height of the band or the line that a pane brings. */
static int floor_of(const struct layout *l, const struct layout_prefs *prefs, int p,
	int want_top, int edge)
{
	const struct pane_wish *w = &prefs->panes[p]->wish;

	if (w->band == BAND_LINE || w->side != SIDE_OWN)
		return line_height(l, prefs, p, edge);
	return w->band == BAND_TOP ? least(want_top, edge + w->rows) : edge + w->rows;
}

/* The pane that joins after `last`, or first of all after PANES; PANES: none does. */
static int next_worth(const struct layout_prefs *prefs, int last)
{
	int worth = last < PANES ? prefs->panes[last]->wish.worth : 0, next = PANES;

	for (int p = 0; p < PANES; p++) {
		int w = prefs->panes[p]->wish.worth;
		bool later = w > worth || (last < PANES && w == worth && p > last);

		if (later && (next == PANES || w < prefs->panes[next]->wish.worth))
			next = p;
	}
	return next;
}

/*
 * Bands join in the order of their worth, each with its least height. Then the top grows
 * to what its pane needs, and middle and bottom share the rest.
 */
static struct stack stack_up(
	const struct layout *l, const struct layout_prefs *prefs, int body, int edge)
{
	enum pane top = pane_at(l, prefs, BAND_TOP, SIDE_OWN, 0);
	const int want_top = top < PANES ? top_height(&prefs->rows[top], body, edge) : 0;
	struct stack s = {.room = body};
	int more;

	for (int p = PANES; (p = next_worth(prefs, p)) < PANES;) {
		const struct pane_wish *w = &prefs->panes[p]->wish;
		int height = floor_of(l, prefs, p, want_top, edge);

		if (height > s.room)
			break;
		if (w->band == BAND_LINE || w->side != SIDE_OWN)
			s.line[p] = height;
		else
			s.band[w->band] = height;
		s.room -= height;
	}
	more = clamp(want_top - s.band[BAND_TOP], 0, s.room);
	s.band[BAND_TOP] += more;
	s.room -= more;
	if (s.band[BAND_MIDDLE]) {
		more = s.room * 62 / 100;
		s.band[BAND_MIDDLE] += more;
		s.room -= more;
	}
	s.band[s.band[BAND_BOTTOM] ? BAND_BOTTOM : BAND_TOP] += s.room;
	return s;
}

/* The width of the panes at the right side. */
static int side_width(const struct layout *l)
{
	if (l->cols >= THREE_COLS)
		return clamp(l->cols * 30 / 100, 51, 80);
	if (l->cols >= WIDE_COLS)
		return clamp(l->cols * 40 / 100, 46, 96);
	return l->cols * 36 / 100;
}

/* Cuts the right end of a band off for a pane. */
static void place_right(struct layout *l, struct area *band, enum pane p, int width,
	enum pane_frame frame)
{
	struct area a = *band;

	band->w -= width;
	a.x += band->w;
	a.w = width;
	place(l, p, a, frame);
	l->wall[p] = frame == FRAME_RULE;
}

static void lay_band(struct layout *l, struct area a, const struct layout_prefs *prefs,
	enum band band, enum pane_frame frame)
{
	int inside = a.h - (frame == FRAME_BOX ? 2 : 1), side = side_width(l);
	enum pane own = pane_at(l, prefs, band, SIDE_OWN, inside);
	enum pane right = pane_at(l, prefs, band, SIDE_RIGHT, inside);
	enum pane far = pane_at(l, prefs, band, SIDE_FAR, inside);

	if (a.h <= 0 || own == PANES)
		return;
	if (far < PANES) {
		place_right(l, &a, far, side, frame);
		side = clamp(l->cols * 28 / 100, 47, 72);
	}
	if (right < PANES)
		place_right(l, &a, right, side, frame);
	place(l, own, a, frame);
}

/*
 * What the pane at the far end of the top does not fill goes to the one under it, where
 * they stand in one column.
 */
static void lend_rows(struct layout *l, const struct layout_prefs *prefs)
{
	enum pane far = pane_at(l, prefs, BAND_TOP, SIDE_FAR, l->rows);
	enum pane under = pane_at(l, prefs, BAND_MIDDLE, SIDE_RIGHT, l->rows);
	struct area *a = &l->area[far < PANES ? far : 0], *b;
	int spare;

	if (far == PANES || under == PANES || !l->shown[far] || !l->shown[under])
		return;
	b = &l->area[under];
	spare = a->h - (prefs->rows[far].full + 2);
	if (l->frame[far] != FRAME_BOX || a->x != b->x || b->y != a->y + a->h ||
		spare <= 0)
		return;
	a->h -= spare;
	b->y -= spare;
	b->h += spare;
}

static void lay_bands(
	struct layout *l, struct area body, const struct layout_prefs *prefs)
{
	enum pane_frame frame =
		l->cols >= WIDE_COLS && l->rows >= BOX_ROWS ? FRAME_BOX : FRAME_RULE;
	struct stack s = stack_up(l, prefs, body.h, frame == FRAME_BOX ? 2 : 1);
	struct area a = body;

	for (enum band b = BAND_TOP; b <= BAND_BOTTOM; b++) {
		a.h = s.band[b];
		lay_band(l, a, prefs, b, frame);
		a.y += a.h;
	}
	lend_rows(l, prefs);
	for (int p = 0; p < PANES; p++) {
		a.h = s.line[p];
		if (a.h)
			place(l, (enum pane)p, a, a.h > 1 ? frame : FRAME_NONE);
		a.y += a.h;
	}
}

struct layout layout_make(int rows, int cols, const struct layout_prefs *prefs)
{
	struct layout l = {.rows = rows, .cols = cols};
	struct area body = {.w = cols};
	enum pane header = pane_at(&l, prefs, BAND_HEAD, SIDE_OWN, 0);
	enum pane footer = pane_at(&l, prefs, BAND_FOOT, SIDE_OWN, 0);
	int head = rows >= 6 ? 2 : 1;

	if (rows < 1 || cols < 1)
		return l;
	if (rows < ONE_LINE_ROWS || cols < ONE_LINE_COLS) {
		place(&l, header, (struct area){0, 0, 1, cols}, FRAME_NONE);
		return l;
	}
	place(&l, header, (struct area){0, 0, head, cols}, FRAME_NONE);
	body.y = head;
	body.h = rows - head;
	if (rows < ONE_PANE_ROWS || cols < ONE_PANE_COLS) {
		enum pane p = prefs->zoom ? prefs->focus
					  : pane_at(&l, prefs, BAND_TOP, SIDE_OWN, 0);

		place(&l, p, body, FRAME_NONE);
		return l;
	}
	body.h--;
	place(&l, footer, (struct area){rows - 1, 0, 1, cols}, FRAME_NONE);
	if (prefs->zoom)
		place(&l, prefs->focus, body,
			rows >= BOX_ROWS && cols >= WIDE_COLS ? FRAME_BOX : FRAME_RULE);
	else
		lay_bands(&l, body, prefs);
	return l;
}

struct area layout_inside(const struct layout *l, enum pane p)
{
	struct area a = {0, 0, l->area[p].h, l->area[p].w};

	switch (l->frame[p]) {
	case FRAME_NONE:
		break;
	case FRAME_RULE:
		a.y = 1;
		a.h--;
		if (l->wall[p]) {
			a.x++;
			a.w--;
		}
		break;
	case FRAME_BOX:
		a.y = a.x = 1;
		a.h -= 2;
		a.w -= 2;
		break;
	}
	return a;
}
