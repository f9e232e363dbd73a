/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/batch.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/printable.h"
#include "cli/say.h"
#include "cli/text.h"
#include "study/firsts.h"
#include "study/place_text.h"

#define BAR_EVERY 0.1	/* seconds */
#define LINE_EVERY 10.0 /* seconds, when stderr is no terminal */
#define LEFT_EVERY 1.0	/* seconds; and the time left takes no more than … */
#define LEFT_PART 0.05	/* … of the time */
#define TENTHS 10	/* of the study: after each the log has the time left */

struct progress {
	bool on, is_tty;
	double began, last;
	struct left left;  /* as it was worked out last */
	double left_again; /* when that is to be done next */
	double news_at;	   /* when the study was heard of last */
	int tenths;	   /* of the study, at the last line about the time left */
	bool finishing;	   /* and what it said */
	const char *waits; /* why workers wait for the cluster, as it was said last */
	struct firsts firsts;
};

/* Study time now. */
static double study_clock(const struct batch *b, const struct progress *p,
	const struct study *s)
{
	if (!b->tuner || s->info->simulated || s->phase != PHASE_RUNNING)
		return s->t;
	return s->t + (clock_seconds() - p->news_at);
}

/*
 * The time left, on the clock on which `spent` has been spent: study time that is virtual
 * goes on as fast as it has so far. NULL: there is nothing to say.
 */
static const struct left *look_ahead(const struct batch *b, struct progress *p,
	const struct study *s, double spent, struct left *out)
{
	double now = study_clock(b, p, s), began = clock_seconds(), rate = 1;

	if (b->whole || s->phase == PHASE_FINISHED)
		return NULL;
	if (began >= p->left_again) {
		left_of(&p->left, s, now);
		p->left_again = clock_seconds();
		p->left_again += fmax(LEFT_EVERY, (p->left_again - began) / LEFT_PART);
	}
	if (b->tuner && s->info->simulated)
		rate = s->t > 0 ? spent / s->t : 0;
	*out = p->left;
	out->seconds = rate * left_at(&p->left, now);
	out->least = rate * fmax(0, p->left.least - (now - p->left.t));
	out->most = rate * fmax(0, p->left.most - (now - p->left.t));
	out->t = spent;
	return out;
}

static void print_bar(const struct study *s, const struct left *left, double t)
{
	struct winsize ws = {0};
	struct strbuf line = STRBUF_INIT;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &ws) < 0 || ws.ws_col < 20)
		ws.ws_col = 80;
	strbuf_addch(&line, '\r');
	text_bar(s, left, t, ws.ws_col, &line);
	strbuf_adds(&line, "\033[K");
	say_text(stderr, &line);
	strbuf_release(&line);
}

static void print_line(const struct study *s, const struct left *left, double t)
{
	struct strbuf line = STRBUF_INIT;

	text_progress(s, left, t, &line);
	strbuf_addch(&line, '\n');
	say_lines(stderr, &line);
	strbuf_release(&line);
}

static void show(
	const struct batch *b, struct progress *p, const struct study *s, bool last)
{
	double t = clock_seconds(), spent = b->tuner ? t - p->began : s->t;
	const struct left *left;
	struct left there;

	if (!p->on || !s->info)
		return;
	if (!last && t - p->last < (p->is_tty ? BAR_EVERY : LINE_EVERY))
		return;
	p->last = t;
	left = look_ahead(b, p, s, spent, &there);
	if (p->is_tty)
		print_bar(s, left, spent);
	else
		print_line(s, left, spent);
	if (last && p->is_tty)
		fputs("\r\033[K", stderr);
}

/* Each cause of failures is said once, when it is new. */
static void tell_failure(const struct study *s, const struct event *e)
{
	if (s->new_cause)
		say("T%u %s: %s", e->end.trial, trial_state_name(e->end.state),
			e->end.why);
}

/* Once for all the trials that wait for the same. */
static void tell_wait(struct progress *p, const struct event *e)
{
	const char *why = e->place.why;
	char text[256];

	if (!why || (p->waits && !strcmp(p->waits, why)))
		return;
	p->waits = why;
	say("T%u %s", e->place.trial,
		place_wait_text(why, e->place.gpus, false, text, sizeof(text)));
}

static void add_caption(
	const struct study *s, const struct event *e, enum first f, struct strbuf *line)
{
	struct strbuf text = STRBUF_INIT;

	first_words(f, s, e, 1, false, &text);
	printable_linef(line, "#%llu %s: %s", (unsigned long long)e->seq, first_title(f),
		text.buf);
	strbuf_release(&text);
}

/* What the screen has captions for. */
static void add_captions(struct progress *p, const struct study *s, const struct event *e,
	struct strbuf *line)
{
	unsigned is = firsts_take(&p->firsts, s, e);

