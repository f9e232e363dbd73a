/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/notify.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/knob.h"
#include "base/printable.h"
#include "base/xalloc.h"
#include "ui/osc.h"

#define OSC_WAYS (NOTIFY_OSC9 | NOTIFY_OSC777 | NOTIFY_OSC99)
#define BETWEEN " ,"
#define TEXT_MAX 200 /* bytes of a title or a body */

const char *const notify_names[] = {
	"auto", "none", "bell", "title", "osc9", "osc777", "osc99", NULL};
static const unsigned bits[] = {NOTIFY_AUTO, 0, NOTIFY_BELL, NOTIFY_TITLE, NOTIFY_OSC9,
	NOTIFY_OSC777, NOTIFY_OSC99};

#define N_NAMES (sizeof(bits) / sizeof(*bits))

static int find(const char *word, size_t len)
{
	for (size_t i = 0; i < N_NAMES; i++)
		if (strlen(notify_names[i]) == len &&
			!strncmp(notify_names[i], word, len))
			return (int)i;
	return -1;
}

int notify_read(const char *text, unsigned *ways, struct place at, struct error *err)
{
	size_t words = 0;

	*ways = text ? 0 : NOTIFY_AUTO;
	for (const char *w = text ? text : ""; *(w += strspn(w, BETWEEN));) {
		size_t n = strcspn(w, BETWEEN);
		int i = find(w, n);

		if (i < 0) {
			char *word = xstrndup(w, n);
			int rc = unknown_name(err, at, "way to notify", word, NULL,
				notify_names, N_NAMES);

			free(word);
			return rc;
		}
		*ways |= bits[i];
		words++;
		w += n;
	}
	return words || !text
		       ? 0
		       : error_at(err, at,
				 "notify cannot be empty; it must be auto, none, or "
				 "some of: bell, title, osc9, osc777, osc99");
}

static bool begins(const char *text, const char *with)
{
	return text && !strncmp(text, with, strlen(with));
}

/* What a terminal is known to take, by what it says of itself; 0: nobody knows. */
static unsigned known_for(const char *term)
{
	const char *program = getenv("TERM_PROGRAM"), *over_ssh = getenv("LC_TERMINAL");
	const char *vte = getenv("VTE_VERSION");

	if (osc_in_tmux() || begins(term, "screen") || begins(term, "tmux"))
		return 0; /* what it stands in may be another one by now */
	if (begins(term, "xterm-kitty"))
		return NOTIFY_OSC99;
	if (begins(term, "foot") || begins(term, "rxvt") || (vte && *vte))
		return NOTIFY_OSC777;
	if (begins(term, "xterm-ghostty") || begins(program, "ghostty") ||
		begins(program, "iTerm") || begins(over_ssh, "iTerm") ||
		begins(program, "WezTerm"))
		return NOTIFY_OSC9;
	return 0;
}

unsigned notify_taken(unsigned ways, const char *term)
{
	if (!term || !*term || !strcmp(term, "dumb") || !strcmp(term, "unknown"))
		return 0;
	if (ways & NOTIFY_AUTO)
		ways |= NOTIFY_BELL | NOTIFY_TITLE | known_for(term);
	ways &= ~(unsigned)NOTIFY_AUTO;
	return osc_is_taken(term) ? ways : ways & NOTIFY_BELL;
}

bool notify_needs_answer(unsigned ways)
{
	return ways & (OSC_WAYS | NOTIFY_TITLE);
}

/* Without controls, and short, in the characters of the locale. */
static char *plain(const char *text)
{
	struct strbuf out = STRBUF_INIT, shown = STRBUF_INIT;
	size_t n;

	printable(&out, text, strlen(text));
	n = out.len < TEXT_MAX ? out.len : TEXT_MAX;
	while (n && ((unsigned char)out.buf[n] & 0xc0) == 0x80)
		n--; /* no part of a character */
	printable_in_locale(&shown, out.buf, n);
	strbuf_release(&out);
	return strbuf_detach(&shown);
}

static void add_osc9(struct strbuf *out, const char *title, const char *body)
{
	strbuf_addf(out, "\033]9;%s: %s\007", title, body);
}

/* The title ends at its first semicolon. */
static void add_osc777(struct strbuf *out, const char *title, const char *body)
{
	strbuf_adds(out, "\033]777;notify;");
	for (; *title; title++)
		strbuf_addch(out, *title == ';' ? ',' : *title);
	strbuf_addf(out, ";%s\007", body);
}

static void add_osc99(struct strbuf *out, const char *title, const char *body)
{
	char *t = base64_encode(title, strlen(title)),
	     *b = base64_encode(body, strlen(body));

	strbuf_addf(out, "\033]99;i=rungtop:d=0:e=1;%s\033\\", t);
	strbuf_addf(out, "\033]99;i=rungtop:p=body:e=1;%s\033\\", b);
	free(t);
	free(b);
}

void notify_add(struct strbuf *out, unsigned ways, const char *title, const char *body)
{
	static const struct {
		unsigned way;
		void (*add)(struct strbuf *out, const char *title, const char *body);
	} oscs[] = {{NOTIFY_OSC9, add_osc9}, {NOTIFY_OSC777, add_osc777},
		{NOTIFY_OSC99, add_osc99}};
	char *t = plain(title), *b = plain(body);

	for (size_t i = 0; i < sizeof(oscs) / sizeof(*oscs); i++) {
		struct strbuf one = STRBUF_INIT;

		if (ways & oscs[i].way)
			oscs[i].add(&one, t, b);
		if (one.len)
			osc_add(out, one.buf, osc_in_tmux());
		strbuf_release(&one);
	}
	if (ways & NOTIFY_BELL)
		strbuf_addch(out, '\007');
	free(t);
	free(b);
}

/* tmux takes it as its pane's, and shows it in its status line. */
void notify_add_title(struct strbuf *out, const char *title)
{
	char *t = plain(title);

	strbuf_addf(out, "\033]2;%s\007", t);
	free(t);
}

/* XTWINOPS 22 and 23, of the window's title alone. */
void notify_keep_title(struct strbuf *out)
{
	strbuf_adds(out, "\033[22;2t");
}

void notify_restore_title(struct strbuf *out)
{
	strbuf_adds(out, "\033[23;2t");
}
