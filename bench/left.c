/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the time left is worth: of recordings of whole studies, given by their paths, what it
 * was said to be after a part of the time, and what it was. A line each: the scheduler; the
 * seconds that were left; those that were foretold, and how far that is off; the range, and
 * whether the end lay in it; what a look at the study and the estimate took.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/recorded.h"
#include "study/left.h"

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static void print(const struct study *s, double t, double end)
{
	struct left_state state;
	struct left l;
	double begun = now(), taken, made, rest = end - t;

	left_state_take(&state, s, t);
	taken = now();
	left_make(&l, &state);
	made = now();
	left_state_release(&state);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("%-20s %9.1f %9.1f %+8.1f %% %9.1f to %-9.1f %-4s %7.1f ms %8.0f ms\n",
		s->scheduler, rest, l.seconds, 100 * (l.seconds - rest) / rest, l.least,
		l.most, rest >= l.least && rest <= l.most ? "yes" : "no",
		1e3 * (taken - begun), 1e3 * (made - taken));
}

static int look(const char *path, double part)
{
	struct journal *j = journal_new();
	struct error err;
	struct recorded *r = recorded_open(path, NULL, &err);
	struct study s;
	double end;

	if (!r || recorded_load(r, j, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return -1;
	}
	study_init(&s);
	end = journal_at(j, journal_length(j))->t;
	while (s.seq < journal_length(j) && journal_at(j, s.seq + 1)->t <= part * end)
		study_apply(&s, journal_at(j, s.seq + 1));
	print(&s, part * end, end);
	study_release(&s);
	journal_free(j);
	recorded_close(r);
	return 0;
}

int main(int argc, char **argv)
{
	double part = argc > 2 && !strcmp(argv[1], "-p") ? atof(argv[2]) : 0.5;

	for (int i = part != 0.5 || (argc > 1 && !strcmp(argv[1], "-p")) ? 3 : 1; i < argc; i++)
		if (look(argv[i], part) < 0)
			return 1;
	return 0;
}
