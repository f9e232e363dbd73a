/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A grid as SVG. Whatever stands for a shape (lines, bars, quadrants, braille) is drawn
 * as one, in a path a style, so that it meets its neighbours whatever fonts there are;
 * the rest is text, each run stretched to the cells that it takes.
 */
#include "config.h"

#include <string.h>

#include "draw/capture.h"

#define W 10 /* units of a cell */
#define H 20
#define SHADES 3

/* Colours */

static unsigned rgb_of(short color, bool light)
{
	static const unsigned first[2][16] = {
		{0x2b2f37, 0xe06c75, 0x98c379, 0xe5c07b, 0x61afef, 0xc678dd, 0x56b6c2,
			0xd4d4d4, 0x7f848e, 0xff7b86, 0xa9d98a, 0xf2d08f, 0x7cc0ff,
			0xd78ff0, 0x6fd0dc, 0xffffff},
		{0x24292f, 0xb31d28, 0x176f2c, 0x7d5a00, 0x0550ae, 0x6f42c1, 0x0f6a75,
			0x8c959f, 0x6e7781, 0xcf222e, 0x1a7f37, 0x9a6700, 0x0969da,
			0x8250df, 0x1b7c83, 0xf6f8fa},
	};

	return color < 16 ? first[light][color] : color_rgb(color);
}

static void colors_of(struct style s, bool light, unsigned *fg, unsigned *bg)
{
	unsigned swap;

	*fg = s.fg >= 0 ? rgb_of(s.fg, light) : light ? 0x24292f : 0xd4d4d4;
	*bg = s.bg >= 0 ? rgb_of(s.bg, light) : light ? 0xffffff : 0x15171c;
	if (!s.reverse)
		return;
	swap = *fg;
	*fg = *bg;
	*bg = swap;
}

/* Shapes: each adds rectangles to a path, or says that the character is none. */

static void rect(struct strbuf *d, double x, double y, double w, double h)
{
	strbuf_addf(d, "M%g %gh%gv%gh%gz", x, y, w, h, -w);
}

static bool add_line(struct strbuf *d, uint32_t ch, int x, int y)
{
	/* half lines from the middle: 0 none, 1 light, 2 heavy */
	static const struct {
		uint16_t ch;
		uint8_t left, right, up, down;
	} lines[] = {
		{0x2500, 1, 1, 0, 0},
		{0x2501, 2, 2, 0, 0},
		{0x2502, 0, 0, 1, 1},
		{0x2503, 0, 0, 2, 2},
		{0x250c, 0, 1, 0, 1},
		{0x250f, 0, 2, 0, 2},
		{0x2510, 1, 0, 0, 1},
		{0x2513, 2, 0, 0, 2},
		{0x2514, 0, 1, 1, 0},
		{0x2517, 0, 2, 2, 0},
		{0x2518, 1, 0, 1, 0},
		{0x251b, 2, 0, 2, 0},
		{0x251c, 0, 1, 1, 1},
		{0x2524, 1, 0, 1, 1},
		{0x252c, 1, 1, 0, 1},
		{0x2534, 1, 1, 1, 0},
		{0x253c, 1, 1, 1, 1},
	};
	const double cx = x + W / 2.0, cy = y + H / 2.0;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		double l = lines[i].left, r = lines[i].right, u = lines[i].up,
		       v = lines[i].down;

		if (lines[i].ch != ch)
			continue;
		if (l + r > 0)
			rect(d, l > 0 ? x : cx - r / 2, cy - (l > r ? l : r) / 2,
				(l > 0 ? W / 2.0 : r / 2) + (r > 0 ? W / 2.0 : l / 2),
				l > r ? l : r);
		if (u + v > 0)
			rect(d, cx - (u > v ? u : v) / 2, u > 0 ? y : cy - v / 2,
				u > v ? u : v,
				(u > 0 ? H / 2.0 : v / 2) + (v > 0 ? H / 2.0 : u / 2));
		return true;
	}
	if (ch != 0x2506 && ch != 0x250a) /* dashes */
		return false;
	for (int i = 0; i < (ch == 0x2506 ? 3 : 4); i++)
		rect(d, cx - 0.5, y + i * (ch == 0x2506 ? 20.0 / 3 : 5) + 1, 1, 3);
	return true;
}

