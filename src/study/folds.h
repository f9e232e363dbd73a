/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A journal folded as far as a playhead says. Looking back is folding again from the
 * start. The study at the live edge goes on beside the one that is looked at, since
 * commands are about the present; and on the way back the new one grows unseen, so that
 * what is shown is always a whole study.
 */
#ifndef STUDY_FOLDS_H
#define STUDY_FOLDS_H

#include "study/playhead.h"
#include "study/study.h"

struct folds {
	const struct journal *journal; /* outlives it */
	struct study now;	       /* at the live edge; empty in a replay */
	struct study past;	  /* where the playhead stands; empty at the live edge */
	struct study coming;	  /* on its way to take the place of past */
	struct moments moments;	  /* of all events there are */
};

enum folds_news {
	FOLDS_NOW = 1,	   /* the live edge has moved */
	FOLDS_PAST = 2,	   /* the study looked at has moved on */
	FOLDS_ARRIVED = 4, /* another study is shown */
	FOLDS_MORE = 8,	   /* it is not there yet: call again */
};

void folds_init(struct folds *f, const struct journal *j);
void folds_release(struct folds *f);
/* Folds towards the playhead, at most so many events of each study. Returns the news. */
unsigned folds_step(struct folds *f, const struct playhead *h, uint64_t most);
/* The study to show: the playhead's, or until that is there, the one before. */
const struct study *folds_shown(const struct folds *f);
/* The study at the live edge when another one is shown, else NULL. */
const struct study *folds_present(const struct folds *f);

#endif
