/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/clipboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "ui/osc.h"
#include "ui/stuck.h"

void clipboard_sequence(const char *text, bool tmux, struct strbuf *out)
{
	char *coded = base64_encode(text, strlen(text));
	struct strbuf osc = STRBUF_INIT;

	strbuf_addf(&osc, "\033]52;c;%s\007", coded);
	osc_add(out, osc.buf, tmux);
	strbuf_release(&osc);
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
	bool tmux = osc_in_tmux();
	struct strbuf out = STRBUF_INIT;
	int sig;

	if (tmux && give_tmux(text)) {
		free(text);
		return result;
	}
	clipboard_sequence(text, tmux, &out);
	sig = stuck_write(STDOUT_FILENO, out.buf, out.len);
	strbuf_release(&out);
	free(text);
	return sig ? 128 + sig : result;
}
