/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports: axes, places of dots, time lines, and whole charts of studies that have little
 * to show. The studies are lines of --events, written by hand.
 */
#include "config.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "report/folder.h"
#include "report/frame.h"
#include "report/markup.h"
#include "report/page.h"
#include "report/scatter.h"
#include "report/story.h"

/* Axes */

START_TEST(axes_map_values_to_points_and_back_to_their_ends)
{
	struct frame fr = frame_make(
		100, 50, 400, 200, range_of(1, 81, true), range_of(0, 2, false));

	ck_assert_double_eq_tol(frame_x(&fr, 1), 100, 1e-9);
	ck_assert_double_eq_tol(frame_x(&fr, 9), 300, 1e-9);
	ck_assert_double_eq_tol(frame_x(&fr, 81), 500, 1e-9);
	ck_assert_double_eq_tol(frame_y(&fr, 0), 250, 1e-9);
	ck_assert_double_eq_tol(frame_y(&fr, 0.5), 200, 1e-9);
	/* beyond an axis is at its end */
	ck_assert_double_eq_tol(frame_x(&fr, 0), 100, 1e-9);
	ck_assert_double_eq_tol(frame_y(&fr, 1e9), 50, 1e-9);
	ck_assert(isnan(frame_y(&fr, NAN)) && isnan(frame_y(&fr, INFINITY)));
}
END_TEST

static const struct {
	double lo, hi;
	bool log;
	int max;
	const char *labels;
} axes[] = {
	{0, 1, false, 5, "0.0 0.2 0.4 0.6 0.8 1.0"},
	{0, 0.5, false, 6, "0.0 0.1 0.2 0.3 0.4 0.5"},
	{0.008, 1.1, true, 12, "0.01 0.02 0.05 0.1 0.2 0.5 1"},
	{1e-6, 0.01, true, 6, "1e-6 1e-5 0.0001 0.001 0.01"},
	{0, 374122, false, 6, "0 100k 200k 300k"},
	{-3e6, 3e6, false, 4, "-2M 0 2M"},
	{0.7, 1.1, true, 6, "0.7 0.8 0.9 1.0 1.1"},
};

START_TEST(ticks_are_those_that_people_expect)
{
	struct range r = range_of(axes[_i].lo, axes[_i].hi, axes[_i].log);
	struct tick ticks[AXIS_TICKS];
	char labels[512] = "";
	int n = range_ticks(&r, axes[_i].max, ticks);

	for (int i = 0; i < n; i++) {
		strcat(labels, i ? " " : "");
		strcat(labels, ticks[i].text);
	}
	ck_assert_str_eq(labels, axes[_i].labels);
}
END_TEST

static struct range range_of_list(const double *list, size_t n, bool maximize)
{
	struct values v = {0};
	struct range r;

	for (size_t i = 0; i < n; i++)
		values_add(&v, list[i]);
	r = range_of_metric(&v, maximize);
	values_release(&v);
	return r;
}

START_TEST(a_metric_is_logarithmic_when_it_is_minimised_and_positive)
{
	static const double some[] = {0.5, NAN, 0.01, INFINITY}, zero[] = {0, 0.5};

	ck_assert(range_of_list(some, 4, false).log);
	ck_assert(!range_of_list(some, 4, true).log);
	ck_assert(!range_of_list(zero, 2, false).log);
	ck_assert_double_eq(range_of_list(zero, 2, false).lo, 0);
	ck_assert(range_of_list(some + 1, 1, false).empty);
	ck_assert(!range_of_list(some, 1, false).empty);
	for (int log = 0; log < 2; log++) {
		struct range r = range_of_list(some, 1, !log);

		ck_assert(r.lo < 0.5 && r.hi > 0.5);
	}
}
END_TEST

START_TEST(what_lies_far_from_all_others_is_beyond_the_axis)
{
	double list[100];

	for (int i = 0; i < 100; i++)
		list[i] = i / 100.0;
	list[7] = -1e30;
	ck_assert_uint_eq(range_of_list(list, 100, true).beyond, 1);
	ck_assert_double_gt(range_of_list(list, 100, true).lo, -10);
	list[7] = 1e30;
	ck_assert_uint_eq(range_of_list(list, 100, false).beyond, 1);
	ck_assert_double_lt(range_of_list(list, 100, false).hi, 10);
}
END_TEST

