/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The header: the scheduler, the progress, what is spent. Its parts shorten, and then go,
 * from the least important one up, until the row holds them.
 */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "draw/bar.h"
#include "study/budget.h"
#include "study/left.h"
#include "ui/format.h"
#include "ui/view.h"

#define PARTS_MAX 16
#define PART_FORMS 5

/* A label and a value, in forms from long to short; the form PART_FORMS is nothing. */
struct part {
	int worth; /* the least goes first */
	enum role label_role, value_role;
	struct {
		char label[48], value[64];
	} form[PART_FORMS];
	int forms, use;
	int brief; /* forms that it takes before anything goes; 0: all */
};

struct parts {
	struct part part[PARTS_MAX];
	int n;
};

static struct part *add_part(struct parts *ps, int worth)
{
	struct part *p = &ps->part[ps->n++];

	*p = (struct part){
		.worth = worth, .label_role = ROLE_DIM, .value_role = ROLE_STRONG};
	return p;
}

static void __attribute__((format(printf, 3, 4)))
add_form(struct part *p, const char *label, const char *fmt, ...)
{
	va_list ap;

	snprintf(p->form[p->forms].label, sizeof(p->form[0].label), "%s", label);
	va_start(ap, fmt);
	vsnprintf(p->form[p->forms].value, sizeof(p->form[0].value), fmt, ap);
	va_end(ap);
	p->forms++;
}

static int part_width(const struct part *p)
{
	if (p->use >= p->forms)
		return 0;
	return text_width(p->form[p->use].label) + text_width(p->form[p->use].value);
}

static int parts_width(const struct parts *ps, int gap)
{
	int width = 0;

	for (int i = 0; i < ps->n; i++)
		if (ps->part[i].use < ps->part[i].forms)
			width += part_width(&ps->part[i]) + gap;
	return width - gap;
}

static int by_worth(const struct parts *ps, bool drop)
{
	int least = -1;

	for (int i = 0; i < ps->n; i++) {
		const struct part *p = &ps->part[i];
		int forms = p->brief ? p->brief : p->forms;
		bool can = drop ? p->use < p->forms : p->use + 1 < forms;

		if (can && (least < 0 || p->worth < ps->part[least].worth))
			least = i;
	}
	return least;
}

static void fit(struct parts *ps, int width)
{
	while (parts_width(ps, 2) > width) {
		int i = by_worth(ps, false);

		if (i < 0)
			i = by_worth(ps, true);
		if (i < 0)
			return;
		ps->part[i].use++;
	}
}

static void upper(char *out, size_t size, const char *s)
{
	size_t n = 0;

	for (; s && *s && n + 1 < size; s++)
		out[n++] = *s == '_' ? ' ' : (char)toupper((unsigned char)*s);
	out[n] = '\0';
}

static void add_scheduler(struct parts *ps, const struct scene *sc)
{
	const struct study *s = sc->study;
	const char *eta = sc->view->glyphs->eta;
	struct part *p;
	char name[32], top[16];

	if (!s->scheduler)
		return; /* it is the second thing that happens */
	upper(name, sizeof(name), s->scheduler);
	p = add_part(ps, 7);
	p->label_role = ROLE_STRONG;
	p->value_role = ROLE_DIM;
	study_level_text(s->r_max, top, sizeof(top));
	if (s->eta > 1 && s->rule->ops->divides) {
		add_form(p, name, "  %s%d r=%d R=%s", eta, s->eta, s->r_min, top);
		add_form(p, name, " %s%d %d-%s", eta, s->eta, s->r_min, top);
	} else {
		add_form(p, name, "  R=%s", top);
	}
	p->brief = p->forms;
	add_form(p, name, "%s", "");
	if (!s->info->searcher)
		return;
	p = add_part(ps, 6);
	p->label_role = ROLE_DIM;
	p->value_role = ROLE_STRONG;
	add_form(p, "searcher ", "%s", s->info->searcher);
	add_form(p, "", "%s", s->info->searcher);
}

/* What the chip says: the study's state, and how one looks at it when not as it runs. */
struct chip {
	const char *glyph, *word, *brief, *mode;
	enum role role;
};

static struct chip chip_of_study(const struct scene *sc, const struct study *s)
{
	const struct glyphs *g = sc->view->glyphs;

