/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything that a running study needs, opened in order and released in reverse order.
 * An open session has not started anything, and every mistake has been found by then.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "cli/options.h"
#include "cli/shipped.h"
#include "serve/server.h"
#include "store/recorded.h"
#include "store/store.h"
#include "study/journal.h"
#include "study/study.h"
#include "tuner/hindsight.h"
#include "tuner/tuner.h"

struct session {
	struct studyfile file;
	char *path; /* of the study file, absolute */
	struct shipped shipped;
	struct objective *objective;
	const struct value *const
		*configs; /* that trials begin with; NULL: those of the searcher */
	size_t n_configs;
	bool choose; /* the searcher chooses among them */
	struct study_info info;
	int workers; /* that it begins with */
	struct journal *journal;
	struct tuner *tuner;
	struct server *server; /* who has the clients that train; the tuner's; or NULL */

	struct store *store; /* NULL: nothing is recorded */
	char *recording;     /* its path */
	char *note;	     /* why its name is not the study's, or NULL */
	uint64_t resumed;    /* events that it had before this run */
	struct recorded *recorded; /* the study to resume; the journal points into it */
	char *stop_to;		   /* the limits to resume with, or NULL */
	char *switch_to;	   /* and the scheduler */
};

/*
 * study: a path, the name of a bundled study, or NULL for the digits. on_screen: the study
 * file's pace applies. -1 with err; session_release() in any case.
 */
int session_open(struct session *s, const char *study, const struct options *o,
	bool on_screen, struct error *err);
/*
 * A study that is not recorded, and has ended: as it was when it had been opened, with a
 * journal of its own and the workers of o. -1 with err.
 */
int session_again(struct session *s, const struct options *o, struct error *err);
/* The same for a recorded study that is to be resumed. */
int session_resume(struct session *s, const char *recording, const struct options *o,
	bool on_screen, struct error *err);
/*
 * What is laid over the study file in a recording of an open session: KEY=VALUE, *n of
 * them. free() each, and the list.
 */
char **session_overrides(const struct session *s, const struct options *o, size_t *n);
/*
 * The objective of a recorded study alone, without a tuner; the file is only read. study: the
 * fold of the recording. data_dir: as --data-dir, or NULL.
 */
int session_look(struct session *s, const char *recording, const struct study *study,
	const char *data_dir, struct error *err);
/* For hindsight_setup.open; arg: an open session, whose objective threads may share. */
int session_source(void *arg, struct hindsight_source *source, struct error *err);
/* Chooses the file that a new study is recorded in, if it is; creates nothing. */
void session_name_recording(struct session *s, const struct options *o);
/* Its path without .db, for files that belong to it, to be freed; NULL: no recording. */
char *session_stem(const struct session *s);
/* Creates that file. */
int session_record(struct session *s, const struct options *o, struct error *err);
/* Starts the recording and the tuner, and the changes asked for in a resumed study. */
int session_start(struct session *s, const struct options *o, struct error *err);
/* After the study: closes the recording, whose path may have changed. */
int session_close_store(struct session *s, struct error *err);
void session_release(struct session *s);

#endif
