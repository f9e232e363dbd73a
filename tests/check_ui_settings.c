/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "check_ui_fixture.h"
#include "ui/commands.h"
#include "ui/settings.h"

static char folder[] = "/tmp/rungtop-settings-XXXXXX";
static char path[64];
static struct settings s;

static void begin(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/a/config", folder);
	settings_init(&s);
}

static void finish(void)
{
	char dir[64];

	settings_release(&s);
	unlink(path);
	snprintf(dir, sizeof(dir), "%s/a", folder);
	rmdir(dir);
	rmdir(folder);
}

static void write_file(const char *text)
{
	char dir[64];
	FILE *f;

	snprintf(dir, sizeof(dir), "%s/a", folder);
	mkdir(dir, 0777);
	f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

static void expect_file(const char *text)
{
	char got[1024] = "";
	FILE *f = fopen(path, "r");

	ck_assert_ptr_nonnull(f);
	got[fread(got, 1, sizeof(got) - 1, f)] = '\0';
	fclose(f);
	ck_assert_str_eq(got, text);
}

static void read_again(void)
{
	struct error err;

	settings_release(&s);
	settings_init(&s);
	ck_assert_msg(settings_read(&s, xstrdup(path), &err) == 0, "%s", err.text);
}

/* The mistake in a file, after its path and a colon. */
static void expect_wrong(const char *text, const char *wrong)
{
	struct error err;

	write_file(text);
	settings_release(&s);
	settings_init(&s);
	ck_assert_int_eq(settings_read(&s, xstrdup(path), &err), -1);
	ck_assert(err.usage);
	ck_assert(strncmp(err.text, path, strlen(path)) == 0);
	ck_assert_msg(strstr(err.text, wrong) == err.text + strlen(path) + 1,
		"\"%s\" is not after the path in \"%s\"", wrong, err.text);
}

START_TEST(no_file_is_no_settings)
{
	begin();
	read_again();
	ck_assert_ptr_null(settings_text(&s, "theme"));
	write_file("# nothing yet\n\n");
	read_again();
	write_file("keys:\n");
	read_again();
	finish();
}
END_TEST

START_TEST(a_file_is_read)
{
	begin();
	write_file("theme: light\npace: 8\nkeys:\n  kill: X\n  zoom: [w, F5]\n"
		   "  promote: none\n");
	read_again();
	ck_assert_str_eq(settings_text(&s, "theme"), "light");
	ck_assert_double_eq(knobs_real(&s.knobs, "pace"), 8);
	ck_assert_int_eq(keymap_action(&s.keys, 'X', IN_PANES), ACT_KILL);
	ck_assert_int_eq(keymap_action(&s.keys, 'K', IN_PANES), ACT_NONE);
	ck_assert_int_eq(keymap_action(&s.keys, UI_F + 5, IN_PANES), ACT_ZOOM);
	ck_assert_int_eq(keymap_action(&s.keys, 'P', IN_PANES), ACT_NONE);
	ck_assert_int_eq(keymap_action(NULL, 'K', IN_PANES), ACT_KILL);
	finish();
}
END_TEST

START_TEST(mistakes_have_their_place)
{
	begin();
	expect_wrong("theme: lite\n", "1:8: ");
	expect_wrong("glyps: ascii\n",
		"1:1: unknown setting 'glyps'; did you mean 'glyphs'?");
	expect_wrong("theme: [dark]\n", "1:8: theme: a single value is wanted");
	expect_wrong("- dark\n", "1:1: settings are a map");
	expect_wrong("keys: q\n", "1:7: keys: a map");
	expect_wrong("keys:\n  frob: x\n", "2:3: unknown action 'frob' in keys");
	expect_wrong("keys:\n  quit: Frob\n", "2:3: keys.quit: 'Frob' is no key");
	expect_wrong("pace: 1\nkeys:\n  kill: q\n", "3:3: keys.kill: q is 'back' already");
	expect_wrong("keys:\n  kill: x\n  promote: x\n", "3:3: keys.promote: x is 'kill'");
	expect_wrong("keys:\n  kill: [a, b, c, d, e]\n", "2:3: keys.kill: four keys");
	finish();
}
END_TEST

/* All at once: two actions may change their keys with each other. */
START_TEST(keys_change_places)
{
	begin();
	write_file("keys: {kill: P, promote: K}\n");
	read_again();
	ck_assert_int_eq(keymap_action(&s.keys, 'P', IN_PANES), ACT_KILL);
	ck_assert_int_eq(keymap_action(&s.keys, 'K', IN_PANES), ACT_PROMOTE);
	finish();
}
END_TEST

START_TEST(every_action_that_has_a_key_has_a_name)
{
	struct error err;
	char name[32];

	begin();
	for (size_t i = 0; i < n_key_rows; i++) {
		struct keymap m = {0};
		const char *action = action_name(key_rows[i].action);

		ck_assert_msg(action, "%s has no name in keymap.c", key_rows[i].label);
		ck_assert_int_eq(action_find(action), key_rows[i].action);
		ck_assert_int_eq(
			keymap_bind(&m, action, "F9", (struct place){0}, &err), 0);
		ck_assert_msg(keymap_check(&m, &err) == 0, "%s", err.text);
		for (size_t k = 0; k < 4 && key_rows[i].keys[k]; k++) {
			key_spell(key_rows[i].keys[k], name, sizeof(name));
			if (key_rows[i].keys[k] != '\n' && key_rows[i].keys[k] != 0x7f)
				ck_assert_msg(key_find(name) == key_rows[i].keys[k],
					"%s does not come back", name);
		}
	}
	finish();
}
END_TEST

START_TEST(labels_follow_the_keys)
{
	char out[64];
	struct error err;

	begin();
	for (size_t i = 0; i < n_key_rows; i++)
		ck_assert_str_eq(keymap_label(&s.keys, &key_rows[i], out, sizeof(out)),
			key_rows[i].label);
	ck_assert_int_eq(settings_set(&s, "keys.promote", "F7", in_line, &err), 0);
	for (size_t i = 0; i < n_key_rows; i++)
		if (key_rows[i].action == ACT_KILL)
			ck_assert_str_eq(
				keymap_label(&s.keys, &key_rows[i], out, sizeof(out)),
				"K F7");
	finish();
}
END_TEST

/* N is two actions, each with keys of its own. */
START_TEST(a_search_has_keys_of_its_own)
{
	struct error err;

	begin();
	ck_assert_int_eq(keymap_action(&s.keys, 'N', IN_PANES), ACT_ENQUEUE);
	ck_assert_int_eq(keymap_action(&s.keys, 'N', IN_MATCHES), ACT_MATCH_BACK);
	ck_assert_int_eq(settings_set(&s, "keys.enqueue", "E", in_line, &err), 0);
	ck_assert_int_eq(settings_set(&s, "keys.match-back", "b", in_line, &err), 0);
	ck_assert_int_eq(keymap_check(&s.keys, &err), 0);
	ck_assert_int_eq(keymap_action(&s.keys, 'N', IN_PANES), ACT_NONE);
	ck_assert_int_eq(keymap_action(&s.keys, 'E', IN_PANES), ACT_ENQUEUE);
	ck_assert_int_eq(keymap_action(&s.keys, 'N', IN_MATCHES), ACT_NONE);
	ck_assert_int_eq(keymap_action(&s.keys, 'b', IN_MATCHES), ACT_MATCH_BACK);
	ck_assert_int_eq(keymap_action(&s.keys, 'b', IN_LOG), ACT_MATCH_BACK);
	finish();
}
END_TEST

START_TEST(one_line_is_changed_and_the_others_stay)
{
	struct error err;

	begin();
	read_again();
	ck_assert_int_eq(settings_save(&s, "theme", "dark", &err), 0);
	expect_file("theme: dark\n");
	ck_assert_int_eq(settings_save(&s, "keys.kill", "X,F5", &err), 0);
	expect_file("theme: dark\nkeys:\n  kill: ['X', 'F5']\n");
	write_file("# mine\ntheme: dark # at night\npace: 3\nkeys:\n    kill: X\nglyphs: ascii");
	ck_assert_int_eq(settings_save(&s, "pace", "4", &err), 0);
	ck_assert_int_eq(settings_save(&s, "keys.promote", "'", &err), 0);
	ck_assert_int_eq(settings_save(&s, "keys.kill", "none", &err), 0);
	ck_assert_int_eq(settings_save(&s, "workers", "2", &err), 0);
	expect_file("# mine\ntheme: dark # at night\npace: 4\nkeys:\n    promote: ''''\n"
		    "    kill: 'none'\nglyphs: ascii\nworkers: 2\n");
	read_again();
	ck_assert_int_eq(keymap_action(&s.keys, '\'', IN_PANES), ACT_PROMOTE);
	/* what cannot be changed by a line is left */
	write_file("{theme: dark, pace: 3}\n");
	ck_assert_int_eq(settings_save(&s, "workers", "4", &err), -1);
	expect_file("{theme: dark, pace: 3}\n");
	finish();
}
END_TEST

START_TEST(a_line_sets_and_saves)
{
	struct fixture f;
	struct view v;
	struct request r;
	struct mistake m;

	begin();
	read_again();
	fixture_init(&f);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	ck_assert_int_eq(command_run(&v, &f.study, "set theme=mono", &r, &m), -1);
	v.settings = &s;
	ck_assert_int_eq(command_run(&v, &f.study, "set theme=mono", &r, &m), 0);
	ck_assert_int_eq(v.theme, THEME_MONO);
	ck_assert_int_eq(command_run(&v, &f.study, "set keys.kill=q", &r, &m), -1);
	ck_assert_str_eq(m.err.text, "keys.kill: q is 'back' already");
	ck_assert_int_eq(m.at, 4);
	ck_assert_int_eq(command_run(&v, &f.study, "set keys.kill=X --save", &r, &m), 0);
	expect_file("keys:\n  kill: 'X'\n");
	ck_assert_int_eq(keymap_action(NULL, 'X', IN_PANES), ACT_NONE);
	ck_assert_int_eq(keymap_action(view_keymap(&v), 'X', IN_PANES), ACT_KILL);
	ck_assert_int_eq(command_run(&v, &f.study, "set theme", &r, &m), -1);
	ck_assert_int_eq(command_run(&v, &f.study, "set frob=1", &r, &m), -1);
	view_release(&v);
	fixture_release(&f);
	finish();
}
END_TEST

Suite *ui_settings_suite(void)
{
	Suite *suite = suite_create("ui settings");
	TCase *t = tcase_create("settings");

	tcase_add_test(t, no_file_is_no_settings);
	tcase_add_test(t, a_file_is_read);
	tcase_add_test(t, mistakes_have_their_place);
	tcase_add_test(t, keys_change_places);
	tcase_add_test(t, every_action_that_has_a_key_has_a_name);
	tcase_add_test(t, labels_follow_the_keys);
	tcase_add_test(t, a_search_has_keys_of_its_own);
	tcase_add_test(t, one_line_is_changed_and_the_others_stay);
	tcase_add_test(t, a_line_sets_and_saves);
	suite_add_tcase(suite, t);
	return suite;
}
