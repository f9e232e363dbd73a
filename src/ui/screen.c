/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One loop: it waits for a key, a signal, news in the journal or the time, folds what is
 * new into a study of its own, and draws. News are drawn at most ten times a second and
 * only while the terminal takes more; a key is answered at once. Nothing is written when
 * nothing has changed. Training never waits for any of it.
 */
#include "config.h"

#include "ui/screen_parts.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "draw/capture.h"
#include "ui/clipboard.h"
#include "ui/stuck.h"
#include "ui/wake.h"

#define FRAME_SECONDS 0.1
#define KEYS_AT_ONCE 64	       /* between two looks at the signals */
#define LOOK_SECONDS 0.2       /* between two looks at a file that shows */
#define FOLD_AT_ONCE 20000     /* events between two looks at the keyboard */

/*
 * What passes by itself in a view passes while a script waits and not before, so that the
 * same script shows the same on a slow machine. A replay has the one clock that it plays
 * by.
 */
static void look_at_clock(struct screen *sc)
{
	bool ours = screen_is_scripted(sc) && !sc->setup->replay;

	sc->view->wall = ours ? sc->script_clock : clock_seconds();
}

const struct study *screen_shown(const struct screen *sc)
{
	return sc->race ? race_wall_study(&sc->wall) : folds_shown(&sc->folds);
}

/* A frozen display does not follow the study, but does answer what is asked of it. */
static bool is_told(const struct screen *sc)
{
	const struct study *now = &sc->folds.now;

	return !sc->view->head.frozen || now->phase != sc->phase ||
	       now->refused_seq > sc->view->told.refused_seq;
}

/* The same of all studies of a race. */
static bool fold_race(struct screen *sc)
{
	bool there = sc->tour && tour_follow(sc->tour, sc->view, clock_seconds());
	unsigned news = race_step(sc->race, clock_seconds(), FOLD_AT_ONCE);

	sc->at_once |= there;
	race_wall_lend(&sc->wall);
	sc->view = race_wall_view(&sc->wall);
	sc->dirty |= (news & (FOLDS_PAST | FOLDS_ARRIVED)) != 0;
	return news & FOLDS_MORE;
}

/* Brings the studies nearer to where they belong. True when they are not there yet. */
static bool fold(struct screen *sc)
{
	struct playhead *h = &sc->view->head;
	unsigned news;
	bool moved;

	if (sc->race)
		return fold_race(sc);
	moved = playhead_advance(h, &sc->folds.moments, clock_seconds());
	if (sc->tour && tour_follow(sc->tour, sc->view, clock_seconds()))
		sc->at_once = true;
	if (predict_follow(sc->view, FOLD_AT_ONCE, clock_seconds()))
		sc->at_once = true;
	news = folds_step(&sc->folds, h, FOLD_AT_ONCE);
	if (news & FOLDS_NOW)
		sc->news_at = clock_seconds();
	sc->dirty |= moved || (news & FOLDS_PAST) || ((news & FOLDS_NOW) && is_told(sc));
	sc->at_once |= (news & FOLDS_ARRIVED) != 0;
	sc->view->present = folds_present(&sc->folds);
	return (news & FOLDS_MORE) || predict_is_behind(sc->view) ||
	       captions_follow(
		       sc->view, screen_shown(sc), sc->folds.journal, FOLD_AT_ONCE);
}

/* Whether the clock of the study shown runs with ours. */
static bool runs(const struct screen *sc)
{
	const struct study *s = &sc->folds.now;

	return sc->setup->tuner && sc->view->head.live && s->phase == PHASE_RUNNING &&
	       s->seq > 0 && !s->info->simulated;
}

/* Study time now: on from the last event while training goes on. */
static double study_clock(const struct screen *sc)
{
	if (sc->race)
		return race_clock(sc->race, clock_seconds());
	if (sc->view->head.playing)
		return playhead_clock(&sc->view->head, clock_seconds());
	if (runs(sc))
		return sc->folds.now.t + (clock_seconds() - sc->news_at);
	return screen_shown(sc)->t;
}

