/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/study_list.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/printable.h"
#include "base/xalloc.h"
#include "draw/grid.h"

/* Reading */

static bool is_later(struct timespec a, struct timespec b)
{
	return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

/* Of the file, or of what SQLite has not moved into it yet. */
static struct timespec changed(const char *path)
{
	struct strbuf wal = STRBUF_INIT;
	struct timespec at = {0};
	struct stat st;

	if (stat(path, &st) == 0)
		at = st.st_mtim;
	strbuf_addf(&wal, "%s-wal", path);
	if (stat(wal.buf, &st) == 0 && st.st_size > 0 && is_later(st.st_mtim, at))
		at = st.st_mtim;
	strbuf_release(&wal);
	return at;
}

/* Looks at it before it is opened: that would let go of the lock that is looked for. */
static void read_row(struct study_row *row, enum recorded_kind kind)
{
	struct event e;
	struct error err;
	bool empty = false;
	int got = -1;

	row->changed = changed(row->path);
	row->file = recorded_open(row->path, &empty, &err);
	while (row->file && (got = recorded_next(row->file, &e, &err)) > 0)
		continue;
	if (got < 0 && !empty)
		row->wrong = xstrdup(err.text);
	if (row->file)
		recorded_leave(row->file);
	if (kind == RECORDED_RUNNING)
		row->state = "running";
	else if (row->wrong)
		row->state = "damaged";
	else if (row->file && recorded_study(row->file)->phase == PHASE_FINISHED)
		row->state = "finished";
	else
		row->state = "interrupted";
}

static void take(struct study_list *l, const char *folder, const char *name)
{
	struct strbuf path = STRBUF_INIT;
	enum recorded_kind kind;

	if (strcmp(folder, ".") != 0)
		strbuf_addf(&path, "%s%s", folder,
			folder[strlen(folder) - 1] == '/' ? "" : "/");
	strbuf_adds(&path, name);
	kind = recorded_kind_of(path.buf);
	if (kind == RECORDED_NONE || !recorded_is_ours(path.buf)) {
		strbuf_release(&path);
		return;
	}
	ARRAY_ROOM(l->rows, l->n, l->cap);
	l->rows[l->n] =
		(struct study_row){.name = xstrdup(name), .path = strbuf_detach(&path)};
	read_row(&l->rows[l->n++], kind);
}

static int by_change(const void *a, const void *b)
{
	const struct study_row *x = a, *y = b;

	if (is_later(x->changed, y->changed))
		return -1;
	return is_later(y->changed, x->changed) ? 1 : strcmp(x->name, y->name);
}

int study_list_read(struct study_list *l, const char *folder, struct error *err)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	*l = (struct study_list){0};
	if (!dir)
		return error_usage(err, "%s: %s", folder, strerror(errno));
	while ((entry = readdir(dir)))
		take(l, folder, entry->d_name);
	closedir(dir);
	if (l->n)
		qsort(l->rows, l->n, sizeof(*l->rows), by_change);
	return 0;
}

void study_list_release(struct study_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		recorded_close(l->rows[i].file);
		free(l->rows[i].wrong);
		free(l->rows[i].name);
		free(l->rows[i].path);
	}
	free(l->rows);
	*l = (struct study_list){0};
}

/* Text */

enum { FILE_NAME, STATE, BEST, METRIC, EPOCHS, TRIALS, TIME, CHANGED, TAGS, COLUMNS };

static const char *const heads[COLUMNS] = {
	"file", "state", "best", "metric", "epochs", "trials", "time", "changed", "tags"};

static bool is_right(int column)
{
	return column == BEST || column == EPOCHS || column == TRIALS || column == TIME;
}

static void add_time(double seconds, struct strbuf *out)
{
	long long s = (long long)seconds;

	if (seconds < 60)
		strbuf_addf(out, "%.1f s", seconds);
	else if (s < 86400)
		strbuf_addf(out, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
	else
		strbuf_addf(out, "%lld d %lld h", s / 86400, s / 3600 % 24);
}

static void fill(const struct study_row *row, struct strbuf cells[COLUMNS])
{
	const struct study *s = row->file ? recorded_study(row->file) : NULL;
	const struct study_incumbent *best = s ? study_incumbent(s) : NULL;
	char when[32];
	struct tm tm;

	printable_addf(&cells[FILE_NAME], "%s", row->name);
	strbuf_adds(&cells[STATE], row->state);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M",
		localtime_r(&row->changed.tv_sec, &tm));
	strbuf_adds(&cells[CHANGED], when);
	if (!s || !s->info)
		return;
	strbuf_addf(&cells[BEST], best ? "%.6g" : "-", best ? best->value : 0);
	printable_addf(&cells[METRIC], "%s", s->info->metric);
	strbuf_addf(&cells[EPOCHS], "%llu", (unsigned long long)s->epochs);
	strbuf_addf(&cells[TRIALS], "%zu", s->n_trials);
	add_time(s->t, &cells[TIME]);
	notes_tags(&s->notes, &cells[TAGS]);
	printable_here(cells[TAGS].buf, cells[TAGS].cap);
}