/* Dots */

START_TEST(jitter_stays_within_half_a_step_and_is_the_same_again)
{
	double sum = 0, least = 1, most = -1;

	for (uint32_t t = 0; t < 100000; t++) {
		double j = jitter(t);

		ck_assert(j >= -0.5 && j < 0.5);
		ck_assert(j == jitter(t));
		sum += j;
		least = fmin(least, j);
		most = fmax(most, j);
	}
	ck_assert_double_lt(fabs(sum / 100000), 0.01);
	ck_assert(least < -0.499 && most > 0.499);
	ck_assert(jitter(UINT32_MAX) < 0.5);
}
END_TEST

START_TEST(a_swarm_stays_in_its_column_and_its_dots_apart)
{
	double y[500], dx[500];

	swarm(NULL, 0, 5, 40, dx);
	for (int i = 0; i < 500; i++)
		y[i] = (i * 37 % 100) * 2;
	swarm(y, 500, 5, 40, dx);
	for (int i = 0; i < 500; i++)
		ck_assert_double_le(fabs(dx[i]), 40);
	for (int i = 0; i < 5; i++)
		y[i] = 10;
	swarm(y, 5, 5, 40, dx);
	for (int i = 0; i < 5; i++)
		for (int k = 0; k < i; k++)
			ck_assert_double_ge(fabs(dx[i] - dx[k]), 5);
}
END_TEST

START_TEST(a_sample_is_spread_evenly)
{
	ck_assert_uint_eq(sample_count(10, 2000), 10);
	ck_assert_uint_eq(sample_at(10, 2000, 9), 9);
	ck_assert_uint_eq(sample_count(100000, 2000), 2000);
	for (size_t i = 1; i < 2000; i++)
		ck_assert_uint_eq(
			sample_at(100000, 2000, i) - sample_at(100000, 2000, i - 1), 50);
	ck_assert_uint_lt(sample_at(SIZE_MAX / 4, 7, 6), SIZE_MAX / 4);
}
END_TEST

/* Markup */

START_TEST(markup_escapes_what_would_end_it)
{
	struct strbuf s;

	strbuf_init(&s);
	markup_text(&s, "<a & \"b\" 'c'>\x01\xff\xc3\xbc");
	ck_assert_str_eq(s.buf, "&lt;a &amp; &quot;b&quot; "
				"&#39;c&#39;&gt;\xef\xbf\xbd\xef\xbf\xbd\xc3\xbc");
	strbuf_reset(&s);
	markup_svg(&s,
		"<?xml?>\n<svg><g id=\"a\"/><use xlink:href=\"#a\"/><g "
		"clip-path=\"url(#a)\"/><path style=\"fill:none;stroke:rgb(1%,2%,3%);\" "
		"d=\"\"/><g style=\"x:url(#a)\"/>",
		"p-");
	ck_assert_str_eq(s.buf, "<svg><g id=\"p-a\"/><use xlink:href=\"#p-a\"/>"
				"<g clip-path=\"url(#p-a)\"/><path fill=\"none\" "
				"stroke=\"rgb(1%,2%,3%)\" d=\"\"/><g x=\"url(#a)\"/>");
	strbuf_release(&s);
}
END_TEST

/* Browsers break a line after a hyphen, and such a number in two. */
static const struct {
	const char *text, *markup;
} words[] = {
	{"", ""},
	{"a<b", "a&lt;b"},
	{"lr 1.287e-06, x 5", "lr <span class=\"number\">1.287e-06</span>, x 5"},
	{"1e-5", "<span class=\"number\">1e-5</span>"},
	{"trial-00001.log e-5 1e- 1e+05", "trial-00001.log e-5 1e- 1e+05"},
	{"-2e-07 3", "-<span class=\"number\">2e-07</span> 3"},
	{"\xc3\xbc"
	 "1e-5\xc3\xbc",
		"\xc3\xbc<span class=\"number\">1e-5</span>\xc3\xbc"},
	{"12.5", "12.5"},
};

