/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/commands.h"
#include "objective/worker.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* A trial's program gets the environment that rungtop was started with. */
static void restore_environment(void)
{
	const char *outer = getenv(OUTER_BLAS_THREADS);

	if (outer && *outer)
		setenv(BLAS_THREADS, outer, 1);
	else if (outer)
		unsetenv(BLAS_THREADS);
	unsetenv(OUTER_BLAS_THREADS);
}

int cmd_worker(const struct options *o, const char *const *args, size_t n)
{
	struct error err;

	(void)o;
	if (n) {
		error_usage(&err, "worker takes no arguments; '%s' is one", args[0]);
		return complain(&err);
	}
	restore_environment();
	signal(SIGINT, SIG_IGN); /* its stdin says when it is over */
	signal(SIGHUP, SIG_IGN);
	if (worker_run(STDIN_FILENO, STDOUT_FILENO, &err) < 0)
		return complain(&err);
	quick_exit(EXIT_FINISHED); /* whatever it still trains */
}
