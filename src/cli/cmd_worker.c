/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/outer_threads.h"
#include "cli/output.h"
#include "cli/subcommand.h"
#include "worker/driver_calls.h"
#include "worker/worker.h"

/*
 * Set to nothing they mean no GPU; not set, all that the machine has. Here and not where
 * the worker is started: Slurm takes them away from a step that has not asked for any.
 */
static void hide_gpus(void)
{
	static const char *const names[] = {
		"CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		setenv(names[i], "", 1);
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	struct error err;

	(void)o;
	if (n == 1 && !strcmp(args[0], WORKER_CALLS_DRIVER))
		return driver_calls_run(STDIN_FILENO, STDOUT_FILENO, &err) < 0
			       ? complain(&err)
			       : EXIT_FINISHED;
	if (n > 1 || (n && strcmp(args[0], WORKER_WITHOUT_GPUS) != 0)) {
		error_usage(&err, "worker takes no arguments; '%s' is one", args[n - 1]);
		return complain(&err);
	}
	if (n)
		hide_gpus();
	outer_threads_restore();
	signal(SIGINT, SIG_IGN); /* its end is that of its stdin */
	signal(SIGHUP, SIG_IGN);
	if (worker_run(STDIN_FILENO, STDOUT_FILENO, &err) < 0)
		return complain(&err);
	quick_exit(EXIT_FINISHED); /* whatever it still trains */
}

const struct subcommand subcommand_worker = {
	.name = "worker",
	.args = "",
	.help = "what rungtop starts to run the programs of trials",
	.run = run,
};
