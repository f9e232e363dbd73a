/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One loop: it waits for a key, a signal, news in the journal or the time, folds what is
 * new into a study of its own, and draws. News are drawn at most ten times a second and
 * only while the terminal takes more; a key is answered at once. Nothing is written when
 * nothing has changed. Training never waits for any of it.
 */
#include "config.h"

#include "ui/screen.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "draw/capture.h"
#include "study/folds.h"
#include "ui/race_wall.h"
#include "ui/render.h"
#include "ui/stuck.h"
#include "ui/tty.h"

#define FRAME_SECONDS 0.1
#define FAILED INT_MAX	       /* a result: the script cannot go on */
#define KEYS_AT_ONCE 64	       /* between two looks at the signals */
#define SCRIPT_WAIT_SECONDS 10 /* that a wait of a script stands for */
#define LOOK_SECONDS 0.2       /* between two looks at a file that shows */
#define FOLD_AT_ONCE 20000     /* events between two looks at the keyboard */

struct screen {
	const struct screen_setup *setup;
	struct tty *tty;
	struct folds folds;
	struct view own;   /* of the one study */
	struct view *view; /* what has the screen */
	struct race *race; /* or NULL */
	struct race_wall wall; /* of the race */
	struct layout layout;
	struct picture picture;
	int bell, signals, timer;
	int looks; /* a timer, while a file shows */
	bool looking;
	int rows, cols;
	bool dirty;		/* the study has news that are not drawn yet */
	bool at_once;		/* a key or a new size: draw without delay */
	bool more_keys;		/* not all that have come were taken */
	bool told;		/* that the follower has given up */
	enum study_phase phase; /* of the study at the live edge, when it was drawn */
	double news_at;		/* wall time of the last event folded at the live edge */
	double next_frame;
	struct grid last;    /* what was drawn last; with a script only */
	char *recording;     /* where it is by now; NULL: as in the setup */
	double script_clock; /* view.wall while a script is played, see look_at_clock() */
	struct error *wrong; /* filled when result is FAILED */
	int result;	     /* < 0: go on */
};

/* Whether a script has the keys. */
static bool is_scripted(const struct screen *sc)
{
	const struct script_step *st = script_now(sc->setup->script);

	return st && st->verb != SCRIPT_WAIT_QUIT;
}

/*
 * What passes by itself in a view passes while a script waits and not before, so that the
 * same script shows the same on a slow machine. A replay has the one clock that it plays
 * by.
 */
static void look_at_clock(struct screen *sc)
{
	bool ours = is_scripted(sc) && !sc->setup->replay;

	sc->view->wall = ours ? sc->script_clock : clock_seconds();
}

static const struct study *shown(const struct screen *sc)
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
	unsigned news = race_step(sc->race, clock_seconds(), FOLD_AT_ONCE);

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
	news = folds_step(&sc->folds, h, FOLD_AT_ONCE);
	if (news & FOLDS_NOW)
		sc->news_at = clock_seconds();
	sc->dirty |= moved || (news & FOLDS_PAST) || ((news & FOLDS_NOW) && is_told(sc));
	sc->at_once |= (news & FOLDS_ARRIVED) != 0;
	sc->view->present = folds_present(&sc->folds);
	return news & FOLDS_MORE;
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
	return shown(sc)->t;
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

