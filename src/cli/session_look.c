/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recorded study's objective, for what is asked of it beside the study. */
#include "config.h"

#include <string.h>

#include "base/xalloc.h"
#include "cli/session_parts.h"

/* The configurations of the recording are read as the objective's. */
static int check_space(
	const struct session *s, const struct study *study, struct error *err)
{
	const struct space *own = s->info.space, *theirs = study->info->space;
	bool same = own->n == theirs->n && s->info.n_metrics == study->info->n_metrics;

	for (size_t i = 0; same && i < own->n; i++)
		same = !strcmp(own->params[i].name, theirs->params[i].name);
	for (size_t i = 0; same && i < s->info.n_metrics; i++)
		same = !strcmp(s->info.metrics[i], study->info->metrics[i]);
	return same ? 0
		    : error_usage(err,
			      "%s: the data have other parameters or metrics now than "
			      "when the study was run",
			      s->recording);
}

int session_look(struct session *s, const char *recording, const struct study *study,
	const char *data_dir, struct error *err)
{
	struct stored_origin origin = {0};
	int rc;

	*s = (struct session){.recording = xstrdup(recording)};
	if (recorded_is_lines(recording))
		return error_usage(err,
			"%s: lines of --events do not say what was trained; only the "
			"file that a run writes does",
			recording);
	if (store_origin_of(recording, &origin, err) < 0)
		return -1;
	shipped_init(&s->shipped, data_dir ? data_dir : origin.data_dir);
	rc = session_parse(s, recording, &origin, err);
	stored_origin_release(&origin);
	if (!rc)
		rc = session_open_objective(s, err);
	return rc < 0 ? -1 : check_space(s, study, err);
}
