/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/chosen_trial.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

const struct option_row options_trial[] = {
	{{"trial", KNOB_TEXT, .help = "of this trial, as in T12; else of the best one"},
		.arg = "TRIAL"},
	{.value.name = NULL},
};

/* "T12", "t12", "12". */
static const struct study_trial *named(
	const struct history *h, const char *text, struct error *err)
{
	const char *digits = text + (text[0] == 'T' || text[0] == 't');
	unsigned long long id;
	char *end;

	errno = 0;
	id = strtoull(digits, &end, 10);
	if (!isdigit((unsigned char)*digits) || *end) {
		error_usage(err, "--trial: '%.60s' is no trial; one looks like T12", text);
		return NULL;
	}
	if (!errno && id < h->study->n_trials)
		return &h->study->trials[id];
	if (h->study->n_trials)
		error_usage(err, "%s: there is no %.60s; the last trial is T%zu", h->path,
			text, h->study->n_trials - 1);
	else
		error_usage(err, "%s: there is no trial yet", h->path);
	return NULL;
}

const struct study_trial *chosen_trial(
	const struct history *h, const struct options *o, struct error *err)
{
	const char *text = options_given(o, &options_trial[0]);
	const struct study_incumbent *best = study_incumbent(h->study);

	if (text)
		return named(h, text, err);
	if (best)
		return &h->study->trials[best->trial];
	error_usage(err, "%s: no trial has a result yet; --trial names one", h->path);
	return NULL;
}
