/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/page.h"

static bool is_empty(DIR *d)
{
	struct dirent *e;

	while ((e = readdir(d)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			return false;
	return true;
}

int folder_check(const char *dir, struct error *err)
{
	DIR *d = opendir(dir);
	bool empty;

	if (!d && errno == ENOENT)
		return 0;
	if (!d)
		return error_usage(err, "%s: %s", dir, strerror(errno));
	empty = is_empty(d);
	closedir(d);
	if (!empty)
		return error_usage(err,
			"%s is not empty, and nothing is overwritten; name a new folder",
			dir);
	return 0;
}

int folder_begin(const char *dir, struct error *err)
{
	if (folder_check(dir, err) < 0)
		return -1;
	if (mkdir(dir, 0777) && errno != EEXIST)
		return error_usage(err, "%s: %s", dir, strerror(errno));
	return 0;
}

int folder_put(
	const char *dir, const char *name, const struct strbuf *text, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	FILE *file;
	int rc = 0;

	strbuf_addf(&path, "%s/%s", dir, name);
	file = fopen(path.buf, "wx");
	if (!file || fwrite(text->buf, 1, text->len, file) != text->len)
		rc = error_set(err, "%s: %s", path.buf, strerror(errno));
	if (file && fclose(file) && !rc)
		rc = error_set(err, "%s: %s", path.buf, strerror(errno));
	strbuf_release(&path);
	return rc;
}

/*
 * One chart on one paper in both formats; the SVG stays in svg, for the page, and where the
 * trials are in spots, if that is not NULL.
 */
static int write_chart(const char *dir, const struct chart *c, const struct history *h,
	const struct theme *theme, struct strbuf *svg, struct spots *spots,
	struct error *err)
{
	static const char *const endings[FIGURE_FORMATS] = {"svg", "png"};
	int rc = 0;

	for (int format = 0; format < FIGURE_FORMATS && !rc; format++) {
		struct strbuf png, *to = format == FIGURE_SVG ? svg : &png;
		char name[64];

		strbuf_init(&png);
		snprintf(name, sizeof(name), "%s%s.%s", c->name, theme->suffix,
			endings[format]);
		rc = chart_render(c, h, (enum figure_format)format, theme,
			format == FIGURE_SVG ? spots : NULL, to, err);
		if (!rc)
			rc = folder_put(dir, name, to, err);
		strbuf_release(&png);
	}
	return rc;
}

static int write_charts(const char *dir, const struct history *h,
	struct drawn_chart drawn[N_CHARTS], struct error *err)
{
	for (int c = 0; c < N_CHARTS; c++)
		for (int t = 0; t < N_THEMES && chart_applies(charts[c], h); t++)
			if (write_chart(dir, charts[c], h, &themes[t], &drawn[c].svgs[t],
				    t ? NULL : &drawn[c].spots, err) < 0)
				return -1;
	return 0;
}

static int write_page(const char *dir, const struct history *h,
	const struct drawn_chart drawn[N_CHARTS], struct error *err)
{
	struct strbuf page = STRBUF_INIT;
	int rc;

	page_print(h, drawn, &page);
	rc = folder_put(dir, "index.html", &page, err);
	strbuf_release(&page);
	return rc;
}

int folder_write(const char *dir, const struct history *h, struct error *err)
{
	struct drawn_chart drawn[N_CHARTS];
	int rc;

	if (folder_begin(dir, err) < 0)
		return -1;
	drawn_charts_init(drawn);
	rc = write_charts(dir, h, drawn, err);
	if (!rc)
		rc = write_page(dir, h, drawn, err);
	drawn_charts_release(drawn);
	return rc;
}
