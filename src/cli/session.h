/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything that a running study needs, opened in order and released in the opposite
 * one. Nothing has started when it is open: what can be wrong was found by then.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "cli/options.h"
#include "cli/shipped.h"
#include "store/recorded.h"
#include "store/store.h"
#include "study/journal.h"
#include "tuner/tuner.h"

struct session {
	struct studyfile file;
	char *path; /* of the study file, absolute */
	struct shipped shipped;
	struct objective *objective;
	const struct value *const
		*configs; /* that trials begin with; NULL: the searcher's */
	size_t n_configs;
	struct study_info info;
	struct journal *journal;
	struct tuner *tuner;

	struct store *store; /* NULL: nothing is recorded */
	char *recording;     /* its path */
	char *note;	     /* why it is called otherwise than the study, or NULL */
	uint64_t resumed;    /* events that it had already */
	struct recorded
		*recorded; /* the study to go on with; the journal points into it */
	char *switch_to;   /* the scheduler to go on with, or NULL */
};

/*
 * study: a path, the name of a study that comes along, or NULL for the digits. on_screen:
 * the study file's own pace counts. -1 with err; session_release() in any case.
 */
int session_open(struct session *s, const char *study, const struct options *o,
	bool on_screen, struct error *err);
/* The same of a recorded study, to go on with it. */
int session_resume(struct session *s, const char *recording, const struct options *o,
	bool on_screen, struct error *err);
/* Makes the file that a new study is recorded in. */
int session_record(struct session *s, const struct options *o, struct error *err);
/* Starts the recording, the tuner, and what was asked of a study that is gone on with. */
int session_start(struct session *s, const struct options *o, struct error *err);
/* The study is over: closes the recording, which may have another path by now. */
int session_close_store(struct session *s, struct error *err);
void session_release(struct session *s);

#endif
