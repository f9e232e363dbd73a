/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the session share. */
#ifndef CLI_SESSION_PARTS_H
#define CLI_SESSION_PARTS_H

#include "cli/session.h"

/* The study file of a recording, with what was changed of it. -1 with err. */
int session_parse(struct session *s, const char *recording,
	const struct stored_origin *origin, struct error *err);
/* With the study file read: the objective, and what the study has of it. */
int session_open_objective(struct session *s, struct error *err);

#endif
