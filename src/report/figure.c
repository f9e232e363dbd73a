/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/figure.h"

#include <assert.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "draw/grid.h"

struct figure {
	enum figure_format format;
	const struct theme *theme;
	double w, h;
	cairo_t *cr;
	cairo_surface_t *surface;
	struct strbuf svg; /* as cairo writes it */
	struct spots *spots;
};

static cairo_status_t append(void *to, const unsigned char *data, unsigned n)
{
	strbuf_add(to, data, n);
	return CAIRO_STATUS_SUCCESS;
}

/* Letters take the same room in both formats: no hints, which depend on the pixels. */
static void set_fonts(cairo_t *cr)
{
	cairo_font_options_t *o = cairo_font_options_create();

	cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
	cairo_set_font_options(cr, o);
	cairo_font_options_destroy(o);
}

struct figure *figure_new(
	enum figure_format format, const struct theme *theme, double w, double h)
{
	struct figure *f = xcalloc(1, sizeof(*f));

	*f = (struct figure){.format = format, .theme = theme, .w = w, .h = h};
	strbuf_init(&f->svg);
	if (format == FIGURE_SVG)
		f->surface = cairo_svg_surface_create_for_stream(append, &f->svg, w, h);
	else
		f->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
			(int)ceil(w) * PNG_SCALE, (int)ceil(h) * PNG_SCALE);
	f->cr = cairo_create(f->surface);
	if (format == FIGURE_PNG)
		cairo_scale(f->cr, PNG_SCALE, PNG_SCALE);
	set_fonts(f->cr);
	cairo_set_line_join(f->cr, CAIRO_LINE_JOIN_ROUND);
	figure_box(f, 0, 0, ceil(w), ceil(h));
	figure_fill(f, theme_ink(theme, INK_PAPER, 1));
	return f;
}

