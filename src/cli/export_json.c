/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The study, its schedulers and its finish are the very objects that they are among the
 * events; a trial is one object with all there is to know of it, on a line of its own.
 */
#include "config.h"

#include "base/number.h"
#include "cli/export.h"
#include "store/history.h"
#include "study/event_failure.h"

/* As among the events, without the end of the line. */
static void add_event(
	const struct event *e, const struct study_info *info, struct strbuf *out)
{
	event_print_json(e, info, out);
	out->buf[--out->len] = '\0';
}

static void add_best(const struct study *s, struct strbuf *out)
{
	const struct study_incumbent *inc = study_incumbent(s);

	strbuf_adds(out, ",\n\"best\":");
	if (!inc) {
		strbuf_adds(out, "null");
		return;
	}
	strbuf_addf(out, "{\"trial\":%u,\"epoch\":%d,\"value\":", inc->trial, inc->epoch);
	strbuf_add_number(out, inc->value);
	strbuf_adds(out, ",\"config\":");
	space_print_json(s->info->space, s->trials[inc->trial].config, out);
	strbuf_addch(out, '}');
}

static void add_head(const struct history *h, struct strbuf *out)
{
	const struct study *s = h->study;

	strbuf_adds(out, "{\"study\":");
	add_event(&h->begin, s->info, out);
	strbuf_adds(out, ",\n\"schedulers\":[");
	for (size_t i = 0; i < h->n_schedulers; i++) {
		if (i)
			strbuf_adds(out, ",\n");
		add_event(&h->schedulers[i], s->info, out);
	}
	strbuf_adds(out, "],\n\"finish\":");
	if (s->phase == PHASE_FINISHED)
		add_event(&h->finish, s->info, out);
	else
		strbuf_adds(out, "null");
	add_best(s, out);
}

static void add_column(
	const struct history *h, size_t trial, size_t column, struct strbuf *out)
{
	const char *name = column < h->study->info->n_metrics
				   ? h->study->info->metrics[column]
				   : "seconds";

	if (column)
		strbuf_addch(out, ',');
	strbuf_add_json(out, name);
	strbuf_adds(out, ":[");
	for (int e = 1; e <= h->curves[trial].epochs; e++) {
		if (e > 1)
			strbuf_addch(out, ',');
		strbuf_add_number(out, history_row(h, trial, e)[column]);
	}
	strbuf_addch(out, ']');
}

static void add_trial(const struct history *h, size_t trial, struct strbuf *out)
{
	const struct study *s = h->study;
	const struct study_trial *t = &s->trials[trial];

	strbuf_addf(out, "{\"trial\":%zu,\"state\":\"%s\",\"why\":", trial,
		trial_state_name(t->state));
	if (t->why)
		strbuf_add_json(out, t->why);
	else
		strbuf_adds(out, "null");
	if (t->cause != CAUSE_OTHER)
		strbuf_addf(out, ",\"cause\":\"%s\"", cause_name(t->cause));
	strbuf_addf(out,
		",\"bracket\":%d,\"round\":%d,\"rung\":%d,\"epochs\":%d,\"best\":",
		t->bracket, t->round, t->rung, h->curves[trial].epochs);
	strbuf_add_number(out, t->best);
	if (s->info->n_constraints) { /* null: not known */
		strbuf_adds(out, ",\"broken\":");
		strbuf_add_number(out, t->epoch ? t->broken : NO_NUMBER);
	}
	strbuf_adds(out, ",\"seconds\":");
	strbuf_add_number(out, t->seconds);
	strbuf_adds(out, ",\"config\":");
	space_print_json(s->info->space, t->config, out);
	strbuf_adds(out, ",\"curve\":{");
	for (size_t m = 0; m <= s->info->n_metrics; m++)
		add_column(h, trial, m, out);
	strbuf_adds(out, "}}");
}

int export_json(const char *path, struct output *out, struct error *err)
{
	struct history h;
	struct strbuf text;
	int rc = history_read(&h, path, HISTORY_BEGUN | HISTORY_CURVES, err);

	if (rc == 0) {
		strbuf_init(&text);
		add_head(&h, &text);
		strbuf_adds(&text, ",\n\"trials\":[");
		for (size_t i = 0; i < h.study->n_trials; i++) {
			strbuf_adds(&text, i ? ",\n" : "\n");
			add_trial(&h, i, &text);
			output_take(out, &text);
		}
		strbuf_adds(&text, "]}\n");
		output_write(out, &text);
		strbuf_release(&text);
	}
	history_release(&h);
	return rc;
}
