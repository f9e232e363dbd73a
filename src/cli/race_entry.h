/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One column of a race: a study that is run here with words of its own laid over the
 * command line's, or a recording. It may not move once it is open.
 */
#ifndef CLI_RACE_ENTRY_H
#define CLI_RACE_ENTRY_H

#include "cli/opened.h"
#include "cli/session.h"

struct race_entry {
	char *label;		/* as it was given */
	const char *file;	/* of the study: a path or a name; borrowed */
	struct options options; /* the command line's, with its own overrides */
	struct session session; /* of a study that is run */
	bool own_workers;	/* its words say how many */
	bool has_session, runs; /* its tuner has been started, and not joined */
	int bell;
	struct opened opened; /* a recording in its place */
	bool has_opened;
	char *path;	    /* of the recording, or NULL */
	struct study study; /* all of it, once it has ended */
};

/*
 * words: as after -s, "asha eta=4"; also searcher=NAME, and any key of the study file with
 * a dot in it; "": the study as it is. also: NULL, or one more such key. seed: NULL, or one in
 * place of the study's. -1 with err; race_entry_release() in any case.
 */
int race_entry_open(struct race_entry *e, const char *study, const char *words,
	const char *also, const uint64_t *seed, const struct options *o,
	struct error *err);
/* A recording. -1 with err; race_entry_release() in any case. */
int race_entry_read(struct race_entry *e, const char *path, struct error *err);
/* Whether it is worked out on a virtual clock, and need not be recorded first. */
bool race_entry_is_virtual(const struct race_entry *e);
/*
 * Starts it. One that trains is recorded beside the others in the folder (NULL: the
 * working directory); if it was recorded there before, that is taken, or gone on with. A
 * virtual one is recorded only with a folder. Signals must be blocked. -1 with err.
 */
int race_entry_start(struct race_entry *e, const char *folder, struct error *err);
/*
 * Runs a virtual one, which is not recorded, again with so many workers, unless it has a
 * number of its own. Nobody may read its journal. -1 with err.
 */
int race_entry_again(struct race_entry *e, int workers, struct error *err);
/* Whether all its events are there; of a recording they are. */
bool race_entry_is_whole(const struct race_entry *e);
/* Waits until all its events are there, for so many seconds at most. */
void race_entry_wait(const struct race_entry *e, double seconds);
/* Folds it into e->study, to its end. Returns the signal that ended it, or 0. */
int race_entry_follow(struct race_entry *e);
/* Tells a running one to end. */
void race_entry_quit(struct race_entry *e);
/* Waits for its end and closes the recording. -1 with err when not all of it is there. */
int race_entry_close(struct race_entry *e, struct error *err);
/* Its events. */
struct journal *race_entry_journal(const struct race_entry *e);
void race_entry_release(struct race_entry *e);

#endif
