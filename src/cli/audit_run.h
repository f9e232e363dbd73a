/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an audit of a recorded study is made from: the futures that are known or found out. */
#ifndef CLI_AUDIT_RUN_H
#define CLI_AUDIT_RUN_H

#include "cli/session.h"
#include "study/audit.h"
#include "tuner/hindsight.h"

/* How a study's trials are trained again, for hindsight on the screen or in batch. */
struct audit_source {
	char *recording;
	const struct study *study; /* only its space and metrics are looked at */
	char *data_dir;		   /* or NULL */
	struct session session;
	bool open;
};

/* For hindsight_setup.open; arg: a struct audit_source. Releases nothing on failure. */
int audit_source_open(void *arg, struct hindsight_source *source, struct error *err);
/* What the screen needs for a recording, which is opened when something is wanted of it. */
void audit_source_setup(struct audit_source *a, struct hindsight_setup *setup);
/* After hindsight is done with it. */
void audit_source_release(struct audit_source *a);

struct audit_request {
	const char *recording;
	const struct study *study;
	enum audit_pick pick;
	size_t sample; /* 0: all */
	bool train;    /* programs, too */
	bool quiet;    /* no progress */
	int workers;   /* 0: as the study file says, or one a core */
	const char *data_dir;
};

/*
 * Finds out the futures that are asked for, as far as that is possible, into f; says on
 * stderr what is not. Signals that are to end it must be blocked. Returns 0, the number of
 * a signal that ended it, or -1 with err.
 */
int audit_run(const struct audit_request *q, struct futures *f, struct error *err);

/*
 * Those alone that are known without training: what is computed at once, and what an earlier
 * audit has kept. -1 with err; 0 too where there is nothing.
 */
int audit_known(const char *recording, const struct study *s, struct futures *f,
	struct error *err);

#endif
