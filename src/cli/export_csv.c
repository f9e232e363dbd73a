/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/printable.h"
#include "cli/export.h"
#include "objective/recording.h"
#include "store/history.h"

/* A table takes no epoch that took no time; the lines of --events have microseconds. */
#define SECONDS_MIN 1e-6f

/* Whether a table would take a column of this name for something else. */
static bool is_taken(const struct study_info *info, const char *name)
{
	static const char *const own[] = {"config", "epoch", "seconds"};
	char known[] = RECORDING_METRICS, *save = NULL;

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (!strcmp(name, own[i]))
			return true;
	for (size_t m = 0; m < info->n_metrics; m++)
		if (!strcmp(name, info->metrics[m]))
			return true;
	for (char *w = strtok_r(known, " ", &save); w; w = strtok_r(NULL, " ", &save))
		if (!strcmp(name, w))
			return true;
	return false;
}

/* On a terminal a field has no line feed of its own. */
static void add_field(const char *text, bool shown, struct strbuf *out)
{
	struct strbuf field = STRBUF_INIT;

	if (!shown) {
		csv_print_field(out, text);
		return;
	}
	printable(&field, text, strlen(text));
	csv_print_field(out, field.buf);
	strbuf_release(&field);
}

/* Other parameters may have that name, too: it grows until none has. */
static void add_name(
	const struct study_info *info, const char *name, bool shown, struct strbuf *out)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_adds(&text, name);
	while (is_taken(info, text.buf) ||
		(text.len > strlen(name) && space_find(info->space, text.buf) >= 0)) {
		char *shorter = strbuf_detach(&text);

		strbuf_addf(&text, "param_%s", shorter);
		free(shorter);
	}
	add_field(text.buf, shown, out);
	strbuf_release(&text);
}

static void add_header(const struct study_info *info, bool shown, struct strbuf *out)
{
	strbuf_adds(out, "config,");
	for (size_t p = 0; p < info->space->n; p++) {
		add_name(info, info->space->params[p].name, shown, out);
		strbuf_addch(out, ',');
	}
	strbuf_adds(out, "epoch");
	for (size_t m = 0; m < info->n_metrics; m++) {
		strbuf_addch(out, ',');
		add_field(info->metrics[m], shown, out);
	}
	strbuf_adds(out, ",seconds\n");
}

/* What all rows of a trial begin with. */
static void add_config(
	const struct study *s, size_t trial, bool shown, struct strbuf *out)
{
	strbuf_addf(out, "%zu,", trial);
	for (size_t p = 0; p < s->info->space->n; p++) {
		struct value v = s->trials[trial].config[p];
		char text[64];

		if (v.kind != VALUE_NONE)
			add_field(value_print(v, true, text, sizeof(text)), shown, out);
		strbuf_addch(out, ',');
	}
}

/* The shortest text that reads back as the same float. */
static void add_seconds(float seconds, struct strbuf *out)
{
	char text[32];

	seconds = fmaxf(seconds, SECONDS_MIN);
	for (int digits = 6; digits <= 9; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, (double)seconds);
		if (strtof(text, NULL) == seconds)
			break;
	}
	strbuf_adds(out, text);
}

static void add_epoch(
	const struct history *h, size_t trial, int epoch, struct strbuf *out)
{
	size_t n = h->study->info->n_metrics;
	const double *row = history_row(h, trial, epoch);

	strbuf_addf(out, "%d", epoch);
	for (size_t m = 0; m < n; m++) {
		strbuf_addch(out, ',');
		if (isfinite(row[m]))
			strbuf_add_number(out, row[m]);
	}
	strbuf_addch(out, ',');
	add_seconds((float)row[n], out);
	strbuf_addch(out, '\n');
}

static void add_no_epoch(const struct history *h, struct strbuf *out)
{
	strbuf_addch(out, '1');
	for (size_t m = 0; m < h->study->info->n_metrics; m++)
		strbuf_addch(out, ',');
	strbuf_addch(out, ',');
	add_seconds(0, out);
	strbuf_addch(out, '\n');
}

static void write_trial(
	const struct history *h, size_t trial, struct output *out, struct strbuf *rows)
{
	struct strbuf config = STRBUF_INIT;

	add_config(h->study, trial, output_is_terminal(out), &config);
	for (int e = 1; e <= h->curves[trial].epochs; e++) {
		strbuf_add(rows, config.buf, config.len);
		add_epoch(h, trial, e, rows);
	}
	if (!h->curves[trial].epochs) {
		strbuf_add(rows, config.buf, config.len);
		add_no_epoch(h, rows);
	}
	output_take(out, rows);
	strbuf_release(&config);
}

int export_csv(const char *path, struct output *out, struct error *err)
{
	struct history h;
	struct strbuf rows;
	int rc = history_read(&h, path, HISTORY_BEGUN | HISTORY_CURVES, err);

	if (rc == 0) {
		strbuf_init(&rows);
		add_header(h.study->info, output_is_terminal(out), &rows);
		for (size_t i = 0; i < h.study->n_trials; i++)
			write_trial(&h, i, out, &rows);
		output_write(out, &rows);
		strbuf_release(&rows);
	}
	history_release(&h);
	return rc;
}
