/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/page.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "report/frame.h"
#include "report/markup.h"
#include "report/story.h"

void drawn_charts_init(struct drawn_chart drawn[N_CHARTS])
{
	for (int c = 0; c < N_CHARTS; c++) {
		for (int t = 0; t < N_THEMES; t++)
			strbuf_init(&drawn[c].svgs[t]);
		spots_init(&drawn[c].spots);
	}
}

void drawn_charts_release(struct drawn_chart drawn[N_CHARTS])
{
	for (int c = 0; c < N_CHARTS; c++) {
		for (int t = 0; t < N_THEMES; t++)
			strbuf_release(&drawn[c].svgs[t]);
		spots_release(&drawn[c].spots);
	}
}

/* Steps that climb: the icon is in the page, or a browser would look for one elsewhere. */
#define ICON                                                                             \
	"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'" \
	"%3E%3Cpath fill='%230072b2' d='M0 8V6h2V4h2V2h2V0h2v8z'/%3E%3C/svg%3E"

void page_begin(
	const char *title, const char *heading, const char *lead, struct strbuf *out)
{
	strbuf_adds(out,
		"<!DOCTYPE html>\n"
		"<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
		"<meta charset=\"utf-8\"/>\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
		"'none'; "
		"img-src data:; base-uri 'none'; form-action 'none'; ");
	strbuf_addf(out, "style-src 'sha256-%s'; script-src 'sha256-%s'\"/>\n",
		page_style_hash, page_script_hash);
	strbuf_adds(out, "<meta name=\"viewport\" "
			 "content=\"width=device-width,initial-scale=1\"/>\n"
			 "<link rel=\"icon\" href=\"" ICON "\"/>\n<title>");
	markup_text(out, title);
	strbuf_addf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<header>\n<h1>",
		page_style);
	markup_text(out, heading);
	strbuf_adds(out, "</h1>\n<p class=\"lead\">");
	markup_text(out, lead);
	strbuf_adds(out, "; reported by " PACKAGE_STRING "</p>\n");
}

void page_main(struct strbuf *out)
{
	strbuf_adds(out, "</header>\n<main>\n");
}

void page_end(struct strbuf *out)
{
	strbuf_addf(out, "</main>\n<script>%s</script>\n</body>\n</html>\n", page_script);
}

static void add_head(const struct study *s, struct strbuf *out)
{
	struct strbuf title = STRBUF_INIT, lead = STRBUF_INIT;

	strbuf_addf(&title, "%s: report of a study", s->info->name);
	strbuf_addf(&lead, "%zu trial%s, %llu epochs", s->n_trials,
		s->n_trials == 1 ? "" : "s", (unsigned long long)s->epochs);
	if (s->scheduler)
		strbuf_addf(&lead, ", %s", s->scheduler);
	page_begin(title.buf, s->info->name, lead.buf, out);
	strbuf_adds(out, "<nav aria-label=\"On this page\">\n"
			 "<a href=\"#summary\">summary</a>\n");
	strbuf_release(&title);
	strbuf_release(&lead);
}

/* Where no trial has a value most charts are empty, and say so in vain. */
static bool shows(
	const struct chart *c, const struct history *h, const struct drawn_chart *d)
{
	return chart_applies(c, h) &&
	       (d->spots.n || c == &chart_workers || study_incumbent(h->study));
}

static void add_contents(
	const struct history *h, const struct drawn_chart *drawn, struct strbuf *out)
{
	for (int i = 0; i < N_CHARTS; i++)
		if (shows(charts[i], h, &drawn[i]))
			strbuf_addf(out, "<a href=\"#%s\">%s</a>\n", charts[i]->name,
				charts[i]->name);
	if (h->study->n_trials)
		strbuf_adds(out, "<a href=\"#trials\">trials</a>\n");
	strbuf_adds(out, "</nav>\n");
	page_main(out);
}

