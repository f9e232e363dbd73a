/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A subcommand: one file, cmd_NAME.c, which ends with its row, and that row's line in
 * subcommands.c. Dispatch, --help and the completion read the rows.
 */
#ifndef CLI_SUBCOMMAND_H
#define CLI_SUBCOMMAND_H

#include "cli/options.h"

struct subcommand {
	const char *name;
	const char *args; /* as in the usage line: "[STUDY]"; "": it takes none */
	const char *help; /* one line */
	/* The groups of options that it takes, its own among them; ends with NULL. */
	const struct option_row *options[OPTION_GROUPS_MAX + 1];
	/* args[0] is the first after the subcommand's name. Returns the exit status. */
	int (*run)(const struct options *o, const char *const *args, size_t n);
};

struct subcommands {
	const struct subcommand *const *rows;
	size_t n;
};

/* Those of the program. */
extern const struct subcommands subcommands;

/* NULL when there is none of that name. */
const struct subcommand *subcommand_find(const struct subcommands *s, const char *name);
/* Every group of options that one of them takes, once each. */
struct option_groups subcommand_options(const struct subcommands *s);
/* The text of --help for all of them, or for one. */
void subcommands_help(const struct subcommands *s, struct strbuf *out);
void subcommand_help(const struct subcommand *c, struct strbuf *out);
/*
 * Does what the command line asks for: help, a subcommand, or, where the first argument
 * names none, what fits the file or the study that it names. Returns the exit status.
 */
int subcommands_dispatch(const struct subcommands *s, const struct options *o);

#endif
