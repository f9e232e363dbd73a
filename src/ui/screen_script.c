/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A script that has the keys of the screen. */
#include "config.h"

#include "draw/capture.h"
#include "ui/screen_parts.h"

#define SCRIPT_WAIT_SECONDS 10 /* that a wait of a script stands for */

bool screen_is_scripted(const struct screen *sc)
{
	const struct script_step *st = script_now(sc->setup->script);

	return st && st->verb != SCRIPT_WAIT_QUIT;
}

/* At the end of what there is to come. */
static bool has_ended(const struct screen *sc)
{
	const struct playhead *h = &sc->view->head;

	if (sc->race)
		return !sc->race->playing && race_ended(sc->race);
	if (sc->setup->replay)
		return !h->playing && screen_shown(sc)->seq == sc->folds.moments.length;
	return sc->folds.now.phase == PHASE_FINISHED;
}

/* What has been drawn, for a script that waits. */
static struct script_sight seen(const struct screen *sc)
{
	return (struct script_sight){.grid = &sc->last,
		.seq = sc->dirty ? 0 : screen_shown(sc)->seq,
		.paused = !sc->dirty && !sc->view->steering.stepping &&
			  (sc->folds.now.phase == PHASE_PAUSED || has_ended(sc)),
		.ended = !sc->dirty && has_ended(sc)};
}

static void save_last(struct screen *sc, const struct script_step *st)
{
	struct error err;

	if (capture_save(&sc->last, st->text, tty_palette(sc->tty), &err) == 0)
		return;
	script_wrong(sc->setup->script, err.text, sc->wrong);
	sc->result = FAILED;
}

bool screen_play_step(struct screen *sc)
{
	const struct script_step *st = script_now(sc->setup->script);
	struct script_sight sight;

	if (!st || sc->at_once || sc->result >= 0)
		return false;
	sight = seen(sc);
	switch (st->verb) {
	case SCRIPT_KEYS:
		for (size_t i = 0; i < st->n_keys && sc->result < 0; i++)
			screen_press(sc, st->keys[i]);
		break;
	case SCRIPT_SAVE:
		save_last(sc, st);
		break;
	case SCRIPT_QUIT:
		sc->result = 0;
		break;
	default:
		if (!script_has_come(st, &sight))
			return false;
		sc->script_clock += SCRIPT_WAIT_SECONDS;
		sc->at_once = true;
	}
	script_advance(sc->setup->script);
	return true;
}

void screen_end_script(struct screen *sc)
{
	const struct script_step *st = script_now(sc->setup->script);

	if (!st || st->verb != SCRIPT_WAIT_QUIT)
		return;
	script_advance(sc->setup->script);
	while ((st = script_now(sc->setup->script)) && st->verb == SCRIPT_SAVE) {
		save_last(sc, st);
		if (sc->result == FAILED)
			break;
		script_advance(sc->setup->script);
	}
}
