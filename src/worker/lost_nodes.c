/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/lost_nodes.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

#define LEFT_ALONE 60.0 /* seconds without new workers */

static void forget(struct lost_nodes *l, size_t i)
{
	free(l->list[i].name);
	l->list[i] = l->list[--l->n];
}

void lost_nodes_add(struct lost_nodes *l, const char *name)
{
	size_t i = 0;

	while (i < l->n && strcmp(l->list[i].name, name) != 0)
		i++;
	if (i == LOST_NODES_MAX)
		forget(l, --i);
	if (i == l->n)
		l->list[l->n++].name = xstrdup(name);
	l->list[i].until = clock_seconds() + LEFT_ALONE;
}

char *lost_nodes_exclusion(struct lost_nodes *l)
{
	struct strbuf word = STRBUF_INIT;

	for (size_t i = 0; i < l->n;)
		if (l->list[i].until < clock_seconds())
			forget(l, i);
		else
			i++;
	for (size_t i = 0; i < l->n; i++)
		strbuf_addf(&word, "%s%s", i ? "," : "--exclude=", l->list[i].name);
	if (word.len)
		return strbuf_detach(&word);
	strbuf_release(&word);
	return NULL;
}

void lost_nodes_forget(struct lost_nodes *l)
{
	while (l->n)
		forget(l, l->n - 1);
}
