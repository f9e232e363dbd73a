/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Races: the one clock, the numbers that are compared, the screen. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_fixture.h"
#include "study/race_result.h"
#include "study/race_statistics.h"
#include "ui/race_wall.h"

#define COLUMNS 3

static struct fixture fixtures[COLUMNS];
static struct race race;

static void begin(void)
{
	static const char *const labels[COLUMNS] = {"asha", "hyperband", "asha long"};

	race_init(&race);
	for (size_t i = 0; i < COLUMNS; i++) {
		fixture_init(&fixtures[i]);
		if (i == 1)
			fixture_hyperband(&fixtures[i]);
		else
			fixture_asha(&fixtures[i], i ? 40 : 21);
		race_add(&race, labels[i], fixtures[i].journal, false);
	}
	race_begin(&race, 0);
	while (race_step(&race, 0, UINT64_MAX) & FOLDS_MORE)
		continue;
}

static void finish(void)
{
	race_release(&race);
	for (size_t i = 0; i < COLUMNS; i++)
		fixture_release(&fixtures[i]);
}

static const struct event *event_of(size_t column, uint64_t seq)
{
	return journal_at(fixtures[column].journal, seq);
}

/* What has happened by a time, counted event by event. */
static uint64_t count_until(size_t column, double t)
{
	uint64_t n = 0;

	while (n < fixtures[column].seq && event_of(column, n + 1)->t <= t)
		n++;
	return n;
}

START_TEST(all_columns_stand_at_the_clock)
{
	begin();
	for (int i = 0; i <= 50; i++) {
		double t = race_whole(&race) * i / 50;

		race_goto(&race, t, 0);
		while (race_step(&race, 0, 100) & FOLDS_MORE)
			continue;
		for (size_t c = 0; c < COLUMNS; c++)
			ck_assert_uint_eq(race_study(&race, c)->seq, count_until(c, t));
	}
	ck_assert(race_ended(&race));
	finish();
}
END_TEST

/* The decisions of all columns, by time, then by column, by insertion. */
struct moment_at {
	double t;
	size_t column;
	uint64_t seq;
};

static size_t sort_decisions(struct moment_at **out)
{
	struct moment_at *all = NULL;
	size_t n = 0;

	for (size_t c = 0; c < COLUMNS; c++)
		for (uint64_t seq = 1; seq <= fixtures[c].seq; seq++) {
			size_t at = n;

			if (event_of(c, seq)->kind != EVENT_DECISION)
				continue;
			all = realloc(all, ++n * sizeof(*all));
			for (; at > 0 && all[at - 1].t > event_of(c, seq)->t; at--)
				all[at] = all[at - 1];
			all[at] = (struct moment_at){event_of(c, seq)->t, c, seq};
		}
	*out = all;
	return n;
}

/* Every column stands at its last event that is not after this one. */
static void check_at(const struct moment_at *m)
{
	for (size_t c = 0; c < COLUMNS; c++) {
		uint64_t n = 0;

		while (n < fixtures[c].seq) {
			double t = event_of(c, n + 1)->t;

			if (c == m->column ? n + 1 > m->seq
					   : t > m->t || (t == m->t && c > m->column))
				break;
			n++;
		}
		ck_assert_uint_eq(race.columns[c].head.seq, n ? n : 1);
	}
}

START_TEST(steps_go_through_all_decisions_in_one_order)
{
	struct moment_at *all;
	size_t n;

	begin();
	n = sort_decisions(&all);
	race_goto(&race, 0, 0);
	for (size_t i = 0; i < n; i++) {
		ck_assert(race_moment(&race, MOMENT_DECISION, false, 0));
		check_at(&all[i]);
	}
	ck_assert(!race_moment(&race, MOMENT_DECISION, false, 0));
	for (size_t i = n - 1; i-- > 0;) {
		ck_assert(race_moment(&race, MOMENT_DECISION, true, 0));
		check_at(&all[i]);
	}
	ck_assert(!race_moment(&race, MOMENT_DECISION, true, 0));
	free(all);
	finish();
}
END_TEST

