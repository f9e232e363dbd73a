/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tour: lessons, one after the other, each with a study that is run before it begins. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cpus.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "cli/lesson_text.h"
#include "cli/lessons.h"
#include "cli/on_screen.h"
#include "cli/output.h"
#include "cli/race_entry.h"
#include "cli/say.h"
#include "cli/subcommand.h"
#include "ui/progress.h"
#include "ui/tour.h"

static const struct option_row options_tour[] = {
	{.value = {"list", KNOB_BOOL, .help = "print the lessons, and what was seen"}},
	{.value.name = NULL},
};

enum { TOUR_LIST };

/* A lesson that is on: its studies. It may not move. */
struct play {
	struct lesson lesson;
	struct options options;
	struct race_entry entries[RACE_MOST];
	size_t n;
};

static void play_release(struct play *p)
{
	for (size_t i = 0; i < p->n; i++)
		race_entry_release(&p->entries[i]);
	options_release(&p->options);
	lesson_release(&p->lesson);
}

/* What is wrong with a study, with a place in the lesson. */
static int blame(const struct lesson *l, struct place at, struct error *err)
{
	struct error what = *err;

	if (!strncmp(what.text, l->path, strlen(l->path)))
		return -1;
	error_at(err, at, "%s", what.text);
	err->usage = what.usage;
	return -1;
}

/* A path is one from the lesson's folder on. */
static char *study_of(const struct lesson *l)
{
	const char *slash = strrchr(l->path, '/');
	struct strbuf path = STRBUF_INIT;

	if (!l->study)
		return xstrdup(l->path);
	if (*l->study != '/' && strpbrk(l->study, "./") && slash)
		strbuf_add(&path, l->path, (size_t)(slash + 1 - l->path));
	strbuf_adds(&path, l->study);
	return strbuf_detach(&path);
}

static int open_column(
	struct play *p, const char *study, const char *words, struct error *err)
{
	struct race_entry *e = &p->entries[p->n++];
	struct place at = p->lesson.n_columns ? p->lesson.columns_at[p->n - 1]
					      : p->lesson.study_at;

	if (race_entry_open(e, study, words, NULL, NULL, &p->options, err) < 0)
		return blame(&p->lesson, at, err);
	if (race_entry_is_virtual(e))
		return 0;
	return error_at(err, p->lesson.study_at,
		"the study trains; a lesson needs one on a virtual clock: its objective "
		"must be simulated or table");
}

/* Opens and runs the studies to their end. *sig: a signal that came meanwhile. */
static int run_studies(struct play *p, int *sig, struct error *err)
{
	const struct lesson *l = &p->lesson;
	char *study = study_of(l);
	int rc = 0;

	for (size_t i = 0; i < (l->n_columns ? l->n_columns : 1) && !rc; i++)
		rc = open_column(p, study, l->n_columns ? l->columns[i] : "", err);
	free(study);
	for (size_t i = 0; i < p->n && !rc; i++)
		rc = race_entry_start(&p->entries[i], NULL, err);
	for (size_t i = 0; i < p->n && !rc && !*sig; i++) {
		*sig = race_entry_follow(&p->entries[i]);
		rc = race_entry_close(&p->entries[i], err);
	}
	return rc;
}

/* The lesson as it is to be played. */
static int play_open(struct play *p, const char *path, const struct options *o, int *sig,
	struct error *err)
{
	const struct journal *journals[RACE_MOST];

	*p = (struct play){.n = 0};
	options_copy(&p->options, o);
	p->options.quiet = true;
	if (lesson_read(&p->lesson, path, err) < 0)
		return -1;
	for (size_t i = 0; i < p->lesson.n_set; i++)
		options_override(&p->options, p->lesson.set[i], NULL);
	p->options.section = p->lesson.study ? NULL : "study";
	if (run_studies(p, sig, err) < 0)
		return -1;
	for (size_t i = 0; i < p->n; i++)
		journals[i] = race_entry_journal(&p->entries[i]);
	return *sig ? 0 : lesson_resolve(&p->lesson, journals, err);
}

