/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the server share. Its thread owns all that has no lock. */
#ifndef SERVE_SERVER_PARTS_H
#define SERVE_SERVER_PARTS_H

#include <jansson.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/line_buffer.h"
#include "serve/server.h"
#include "study/study.h"

#define SEATS_MAX THREADS_MAX
#define NAME_BYTES 64 /* of a client's name */

/* What the tuner's thread tells the server's. */
enum order_kind {
	ORDER_TASK,	 /* worker, task */
	ORDER_INTERRUPT, /* worker: at its next report */
	ORDER_HURRY,	 /* all of them, now */
	ORDER_SETTLED,	 /* up to `looked` there is nothing left to do, and no task */
	ORDER_ANSWER,	 /* ticket, refused: a command has been obeyed, or not */
	ORDER_OVER,	 /* the study has finished */
	ORDER_AGAIN,	 /* and goes on after that */
	ORDER_QUIT,	 /* end the thread */
};

struct order {
	enum order_kind kind;
	int worker;
	struct task task;
	uint64_t ticket;
	uint64_t looked; /* SETTLED: as `n_asked` was then */
	char *refused;	 /* or NULL; the receiver frees it */
};

struct client {
	uint64_t id; /* from 1, of all that there were */
	int in, out; /* the same for a socket */
	char *name;  /* or NULL */
	struct line_buffer lines;
	uint64_t n_lines;
	uint64_t line; /* of the request that is being answered */
	struct strbuf answers; /* those from `sent` on have not been written */
	size_t sent;
	double heard; /* when it sent something last */
	double fence;
	uint32_t *lost; /* n_lost: trials that were taken from it */
	size_t n_lost, cap_lost;
	int n_waiting; /* answers that it waits for: asks, looks and tickets */
	bool more;     /* there are lines of it that have not been looked at */
	bool ended;    /* it sends nothing any more */
	bool deaf;     /* it reads nothing any more */
	struct client *next;
};

enum served_state {
	SERVED_FREE,
	SERVED_OFFERED, /* its task waits for a client that asks */
	SERVED_HELD,    /* a client has it */
	SERVED_LEFT,    /* the connection that had it has ended; another may go on with it */
};

/* A worker, as the tuner sees it. */
struct served {
	enum served_state state;
	struct task task;
	int known;  /* epochs of the trial that the study has */
	int seen;   /* that its present client has reported; not past `known` */
	bool stop;  /* ends at its next report */
	int attempt; /* clients that have had it */
	int losses;  /* of them, without a new epoch */
	struct client *client; /* HELD */
	char *name;	       /* of the client, as it was shown */
	double fence;	       /* that client's */
	double heard;	       /* LEFT: when it was heard last */
	double began;	       /* the present epoch */
};

/* An ask that has no answer yet. */
struct ask {
	struct client *client;
	char *id; /* or NULL */
	double until;
	bool at_once; /* `until` does not count: it waits no longer than the tuner looks */
	uint64_t number; /* as `n_asked` was then */
};

/* A request that looks at the study, as it is when all has been done that came before. */
struct look {
	struct client *client;
	char *text; /* `len` bytes */
	size_t len;
	uint64_t line; /* its number */
	uint64_t number; /* as `n_asked` was then */
};

/* A command that has no answer yet. */
struct ticket {
	uint64_t number;
	struct client *client;
	char *id;	  /* or NULL */
	uint64_t line;	  /* of the request */
	const char *word; /* static */
};

/* Who had a trial last. */
struct holder {
	uint64_t client; /* 0: nobody */
	bool has_state;	 /* and has it in memory, as the study knows it */
};

struct server {
	struct pool base; /* the first */
	struct server_setup setup;
	double start; /* clock */

	pthread_mutex_t lock; /* guards: */
	pthread_cond_t arrived;
	bool woken;
	struct pool_message *queue; /* to the tuner; head … n − 1 wait */
	size_t head, n, cap;
	struct order *orders; /* from the tuner; n_orders */
	size_t n_orders, cap_orders;
	int n_asking; /* asks */
	int n_ready;  /* tasks that are on their way to the server, or OFFERED there */
	int n_looking;	  /* looks */
	uint64_t n_asked; /* counts up with each ask and look */
	bool settled;	  /* has been told */
	int workers;  /* that the study has now */

	int bell; /* an eventfd: there are orders */
	int done; /* an eventfd: see server_done() */
	pthread_t thread;
	bool started;

	struct tuner *tuner;
	bool news; /* for the tuner, which has not been told */
	struct study study; /* as far as somebody has asked for it */
	bool over;	    /* the study has finished */
	bool quit;	    /* the thread ends */
	int listener;	    /* −1: none */
	char *path;	    /* of the socket */
	dev_t device;	    /* and what it is */
	ino_t inode;
	double listen_at; /* not before */
	struct client *clients;
	struct client *pair; /* of standard input and output, or NULL */
	bool pair_ended;     /* and its end has been seen */
	int pair_flags;	     /* of its out, before */
	uint64_t n_clients_ever;
	int n_clients;
	struct ask *asks; /* n_asks, the oldest first */
	size_t n_asks, cap_asks;
	struct look *looks; /* n_looks, the oldest first */
	size_t n_looks, cap_looks;
	struct ticket *tickets; /* n_tickets */
	size_t n_tickets, cap_tickets;
	uint64_t last_ticket;
	struct served seats[SEATS_MAX];
	int n_seats; /* that have been used */
	int n_taken; /* not FREE */
	struct holder *holders; /* by trial; n_holders */
	size_t n_holders, cap_holders;
	int asked_workers; /* the last number that this server has set */
};

