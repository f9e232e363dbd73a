/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "cli/on_screen.h"
#include "cli/once.h"
#include "cli/opened.h"
#include "cli/output.h"
#include "cli/subcommand.h"

static int on_screen(const struct batch *b, const struct options *o, const char *file)
{
	char *logs = recorded_logs(file);
	struct screen_setup setup = {.journal = b->journal,
		.bell = b->bell,
		.follower = b->follower,
		.recording = file,
		.logs = logs};
	struct error err;
	int rc = on_screen_run(&setup, o, &err);

	free(logs);
	if (rc < 0 || follower_failed(b->follower, &err))
		return complain(&err);
	return rc;
}

static int watch(const struct opened *r, const struct options *o, const char *file)
{
	struct batch b = {.journal = r->journal, .bell = journal_bell(r->journal)};
	struct error err;
	int status;

	if (o->once)
		return once_print(r->journal, o, o->output, stdout, &err) < 0
			       ? complain(&err)
			       : EXIT_FINISHED;
	batch_block_signals();
	b.follower = follower_start(r->file, r->journal, &err);
	if (!b.follower)
		return complain(&err);
	status = options_want_screen(o) ? on_screen(&b, o, file) : opened_print(&b, o, file);
	follower_stop(b.follower);
	return status;
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	struct opened r;
	struct error err;
	int status;

	if (once_check(o, false, &err) < 0)
		return complain(&err);
	if (opened_init(&r, "watch", args, n, &err) < 0)
		status = complain(&err);
	else
		status = watch(&r, o, args[0]);
	opened_release(&r);
	return status;
}

const struct subcommand subcommand_watch = {
	.name = "watch",
	.args = "FILE",
	.help = "follow a study that another process runs",
	.options = {options_batch, options_quiet, options_frame, options_screen, options_output},
	.run = run,
};