/* It may have been moved: what is said of a study that is over has its present name. */
static void find_recording(struct screen *sc)
{
	if (!sc->setup->store || sc->folds.now.phase != PHASE_FINISHED)
		return;
	free(sc->recording);
	sc->recording = store_path_now(sc->setup->store);
	sc->view->recording = sc->recording;
}

/* Where the panes stand, over what is said under them. */
static void arrange(struct screen *sc)
{
	const struct study *s = screen_shown(sc);
	struct layout_prefs prefs = view_prefs(sc->view, s);
	int rows = sc->rows;

	if (sc->tour)
		tour_caption(sc->tour, sc->view, s, sc->cols, &sc->caption);
	else if (!predict_caption(sc->view, s, &sc->caption) &&
		 !captions_show(sc->view, sc->rows, sc->cols, &sc->caption))
		caption_clear(&sc->caption);
	rows -= caption_rows(&sc->caption, sc->rows, sc->cols);
	sc->layout = sc->view->arrange(rows, sc->cols, &prefs);
}

/* Brings the picture up to now. */
static void paint(struct screen *sc)
{
	const struct study *s = screen_shown(sc);

	find_recording(sc);
	look_at_clock(sc);
	sc->view->clock = study_clock(sc);
	if (!sc->race && sc->view->head.live)
		sc->view->left = time_left_follow(sc->time_left, &sc->folds.now,
			study_clock(sc), clock_seconds());
	arrange(sc);
	view_follow(sc->view, s, &sc->layout);
	overlay_follow(sc->view, s, &sc->layout);
	picture_draw(&sc->picture, s, sc->view, &sc->layout);
	picture_caption(&sc->picture, &sc->caption, sc->view, sc->rows, sc->cols,
		sc->layout.rows);
}

/* A lesson's study has come to the moment of a step. */
static void arrive(struct screen *sc)
{
	if (!tour_arrives(sc->tour))
		return;
	look_at_clock(sc);
	tour_clear(sc->tour, sc->view);
	arrange(sc);
	tour_arrive(sc->tour, sc->view, screen_shown(sc), &sc->layout);
	if (sc->race)
		race_wall_take(&sc->wall, clock_seconds());
	sc->at_once = true;
}

static void draw(struct screen *sc)
{
	int sig;

	paint(sc);
	tty_theme(sc->tty, sc->view->theme);
	stuck_begin();
	tty_show(sc->tty, &sc->picture);
	sig = stuck_end();
	if (sig) {
		sc->result = 128 + sig;
		return;
	}
	if (sc->setup->script)
		picture_compose(&sc->picture, sc->rows, sc->cols, &sc->last);
	sc->dirty = sc->at_once = false;
	sc->phase = sc->folds.now.phase;
	sc->next_frame = clock_seconds() + FRAME_SECONDS;
}

/* What happens while nobody looks, in a study that goes on. */
static void notify(struct screen *sc)
{
	int sig;

	if (sc->race || sc->tour || sc->setup->replay)
		return;
	sig = notices_follow(
		&sc->notices, &sc->folds.now, sc->tty, sc->own.notify, clock_seconds());
	if (sig)
		sc->result = 128 + sig;
}

/* The next time at which something is drawn without an event. */
static void set_timer(struct screen *sc)
{
	double at = 0, wakes = view_wakes(sc->view, screen_shown(sc)), told;
	double caption = captions_wake(sc->view->captions);

	if (caption > 0 && (wakes == 0 || caption < wakes))
		wakes = caption;
	if (sc->dirty) {
		at = sc->next_frame;
	} else if (runs(sc)) {
		double clock = study_clock(sc);

		at = clock_seconds() + 1.001 - (clock - floor(clock));
	} else if (sc->race) {
		at = race_wakes(sc->race, clock_seconds());
		at = at > 0 ? fmax(at + 0.001, sc->next_frame) : 0;
	} else if (sc->view->head.playing) {
		at = playhead_wakes(
			     &sc->view->head, &sc->folds.moments, clock_seconds()) +
		     0.001;
		at = fmax(at, sc->next_frame);
	}
	told = notices_wakes(&sc->notices, &sc->folds.now);
	if (!isinf(told) && (at == 0 || told < at))
		at = told;
	if (wakes > 0 && !screen_is_scripted(sc) && (at == 0 || wakes < at))
		at = fmax(wakes, sc->next_frame); /* nothing is drawn before */
	wake_at(sc->timer, at);
}

