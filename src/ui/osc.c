/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/osc.h"

#include <stdlib.h>
#include <string.h>

#include "ui/ground.h"

bool osc_is_taken(const char *term)
{
	static const char *const without[] = {
		"dumb", "unknown", "vt52", "vt100", "vt102", "vt220"};

	if (!term || !*term || ground_is_console(term))
		return false; /* a console shows what it does not know */
	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++)
		if (!strcmp(term, without[i]))
			return false;
	return true;
}

bool osc_in_tmux(void)
{
	const char *tmux = getenv("TMUX");

	return tmux && *tmux;
}

void osc_add(struct strbuf *out, const char *sequence, bool tmux)
{
	if (!tmux) {
		strbuf_adds(out, sequence);
		return;
	}
	strbuf_adds(out, "\033Ptmux;");
	for (; *sequence; sequence++) {
		if (*sequence == '\033')
			strbuf_addch(out, '\033'); /* inside, tmux wants each twice */
		strbuf_addch(out, *sequence);
	}
	strbuf_adds(out, "\033\\");
}