	if (s->phase == PHASE_FINISHED && s->error)
		return (struct chip){g->end, "FAILED", "FAILED", NULL, ROLE_CHIP_HOLD};
	if (s->phase == PHASE_FINISHED)
		return (struct chip){g->end, "DONE", "DONE", NULL, ROLE_CHIP_END};
	if (s->phase == PHASE_PAUSED)
		return (struct chip){g->hold, "PAUSED", "PAUSED", NULL, ROLE_CHIP_HOLD};
	if (sc->view->steering.stepping)
		return (struct chip){g->step, "STEP", "STEP", NULL, ROLE_CHIP_HOLD};
	if (s->phase == PHASE_EMPTY)
		return (struct chip){g->run, "START", "START", NULL, ROLE_CHIP_RUN};
	return (struct chip){g->run, "RUNNING", "RUN", NULL, ROLE_CHIP_RUN};
}

static struct chip chip_of(const struct scene *sc)
{
	const struct view *v = sc->view;
	const struct playhead *h = &v->head;
	struct chip c = chip_of_study(sc, view_present(v, sc->study));

	if (h->replay) {
		bool end = v->moments && h->seq >= v->moments->length;

		c.mode = "REPLAY";
		c.glyph = h->playing ? v->glyphs->run
			  : end	     ? v->glyphs->end
				     : v->glyphs->hold;
		c.role = h->playing ? ROLE_CHIP_RUN
			 : end	    ? ROLE_CHIP_END
				    : ROLE_CHIP_HOLD;
		c.word = "";
	} else if (!h->live) {
		c.mode = h->frozen ? "FROZEN" : "PAST";
		c.glyph = h->frozen ? v->glyphs->hold : v->glyphs->back;
		c.role = ROLE_CHIP_HOLD;
	} else if (v->watch) {
		c.mode = "WATCH";
	}
	return c;
}

static void add_state(struct parts *ps, const struct scene *sc)
{
	const struct study *now = view_present(sc->view, sc->study);
	struct chip c = chip_of(sc);
	struct part *p = add_part(ps, 100);
	char why[48] = "";

	p->value_role = c.role;
	if (now->phase == PHASE_FINISHED && !now->error)
		snprintf(why, sizeof(why), ": %s", finish_reason_name(now->reason));
	if (c.mode && *c.word)
		add_form(p, "", " %s %s %s %s%s ", c.glyph, c.mode, sc->view->glyphs->dot,
			c.word, why);
	else if (!c.mode && *why)
		add_form(p, "", " %s %s%s ", c.glyph, c.word, why);
	if (c.mode)
		c.word = c.brief = c.mode;
	add_form(p, "", " %s %s ", c.glyph, c.word);
	if (c.word != c.brief)
		add_form(p, "", " %s %s ", c.glyph, c.brief);
	add_form(p, "", "%s%s", c.glyph, c.brief);
	p->brief = p->forms;
	add_form(p, "", "%s", c.glyph);
}

/* What is wrong, for as long as it is: a fault that ended the study, or a warning. */
static void add_trouble(struct parts *ps, const struct scene *sc)
{
	const struct study *now = view_present(sc->view, sc->study);
	const char *text = now->error ? now->error : now->warned ? now->warning : NULL;
	struct part *p;

	if (!text)
		return;
	p = add_part(ps, 90);
	p->label_role = p->value_role = ROLE_LOST;
	add_form(p, "! ", "%.60s", text);
	add_form(p, "! ", "%.*s", (int)fmin(24, (double)strcspn(text, ":")), text);
	p->brief = p->forms;
	add_form(p, "!", "%s", "");
}

/* How many trials have failed, while the last one to end has. */
static void add_failures(struct parts *ps, const struct scene *sc)
{
	const struct study *now = view_present(sc->view, sc->study);
	struct strbuf text = STRBUF_INIT;
	struct part *p;

	if (!now->failing || now->error)
		return;
	p = add_part(ps, 89);
	p->label_role = p->value_role = ROLE_LOST;
	study_failure_text(now, &now->failures[now->n_failures - 1], &text);
	add_form(p, "! ", "%zu of %zu failed: %.60s", now->n_failures, now->n_trials,
		text.buf);
	strbuf_release(&text);
	add_form(p, "! ", "%zu of %zu failed", now->n_failures, now->n_trials);
	add_form(p, "! ", "%zu failed", now->n_failures);
	p->brief = p->forms;
	add_form(p, "!", "%zu", now->n_failures);
}

static int busy_workers(const struct study *s)
{
	int n = 0;

	for (size_t w = 0; w < s->n_on_worker; w++)
		n += s->on_worker[w] != STUDY_NONE;
	return n;
}

static void add_round(struct parts *ps, const struct study *s)
{
	int64_t rounds = s->stop->rounds;
	struct part *p;

	if (!s->synchronous)
		return;
	p = add_part(ps, 3);
	if (rounds) {
		add_form(p, "round ", "%d/%" PRId64, s->round + 1, rounds);
		add_form(p, "rd ", "%d/%" PRId64, s->round + 1, rounds);
	} else {
		add_form(p, "round ", "%d", s->round + 1);
		add_form(p, "rd ", "%d", s->round + 1);
	}
}

