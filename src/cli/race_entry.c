/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/race_entry.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/filename.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "cli/plan_curves.h"
#include "cli/say.h"
#include "store/store_place.h"

/* What a word sets: a knob of the scheduler, unless it says what else. */
static void override(struct race_entry *e, const char *word)
{
	struct options *o = &e->options;
	static const char *const others[][2] = {{"searcher=", "method="},
		{"method=", "method="}, {"workers=", "workers="}, {"seed=", "seed="}};
	const char *dot = strchr(word, '.'), *equals = strchr(word, '=');
	struct strbuf set = STRBUF_INIT;

	for (size_t i = 0; !set.len && i < sizeof(others) / sizeof(*others); i++) {
		size_t n = strlen(others[i][0]);

		if (!strncmp(word, others[i][0], n))
			strbuf_addf(&set, "%s%s", others[i][1], word + n);
	}
	if (!set.len && !strncmp(word, "searcher.", 9))
		strbuf_addf(&set, "method.%s", word + 9);
	else if (!set.len && dot && dot < equals)
		strbuf_adds(&set, word);
	else if (!set.len)
		strbuf_addf(&set, "scheduler.%s", word);
	if (!strncmp(set.buf, "workers=", 8)) {
		e->own_workers = true;
		o->workers = 0;
	}
	options_override(o, set.buf, NULL);
	strbuf_release(&set);
}

/* The command line's options, with the words laid over them. */
static int take_words(struct race_entry *e, const char *words, const uint64_t *seed,
	const struct options *o, struct error *err)
{
	struct strbuf set = STRBUF_INIT;
	char *text = xstrdup(words), *rest = NULL, *word;
	bool first = true;
	int rc = 0;

	options_copy(&e->options, o);
	for (word = strtok_r(text, " ", &rest); word && !rc; first = false) {
		strbuf_reset(&set);
		if (first && !strchr(word, '='))
			strbuf_addf(&set, "name=%s", word);
		else if (strchr(word, '=') && *word != '=')
			strbuf_adds(&set, word);
		else
			rc = error_usage(err,
				"'%s': '%s' is not KEY=VALUE, as in 'asha eta=4'", words,
				word);
		if (!rc)
			override(e, set.buf);
		word = strtok_r(NULL, " ", &rest);
	}
	if (!rc && seed) {
		strbuf_reset(&set);
		strbuf_addf(&set, "seed=%llu", (unsigned long long)*seed);
		override(e, set.buf);
	}
	strbuf_release(&set);
	free(text);
	return rc;
}

int race_entry_open(struct race_entry *e, const char *study, const char *words,
	const char *also, const uint64_t *seed, const struct options *o,
	struct error *err)
{
	*e = (struct race_entry){.label = xstrdup(words), .bell = -1, .file = study};
	study_init(&e->study);
	if (take_words(e, words, seed, o, err) < 0)
		return -1;
	if (also)
		override(e, also);
	e->options.output = "none";
	e->has_session = true;
	if (session_open(&e->session, study, &e->options, false, err) < 0)
		return -1;
	if (!*e->label) { /* the scheduler that the study has */
		free(e->label);
		e->label = xstrdup(e->session.file.scheduler.kind->name);
	}
	return 0;
}

int race_entry_read(struct race_entry *e, const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t n = strlen(name);

	*e = (struct race_entry){.bell = -1, .has_opened = true};
	study_init(&e->study);
	n -= filename_ends(name, ".db") ? 3 : 0;
	e->label = xstrndup(name, n);
	e->path = xstrdup(path);
	if (opened_init(&e->opened, "race", &path, 1, err) < 0)
		return -1;
	recorded_leave(e->opened.file);
	return 0;
}

bool race_entry_is_virtual(const struct race_entry *e)
{
	return e->has_session && e->session.info.simulated;
}

struct journal *race_entry_journal(const struct race_entry *e)
{
	return e->has_opened ? e->opened.journal : e->session.journal;
}

/* Recordings of the same column */