START_TEST(the_clock_waits_for_what_grows)
{
	struct event e = {.kind = EVENT_CONTROL,
		.t = 1000,
		.control = {.action = CONTROL_WORKERS, .number = 1}};
	double known;

	begin();
	known = fixtures[0].t;
	race.columns[0].grows = true; /* its last event is no finish */
	race.hurried = true;
	race.speed = 1e6;
	race_goto(&race, 0, 0);
	race_play(&race, true, 0);
	race_step(&race, 1, UINT64_MAX);
	ck_assert_double_eq(race_clock(&race, 1), known);
	ck_assert(race.playing);
	ck_assert_uint_eq(race.columns[2].head.seq, count_until(2, known));
	e.control.action = CONTROL_WORKERS;
	journal_append(fixtures[0].journal, &e);
	e = (struct event){.kind = EVENT_FINISH, .t = 1000};
	journal_append(fixtures[0].journal, &e);
	race_step(&race, 1, UINT64_MAX);
	ck_assert(!race.columns[0].grows);
	race_step(&race, 2, UINT64_MAX);
	ck_assert(race_ended(&race) && !race.playing);
	ck_assert_double_eq(race_clock(&race, 3), 1000);
	finish();
}
END_TEST

/* Numbers */

START_TEST(a_value_is_reached_at_its_first_incumbent)
{
	begin();
	for (size_t c = 0; c < COLUMNS; c++) {
		const struct study *s = &fixtures[c].study;

		for (int k = 0; k < 40; k++) {
			double value = 0.01 * k, epochs = 0;
			struct race_reach r = race_reach(s, value);
			const struct event *e = NULL;

			for (uint64_t seq = 1; seq <= fixtures[c].seq; seq++) {
				e = event_of(c, seq);
				epochs += e->kind == EVENT_REPORT;
				if (e->kind == EVENT_INCUMBENT &&
					e->incumbent.value <= value)
					break;
				e = NULL;
			}
			ck_assert((e == NULL) == (isnan(r.seconds) != 0));
			ck_assert((e == NULL) == (isnan(r.epochs) != 0));
			if (!e)
				continue;
			ck_assert_double_eq(r.seconds, e->t);
			ck_assert_double_eq(r.epochs, epochs);
		}
	}
	finish();
}
END_TEST

/* R 4.2.2: wilcox.test(a, b, paired = TRUE), t.test(a), p.adjust(p, "holm") */
static const double pairs[][RACE_MOST] = {{31, 28}, {27, 31}, {45, 40}, {52, 41},
	{38, 36}, {29, 28.4}, {61, 51}, {44, 42.5}, {33, 33.5}, {47, 40}, {25, 26.2},
	{58, 49}};

START_TEST(statistics_are_those_of_r)
{
	struct race_samples s = {.rows = pairs, .n = 12, .columns = 2};
	double p[] = {0.01, 0.04, 0.03, 0.005, 0.5, 0.02};
	static const double holm[] = {0.05, 0.09, 0.09, 0.03, 0.5, 0.08};
	static double many[300][RACE_MOST];
	struct race_mean m = race_mean(&s, 0);

	ck_assert_double_eq_tol(race_wilcoxon(&s, 0, 1), 0.02685546875, 1e-12);
	ck_assert_double_eq_tol(race_wilcoxon(&s, 1, 0), 0.02685546875, 1e-12);
	ck_assert_double_eq_tol(m.mean, 490.0 / 12, 1e-12);
	ck_assert_double_eq_tol(m.lo, 33.0760807501690, 1e-10);
	ck_assert_double_eq_tol(m.hi, 48.5905859164976, 1e-10);
	ck_assert_uint_eq(race_firsts(&s, 0), 3);
	ck_assert_uint_eq(race_firsts(&s, 1), 9);
	race_holm(p, 6);
	for (int i = 0; i < 6; i++)
		ck_assert_double_eq_tol(p[i], holm[i], 1e-12);
	for (int i = 0; i < 300; i++) {
		many[i][0] = i * 37 % 101 / 7.0;
		many[i][1] = i * 53 % 97 / 7.0;
	}
	s = (struct race_samples){
		.rows = (const double(*)[RACE_MOST])many, .n = 300, .columns = 2};
	/* exact = FALSE, correct = TRUE, digits.rank = 9 */
	ck_assert_double_eq_tol(race_wilcoxon(&s, 0, 1), 0.358063002647777, 1e-12);
}
END_TEST

static double rank_of(const double *sizes, size_t n, double size)
{
	double less = 0, same = 0;

	for (size_t i = 0; i < n; i++) {
		less += sizes[i] < size;
		same += sizes[i] == size;
	}
	return less + (same + 1) / 2;
}

