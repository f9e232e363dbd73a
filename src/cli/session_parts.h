/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the session share. */
#ifndef CLI_SESSION_PARTS_H
#define CLI_SESSION_PARTS_H

#include "cli/session.h"

extern const struct catalog session_catalog; /* what study files may name */
/* The study file of a recording, with what was changed of it. -1 with err. */
int session_parse(struct session *s, const char *recording,
	const struct stored_origin *origin, struct error *err);
/* When clients are to train the trials, a server for them. -1 with err (usage). */
int session_open_server(struct session *s, const struct options *o, struct error *err);
/* With the study file read: the objective, and what the study has of it. */
int session_open_objective(struct session *s, struct error *err);
/* With the study file read: the objective and the tuner. */
int session_open_parts(
	struct session *s, const struct options *o, bool on_screen, struct error *err);
/* What earlier studies tell, of a study that begins. */
int session_warm_up(struct session *s, struct error *err);

#endif
