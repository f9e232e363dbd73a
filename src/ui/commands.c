/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/commands.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ui/format.h"

#define WORKERS_MOST 1024
#define TRIALS_OFFERED 200

int command_argument(const struct call *c, const char *what, char *out, size_t size)
{
	const char *s = c->line + c->args;
	size_t n = strcspn(s, " "), more = n + strspn(s + n, " ");

	if (!n)
		return mistake_at(c->mistake, c->args, "%s is missing", what);
	if (s[more])
		return mistake_at(c->mistake, c->args + more, "only %s is taken", what);
	snprintf(out, size, "%.*s", (int)n, s);
	return 0;
}

static int run_number(const struct call *c, struct request *r, const struct knob *row,
	enum control_action action)
{
	char text[64];
	double number;
	struct error err;

	if (command_argument(c, row->help, text, sizeof(text)) < 0)
		return -1;
	if (knob_parse(row, text, &number, in_line, &err) < 0)
		return mistake_from(c->mistake, c->args, &err);
	*r = (struct request){
		.kind = REQUEST_COMMAND, .action = action, .number = number};
	message_tell(&c->view->message, c->view->wall, "%s: %s", row->name, text);
	return 0;
}

static int run_workers(const struct call *c, struct request *r)
{
	static const struct knob row = {.name = "workers",
		.type = KNOB_INT,
		.min = 1,
		.max = WORKERS_MOST,
		.help = "the number of workers"};

	return run_number(c, r, &row, CONTROL_WORKERS);
}

static int run_pace(const struct call *c, struct request *r)
{
	static const struct knob row = {.name = "pace",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1e9,
		.help = "epochs a second (0: no limit)"};

	return run_number(c, r, &row, CONTROL_PACE);
}

/* "T12", "t12", "12"; none: the selected one. */
static int run_on_trial(
	const struct call *c, struct request *r, enum control_action action)
{
	const char *s = c->line + c->args;
	unsigned long id = c->view->selected.trial;
	char text[64], *end;

	if (*s) {
		if (command_argument(c, "a trial", text, sizeof(text)) < 0)
			return -1;
		s = text + (text[0] == 'T' || text[0] == 't');
		id = strtoul(s, &end, 10);
		if (!isdigit((unsigned char)*s) || *end)
			return mistake_at(c->mistake, c->args,
				"'%s' is no trial; one looks like T12", text);
	} else if (id == STUDY_NONE) {
		return mistake_at(c->mistake, c->args,
			"which trial? none is selected; one looks like T12");
	}
	if (id >= c->study->n_trials)
		return mistake_at(c->mistake, c->args,
			"there is no T%02lu; the last one is T%02zu", id,
			c->study->n_trials - 1);
	if (c->study->trials[id].state > TRIAL_PAUSED)
		return mistake_at(c->mistake, c->args, "T%02lu has ended: it is %s", id,
			trial_state_name(c->study->trials[id].state));
	*r = (struct request){
		.kind = REQUEST_COMMAND, .action = action, .trial = (uint32_t)id};
	return 0;
}

static int run_kill(const struct call *c, struct request *r)
{
	return run_on_trial(c, r, CONTROL_KILL);
}

static int run_promote(const struct call *c, struct request *r)
{
	if (c->study->rule && !c->study->rule->ops->by_hand)
		return mistake_at(c->mistake, c->args, "no trial climbs under %s",
			c->study->scheduler);
	return run_on_trial(c, r, CONTROL_PROMOTE);
}

/* The trials that are alive, the latest first: those a hand is likely to want. */
static void complete_trial(const struct study *s, const char *line, const char *word,
	int n, struct words *out)
{
	(void)line;
	for (size_t i = s->n_trials; n == 1 && i-- > 0 && out->n < TRIALS_OFFERED;) {
		char name[24];

		if (s->trials[i].state > TRIAL_PAUSED)
			continue;
		format_trial((uint32_t)i, name, sizeof(name));
		words_add(out, word, name, strlen(name), "");
	}
}

/* What a key does, under its name. */
static int run_key(const struct call *c, struct request *r, enum action a)
{
	if (c->line[c->args])
		return mistake_at(c->mistake, c->args, "no arguments are taken");
	*r = view_act(c->view, c->study, NULL, a);
	return 0;
}

