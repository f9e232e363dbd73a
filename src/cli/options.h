/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line's options as rows, in groups that subcommands take. The checks, --help
 * and, through --help, the completion come from the rows.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/knob.h"
#include "base/strbuf.h"
#include "ui/settings.h"

struct options;

struct option_row {
	struct knob value; /* name, type, range and default; help */
	char letter;	   /* 0: none */
	const char *arg;   /* NULL: a flag */
	/*
	 * What it does, by the first of these three that is set. When none is, the text is
	 * kept for options_given(); so it is with a subcommand's own rows.
	 */
	const char *key; /* sets this key of the study file */
	/* -1: the text is not `arg` */
	int (*take)(struct options *o, const char *text, double number);
	size_t field; /* sets the bool (a flag) or the text at this offset of o */
};

/* Groups, each with a row without a name at its end. */
extern const struct option_row options_workers[]; /* -w */
extern const struct option_row options_data[];	  /* --data-dir */
extern const struct option_row options_quiet[];	  /* -q */
extern const struct option_row options_json[];	  /* --json */
extern const struct option_row options_study[];	  /* what is run, and how long */
extern const struct option_row options_output[];  /* -o */
extern const struct option_row options_batch[];	  /* what is printed without a screen */
extern const struct option_row options_frame[];	  /* --once and what goes with it */
extern const struct option_row options_screen[];  /* how the screen looks and begins */
extern const struct option_row options_general[]; /* --help and --version */

#define OPTION_GROUPS_MAX 32

struct option_groups {
	const struct option_row *items[OPTION_GROUPS_MAX];
	size_t n;
};

struct options {
	const char *
		*args; /* the words that are not options; owned array of borrowed texts */
	size_t n_args;
	bool help, version, batch, plain, quiet, once, paused, json;
	bool serves; /* clients train the trials */
	int workers; /* 0: not given */
	bool has_pace;
	const char *output; /* NULL: not given */
	double pace;	    /* epochs a second a worker */
	uint64_t at;	    /* 0: not given */
	int cols, lines;    /* of --size; 0: not given */
	const char *events;
	const char *optuna_journal;
	const char *data_dir;
	const char *glyphs;
	const char *color;
	const char *theme;
	const char *notify;
	struct settings *settings; /* for what was not given; borrowed, may be NULL */
	const char *script;	   /* NULL: not given */
	const char *section; /* of the study's file; see struct catalog */
	char **overrides; /* KEY=VALUE for the study file, in the order given; owned */
	size_t n_overrides;
	struct option_given *given; /* owned; its texts are borrowed */
	size_t n_given;
};

/*
 * Reads argv[1 …], whose texts o borrows. -1 with err (usage) for an option that is in
 * none of the groups or has a bad value; options_release() in any case.
 */
int options_parse(struct options *o, const struct option_groups *groups, int argc,
	char **argv, struct error *err);
void options_release(struct options *o);
/* A copy without what was kept for options_given(), to be released. */
void options_copy(struct options *to, const struct options *from);
/* Adds a key of the study file; value: YAML. */
void options_override(struct options *o, const char *key, const char *value);
/* The same as --scheduler TEXT. -1 with err (usage). */
int options_set_scheduler(struct options *o, const char *text, struct error *err);
/* The first given of a subcommand's own that is in none of these groups; or NULL. */
const struct option_row *options_other(
	const struct options *o, const struct option_groups *groups);
/* The last text given for a row ("" for a flag), or the row's default, which may be NULL. */
const char *options_given(const struct options *o, const struct option_row *row);
/* Takes what was not given from the settings. */
void options_settle(struct options *o, struct settings *s);
/* Whether there is a terminal and no option asks for something other than the screen. */
bool options_want_screen(const struct options *o);
/* Whether --plain explains what happens for the first time. */
bool options_want_captions(const struct options *o);
/* A line for each row. */
void options_help(const struct option_groups *groups, struct strbuf *out);

#endif
