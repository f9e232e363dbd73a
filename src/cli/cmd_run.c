/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/event_log.h"
#include "cli/report.h"
#include "cli/session.h"
#include "ui/screen.h"

static bool wants_screen(const struct options *o)
{
	return !o->batch && !o->plain && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
	       !(o->events && !strcmp(o->events, "-"));
}

/* So that only signalfd sees them, whichever thread they are sent to. */
static void block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

/* What is left to fold after the end; the tuner has been joined. */
static void fold_rest(struct session *s, struct study *study)
{
	while (study->seq < journal_length(s->journal))
		study_apply(study, journal_at(s->journal, study->seq + 1));
}

/* The exit status is that of the study; a signal's when one ended it. */
static int print_result(const struct study *study, const struct session *s,
	const struct options *o, int sig)
{
	bool to_stderr = o->events && !strcmp(o->events, "-");
	struct strbuf out;

	strbuf_init(&out);
	report_result(study, &out);
	if (s->recording)
		strbuf_addf(&out, "file: %s\n", s->recording);
	fputs(out.buf, to_stderr ? stderr : stdout);
	strbuf_release(&out);
	if (s->recording && (sig || study->reason == FINISH_USER))
		fprintf(stderr, "rungtop: go on with: rungtop resume %s\n", s->recording);
	if (study->error) {
		fprintf(stderr, "rungtop: %s\n", study->error);
		return EXIT_FAILED;
	}
	if (!study_incumbent(study) && !sig && study->reason != FINISH_USER) {
		fputs("rungtop: no trial finished with a finite value\n", stderr);
		return EXIT_FAILED;
	}
	return sig ? EXIT_SIGNAL + sig : EXIT_FINISHED;
}

static int run_screen(struct session *s, const struct options *o, int bell, int *sig,
	struct error *err)
{
	struct screen_setup setup = {.journal = s->journal,
		.bell = bell,
		.tuner = s->tuner,
		.glyphs = o->glyphs,
		.color = o->color};
	int rc = screen_run(&setup, err);

	*sig = rc > EXIT_SIGNAL ? rc - EXIT_SIGNAL : 0;
	tuner_command(s->tuner, (struct command){.action = CONTROL_QUIT});
	return rc < 0 ? -1 : 0;
}

/* Everything is open: run the study and print what came of it. */
static int run_study(struct session *s, const struct options *o, bool on_screen,
	struct event_log *log, int bell)
{
	struct study study;
	struct error err, late;
	int sig = 0, rc = 0, status, late_rc;

	study_init(&study);
	block_signals();
	if ((log && event_log_start(log, &s->info, &err) < 0) ||
		session_start(s, o, &err) < 0)
		return complain(&err);
	if (on_screen) {
		rc = run_screen(s, o, bell, &sig, &err);
	} else {
		struct batch b = {.journal = s->journal,
			.bell = bell,
			.tuner = s->tuner,
			.told = s->resumed,
			.plain = o->plain ? stdout : NULL,
			.progress = !o->quiet && !o->plain};

		sig = batch_follow(&b, &study);
	}
	tuner_join(s->tuner);
	late_rc = event_log_close(log, &late);
	if (store_close(s->store, late_rc < 0 ? &err : &late) < 0)
		late_rc = -1;
	s->store = NULL;
	fold_rest(s, &study);
	status = rc < 0 ? complain(&err) : print_result(&study, s, o, sig);
	study_release(&study);
	return late_rc < 0 ? complain(&late) : status;
}

static int run(struct session *s, const struct options *o, bool on_screen)
{
	struct event_log *log = NULL;
	struct error err;
	int bell = journal_bell(s->journal);

	if (o->events && !(log = event_log_open(o->events, s->journal, &err)))
		return complain(&err);
	if (!s->store && session_record(s, o, &err) < 0)
		return complain(&err);
	return run_study(s, o, on_screen, log, bell);
}

int cmd_run(const struct options *o, const char *const *args, size_t n)
{
	bool on_screen = wants_screen(o);
	struct session s;
	struct error err;
	int status;

	if (n > 1) {
		error_usage(&err, "one study at a time; '%s' is one too many", args[1]);
		return complain(&err);
	}
	if (session_open(&s, n ? args[0] : NULL, o, on_screen, &err) < 0)
		status = complain(&err);
	else
		status = run(&s, o, on_screen);
	session_release(&s);
	return status;
}

int cmd_resume(const struct options *o, const char *const *args, size_t n)
{
	bool on_screen = wants_screen(o);
	struct session s;
	struct error err;
	int status;

	if (n != 1 || o->output) {
		error_usage(&err, n != 1 ? "resume wants one file: rungtop resume FILE.db"
					 : "resume goes on in the file itself; leave out -o");
		return complain(&err);
	}
	if (session_resume(&s, args[0], o, on_screen, &err) < 0)
		status = complain(&err);
	else
		status = run(&s, o, on_screen);
	session_release(&s);
	return status;
}