/* As long as a file shows it is looked at; nothing is drawn when it has not changed. */
static void set_looks(struct screen *sc)
{
	bool wanted = view_reads(sc->view);

	if (wanted == sc->looking)
		return;
	sc->looking = wanted;
	wake_every(sc->looks, wanted ? LOOK_SECONDS : 0);
}

static void suspend(struct screen *sc)
{
	notices_leave(&sc->notices);
	tty_suspend(sc->tty);
	tty_resize(sc->tty, &sc->rows, &sc->cols);
	sc->at_once = true;
}

static void take_signal(struct screen *sc)
{
	struct signalfd_siginfo info;

	if (read(sc->signals, &info, sizeof(info)) != sizeof(info))
		return;
	switch (info.ssi_signo) {
	case SIGWINCH:
		tty_resize(sc->tty, &sc->rows, &sc->cols);
		sc->at_once = true;
		break;
	case SIGTSTP:
		suspend(sc);
		break;
	case SIGCONT: /* another program may have written over the screen */
		tty_return(sc->tty);
		tty_resize(sc->tty, &sc->rows, &sc->cols);
		sc->at_once = true;
		break;
	default:
		sc->result = 128 + (int)info.ssi_signo;
	}
}

/* The screen as it is to be next, without the line that asked for it. */
static void save(struct screen *sc, char *path)
{
	struct error err;

	paint(sc);
	tty_theme(sc->tty, sc->view->theme);
	if (picture_save(&sc->picture, sc->rows, sc->cols, tty_palette(sc->tty), path,
		    &err) < 0)
		message_tell(&sc->view->message, sc->view->wall, "%s", err.text);
	else
		message_tell(&sc->view->message, sc->view->wall, "saved in %s", path);
	free(path);
}

static void take_request(struct screen *sc, struct request r)
{
	switch (r.kind) {
	case REQUEST_NONE:
		break;
	case REQUEST_COMMAND:
		if (sc->race) {
			if (race_wall_again(&sc->wall, (int)r.number, clock_seconds(),
				    sc->wrong) < 0)
				sc->result = FAILED;
			break;
		}
		tuner_command(sc->setup->tuner, (struct command){.action = r.action,
							.number = r.number,
							.trial = r.trial,
							.text = r.text});
		break;
	case REQUEST_QUIT:
		sc->result = 0;
		break;
	case REQUEST_SUSPEND:
		suspend(sc);
		break;
	case REQUEST_REDRAW:
		tty_redraw(sc->tty);
		break;
	case REQUEST_SAVE:
		save(sc, r.text);
		break;
	case REQUEST_COPY:
		sc->result = clipboard_copy(r.text, sc->result);
		break;
	}
}

void screen_press(struct screen *sc, uint32_t key)
{
	bool taken;

	look_at_clock(sc);
	if (captions_close(sc->view->captions) && key == UI_ESC)
		taken = true; /* that was all it was for */
	else if (key == UI_MOUSE)
		taken = view_mouse(sc->view, screen_shown(sc), &sc->layout, tty_mouse(sc->tty));
	else
		take_request(sc, view_key(sc->view, screen_shown(sc), &sc->layout, key, &taken));
	sc->at_once |= taken || key == UI_LOOK;
	if (sc->race)
		race_wall_take(&sc->wall, clock_seconds());
	/* the next key is about the study that this one leads to */
	fold(sc);
}

