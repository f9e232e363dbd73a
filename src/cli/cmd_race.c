/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/xalloc.h"
#include "cli/on_screen.h"
#include "cli/output.h"
#include "cli/race_differences.h"
#include "cli/race_entry.h"
#include "cli/race_print.h"
#include "cli/say.h"
#include "cli/subcommand.h"
#include "report/folder.h"
#include "report/race_report.h"

#define WAIT_SECONDS 0.4 /* for all columns together */

static const struct option_row options_race[] = {
	{{"seeds", KNOB_INT, 1, 10000,
		 .help = "repeat the race over N seeds, with intervals and a test"},
		0, "N", .take = NULL},
	{{"within", KNOB_TEXT, .def = "0,0.002,0.01",
		 .help = "how far from the best value counts as there"},
		0, "LIST", .take = NULL},
	{{"report", KNOB_TEXT, .help = "write charts of the race, and a page with them"},
		0, "DIR", .take = NULL},
	{.value.name = NULL},
};

enum { RACE_SEEDS, RACE_WITHIN, RACE_REPORT };

/* What is asked for. */
struct asked {
	const struct options *o;
	const char *study;	      /* NULL: recordings race */
	const char *words[RACE_MOST]; /* of each column, or the path of a recording */
	size_t n;
	size_t n_seeds; /* 0: the one of the study */
	double margins[RACE_TARGETS];
	size_t n_margins;
	const char *report; /* a folder, or NULL */
	bool on_screen;
	const char *also; /* one more override of all columns, or NULL */
};

/* The entries of one race. They may not move. */
struct field {
	struct race_entry *entries; /* owned */
	size_t n;
	struct race_differences differences; /* of recordings */
};

static int take_margins(struct asked *a, struct error *err)
{
	const char *text = options_given(a->o, &options_race[RACE_WITHIN]);
	char *rest;

	for (const char *at = text;; at = rest + 1) {
		double v = strtod(at, &rest);

		if (rest == at || (*rest && *rest != ',') || !(v >= 0) || isinf(v))
			return error_usage(err,
				"--within: '%s' is no list of differences from 0 up, as "
				"0,0.002,0.01",
				text);
		if (a->n_margins == RACE_TARGETS)
			return error_usage(
				err, "--within: at most %d values", RACE_TARGETS);
		a->margins[a->n_margins++] = v;
		if (!*rest)
			return 0;
	}
}

/* Schedulers of one study, or recordings. */
static int take_args(
	struct asked *a, const char *const *args, size_t n, struct error *err)
{
	static const char *const classic[RACE_MOST] = {
		"asha", "hyperband", "successive_halving", "random"};
	bool recorded = n && recorded_kind_of(args[0]) != RECORDED_NONE;
	size_t first = recorded ? 0 : 1;

	if (!n)
		return error_usage(err,
			"race needs a study and schedulers, as in: rungtop race curves "
			"asha 'hyperband eta=4'; or two to four recorded studies");
	if (n - first > RACE_MOST)
		return error_usage(err, "%zu columns are too many; a race has %d at most",
			n - first, RACE_MOST);
	if (recorded && n < RACE_LEAST)
		return error_usage(
			err, "one recorded study is no race; give two to four");
	a->study = recorded ? NULL : args[0];
	if (!recorded && n == 1) {
		memcpy(a->words, classic, sizeof(classic));
		a->n = RACE_MOST;
		return 0;
	}
	if (!recorded && n == 2)
		a->words[a->n++] = ""; /* against what the study has */
	for (size_t i = first; i < n; i++)
		a->words[a->n++] = args[i];
	return 0;
}

static int ask(struct asked *a, const struct options *o, const char *const *args,
	size_t n, struct error *err)
{
	const char *seeds = options_given(o, &options_race[RACE_SEEDS]);

	*a = (struct asked){.o = o};
	if (take_args(a, args, n, err) < 0 || take_margins(a, err) < 0)
		return -1;
	a->n_seeds = seeds ? (size_t)strtoull(seeds, NULL, 10) : 0;
	if (a->n_seeds && !a->study)
		return error_usage(err, "--seeds: a recorded study has the one seed");
	if (o->events || o->optuna_journal)
		return error_usage(err,
			"--%s is of one study; -o DIR keeps the recordings of all "
			"columns",
			o->events ? "events" : "optuna-journal");
	if (o->plain)
		return error_usage(err, "--plain is of one study; see --batch");
	a->report = options_given(o, &options_race[RACE_REPORT]);
	if (a->report && folder_check(a->report, err) < 0)
		return -1;
	a->on_screen = options_want_screen(o) && !a->n_seeds && !a->report;
	return on_screen_check(o, err);
}

