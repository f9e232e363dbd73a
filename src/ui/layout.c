/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The screen is a stack of bands: the top (rungs, the incumbent beside them), the curves
 * (decisions beside them on a wide screen, else one line of their own), the trials, the
 * workers in a line, or as lanes, and the history in a line. A band joins while the least
 * heights fit; what is left over is then shared out. On a screen that is wider still the
 * workers stand in the top, and the space beside the trials where that band is high.
 */
#include "config.h"

#include "ui/layout.h"

#define ONE_LINE_ROWS 4
#define ONE_LINE_COLS 20
#define RUNGS_ONLY_ROWS 10
#define RUNGS_ONLY_COLS 40
#define SPLIT_COLS 72  /* the incumbent fits beside the rungs */
#define WIDE_COLS 100  /* decisions fit beside the curves */
#define THREE_COLS 170 /* the workers fit beside the incumbent */
#define BOX_ROWS 30
#define WORKERS_ROWS 30 /* the workers have a line from here on, and lanes */
#define LANES_ROWS 50
#define LANES_MOST 4
#define SPACE_COLS 120 /* the space fits beside the trials, where these have rows */
#define SPACE_LEAST 12
#define INCUMBENT_LEAST 4
#define LEGEND_ROWS 8

enum band {
	BAND_TOP,
	BAND_CURVES,
	BAND_TRIALS,
	BAND_DECISIONS,
	BAND_WORKERS,
	BAND_HISTORY,
	BANDS
};