/* Milliseconds that may be waited for what comes. */
static int patience(const struct screen *sc)
{
	double left = tty_patience(sc->tty);

	return left < 0 ? -1 : (int)ceil(left * 1000);
}

static void take_keys(struct screen *sc, short revents)
{
	int waiting = 1;
	uint32_t key;

	ioctl(STDIN_FILENO, FIONREAD, &waiting);
	if ((revents & (POLLHUP | POLLERR | POLLNVAL)) || (revents && waiting == 0)) {
		sc->result = 128 + SIGHUP; /* the terminal is gone */
		return;
	}
	sc->more_keys = true;
	for (int i = 0; i < KEYS_AT_ONCE && sc->result < 0 && sc->more_keys; i++) {
		key = tty_key(sc->tty);
		sc->more_keys = key != UI_NONE;
		if (sc->more_keys)
			screen_press(sc, key);
	}
}

/* The file turned out to be damaged: what was read of it stays. */
static void tell_trouble(struct screen *sc)
{
	struct error err;

	if (follower_failed(sc->setup->follower, &err))
		message_tell(&sc->view->message, sc->view->wall, "%s", err.text);
	sc->told = sc->at_once = true;
}

static void loop(struct screen *sc)
{
	while (sc->result < 0) {
		const struct follower *f = sc->told ? NULL : sc->setup->follower;
		struct pollfd p[9] = {
			{.fd = STDIN_FILENO, .events = POLLIN},
			{.fd = sc->signals, .events = POLLIN},
			{.fd = sc->bell, .events = POLLIN},
			{.fd = sc->timer, .events = POLLIN},
			{.fd = f ? follower_trouble(f) : -1, .events = POLLIN},
			{.fd = -1, .events = POLLOUT},
			{.fd = sc->looks, .events = POLLIN},
			{.fd = ghosts_bell(sc->own.ghosts), .events = POLLIN},
			{.fd = time_left_bell(sc->time_left), .events = POLLIN},
		};
		bool more = fold(sc), due;

		if (sc->tour && !more)
			arrive(sc);
		due = sc->at_once;
		due |= sc->dirty && clock_seconds() >= sc->next_frame && !more;
		if (due && tty_is_ready(sc->tty) && tty_takes_more())
			draw(sc);
		else if (due && tty_is_ready(sc->tty))
			p[5].fd = STDOUT_FILENO; /* as soon as it takes more */
		if (!more && sc->result < 0)
			notify(sc);
		more |= !more && screen_play_step(sc);
		if (sc->result >= 0)
			break;
		set_timer(sc);
		set_looks(sc);
		more |= sc->more_keys;
		if (poll(p, 9, more ? 0 : patience(sc)) < 0 && errno != EINTR)
			break;
		if (p[1].revents)
			take_signal(sc);
		if (p[2].revents)
			wake_clear(sc->bell);
		if (p[3].revents) {
			wake_clear(sc->timer);
			sc->dirty = true;
		}
		if (p[4].revents)
			tell_trouble(sc);
		if (p[6].revents) {
			wake_clear(sc->looks);
			sc->dirty |= view_stale(sc->view);
		}
		for (int i = 7; i < 9; i++) { /* what other threads have found out */
			if (!p[i].revents)
				continue;
			wake_clear(p[i].fd);
			sc->dirty = true;
		}
		sc->more_keys |= tty_patience(sc->tty) == 0;
		if ((p[0].revents || sc->more_keys) && sc->result < 0)
			take_keys(sc, p[0].revents);
	}
}

static void begin_race(struct screen *sc)
{
	sc->race = sc->setup->race;
	race_begin(sc->race, clock_seconds());
	sc->race->playing &= !sc->setup->paused;
	race_wall_init(&sc->wall, sc->race, &sc->own);
	sc->view = race_wall_view(&sc->wall);
}