static void field_release(struct field *f)
{
	/* all are told before any is waited for */
	for (size_t i = 0; i < f->n; i++)
		race_entry_quit(&f->entries[i]);
	for (size_t i = 0; i < f->n; i++)
		race_entry_release(&f->entries[i]);
	race_differences_release(&f->differences);
	free(f->entries);
}

/* What a column's study file asks for and does not get; once for the same line. */
static void say_notes(const struct field *f)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct race_entry *e = &f->entries[i];

		for (size_t k = 0; e->has_session && k < e->session.file.n_notes; k++)
			say("%s: %s", e->label, e->session.file.notes[k]);
	}
}

/* What breaks a constraint is never the best: so those must be the same, too. */
static int check_constraints(const struct race_entry *a, const struct study_info *x,
	const struct race_entry *b, const struct study_info *y, struct error *err)
{
	struct strbuf one = STRBUF_INIT, other = STRBUF_INIT;
	int rc = 0;

	constraints_print(x->constraints, x->n_constraints, &one);
	constraints_print(y->constraints, y->n_constraints, &other);
	if (strcmp(one.buf, other.buf) != 0)
		rc = error_usage(err,
			"%s cannot race %s: one has the constraints %s, the other %s",
			a->label, b->label, one.len ? one.buf : "none",
			other.len ? other.buf : "none");
	strbuf_release(&one);
	strbuf_release(&other);
	return rc;
}

static int check_alike(const struct field *f, struct error *err)
{
	const struct study_info *first = NULL;

	for (size_t i = 0; i < f->n; i++) {
		const struct race_entry *e = &f->entries[i];
		const struct study_info *info =
			e->has_opened ? recorded_info(e->opened.file) : &e->session.info;

		first = first ? first : info;
		if (strcmp(info->metric, first->metric) ||
			info->maximize != first->maximize)
			return error_usage(err,
				"%s cannot race %s: one has the %s %s, the other the %s "
				"%s",
				f->entries[0].label, e->label,
				first->maximize ? "greatest" : "least", first->metric,
				info->maximize ? "greatest" : "least", info->metric);
		if (check_constraints(&f->entries[0], first, e, info, err) < 0)
			return -1;
		for (size_t j = 0; j < i; j++)
			if (!strcmp(f->entries[j].label, e->label) && e->has_session)
				return error_usage(err,
					"'%s' is there twice; a column must differ",
					e->label);
	}
	return 0;
}

/* Files of one name in different folders are called by their paths. */
static void tell_apart(struct field *f)
{
	bool same[RACE_MOST] = {false};

	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < f->n; j++)
			same[i] |= i != j && f->entries[i].has_opened &&
				   !strcmp(f->entries[i].label, f->entries[j].label);
	for (size_t i = 0; i < f->n; i++) {
		if (!same[i])
			continue;
		free(f->entries[i].label);
		f->entries[i].label = xstrdup(f->entries[i].path);
	}
}

static int field_open(
	struct field *f, const struct asked *a, const uint64_t *seed, struct error *err)
{
	*f = (struct field){.entries = xcalloc(RACE_MOST, sizeof(*f->entries))};
	for (size_t i = 0; i < a->n; i++) {
		struct race_entry *e = &f->entries[f->n++];

		if ((a->study ? race_entry_open(e, a->study, a->words[i], a->also, seed,
					a->o, err)
			      : race_entry_read(e, a->words[i], err)) < 0)
			return -1;
	}
	tell_apart(f);
	return check_alike(f, err);
}

/*
 * Over seeds the trials of a table that take its configurations in their order would be the
 * same ones each time.
 */
static bool has_one_order(const struct field *f)
{
	const struct session *s = &f->entries[0].session;
	const struct knobs *k = &s->file.objective.knobs;

	return s->configs && !s->choose && knob_find(k->rows, "choose") &&
	       !knobs_get(k, "choose")->set;
}

