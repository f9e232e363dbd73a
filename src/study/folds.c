/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/folds.h"

void folds_init(struct folds *f, const struct journal *j)
{
	f->journal = j;
	study_init(&f->now);
	study_init(&f->past);
	study_init(&f->coming);
	moments_init(&f->moments, j);
}

void folds_release(struct folds *f)
{
	moments_release(&f->moments);
	study_release(&f->coming);
	study_release(&f->past);
	study_release(&f->now);
}

/* True when it has moved. */
static bool fold(const struct folds *f, struct study *s, uint64_t to, uint64_t most)
{
	uint64_t before = s->seq;

	while (s->seq < to && most-- > 0)
		study_apply(s, journal_at(f->journal, s->seq + 1));
	return s->seq != before;
}

static void forget(struct study *s)
{
	if (s->seq)
		study_release(s);
}

static unsigned fold_back(struct folds *f, uint64_t to, uint64_t most)
{
	if (f->coming.seq > to)
		study_release(&f->coming);
	fold(f, &f->coming, to, most);
	if (f->coming.seq < to)
		return FOLDS_MORE;
	forget(&f->past);
	f->past = f->coming;
	study_init(&f->coming);
	return FOLDS_ARRIVED;
}

static unsigned fold_past(struct folds *f, const struct playhead *h, uint64_t most)
{
	uint64_t to = playhead_seq(h, &f->moments);
	unsigned news = 0;

	if (h->live) {
		news = f->past.seq ? FOLDS_ARRIVED : 0;
		forget(&f->past);
		forget(&f->coming);
		return news;
	}
	if (!f->past.seq || f->past.seq > to)
		return fold_back(f, to, most);
	forget(&f->coming);
	if (fold(f, &f->past, to, most))
		news |= FOLDS_PAST;
	return news | (f->past.seq < to ? FOLDS_MORE : 0);
}

unsigned folds_step(struct folds *f, const struct playhead *h, uint64_t most)
{
	unsigned news = moments_read(&f->moments, most) ? FOLDS_MORE : 0;

	if (!h->replay) {
		if (fold(f, &f->now, f->moments.length, most))
			news |= FOLDS_NOW;
		if (f->now.seq < f->moments.length)
			news |= FOLDS_MORE;
	}
	return news | fold_past(f, h, most);
}

const struct study *folds_shown(const struct folds *f)
{
	return f->past.seq ? &f->past : &f->now;
}

const struct study *folds_present(const struct folds *f)
{
	return f->past.seq && f->now.seq ? &f->now : NULL;
}