int figure_finish(struct figure *f, struct strbuf *out, struct error *err)
{
	cairo_status_t status = cairo_status(f->cr);

	cairo_destroy(f->cr);
	if (status == CAIRO_STATUS_SUCCESS && f->format == FIGURE_PNG)
		status = cairo_surface_write_to_png_stream(f->surface, append, out);
	cairo_surface_finish(f->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(f->surface);
	cairo_surface_destroy(f->surface);
	if (f->format == FIGURE_SVG)
		strbuf_add(out, f->svg.buf, f->svg.len);
	strbuf_release(&f->svg);
	free(f);
	if (status != CAIRO_STATUS_SUCCESS)
		return error_set(err, "cannot draw: %s", cairo_status_to_string(status));
	return 0;
}

void figure_note(struct figure *f, struct spots *spots)
{
	f->spots = spots;
}

struct spots *figure_spots(const struct figure *f)
{
	return f->spots;
}

const struct theme *figure_theme(const struct figure *f)
{
	return f->theme;
}

double figure_width(const struct figure *f)
{
	return f->w;
}

double figure_height(const struct figure *f)
{
	return f->h;
}

/* Paths */

/* Quarters are exact in cairo's fixed point, and short in the SVG. */
static double quarter(double v)
{
	return floor(v * 4 + 0.5) / 4;
}

void figure_move(struct figure *f, double x, double y)
{
	cairo_move_to(f->cr, quarter(x), quarter(y));
}

void figure_to(struct figure *f, double x, double y)
{
	cairo_line_to(f->cr, quarter(x), quarter(y));
}

void figure_close(struct figure *f)
{
	cairo_close_path(f->cr);
}

void figure_box(struct figure *f, double x, double y, double w, double h)
{
	figure_move(f, x, y);
	figure_to(f, x + w, y);
	figure_to(f, x + w, y + h);
	figure_to(f, x, y + h);
	figure_close(f);
}

void figure_ring(struct figure *f, double x, double y, double radius)
{
	cairo_new_sub_path(f->cr);
	cairo_arc(f->cr, quarter(x), quarter(y), radius, 0, 2 * acos(-1));
	cairo_close_path(f->cr);
}

void figure_dot(struct figure *f, double x, double y)
{
	figure_move(f, x, y);
	figure_to(f, x, y);
}

static void set_paint(struct figure *f, struct paint p)
{
	cairo_set_source_rgba(f->cr, p.r, p.g, p.b, p.a);
}

void figure_stroke(struct figure *f, struct paint p, double width, enum dashes dashes)
{
	static const double long_dashes[] = {5, 3.5};
	double dots[] = {0, 2.5 * width};

	cairo_set_dash(f->cr, dashes == DASHES_LONG ? long_dashes : dots,
		dashes == DASHES_NONE ? 0 : 2, 0);
	/* a round cap is what makes a dot of a line without a length */
	cairo_set_line_cap(f->cr,
		dashes == DASHES_LONG ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
	cairo_set_line_width(f->cr, width);
	set_paint(f, p);
	cairo_stroke(f->cr);
}

void figure_fill(struct figure *f, struct paint p)
{
	set_paint(f, p);
	cairo_fill(f->cr);
}

/* Letters */

/* What cairo takes: it refuses all of a text that is not UTF-8. */
static void clean(const char *text, struct strbuf *out)
{
	while (*text) {
		char bytes[5];
		uint32_t cp;

		text += utf8_decode(text, &cp);
		if (!utf8_is_shown(cp))
			cp = 0xfffd;
		strbuf_add(out, bytes, utf8_encode(cp, bytes));
	}
}

static void set_letters(struct figure *f, const struct lettering *l)
{
	cairo_select_font_face(f->cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
		l->bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(f->cr, l->size);
}

static double width_of(struct figure *f, const struct lettering *l, const char *cleaned)
{
	cairo_text_extents_t e;

	set_letters(f, l);
	cairo_text_extents(f->cr, cleaned, &e);
	return e.x_advance;
}

double figure_text_width(struct figure *f, const struct lettering *l, const char *text)
{
	struct strbuf s = STRBUF_INIT;
	double w;

	clean(text, &s);
	w = width_of(f, l, s.buf);
	strbuf_release(&s);
	return w;
}

static void halo(struct figure *f, const char *cleaned)
{
	cairo_text_path(f->cr, cleaned);
	figure_stroke(f, theme_ink(f->theme, INK_PAPER, 0.85), 3, DASHES_NONE);
	cairo_move_to(f->cr, 0, 0);
}

void figure_text(
	struct figure *f, double x, double y, const struct lettering *l, const char *text)
{
	struct strbuf s = STRBUF_INIT;

	clean(text, &s);
	cairo_save(f->cr);
	cairo_translate(f->cr, x, y);
	if (l->upright)
		cairo_rotate(f->cr, -acos(-1) / 2);
	cairo_translate(f->cr, -l->align * width_of(f, l, s.buf), 0);
	cairo_move_to(f->cr, 0, 0);
	if (l->halo)
		halo(f, s.buf);
	set_paint(f, l->paint);
	cairo_show_text(f->cr, s.buf);
	cairo_new_path(f->cr);
	cairo_restore(f->cr);
	strbuf_release(&s);
}

/* The bytes up to n that are whole characters. */
static size_t whole(const char *text, size_t n)
{
	while (n && (text[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* The first n bytes, and a sign that there are more. */
static void cut_off(const char *text, size_t n, struct strbuf *out)
{
	strbuf_reset(out);
	strbuf_add(out, text, n);
	strbuf_adds(out, "…");
}

/* By halves: a name may be a book, and measuring goes through all of it. */
void figure_text_fit(struct figure *f, const struct lettering *l, double width,
	const char *text, struct strbuf *out)
{
	struct strbuf s = STRBUF_INIT, cut = STRBUF_INIT;
	size_t fits = 0, n;

	clean(text, &s);
	n = s.len;
	strbuf_adds(&cut, s.buf);
	if (n && width_of(f, l, s.buf) > width) {
		while (fits < n) {
			size_t at = whole(s.buf, (fits + n + 1) / 2);

			at = at > fits ? at : n; /* one or two characters are left */
			cut_off(s.buf, at, &cut);
			if (width_of(f, l, cut.buf) <= width)
				fits = at;
			else
				n = whole(s.buf, at - 1);
		}
		cut_off(s.buf, fits, &cut);
	}
	strbuf_add(out, cut.buf, cut.len);
	strbuf_release(&cut);
	strbuf_release(&s);
}

const char *figure_library(void)
{
	return cairo_version_string();
}
