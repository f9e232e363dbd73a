/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "draw/grid.h"
#include "ui/keys.h"

static const struct {
	uint32_t key;
	const char *name;
} named[] = {
	{' ', "Space"},
	{'\t', "Tab"},
	{UI_BACKTAB, "S-Tab"},
	{UI_ENTER, "Enter"},
	{UI_ESC, "Esc"},
	{UI_UP, "Up"},
	{UI_DOWN, "Down"},
	{UI_LEFT, "Left"},
	{UI_RIGHT, "Right"},
	{UI_PAGE_UP, "PgUp"},
	{UI_PAGE_DOWN, "PgDn"},
	{UI_HOME, "Home"},
	{UI_END, "End"},
	{UI_BACKSPACE, "Backspace"},
	{UI_DELETE, "Del"},
	{UI_HELP, "F1"},
};

#define N_NAMED (sizeof(named) / sizeof(*named))

uint32_t key_find(const char *name)
{
	uint32_t cp;
	size_t n;

	for (size_t i = 0; i < N_NAMED; i++)
		if (strcasecmp(named[i].name, name) == 0)
			return named[i].key;
	if (name[0] == 'F' && name[1] >= '1' && name[1] <= '9') {
		char *end;
		unsigned long f = strtoul(name + 1, &end, 10);

		return !*end && f <= UI_F_MOST ? UI_F + (uint32_t)f : UI_NONE;
	}
	if (name[0] == '^' && name[1] >= '@' && name[1] <= 'z' && !name[2])
		return (uint32_t)name[1] & 31;
	if (!*name)
		return UI_NONE;
	n = utf8_decode(name, &cp);
	return name[n] || cp == 0xfffd || cp < ' ' ? UI_NONE : cp;
}

const char *key_spell(uint32_t key, char *out, size_t size)
{
	char bytes[5];

	for (size_t i = 0; i < N_NAMED; i++)
		if (named[i].key == key) {
			snprintf(out, size, "%s", named[i].name);
			return out;
		}
	if (key > UI_F && key <= UI_F + UI_F_MOST) {
		snprintf(out, size, "F%d", (int)(key - UI_F));
	} else if (key < ' ') {
		snprintf(out, size, "^%c", (int)(key + '@'));
	} else {
		utf8_encode(key, bytes);
		snprintf(out, size, "%s", bytes);
	}
	return out;
}
