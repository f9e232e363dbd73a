/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The commands of a study file's `on:`, run in a thread of their own that reads the journal:
 * one at a time, each with a limit, so that nothing waits for them but the end of the
 * program. Many events of a kind are one run, for the latest.
 *
 * What a run has come to is an event of the study (a warning that is told once) when it is
 * the first of its kind or other than the last; all runs are in STEM.hooks.log, beside the
 * recording.
 */
#ifndef CLI_HOOKS_H
#define CLI_HOOKS_H

#include "cli/session.h"

struct hooks;

/* Whether the commands can be started; -1 with err (usage), with its place, when not. */
int hooks_check(const struct studyfile *sf, struct error *err);
/*
 * Finds the commands of an open session. -1 with err (usage, with its place) when one cannot
 * be started. *out: NULL when the study has none. Before the tuner starts.
 */
int hooks_open(struct hooks **out, struct session *s, struct error *err);
/* Starts the thread; the recording is open. NULL is legal, here and below. */
int hooks_start(struct hooks *h, struct error *err);
/* Around the end of the recording: path is where it is, or NULL. */
void hooks_store_closes(struct hooks *h);
void hooks_store_closed(struct hooks *h, const char *path);
/*
 * After the end: waits for what still runs or is to run, and says so; SIGINT, SIGTERM and
 * SIGHUP, which are blocked, end that. Then prints on stderr what could not be told in the
 * study, and, unless quiet, a line about all runs.
 */
void hooks_finish(struct hooks *h, bool quiet);
/* Ends what runs, at once. */
void hooks_free(struct hooks *h);

#endif
