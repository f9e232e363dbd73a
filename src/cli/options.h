/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line's options as rows: --help, the checks and the completion's test come
 * from the same table.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/error.h"
#include "base/knob.h"
#include "base/strbuf.h"
#include "ui/settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct options {
	bool help, version, batch, plain, quiet, once, paused;
	int workers; /* 0: not given */
	bool has_pace;
	const char *output; /* NULL: not given */
	double pace;	 /* epochs a second a worker */
	uint64_t at;	 /* 0: not given */
	int cols, lines; /* of --size; 0: not given */
	const char *events;
	const char *format; /* NULL: not given */
	const char *optuna_journal;
	const char *optuna_version;
	const char *data_dir;
	const char *glyphs;
	const char *color;
	const char *theme;
	struct settings *settings; /* of what was not given; borrowed, may be NULL */
	const char *script; /* NULL: not given */
	char **overrides; /* KEY=VALUE for the study file, in the order given; owned */
	size_t n_overrides;
	const char *
		*args; /* what is no option, in order; owned array of borrowed texts */
	size_t n_args;
};

/* argv[1 …]. -1 with err (usage) for an option that is unknown or has a bad value. */
int options_parse(struct options *o, int argc, char **argv, struct error *err);
void options_release(struct options *o);
/* Fills in what was not given. */
void options_settle(struct options *o, struct settings *s);
/* Whether there is a terminal, and nothing else is asked for than the screen. */
bool options_want_screen(const struct options *o);
/* The rows as help text. */
void options_help(struct strbuf *out);

#endif