struct stack {
	int height[BANDS]; /* 0: not there */
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

/* The largest of the forms of the rungs that leaves most of the screen to the others. */
static int rungs_height(const struct layout_prefs *p, int body, int edge)
{
	int most = body * 34 / 100, want = p->rungs_least;

	if (p->rungs_active + edge <= most)
		want = p->rungs_active;
	if (p->rungs_full + edge <= most)
		want = p->rungs_full;
	/* a legend, and the incumbent beside it as a plot */
	if (want == p->rungs_full && want < LEGEND_ROWS && edge > 1)
		want = LEGEND_ROWS;
	else if (want == p->rungs_full && want + 1 + edge <= most)
		want++;
	return clamp(want + edge, edge + 1, most > edge + 4 ? most : edge + 4);
}

/* Of the band of the workers: lanes with the load and an axis under them, or a line. */
static int workers_height(const struct layout *l, const struct layout_prefs *p, int edge)
{
	if (l->cols >= THREE_COLS || l->rows < WORKERS_ROWS)
		return 0;
	if (l->cols < WIDE_COLS || l->rows < LANES_ROWS)
		return 1;
	return edge + clamp(p->workers, 1, LANES_MOST) + 2;
}

/*
 * Bands join in the order of their worth, each with its least height. Then the top grows
 * to what the rungs need, and curves and trials share the rest.
 */
static struct stack stack_up(
	const struct layout *l, const struct layout_prefs *p, int body, int edge)
{
	static const enum band order[] = {BAND_TOP, BAND_DECISIONS, BAND_TRIALS,
		BAND_CURVES, BAND_HISTORY, BAND_WORKERS};
	const int want_top = rungs_height(p, body, edge);
	const int floor[BANDS] = {
		[BAND_TOP] = least(want_top, edge + 4),
		[BAND_CURVES] = edge + 5,
		[BAND_TRIALS] = edge + 3,
		[BAND_DECISIONS] = l->cols >= WIDE_COLS ? 0 : 1,
		[BAND_WORKERS] = workers_height(l, p, edge),
		[BAND_HISTORY] = 1,
	};
	struct stack s = {.room = body};
	int more;

	for (int i = 0; i < BANDS; i++) {
		if (floor[order[i]] > s.room)
			break;
		s.height[order[i]] = floor[order[i]];
		s.room -= floor[order[i]];
	}
	more = clamp(want_top - s.height[BAND_TOP], 0, s.room);
	s.height[BAND_TOP] += more;
	s.room -= more;
	if (s.height[BAND_CURVES]) {
		more = s.room * 62 / 100;
		s.height[BAND_CURVES] += more;
		s.room -= more;
	}
	s.height[s.height[BAND_TRIALS] ? BAND_TRIALS : BAND_TOP] += s.room;
	return s;
}

/* Two panes side by side in a band, or only the left one. */
static void split(struct layout *l, struct area band, enum pane left, enum pane right,
	int right_width, enum pane_frame frame)
{
	struct area a = band, b = band;

	if (right_width == 0) {
		place(l, left, band, frame);
		return;
	}
	a.w = band.w - right_width;
	b.w = right_width;
	b.x = band.x + a.w;
	place(l, left, a, frame);
	place(l, right, b, frame);
	l->wall[right] = frame == FRAME_RULE;
}

/* The width of the panes at the right side; 0: the incumbent has no room. */
static int side_width(const struct layout *l, int top)
{
	if (l->cols >= THREE_COLS)
		return clamp(l->cols * 30 / 100, 51, 80);
	if (l->cols >= WIDE_COLS)
		return clamp(l->cols * 40 / 100, 46, 96);
	return l->cols >= SPLIT_COLS && top >= INCUMBENT_LEAST ? l->cols * 36 / 100 : 0;
}

static void lay_top(struct layout *l, struct area a, int side, enum pane_frame frame)
{
	struct area workers = a;

	if (l->cols >= THREE_COLS) {
		workers.w = side;
		a.w -= side;
		workers.x = a.w;
		place(l, PANE_WORKERS, workers, frame);
		l->wall[PANE_WORKERS] = frame == FRAME_RULE;
		side = clamp(l->cols * 28 / 100, 47, 72);
	}
	split(l, a, PANE_RUNGS, PANE_INCUMBENT, side, frame);
}

static void lay_bands(struct layout *l, struct area body, const struct layout_prefs *p)
{
	bool wide = l->cols >= WIDE_COLS;
	enum pane_frame frame = wide && l->rows >= BOX_ROWS ? FRAME_BOX : FRAME_RULE;
	int edge = frame == FRAME_BOX ? 2 : 1;
	struct stack s = stack_up(l, p, body.h, edge);
	struct area a = body;
	int side = side_width(l, s.height[BAND_TOP]);
	bool space = l->cols >= SPACE_COLS && s.height[BAND_TRIALS] >= edge + SPACE_LEAST;

	a.h = s.height[BAND_TOP];
	lay_top(l, a, side, frame);
	a.y += a.h;
	a.h = s.height[BAND_CURVES];
	if (a.h)
		split(l, a, PANE_CURVES, PANE_DECISIONS, wide ? side : 0, frame);
	a.y += a.h;
	a.h = s.height[BAND_TRIALS];
	if (a.h)
		split(l, a, PANE_TRIALS, PANE_SPACE, space ? side : 0, frame);
	a.y += a.h;
	a.h = s.height[BAND_DECISIONS];
	if (a.h)
		place(l, PANE_DECISIONS, a, FRAME_NONE);
	a.y += a.h;
	a.h = s.height[BAND_WORKERS];
	if (a.h)
		place(l, PANE_WORKERS, a, a.h > 1 ? frame : FRAME_NONE);
	a.y += a.h;
	a.h = s.height[BAND_HISTORY];
	if (a.h)
		place(l, PANE_HISTORY, a, FRAME_NONE);
}

struct layout layout_make(int rows, int cols, const struct layout_prefs *prefs)
{
	struct layout l = {.rows = rows, .cols = cols};
	struct area body = {.w = cols};
	int head = rows >= 6 ? 2 : 1;

	if (rows < 1 || cols < 1)
		return l;
	if (rows < ONE_LINE_ROWS || cols < ONE_LINE_COLS) {
		place(&l, PANE_HEADER, (struct area){0, 0, 1, cols}, FRAME_NONE);
		return l;
	}
	place(&l, PANE_HEADER, (struct area){0, 0, head, cols}, FRAME_NONE);
	body.y = head;
	body.h = rows - head;
	if (rows < RUNGS_ONLY_ROWS || cols < RUNGS_ONLY_COLS) {
		enum pane p = prefs->zoom ? prefs->focus : PANE_RUNGS;

		place(&l, p, body, FRAME_NONE);
		return l;
	}
	body.h--;
	place(&l, PANE_FOOTER, (struct area){rows - 1, 0, 1, cols}, FRAME_NONE);
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
