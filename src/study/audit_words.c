/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/audit_words.h"

#include <math.h>

void audit_add_ordinal(uint32_t n, struct strbuf *out)
{
	static const char *const ends[] = {"th", "st", "nd", "rd"};
	uint32_t last = n % 10, two = n % 100;

	strbuf_addf(out, "%u%s", n, last > 3 || (two > 10 && two < 14) ? "th" : ends[last]);
}

static void add_rank(uint32_t rank, uint32_t of, struct strbuf *out)
{
	audit_add_ordinal(rank, out);
	strbuf_addf(out, " of %u", of);
}

void audit_trial_words(const struct audit *a, const struct study *s, size_t i,
	struct strbuf *out)
{
	const struct audit_trial *x = &a->trials[i];
	const struct audit_rung *r = &a->rungs[x->rung];

	strbuf_addf(out, "T%u %s at rung %d", x->trial,
		s->trials[x->trial].state == TRIAL_PAUSED ? "was left" : "was stopped",
		r->rung);
	if (s->n_brackets > 1)
		strbuf_addf(out, " of bracket %d", r->bracket);
	if (x->rank) {
		strbuf_adds(out, " as ");
		add_rank(x->rank, x->of, out);
	}
	if (x->place) {
		strbuf_adds(out, " and would have ended ");
		add_rank(x->place, x->among, out);
	} else {
		strbuf_adds(out, " and would have been lost on its way");
	}
	if (study_broken(s, x->best) > 0) {
		strbuf_addf(out, "; at its best it breaks constraints by %.4g.",
			study_broken(s, x->best));
		return;
	}
	if (isfinite(x->best))
		strbuf_addf(out, "; its best, %.4g at epoch %d, ", x->best, x->best_epoch);
	if (x->gain > 0)
		strbuf_addf(out, "would have beaten the incumbent by %.3g", x->gain);
	else if (isfinite(x->best) && x->gain < 0)
		strbuf_addf(out, "is worse than the incumbent by %.3g", -x->gain);
	else if (isfinite(x->best))
		strbuf_adds(out, "is as good as the incumbent");
	strbuf_addch(out, '.');
}

#define STEPS 4 /* that are told */

void audit_winner_words(const struct audit *a, struct strbuf *out)
{
	char level[32];

	if (a->winner == STUDY_NONE || !a->n_steps)
		return;
	strbuf_addf(out, "The winner, T%u, was ", a->winner);
	for (size_t i = 0; i < a->n_steps; i++) {
		const struct audit_step *x = &a->steps[i];

		if (i >= STEPS - 1 && i + 1 < a->n_steps)
			continue;
		if (i)
			strbuf_adds(out, i + 1 == a->n_steps ? " and " : ", ");
		add_rank(x->rank, x->of, out);
		strbuf_addf(out, " %s",
			study_level_words(x->level, level, sizeof(level)));
	}
	strbuf_addch(out, '.');
}

/* "1 of the 152 stopped trials would have": of those that are known. */
static void add_wrong(const struct audit *a, struct strbuf *out)
{
	const char *known = a->known < a->stopped ? " that were looked into" : "";

	if (!a->wrong)
		strbuf_addf(out, "None of the %zu stopped trial%s%s would have", a->known,
			a->known == 1 ? "" : "s", known);
	else
		strbuf_addf(out, "%zu of the %zu stopped trial%s%s would have", a->wrong,
			a->known, a->known == 1 ? "" : "s", known);
}

void audit_sum_words(const struct audit *a, const struct study *s, struct strbuf *out)
{
	if (a->winner == STUDY_NONE) {
		strbuf_adds(out, "There is no incumbent to compare with.");
		return;
	}
	if (!a->stopped) {
		strbuf_adds(out, "No trial was stopped.");
		return;
	}
	if (!a->known) {
		strbuf_addf(out, "%zu trials were stopped; none is looked into yet.",
			a->stopped);
		return;
	}
	add_wrong(a, out);
	strbuf_addf(out, " beaten the incumbent, %s %.4g.", s->info->metric, a->value);
	if (a->sampled)
		strbuf_addf(out, " Of all %zu it is %zu to %zu, with 95 %%.", a->stopped,
			a->lo, a->hi);
	if (a->regret > 0)
		strbuf_addf(out, " Stopping cost the winner %s%.3g",
			a->known < a->stopped ? "at least " : "", a->regret);
	else
		strbuf_addf(out, " Stopping cost the winner nothing%s",
			a->known < a->stopped ? " that is known" : "");
	if (a->saved)
		strbuf_addf(out, ", and saved %llu epochs, %.1f %%",
			(unsigned long long)a->saved, 100 * a->saved_share);
	strbuf_addch(out, '.');
}