/* Brings the picture up to now. */
static void paint(struct screen *sc)
{
	const struct study *s = shown(sc);
	struct layout_prefs prefs;

	find_recording(sc);
	look_at_clock(sc);
	sc->view->clock = study_clock(sc);
	prefs = view_prefs(sc->view, s);
	sc->layout = sc->view->arrange(sc->rows, sc->cols, &prefs);
	view_follow(sc->view, s, &sc->layout);
	overlay_follow(sc->view, s, &sc->layout);
	picture_draw(&sc->picture, s, sc->view, &sc->layout);
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

/* The next time at which something is drawn without an event. */
static void set_timer(struct screen *sc)
{
	struct itimerspec its = {{0, 0}, {0, 0}};
	double at = 0, wakes = view_wakes(sc->view, shown(sc));

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
	if (wakes > 0 && !is_scripted(sc) && (at == 0 || wakes < at))
		at = wakes;
	if (at > 0) {
		its.it_value.tv_sec = (time_t)at;
		its.it_value.tv_nsec = (long)((at - floor(at)) * 1e9);
	}
	timerfd_settime(sc->timer, TFD_TIMER_ABSTIME, &its, NULL);
}

/* As long as a file shows it is looked at; nothing is drawn when it has not changed. */
static void set_looks(struct screen *sc)
{
	bool wanted = view_reads(sc->view);
	const struct timespec turn = {0, (long)(LOOK_SECONDS * 1e9)}, never = {0, 0};
	struct itimerspec its = {
		.it_interval = wanted ? turn : never, .it_value = wanted ? turn : never};

	if (wanted == sc->looking)
		return;
	sc->looking = wanted;
	timerfd_settime(sc->looks, 0, &its, NULL);
}

static void clear_fd(int fd)
{
	uint64_t n;

	while (read(fd, &n, sizeof(n)) < 0 && errno == EINTR)
		continue;
}

static void suspend(struct screen *sc)
{
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
	struct grid g;

	grid_init(&g);
	paint(sc);
	picture_compose(&sc->picture, sc->rows, sc->cols, &g);
	tty_theme(sc->tty, sc->view->theme);
	if (capture_save(&g, path, tty_palette(sc->tty), &err) < 0)
		message_tell(&sc->view->message, sc->view->wall, "%s", err.text);
	else
		message_tell(&sc->view->message, sc->view->wall, "saved in %s", path);
	grid_release(&g);
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
	}
}

static void press(struct screen *sc, uint32_t key)
{
	bool taken;

	look_at_clock(sc);
	if (key == UI_MOUSE)
		taken = view_mouse(sc->view, shown(sc), &sc->layout, tty_mouse(sc->tty));
	else
		take_request(sc, view_key(sc->view, shown(sc), &sc->layout, key, &taken));
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
			press(sc, key);
	}
}

/* The script */

/* At the end of what there is to come. */
static bool has_ended(const struct screen *sc)
{
	const struct playhead *h = &sc->view->head;

	if (sc->race)
		return !sc->race->playing && race_ended(sc->race);
	if (sc->setup->replay)
		return !h->playing && shown(sc)->seq == sc->folds.moments.length;
	return sc->folds.now.phase == PHASE_FINISHED;
}

/* What has been drawn, for a script that waits. */
static struct script_sight seen(const struct screen *sc)
{
	return (struct script_sight){.grid = &sc->last,
		.seq = sc->dirty ? 0 : shown(sc)->seq,
		.paused = !sc->dirty && !sc->view->steering.stepping &&
			  (sc->folds.now.phase == PHASE_PAUSED || has_ended(sc)),
		.ended = !sc->dirty && has_ended(sc)};
}

static void save_last(struct screen *sc, const struct script_step *st)
{
	struct error err;

	if (capture_save(&sc->last, st->text, tty_palette(sc->tty), &err) == 0)
		return;
	script_wrong(sc->setup->script, err.text, sc->wrong);
	sc->result = FAILED;
}

/* Does the next step, if its time has come; false when it has not. */
static bool play_step(struct screen *sc)
{
	const struct script_step *st = script_now(sc->setup->script);
	struct script_sight sight;

	if (!st || sc->at_once || sc->result >= 0)
		return false;
	sight = seen(sc);
	switch (st->verb) {
	case SCRIPT_KEYS:
		for (size_t i = 0; i < st->n_keys && sc->result < 0; i++)
			press(sc, st->keys[i]);
		break;
	case SCRIPT_SAVE:
		save_last(sc, st);
		break;
	case SCRIPT_QUIT:
		sc->result = 0;
		break;
	default:
		if (!script_has_come(st, &sight))
			return false;
		sc->script_clock += SCRIPT_WAIT_SECONDS;
		sc->at_once = true;
	}
	script_advance(sc->setup->script);
	return true;
}

