/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything that a running study needs, opened in order and released in the opposite
 * one. Nothing has started when it is open: what can be wrong was found by then.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "cli/options.h"
#include "engine/journal.h"
#include "engine/tuner.h"

struct session {
	struct studyfile file;
	struct objective *objective;
	struct study_info info;
	const struct value *const *configs; /* the objective's own, or NULL */
	size_t n_configs;
	struct journal *journal;
	struct tuner *tuner;
	int workers;
};

/*
 * study: a path, the name of a study that comes along, or NULL for the digits. on_screen:
 * the study file's own pace counts. -1 with err; session_release() in any case.
 */
int session_open(struct session *s, const char *study, const struct options *o,
	bool on_screen, struct error *err);
void session_release(struct session *s);

#endif