static int run_control(
	const struct call *c, struct request *r, enum control_action action)
{
	if (c->line[c->args])
		return mistake_at(c->mistake, c->args, "no arguments are taken");
	*r = (struct request){.kind = REQUEST_COMMAND, .action = action};
	return 0;
}

static int run_text(const struct call *c, struct request *r, enum control_action action,
	const char *missing)
{
	if (!c->line[c->args])
		return mistake_at(c->mistake, c->args, "%s", missing);
	*r = (struct request){.kind = REQUEST_COMMAND,
		.action = action,
		.text = xstrdup(c->line + c->args)};
	return 0;
}

/* Asked for all the same: what was asked before may not show yet. */
static void tell_if(const struct call *c, enum study_phase phase, const char *what)
{
	if (view_present(c->view, c->study)->phase == phase)
		message_tell(&c->view->message, c->view->wall, "%s", what);
}

static int run_pause(const struct call *c, struct request *r)
{
	tell_if(c, PHASE_PAUSED, "the study is paused already");
	return run_control(c, r, CONTROL_PAUSE);
}

static int run_resume(const struct call *c, struct request *r)
{
	tell_if(c, PHASE_RUNNING, "the study runs already");
	return run_control(c, r, CONTROL_RESUME);
}

static int run_step(const struct call *c, struct request *r)
{
	return run_key(c, r, ACT_STEP);
}

/* "61" and "#61" are an event, "T12" is where that trial first climbed. */
static int run_goto(const struct call *c, struct request *r)
{
	const struct moments *t = c->view->moments;
	char text[64], *end;
	bool trial, hash;
	uint64_t n, seq;

	*r = (struct request){0};
	if (command_argument(c, "an event or a trial", text, sizeof(text)) < 0)
		return -1;
	trial = text[0] == 'T' || text[0] == 't';
	hash = text[0] == '#';
	n = strtoull(text + (trial || hash), &end, 10);
	if (!isdigit((unsigned char)text[trial || hash]) || *end)
		return mistake_at(c->mistake, c->args,
			"'%s' is neither an event, as 61, nor a trial, as T12", text);
	seq = !t ? 0 : !trial ? n : n < STUDY_NONE ? moments_climb_of(t, (uint32_t)n) : 0;
	if (trial && !seq)
		return mistake_at(c->mistake, c->args, "%s has not climbed", text);
	if (!t || seq < 1 || seq > t->length)
		return mistake_at(c->mistake, c->args,
			"there is no event %s; the last one is %" PRIu64, text,
			t ? t->length : c->study->seq);
	view_goto(c->view, seq);
	return 0;
}

static int run_live(const struct call *c, struct request *r)
{
	if (c->view->head.replay)
		return mistake_at(c->mistake, 0, "a replay has no live edge");
	return run_key(c, r, ACT_LIVE);
}

static int run_note(const struct call *c, struct request *r)
{
	return run_text(c, r, CONTROL_NOTE, "what is there to note?");
}

static int run_tag(const struct call *c, struct request *r)
{
	return run_text(c, r, CONTROL_TAG, "name a tag, or -TAG to take one away");
}

static int run_quit(const struct call *c, struct request *r)
{
	return run_key(c, r, ACT_QUIT);
}

static int run_help(const struct call *c, struct request *r)
{
	return run_key(c, r, ACT_HELP);
}

static int run_save_screen(const struct call *c, struct request *r)
{
	char path[512];

	if (command_argument(c, "a file", path, sizeof(path)) < 0)
		return -1;
	*r = (struct request){.kind = REQUEST_SAVE, .text = xstrdup(path)};
	return 0;
}

static int run_theme(const struct call *c, struct request *r)
{
	static const struct knob row = {.name = "theme",
		.type = KNOB_CHOICE,
		.choices = theme_names,
		.help = "a theme"};
	char text[64];
	double number;
	struct error err;

	*r = (struct request){0};
	if (command_argument(c, row.help, text, sizeof(text)) < 0)
		return -1;
	if (knob_parse(&row, text, &number, in_line, &err) < 0)
		return mistake_from(c->mistake, c->args, &err);
	c->view->theme = (enum screen_theme)number;
	message_tell(&c->view->message, c->view->wall, "theme: %s", text);
	return 0;
}