/* What the script has kept for the end. */
static void end_script(struct screen *sc)
{
	const struct script_step *st = script_now(sc->setup->script);

	if (!st || st->verb != SCRIPT_WAIT_QUIT)
		return;
	script_advance(sc->setup->script);
	while ((st = script_now(sc->setup->script)) && st->verb == SCRIPT_SAVE) {
		save_last(sc, st);
		if (sc->result == FAILED)
			break;
		script_advance(sc->setup->script);
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
		struct pollfd p[8] = {
			{.fd = STDIN_FILENO, .events = POLLIN},
			{.fd = sc->signals, .events = POLLIN},
			{.fd = sc->bell, .events = POLLIN},
			{.fd = sc->timer, .events = POLLIN},
			{.fd = f ? follower_trouble(f) : -1, .events = POLLIN},
			{.fd = -1, .events = POLLOUT},
			{.fd = sc->looks, .events = POLLIN},
			{.fd = ghosts_bell(sc->own.ghosts), .events = POLLIN},
		};
		bool more = fold(sc), due = sc->at_once;

		due |= sc->dirty && clock_seconds() >= sc->next_frame && !more;
		if (due && tty_is_ready(sc->tty) && tty_takes_more())
			draw(sc);
		else if (due && tty_is_ready(sc->tty))
			p[5].fd = STDOUT_FILENO; /* as soon as it takes more */
		more |= !more && play_step(sc);
		if (sc->result >= 0)
			break;
		set_timer(sc);
		set_looks(sc);
		more |= sc->more_keys;
		if (poll(p, 8, more ? 0 : patience(sc)) < 0 && errno != EINTR)
			break;
		if (p[1].revents)
			take_signal(sc);
		if (p[2].revents)
			clear_fd(sc->bell);
		if (p[3].revents) {
			clear_fd(sc->timer);
			sc->dirty = true;
		}
		if (p[4].revents)
			tell_trouble(sc);
		if (p[6].revents) {
			clear_fd(sc->looks);
			sc->dirty |= view_stale(sc->view);
		}
		sc->dirty |= p[7].revents != 0;
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
	grid_init(&sc->last);
	sc->view = &sc->own;
	folds_init(&sc->folds, sc->setup->journal);
	view_init(sc->view, glyphs_of(TIER_ASCII));
	sc->view->theme = sc->setup->theme;
	sc->view->settings = sc->setup->settings;
	sc->view->ascii_only = tty_ascii_only(sc->tty);
	sc->view->live = sc->setup->tuner != NULL;
	sc->view->told.ends = sc->view->live;
	sc->view->recording = sc->setup->recording;
	sc->view->logs = sc->setup->logs;
	sc->view->watch = sc->setup->follower != NULL;
	sc->view->moments = &sc->folds.moments;
	sc->view->ghosts = ghosts_new(&sc->setup->hindsight, sc->setup->trains);
	if (sc->setup->replay && !sc->setup->race) {
		moments_read(&sc->folds.moments, UINT64_MAX);
		playhead_replay(&sc->view->head, &sc->folds.moments, clock_seconds());
	}
	if (sc->setup->replay && sc->setup->at) {
		playhead_goto(&sc->view->head, &sc->folds.moments, sc->setup->at, 0);
		sc->view->head.playing = false;
	}
	look_at_clock(sc);
	view_glyphs(sc->view, sc->setup->glyphs);
	if (sc->setup->race)
		begin_race(sc);
	sc->view->shadows.journal = sc->setup->race ? NULL : sc->setup->journal;
	sc->at_once = true;
	tty_resize(sc->tty, &sc->rows, &sc->cols);
	loop(sc);
	end_script(sc);
	grid_release(&sc->last);
	if (sc->race)
		race_wall_release(&sc->wall);
	ghosts_free(sc->own.ghosts);
	view_release(&sc->own);
	folds_release(&sc->folds);
	picture_release(&sc->picture);
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
	sc.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	sc.looks = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
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
