/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/input.h"

#include <curses.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"

#define ESCAPE_MS 25
#define ESCAPE_MS_MOST 10000

/* What curses calls its keys. The mouse's reports are decoded here, both kinds of them. */
static int key_of(const char *bytes)
{
	static const struct {
		int from;
		int to;
	} keys[] = {
		{KEY_UP, UI_UP},
		{KEY_DOWN, UI_DOWN},
		{KEY_LEFT, UI_LEFT},
		{KEY_RIGHT, UI_RIGHT},
		{KEY_PPAGE, UI_PAGE_UP},
		{KEY_NPAGE, UI_PAGE_DOWN},
		{KEY_HOME, UI_HOME},
		{KEY_END, UI_END},
		{KEY_BTAB, UI_BACKTAB},
		{KEY_F(1), UI_HELP},
		{KEY_BACKSPACE, UI_BACKSPACE},
		{KEY_DC, UI_DELETE},
		{KEY_ENTER, UI_ENTER},
		{KEY_A1, UI_HOME},
		{KEY_C1, UI_END},
		{KEY_A3, UI_PAGE_UP},
		{KEY_C3, UI_PAGE_DOWN},
		{KEY_MOUSE, KEY_UNKNOWN},
	};
	int key = key_defined(bytes);

	if (key <= 0)
		return key < 0 ? KEY_BEGINS : KEY_UNKNOWN;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (keys[i].from == key)
			return keys[i].to;
	if (key > KEY_F(1) && key <= KEY_F(UI_F_MOST))
		return UI_F + (key - KEY_F(0));
	return KEY_OF_NOTHING;
}

void input_init(struct input *in)
{
	const char *text = getenv("ESCDELAY");
	char *end = NULL;
	long ms = text ? strtol(text, &end, 10) : -1;

	if (!end || end == text || *end || ms < 0)
		ms = ESCAPE_MS;
	ms = ms < ESCAPE_MS_MOST ? ms : ESCAPE_MS_MOST;
	in->at = in->n = 0;
	decoder_init(&in->decoder, key_of, (double)ms / 1000);
}

/* What has come; nothing is waited for. */
static bool fill(struct input *in)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	ssize_t n = 0;

	if (poll(&p, 1, 0) > 0 && (p.revents & POLLIN))
		n = read(STDIN_FILENO, in->bytes, sizeof(in->bytes));
	in->at = 0;
	in->n = n > 0 ? (size_t)n : 0;
	return n > 0;
}

bool input_next(struct input *in, struct decoded *out)
{
	while (!decoder_next(&in->decoder, out)) {
		if (in->at == in->n && !fill(in)) {
			decoder_wait(&in->decoder, clock_seconds());
			return decoder_next(&in->decoder, out);
		}
		decoder_feed(&in->decoder, in->bytes[in->at++], clock_seconds());
	}
	return true;
}

double input_patience(const struct input *in)
{
	double due = decoder_due(&in->decoder), left = due - clock_seconds();

	return due == 0 ? -1 : left > 0 ? left : 0;
}