static void complete_theme(const struct study *s, const char *line, const char *word,
	int n, struct words *out)
{
	(void)s;
	(void)line;
	for (const char *at = theme_names; n == 1 && *at; at += strspn(at, " ")) {
		words_add(out, word, at, strcspn(at, " "), "");
		at += strcspn(at, " ");
	}
}

const struct line_command line_commands[] = {
	{"sched", "[NAME] [KNOB=VALUE ...]", "switch the scheduler; other knobs stay",
		LIVE, run_sched, complete_sched},
	{"stop", "[LIMIT=VALUE ...]",
		"what ends the study: rounds, trials, epochs, seconds, value; none", LIVE,
		run_stop, complete_stop},
	{"more", "N", "let N more trials begin, after the end, too", LIVE, run_more,
		NULL},
	{"workers", "N", "as many workers", RUNNING, run_workers, NULL},
	{"pace", "E", "at most E epochs a second a worker; 0: no limit", RUNNING,
		run_pace, NULL},
	{"kill", "[TRIAL]", "end a trial; the selected one when none is named", RUNNING,
		run_kill, complete_trial},
	{"promote", "[TRIAL]", "let a trial climb, whatever its rank", RUNNING,
		run_promote, complete_trial},
	{"enqueue", "NAME=VALUE ...", "the next new trial has these; others are drawn",
		RUNNING, run_enqueue, complete_enqueue},
	{"pause", "", "pause training", RUNNING, run_pause, NULL},
	{"resume", "", "resume training", RUNNING, run_resume, NULL},
	{"step", "", "let exactly one decision happen, then pause", RUNNING, run_step,
		NULL},
	{"shadow", "NAME [KNOB=VALUE ...] ... | off",
		"other schedulers watch, and say what they would have done", ANY_TIME,
		run_shadow, complete_shadow},
	{"note", "TEXT", "write down something about the study", LIVE, run_note, NULL},
	{"tag", "TAG ...", "tags of the study; -TAG takes one away", LIVE, run_tag, NULL},
	{"goto", "EVENT|TRIAL", "look back: to event 61, to the first climb of T12",
		ANY_TIME, run_goto, NULL},
	{"live", "", "back to the live edge", ANY_TIME, run_live, NULL},
	{"predict", "on|off", "before each cut, mark who will climb; a score is kept",
		ANY_TIME, run_predict, complete_on_off},
	{"captions", "on|off", "explain what happens for the first time; remembered",
		ANY_TIME, run_captions, complete_on_off},
	{"theme", "NAME", "auto, dark, light, mono, or the terminal's own colours",
		ANY_TIME, run_theme, complete_theme},
	{"set", "KEY=VALUE [--save]",
		"a setting: theme, glyphs, captions, pace, workers, notify, "
		"keys.ACTION; or stop.LIMIT",
		ANY_TIME, run_set, complete_set},
	{"save-screen", "FILE", "a new FILE of text; .svg a picture, .ansi with colours",
		ANY_TIME, run_save_screen, NULL},
	{"quit", "", "quit; asks while trials train", ANY_TIME, run_quit, NULL},
	{"help", "", "the help: marks, words, keys and commands", ANY_TIME, run_help,
		NULL},
};

const size_t n_line_commands = sizeof(line_commands) / sizeof(*line_commands);

static size_t blanks(const char *line, size_t at)
{
	return at + strspn(line + at, " ");
}

/* What the word at byte `at` names, in full or as far as no other begins like it; or NULL. */
static const struct line_command *find(const char *line, size_t at)
{
	size_t n = strcspn(line + at, " "), n_begun = 0;
	const struct line_command *begun = NULL;

	for (size_t i = 0; n && i < n_line_commands; i++) {
		if (strncmp(line_commands[i].name, line + at, n) != 0)
			continue;
		if (strlen(line_commands[i].name) == n)
			return &line_commands[i];
		begun = &line_commands[i];
		n_begun++;
	}
	return n_begun == 1 ? begun : NULL;
}

