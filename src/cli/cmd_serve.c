/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/output.h"
#include "cli/run.h"
#include "cli/serving.h"
#include "cli/subcommand.h"

/* A study file is begun, a recording continued. */
static int serve(const struct options *o, const char *study)
{
	bool on_screen = serving_has_socket(o) && options_want_screen(o);
	bool recorded = recorded_kind_of(study) != RECORDED_NONE;
	struct session s = {.server = NULL};
	struct error err;
	int status, rc;

	if (recorded && o->output)
		rc = error_usage(&err,
			"a recorded study is continued in its file; leave out -o");
	else if (recorded)
		rc = session_resume(&s, study, o, on_screen, &err);
	else
		rc = session_open(&s, study, o, on_screen, &err);
	status = rc < 0 ? complain(&err) : run_session(&s, o, on_screen);
	session_release(&s);
	return status;
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	struct options with = *o;
	struct error err;

	if (n != 1) {
		error_usage(&err, "serve takes one study: rungtop serve STUDY");
		return complain(&err);
	}
	with.serves = true;
	return serve(&with, args[0]);
}

const struct subcommand subcommand_serve = {
	.name = "serve",
	.args = "STUDY|FILE.db",
	.help = "give the tasks of a study to other programs, which train",
	.options = {options_workers, options_study, options_data, options_output,
		options_batch, options_quiet, options_screen, options_serving},
	.run = run,
};
