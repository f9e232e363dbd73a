/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "report/markup.h"
#include "report/page.h"
#include "study/audit_words.h"
#include "study/diagnosis.h"
#include "study/importance.h"

#define SENTENCES 5

/* Rows of two cells, the text escaped. */
static void add_row(struct strbuf *out, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void add_row(struct strbuf *out, const char *key, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	strbuf_adds(out, "<tr><th scope=\"row\">");
	markup_text(out, key);
	strbuf_adds(out, "</th><td>");
	markup_words(out, text);
	strbuf_adds(out, "</td></tr>\n");
}

static void begin_table(struct strbuf *out, const char *title)
{
	strbuf_addf(out, "<section>\n<table class=\"pairs\">\n<caption>%s</caption>\n",
		title);
}

static void end_table(struct strbuf *out)
{
	strbuf_adds(out, "</table>\n</section>\n");
}

static void add_best(const struct study *s, struct strbuf *out)
{
	const struct study_incumbent *inc = study_incumbent(s);
	char text[64];

	begin_table(out, "Best configuration");
	if (!inc) {
		add_row(out, s->info->metric, "no finite value");
		end_table(out);
		return;
	}
	add_row(out, s->info->metric, "%s",
		value_print((struct value){VALUE_REAL, inc->value, NULL}, false, text,
			sizeof(text)));
	add_row(out, "trial", "T%u, epoch %d", inc->trial, inc->epoch);
	for (size_t i = 0; i < s->info->space->n; i++)
		add_row(out, s->info->space->params[i].name, "%s",
			value_print(s->trials[inc->trial].config[i], true, text,
				sizeof(text)));
	end_table(out);
}

static const char *how_it_ended(const struct study *s)
{
	return s->error			    ? s->error
	       : s->phase == PHASE_FINISHED ? finish_reason_name(s->reason)
					    : "not finished yet";
}

static void add_warning(void *out, const char *line)
{
	add_row(out, "warning", "%s", line);
}

/* How early stopping and the searcher get on. */
static void add_diagnosis(const struct study *s, struct strbuf *out)
{
	struct diagnosis d;

	diagnose(&d, s);
	if (d.tide.n)
		add_row(out, "new trials that climb",
			"%.2f of the last %zu, %.2f expected",
			(double)d.tide.climbed / (double)d.tide.n, d.tide.n,
			d.tide.expected);
	for (size_t i = 0; i < d.n_pairs; i++) {
		char lower[16], upper[16];

		if (isnan(d.pairs[i].rho))
			continue; /* all are equal: there is no order */
		add_row(out, "rank correlation",
			"%.2f between epochs %s and %s, %zu trials", d.pairs[i].rho,
			study_level_text(d.pairs[i].lower, lower, sizeof(lower)),
			study_level_text(d.pairs[i].upper, upper, sizeof(upper)),
			d.pairs[i].n);
	}
	diagnosis_warnings(&d, false, add_warning, out);
}

/* Where there is more than one. */
static void add_platforms(const struct platforms *p, struct strbuf *out)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; p->n > 1 && i < p->n; i++) {
		strbuf_reset(&text);
		platform_text(p->items[i].platform, &text);
		add_row(out, "platform", "from event %llu: %s",
			(unsigned long long)p->items[i].seq, text.buf);
	}
	strbuf_release(&text);
}

static void add_study(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;
	double saved = study_saved(h->study);
	struct utilisation part = study_utilisation(h->study);

	begin_table(out, "Study");
	add_row(out, "objective", "%s%s%s", s->info->objective,
		s->info->summary && *s->info->summary ? ": " : "",
		s->info->summary ? s->info->summary : "");
	add_row(out, "metric", "%s, %s", s->info->metric,
		s->info->maximize ? "maximised" : "minimised");
	if (s->info->searcher)
		add_row(out, "searcher", "%s", s->info->searcher);
	if (s->spec || s->scheduler)
		add_row(out, "scheduler", "%s", s->spec ? s->spec : s->scheduler);
	if (s->switches)
		add_row(out, "switched", "%zu time%s", s->switches,
			s->switches == 1 ? "" : "s");
	add_row(out, "seed", "%llu", (unsigned long long)s->info->seed);
	add_platforms(&s->platforms, out);
	add_row(out, "budget", "%llu epochs", (unsigned long long)s->epochs);
	if (isfinite(saved) && s->epochs)
		add_row(out, "saved",
			"%.1f %% of the %llu epochs of every trial to epoch %d",
			100 * saved,
			(unsigned long long)s->n_trials * (unsigned long long)s->r_full,
			s->r_full);
	add_row(out, "time", "%.6g s%s", s->t, s->info->simulated ? ", virtual" : "");
	if (part.starting > 0)
		add_row(out, "workers",
			"%d, training %.1f %%, starting %.1f %% of the time",
			h->work.n_workers, 100 * part.training, 100 * part.starting);
	else if (isfinite(part.training))
		add_row(out, "workers", "%d, training %.1f %% of the time",
			h->work.n_workers, 100 * part.training);
	if (study_start_hint(s))
		add_row(out, "hint", "%s", study_start_hint(s));
	add_diagnosis(s, out);
	add_row(out, "ended by", "%s", how_it_ended(s));
	end_table(out);
}

