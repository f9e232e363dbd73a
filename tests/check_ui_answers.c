/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each key answers, whatever the study is: something changes, is asked, or is told. */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_keys.h"

enum state {
	LIVE,
	SELECTED,
	ZOOMED,
	FINISHED,
	WATCHED,
	REPLAY_START,
	REPLAY_END,
	PAST,
	EMPTY,
	STATES
};

static const char *const names[STATES] = {"live", "with a trial selected",
	"the decisions on the whole screen", "finished", "watched",
	"a replay at its start", "a replay at its end", "the past", "begun"};

static void begin(enum state s)
{
	fixture_init(&f);
	if (s != EMPTY)
		fixture_asha(&f, 21);
	moments_read(&f.moments, UINT64_MAX);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.live = s != WATCHED && s != REPLAY_START && s != REPLAY_END;
	v.watch = s == WATCHED;
	v.recording = "digits.db";
	v.moments = &f.moments;
	v.wall = 1000;
	if (s == SELECTED)
		v.selected.trial = 3;
	v.zoom = s == ZOOMED;
	v.focus = s == ZOOMED ? PANE_DECISIONS : PANE_RUNGS;
	if (s == FINISHED)
		fixture_event(&f, (struct event){.kind = EVENT_FINISH,
					  .finish.reason = FINISH_TRIALS});
	if (s == REPLAY_START || s == REPLAY_END)
		playhead_replay(&v.head, &f.moments, v.wall);
	if (s == REPLAY_END)
		playhead_goto(&v.head, &f.moments, f.moments.length, v.wall);
	v.head.playing = false;
	if (s == PAST)
		playhead_goto(&v.head, &f.moments, 60, v.wall);
	follow();
	v.message.until = 0;
}

static bool answers(enum state s, uint32_t key)
{
	struct playhead before;
	char *was, *is;
	bool answer;
	struct request r;

	begin(s);
	before = v.head;
	was = fixture_screen(&f, &v, 24, 80);
	r = press(key);
	is = fixture_screen(&f, &v, 24, 80);
	answer = r.kind != REQUEST_NONE || strcmp(was, is) != 0 ||
		 memcmp(&before, &v.head, sizeof(before)) != 0;
	free(was);
	free(is);
	free(r.text);
	finish();
	return answer;
}

/* What is moved where it cannot go further, or goes where it is, needs no words. */
static bool is_a_move(enum action a)
{
	return (a >= ACT_UP && a <= ACT_LAST) || a == ACT_BACK ||
	       a == ACT_FOCUS + PANE_DECISIONS || a == ACT_FOCUS + PANE_RUNGS;
}

START_TEST(each_key_answers)
{
	enum state s = (enum state)_i;

	for (size_t i = 0; i < n_key_rows; i++) {
		const struct key_row *r = &key_rows[i];

		if (r->contexts & IN_PANES && !is_a_move(r->action))
			ck_assert_msg(
				answers(s, r->keys[0]), "%s: %s", names[s], r->label);
	}
}
END_TEST

static void expect_told(enum control_action a, const char *text, const char *told)
{
	fixture_event(&f, (struct event){.kind = EVENT_CONTROL,
				  .control = {.action = a, .trial = 3, .text = text}});
	v.message.text[0] = '\0';
	follow();
	ck_assert_str_eq(v.message.text, told);
}

START_TEST(what_was_done_is_told)
{
	begin(LIVE);
	expect_told(CONTROL_KILL, NULL, "T03 is killed");
	expect_told(CONTROL_PROMOTE, NULL, "T03 is promoted over the rule");
	expect_told(CONTROL_ENQUEUE, "batch_size=8", "enqueued: batch_size=8");
	expect_told(CONTROL_SWITCH, "asha eta=4", "switched to asha eta=4");
	expect_told(CONTROL_NOTE, "a note", "noted: a note");
	expect_told(CONTROL_TAG, "good", "tagged: good");
	expect_told(CONTROL_PAUSE, NULL, ""); /* the header says it */
	finish();
	/* nothing of what was there before */
	begin(LIVE);
	expect_told(CONTROL_KILL, NULL, "T03 is killed");
	v.told.obeyed_seq = 0;
	v.message.text[0] = '\0';
	follow();
	ck_assert_str_eq(v.message.text, "");
	finish();
}
END_TEST

Suite *ui_answers_suite(void)
{
	Suite *s = suite_create("ui answers");
	TCase *t = tcase_create("answers");

	tcase_add_loop_test(t, each_key_answers, 0, STATES);
	tcase_add_test(t, what_was_done_is_told);
	suite_add_tcase(s, t);
	return s;
}