/* By each of the 2^n ways to sign the differences; many of them tie. */
static double by_all_signs(const double (*rows)[RACE_MOST], size_t n)
{
	double sizes[16], sums = 0, own = 0, all = 0, less, extreme = 0;
	bool won[16];
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		double a = rows[i][0], b = rows[i][1];

		if (a == b)
			continue;
		sizes[k] = isfinite(a) && isfinite(b) ? fabs(a - b) : 1e9;
		won[k++] = isfinite(a) && (!isfinite(b) || a < b);
	}
	for (size_t i = 0; i < k; i++) {
		all += rank_of(sizes, k, sizes[i]);
		own += won[i] ? rank_of(sizes, k, sizes[i]) : 0;
	}
	less = fmin(own, all - own);
	for (uint32_t signs = 0; signs < 1u << k; signs++) {
		sums = 0;
		for (size_t i = 0; i < k; i++)
			if (signs >> i & 1)
				sums += rank_of(sizes, k, sizes[i]);
		extreme += sums <= less || all - sums <= less;
	}
	return fmin(1, extreme / pow(2, (double)k));
}

START_TEST(wilcoxon_is_that_of_all_signs)
{
	uint64_t state = 7;

	for (int k = 0; k < 300; k++) {
		double rows[12][RACE_MOST] = {{0}};
		size_t n = 1 + (size_t)k % 11;
		struct race_samples s = {
			.rows = (const double(*)[RACE_MOST])rows, .n = n, .columns = 2};

		for (size_t i = 0; i < n; i++)
			for (int c = 0; c < 2; c++) {
				state = state * 6364136223846793005u +
					1442695040888963407u;
				rows[i][c] = (double)(state >> 60);
				if (rows[i][c] > 14) /* it never came */
					rows[i][c] = HUGE_VAL;
			}
		ck_assert_double_eq_tol(race_wilcoxon(&s, 0, 1),
			by_all_signs((const double(*)[RACE_MOST])rows, n), 1e-12);
	}
}
END_TEST

/* The screen */

static struct race_wall wall;
static struct view like;
static struct picture picture;
static struct grid grid;

static void begin_screen(void)
{
	begin();
	view_init(&like, glyphs_of(TIER_BRAILLE));
	race_wall_init(&wall, &race, &like);
	picture_init(&picture);
	grid_init(&grid);
}

static void finish_screen(void)
{
	grid_release(&grid);
	picture_release(&picture);
	race_wall_release(&wall);
	view_release(&like);
	finish();
}

static struct layout show(int rows, int cols, double seconds)
{
	struct view *v;
	struct layout_prefs prefs;
	struct layout l;

	while (race_step(&race, seconds, 1000) & FOLDS_MORE)
		continue;
	race_wall_lend(&wall);
	v = race_wall_view(&wall);
	v->wall = seconds;
	v->clock = race_clock(&race, seconds);
	prefs = view_prefs(v, race_wall_study(&wall));
	l = v->arrange(rows, cols, &prefs);
	view_follow(v, race_wall_study(&wall), &l);
	overlay_follow(v, race_wall_study(&wall), &l);
	picture_draw(&picture, race_wall_study(&wall), v, &l);
	picture_compose(&picture, rows, cols, &grid);
	return l;
}

static void press(const struct layout *l, uint32_t key, double seconds)
{
	bool taken;

	free(view_key(race_wall_view(&wall), race_wall_study(&wall), l, key, &taken)
			.text);
	race_wall_take(&wall, seconds);
}

static char *text_of(void)
{
	struct strbuf text = STRBUF_INIT;

	for (int y = 0; y < grid.rows; y++) {
		grid_row_text(&grid, y, &text);
		strbuf_addch(&text, '\n');
	}
	return strbuf_detach(&text);
}

static void expect(const char *words)
{
	char *text = text_of();

	ck_assert_msg(screen_has(text, words), "no '%s' in\n%s", words, text);
	free(text);
}

START_TEST(panes_keep_to_their_places_at_any_size)
{
	begin_screen();
	for (int rows = 1; rows <= 64; rows++)
		for (int cols = 1; cols <= 210; cols += 1 + cols / 40) {
			struct layout l = show(rows, cols, 0);
			uint8_t *taken = calloc((size_t)(rows * cols), 1);

			for (int p = 0; p < PANES; p++) {
				struct area a = l.area[p];

				if (!l.shown[p])
					continue;
				ck_assert(a.y >= 0 && a.x >= 0 && a.h > 0 && a.w > 0 &&
					  a.y + a.h <= rows && a.x + a.w <= cols);
				for (int y = a.y; y < a.y + a.h; y++)
					for (int x = a.x; x < a.x + a.w; x++)
						ck_assert(!taken[y * cols + x]++);
			}
			free(taken);
		}
	finish_screen();
}
END_TEST

