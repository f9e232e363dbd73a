/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last row: the keys that do something now, or for a while a message.
 */
#include "config.h"

#include "ui/view.h"

/* Lists, lines and questions say themselves what their keys do. */
static bool has_hint(const struct scene *sc, const struct key_row *r)
{
	unsigned here = view_context(sc->view) & (IN_PANES | IN_OVERLAY | IN_LOG);

	return r->footer && (r->contexts & here) &&
	       view_can(sc->view, sc->study, r->action);
}

static const char *hint_of(const struct scene *sc, const struct key_row *r)
{
	const struct playhead *h = &sc->view->head;

	if (r->action == ACT_PAUSE && h->replay)
		return h->playing ? "Pause" : "Play";
	if (r->action == ACT_PAUSE &&
		view_present(sc->view, sc->study)->phase == PHASE_PAUSED)
		return "Resume";
	if (r->action == ACT_SLOWER && h->replay)
		return "Speed";
	if (r->action == ACT_FREEZE && h->frozen)
		return "Thaw";
	return r->hint;
}

static const char *label_of(
	const struct scene *sc, const struct key_row *r, char *out, size_t size)
{
	return keymap_label(view_keymap(sc->view), r, out, size);
}

static int hint_width(const struct scene *sc, const struct key_row *r)
{
	char label[64];

	return text_width(label_of(sc, r, label, sizeof(label))) +
	       text_width(hint_of(sc, r)) + 3;
}

/* The lowest rank of hint that still fits beside those that are worth more. */
static int last_rank(const struct scene *sc, int width)
{
	for (int rank = 1; rank <= (int)n_key_rows; rank++)
		for (size_t i = 0; i < n_key_rows; i++) {
			const struct key_row *r = &key_rows[i];

			if (r->footer != rank || !has_hint(sc, r))
				continue;
			width -= hint_width(sc, r);
			if (width < 0)
				return rank - 1;
		}
	return (int)n_key_rows;
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	struct pen p = pen_in(g, in);
	int last = last_rank(sc, in.w);

	p.x = 1;
	if (sc->view->wall < sc->view->message.until) {
		pen_left(&p, ROLE_LOST, pen_room(&p), sc->view->message.text);
		return;
	}
	for (size_t i = 0; i < n_key_rows; i++) {
		const struct key_row *r = &key_rows[i];
		char label[64];

		if (!has_hint(sc, r) || r->footer > last)
			continue;
		pen_text(&p, ROLE_KEY, label_of(sc, r, label, sizeof(label)));
		p.x++;
		pen_text(&p, ROLE_DIM, hint_of(sc, r));
		p.x += 2;
	}
}

const struct pane_ops pane_footer = {.wish = {.band = BAND_FOOT}, .draw = draw};
