/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command that has other schedulers watch the study: shadow asha eta=4 median. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ui/commands.h"

#define OFF "off"

/* The end of what is said of one scheduler: up to the next word without a value. */
static size_t one_end(const char *line, size_t at)
{
	do {
		at += strcspn(line + at, " ");
		at += strspn(line + at, " ");
	} while (line[at] && strcspn(line + at, "=") < strcspn(line + at, " "));
	return at;
}

static int add_one(const struct call *c, struct shadows *to, size_t at, size_t end)
{
	char *text = xstrndup(c->line + at, end - at);
	struct error err;
	int rc = 0;

	if (to->n == SHADOWS_MAX)
		rc = mistake_at(c->mistake, at, "at most %d can watch", SHADOWS_MAX);
	else if (!(to->items[to->n] =
				 shadow_new(text, c->study->spec, c->study->info, &err)))
		rc = mistake_from(c->mistake, at, &err);
	else
		to->n++;
	free(text);
	return rc;
}

int run_shadow(const struct call *c, struct request *r)
{
	struct shadows *shadows = &c->view->shadows, made = {.journal = shadows->journal};
	const char *args = c->line + c->args;
	size_t n = strcspn(args, " ");
	int rc = 0;

	*r = (struct request){0};
	if (!made.journal)
		return mistake_at(c->mistake, 0, "shadows watch a single study, no race");
	if (!c->study->info || !c->study->spec)
		return mistake_at(c->mistake, 0, "the study has not begun");
	if (!n)
		return mistake_at(c->mistake, c->args,
			"which? schedulers, as asha eta=4 median; off ends it");
	if (n == strlen(OFF) && !strncmp(args, OFF, n) &&
		!args[n + strspn(args + n, " ")]) {
		shadows_release(shadows);
		message_tell(&c->view->message, c->view->wall, "nobody watches any more");
		return 0;
	}
	for (size_t at = c->args; !rc && c->line[at];) {
		size_t end = one_end(c->line, at);

		rc = add_one(c, &made, at, end);
		at = end;
	}
	if (rc < 0) {
		shadows_release(&made);
		return rc;
	}
	shadows_release(shadows);
	*shadows = made;
	message_tell(&c->view->message, c->view->wall,
		"%zu watch%s: e says what they would have done", made.n,
		made.n == 1 ? "es" : "");
	return 0;
}

void complete_shadow(const struct study *s, const char *line, const char *word, int n,
	struct words *out)
{
	(void)s;
	(void)line;
	for (size_t i = 0; i < schedulers.n; i++)
		words_add(out, word, schedulers.kinds[i]->name,
			strlen(schedulers.kinds[i]->name), "");
	if (n == 1)
		words_add(out, word, OFF, strlen(OFF), "");
}
