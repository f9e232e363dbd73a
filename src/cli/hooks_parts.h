/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the hooks share. */
#ifndef CLI_HOOKS_PARTS_H
#define CLI_HOOKS_PARTS_H

#include <jansson.h>
#include <pthread.h>

#include "cli/hooks.h"
#include "study/alerts.h"

/* A hook, and what has become of its runs. */
struct hooked {
	const char **argv;   /* NULL: there is none */
	char *path;	     /* that argv[0] was found at, or NULL */
	size_t waiting;	     /* alerts that have had no run yet */
	double not_before;   /* when it may run; clock_seconds() */
	size_t runs, failed; /* so far */
	size_t passed;	     /* alerts without a run of their own */
	int told;	     /* times that it was told of */
	char last[256];	     /* how the last run ended */
};

struct hooks {
	struct session *session;
	const struct studyfile *file;
	char *log_path; /* NULL: no log */
	int bell;	/* the journal's */
	int wake;	/* an eventfd: the recording is closed */
	int cancel;	/* an eventfd: no more, and what runs is to end */
	int done;	/* an eventfd: the thread has nothing more to do */
	pthread_t thread;
	bool started;

	pthread_mutex_t lock; /* guards the next two */
	struct store *store;  /* while it is open */
	char *recording;      /* once that is closed; NULL: there is none, or not yet */
	bool closed;

	/* The thread's, until it has ended. */
	struct study study;
	struct alerts alerts;
	struct hooked hooks[ALERTS];
	bool ended;	    /* the study has, in this run of it */
	double finished_at; /* when that was seen; 0: not yet */
	bool log_wrong;	    /* that was told */
	char **told;	    /* texts that are to become events; owned */
	size_t n_told;
	char **late; /* those that cannot any more; owned */
	size_t n_late, cap_told, cap_late;
};

/* The commands of ALERTS hooks, which are empty; hooks_forget() in any case. -1 with err. */
int hooks_find(struct hooked *hooks, const struct studyfile *sf, struct error *err);
void hooks_forget(struct hooked *hooks);
/* The absolute path of the recording as it is now, or "" ; to be freed. */
char *hooks_recording(struct hooks *h);
/* What the command of an alert has in its environment. */
json_t *hooks_environment(struct hooks *h, enum alert a, size_t skipped);
/* Appends what the alert is about: "incumbent T12, val_error 0.03125". */
void hooks_subject(const struct hooks *h, enum alert a, struct strbuf *out);

#endif
