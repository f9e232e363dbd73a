/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/captions.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "study/firsts.h"
#include "ui/progress.h"

#define SHOWN_SECONDS 15.0 /* one that nobody takes away */
#define LEAST_SECONDS 7.0  /* the same when another one waits */
#define TEXT_ROWS 2	   /* the panes do not move for a shorter one */

struct captions {
	bool on;
	struct firsts firsts;
	uint64_t looked; /* the event up to which rungs were looked at for a barrier */
	struct strbuf texts[FIRSTS];
	uint64_t seqs[FIRSTS];	  /* of what they are about */
	enum first queue[FIRSTS]; /* the first one shows, if one does */
	size_t n;
	bool shown;
	double since; /* wall time */
};

struct captions *captions_new(const struct settings *settings)
{
	char *path = progress_path();
	struct captions *c = path ? xcalloc(1, sizeof(*c)) : NULL;

	free(path);
	if (!c)
		return NULL;
	c->on = settings_captions(settings);
	for (int i = 0; i < FIRSTS; i++)
		strbuf_init(&c->texts[i]);
	return c;
}

void captions_free(struct captions *c)
{
	if (!c)
		return;
	for (int i = 0; i < FIRSTS; i++)
		strbuf_release(&c->texts[i]);
	free(c);
}

/* In the file that keeps what was seen. */
static const char *key_of(enum first f, char *out, size_t size)
{
	snprintf(out, size, "caption-%s", first_name(f));
	return out;
}

static bool was_seen(enum first f)
{
	char key[64], *kept = progress_of(key_of(f, key, sizeof(key)));
	bool seen = kept && !strcmp(kept, "seen");

	free(kept);
	return seen;
}

static void keep(enum first f, const char *what)
{
	struct error ignored; /* it comes again then */
	char key[64];

	progress_keep(key_of(f, key, sizeof(key)), what, &ignored);
}

static void add(
	const struct view *v, const struct study *s, const struct event *e, enum first f)
{
	struct captions *c = v->captions;

	c->firsts.had |= 1u << f;
	if (was_seen(f))
		return;
	strbuf_reset(&c->texts[f]);
	first_words(f, s, e, 2, v->glyphs->tier != TIER_ASCII, &c->texts[f]);
	c->seqs[f] = f == FIRST_BARRIER ? s->seq : e->seq;
	c->queue[c->n++] = f;
}

/* A barrier is no event: it is how things stand. */
static void look_for_barrier(
	const struct view *v, const struct study *s, const struct journal *j)
{
	struct captions *c = v->captions;

	if (!s->synchronous || c->looked == s->seq || c->firsts.had & 1u << FIRST_BARRIER)
		return;
	c->looked = s->seq;
	for (size_t w = 0; w < s->n_on_worker; w++) {
		uint32_t id = s->on_worker[w];

		if (!firsts_waits(s, id))
			continue;
		add(v, s, journal_at(j, s->trials[id].task_seq), FIRST_BARRIER);
		return;
	}
}

bool captions_follow(const struct view *v, const struct study *s, const struct journal *j,
	uint64_t most)
{
	struct captions *c = v->captions;

	if (!c || !c->on || c->firsts.had + 1 == 1u << FIRSTS)
		return false;
	for (; most > 0 && c->firsts.seq < s->seq; most--) {
		const struct event *e = journal_at(j, c->firsts.seq + 1);
		unsigned is = firsts_take(&c->firsts, s, e);

		for (int f = 0; f < FIRSTS; f++)
			if (is & 1u << f)
				add(v, s, e, (enum first)f);
	}
	if (c->firsts.seq < s->seq)
		return true;
	if (c->firsts.seq == s->seq)
		look_for_barrier(v, s, j);
	return false;
}

static void drop_first(struct captions *c)
{
	c->n--;
	memmove(c->queue, c->queue + 1, c->n * sizeof(*c->queue));
	c->shown = false;
}

static void write_caption(const struct captions *c, struct caption *out)
{
	caption_clear(out);
	strbuf_adds(&out->title, first_title(c->queue[0]));
	strbuf_adds(&out->text, c->texts[c->queue[0]].buf);
	strbuf_addf(&out->place, "#%" PRIu64, c->seqs[c->queue[0]]);
	if (c->n > 1)
		strbuf_addf(&out->place, ", %zu more", c->n - 1);
	strbuf_adds(&out->keys, "any key closes it  :captions off ends them");
	out->rows = TEXT_ROWS;
}

bool captions_show(const struct view *v, int rows, int cols, struct caption *out)
{
	struct captions *c = v->captions;

	if (!c)
		return false;
	if (c->shown && v->wall >= captions_wake(c))
		drop_first(c);
	if (!c->n || (!c->shown && v->overlay != OVERLAY_NONE))
		return false;
	write_caption(c, out);
	if (!caption_rows(out, rows, cols))
		return false;
	if (!c->shown) {
		c->shown = true;
		c->since = v->wall;
		keep(c->queue[0], "seen");
	}
	return true;
}

bool captions_close(struct captions *c)
{
	bool shown = c && c->shown;

	if (shown)
		drop_first(c);
	return shown;
}

double captions_wake(const struct captions *c)
{
	if (!c || !c->shown)
		return 0;
	return c->since + (c->n > 1 ? LEAST_SECONDS : SHOWN_SECONDS);
}

void captions_turn(struct captions *c, bool on)
{
	if (!c)
		return;
	c->on = on;
	if (!on) {
		c->n = 0;
		c->shown = false;
	}
}

void captions_again(struct captions *c)
{
	for (int f = 0; c && f < FIRSTS; f++)
		keep((enum first)f, "new");
	if (!c)
		return;
	c->firsts = (struct firsts){.seq = 0};
	c->looked = 0;
	c->n = 0;
	c->shown = false;
}
