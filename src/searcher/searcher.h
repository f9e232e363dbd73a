/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searchers propose configurations, and are told what becomes of the trials.
 *
 * A searcher knows the search space, the seed and what it is told. It knows nothing of
 * schedulers, workers or clocks. The tuner's thread alone uses it.
 *
 * Two calls make the conversation. The tuner asks for a configuration when a worker is
 * free for a new trial (propose). It tells of every trial, its own or not, when
 * something happens to it (report). The order of both is the order of the study's events;
 * but where workers wait at barriers, all of a pass is told before the next one begins.
 *
 * What a searcher proposes depends on the seed, the trial's id, and what it has been asked
 * and told before; on nothing else. A study that is resumed makes a new searcher and
 * repeats all calls of the recorded study in their order, and the configurations must be
 * the same again. Hence random numbers are drawn anew for each trial, from streams seeded
 * by the seed and the trial (base/stream.h). With several workers the order of the calls
 * depends on timing; it is recorded, and a resumption repeats the recorded one.
 */
#ifndef SEARCHER_SEARCHER_H
#define SEARCHER_SEARCHER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/knob.h"
#include "base/number.h"
#include "space/space.h"

#define NO_TRIAL UINT32_MAX

/* How a configuration came. */
enum origin {
	ORIGIN_UNSAID, /* from a searcher that does not learn: it is the method's next */
	ORIGIN_RANDOM, /* drawn at random from the space by one that learns */
	ORIGIN_MODEL,  /* chosen by its model */
	ORIGIN_PRIOR,  /* drawn from what its user believed before */
	ORIGIN_INCUMBENT, /* the best so far, some of whose values have moved */
	ORIGIN_ENQUEUED, /* not by the searcher: asked for by hand, or in the study file */
	ORIGINS,
};

/*
 * Why it is this configuration. Only `origin` is always there; the rest says nothing where
 * it is 0, NaN or NO_TRIAL. Plain data.
 */
struct proposal {
	enum origin origin;
	const char *searcher; /* its name, borrowed; NULL: it is none's */
	int level;	    /* whose results the model used and whose value it predicts */
	double predicted;   /* the metric's value there */
	double spread;	    /* of that prediction, a standard deviation, in its unit */
	double acquisition; /* what the searcher made as large as it could */
	uint32_t nearest[2]; /* the trials with a result nearest to it, nearest first */
	bool earlier[2]; /* it is one of earlier studies, counted among those told of */
	size_t row; /* of searcher_setup.candidates, which are then all it may take */
};

#define PROPOSAL_INIT                                                                    \
	(struct proposal)                                                                \
	{                                                                                \
		.predicted = NO_NUMBER, .spread = NO_NUMBER, .acquisition = NO_NUMBER,   \
		.nearest = {                                                             \
			NO_TRIAL,                                                        \
			NO_TRIAL                                                         \
		}                                                                        \
	}

/* "model"; NULL for ORIGIN_UNSAID. */
const char *origin_name(enum origin origin);

struct searcher {
	const struct searcher_ops *ops;
	const struct space *space; /* searcher_new() fills it in */
};

struct searcher_setup {
	const struct searcher_ops *ops; /* of this kind; searcher_new() fills it in */
	const struct space *space;	/* outlives the searcher */
	const struct knobs *knobs;	/* of this kind; read during create only */
	bool maximize;			/* larger values are better: else smaller ones */
	uint64_t seed;
	int max_epoch; /* r_max, what trials may train to; INT32_MAX, or 0: not known */
	/*
	 * NULL: any configuration may be proposed. Else these n_candidates alone, each
	 * once; when none is left it has run dry. They outlive the searcher. Only one that
	 * searcher_chooses() is given any.
	 */
	const struct value *const *candidates;
	size_t n_candidates;
};

/* What has happened to a trial. */
enum progress_kind {
	/*
	 * A worker takes it up, to train it from `epoch` to `until`. The trial is pending
	 * from here to its next level or its end. After a pause of the study the same task
	 * is told again, from the epoch it has come to.
	 */
	PROGRESS_TASK,
	PROGRESS_EPOCH, /* it has trained for one more epoch, and is to go on */
	/*
	 * The same for the last epoch of a task. This is a level: trials are compared here,
	 * and most have a result at the same few levels. It is the budget of a
	 * multi-fidelity method (Falkner, Klein & Hutter 2018, section 3).
	 */
	PROGRESS_LEVEL,
	/* Its end; nothing is told of it after that. */
	PROGRESS_COMPLETED, /* it trained to the top, or came to an end of its own */
	PROGRESS_STOPPED,   /* the scheduler stopped it early */
	PROGRESS_DIVERGED,
	PROGRESS_FAILED,
	PROGRESS_KILLED, /* by hand, which says nothing of its configuration */
};

struct trial_progress {
	enum progress_kind kind;
	uint32_t trial;
	const struct value *config; /* [space->n]; outlives the searcher */
	int epoch; /* trained so far, from 0; one that begins from scratch is at 0 again */
	int until;    /* the epoch at which its task ends; at its end: of its last task */
	double value; /* of the metric after `epoch`; NaN: none yet, or not finite */
};

struct searcher_ops {
	struct kind kind;
	bool finite;  /* runs dry in the end */
	bool chooses; /* does not learn, and yet honours candidates */
	/*
	 * NULL, or: the kind that is made in its place, by the space; it learns, and this
	 * one has no other op.
	 */
	const struct kind *(*stand_in)(const struct space *space);
	/* NULL with err (usage, with the place) when the space does not suit it. */
	struct searcher *(*create)(const struct searcher_setup *setup, struct error *err);
	void (*free)(struct searcher *s);
	/*
	 * NULL: it makes no difference. Before a proposal: its trial is to train to `level`
	 * first, where it has its first result.
	 */
	void (*expect)(struct searcher *s, int level);
	/*
	 * The configuration of trial `trial` into config[space->n]; texts are borrowed from
	 * the space. A value of what does not apply is not used (space_settle). Ids
	 * increase from call to call. Some are skipped: those of trials that were
	 * enqueued. *why comes with nothing said; one that learns says how it came.
	 * False: it has run dry, and stays so.
	 */
	bool (*propose)(struct searcher *s, uint32_t trial, struct value *config,
		struct proposal *why);
	/* NULL: it does not learn. p is read during the call only. */
	void (*report)(struct searcher *s, const struct trial_progress *p);
	/*
	 * NULL, or: what its user should know of its model, a line, where only what comes
	 * before a semicolon is shown in little room; NULL: nothing. It is asked after each
	 * proposal. Its first answer is the study's; borrowed.
	 */
	const char *(*warning)(const struct searcher *s);
};

/* searchers.c; the first is the one of a study file that names none. */
extern const struct family searchers;
const struct searcher_ops *searcher_ops_of(const struct kind *kind);

bool searcher_learns(const struct kind *kind);
/* Whether it can choose among candidates. */
bool searcher_chooses(const struct kind *kind);

/* kind is one of the family's. NULL with err. */
struct searcher *searcher_new(
	const struct kind *kind, const struct searcher_setup *setup, struct error *err);
void searcher_free(struct searcher *s);
/* Of any; does nothing where it has not the op. */
void searcher_expect(struct searcher *s, int level);
/* *why: nothing but what the searcher says, and its name where it says anything. */
bool searcher_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why);
/* NULL where it has not the op. */
const char *searcher_warning(const struct searcher *s);
/* Of one that has the op. */
void searcher_report(struct searcher *s, const struct trial_progress *p);

#endif
