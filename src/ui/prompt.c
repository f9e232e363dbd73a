/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define HISTORY_MOST 200

void prompt_init(struct prompt *p)
{
	*p = (struct prompt){0};
	line_init(&p->line);
}

static void forget(struct prompt *p)
{
	for (size_t i = 0; i < p->n_found; i++)
		free(p->found[i]);
	free(p->found);
	free(p->wrong);
	p->found = NULL;
	p->n_found = p->chosen = 0;
	p->wrong = NULL;
}

void prompt_release(struct prompt *p)
{
	forget(p);
	for (size_t i = 0; i < p->n_history; i++)
		free(p->history[i]);
	free(p->history);
	free(p->typed);
	line_release(&p->line);
}

void prompt_begin(struct prompt *p, const char *text)
{
	forget(p);
	free(p->typed);
	p->typed = NULL;
	p->back = 0;
	line_set(&p->line, text);
}

static void go_back(struct prompt *p, size_t back)
{
	if (back > p->n_history || back == p->back)
		return;
	if (p->back == 0) {
		free(p->typed);
		p->typed = xstrdup(p->line.text.buf);
	}
	p->back = back;
	line_set(&p->line, back ? p->history[p->n_history - back] : p->typed);
}

bool prompt_act(struct prompt *p, enum action a)
{
	forget(p);
	switch (a) {
	case ACT_UP:
		go_back(p, p->back + 1);
		return true;
	case ACT_DOWN:
		go_back(p, p->back ? p->back - 1 : 0);
		return true;
	default:
		return line_act(&p->line, a);
	}
}

void prompt_type(struct prompt *p, uint32_t cp)
{
	if (line_type(&p->line, cp))
		forget(p);
}

/* The bytes that all words begin with; never a part of a character. */
static size_t in_common(char *const *words, size_t n)
{
	size_t len = strlen(words[0]);

	for (size_t i = 1; i < n; i++) {
		size_t k = 0;

		while (k < len && words[i][k] == words[0][k])
			k++;
		len = k;
	}
	while (len > 0 && ((unsigned char)words[0][len] & 0xc0) == 0x80)
		len--;
	return len;
}

static void put(struct prompt *p, const char *word)
{
	line_replace(&p->line, p->found_at, p->line.at - p->found_at, word);
}

void prompt_found(struct prompt *p, char **words, size_t n, size_t at)
{
	size_t common;
	char *begin;

	forget(p);
	p->found = words;
	p->n_found = p->chosen = n;
	p->found_at = at;
	if (!n)
		return;
	common = in_common(words, n);
	begin = xstrndup(words[0], common);
	if (common > p->line.at - at)
		put(p, begin);
	free(begin);
	if (n > 1)
		return;
	/* the only one: done with it, unless its value comes next */
	if (common && words[0][common - 1] != '=' && p->line.text.buf[p->line.at] != ' ')
		line_type(&p->line, ' ');
	forget(p);
}

bool prompt_choosing(const struct prompt *p)
{
	return p->n_found > 1;
}

void prompt_choose(struct prompt *p, bool back)
{
	if (p->chosen == p->n_found)
		p->chosen = back ? p->n_found - 1 : 0;
	else
		p->chosen = (p->chosen + (back ? p->n_found - 1 : 1)) % p->n_found;
	put(p, p->found[p->chosen]);
}

void prompt_keep(struct prompt *p)
{
	const char *text = p->line.text.buf;

	if (!*text || (p->n_history && !strcmp(p->history[p->n_history - 1], text)))
		return;
	if (p->n_history == HISTORY_MOST) {
		free(p->history[0]);
		memmove(p->history, p->history + 1, --p->n_history * sizeof(*p->history));
	}
	ARRAY_ROOM(p->history, p->n_history, p->cap_history);
	p->history[p->n_history++] = xstrdup(text);
}

void prompt_wrong(struct prompt *p, const char *text, size_t at)
{
	forget(p);
	p->wrong = xstrdup(text);
	p->wrong_at = at < p->line.text.len ? at : p->line.text.len;
	p->line.at = p->wrong_at;
}
