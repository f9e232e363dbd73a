/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/page.h"

#include <stdio.h>

#include "report/markup.h"

/* The colours of the figures, and the two figures of a chart: one for each paper. */
static const char style[] =
	":root{color-scheme:light dark;--paper:#fff;--text:#1b1f24;--muted:#59616c;"
	"--line:#e4e7eb}\n"
	"body{margin:0 auto;max-width:62rem;padding:2rem 1.25rem "
	"4rem;background:var(--paper);"
	"color:var(--text);font:1rem/1.5 system-ui,sans-serif}\n"
	"h1{font-size:1.75rem;line-height:1.2;margin:0}\n"
	"h2{font-size:1.05rem;margin:0 0 .5rem}\n"
	".lead{color:var(--muted);margin:.25rem 0 2rem}\n"
	".tables{display:grid;gap:2rem;grid-template-columns:repeat(auto-fit,"
	"minmax(18rem,1fr))}\n"
	".full{grid-column:1/-1}\n"
	".wide{overflow-x:auto}\n"
	"table{border-collapse:collapse;width:100%;font-size:.9rem;"
	"font-variant-numeric:tabular-nums}\n"
	"th,td{padding:.3rem .6rem .3rem 0;border-top:1px solid "
	"var(--line);text-align:left;"
	"vertical-align:top;overflow-wrap:anywhere}\n"
	"th{font-weight:400;color:var(--muted)}\n"
	".numbers th,.numbers td{text-align:right}\n"
	"figure{margin:3rem 0 0}\n"
	"figure svg{display:block;width:100%;height:auto}\n"
	"figcaption{color:var(--muted);font-size:.9rem;margin-top:.5rem;max-width:48rem}"
	"\n"
	".dark{display:none}\n"
	"@media screen and (prefers-color-scheme:dark){\n"
	":root{--paper:#16191d;--text:#e9ebee;--muted:#a2abb6;--line:#2d333a}\n"
	".dark{display:block}.light{display:none}\n"
	"}\n";

static void add_head(const struct study *s, struct strbuf *out)
{
	strbuf_adds(out,
		"<!DOCTYPE html>\n"
		"<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
		"<meta charset=\"utf-8\"/>\n"
		"<meta name=\"viewport\" "
		"content=\"width=device-width,initial-scale=1\"/>\n"
		"<title>");
	markup_text(out, s->info->name);
	strbuf_addf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>", style);
	markup_text(out, s->info->name);
	strbuf_adds(out, "</h1>\n<p class=\"lead\">");
	strbuf_addf(out, "%zu trial%s, %llu epochs", s->n_trials,
		s->n_trials == 1 ? "" : "s", (unsigned long long)s->epochs);
	if (s->scheduler) {
		strbuf_adds(out, ", ");
		markup_text(out, s->scheduler);
	}
	strbuf_adds(out, "; reported by " PACKAGE_STRING "</p>\n");
}

/* The same chart on both papers; the reader's preference shows one of them. */
static void add_chart(const struct chart *c, const struct history *h,
	const struct strbuf *svgs, struct strbuf *out)
{
	struct strbuf note = STRBUF_INIT;

	c->note(h, &note);
	strbuf_addf(out, "<figure id=\"%s\">\n", c->name);
	for (int t = 0; t < N_THEMES; t++) {
		char prefix[64];

		snprintf(prefix, sizeof(prefix), "%s-%s-", c->name, themes[t].name);
		strbuf_addf(out, "<div class=\"%s\" role=\"img\" aria-label=\"%s: ",
			themes[t].name, c->title);
		markup_text(out, note.buf);
		strbuf_adds(out, ".\">\n");
		markup_svg(out, svgs[t].buf, prefix);
		strbuf_adds(out, "</div>\n");
	}
	strbuf_addf(out, "<figcaption>%s Here: ", c->about);
	markup_text(out, note.buf);
	strbuf_adds(out, ".</figcaption>\n</figure>\n");
	strbuf_release(&note);
}

void page_print(const struct history *h, const struct strbuf svgs[N_CHARTS][N_THEMES],
	struct strbuf *out)
{
	add_head(h->study, out);
	page_print_summary(h, out);
	for (int i = 0; i < N_CHARTS; i++)
		if (chart_applies(charts[i], h))
			add_chart(charts[i], h, svgs[i], out);
	strbuf_adds(out, "</body>\n</html>\n");
}