static void add_story(const struct history *h, struct strbuf *out)
{
	struct sentence story[STORY_SENTENCES];

	story_tell(story, h);
	strbuf_adds(out, "<section class=\"story\" id=\"summary\" "
			 "aria-label=\"Summary\">\n<dl>\n");
	for (int i = 0; i < STORY_SENTENCES; i++) {
		strbuf_addf(out, "<dt>%s</dt><dd>", story[i].label);
		markup_words(out, story[i].text.buf);
		strbuf_adds(out, "</dd>\n");
	}
	strbuf_adds(out, "</dl>\n</section>\n");
	story_release(story);
}

/* Of several places of a trial the last one, which lies on top, is where links lead. */
static size_t *last_places(const struct spots *s, size_t n_trials)
{
	size_t *last = xcalloc(n_trials + 1, sizeof(*last));

	for (size_t i = 0; i < s->n; i++)
		last[s->items[i].trial] = i;
	return last;
}

/* Laid over the chart. A screen reader has the same in the table, and better. */
static void add_spots(const struct chart *c, const struct history *h,
	const struct spots *s, const bool *listed, struct strbuf *out)
{
	size_t *last = last_places(s, h->study->n_trials);

	strbuf_addf(out,
		"<svg class=\"spots\" viewBox=\"0 0 %g %g\" aria-hidden=\"true\">\n",
		FIGURE_WIDTH, c->height(h));
	for (size_t i = 0; i < s->n; i++) {
		unsigned trial = s->items[i].trial;

		strbuf_adds(out, "<a");
		if (last[trial] == i)
			strbuf_addf(out, " id=\"%s-T%u\"", c->name, trial);
		if (listed[trial])
			strbuf_addf(out, " href=\"#T%u\" tabindex=\"-1\"", trial);
		strbuf_addf(out, " data-n=\"%u\"><title>", trial);
		markup_text(out, spots_text(s, i));
		strbuf_addf(out, "</title><path%s d=\"%s\"/></a>\n",
			s->items[i].line ? "" : " class=\"dot\"", spots_path(s, i));
	}
	strbuf_adds(out, "</svg>\n");
	free(last);
}

void page_figure(const struct page_figure *f, const struct strbuf *svgs, const char *over,
	struct strbuf *out)
{
	strbuf_addf(out,
		"<figure id=\"%s\">\n<div class=\"plot\" tabindex=\"0\" role=\"region\" "
		"aria-label=\"%s\"><div class=\"sheet\">\n",
		f->name, f->title);
	for (int t = 0; t < N_THEMES; t++) {
		char prefix[64];

		snprintf(prefix, sizeof(prefix), "%s-%s-", f->name, themes[t].name);
		strbuf_addf(out, "<div class=\"%s\" role=\"img\" aria-label=\"%s: ",
			themes[t].name, f->title);
		markup_text(out, f->note);
		strbuf_adds(out, ".\">\n");
		markup_svg(out, svgs[t].buf, prefix);
		strbuf_adds(out, "</div>\n");
	}
	strbuf_adds(out, over);
	strbuf_addf(out, "</div></div>\n<figcaption>%s Here: ", f->about);
	markup_text(out, f->note);
	strbuf_adds(out, ".</figcaption>\n</figure>\n");
}

static void add_chart(const struct chart *c, const struct history *h,
	const struct drawn_chart *drawn, const bool *listed, struct strbuf *out)
{
	struct strbuf note = STRBUF_INIT, over = STRBUF_INIT;

	c->note(h, &note);
	add_spots(c, h, &drawn->spots, listed, &over);
	page_figure(&(struct page_figure){c->name, c->title, c->about, note.buf},
		drawn->svgs, over.buf, out);
	strbuf_release(&note);
	strbuf_release(&over);
}

void page_print(const struct history *h, const struct drawn_chart drawn[N_CHARTS],
	struct strbuf *out)
{
	size_t n;
	bool *listed = page_listed(h->study, &n);

	add_head(h->study, out);
	add_contents(h, drawn, out);
	add_story(h, out);
	page_print_summary(h, out);
	for (int i = 0; i < N_CHARTS; i++)
		if (shows(charts[i], h, &drawn[i]))
			add_chart(charts[i], h, &drawn[i], listed, out);
	if (n)
		page_print_trials(h, drawn, n, out);
	page_end(out);
	free(listed);
}