static void run(struct screen *sc)
{
	picture_init(&sc->picture);
	caption_init(&sc->caption);
	sc->tour = sc->setup->tour;
	grid_init(&sc->last);
	sc->view = &sc->own;
	folds_init(&sc->folds, sc->setup->journal);
	view_init(sc->view, glyphs_of(TIER_ASCII));
	sc->view->theme = sc->setup->theme;
	sc->view->notify = sc->setup->notify;
	notices_init(&sc->notices);
	sc->view->settings = sc->setup->settings;
	sc->view->ascii_only = tty_ascii_only(sc->tty);
	sc->view->live = sc->setup->tuner != NULL;
	sc->view->told.ends = sc->view->live;
	sc->view->recording = sc->setup->recording;
	sc->view->logs = sc->setup->logs;
	sc->view->objective = sc->setup->objective;
	sc->view->watch = sc->setup->follower != NULL;
	sc->view->moments = &sc->folds.moments;
	sc->view->ghosts = ghosts_new(&sc->setup->hindsight, sc->view->live);
	if (sc->setup->replay && !sc->setup->race) {
		moments_read(&sc->folds.moments, UINT64_MAX);
		playhead_replay(&sc->view->head, &sc->folds.moments, clock_seconds());
	}
	if (sc->setup->replay && sc->setup->at) {
		playhead_goto(&sc->view->head, &sc->folds.moments, sc->setup->at, 0);
		sc->view->head.playing = false;
	}
	if (sc->setup->tuner || sc->setup->follower)
		sc->time_left = time_left_new(screen_is_scripted(sc));
	look_at_clock(sc);
	view_glyphs(sc->view, sc->setup->glyphs);
	sc->own.tour = sc->tour;
	if (!sc->tour && !sc->setup->race)
		sc->own.captions = captions_new(sc->setup->settings);
	if (sc->setup->race)
		begin_race(sc);
	sc->view->shadows.journal = sc->setup->race ? NULL : sc->setup->journal;
	if (sc->setup->newcomer)
		message_tell(&sc->view->message, sc->view->wall,
			"new to halving? rungtop tour teaches it in six short lessons");
	if (sc->tour)
		tour_begin(sc->tour, sc->view, sc->setup->script != NULL);
	sc->at_once = true;
	tty_resize(sc->tty, &sc->rows, &sc->cols);
	loop(sc);
	notices_leave(&sc->notices);
	notices_release(&sc->notices);
	screen_end_script(sc);
	grid_release(&sc->last);
	if (sc->race)
		race_wall_release(&sc->wall);
	ghosts_free(sc->own.ghosts);
	time_left_free(sc->time_left);
	predict_end(&sc->own);
	captions_free(sc->own.captions);
	view_release(&sc->own);
	folds_release(&sc->folds);
	picture_release(&sc->picture);
	caption_release(&sc->caption);
	free(sc->recording);
}

int screen_run(const struct screen_setup *setup, struct error *err)
{
	static const int ours[] = {
		SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};
	struct screen sc = {.setup = setup, .wrong = err, .result = -1};
	sigset_t set, before;

	sc.tty = tty_open(setup->color, setup->theme, err);
	if (!sc.tty)
		return -1;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		sigaddset(&set, ours[i]);
	pthread_sigmask(SIG_BLOCK, &set, &before);
	sc.signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	sc.timer = wake_new();
	sc.looks = wake_new();
	sc.bell = setup->bell;
	stuck_guard(STDOUT_FILENO);
	if (sc.signals >= 0 && sc.timer >= 0 && sc.looks >= 0 && sc.bell >= 0)
		run(&sc);
	tty_close(sc.tty);
	stuck_release();
	if (sc.result < 0)
		error_set(err, "cannot wait for events: %s", strerror(errno));
	for (int *fd = (int[]){sc.signals, sc.timer, sc.looks, -2}; *fd != -2; fd++)
		if (*fd >= 0)
			close(*fd);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return sc.result == FAILED ? -1 : sc.result;
}
