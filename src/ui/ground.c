/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/ground.h"

#include <ctype.h>
#include <curses.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#define QUESTION "\033]11;?\033\\"
#define FENCE "\033[c"
/* GNU screen knows nothing of OSC 11, but hands on what it is told to (DCS). */
#define THROUGH_SCREEN "\033P\033]11;?\007" FENCE "\033\\"

/* What a name begins with where it is followed by no letter: linux-16color, cons25r. */
static bool has_stem(const char *name, const char *stem)
{
	size_t n = strlen(stem);

	return strncmp(name, stem, n) == 0 && !isalpha((unsigned char)name[n]);
}

bool ground_is_console(const char *name)
{
	static const char *const inside[] = {"screen.", "tmux."};
	static const char *const stems[] = {
		"linux", "cons", "teken", "wsvt", "pccon", "hurd", "mach", "minix"};

	for (size_t i = 0; i < sizeof(inside) / sizeof(*inside); i++)
		if (strncmp(name, inside[i], strlen(inside[i])) == 0)
			name += strlen(inside[i]);
	for (size_t i = 0; i < sizeof(stems) / sizeof(*stems); i++)
		if (has_stem(name, stems[i]))
			return true;
	return false;
}

bool ground_ask(const char *name)
{
	struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};
	bool in_screen = has_stem(name, "screen") && !getenv("TMUX");
	const char *text = in_screen ? QUESTION THROUGH_SCREEN : QUESTION FENCE;

	/* an entry of another grammar than ECMA-48 would show the question */
	if (ground_is_console(name) || strncmp(cursor_address, "\033[", 2) != 0)
		return false;
	if (poll(&p, 1, 0) <= 0 || !(p.revents & POLLOUT))
		return false;
	return write(STDOUT_FILENO, text, strlen(text)) == (ssize_t)strlen(text);
}

static double linear(unsigned part)
{
	double v = part / 255.0;

	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

bool ground_is_light(unsigned rgb)
{
	double luminance = 0.2126 * linear(rgb >> 16 & 0xff) +
			   0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);

	return (luminance + 0.05) * (luminance + 0.05) > 1.05 * 0.05;
}