START_TEST(a_number_stays_on_one_line)
{
	struct strbuf s = STRBUF_INIT;

	markup_words(&s, words[_i].text);
	ck_assert_str_eq(s.buf, words[_i].markup);
	strbuf_release(&s);
}
END_TEST

/* Colours */

START_TEST(the_contrast_is_that_of_wcag)
{
	struct paint black = {0, 0, 0, 1}, white = {1, 1, 1, 1},
		     grey = {0x77 / 255.0, 0x77 / 255.0, 0x77 / 255.0, 1};

	ck_assert_double_eq_tol(theme_contrast(black, white), 21, 1e-9);
	ck_assert_double_eq_tol(theme_contrast(white, black), 21, 1e-9);
	/* the grey that is known as the lightest that just fails on white */
	ck_assert_double_eq_tol(theme_contrast(grey, white), 4.48, 0.005);
}
END_TEST

/* WCAG 2: letters 4.5 (1.4.3), what stands for something 3 (1.4.11). */
START_TEST(what_is_drawn_has_contrast)
{
	static const enum ink letters[] = {INK_TEXT, INK_MUTED, INK_LOST, INK_INCUMBENT},
			      marks[] = {INK_STOPPED, INK_WAITING, INK_COMPLETED};
	const struct theme *t = &themes[_i];
	struct paint paper = theme_ink(t, INK_PAPER, 1);

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		ck_assert_double_ge(
			theme_contrast(theme_ink(t, letters[i], 1), paper), 4.5);
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		ck_assert_double_ge(theme_contrast(theme_ink(t, marks[i], 1), paper), 3);
	for (int n = 1; n < 40; n++)
		for (int i = 0; i < n; i++) {
			struct paint box = theme_ramp(t, i, n);

			ck_assert_msg(theme_contrast(theme_on(box), box) >= 4.5,
				"%s: step %d of %d: %.2f", t->name, i, n,
				theme_contrast(theme_on(box), box));
		}
}
END_TEST

/* The page's colours are the figures': each ink is written in the style as #rrggbb. */
START_TEST(the_page_has_the_colours_of_its_figures)
{
	static const enum ink inks[] = {INK_PAPER, INK_TEXT, INK_MUTED, INK_GRID};
	static const char *const names[] = {"--paper", "--text", "--muted", "--line"};
	const char *from =
		_i ? strstr(page_style, "prefers-color-scheme:dark") : page_style;

	for (int i = 0; i < 4; i++) {
		unsigned hex = themes[_i].inks[inks[i]];
		char wanted[32], at[32];

		snprintf(wanted, sizeof(wanted), "%s:#%06x", names[i], hex);
		if (hex == 0xffffff)
			snprintf(wanted, sizeof(wanted), "%s:#fff", names[i]);
		snprintf(at, sizeof(at), "%s:", names[i]);
		ck_assert_ptr_nonnull(from);
		ck_assert_msg(
			!strncmp(strstr(from, at), wanted, strlen(wanted)), "%s", wanted);
	}
}
END_TEST

/* Studies */

#define STUDY                                                                            \
	"{\"seq\":1,\"t\":0,\"event\":\"study\",\"name\":\"<s> & "                       \
	"\\\"t\\\"\",\"seed\":1,"                                                        \
	"\"metric\":\"loss\",\"goal\":\"minimize\",\"objective\":\"mlp\","               \
	"\"version\":\"0\",\"summary\":\"\",\"simulated\":false,\"metrics\":[\"loss\"]," \
	"\"stop\":{\"rounds\":1,\"trials\":0,\"epochs\":0,\"seconds\":0,\"value\":null}" \
	","                                                                              \
	"\"parameters\":{\"lr<\":{\"distribution\":\"log_uniform_values\",\"min\":0."    \
	"001,"                                                                           \
	"\"max\":0.1},\"opt\":{\"distribution\":\"categorical\",\"values\":[\"a&b\","    \
	"\"c\"]"                                                                         \
	"}}}\n"
