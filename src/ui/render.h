/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Draws a study, a view and a layout as a picture: a stack of grids, one for each pane, two
 * for overlays and one for a caption. The terminal shows the grids as panels. Tests and saved screens use
 * them composed into one grid.
 */
#ifndef UI_RENDER_H
#define UI_RENDER_H

#include "ui/caption.h"
#include "ui/view.h"

#define LAYERS (PANES + 3)
#define LAYER_CAPTION PANES /* under the panes; then the two overlays */

struct picture {
	struct layer {
		bool shown;
		struct area at;
		struct grid grid;
	} layers[LAYERS]; /* from the bottom to the top */
};

void picture_init(struct picture *p);
void picture_release(struct picture *p);
void picture_draw(struct picture *p, const struct study *s, const struct view *v,
	const struct layout *l);
/* The caption under a layout of so many rows; NULL or 0 rows: there is none. */
void picture_caption(struct picture *p, const struct caption *c, const struct view *v,
	int rows, int cols, int top);
/* All layers in one grid of the screen's size. */
void picture_compose(const struct picture *p, int rows, int cols, struct grid *out);
/* Saves that in a new file; see capture_save(). -1 with err. */
int picture_save(const struct picture *p, int rows, int cols, struct palette palette,
	const char *path, struct error *err);
/* The place of the upper overlay's inside on the screen. False: there is none. */
bool overlay_place(const struct view *v, const struct study *s, const struct layout *l,
	struct area *in);
/* Overlays follow the study, within what there is to see. Before drawing. */
void overlay_follow(struct view *v, const struct study *s, const struct layout *l);

#endif