static bool add_block(struct strbuf *d, uint32_t ch, int x, int y)
{
	/* quadrants of U+2596 on: 1 upper left, 2 upper right, 4 lower left, 8 lower right */
	static const uint8_t quadrants[] = {4, 8, 1, 13, 9, 7, 11, 2, 6, 14};

	if (ch == 0x2580)
		rect(d, x, y, W, H / 2.0);
	else if (ch >= 0x2581 && ch <= 0x2588)
		rect(d, x, y + H - H * (ch - 0x2580) / 8.0, W, H * (ch - 0x2580) / 8.0);
	else if (ch >= 0x2589 && ch <= 0x258f)
		rect(d, x, y, W * (0x2590 - ch) / 8.0, H);
	else if (ch == 0x2590)
		rect(d, x + W / 2.0, y, W / 2.0, H);
	else if (ch < 0x2596 || ch > 0x259f)
		return false;
	else
		for (int q = 0; q < 4; q++)
			if (quadrants[ch - 0x2596] >> q & 1)
				rect(d, x + q % 2 * W / 2.0, y + q / 2 * H / 2.0, W / 2.0,
					H / 2.0);
	return true;
}

static bool add_braille(struct strbuf *d, uint32_t ch, int x, int y)
{
	static const uint8_t bits[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};

	if (ch < 0x2800 || ch > 0x28ff)
		return false;
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 2; j++)
			if (ch >> bits[i][j] & 1)
				rect(d, x + 1 + j * 5, y + 1 + i * 5, 3, 3);
	return true;
}

static bool is_shade(uint32_t ch)
{
	return ch >= 0x2591 && ch < 0x2591 + SHADES;
}

static bool is_shape(uint32_t ch)
{
	return (ch >= 0x2500 && ch < 0x25a0) || (ch >= 0x2800 && ch <= 0x28ff);
}

/* The drawing */

struct drawing {
	const struct grid *g;
	struct palette palette;
	struct strbuf *out;
	struct strbuf path, shades[SHADES]; /* of the style that is being collected */
};

static const struct cell *cell_at(const struct drawing *d, int y, int x)
{
	return &d->g->cells[(size_t)y * (size_t)d->g->cols + (size_t)x];
}

static struct style style_at(const struct drawing *d, int y, int x)
{
	const struct cell *c = cell_at(d, y, x);

	return palette_style(d->palette, (enum role)c->role, c->attr);
}

static void add_grounds(struct drawing *d, int y, unsigned own)
{
	for (int x = 0, n; x < d->g->cols; x += n) {
		unsigned fg, bg, next;

		colors_of(style_at(d, y, x), d->palette.light, &fg, &bg);
		for (n = 1; x + n < d->g->cols; n++) {
			colors_of(style_at(d, y, x + n), d->palette.light, &fg, &next);
			if (next != bg)
				break;
		}
		if (bg != own)
			strbuf_addf(d->out,
				"<path fill=\"#%06x\" d=\"M%d %dh%dv%dh%dz\"/>\n", bg,
				x * W, y * H, n * W, H, -n * W);
	}
}

static void add_char(struct strbuf *out, uint32_t ch)
{
	char bytes[5];

	if (ch == '<')
		strbuf_adds(out, "&lt;");
	else if (ch == '>') /* no end of a CDATA section may stand in text */
		strbuf_adds(out, "&gt;");
	else if (ch == '&')
		strbuf_adds(out, "&amp;");
	else
		strbuf_add(out, bytes, utf8_encode(ch, bytes));
}

static bool is_text(const struct cell *c)
{
	return c->ch != ' ' && !is_shape(c->ch);
}

/* Whether the run of text that begins at `from` goes on at x. */
static bool goes_on(const struct drawing *d, int y, int from, int x)
{
	const struct cell *a = cell_at(d, y, from), *b = cell_at(d, y, x);

	if (b->ch == ' ' && x + 1 < d->g->cols && !style_at(d, y, from).underline)
		b++; /* a blank between words goes along */
	return !b->ch || (is_text(b) && a->role == b->role && a->attr == b->attr);
}