static void add_importances(const struct study *s, struct strbuf *out)
{
	const struct space *space = s->info->space;
	struct importances im;
	char words[32];

	if (importances_find(&im, s, importances_level(s), SIZE_MAX)) {
		begin_table(out, "Importance");
		for (size_t i = 0; i < im.n_order; i++)
			add_row(out, space->params[im.order[i]].name, "%.1f %%",
				100 * im.share[im.order[i]]);
		add_row(out, "of", "the best %zu of %zu results %s", im.n_best, im.n,
			study_level_words(im.level, words, sizeof(words)));
		end_table(out);
	}
	importances_release(&im);
}

static void add_cause(void *out, const char *line)
{
	add_row(out, "cause", "%s", line);
}

static void add_trials(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;
	char *logs = recorded_logs(h->path);

	begin_table(out, "Trials");
	for (int i = 0; i < TRIAL_STATES; i++)
		if (s->count[i])
			add_row(out, trial_state_name((enum trial_state)i), "%zu",
				s->count[i]);
	add_row(out, "all", "%zu", s->n_trials);
	failures_tell(&s->causes, s->n_trials, logs, add_cause, out);
	free(logs);
	end_table(out);
}

/* All rounds of one rung of one bracket together. */
struct rung_sum {
	uint64_t results, climbed, stopped, waiting, lost;
	double cutoff; /* of the last round that has one */
};

static struct rung_sum sum_of(const struct study *s, int bracket, int rung)
{
	struct rung_sum sum = {.cutoff = NAN};

	for (size_t i = 0; i < s->n_rungs; i++) {
		const struct study_rung *r = &s->rungs[i];

		if (r->bracket != bracket || r->rung != rung)
			continue;
		sum.results += r->done;
		sum.climbed += r->climbed;
		sum.stopped += r->stopped;
		sum.waiting += r->paused + r->running;
		sum.lost += r->lost;
		if (isfinite(r->cutoff))
			sum.cutoff = r->cutoff;
	}
	return sum;
}

static void add_rung(const struct study *s, int bracket, int rung, struct strbuf *out)
{
	struct rung_sum sum = sum_of(s, bracket, rung);
	char cutoff[32] = "", level[16];

	if (!sum.results && !sum.waiting)
		return;
	if (isfinite(sum.cutoff) && rung + 1 < s->shape[bracket].n_rungs)
		chart_value(sum.cutoff, cutoff, sizeof(cutoff));
	strbuf_addf(out,
		"<tr><td>%d</td><td>%d</td><td>%s</td><td>%llu</td><td>%llu</td>"
		"<td>%llu</td><td>%llu</td><td>%llu</td><td>%s</td></tr>\n",
		bracket, rung,
		study_level_text(s->shape[bracket].levels[rung], level, sizeof(level)),
		(unsigned long long)sum.results, (unsigned long long)sum.climbed,
		(unsigned long long)sum.stopped, (unsigned long long)sum.waiting,
		(unsigned long long)sum.lost, cutoff);
}

static void add_rungs(const struct study *s, struct strbuf *out)
{
	static const char *const heads[] = {"bracket", "rung", "epoch", "results",
		"climbed", "ended here", "waiting", "lost", "last cutoff"};

	strbuf_adds(out,
		"<section class=\"full\">\n"
		"<div class=\"wide\" tabindex=\"0\" role=\"region\" "
		"aria-label=\"Table of the rungs\"><table class=\"numbers sorts\">\n"
		"<caption>Rungs</caption>\n<thead><tr>");
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		strbuf_addf(out, "<th scope=\"col\">%s</th>", heads[i]);
	strbuf_adds(out, "</tr></thead>\n<tbody>\n");
	for (int b = 0; b < s->n_brackets; b++)
		for (int k = 0; k < s->shape[b].n_rungs; k++)
			add_rung(s, b, k, out);
	strbuf_adds(out, "</tbody></table></div>\n</section>\n");
}

static void add_sentence(struct strbuf *out, struct strbuf *line)
{
	if (line->len) {
		strbuf_adds(out, "<p>");
		markup_words(out, line->buf);
		strbuf_adds(out, "</p>\n");
	}
	strbuf_reset(line);
}

/* In words: the sum, the winner's way, and the worst mistakes. */
static void add_audit(const struct history *h, struct strbuf *out)
{
	const struct audit *a = h->audit;
	struct strbuf line = STRBUF_INIT;

	if (!a || !a->known)
		return;
	strbuf_adds(out, "<section class=\"full\">\n<h2>What stopping cost</h2>\n");
	audit_sum_words(a, h->study, &line);
	add_sentence(out, &line);
	audit_winner_words(a, &line);
	add_sentence(out, &line);
	for (size_t i = 0; i < a->n_trials && i < SENTENCES && a->trials[i].gain > 0;
		i++) {
		audit_trial_words(a, h->study, i, &line);
		add_sentence(out, &line);
	}
	strbuf_adds(out, "</section>\n");
	strbuf_release(&line);
}

void page_print_summary(const struct history *h, struct strbuf *out)
{
	strbuf_adds(out, "<div class=\"tables\">\n");
	add_best(h->study, out);
	add_importances(h->study, out);
	add_trials(h, out);
	add_study(h, out);
	if (h->study->n_rungs)
		add_rungs(h->study, out);
	add_audit(h, out);
	strbuf_adds(out, "</div>\n");
}
