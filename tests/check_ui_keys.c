/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "check_ui_keys.h"

struct fixture f;
struct view v;
struct layout l;

void follow(void)
{
	struct layout_prefs prefs = view_prefs(&v, &f.study);

	l = layout_make(24, 80, &prefs);
	view_follow(&v, &f.study, &l);
	overlay_follow(&v, &f.study, &l);
}

struct request press(uint32_t key)
{
	bool taken;
	struct request r = view_key(&v, &f.study, &l, key, &taken);

	follow();
	return r;
}

void type(const char *text)
{
	uint32_t cp;

	while (*text) {
		text += utf8_decode(text, &cp);
		ck_assert_int_eq(press(cp).kind, REQUEST_NONE);
	}
}

void finish(void)
{
	view_release(&v);
	fixture_release(&f);
}
