/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For the scripts: prints the events of a recorded study as JSON lines. With --whole it
 * asks SQLite first whether the file is sound; with --visit it looks into the file as any
 * program may, with the right to write, and prints nothing.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "store/recorded.h"
#include "store/store_file.h"

static int check_whole(const char *path)
{
	sqlite3_stmt *st = NULL;
	struct error err;
	sqlite3 *db = store_file_open(path, true, &err);
	const char *said = db ? "cannot be checked" : err.text;
	int rc;

	if (db && !sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &st, NULL) &&
		sqlite3_step(st) == SQLITE_ROW)
		said = (const char *)sqlite3_column_text(st, 0);
	rc = strcmp(said, "ok") ? 1 : 0;
	if (rc)
		fprintf(stderr, "%s: %s\n", path, said);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return rc;
}

/* When nobody else has it open, SQLite puts the log into the file and removes it. */
static int visit(const char *path)
{
	sqlite3 *db;
	int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);

	if (!rc)
		rc = sqlite3_exec(db, "SELECT count(*) FROM event", NULL, NULL, NULL);
	sqlite3_close(db);
	return rc ? 1 : 0;
}

static int print_events(struct recorded *r)
{
	struct strbuf out;
	struct event e;
	struct error err;
	int got;

	strbuf_init(&out);
	while ((got = recorded_next(r, &e, &err)) > 0) {
		strbuf_reset(&out);
		event_print_json(&e, recorded_info(r), &out);
		fputs(out.buf, stdout);
	}
	strbuf_release(&out);
	if (got < 0)
		fprintf(stderr, "%s\n", err.text);
	return got < 0;
}

int main(int argc, char **argv)
{
	bool whole = argc == 3 && !strcmp(argv[1], "--whole");
	struct error err;
	struct recorded *r;
	bool empty;
	int rc;

	if (argc == 3 && !strcmp(argv[1], "--visit"))
		return visit(argv[2]);
	if (argc != 2 && !whole)
		return 2;
	if (whole && check_whole(argv[2]))
		return 1;
	r = recorded_open(argv[argc - 1], &empty, &err);
	if (!r) {
		if (!empty)
			fprintf(stderr, "%s\n", err.text);
		return !empty;
	}
	rc = print_events(r);
	recorded_close(r);
	return rc;
}