static bool is_same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Whether a recording began with the same study file and the same options. */
static bool is_same_study(const struct race_entry *e, const struct stored_origin *origin)
{
	char *data_dir = e->options.data_dir ? realpath(e->options.data_dir, NULL) : NULL;
	size_t n;
	char **own = session_overrides(&e->session, &e->options, &n);
	bool same = is_same_text(origin->path, e->session.path) &&
		    is_same_text(origin->text, e->session.file.text) &&
		    is_same_text(origin->data_dir, data_dir) && origin->n_overrides == n;

	for (size_t i = 0; i < n; i++) {
		same = same && !strcmp(own[i], origin->overrides[i]);
		free(own[i]);
	}
	free(own);
	free(data_dir);
	return same;
}

/* Whether somebody has had a hand in it. */
static bool was_steered(const struct journal *j)
{
	for (uint64_t seq = 1; seq <= journal_length(j); seq++) {
		const struct event *e = journal_at(j, seq);

		if (e->kind != EVENT_CONTROL || e->control.refused)
			continue;
		switch (e->control.action) {
		case CONTROL_KILL:
		case CONTROL_PROMOTE:
		case CONTROL_ENQUEUE:
		case CONTROL_SWITCH:
			return true;
		default:
			break;
		}
	}
	return false;
}

/* Whether a file is a recording of this column, so that it can be taken or gone on with. */
static bool take_recorded(struct race_entry *e, const char *path, bool *whole)
{
	struct stored_origin origin;
	const struct study *s;
	struct error ignored;
	bool same;

	if (recorded_kind_of(path) != RECORDED_STUDY ||
		store_origin_of(path, &origin, &ignored) < 0)
		return false;
	same = is_same_study(e, &origin);
	stored_origin_release(&origin);
	if (!same)
		return false;
	if (opened_init(&e->opened, "race", &path, 1, &ignored) < 0 ||
		was_steered(e->opened.journal)) {
		opened_release(&e->opened);
		return false;
	}
	recorded_leave(e->opened.file);
	s = recorded_study(e->opened.file);
	*whole = s->phase == PHASE_FINISHED && s->reason != FINISH_USER && !s->error;
	return true;
}

/* "curves-asha-eta=4": for the file's name. */
static char *stem_of(const struct race_entry *e, const char *folder)
{
	struct strbuf text = STRBUF_INIT, path = STRBUF_INIT;
	char *name;

	strbuf_addf(&text, "%s-%s", e->session.info.name, e->label);
	for (char *c = text.buf; *c; c++)
		*c = *c == ' ' ? '-' : *c;
	if (e->session.info.seed != 1)
		strbuf_addf(
			&text, "-seed=%llu", (unsigned long long)e->session.info.seed);
	name = filename_of(text.buf);
	strbuf_addf(&path, "%s%s%s", folder ? folder : "", folder ? "/" : "", name);
	free(name);
	strbuf_release(&text);
	return strbuf_detach(&path);
}

/* Takes the recording that there is. 1: it is whole; 0: there is none, or the rest of it. */
static int find_recorded(struct race_entry *e, const char *stem, struct error *err)
{
	struct options plain = e->options;
	struct strbuf path = STRBUF_INIT;
	bool found = false, whole = false;
	int rc = 0;

	strbuf_addf(&path, "%s.db", stem);
	for (int i = 2; !access(path.buf, F_OK); i++) {
		found = take_recorded(e, path.buf, &whole);
		if (found)
			break;
		strbuf_reset(&path);
		strbuf_addf(&path, "%s-%d.db", stem, i);
	}
	if (found) {
		e->path = strbuf_detach(&path);
		if (!e->options.quiet)
			say("%s: %s %s", e->label,
				whole ? "the same study was recorded in"
				      : "goes on with the recording in",
				e->path);
	}
	strbuf_release(&path);
	if (found && whole) {
		e->has_opened = true;
		return 1;
	}
	if (!found)
		return 0;
	opened_release(&e->opened);
	session_release(&e->session);
	plain.n_overrides = 0;
	plain.workers = 0;
	plain.output = NULL;
	rc = session_resume(&e->session, e->path, &plain, false, err);
	return rc < 0 ? -1 : 0;
}