/* A request that is being answered. */
struct client_request {
	struct server *server;
	struct client *client;
	json_t *json;
	char *id; /* as JSON, or NULL */
	const char *line;
	size_t len;
	bool settled; /* the study has got what came before */
};

/* pool.c: the tuner's side. */
void serve_pool_init(struct server *s);
void serve_pool_free(struct server *s);
/* To the tuner, which is told of it by serve_tell(). */
void serve_post(struct server *s, const struct pool_message *m);
/* So many asks and offered tasks more, or less. Returns how many asks there have been. */
uint64_t serve_count(struct server *s, int asks, int ready);
void serve_count_looks(struct server *s, int looks);
/* The tuner looks once more whether there is a task. Returns the same. */
uint64_t serve_look_again(struct server *s);
/* Wakes the tuner, when there is something for it. */
void serve_tell(struct server *s);
/* From the tuner: *n of them; free() the list. */
struct order *serve_take_orders(struct server *s, size_t *n);
void serve_order(struct server *s, const struct order *o);
int serve_workers(struct server *s);

/* socket.c */
void socket_close(struct server *s);
/* A descriptor of a new connection, or −1. */
int socket_accept(struct server *s);

/* client.c */
struct client *client_new(struct server *s, int in, int out);
/* Its tasks are for others, when its fence has passed. */
void client_remove(struct server *s, struct client *c);
/* Reads once. */
void client_read(struct client *c);
/* Whether it may send more: it has read most of its answers. */
bool client_has_room(const struct client *c);
/* The next request, without its newline; NULL: none now. */
char *client_next_line(struct client *c, size_t *len);
void client_write(struct client *c);
/* Appends an answer's beginning, {"is":…,"id":…, to which fields are added; and its end. */
struct strbuf *answer_begin(struct client *c, const char *is, const char *id);
void answer_end(struct client *c);
void answer_refuse(struct client *c, const char *id, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* asks.c */
void asks_add(struct server *s, struct client *c, const char *id, double wait);
/* Gives those who ask the tasks that are offered. */
void asks_match(struct server *s);
/* Answers those that do not wait any longer. looked: for these there is no task now. */
void asks_expire(struct server *s, double now, uint64_t looked);
/* Whatever the client asks for it wants at once. */
void asks_hurry(struct server *s, const struct client *c);
/* As many workers as could be busy, where that is not for others to say. */
void asks_grow(struct server *s);
/* The study has finished. */
void asks_finish(struct server *s);
void asks_forget(struct server *s, const struct client *c);
/* The clock's time of the next one that does not wait any longer; INFINITY: none. */
double asks_next(const struct server *s);

/* served.c */
void served_offer(struct server *s, int worker, const struct task *task);
void served_interrupt(struct server *s, struct served *seat);
void served_hurry(struct server *s);
/* To a client that asks. */
void served_give(struct server *s, struct served *seat, struct client *c, const char *id);
/* The client's seat with this trial, or one that a connection has left; NULL: none. */
struct served *served_of(struct server *s, struct client *c, uint32_t trial);
/* Its task ends so, with a message that may tell of an epoch, too. */
void served_end(struct server *s, struct served *seat, struct pool_message *m,
	enum outcome outcome);
/* Its client gives it back. */
void served_release(struct server *s, struct served *seat);
void served_leave(struct server *s, const struct client *c);
/* Whoever has been silent for too long loses its task; and when the next one does. */
void served_fence(struct server *s, double now);
double served_next(const struct server *s);
const char *client_name(const struct client *c, char *out, size_t size);
/* Whether a task of the trial was taken from the client. */
bool client_has_lost(const struct client *c, uint32_t trial);
/* Who had the trial last; NULL: nobody. */
struct holder *holder_of(struct server *s, uint32_t trial);

/* requests.c */
/* Those up to there are answered. */
void looks_answer(struct server *s, uint64_t looked);
void looks_forget(struct server *s, const struct client *c);
void request_answer(struct server *s, struct client *c, const char *line, size_t len);
/* The whole number of that name, not below 0; −1: refused. */
int64_t request_number(struct client_request *r, const char *name);

/* report.c */
void request_ask(struct client_request *r);
void request_report(struct client_request *r);
void request_fail(struct client_request *r);
void request_done(struct client_request *r);
void request_release(struct client_request *r);

/* look.c */
void study_catch_up(struct server *s);
void request_status(struct client_request *r);
void request_best(struct client_request *r);
void request_list(struct client_request *r);
void request_trial(struct client_request *r);
/* The study has finished: why, and what came of it. */
void answer_finished(struct server *s, struct client *c, const char *id);

/* steer.c */
void request_steer(struct client_request *r, const char *word);
void steer_answer(struct server *s, uint64_t ticket, const char *refused);
void steer_finish(struct server *s);
void steer_forget(struct server *s, const struct client *c);
void steer_quit(struct server *s);
void steer_workers(struct server *s, int n);

#endif
