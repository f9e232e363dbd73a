/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tuner/tuner_fail.h"

#include "tuner/tuner_decide.h"
#include "tuner/tuner_state.h"

/* Whether the first `most` trials that count have failed. */
static bool first_have_failed(const struct tuner *t, int most)
{
	int n = 0;

	for (size_t i = 0; i < t->n_trials && n < most; i++) {
		const struct tuner_trial *tr = &t->trials[i];

		if (!tr->failed && tr->standing != STANDS_LOST)
			return false;
		n += tr->failed;
	}
	return n == most;
}

void tuner_fail(
	struct tuner *t, uint32_t trial, const char *why, const struct failure *failure)
{
	const struct objective_ops *ops = t->objective->ops;
	int most = ops->fail_fast ? ops->fail_fast(t->objective) : 0;
	struct strbuf text = STRBUF_INIT;

	t->trials[trial].failed = true;
	tuner_lose_to(t, trial, TRIAL_FAILED, why, failure);
	if (t->epochs || !most || t->stopping || !first_have_failed(t, most))
		return;
	if (most == 1)
		strbuf_adds(&text, "the first trial failed without a report");
	else
		strbuf_addf(&text, "the first %d trials failed without a report", most);
	strbuf_addf(&text, " (fail_fast: %d)", most);
	t->error = tuner_keep_text(t, text.buf);
	strbuf_release(&text);
	tuner_stop(t, FINISH_ERROR);
}