static void add_speed(struct parts *ps, double speed)
{
	struct part *p = add_part(ps, 45);
	char text[32];

	if (speed >= 1)
		snprintf(text, sizeof(text), "%.0fx", speed);
	else
		snprintf(text, sizeof(text), "1/%.0fx", 1 / speed);
	add_form(p, "speed ", "%s", text);
	add_form(p, "", "%s", text);
}

/* The time left, where the study is shown as it is now. */
static const struct left *left_now(const struct scene *sc)
{
	return sc->view->head.live && sc->study->phase != PHASE_FINISHED ? sc->view->left
									 : NULL;
}

/* How long it will take, or why nobody knows. */
static void add_left(struct parts *ps, const struct scene *sc)
{
	const struct left *l = left_now(sc);
	struct strbuf text = STRBUF_INIT;
	struct part *p;

	if (!l || l->kind == LEFT_UNKNOWN)
		return;
	p = add_part(ps, 8);
	for (int brief = 0; brief < 2; brief++) {
		strbuf_reset(&text);
		left_words(l, sc->study, sc->view->clock, brief, &text);
		add_form(p, "", "%.60s", text.buf);
	}
	if (l->finishing)
		add_form(p, "", "%.*s", (int)strcspn(text.buf, ","), text.buf);
	strbuf_release(&text);
}

static void add_numbers(struct parts *ps, const struct scene *sc)
{
	const struct study *s = sc->study;
	double pace;
	char trials[24], clock[40];
	int workers = s->workers > 0 ? s->workers : (int)s->n_on_worker;
	struct part *p = add_part(ps, 6);

	add_form(p, "workers ", "%d/%d", busy_workers(s), workers);
	add_form(p, "w ", "%d/%d", busy_workers(s), workers);
	p = add_part(ps, 9);
	format_count(s->n_trials, trials, sizeof(trials));
	add_form(p, "trials ", "%s", trials);
	add_round(ps, s);
	p = add_part(ps, 5);
	format_clock(sc->view->clock, clock, sizeof(clock));
	add_form(p, "elapsed ", "%s", clock);
	add_form(p, "", "%s", clock);
	add_left(ps, sc);
	if (sc->view->head.replay)
		add_speed(ps, sc->view->head.speed);
	if (!sc->view->live)
		return;
	pace = view_present(sc->view, s)->pace; /* that is the one the keys change */
	p = add_part(ps, 4);
	if (pace > 0) {
		add_form(p, "pace ", "%g ep/s", pace);
		add_form(p, "", "%g/s", pace);
	} else {
		add_form(p, "pace ", "unlimited");
		add_form(p, "", "full");
	}
}

/* Where the incumbent has no pane, its value must be here. */
static void add_best(struct parts *ps, const struct scene *sc)
{
	const struct study_incumbent *best = study_incumbent(sc->study);
	struct part *p;
	char value[32];

	if (!best || sc->layout->shown[PANE_INCUMBENT])
		return;
	p = add_part(ps, 50);
	p->value_role = ROLE_BEST;
	format_metric(best->value, value, sizeof(value));
	add_form(p, "best ", "%s", value);
	add_form(p, "", "%s", value);
}

static void draw_parts(struct pen *p, const struct parts *ps, int width)
{
	int shown = 0, gap = 2;

	for (int i = 0; i < ps->n; i++)
		shown += ps->part[i].use < ps->part[i].forms;
	while (gap < 4 && parts_width(ps, gap + 1) <= width)
		gap++;
	for (int i = 0; i < ps->n; i++) {
		const struct part *part = &ps->part[i];
		bool last = i + 1 == ps->n;

		if (part->use >= part->forms)
			continue;
		/* the event's number keeps to the right edge */
		if (last && shown > 1)
			pen_goto(p, p->y, 1 + width - part_width(part));
		pen_text(p, part->label_role, part->form[part->use].label);
		pen_text(p, part->value_role, part->form[part->use].value);
		p->x += gap;
	}
}

/* Where in time this is. */
static void add_place(struct parts *ps, const struct scene *sc)
{
	const struct study *s = sc->study;
	const struct view *v = sc->view;
	struct part *p = add_part(ps, v->head.live ? 8 : 60);

	if (v->head.live || !v->moments) {
		add_form(p, s->phase == PHASE_FINISHED ? "END " : "LIVE ", "#%" PRIu64,
			s->seq);
	} else {
		add_form(p, "", "#%" PRIu64 " of %" PRIu64, s->seq, v->moments->length);
		add_form(p, "", "#%" PRIu64 "/%" PRIu64, s->seq, v->moments->length);
	}
	add_form(p, "", "#%" PRIu64, s->seq);
}