/* Those that train are run one after the other, the virtual ones all at once. */
static int field_run(struct field *f, const struct asked *a, int *sig, struct error *err)
{
	const char *folder = a->o->output;
	int rc = 0;

	for (size_t i = 0; i < f->n && !rc; i++)
		if (race_entry_is_virtual(&f->entries[i]))
			rc = race_entry_start(&f->entries[i], folder, err);
	for (size_t i = 0; i < f->n && !rc && !*sig; i++) {
		struct race_entry *e = &f->entries[i];

		if (race_entry_is_virtual(e) && a->on_screen)
			continue;
		if (!race_entry_is_virtual(e))
			rc = race_entry_start(e, folder, err);
		if (!rc)
			*sig = race_entry_follow(e);
		if (!rc)
			rc = race_entry_close(e, err);
		if (*sig && e->path && !a->o->quiet)
			say("the recordings are kept; the same command goes on with "
			    "them");
	}
	return rc;
}

static void make_table(const struct field *f, const struct asked *a, struct race_table *t)
{
	const struct study *studies[RACE_MOST];
	const char *labels[RACE_MOST];

	for (size_t i = 0; i < f->n; i++) {
		studies[i] = &f->entries[i].study;
		labels[i] = f->entries[i].label;
	}
	race_table_make(t, studies, labels, f->n, a->margins, a->n_margins);
}

/* A column whose study failed as a whole; EXIT_FINISHED when there is none. */
static int status_of(const struct field *f)
{
	int status = EXIT_FINISHED;

	for (size_t i = 0; i < f->n; i++) {
		if (!f->entries[i].study.error)
			continue;
		say("%s: %s", f->entries[i].label, f->entries[i].study.error);
		status = EXIT_FAILED;
	}
	return status;
}

/* Most studies are there after a moment; the screen shows the others as they grow. */
static void add_columns(struct race *r, const struct field *f)
{
	for (size_t i = 0; i < f->n; i++)
		race_entry_wait(&f->entries[i], WAIT_SECONDS / (double)f->n);
	for (size_t i = 0; i < f->n; i++)
		race_add(r, f->entries[i].label, race_entry_journal(&f->entries[i]),
			f->entries[i].runs);
}

static int run_again(void *arg, struct race *r, int workers, struct error *err)
{
	struct field *f = arg;

	/* all are told before any is waited for */
	for (size_t i = 0; i < f->n; i++)
		race_entry_quit(&f->entries[i]);
	for (size_t i = 0; i < f->n; i++)
		if (race_entry_again(&f->entries[i], workers, err) < 0)
			return -1;
	add_columns(r, f);
	return 0;
}

/* Whether other workers can be tried: only what is virtual is there in no time. */
static bool can_run_again(const struct field *f, const struct asked *a)
{
	bool all = !a->o->output;

	for (size_t i = 0; i < f->n; i++)
		all &= race_entry_is_virtual(&f->entries[i]);
	return all;
}

/*
 * Virtual columns are worked out while the screen shows them; the clock waits where it must.
 * Others have been recorded. The status of a signal that ended the screen.
 */
static int show(struct field *f, const struct asked *a, struct error *err)
{
	struct race race;
	/* those of the columns are others when they run again */
	struct journal *none = journal_new();
	struct screen_setup setup = {.race = &race,
		.replay = true,
		.journal = none,
		.bell = journal_bell(none),
		.paused = a->o->paused};
	struct strbuf about[RACE_MOST];
	int rc;

	race_init(&race);
	add_columns(&race, f);
	if (can_run_again(f, a)) {
		race.again = run_again;
		race.arg = f;
	}
	for (size_t i = 0; i < f->n; i++) {
		strbuf_init(&about[i]);
		race_difference_words(&f->differences, i, &about[i]);
		if (f->differences.n)
			race.columns[i].about = about[i].buf;
	}
	rc = on_screen_run(&setup, a->o, err);
	race_release(&race);
	journal_free(none);
	for (size_t i = 0; i < f->n; i++)
		strbuf_release(&about[i]);
	return rc < 0 ? complain(err) : rc;
}

/* After the screen: folds what has run there. False: not all has come to its end. */
static bool fold_all(struct field *f)
{
	struct error ignored;
	bool whole = true;

	for (size_t i = 0; i < f->n; i++)
		whole &= race_entry_is_whole(&f->entries[i]);
	for (size_t i = 0; whole && i < f->n; i++) {
		if (!f->entries[i].runs)
			continue;
		race_entry_follow(&f->entries[i]);
		race_entry_close(&f->entries[i], &ignored);
	}
	return whole;
}

static void print(const struct strbuf *text)
{
	say_lines(stdout, text);
}

