/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table of the command line's commands: running, completion, the help and the manual
 * come from it.
 */
#ifndef UI_COMMANDS_H
#define UI_COMMANDS_H

#include "ui/mistake.h"
#include "ui/view.h"
#include "ui/words.h"

/* What a command is called with. */
struct call {
	struct view *view;
	const struct study *study;
	const char *line; /* all of it */
	size_t args;	  /* where the arguments begin in it */
	struct mistake *mistake;
};

struct line_command {
	const char *name;
	const char *args; /* "N", "NAME [KNOB=VALUE ...]", or "" */
	const char *help; /* one line */
	bool steers;	  /* means nothing where nothing can be steered */
	/* 0 with *r, which may be nothing; -1 with the mistake. */
	int (*run)(const struct call *c, struct request *r);
	/* Adds what may stand for the word number n (1: the first argument); or NULL. */
	void (*complete)(const struct study *s, const char *line, const char *word, int n,
		struct words *out);
};

extern const struct line_command line_commands[];
extern const size_t n_line_commands;

/* Runs a line (without the colon). An empty one does nothing. */
int command_run(struct view *v, const struct study *s, const char *line,
	struct request *r, struct mistake *m);
/* What may stand before byte `cursor` of the line; words_release() afterwards. */
void command_complete(
	const struct study *s, const char *line, size_t cursor, struct words *out);
/* What is expected at the cursor, in one line. */
void command_hint(
	const struct study *s, const char *line, size_t cursor, struct strbuf *out);

/* The parts of the table that lie elsewhere. */
int run_sched(const struct call *c, struct request *r);
int run_set(const struct call *c, struct request *r);
void complete_set(const struct study *s, const char *line, const char *word, int n,
	struct words *out);
int run_enqueue(const struct call *c, struct request *r);
void complete_sched(const struct study *s, const char *line, const char *word, int n,
	struct words *out);
void complete_enqueue(const struct study *s, const char *line, const char *word, int n,
	struct words *out);

#endif