static int unknown(struct mistake *m, const char *line, size_t at)
{
	char *name = xstrndup(line + at, strcspn(line + at, " "));
	const char **names = xcalloc(n_line_commands, sizeof(*names));
	struct strbuf begun = STRBUF_INIT;
	struct error err;
	int rc;

	for (size_t i = 0; i < n_line_commands; i++) {
		names[i] = line_commands[i].name;
		if (!strncmp(names[i], name, strlen(name)))
			strbuf_addf(&begun, "%s%s", begun.len ? ", " : "", names[i]);
	}
	if (begun.len) {
		rc = mistake_at(m, at, "'%s' can be: %s", name, begun.buf);
	} else {
		unknown_name(
			&err, in_line, "command", name, NULL, names, n_line_commands);
		rc = mistake_from(m, at, &err);
	}
	strbuf_release(&begun);
	free(names);
	free(name);
	return rc;
}

bool command_can(
	const struct line_command *row, const struct view *v, const struct study *s)
{
	return row->when == ANY_TIME ||
	       (row->when == RUNNING ? view_steers : view_changes)(v, s);
}

int command_run(struct view *v, const struct study *s, const char *line,
	struct request *r, struct mistake *m)
{
	struct call c = {.view = v, .study = s, .line = line, .mistake = m};
	size_t at = blanks(line, 0);
	const struct line_command *row = find(line, at);

	*r = (struct request){0};
	if (!line[at])
		return 0;
	if (!row)
		return unknown(m, line, at);
	if (!command_can(row, v, s))
		return mistake_at(m, at, "%s",
			v->live ? "the study has finished"
				: "a study that is only looked at cannot be steered");
	c.args = blanks(line, at + strcspn(line + at, " "));
	return row->run(&c, r);
}

/* Completion */

void command_complete(
	const struct study *s, const char *line, size_t cursor, struct words *out)
{
	char *head = xstrndup(line, cursor);
	size_t begin = blanks(head, 0), at = begin;
	const struct line_command *row = find(head, begin);
	int n = 0;

	*out = (struct words){0};
	for (size_t next = at; head[next]; n++) {
		at = next;
		next += strcspn(head + next, " ");
		if (!head[next])
			break;
		next = blanks(head, next);
		at = next;
	}
	out->at = at;
	if (n == 0)
		for (size_t i = 0; i < n_line_commands; i++)
			words_add(out, head + at, line_commands[i].name,
				strlen(line_commands[i].name), "");
	else if (row && row->complete)
		row->complete(s, head, head + at, n, out);
	free(head);
}

static void hint_of_knob(const struct knob *row, struct strbuf *out)
{
	char allowed[256];

	knob_allowed(row, allowed, sizeof(allowed));
	strbuf_addf(out, "%s: %s; %s", row->name, row->help, allowed);
}

/* The knob whose value is being typed: the word before the cursor, up to its `=`. */
static const struct knob *knob_at(const char *head, size_t begin)
{
	size_t at = blanks(head, begin + strcspn(head + begin, " "));
	char *name = xstrndup(head + at, strcspn(head + at, " "));
	const struct kind *kind = family_find(&schedulers, name);
	const char *word = strrchr(head, ' ');
	const struct knob *row = NULL;

	free(name);
	if (kind && word && word > head + at) {
		name = xstrndup(word + 1, strcspn(word + 1, "="));
		row = knob_find(kind->knobs, name);
		free(name);
	}
	return row;
}

void command_hint(
	const struct study *s, const char *line, size_t cursor, struct strbuf *out)
{
	char *head = xstrndup(line, cursor);
	size_t begin = blanks(head, 0);
	const struct line_command *row = find(head, begin);
	const struct knob *knob =
		row && row->run == run_sched ? knob_at(head, begin) : NULL;

	if (knob)
		hint_of_knob(knob, out);
	else if (row)
		strbuf_addf(out, "%s%s%s: %s", row->name, *row->args ? " " : "",
			row->args, row->help);
	else
		strbuf_adds(out, "a command; Tab completes, Esc closes");
	if (row && row->run == run_sched && !knob && s->spec)
		strbuf_addf(out, "; now: %s", s->spec);
	free(head);
}
