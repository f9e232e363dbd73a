/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hindsight finds out what trials of a study would come to when they train to the top. It
 * has a thread and a pool of its own, and no part in the study: it asks no scheduler, and
 * appends no event.
 */
#ifndef TUNER_HINDSIGHT_H
#define TUNER_HINDSIGHT_H

#include "study/futures.h"

struct hindsight;

/* What trials are trained with; all borrowed, and to outlive hindsight. */
struct hindsight_source {
	struct objective *objective;
	const struct value *const *configs; /* the objective's own, or NULL */
	size_t n_configs;
};

struct hindsight_setup {
	const struct study_info *info; /* the study's; outlives hindsight */
	/* Called once, on hindsight's thread. -1 with err. */
	int (*open)(void *arg, struct hindsight_source *source, struct error *err);
	void *arg;
	int workers; /* 0: one */
	/*
	 * The recording beside which futures are kept, and those of earlier runs are found;
	 * NULL: there is none.
	 */
	const char *recording;
	bool keeps; /* what is found out is kept there */
};

enum hindsight_phase {
	HINDSIGHT_OPENING,
	HINDSIGHT_READY,  /* it has found out what it was asked */
	HINDSIGHT_BUSY,
	HINDSIGHT_FAILED, /* and does no more */
};

/* How it stands. */
struct hindsight_news {
	enum hindsight_phase phase;
	bool computes; /* at next to no cost: on the virtual clock */
	size_t asked, done; /* trials, of which it has found out so many */
	uint64_t epochs;    /* trained so far */
	double seconds;	    /* that this took, of all workers together */
	size_t differ; /* trials whose curve is not the one that the study has */
	uint32_t differs; /* the last of them */
	struct error failure; /* of HINDSIGHT_FAILED; or why nothing is kept; or "" */
};

/* Starts the thread. NULL with err. */
struct hindsight *hindsight_new(const struct hindsight_setup *setup, struct error *err);
/* Interrupts what trains and ends the thread; NULL is legal. */
void hindsight_free(struct hindsight *h);
/*
 * Any thread: asks for a trial of the study up to an epoch (EPOCHS_OPEN: its own end); one
 * that was asked for before is not again. config lives as long as hindsight.
 */
void hindsight_ask(
	struct hindsight *h, uint32_t trial, const struct value *config, int to);
/* A descriptor that is readable when there is news; hindsight_take() clears it. */
int hindsight_bell(const struct hindsight *h);
/*
 * What has been found out since the last time is added to f, and the news filled in. True
 * when there was anything. One thread at a time.
 */
bool hindsight_take(struct hindsight *h, const struct study *s, struct futures *f,
	struct hindsight_news *news);

#endif
