/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an overlay is: something that lies over the panes and has the keys. It draws into
 * a grid of its own.
 *
 * `self` is the overlay's own state: state_size bytes that belong to the view, zero before
 * init(). Drawing finds it in the scene. A function may be NULL; size() and draw() are
 * always there.
 */
#ifndef UI_OVERLAY_H
#define UI_OVERLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "draw/grid.h"
#include "study/study.h"
#include "ui/action.h"
#include "ui/overlays.h"
#include "ui/request.h"
#include "ui/scene.h"

struct overlay_ops {
	const char *name;
	enum action opens[2]; /* the actions that open it; ACT_NONE ends */
	bool bottom;	      /* at the bottom and bare; else framed in the middle */
	bool question;	      /* keeps the overlay that it was opened over */
	bool steers; /* is about the study as it is now, wherever one looks back to */
	size_t state_size;
	void (*init)(void *self);
	void (*release)(void *self);
	/* The size it would like, frame included. */
	void (*size)(const struct scene *sc, int *rows, int *cols);
	void (*draw)(const struct scene *sc, struct grid *g, struct area in);
	/* Lines there are to scroll over, for the keys. */
	int (*lines)(const struct scene *sc, int cols);
	/* One of its actions: opens it, or tells why not. */
	void (*open)(struct view *v, void *self, const struct study *s, enum action a);
	/* Before each frame: `in` is what draw() is going to have. */
	void (*follow)(struct view *v, void *self, const struct study *s, struct area in);
	/* What its keys mean while it is open; IN_OVERLAY when NULL. */
	enum context (*context)(const void *self);
	/* Answers actions: all of them, or movement alone in IN_OVERLAY. */
	struct request (*act)(
		struct view *v, void *self, const struct study *s, enum action a);
	/* A click at (y, x) of what draw() has. */
	void (*point)(struct view *v, void *self, const struct study *s, struct area in,
		int y, int x);
	/* A character typed in IN_LINE. */
	void (*type)(void *self, uint32_t cp);
	/* The trial that it is about. */
	uint32_t (*trial)(const struct view *v, const void *self);
	/* It shows a file: whether that is not as it was when it was last read. */
	bool (*stale)(const void *self);
};

#endif