/* The exit status. seeds: of all, or NULL. */
static int write_report(const struct asked *a, const struct field *f,
	const struct race_table *t, const struct race_measures *seeds)
{
	const struct study *studies[RACE_MOST];
	struct race_rows differences = {0};
	struct race_report r = {
		.drawn = {.table = t, .seeds = seeds}, .differences = &differences};
	struct error err;
	int rc;

	if (!a->report)
		return EXIT_FINISHED;
	for (size_t i = 0; i < f->n; i++)
		studies[i] = &f->entries[i].study;
	if (!seeds)
		r.drawn.studies = studies;
	race_differences_rows(&f->differences, &differences);
	rc = race_report_write(a->report, &r, &err);
	race_rows_release(&differences);
	return rc < 0 ? complain(&err) : EXIT_FINISHED;
}

static int run_once(const struct asked *a)
{
	struct strbuf out = STRBUF_INIT;
	struct race_table t;
	struct field f;
	struct error err;
	int sig = 0, status = EXIT_FINISHED;

	if (field_open(&f, a, NULL, &err) < 0) {
		status = complain(&err);
	} else {
		if (!a->o->quiet)
			say_notes(&f);
		batch_block_signals();
		if (field_run(&f, a, &sig, &err) < 0)
			status = complain(&err);
		else if (sig)
			status = EXIT_SIGNAL + sig;
		else
			status = status_of(&f);
		if (!a->study && status == EXIT_FINISHED)
			race_differ(&f.differences, f.entries, f.n);
	}
	if (status == EXIT_FINISHED && a->on_screen)
		status = show(&f, a, &err);
	if (status == EXIT_FINISHED && fold_all(&f)) {
		make_table(&f, a, &t);
		race_print(&t, a->study ? NULL : &f.differences, &out);
		print(&out);
		status = write_report(a, &f, &t, NULL);
	}
	strbuf_release(&out);
	field_release(&f);
	return status;
}

/* Each seed has an order of its own. The exit status of a mistake that shows then. */
static int choose_order(struct asked *a)
{
	struct field f;
	struct error err;
	int status = EXIT_FINISHED;

	if (field_open(&f, a, NULL, &err) < 0) {
		status = complain(&err);
	} else if (has_one_order(&f)) {
		a->also = "objective.choose=searcher";
		if (!a->o->quiet)
			say("each seed draws an order of its own of the table's "
			    "configurations: %s",
				a->also);
	}
	field_release(&f);
	return status;
}

static int run_seeds(struct asked *a)
{
	struct strbuf out = STRBUF_INIT;
	struct race_measures m = {0};
	int status = choose_order(a), sig = 0;
	uint64_t seed = 0;

	batch_block_signals();
	for (size_t i = 0; i < a->n_seeds && status == EXIT_FINISHED; i++, seed++) {
		struct race_table t;
		struct field f;
		struct error err;

		if (field_open(&f, a, i ? &seed : NULL, &err) < 0)
			status = complain(&err);
		if (!i && status == EXIT_FINISHED && !a->o->quiet)
			say_notes(&f);
		if (status == EXIT_FINISHED && field_run(&f, a, &sig, &err) < 0)
			status = complain(&err);
		if (status == EXIT_FINISHED)
			status = sig ? EXIT_SIGNAL + sig : status_of(&f);
		if (status == EXIT_FINISHED) {
			make_table(&f, a, &t);
			seed = t.info->seed;
			race_measures_add(&m, &t);
		}
		if (status == EXIT_FINISHED && i + 1 == a->n_seeds) {
			race_print_seeds(&m, &t, &out);
			print(&out);
			status = write_report(a, &f, &t, &m);
		}
		field_release(&f);
	}
	race_measures_release(&m);
	strbuf_release(&out);
	return status;
}

static int make_folder(const char *dir, struct error *err)
{
	if (!mkdir(dir, 0777) || errno == EEXIST)
		return 0;
	return error_usage(err, "%s: %s", dir, strerror(errno));
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	struct asked a;
	struct error err;

	if (ask(&a, o, args, n, &err) < 0 ||
		(o->output && make_folder(o->output, &err) < 0))
		return complain(&err);
	return a.n_seeds ? run_seeds(&a) : run_once(&a);
}

const struct subcommand subcommand_race = {
	.name = "race",
	.args = "STUDY [SCHEDULER]… | FILE…",
	.help = "race schedulers of one study, or recorded studies, on one clock",
	.options = {options_workers, options_study, options_data, options_output, options_batch, options_quiet, options_screen,
		options_race},
	.run = run,
};