START_TEST(keys_steer_all_columns_together)
{
	struct layout l;
	uint64_t before[COLUMNS];

	begin_screen();
	race_goto(&race, race_whole(&race), 0);
	race_play(&race, false, 0);
	l = show(40, 120, 0);
	expect("1 asha");
	expect("2 hyperband");
	expect("1st");
	press(&l, ',', 0);
	press(&l, ',', 0);
	for (size_t c = 0; c < COLUMNS; c++)
		before[c] = race.columns[c].head.seq;
	l = show(40, 120, 0);
	press(&l, '2', 0);
	ck_assert_uint_eq(race.focus, 1);
	l = show(40, 120, 0);
	press(&l, UI_ENTER, 0); /* a column on the whole screen */
	l = show(40, 120, 0);
	ck_assert_int_eq(wall.column, 1);
	expect("HYPERBAND");
	expect("Esc goes back to the race");
	press(&l, ',', 0); /* its own decision before, and the others as far */
	l = show(40, 120, 0);
	ck_assert_uint_lt(race.columns[1].head.seq, before[1]);
	ck_assert_uint_le(race.columns[0].head.seq, before[0]);
	press(&l, ' ', 0);
	ck_assert(race.playing);
	press(&l, ' ', 0);
	ck_assert(!race.playing);
	press(&l, UI_ESC, 0);
	ck_assert_int_eq(wall.column, -1);
	l = show(40, 120, 0);
	press(&l, 'e', 0);
	l = show(40, 120, 0);
	expect("Why");
	press(&l, UI_ESC, 0);
	press(&l, 'g', 0);
	ck_assert_double_eq(race_clock(&race, 0), 0);
	finish_screen();
}
END_TEST

START_TEST(any_key_at_any_size)
{
	const char *wanted = getenv("RUNGTOP_FUZZ_KEYS");
	int keys = wanted ? atoi(wanted) : 20000, rows = 24, cols = 80;
	uint64_t state = 11;
	struct layout l;

	begin_screen();
	l = show(rows, cols, 0);
	for (int i = 0; i < keys; i++) {
		uint32_t r;
		double now = i * 0.01;

		state = state * 6364136223846793005u + 1442695040888963407u;
		r = (uint32_t)(state >> 33);
		if (r % 50 == 0) {
			struct mouse m = {.kind = (enum mouse_kind)(r / 50 % 3),
				.y = (int)(r / 150 % (uint32_t)(rows + 2)) - 1,
				.x = (int)(r / 9000 % (uint32_t)(cols + 2)) - 1};

			view_mouse(race_wall_view(&wall), race_wall_study(&wall), &l, m);
			race_wall_take(&wall, now);
		} else {
			press(&l,
				r % 3	? ' ' + r / 3 % 95
				: r % 2 ? UI_UP + r / 6 % (UI_MOUSE - UI_UP)
					: 1 + r / 6 % 31,
				now);
		}
		if (i % 200 == 0) {
			rows = 1 + (int)(r / 7 % 60);
			cols = 1 + (int)(r / 600 % 200);
		}
		if (i % 20 == 0)
			l = show(rows, cols, now);
	}
	finish_screen();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("race");
	TCase *tc = tcase_create("clock");

	tcase_add_test(tc, all_columns_stand_at_the_clock);
	tcase_add_test(tc, steps_go_through_all_decisions_in_one_order);
	tcase_add_test(tc, the_clock_waits_for_what_grows);
	suite_add_tcase(s, tc);
	tc = tcase_create("numbers");
	tcase_add_test(tc, a_value_is_reached_at_its_first_incumbent);
	tcase_add_test(tc, statistics_are_those_of_r);
	tcase_add_test(tc, wilcoxon_is_that_of_all_signs);
	suite_add_tcase(s, tc);
	tc = tcase_create("screen");
	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, panes_keep_to_their_places_at_any_size);
	tcase_add_test(tc, keys_steer_all_columns_together);
	tcase_add_test(tc, any_key_at_any_size);
	suite_add_tcase(s, tc);
	return run_suite(s);
}
