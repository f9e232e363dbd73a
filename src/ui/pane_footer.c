/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/panes.h"

/* The hints whose rank is best, as many as fit, in the order of the keys' table. */
static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	struct pen p = pen_in(g, in);
	int shown = 0, width = 0;

	(void)sc;
	for (int rank = 1; rank <= (int)n_key_rows; rank++)
		for (size_t i = 0; i < n_key_rows; i++) {
			const struct key_row *r = &key_rows[i];

			if (r->footer != rank)
				continue;
			width += text_width(r->label) + text_width(r->hint) + 3;
			if (width <= in.w)
				shown = rank;
		}
	p.x = 1;
	for (size_t i = 0; i < n_key_rows; i++) {
		const struct key_row *r = &key_rows[i];

		if (!r->footer || r->footer > shown)
			continue;
		pen_text(&p, ROLE_KEY, r->label);
		p.x++;
		pen_text(&p, ROLE_DIM, r->hint);
		p.x += 2;
	}
}

const struct pane_ops pane_footer = {.draw = draw};
