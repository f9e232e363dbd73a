/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/clipboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/standard.h"
#include "ui/ground.h"
#include "ui/stuck.h"

bool clipboard_is_there(const char *term)
{
	static const char *const without[] = {"dumb", "vt52", "vt100", "vt102", "vt220"};

	if (!term || !*term || ground_is_console(term))
		return false; /* a console shows what it does not know */
	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++)
		if (!strcmp(term, without[i]))
			return false;
	return true;
}

void clipboard_sequence(const char *text, bool tmux, struct strbuf *out)
{
	char *coded = base64_encode(text, strlen(text));

	/* inside, tmux wants each ESC twice */
	strbuf_addf(out,
		tmux ? "\033Ptmux;\033\033]52;c;%s\007\033\\" : "\033]52;c;%s\007",
		coded);
	free(coded);
}

/*
 * tmux itself sends it to the terminal around it, as it is configured by default; it drops
 * the sequence of a program (set-clipboard) and what is wrapped (allow-passthrough, since
 * 3.3). False: it cannot; -w is of 3.2.
 */
static bool give_tmux(const char *text)
{
	FILE *f = popen("exec tmux load-buffer -w - 2>/dev/null", "we");

	if (!f)
		return false;
	fputs(text, f);
	return pclose(f) == 0;
}

int clipboard_copy(char *text, int result)
{
	const char *name = getenv("TMUX");
	bool tmux = name && *name;
	struct strbuf out = STRBUF_INIT;
	int sig;

	if (tmux && give_tmux(text)) {
		free(text);
		return result;
	}
	clipboard_sequence(text, tmux, &out);
	stuck_begin();
	standard_write(STDOUT_FILENO, out.buf, out.len);
	strbuf_release(&out);
	free(text);
	sig = stuck_end();
	return sig ? 128 + sig : result;
}
