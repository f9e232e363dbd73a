/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpus.h"
#include "base/printable.h"
#include "cli/batch.h"
#include "cli/event_log.h"
#include "cli/hooks.h"
#include "cli/hurry.h"
#include "cli/on_screen.h"
#include "cli/once.h"
#include "cli/output.h"
#include "cli/plan_curves.h"
#include "cli/say.h"
#include "cli/serving.h"
#include "cli/text.h"

#define LOGS 2

/* What writes the events while they come, as far as it was asked for. */
struct logs {
	struct event_log *items[LOGS];
	size_t n;
	struct hooks *hooks; /* or NULL */
};

/* Whether something else than the result is written there. */
static bool takes_stdout(const struct session *s, const struct options *o)
{
	return serving_takes_stdout(s, o) || (o->events && !strcmp(o->events, "-")) ||
	       (o->optuna_journal && !strcmp(o->optuna_journal, "-"));
}

/* What is left to fold after the end; the tuner has been joined. */
static void fold_rest(struct session *s, struct study *study)
{
	while (study->seq < journal_length(s->journal))
		study_apply(study, journal_at(s->journal, study->seq + 1));
}

/* The result, or a frame in its place. */
static int print_study(const struct session *s, const struct study *study,
	const struct options *o, struct error *err)
{
	FILE *to = takes_stdout(s, o) ? stderr : stdout;
	struct strbuf out = STRBUF_INIT;
	char *logs;

	if (o->once)
		return once_print(s->journal, o, NULL, to, err);
	logs = s->recording ? recorded_logs(s->recording) : NULL;
	text_result(study, logs, &out);
	free(logs);
	if (s->recording)
		printable_linef(&out, "file: %s", s->recording);
	say_lines(to, &out);
	strbuf_release(&out);
	return to == stderr && ferror(to)
		       ? error_set(err, "cannot write the result to standard error")
		       : 0;
}

static void add_cause(void *out, const char *line)
{
	strbuf_addf(out, "%s; ", line);
}

/* Why it came to nothing, in one line: the causes of failures first. */
static void say_why(const struct session *s, const struct study *study, const char *why)
{
	char *logs = s->recording ? recorded_logs(s->recording) : NULL;
	struct strbuf line = STRBUF_INIT;

	failures_tell(&study->causes, study->n_trials, logs, add_cause, &line);
	say("%s%s", line.buf, why);
	strbuf_release(&line);
	free(logs);
}

/* The exit status is that of the study; a signal's when one ended it. */
static int print_result(const struct session *s, const struct study *study,
	const struct options *o, int sig)
{
	struct error err;

	if (sig)
		hurry();
	if (print_study(s, study, o, &err) < 0)
		return complain(&err);
	if (s->recording && (sig || study->reason == FINISH_USER))
		say("continue with: rungtop %s %s", s->server ? "serve" : "resume",
			s->recording);
	if (study->error) {
		say_why(s, study, study->error);
		return EXIT_FAILED;
	}
	if (!study_incumbent(study) && !sig && study->reason != FINISH_USER) {
		say_why(s, study, study_without(study));
		return EXIT_FAILED;
	}
	return sig ? EXIT_SIGNAL + sig : EXIT_FINISHED;
}

static int run_screen(
	struct session *s, const struct options *o, int bell, int *sig, struct error *err)
{
	const struct objective_ops *ops = s->objective->ops;
	struct screen_setup setup = {.journal = s->journal,
		.bell = bell,
		.tuner = s->tuner,
		.recording = s->recording,
		.store = s->store,
		.logs = ops->logs ? ops->logs(s->objective) : NULL,
		.objective = s->objective,
		.hindsight = {.info = &s->info,
			.open = session_source,
			.arg = s,
			.workers = s->file.workers ? s->file.workers : cpus_available(),
			.recording = ops->trial_seconds ? NULL : s->recording,
			.keeps = ops->trial_save != NULL}};
	int rc = on_screen_run(&setup, o, err);