static void add_line(
	const struct strbuf cells[COLUMNS], const int width[COLUMNS], struct strbuf *out)
{
	for (int c = 0; c < COLUMNS; c++) {
		const char *text = cells[c].len ? cells[c].buf : "";
		int pad = width[c] - text_width(text);

		if (is_right(c))
			strbuf_addf(out, "%*s", pad, "");
		strbuf_adds(out, text);
		if (!is_right(c))
			strbuf_addf(out, "%*s", pad, "");
		strbuf_adds(out, "  ");
	}
	strbuf_trim(out);
	strbuf_addch(out, '\n');
}

void study_list_text(const struct study_list *l, struct strbuf *out)
{
	struct strbuf(*cells)[COLUMNS] = xcalloc(l->n + 1, sizeof(*cells));
	int width[COLUMNS] = {0};

	for (size_t i = 0; i <= l->n; i++)
		for (int c = 0; c < COLUMNS; c++)
			strbuf_init(&cells[i][c]);
	for (int c = 0; c < COLUMNS; c++)
		strbuf_adds(&cells[0][c], heads[c]);
	for (size_t i = 0; i < l->n; i++)
		fill(&l->rows[i], cells[i + 1]);
	for (size_t i = 0; i <= l->n; i++)
		for (int c = 0; c < COLUMNS; c++)
			if (cells[i][c].len && text_width(cells[i][c].buf) > width[c])
				width[c] = text_width(cells[i][c].buf);
	for (size_t i = 0; i <= l->n; i++)
		add_line(cells[i], width, out);
	for (size_t i = 0; i < l->n; i++)
		if (l->rows[i].wrong)
			printable_linef(out, "%s", l->rows[i].wrong);
	for (size_t i = 0; i <= l->n; i++)
		for (int c = 0; c < COLUMNS; c++)
			strbuf_release(&cells[i][c]);
	free(cells);
}

/* JSON */

static void add_study(const struct study *s, struct strbuf *out)
{
	const struct study_incumbent *best = study_incumbent(s);

	strbuf_adds(out, ",\"study\":");
	strbuf_add_json(out, s->info->name);
	strbuf_adds(out, ",\"metric\":");
	strbuf_add_json(out, s->info->metric);
	strbuf_addf(out, ",\"goal\":\"%s\",\"best\":",
		s->info->maximize ? "maximize" : "minimize");
	strbuf_add_number(out, best ? best->value : NAN);
	if (best)
		strbuf_addf(out, ",\"trial\":%u", best->trial);
	strbuf_addf(out, ",\"epochs\":%llu,\"trials\":%zu,\"seconds\":%.6f,\"tags\":[",
		(unsigned long long)s->epochs, s->n_trials, s->t);
	for (size_t i = 0; i < s->notes.n_tags; i++) {
		strbuf_adds(out, i ? "," : "");
		strbuf_add_json(out, s->notes.tags[i]);
	}
	strbuf_adds(out, "],\"notes\":[");
	for (size_t i = 0; i < s->notes.n; i++) {
		strbuf_adds(out, i ? "," : "");
		strbuf_add_json(out, s->notes.items[i].text);
	}
	strbuf_addch(out, ']');
}

void study_list_json(const struct study_list *l, struct strbuf *out)
{
	char when[32];
	struct tm tm;

	for (size_t i = 0; i < l->n; i++) {
		const struct study_row *row = &l->rows[i];
		const struct study *s = row->file ? recorded_study(row->file) : NULL;

		strbuf_adds(out, i ? ",\n{\"file\":" : "[{\"file\":");
		strbuf_add_json(out, row->path);
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ",
			gmtime_r(&row->changed.tv_sec, &tm));
		strbuf_addf(
			out, ",\"state\":\"%s\",\"changed\":\"%s\"", row->state, when);
		if (row->wrong) {
			strbuf_adds(out, ",\"error\":");
			strbuf_add_json(out, row->wrong);
		}
		if (s && s->info)
			add_study(s, out);
		strbuf_addch(out, '}');
	}
	strbuf_adds(out, l->n ? "]\n" : "[]\n");
}
