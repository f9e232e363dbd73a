/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/once.h"
#include "cli/output.h"
#include "cli/run.h"
#include "cli/subcommand.h"

static int run(const struct options *o, const char *const *args, size_t n)
{
	bool on_screen = options_want_screen(o);
	struct session s;
	struct error err;
	int status, rc = 0;

	if (n != 1)
		rc = error_usage(&err, "resume takes one file: rungtop resume FILE.db");
	else if (o->output)
		rc = error_usage(&err, "resume records in the file itself; leave out -o");
	if (rc < 0 || once_check(o, false, &err) < 0)
		return complain(&err);
	if (session_resume(&s, args[0], o, on_screen, &err) < 0)
		status = complain(&err);
	else
		status = run_session(&s, o, on_screen);
	session_release(&s);
	return status;
}

const struct subcommand subcommand_resume = {
	.name = "resume",
	.args = "FILE.db",
	.help = "continue a recorded study, whatever stopped it",
	.options = {options_workers, options_study, options_data, options_batch, options_quiet, options_frame, options_screen},
	.run = run,
};
