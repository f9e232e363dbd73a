/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/notices.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "ui/notify.h"
#include "ui/stuck.h"

#define ALERT_SECONDS 60.0
#define TITLE_SECONDS 1.0

void notices_init(struct notices *n)
{
	*n = (struct notices){.out = STRBUF_INIT};
}

void notices_release(struct notices *n)
{
	free(n->title);
	strbuf_release(&n->out);
}

/* The ways that this terminal is to be told in. */
static unsigned ways_of(struct tty *tty, const char *asked)
{
	struct error ignored;
	unsigned ways = 0;

	if (notify_read(asked, &ways, (struct place){0}, &ignored) < 0)
		return 0;
	if (!notify_needs_answer(notify_taken(ways, getenv("TERM"))))
		return notify_taken(ways, getenv("TERM"));
	/* it is not asked for the default's sake */
	if (tty_answers(tty, !(ways & NOTIFY_AUTO)))
		return notify_taken(ways, getenv("TERM"));
	return notify_taken(ways, getenv("TERM")) & NOTIFY_BELL;
}

static void add_best(const struct study *s, struct strbuf *out)
{
	const struct study_incumbent *best = study_incumbent(s);

	if (best)
		strbuf_addf(out, "%s %.6g (T%" PRIu32 ", epoch %d)", s->info->metric,
			best->value, best->trial, best->epoch);
	else
		strbuf_adds(out, "no result");
}

static void add_body(
	const struct notices *n, const struct study *s, enum alert a, struct strbuf *out)
{
	const struct study_failure *f;

	switch (a) {
	case ALERT_INCUMBENT:
		add_best(s, out);
		break;
	case ALERT_FAILURE:
		f = &s->failures[s->n_failures - 1];
		strbuf_addf(out, "T%" PRIu32 " failed: ", f->trial);
		study_failure_text(s, f, out);
		break;
	case ALERT_STALL:
		alerts_stall_text(&n->alerts, out);
		break;
	default:
		strbuf_addf(out, "finished (%s): ", finish_reason_name(s->reason));
		if (s->error)
			strbuf_adds(out, s->error);
		else
			add_best(s, out);
	}
}

/* Failures of a cause that was told of are not, nor is a better value with the end. */
static bool is_told(struct notices *n, const struct study *s, enum alert a, double now)
{
	bool old = a == ALERT_FAILURE && s->causes.n_groups <= n->causes;

	if (old || (a == ALERT_INCUMBENT && s->phase == PHASE_FINISHED))
		return false;
	if (a != ALERT_FINISH && now < n->not_before[a])
		return false;
	n->not_before[a] = now + ALERT_SECONDS;
	n->causes = s->causes.n_groups;
	return true;
}

static void add_alerts(
	struct notices *n, const struct study *s, unsigned ways, double now)
{
	struct strbuf title = STRBUF_INIT, body = STRBUF_INIT;
	size_t count[ALERTS];

	if (!alerts_look(&n->alerts, s, now, count))
		return;
	strbuf_addf(&title, "rungtop %s", s->info->name);
	for (int a = 0; a < ALERTS; a++) {
		unsigned in = a == ALERT_INCUMBENT ? ways & ~(unsigned)NOTIFY_BELL : ways;

		if (!count[a] || !is_told(n, s, (enum alert)a, now))
			continue;
		strbuf_reset(&body);
		add_body(n, s, (enum alert)a, &body);
		notify_add(&n->out, in, title.buf, body.buf);
	}
	strbuf_release(&title);
	strbuf_release(&body);
}

/* "digits 0.0312 (paused)": short, since tmux shows 21 characters of it. */
static char *title_of(const struct notices *n, const struct study *s)
{
	const struct study_incumbent *best = study_incumbent(s);
	struct strbuf text = STRBUF_INIT;

	strbuf_adds(&text, s->info->name);
	if (best)
		strbuf_addf(&text, " %.6g", best->value);
	if (s->phase == PHASE_FINISHED)
		strbuf_adds(&text, " (finished)");
	else if (s->phase == PHASE_PAUSED)
		strbuf_adds(&text, " (paused)");
	else if (n->alerts.stalled)
		strbuf_adds(&text, " (stalled)");
	return strbuf_detach(&text);
}

static void set_title(struct notices *n, const struct study *s, double now)
{
	char *title = title_of(n, s);

	if (s->phase != n->phase)
		n->title_at = 0;
	n->phase = s->phase;
	n->late = !n->title || strcmp(n->title, title) != 0;
	if (!n->late || now < n->title_at) {
		free(title);
		return;
	}
	if (!n->title)
		notify_keep_title(&n->out);
	notify_add_title(&n->out, title);
	free(n->title);
	n->title = title;
	n->title_at = now + TITLE_SECONDS;
	n->late = false;
}

static int flush(struct notices *n)
{
	int sig;

	if (!n->out.len)
		return 0;
	sig = stuck_write(STDOUT_FILENO, n->out.buf, n->out.len);
	strbuf_reset(&n->out);
	return sig;
}

int notices_follow(struct notices *n, const struct study *s, struct tty *tty,
	const char *asked, double now)
{
	unsigned ways = ways_of(tty, asked);

	if (!s->info)
		return 0;
	if (!n->ready) {
		alerts_init(&n->alerts, s, now);
		n->causes = s->causes.n_groups;
		n->not_before[ALERT_INCUMBENT] = now + ALERT_SECONDS;
		n->ready = true;
	}
	add_alerts(n, s, ways, now);
	if (ways & NOTIFY_TITLE)
		set_title(n, s, now);
	else
		notices_leave(n);
	return tty_takes_more() ? flush(n) : 0;
}

double notices_wakes(const struct notices *n, const struct study *s)
{
	double stall = n->ready ? alerts_wakes(&n->alerts, s) : INFINITY;

	return n->late ? fmin(stall, n->title_at) : stall;
}

void notices_leave(struct notices *n)
{
	if (!n->title)
		return;
	strbuf_reset(&n->out);
	notify_restore_title(&n->out);
	free(n->title);
	n->title = NULL;
	n->title_at = 0;
	n->late = false;
	if (tty_takes_more())
		flush(n);
}
