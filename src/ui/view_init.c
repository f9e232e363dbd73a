/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that joins a view with the tables of panes and overlays. */
#include "config.h"

#include "ui/view.h"

void view_init(struct view *v, const struct glyphs *glyphs)
{
	view_init_with(v, glyphs, pane_ops, overlay_ops);
}