static void draw_state(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	struct parts ps = {.n = 0};
	struct part *part;
	int width = p->in.w >= 24 ? p->in.w - 2 : p->in.w;

	if (!s->info) {
		add_state(&ps, sc);
		fit(&ps, width);
		draw_parts(p, &ps, width);
		return;
	}
	part = add_part(&ps, 1);
	add_form(part, "", "%.40s", s->info->name);
	part->value_role = ROLE_BEST;
	add_scheduler(&ps, sc);
	part = add_part(&ps, 2);
	add_form(part, "seed ", "%" PRIu64, s->info->seed);
	part->value_role = ROLE_DIM;
	add_state(&ps, sc);
	add_trouble(&ps, sc);
	add_failures(&ps, sc);
	add_best(&ps, sc);
	add_numbers(&ps, sc);
	add_place(&ps, sc);
	fit(&ps, width);
	p->x = p->in.w >= 24 ? 1 : 0;
	draw_parts(p, &ps, width);
}

/* The budget */

struct budget {
	double share; /* NaN: no limit that can be measured */
	char text[64];
};

static void __attribute__((format(printf, 4, 5)))
budget_take(struct budget *b, double spent, double allowed, const char *fmt, ...)
{
	double share = allowed > 0 ? fmin(spent / allowed, 1) : NAN;
	va_list ap;

	if (isnan(share) || (!isnan(b->share) && share <= b->share))
		return;
	b->share = share;
	va_start(ap, fmt);
	vsnprintf(b->text, sizeof(b->text), fmt, ap);
	va_end(ap);
}

/* The limit that is nearest to its end; the bar is not full before it is there. */
static struct budget budget_of(const struct scene *sc)
{
	const struct study *s = sc->study;
	const struct stop_limits *stop = s->stop;
	double clock = sc->view->clock;
	uint64_t goal = budget_goal_epochs(s);
	struct budget b = {.share = NAN};

	budget_take(&b, (double)s->epochs, (double)goal, "%" PRIu64 "/%" PRIu64 " ep",
		s->epochs, goal);
	budget_take(&b, (double)s->n_trials, (double)stop->trials,
		"%zu/%" PRId64 " trials", s->n_trials, stop->trials);
	budget_take(&b, clock, stop->seconds, "%.0f/%.0f s", fmin(clock, stop->seconds),
		stop->seconds);
	if (isnan(b.share))
		snprintf(b.text, sizeof(b.text), "%" PRIu64 " ep", s->epochs);
	b.share = left_share(left_now(sc), s, clock);
	return b;
}

static void draw_budget(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	struct budget b = budget_of(sc);
	double saved = study_saved(s), of_full = isnan(saved) ? 0 : 1 - saved;
	const char *so_far = s->phase == PHASE_FINISHED ? "" : " so far";
	char text[3][96], percent[16] = "";
	int form = isnan(saved) ? 3 : 0, room;

	snprintf(text[0], sizeof(text[0]), "saved %.1f%% of %.0f ep to R%s", 100 * saved,
		(double)s->n_trials * s->r_full, so_far);
	snprintf(text[1], sizeof(text[1]), "saved %.1f%%%s", 100 * saved, so_far);
	snprintf(text[2], sizeof(text[2]), "saved %.1f%%", 100 * saved);
	p->x = p->in.w >= 24 ? 1 : 0;
	pen_text(p, ROLE_DIM, isnan(b.share) ? "spent " : "budget ");
	pen_text(p, ROLE_STRONG, b.text);
	p->x++;
	if (!isnan(b.share))
		snprintf(percent, sizeof(percent), " %3.0f%%", floor(100 * b.share));
	room = pen_room(p) - text_width(percent) - 1;
	while (form < 3 && room - text_width(text[form]) - 2 < 12)
		form++;
	if (form < 3)
		room -= text_width(text[form]) + 2;
	if (room >= 4)
		bar_draw(p, room, isnan(b.share) ? of_full : b.share);
	pen_text(p, ROLE_STRONG, percent);
	if (form < 3) {
		p->x += 2;
		pen_text(p, ROLE_DIM, text[form]);
	}
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	struct pen p = pen_in(g, in);

	draw_state(sc, &p);
	if (in.h < 2 || !sc->study->info)
		return;
	pen_goto(&p, 1, 0);
	draw_budget(sc, &p);
}

const struct pane_ops pane_header = {.wish = {.band = BAND_HEAD}, .draw = draw};
