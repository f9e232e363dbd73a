/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a frame of a race costs: recordings, given by their paths, are played once in 600
 * frames, as in a minute at ten a second; each frame is folded and drawn.
 */
#include "config.h"

#include <stdio.h>
#include <time.h>

#include "store/recorded.h"
#include "ui/race_wall.h"
#include "ui/render.h"

#define FRAMES 600

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static void fold(struct race *r, double wall)
{
	while (race_step(r, wall, UINT64_MAX) & FOLDS_MORE)
		continue;
}

static void draw(struct race_wall *w, struct picture *p, int rows, int cols, double wall)
{
	struct layout_prefs prefs;
	struct layout l;
	struct view *v;

	race_wall_lend(w);
	v = race_wall_view(w);
	v->wall = wall;
	v->clock = race_clock(w->race, wall);
	prefs = view_prefs(v, race_wall_study(w));
	l = v->arrange(rows, cols, &prefs);
	view_follow(v, race_wall_study(w), &l);
	picture_draw(p, race_wall_study(w), v, &l);
}

static void play(struct race *r, int rows, int cols)
{
	double folding = 0, drawing = 0, worst = 0, step = race_whole(r) / FRAMES, back;
	struct race_wall wall;
	struct picture p;
	struct view like;

	view_init(&like, glyphs_of(TIER_BRAILLE));
	race_wall_init(&wall, r, &like);
	picture_init(&p);
	race_play(r, false, 0);
	race_goto(r, 0, 0);
	fold(r, 0);
	for (int i = 1; i <= FRAMES; i++) {
		double begin = now(), folded, end;

		race_goto(r, step * i, 0);
		fold(r, 0);
		folded = now();
		draw(&wall, &p, rows, cols, i * 0.1);
		end = now();
		folding += folded - begin;
		drawing += end - folded;
		worst = end - begin > worst ? end - begin : worst;
	}
	back = now();
	race_moment(r, MOMENT_DECISION, true, 0);
	fold(r, 0);
	back = now() - back;
	printf("%dx%d: a frame %.2f ms of folding, %.2f ms of drawing, at worst %.2f ms "
	       "in all; a step back from the end %.0f ms\n",
		cols, rows, 1e3 * folding / FRAMES, 1e3 * drawing / FRAMES, 1e3 * worst,
		1e3 * back);
	picture_release(&p);
	race_wall_release(&wall);
	view_release(&like);
}

int main(int argc, char **argv)
{
	struct recorded *files[RACE_MOST];
	struct journal *journals[RACE_MOST];
	struct race race;
	struct error err;
	size_t n = (size_t)argc - 1;

	race_init(&race);
	if (n < RACE_LEAST || n > RACE_MOST) {
		fprintf(stderr, "usage: %s RECORDING RECORDING …\n", argv[0]);
		return 2;
	}
	for (size_t i = 0; i < n; i++) {
		journals[i] = journal_new();
		files[i] = recorded_open(argv[i + 1], NULL, &err);
		if (!files[i] || recorded_load(files[i], journals[i], &err) < 0) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		race_add(&race, argv[i + 1], journals[i], false);
	}
	race_begin(&race, 0);
	fold(&race, 0);
	play(&race, 24, 80);
	play(&race, 40, 120);
	play(&race, 60, 200);
	for (size_t i = 0; i < n; i++)
		printf("%s: %zu trials, %llu events\n", argv[i + 1],
			race_study(&race, i)->n_trials,
			(unsigned long long)journal_length(journals[i]));
	race_release(&race);
	for (size_t i = 0; i < n; i++) {
		journal_free(journals[i]);
		recorded_close(files[i]);
	}
	return 0;
}