/*
 * The clock of a study that trains runs from when it was opened on, which was to see whether
 * all columns are well: it begins anew when its turn has come.
 */
static int open_anew(struct race_entry *e, struct error *err)
{
	session_release(&e->session);
	e->options.output = "none";
	return session_open(&e->session, e->file, &e->options, false, err);
}

static int record(struct race_entry *e, const char *folder, struct error *err)
{
	bool is_virtual = race_entry_is_virtual(e);
	char *stem = stem_of(e, folder), *other;
	int rc = 0;

	if (!is_virtual)
		rc = find_recorded(e, stem, err);
	if (!rc && !e->path && !is_virtual)
		rc = open_anew(e, err);
	if (!rc && !e->path) {
		e->path = store_free_name(stem, &other);
		free(other);
		e->options.output = e->path;
		if (!e->options.quiet && !is_virtual)
			say("%s: recorded in %s", e->label, e->path);
		rc = session_record(&e->session, &e->options, err);
	}
	free(stem);
	return rc;
}

static int start_session(struct race_entry *e, struct error *err)
{
	struct options start = e->options;

	/* the race pauses, not the study; and one that is resumed has its workers */
	start.paused = false;
	start.workers = e->session.resumed ? 0 : start.workers;
	e->session.info.configs = plan_config_count(&e->session, CONFIGS_MOST);
	e->bell = journal_bell(e->session.journal);
	if (session_start(&e->session, &start, err) < 0)
		return -1;
	e->runs = true;
	return 0;
}

int race_entry_start(struct race_entry *e, const char *folder, struct error *err)
{
	int rc = 0;

	if (e->has_opened)
		return 0;
	if (folder || !race_entry_is_virtual(e))
		rc = record(e, folder, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	return start_session(e, err);
}

int race_entry_again(struct race_entry *e, int workers, struct error *err)
{
	race_entry_quit(e);
	if (race_entry_close(e, err) < 0)
		return -1;
	if (!e->own_workers)
		e->options.workers = workers;
	if (session_again(&e->session, &e->options, err) < 0)
		return -1;
	return start_session(e, err);
}

bool race_entry_is_whole(const struct race_entry *e)
{
	const struct journal *j = race_entry_journal(e);
	uint64_t length = journal_length(j);

	return !e->runs || (length && journal_at(j, length)->kind == EVENT_FINISH);
}

void race_entry_wait(const struct race_entry *e, double seconds)
{
	double until = clock_seconds() + seconds, left;
	struct pollfd p = {.fd = e->bell, .events = POLLIN};
	eventfd_t n;

	while (!race_entry_is_whole(e) && (left = until - clock_seconds()) > 0)
		if (poll(&p, 1, (int)(1000 * left) + 1) > 0)
			eventfd_read(e->bell, &n);
}

int race_entry_follow(struct race_entry *e)
{
	struct batch b = {.journal = race_entry_journal(e),
		.bell = e->bell,
		.tuner = e->runs ? e->session.tuner : NULL,
		.whole = !e->runs,
		.told = e->runs ? e->session.resumed : 0,
		/* what is virtual is there in no time, or there is somebody who waits */
		.progress = e->runs && !e->options.quiet &&
			    (!race_entry_is_virtual(e) || isatty(STDERR_FILENO))};

	return batch_follow(&b, &e->study);
}

void race_entry_quit(struct race_entry *e)
{
	if (e->runs)
		tuner_command(e->session.tuner, (struct command){.action = CONTROL_QUIT});
}

int race_entry_close(struct race_entry *e, struct error *err)
{
	if (!e->runs)
		return 0;
	tuner_join(e->session.tuner);
	e->runs = false;
	return session_close_store(&e->session, err);
}

void race_entry_release(struct race_entry *e)
{
	struct error ignored;

	race_entry_quit(e);
	race_entry_close(e, &ignored);
	study_release(&e->study);
	if (e->has_opened)
		opened_release(&e->opened);
	if (e->has_session)
		session_release(&e->session);
	options_release(&e->options);
	free(e->label);
	free(e->path);
}