	for (int f = 0; f < FIRSTS; f++)
		if (is & 1u << f)
			add_caption(s, e, (enum first)f, line);
	if ((e->kind != EVENT_TASK && e->kind != EVENT_REPORT) ||
		p->firsts.had & 1u << FIRST_BARRIER ||
		!firsts_waits(s, e->kind == EVENT_TASK ? e->task.trial : e->report.trial))
		return;
	p->firsts.had |= 1u << FIRST_BARRIER;
	add_caption(s, e, FIRST_BARRIER, line);
}

/* The time left: a line after each tenth of the study, and when the last trials train. */
static void tell_left(const struct batch *b, struct progress *p, const struct study *s,
	struct strbuf *line)
{
	double share = left_share(NULL, s, s->t);
	int tenths = isnan(share) ? 0 : (int)(TENTHS * share);

	if (b->whole || (tenths <= p->tenths && p->finishing >= s->closed))
		return;
	p->tenths = tenths;
	p->finishing = s->closed;
	text_left(s, s->seq, line);
}

/* False when the output can no longer be written. */
static bool fold(
	const struct batch *b, struct progress *p, struct study *s, struct strbuf *line)
{
	while (s->seq < journal_length(b->journal)) {
		const struct event *e = journal_at(b->journal, s->seq + 1);

		study_apply(s, e);
		p->news_at = clock_seconds();
		if (e->seq <= b->told)
			continue;
		if (!b->plain && e->kind == EVENT_CONTROL &&
			e->control.action == CONTROL_WARN)
			say("%s", e->control.text);
		if (b->progress && !b->plain && e->kind == EVENT_END)
			tell_failure(s, e);
		if (e->kind == EVENT_PLACE)
			tell_wait(p, e);
		if (!b->plain)
			continue;
		strbuf_reset(line);
		if (e->kind == EVENT_CONTROL)
			text_control(e->seq, e, line);
		else if (e->kind == EVENT_DECISION)
			text_decision(s, e->seq, &e->decision, line);
		else if (e->kind == EVENT_END)
			text_end(s, e, line);
		if (b->captions)
			add_captions(p, s, e, line);
		if (e->kind == EVENT_DECISION)
			tell_left(b, p, s, line);
		if (line->len)
			say_lines(b->plain, line);
	}
	return !b->plain || fflush(b->plain) == 0;
}

/* Waits until there is something to do; a signal number when one came. */
static int wait_for_news(const struct batch *b, int signals, const struct progress *p)
{
	struct pollfd fds[] = {{.fd = b->bell, .events = POLLIN},
		{.fd = signals, .events = POLLIN},
		{.fd = b->follower ? follower_trouble(b->follower) : -1,
			.events = POLLIN}};
	int timeout = p->on ? (int)(1000 * (p->is_tty ? BAR_EVERY : LINE_EVERY)) : -1;
	struct signalfd_siginfo info;
	eventfd_t n;

	if (poll(fds, 3, timeout) <= 0)
		return 0;
	if (fds[0].revents)
		eventfd_read(b->bell, &n);
	if (fds[1].revents && read(signals, &info, sizeof(info)) == sizeof(info))
		return (int)info.ssi_signo;
	return 0;
}

static sigset_t ending_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return set;
}

void batch_block_signals(void)
{
	sigset_t set = ending_signals();

	sigprocmask(SIG_BLOCK, &set, NULL);
}

/* The study ends by itself, as its tuner is told once; or there is none of ours. */
static bool goes_on(const struct batch *b, bool told, bool *quit)
{
	struct error err;

	if (!b->tuner)
		return !told && !b->whole &&
		       !(b->follower && follower_failed(b->follower, &err));
	if (told && !*quit)
		tuner_command(b->tuner, (struct command){.action = CONTROL_QUIT});
	*quit |= told;
	return true;
}

int batch_follow(const struct batch *b, struct study *s)
{
	struct progress p = {.on = b->progress,
		.is_tty = isatty(STDERR_FILENO) != 0,
		.began = clock_seconds(),
		.last = clock_seconds()};
	struct strbuf line = STRBUF_INIT;
	sigset_t set = ending_signals();
	int signals, caught = 0;
	bool read_on, quit = false;

	signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	for (;;) {
		int sig;

		read_on = fold(b, &p, s, &line);
		if ((s->phase == PHASE_FINISHED && s->seq > b->told) ||
			!goes_on(b, caught || !read_on, &quit))
			break;
		show(b, &p, s, false);
		sig = wait_for_news(b, signals, &p);
		caught = caught ? caught : sig;
	}
	show(b, &p, s, true);
	strbuf_release(&line);
	close(signals);
	return caught;
}

void batch_wait_for(int fd)
{
	sigset_t set = ending_signals();
	int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	struct pollfd fds[] = {
		{.fd = fd, .events = POLLIN}, {.fd = signals, .events = POLLIN}};

	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		;
	close(signals);
}