#define SCHEDULER                                                                        \
	"{\"seq\":2,\"t\":0,\"event\":\"scheduler\",\"name\":\"asha\",\"eta\":2,"        \
	"\"r_min\":1,\"r_max\":2,\"levels\":[1,2],\"idle\":\"next_round\","              \
	"\"resume\":\"warm\",\"brackets\":1,\"spec\":\"asha eta=2 min=1 max=2\"}\n"      \
	"{\"seq\":3,\"t\":0,\"event\":\"control\",\"action\":\"workers\",\"workers\":2}" \
	"\n"
#define TRIAL                                                                            \
	"{\"seq\":4,\"t\":0,\"event\":\"trial\",\"trial\":0,\"config\":{\"lr<\":0.01,"   \
	"\"opt\":\"a&b\"},\"bracket\":0,\"round\":0}\n"                                  \
	"{\"seq\":5,\"t\":1,\"event\":\"task\",\"trial\":0,\"worker\":0,\"from\":0,"     \
	"\"to\":1,\"bracket\":0,\"round\":0,\"rung\":0}\n"
#define REPORT(value)                                                                    \
	"{\"seq\":6,\"t\":4,\"event\":\"report\",\"trial\":0,\"epoch\":1,\"metrics\":{"  \
	"\"loss\":" value "},\"seconds\":3}\n"
#define INCUMBENT                                                                        \
	"{\"seq\":7,\"t\":4,\"event\":\"incumbent\",\"trial\":0,\"epoch\":1,"            \
	"\"value\":0.25}\n"
#define DIVERGED                                                                         \
	"{\"seq\":7,\"t\":4,\"event\":\"end\",\"trial\":0,\"state\":\"diverged\","       \
	"\"why\":\"loss is not finite\"}\n"

static const struct {
	const char *what, *lines;
	bool finite;
} studies[] = {
	{"nothing but its name", STUDY, false},
	{"no trial yet", STUDY SCHEDULER, false},
	{"a trial without a report", STUDY SCHEDULER TRIAL, false},
	{"one value", STUDY SCHEDULER TRIAL REPORT("0.25") INCUMBENT, true},
	{"a value of 0", STUDY SCHEDULER TRIAL REPORT("0"), true},
	{"a value below 0", STUDY SCHEDULER TRIAL REPORT("-1e300"), true},
	{"all diverged", STUDY SCHEDULER TRIAL REPORT("null") DIVERGED, false},
};

#define N_STUDIES ((int)(sizeof(studies) / sizeof(*studies)))

static char folder[64], path[96];

static void make_folder(void)
{
	snprintf(folder, sizeof(folder), "/tmp/rungtop-report.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/study.jsonl", folder);
}