static void add_run(struct drawing *d, int y, int x, int n)
{
	struct style s = style_at(d, y, x);
	unsigned fg, bg;

	colors_of(s, d->palette.light, &fg, &bg);
	strbuf_addf(d->out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"#%06x\"%s%s>",
		x * W, y * H + 15, n * W, fg, s.bold ? " font-weight=\"bold\"" : "",
		s.underline ? " text-decoration=\"underline\"" : "");
	for (int i = 0; i < n; i++)
		if (cell_at(d, y, x + i)->ch)
			add_char(d->out, cell_at(d, y, x + i)->ch);
	strbuf_adds(d->out, "</text>\n");
}

static void add_texts(struct drawing *d, int y)
{
	for (int x = 0, n; x < d->g->cols; x += n) {
		n = 1;
		if (!is_text(cell_at(d, y, x)))
			continue;
		while (x + n < d->g->cols && goes_on(d, y, x, x + n))
			n++;
		add_run(d, y, x, n);
	}
}

static void add_shape(struct drawing *d, int y, int x)
{
	uint32_t ch = cell_at(d, y, x)->ch;

	if (is_shade(ch))
		rect(&d->shades[ch - 0x2591], x * W, y * H, W, H);
	else if (!add_line(&d->path, ch, x * W, y * H) &&
		 !add_block(&d->path, ch, x * W, y * H))
		add_braille(&d->path, ch, x * W, y * H);
}

/* The shapes of one role: what differs within it is the ground alone. */
static void add_shapes(struct drawing *d, enum role role, unsigned attr)
{
	unsigned fg, bg;

	for (int y = 0; y < d->g->rows; y++)
		for (int x = 0; x < d->g->cols; x++) {
			const struct cell *c = cell_at(d, y, x);

			if (c->role == role && c->attr == attr && is_shape(c->ch))
				add_shape(d, y, x);
		}
	colors_of(palette_style(d->palette, role, attr), d->palette.light, &fg, &bg);
	if (d->path.len)
		strbuf_addf(
			d->out, "<path fill=\"#%06x\" d=\"%s\"/>\n", fg, d->path.buf);
	strbuf_reset(&d->path);
	for (int i = 0; i < SHADES; i++) {
		if (d->shades[i].len)
			strbuf_addf(d->out,
				"<path fill=\"#%06x\" opacity=\".%d\" d=\"%s\"/>\n", fg,
				25 * (i + 1), d->shades[i].buf);
		strbuf_reset(&d->shades[i]);
	}
}

void capture_svg(const struct grid *g, struct palette p, struct strbuf *out)
{
	struct drawing d = {.g = g, .palette = p, .out = out};
	unsigned fg, bg;

	strbuf_init(&d.path);
	for (int i = 0; i < SHADES; i++)
		strbuf_init(&d.shades[i]);
	colors_of((struct style){.fg = -1, .bg = -1}, p.light, &fg, &bg);
	strbuf_addf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		"viewBox=\"-%d -%d %d %d\" font-family=\"ui-monospace,Menlo,Consolas,"
		"'DejaVu Sans Mono',monospace\" font-size=\"16\">\n"
		"<path fill=\"#%06x\" d=\"M-%d -%dh%dv%dh-%dz\"/>\n",
		g->cols * W + 2 * W, g->rows * H + 2 * W, W, W, g->cols * W + 2 * W,
		g->rows * H + 2 * W, bg, W, W, g->cols * W + 2 * W, g->rows * H + 2 * W,
		g->cols * W + 2 * W);
	for (int y = 0; y < g->rows; y++)
		add_grounds(&d, y, bg);
	for (int r = 0; r < ROLES; r++)
		for (unsigned attr = 0; attr < 8; attr++)
			add_shapes(&d, (enum role)r, attr);
	for (int y = 0; y < g->rows; y++)
		add_texts(&d, y);
	strbuf_adds(out, "</svg>\n");
	strbuf_release(&d.path);
	for (int i = 0; i < SHADES; i++)
		strbuf_release(&d.shades[i]);
}
