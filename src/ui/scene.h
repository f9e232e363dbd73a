/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that drawing may look at. */
#ifndef UI_SCENE_H
#define UI_SCENE_H

struct study;
struct view;
struct layout;

struct scene {
	const struct study *study;
	const struct view *view;
	const struct layout *layout;
	int pane;	  /* the one that is drawn, of enum pane */
	const void *self; /* the state of the pane or of the overlay that is drawn */
};

#endif
