/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/help_lines.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/commands.h"
#include "ui/glossary.h"
#include "ui/keys.h"

static const struct {
	char mark;
	const char *text;
	enum role role;
} states[] = {
	{'>', "running", ROLE_RUNNING},
	{'^', "climbed: promoted to the next rung", ROLE_CLIMBED},
	{'=', "paused at a rung, may still climb", ROLE_PAUSED},
	{'x', "stopped", ROLE_STOPPED},
	{'*', "complete: trained to the top", ROLE_DONE},
	{'!', "lost: diverged, failed or killed", ROLE_LOST},
	{'~', "after an audit: noise could turn the place at the rung", ROLE_CUTOFF},
};

#define N_STATES (sizeof(states) / sizeof(*states))

/* Each key that has a help is in one of them. */
static const struct {
	const char *heading;
	enum action keys[12];
} sections[] = {
	{"KEYS: steer the study", {ACT_PAUSE, ACT_SLOWER, ACT_MORE_WORKERS, ACT_SWITCH,
					  ACT_KILL, ACT_ENQUEUE, ACT_COMMAND}},
	{"KEYS: go back in time",
		{ACT_STEP, ACT_CLIMB_BACK, ACT_OLDEST, ACT_LIVE, ACT_FREEZE}},
	{"KEYS: ask why", {ACT_EXPLAIN, ACT_AUDIT, ACT_TRAIN_ON, ACT_INSPECT, ACT_LOG,
				  ACT_SEARCH, ACT_MATCH}},
	{"KEYS: move around", {ACT_FOCUS + 1, ACT_FOCUS_NEXT, ACT_ZOOM, ACT_UP,
				      ACT_PAGE_UP, ACT_FIRST, ACT_BACK}},
	{"KEYS: the table of trials", {ACT_SORT, ACT_FILTER, ACT_COLUMNS, ACT_FOLLOW}},
	{"KEYS: the curves", {ACT_LOG_Y, ACT_CURVES_X, ACT_SMOOTH, ACT_CROSS, ACT_ZOOM_IN,
				     ACT_GHOSTS}},
	{"KEYS: the search space", {ACT_BRUSH}},
	{"KEYS: lessons and predictions", {ACT_LESSON_NEXT, ACT_MARK}},
	{"KEYS: rungtop itself",
		{ACT_HELP, ACT_COPY, ACT_GLYPHS, ACT_REDRAW, ACT_SUSPEND, ACT_QUIT}},
};

#define N_SECTIONS (sizeof(sections) / sizeof(*sections))

struct teller {
	const struct view *view;
	const struct study *study;
	const char *sought;
	const char *heading; /* not told yet */
	void (*see)(void *context, const struct help_line *line);
	void *context;
};

static void tell(struct teller *t, struct help_line line)
{
	if (t->sought && !strcasestr(line.label, t->sought) &&
		!strcasestr(line.text, t->sought))
		return;
	if (t->heading)
		t->see(t->context,
			&(struct help_line){
				.heading = t->heading, .label = "", .text = ""});
	t->heading = NULL;
	t->see(t->context, &line);
}

static void tell_key(struct teller *t, const struct key_row *r)
{
	bool can = view_can(t->view, t->study, r->action);
	char keys[64];

	tell(t, (struct help_line){.label = keymap_label(
					   view_keymap(t->view), r, keys, sizeof(keys)),
			.text = r->help,
			.role = can ? ROLE_KEY : ROLE_DIM,
			.dim = !can});
}

static void tell_keys(struct teller *t, const enum action *keys, size_t n)
{
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; keys[k] != ACT_NONE && i < n_key_rows; i++)
			if (key_rows[i].action == keys[k] && key_rows[i].help)
				tell_key(t, &key_rows[i]);
}

static void tell_pane(struct teller *t)
{
	const struct pane_ops *pane = t->view->panes[t->view->focus];

	if (!pane->about)
		return;
	t->heading = *pane->name ? pane->name : "COLUMN"; /* of a race */
	tell(t, (struct help_line){.label = "", .text = pane->about});
	tell_keys(t, pane->keys, sizeof(pane->keys) / sizeof(*pane->keys));
}

static void tell_marks(struct teller *t)
{
	char starting[8];

	t->heading = "MARKS";
	for (size_t i = 0; i < N_STATES; i++)
		tell(t, (struct help_line){.label = (char[]){states[i].mark, '\0'},
				.text = states[i].text,
				.role = states[i].role});
	starting[utf8_encode(t->view->glyphs->starting, starting)] = '\0';
	tell(t, (struct help_line){.label = starting,
			.text = "in the lane of a worker: its program starts",
			.role = ROLE_RUNNING});
}

static void tell_commands(struct teller *t)
{
	t->heading = "COMMANDS";
	for (size_t i = 0; i < n_line_commands; i++) {
		const struct line_command *r = &line_commands[i];
		bool can = command_can(r, t->view, t->study);
		char label[64];

		snprintf(label, sizeof(label), ":%s %s", r->name, r->args);
		tell(t, (struct help_line){.label = label,
				.text = r->help,
				.role = can ? ROLE_KEY : ROLE_DIM,
				.dim = !can});
	}
}

void help_lines(const struct view *v, const struct study *s, const char *sought,
	void (*see)(void *context, const struct help_line *line), void *context)
{
	struct teller t = {v, s, sought, NULL, see, context};

	tell_pane(&t);
	tell_marks(&t);
	t.heading = "WORDS";
	for (size_t i = 0; i < n_glossary; i++)
		tell(&t, (struct help_line){.label = glossary[i].word,
				 .text = glossary[i].meaning,
				 .role = ROLE_STRONG});
	for (size_t i = 0; i < N_SECTIONS; i++) {
		t.heading = sections[i].heading;
		tell_keys(&t, sections[i].keys,
			sizeof(sections[i].keys) / sizeof(*sections[i].keys));
	}
	tell_commands(&t);
}
