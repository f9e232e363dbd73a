/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repeating a recorded study, so that scheduler and searcher stand where they stood. */
#ifndef TUNER_TUNER_REPLAY_H
#define TUNER_TUNER_REPLAY_H

#include "base/error.h"

struct tuner;

/*
 * Repeats all events of the journal. -1 with err when scheduler or searcher answer other
 * than is recorded: path and the event are named.
 */
int tuner_replay(struct tuner *t, const char *path, struct error *err);

#endif
