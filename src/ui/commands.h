/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of commands that are typed after `:`. Running, completion, the help and the
 * manual all use it.
 */
#ifndef UI_COMMANDS_H
#define UI_COMMANDS_H

#include "ui/mistake.h"
#include "ui/view.h"
#include "ui/words.h"

/* What a command gets. */
struct call {
	struct view *view;
	const struct study *study;
	const char *line; /* all of it */
	size_t args;	  /* where the arguments begin in it */
	struct mistake *mistake;
};

enum command_when {
	ANY_TIME,
	RUNNING, /* while a study can be steered */
	LIVE,	 /* then, and after its end */
};

struct line_command {
	const char *name;
	const char *args; /* "N", "NAME [KNOB=VALUE ...]", or "" */
	const char *help; /* one line */
	enum command_when when;
	/* 0 with *r, which may be REQUEST_NONE; -1 with the mistake. */
	int (*run)(const struct call *c, struct request *r);
	/* Adds what the word number n may be (1: the first argument); or NULL. */
	void (*complete)(const struct study *s, const char *line, const char *word, int n,
		struct words *out);
};

extern const struct line_command line_commands[];
extern const size_t n_line_commands;

/* Whether it can be given now. */
bool command_can(
	const struct line_command *row, const struct view *v, const struct study *s);
/* Runs a line without its colon. An empty line does nothing. 0, or -1 with the mistake. */
int command_run(struct view *v, const struct study *s, const char *line,
	struct request *r, struct mistake *m);
/* Completions for the word that ends at byte `cursor`; words_release() them. */
void command_complete(
	const struct study *s, const char *line, size_t cursor, struct words *out);
/* Appends one line on what is expected at the cursor. */
void command_hint(
	const struct study *s, const char *line, size_t cursor, struct strbuf *out);

/* The one argument, on or off. -1 with the mistake. */
int argument_on_off(const struct call *c, bool *on);
void complete_on_off(const struct study *s, const char *line, const char *word, int n,
	struct words *out);
/* The one argument that a command takes. -1 when it has none, or more. */
int command_argument(const struct call *c, const char *what, char *out, size_t size);
/* Whether the line sets `name` already, in a word before the last. */
bool command_sets(const char *line, const char *word, const char *name);

/* Commands of the table that are in other files. */
int run_stop(const struct call *c, struct request *r);
/* The limits that begin at byte `at` of the line, "trials=200 epochs=none". */
int run_limits(const struct call *c, size_t at, struct request *r);
int run_more(const struct call *c, struct request *r);
void complete_stop(const struct study *s, const char *line, const char *word, int n,
	struct words *out);
int run_sched(const struct call *c, struct request *r);
int run_set(const struct call *c, struct request *r);
int run_predict(const struct call *c, struct request *r);
int run_captions(const struct call *c, struct request *r);
int run_shadow(const struct call *c, struct request *r);
void complete_shadow(const struct study *s, const char *line, const char *word, int n,
	struct words *out);
void complete_set(const struct study *s, const char *line, const char *word, int n,
	struct words *out);
int run_enqueue(const struct call *c, struct request *r);
void complete_sched(const struct study *s, const char *line, const char *word, int n,
	struct words *out);
void complete_enqueue(const struct study *s, const char *line, const char *word, int n,
	struct words *out);

#endif
