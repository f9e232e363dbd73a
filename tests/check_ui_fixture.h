/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Studies made by hand, event after event, by the rules as the papers state them and
 * without the schedulers of the program: what the screen shows is checked against them.
 */
#ifndef TESTS_CHECK_UI_FIXTURE_H
#define TESTS_CHECK_UI_FIXTURE_H

#include "fixture.h"
#include "study/moments.h"
#include "study/study.h"
#include "ui/render.h"

struct fixture {
	struct study study;
	struct journal *journal; /* what the study was folded from */
	struct moments moments;
	struct study_info info;
	struct space space;
	struct value *configs[512];
	char spec[96];
	uint32_t n_trials;
	uint64_t seq;
	double t, best;
};

/* A study that has begun, with a learning_rate, a batch_size and an optimizer. */
void fixture_init(struct fixture *f);
void fixture_release(struct fixture *f);
void fixture_event(struct fixture *f, struct event e);
void fixture_scheduler(struct fixture *f, const char *name, int r_max, int brackets,
	const struct bracket_shape *shape, bool synchronous);
/* The value of a trial after an epoch: falls with the epoch; trial `id` has its own order. */
double fixture_value(uint32_t id, int epoch);

/*
 * ASHA on 1 3 9 27, eta 3, as one worker would run it, until rung 0 has `results`
 * results and nobody may climb; then a trial is left running at rung 0.
 */
void fixture_asha(struct fixture *f, uint32_t results);
/*
 * Hyperband on 1 3 9, eta 3 (seats 9 3 1, 5 1, 3): bracket 0 is over, bracket 1 has 3 of
 * 5 results at its rung 0 and one trial running there.
 */
void fixture_hyperband(struct fixture *f);
/* One that has diverged, at rung 0 of bracket 0; one that has failed there. */
void fixture_diverge(struct fixture *f);
void fixture_fail(struct fixture *f, const char *why);

/* Whether a row of the screen holds all these words, in this order. */
bool screen_has(const char *screen, const char *words);

/* The whole screen; grid_release() it. */
void fixture_grid(struct fixture *f, struct view *v, int rows, int cols, struct grid *g);
/* The whole screen as text, rows ended by newlines; free() it. */
char *fixture_screen(struct fixture *f, struct view *v, int rows, int cols);

Suite *ui_answers_suite(void);
Suite *ui_capture_suite(void);
Suite *ui_command_suite(void);
Suite *ui_contrast_suite(void);
Suite *ui_curves_suite(void);
Suite *ui_decoder_suite(void);
Suite *ui_edges_suite(void);
Suite *ui_filter_suite(void);
Suite *ui_fuzz_suite(void);
Suite *ui_ghosts_suite(void);
Suite *ui_help_suite(void);
Suite *ui_layout_suite(void);
Suite *ui_line_suite(void);
Suite *ui_log_suite(void);
Suite *ui_menu_suite(void);
Suite *ui_pane_suite(void);
Suite *ui_panes_suite(void);
Suite *ui_plot_suite(void);
Suite *ui_render_suite(void);
Suite *ui_rule_suite(void);
Suite *ui_settings_suite(void);
Suite *ui_space_suite(void);
Suite *ui_time_suite(void);
Suite *ui_view_suite(void);
Suite *ui_widths_suite(void);

#endif
