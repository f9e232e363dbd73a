/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/input.h"

#include <curses.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
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
		{KEY_F(1), UI_HELP},
		{KEY_BACKSPACE, UI_BACKSPACE},
		{KEY_ENTER, UI_ENTER},
		{KEY_A1, UI_HOME},
		{KEY_C1, UI_END},
		{KEY_A3, UI_PAGE_UP},
		{KEY_C3, UI_PAGE_DOWN},
		{KEY_MOUSE, KEY_UNKNOWN},
	};
	/* first of all: of two keys that send the same, curses would take either */
	const struct {
		const char *bytes;
		int to;
	} sent[] = {
		{key_up, UI_UP},
		{key_down, UI_DOWN},
		{key_left, UI_LEFT},
		{key_right, UI_RIGHT},
		{key_ppage, UI_PAGE_UP},
		{key_npage, UI_PAGE_DOWN},
		{key_home, UI_HOME},
		{key_end, UI_END},
		{key_btab, UI_BACKTAB},
		{key_dc, UI_DELETE},
	};
	int key = key_defined(bytes);

	if (key < 0)
		return KEY_BEGINS;
	for (size_t i = 0; i < sizeof(sent) / sizeof(*sent); i++)
		if (sent[i].bytes && strcmp(sent[i].bytes, bytes) == 0)
			return sent[i].to;
	if (key == 0)
		return KEY_UNKNOWN;
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