static void empty_folder(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char name[512];

		snprintf(name, sizeof(name), "%s/%s", dir, e->d_name);
		if (e->d_type == DT_DIR && e->d_name[0] != '.')
			empty_folder(name);
		else
			unlink(name);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

static void remove_folder(void)
{
	empty_folder(folder);
}

static void load(struct history *h, const char *lines)
{
	FILE *f = fopen(path, "w");
	struct error err = {0};

	ck_assert_ptr_nonnull(f);
	fputs(lines, f);
	fclose(f);
	ck_assert_msg(history_read(h, path, HISTORY_WORK, &err) == 0, "%s", err.text);
}

/* Whether every tag that opens closes, in the right order; text is not looked at. */
static bool is_balanced(const char *s)
{
	const char *open[64];
	size_t lengths[64], depth = 0;

	while ((s = strchr(s, '<'))) {
		const char *end = strchr(s, '>');
		size_t n;

		if (!end)
			return false;
		if (s[1] == '?' || s[1] == '!' || end[-1] == '/') {
			s = end;
			continue;
		}
		n = strcspn(s + 1 + (s[1] == '/'), " \n>");
		if (s[1] != '/') {
			if (depth == 64)
				return false;
			open[depth] = s + 1;
			lengths[depth++] = n;
		} else if (!depth-- || lengths[depth] != n ||
			   strncmp(open[depth], s + 2, n)) {
			return false;
		}
		s = end;
	}
	return depth == 0;
}

static unsigned be32(const char *at)
{
	const unsigned char *u = (const unsigned char *)at;

	return (unsigned)u[0] << 24 | (unsigned)u[1] << 16 | (unsigned)u[2] << 8 | u[3];
}

static void render(const struct chart *c, const struct history *h,
	enum figure_format format, const struct theme *theme, struct spots *spots,
	struct strbuf *out)
{
	struct error err = {0};

	strbuf_reset(out);
	ck_assert_msg(
		!chart_render(c, h, format, theme, spots, out, &err), "%s", err.text);
}

/* An audit of a study in which each stopped trial would have stayed as it was. */
static void foretell(struct history *h, struct futures *f, struct audit *a)
{
	futures_init(f);
	futures_follow(f, h->study);
	for (uint32_t i = 0; i < h->study->n_trials; i++) {
		const struct study_trial *t = &h->study->trials[i];

		for (int e = 1; audit_was_stopped(h->study, t) && e <= 81; e++)
			futures_add(f, i, t->epoch ? t->values[t->epoch - 1] : NAN);
		if (audit_was_stopped(h->study, t))
			futures_end(f, i, FUTURE_WHOLE);
	}
	audit_make(a, h->study, f, AUDIT_RANDOM);
	h->futures = f;
	h->audit = a;
}

START_TEST(every_chart_of_every_study_is_drawn)
{
	struct history h;
	struct futures f;
	struct audit a;
	struct strbuf out;

	load(&h, studies[_i].lines);
	foretell(&h, &f, &a);
	strbuf_init(&out);
	for (int c = 0; c < N_CHARTS; c++)
		for (int t = 0; t < N_THEMES; t++) {
			render(charts[c], &h, FIGURE_SVG, &themes[t], NULL, &out);
			ck_assert_ptr_nonnull(strstr(out.buf, "<svg"));
			ck_assert(is_balanced(out.buf));
			render(charts[c], &h, FIGURE_PNG, &themes[t], NULL, &out);
			ck_assert(!memcmp(out.buf, "\x89PNG\r\n\x1a\n", 8));
			ck_assert_uint_eq(be32(out.buf + 16), 1920);
			ck_assert_uint_eq(
				be32(out.buf + 20), (unsigned)charts[c]->height(&h) * 2);
		}
	h.audit = NULL;
	render(&chart_audit, &h, FIGURE_SVG, &themes[0], NULL, &out);
	audit_release(&a);
	futures_release(&f);
	strbuf_release(&out);
	history_release(&h);
}
END_TEST

START_TEST(the_page_is_well_formed_and_needs_nothing_else)
{
	struct drawn_chart drawn[N_CHARTS];
	struct strbuf out;
	struct history h;

	load(&h, studies[_i].lines);
	strbuf_init(&out);
	drawn_charts_init(drawn);
	for (int c = 0; c < N_CHARTS; c++)
		for (int t = 0; t < N_THEMES; t++)
			render(charts[c], &h, FIGURE_SVG, &themes[t],
				t ? NULL : &drawn[c].spots, &drawn[c].svgs[t]);
	page_print(&h, drawn, &out);
	ck_assert(is_balanced(out.buf));
	ck_assert_ptr_nonnull(strstr(out.buf, "<h1>&lt;s&gt; &amp; &quot;t&quot;</h1>"));
	ck_assert_ptr_null(strstr(out.buf, " style="));
	ck_assert_ptr_null(strstr(out.buf, "src="));
	ck_assert(studies[_i].finite || strstr(out.buf, "no finite value"));
	drawn_charts_release(drawn);
	strbuf_release(&out);
	history_release(&h);
}
END_TEST

/* What the second sentence and the last one say of studies with little to tell. */
static const struct {
	int study; /* of studies */
	const char *labels, *second, *last;
} stories[] = {
	{0, "Searched Found Where Spent Next", "There is no trial yet.",
		"Go on with rungtop resume "},
	{2, "Searched Found Where Spent Next", "No trial has a finite loss.",
		"Go on with rungtop resume "},
	{3, "Searched Found How Saved Next",
		"The best loss is 0.25, by T0 at epoch 1, with lr< 0.01 and opt a&b.",
		"Which parameters matter cannot be said yet: that takes 20 results at "
		"one "
		"level; the best lies at no end of a range; the study has not finished: "
		"go "
		"on with rungtop resume "},
	{6, "Searched Failed Where Spent Next",
		"No trial has a finite loss; 1 of 1 diverged.",
		"Search where a trial can train: smaller ranges of the parameters, the "
		"learning rate first, then run it again."},
};

START_TEST(the_story_is_five_sentences)
{
	struct sentence story[STORY_SENTENCES];
	struct strbuf labels = STRBUF_INIT;
	struct history h;

	load(&h, studies[stories[_i].study].lines);
	story_tell(story, &h);
	for (int i = 0; i < STORY_SENTENCES; i++) {
		strbuf_addf(&labels, "%s%s", i ? " " : "", story[i].label);
		ck_assert_int_eq(story[i].text.buf[story[i].text.len - 1], '.');
	}
	ck_assert_str_eq(labels.buf, stories[_i].labels);
	ck_assert_str_eq(story[1].text.buf, stories[_i].second);
	ck_assert_msg(
		!strncmp(story[4].text.buf, stories[_i].last, strlen(stories[_i].last)),
		"%s", story[4].text.buf);
	strbuf_release(&labels);
	story_release(story);
	history_release(&h);
}
END_TEST

START_TEST(the_time_line_has_what_the_fold_forgets)
{
	struct history h;

	load(&h, studies[3].lines);
	ck_assert_uint_eq(h.work.n_spans, 1);
	ck_assert_double_eq(h.work.spans[0].from, 1);
	ck_assert_double_eq(h.work.spans[0].to, 4);
	ck_assert_int_eq(h.work.spans[0].level, 1);
	ck_assert_int_eq(h.work.n_workers, 1);
	ck_assert_int_eq(history_level(&h, 1), 0);
	ck_assert_int_eq(history_level(&h, 2), -1);
	ck_assert_double_eq(h.study->timeline.room, 8);
	ck_assert_double_eq(study_utilisation(h.study).training, 3.0 / 8);
	ck_assert_double_eq(study_saved(h.study), 0.5);
	history_release(&h);
	load(&h, studies[2].lines); /* still at work */
	ck_assert_double_eq(h.work.spans[0].to, 1);
	history_release(&h);
	load(&h, studies[0].lines);
	ck_assert(isnan(study_utilisation(h.study).training) && isnan(study_saved(h.study)));
	history_release(&h);
}
END_TEST

START_TEST(a_start_is_a_part_of_its_task)
{
	struct history h;

	load(&h, STUDY SCHEDULER TRIAL
		"{\"seq\":6,\"t\":4,\"event\":\"start\",\"trial\":0,\"worker\":0,"
		"\"attempt\":1,\"seconds\":2}\n"
		"{\"seq\":7,\"t\":4,\"event\":\"report\",\"trial\":0,\"epoch\":1,"
		"\"metrics\":{\"loss\":1},\"seconds\":2.5}\n");
	ck_assert_double_eq(h.work.spans[0].from, 1);
	ck_assert_double_eq(h.work.spans[0].start_from, 2);
	ck_assert_double_eq(h.work.spans[0].start_to, 4);
	ck_assert_double_eq(h.work.spans[0].to, 4);
	ck_assert_double_eq_tol(study_utilisation(h.study).training, 1.0 / 8, 1e-9);
	ck_assert_double_eq_tol(study_utilisation(h.study).starting, 2.0 / 8, 1e-9);
	history_release(&h);
}
END_TEST

#define CONTROL(seq, t, what)                                                            \
	"{\"seq\":" seq ",\"t\":" t ",\"event\":\"control\",\"action\":" what "}\n"

START_TEST(only_workers_that_are_there_can_be_idle)
{
	struct history h;

	load(&h, STUDY SCHEDULER TRIAL REPORT("0.25") /* two for 4 seconds */
		CONTROL("7", "4", "\"workers\",\"workers\":1")
			CONTROL("8", "6", "\"pause\"")		   /* one for 2 */
		CONTROL("9", "16", "\"resume\"")		   /* nobody */
		CONTROL("10", "20", "\"workers\",\"workers\":2")); /* one for 4 */
	ck_assert_double_eq(study_utilisation(h.study).training, 3.0 / (2 * 4 + 2 + 4));
	history_release(&h);
}
END_TEST

START_TEST(a_folder_with_anything_in_it_is_left_alone)
{
	struct error err = {0};
	struct history h;
	struct stat st;
	char dir[128], file[192];

	load(&h, studies[3].lines);
	ck_assert_int_eq(folder_write(folder, &h, &err), -1);
	ck_assert(err.usage);
	ck_assert_ptr_nonnull(strstr(err.text, "not empty"));
	ck_assert_int_eq(folder_check(path, &err), -1);
	snprintf(dir, sizeof(dir), "%s/report", folder);
	ck_assert_int_eq(folder_check(dir, &err), 0);
	ck_assert_msg(!folder_write(dir, &h, &err), "%s", err.text);
	for (int c = 0; c < N_CHARTS * 2 * N_THEMES; c++) {
		snprintf(file, sizeof(file), "%s/%s%s.%s", dir, charts[c / 4]->name,
			themes[c / 2 % 2].suffix, c % 2 ? "svg" : "png");
		if (chart_applies(charts[c / 4], &h))
			ck_assert_msg(!stat(file, &st) && st.st_size > 0, "%s", file);
		else
			ck_assert_msg(stat(file, &st) < 0, "%s", file);
	}
	ck_assert_int_eq(folder_write(dir, &h, &err), -1);
	history_release(&h);
}
END_TEST

static Suite *report_suite(void)
{
	Suite *s = suite_create("report");
	TCase *tc = tcase_create("axes and dots");

	tcase_add_test(tc, axes_map_values_to_points_and_back_to_their_ends);
	tcase_add_loop_test(tc, ticks_are_those_that_people_expect, 0,
		(int)(sizeof(axes) / sizeof(*axes)));
	tcase_add_test(tc, a_metric_is_logarithmic_when_it_is_minimised_and_positive);
	tcase_add_test(tc, what_lies_far_from_all_others_is_beyond_the_axis);
	tcase_add_test(tc, jitter_stays_within_half_a_step_and_is_the_same_again);
	tcase_add_test(tc, a_swarm_stays_in_its_column_and_its_dots_apart);
	tcase_add_test(tc, a_sample_is_spread_evenly);
	tcase_add_test(tc, markup_escapes_what_would_end_it);
	tcase_add_loop_test(
		tc, a_number_stays_on_one_line, 0, (int)(sizeof(words) / sizeof(*words)));
	tcase_add_test(tc, the_contrast_is_that_of_wcag);
	tcase_add_loop_test(tc, what_is_drawn_has_contrast, 0, N_THEMES);
	tcase_add_loop_test(tc, the_page_has_the_colours_of_its_figures, 0, N_THEMES);
	suite_add_tcase(s, tc);
	tc = tcase_create("studies");
	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, make_folder, remove_folder);
	tcase_add_loop_test(tc, every_chart_of_every_study_is_drawn, 0, N_STUDIES);
	tcase_add_loop_test(
		tc, the_page_is_well_formed_and_needs_nothing_else, 0, N_STUDIES);
	tcase_add_loop_test(tc, the_story_is_five_sentences, 0,
		(int)(sizeof(stories) / sizeof(*stories)));
	tcase_add_test(tc, the_time_line_has_what_the_fold_forgets);
	tcase_add_test(tc, a_start_is_a_part_of_its_task);
	tcase_add_test(tc, only_workers_that_are_there_can_be_idle);
	tcase_add_test(tc, a_folder_with_anything_in_it_is_left_alone);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(report_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
