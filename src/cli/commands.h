/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The subcommands, a table of them, one file each. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/options.h"

/* The user's own BLAS_THREADS, which rungtop sets to 1 for itself; "": none. */
#define BLAS_THREADS "OPENBLAS_NUM_THREADS"
#define OUTER_BLAS_THREADS "RUNGTOP_OUTER_" BLAS_THREADS

struct command_row {
	const char *name;
	const char *args; /* "[STUDY]" */
	const char *help;
	/* args[0] is the first after the command's name. The exit status. */
	int (*run)(const struct options *o, const char *const *args, size_t n);
};

int cmd_run(const struct options *o, const char *const *args, size_t n);
int cmd_resume(const struct options *o, const char *const *args, size_t n);
int cmd_show(const struct options *o, const char *const *args, size_t n);
int cmd_export(const struct options *o, const char *const *args, size_t n);
int cmd_replay(const struct options *o, const char *const *args, size_t n);
int cmd_watch(const struct options *o, const char *const *args, size_t n);
int cmd_report(const struct options *o, const char *const *args, size_t n);
int cmd_worker(const struct options *o, const char *const *args, size_t n);
int cmd_list(const struct options *o, const char *const *args, size_t n);

#endif