static int on_screen(struct play *p, struct tour *t, struct error *err)
{
	struct session *s = &p->entries[0].session;
	struct screen_setup setup = {.journal = s->journal,
		.bell = journal_bell(s->journal),
		.replay = true,
		.tour = t,
		.hindsight = {.info = &s->info,
			.open = session_source,
			.arg = s,
			.workers = cpus_available()}};
	struct race race;
	int rc;

	if (!p->lesson.n_columns)
		return on_screen_run(&setup, &p->options, err);
	race_init(&race);
	for (size_t i = 0; i < p->n; i++)
		race_add(&race, p->entries[i].label, race_entry_journal(&p->entries[i]),
			false);
	setup.race = &race;
	setup.paused = true;
	rc = on_screen_run(&setup, &p->options, err);
	race_release(&race);
	return rc;
}

/* A lesson that has been seen to its end. */
static void keep(const struct lesson *l, const struct guess *g)
{
	struct error err;
	char score[64] = "seen";

	if (g->of)
		snprintf(score, sizeof(score), "%u of %u", g->hits, g->of);
	if (progress_keep(l->name, score, &err) < 0)
		say("what was seen is not kept: %s", err.text);
}

/* Plays one; *done: to its end. next: the title of the one after it, or NULL. */
static int play(const char *path, const struct options *o, size_t lessons,
	const char *next, bool *done)
{
	struct tour tour;
	struct error err;
	struct play p;
	int sig = 0, status;

	if (play_open(&p, path, o, &sig, &err) < 0) {
		status = complain(&err);
	} else if (sig) {
		status = EXIT_SIGNAL + sig;
	} else if (!options_want_screen(o)) {
		lesson_print(&p.lesson);
		status = EXIT_FINISHED;
	} else {
		tour_init(&tour, &p.lesson);
		tour.next = next;
		tour.lessons = (int)lessons;
		status = on_screen(&p, &tour, &err);
		if (status < 0)
			status = complain(&err);
		*done = tour.done;
		if (tour.done && lessons)
			keep(&p.lesson, &tour.guess);
		tour_release(&tour);
	}
	play_release(&p);
	return status;
}

static int print_list(struct lessons *l)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < l->n; i++) {
		char *what = progress_of(l->items[i].name);

		strbuf_addf(&out, "%d  %-12s %-34s %s\n", l->items[i].number,
			l->items[i].name, lessons_title(l, i), what ? what : "new");
		free(what);
	}
	say_lines(stdout, &out);
	strbuf_release(&out);
	return EXIT_FINISHED;
}

/* One lesson after the other, from i on, as long as each is seen to its end. */
static int go_on(struct lessons *l, size_t i, const struct options *o)
{
	int status = EXIT_FINISHED;
	bool done = true;

	for (; i < l->n && done && status == EXIT_FINISHED; i++) {
		done = false;
		status = play(l->items[i].path, o, l->n,
			i + 1 < l->n ? lessons_title(l, i + 1) : NULL, &done);
		if (o->script)
			break; /* it is of one screen */
	}
	return status;
}

static int choose(const struct options *o, struct lessons *l, const char *word)
{
	struct error err;
	size_t i = 0;
	bool done;

	if (on_screen_check(o, &err) < 0)
		return complain(&err);
	if (word && shipped_is_path(word))
		return play(word, o, 0, NULL, &done);
	if (options_given(o, &options_tour[TOUR_LIST]))
		return print_list(l);
	if (word ? lessons_index(l, word, &i, &err) < 0
		 : !l->n && lessons_index(l, "", &i, &err) < 0)
		return complain(&err);
	return go_on(l, word ? i : lessons_first_new(l), o);
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	struct shipped shipped;
	struct lessons lessons;
	struct error err;
	int status;

	if (n > 1) {
		error_usage(&err, "one lesson at a time; '%s' is one too many", args[1]);
		return complain(&err);
	}
	shipped_init(&shipped, o->data_dir);
	lessons_find(&lessons, &shipped);
	batch_block_signals();
	status = choose(o, &lessons, n ? args[0] : NULL);
	lessons_release(&lessons);
	shipped_release(&shipped);
	return status;
}

const struct subcommand subcommand_tour = {
	.name = "tour",
	.args = "[LESSON]",
	.help = "learn how early stopping works, in six lessons of a minute or two",
	.options = {options_data, options_batch, options_screen, options_tour},
	.run = run,
};
