/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/race_report.h"

#include <stdio.h>
#include <string.h>

#include "report/folder.h"
#include "report/markup.h"
#include "report/page.h"

static void add_row(const struct race_row *row, size_t n, struct strbuf *out)
{
	bool part = row->name[0] == ' ';

	strbuf_addf(out, "<tr><th scope=\"row\" class=\"words%s\">", part ? " part" : "");
	markup_text(out, row->name + strspn(row->name, " "));
	strbuf_adds(out, "</th>");
	for (size_t i = 0; i < n; i++) {
		strbuf_adds(out, "<td>");
		markup_text(out, row->cells[i]);
		strbuf_adds(out, "</td>");
	}
	strbuf_adds(out, "</tr>\n");
}

static void add_table(const char *title, const struct race_rows *rows,
	const struct race_table *t, struct strbuf *out)
{
	strbuf_adds(
		out, "<section class=\"wide\">\n<table class=\"numbers\">\n<caption>");
	markup_text(out, title);
	strbuf_adds(out, "</caption>\n<thead><tr><td></td>");
	for (size_t i = 0; i < t->n; i++) {
		strbuf_adds(out, "<th scope=\"col\">");
		markup_text(out, t->labels[i]);
		strbuf_adds(out, "</th>");
	}
	strbuf_adds(out, "</tr></thead>\n<tbody>\n");
	for (size_t k = 0; k < rows->n; k++)
		add_row(&rows->items[k], t->n, out);
	strbuf_adds(out, "</tbody>\n</table>\n</section>\n");
}

static void add_tables(const struct race_report *r, struct strbuf *out)
{
	const struct race_table *t = r->drawn.table;
	struct race_rows rows = {0};

	if (r->differences && r->differences->n)
		add_table("What the studies differ in", r->differences, t, out);
	if (r->drawn.seeds) {
		struct strbuf words = STRBUF_INIT;

		race_rows_seeds(&rows, r->drawn.seeds, t);
		add_table("Over the seeds", &rows, t, out);
		race_seeds_words(r->drawn.seeds, t, &words);
		strbuf_adds(out, "<p class=\"lead\">");
		markup_text(out, words.buf);
		strbuf_adds(out, "</p>\n");
		strbuf_release(&words);
	} else {
		race_rows_results(&rows, t);
		add_table("The race in numbers", &rows, t, out);
	}
	race_rows_release(&rows);
}

/* One chart on all papers in both formats, and into the page. */
static int put_chart(const char *dir, const struct race_chart *c,
	const struct race_drawn *d, struct strbuf *page, struct error *err)
{
	static const char *const endings[FIGURE_FORMATS] = {"svg", "png"};
	struct strbuf svgs[N_THEMES], note = STRBUF_INIT;
	int rc = 0;

	for (int i = 0; i < N_THEMES; i++)
		strbuf_init(&svgs[i]);
	for (int i = 0; i < N_THEMES * FIGURE_FORMATS && !rc; i++) {
		const struct theme *theme = &themes[i / FIGURE_FORMATS];
		enum figure_format format = (enum figure_format)(i % FIGURE_FORMATS);
		struct strbuf png = STRBUF_INIT, *to = format == FIGURE_SVG
							       ? &svgs[i / FIGURE_FORMATS]
							       : &png;
		char name[64];

		snprintf(name, sizeof(name), "%s%s.%s", c->name, theme->suffix,
			endings[format]);
		rc = race_chart_render(c, d, format, theme, to, err);
		if (!rc)
			rc = folder_put(dir, name, to, err);
		strbuf_release(&png);
	}
	c->note(d, &note);
	if (!rc)
		page_figure(&(struct page_figure){c->name, c->title, c->about, note.buf},
			svgs, "", page);
	strbuf_release(&note);
	for (int i = 0; i < N_THEMES; i++)
		strbuf_release(&svgs[i]);
	return rc;
}

/* "Race of curves", or of recordings with different names. */
static void begin(const struct race_report *r, struct strbuf *page)
{
	const struct race_table *t = r->drawn.table;
	struct strbuf title = STRBUF_INIT, lead = STRBUF_INIT;

	strbuf_addf(&title, "Race of %s", t->info->name);
	for (size_t i = 0; i < t->n; i++)
		strbuf_addf(&lead, "%s%s",
			!i		? ""
			: i + 1 == t->n ? " and "
					: ", ",
			t->labels[i]);
	strbuf_addf(&lead, "; the %s %s is the best",
		t->info->maximize ? "greatest" : "least", t->info->metric);
	page_begin(title.buf, title.buf, lead.buf, page);
	page_main(page);
	strbuf_release(&title);
	strbuf_release(&lead);
}

int race_report_write(const char *dir, const struct race_report *r, struct error *err)
{
	struct strbuf page = STRBUF_INIT;
	int rc = folder_begin(dir, err);

	if (!rc) {
		begin(r, &page);
		add_tables(r, &page);
	}
	for (int i = 0; i < N_RACE_CHARTS && !rc; i++)
		if (race_charts[i]->applies(&r->drawn))
			rc = put_chart(dir, race_charts[i], &r->drawn, &page, err);
	if (!rc) {
		page_end(&page);
		rc = folder_put(dir, "index.html", &page, err);
	}
	strbuf_release(&page);
	return rc;
}