	*sig = rc > EXIT_SIGNAL ? rc - EXIT_SIGNAL : 0;
	tuner_command(s->tuner, (struct command){.action = CONTROL_QUIT});
	return rc < 0 ? -1 : 0;
}

static int open_logs(struct logs *logs, const struct options *o, struct journal *journal,
	struct error *err)
{
	const struct {
		const char *path;
		const struct event_printer_ops *printer;
	} wanted[] = {{o->events, &print_lines}, {o->optuna_journal, &print_optuna}};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		struct event_log *log;

		if (!wanted[i].path)
			continue;
		log = event_log_open(wanted[i].printer, wanted[i].path, journal, err);
		if (!log)
			return -1;
		logs->items[logs->n++] = log;
	}
	return 0;
}

static int start_logs(const struct logs *logs, const struct session *s, struct error *err)
{
	for (size_t i = 0; i < logs->n; i++)
		if (event_log_start(logs->items[i], &s->info, err) < 0)
			return -1;
	return hooks_start(logs->hooks, err);
}

/* The study is over. How many of what it was written to have not got all, and what is said. */
static size_t close_all(struct session *s, struct logs *logs, struct error errors[])
{
	size_t n = 0;

	for (size_t i = 0; i < logs->n; i++)
		n += event_log_close(logs->items[i], &errors[n]) < 0;
	logs->n = 0;
	hooks_store_closes(logs->hooks);
	n += session_close_store(s, &errors[n]) < 0;
	hooks_store_closed(logs->hooks, s->recording);
	return n;
}

/* Everything is open: run the study and print what came of it. */
static int run_study(struct session *s, const struct options *o, bool on_screen,
	struct logs *logs, int bell)
{
	struct study study;
	struct error err, late[LOGS + 1];
	int sig = 0, rc = 0, status;
	size_t n_late;

	study_init(&study);
	batch_block_signals();
	s->info.configs = plan_config_count(s, CONFIGS_MOST);
	if (start_logs(logs, s, &err) < 0 || session_start(s, o, &err) < 0 ||
		serving_start(s, &err) < 0) {
		close_all(s, logs, late);
		return complain(&err);
	}
	if (on_screen) {
		rc = run_screen(s, o, bell, &sig, &err);
	} else {
		struct batch b = {.journal = s->journal,
			.bell = bell,
			.tuner = s->tuner,
			.told = s->resumed,
			.plain = o->plain ? stdout : NULL,
			.captions = options_want_captions(o),
			.progress = !o->quiet && !o->plain};

		sig = batch_follow(&b, &study);
	}
	tuner_join(s->tuner);
	serving_end(s, !on_screen && !sig);
	n_late = close_all(s, logs, late);
	fold_rest(s, &study);
	status = rc < 0 ? complain(&err) : print_result(s, &study, o, sig);
	study_release(&study);
	for (size_t i = 0; i < n_late; i++)
		status = complain(&late[i]);
	hooks_finish(logs->hooks, o->quiet);
	return status;
}

/* What the study file asks for and does not get. */
static void print_notes(const struct session *s, const struct options *o)
{
	for (size_t i = 0; !o->quiet && i < s->file.n_notes; i++)
		say("%s", s->file.notes[i]);
}

int run_session(struct session *s, const struct options *o, bool on_screen)
{
	struct logs logs = {.n = 0};
	struct error err, ignored[LOGS + 1];
	int bell = journal_bell(s->journal), status;

	print_notes(s, o);
	if (serving_check_trainer(s, &err) < 0 || serving_open(s, o, &err) < 0)
		return complain(&err);
	if (hooks_open(&logs.hooks, s, &err) < 0 ||
		open_logs(&logs, o, s->journal, &err) < 0 ||
		(!s->store && session_record(s, o, &err) < 0)) {
		close_all(s, &logs, ignored);
		hooks_free(logs.hooks);
		return complain(&err);
	}
	if (s->note)
		say("%s", s->note);
	status = run_study(s, o, on_screen, &logs, bell);
	hooks_free(logs.hooks);
	return status;
}
