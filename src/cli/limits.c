/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/limits.h"

#include <math.h>

#include "scheduler/ladder.h"
#include "searcher/searcher.h"

#define TRIALS_MOST 4294967294 /* as many ids as there are */

/* The scheduler that is there in the end, after the file's switches. */
static const struct kind *last_scheduler(const struct studyfile *f)
{
	return f->n_switches ? f->switches[f->n_switches - 1].scheduler.kind
			     : f->scheduler.kind;
}

static bool has_limit(const struct studyfile *f, const struct stop_limits *stop,
	size_t n_configs, const struct kind *scheduler)
{
	const struct kind *searcher = f->searcher.kind;

	return stop->trials || stop->epochs || stop->seconds > 0 || stop_waits_for_result(stop) ||
	       n_configs || searcher_ops_of(searcher)->finite ||
	       (stop->rounds && scheduler_ops_of(scheduler)->synchronous);
}

int limits_check(const struct studyfile *f, const struct stop_limits *stop,
	size_t n_configs, const struct kind *scheduler, struct error *err)
{
	if (has_limit(f, stop, n_configs, scheduler))
		return 0;
	return error_usage(err,
		"%s: nothing ends this study%s%s%s; give rounds, trials, epochs, seconds, "
		"value or plateau (as in --trials 100), or run it on the screen",
		f->path, stop->rounds ? ": " : "", stop->rounds ? scheduler->name : "",
		stop->rounds ? " has no rounds" : "");
}

/*
 * A scheduler without rounds in the place of one that has them: where rounds were the
 * only limit, it is as many trials as they have in successive halving.
 */
static void replace_rounds(
	struct studyfile *f, struct stop_limits *stop, size_t n_configs)
{
	const struct choice *c = &f->scheduler;
	int64_t n = ladder_round_trials(&c->knobs);

	if (has_limit(f, stop, n_configs, c->kind) || f->n_switches || !n ||
		stop->rounds > TRIALS_MOST / n) {
		studyfile_note(
			f, "stop.rounds: %s has no rounds; not used", c->kind->name);
		return;
	}
	stop->trials = stop->rounds * n;
	studyfile_note(f,
		"stop.rounds: %s has no rounds; it stops after %lld trials, as many as "
		"%lld round%s of successive_halving would have (--trials gives another "
		"number)",
		c->kind->name, (long long)stop->trials, (long long)stop->rounds,
		stop->rounds == 1 ? "" : "s");
}

int limits_settle(struct studyfile *f, struct stop_limits *stop, size_t n_configs,
	bool by_hand, struct error *err)
{
	const struct kind *last = last_scheduler(f);

	if (stop->rounds && !scheduler_ops_of(f->scheduler.kind)->synchronous &&
		!scheduler_ops_of(last)->synchronous)
		replace_rounds(f, stop, n_configs);
	return by_hand ? 0 : limits_check(f, stop, n_configs, last, err);
}
