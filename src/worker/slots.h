/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Places on the GPUs of this machine: how many trials one of them holds, who has which, and
 * who waits. Threads: any; a slot belongs to whom it was given to.
 */
#ifndef WORKER_SLOTS_H
#define WORKER_SLOTS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/knob.h"
#include "base/listener.h"
#include "base/strbuf.h"
#include "worker/devices.h"

/* The knobs of an objective whose programs may use GPUs; SLURM_KNOBS has resources.gpus. */
#define SLOT_KNOBS                                                                       \
	{.name = "resources.share",                                                      \
		.type = KNOB_INT,                                                        \
		.min = 1,                                                                \
		.max = 1000,                                                             \
		.help = "trials that a GPU of this machine holds at once"},              \
		{.name = "resources.devices",                                            \
			.type = KNOB_TEXT,                                               \
			.help = "which GPUs of this machine are given out: a list of "   \
				"numbers or UUIDs; all without it"},                     \
		{.name = "resources.busy",                                               \
			.type = KNOB_CHOICE,                                             \
			.choices = "skip use",                                           \
			.def = "skip",                                                   \
			.help = "a GPU with a process of somebody else, or less than "   \
				"90 % of its memory free"},                              \
	{                                                                                \
		.name = "resources.amd", .type = KNOB_CHOICE, .choices = "rocr hip",     \
		.def = "rocr",                                                           \
		.help = "what tells programs of AMD GPUs: ROCR_VISIBLE_DEVICES or "      \
			"HIP_VISIBLE_DEVICES"                                            \
	}

#define SLOT_DEVICES_MAX 16

/*
 * One or more devices that a program has, alone or with others. It stays where it is while
 * it is given out or held.
 */
struct slot {
	int n;			       /* 0: none */
	int devices[SLOT_DEVICES_MAX]; /* slots_device() */
	/* The slots' own. */
	bool given;  /* it counts among those that its devices hold */
	bool held;   /* its program waits, with memory there, and does not run */
	bool shared; /* while it was given another one was on a device of it */
	bool alone;  /* none may be */
	uint32_t trial;
	pid_t worker, program; /* that its processes descend from; 0: not known */
	struct slot *next;
};

/* Another one, given to nobody, on the same devices. */
void slot_copy(struct slot *to, const struct slot *from);

struct slots;

/*
 * Reads the knobs; elsewhere: workers are not processes of this machine, so there is
 * nothing to give out, which is told of a knob that asks for it. *slots: NULL when the
 * environment is to stay as it is. -1 with err.
 */
int slots_open(struct slots **slots, const struct knobs *k, bool elsewhere,
	const struct listener *listener, struct error *err);
/* All slots must have been given back. NULL is fine. */
void slots_free(struct slots *s);
/* How many there are, by default as many workers; 0: programs get no device. */
int slots_count(const struct slots *s);
const struct device *slots_device(const struct slots *s, int device);
/* "GPU 0 (NVIDIA A100)", "GPU 0, GPU 1" */
void slot_text(const struct slots *s, const struct slot *slot, struct strbuf *out);
/* Its numbers, "0,2", as RUNGTOP_GPUS has them; "": none. */
void slot_numbers(const struct slots *s, const struct slot *slot, struct strbuf *out);
/* Adds what its program is told by: see devices_environment(). */
void slot_environment(
	const struct slots *s, const struct slot *slot, json_t *environment);

struct slot_wish {
	int cancel_fd; /* readable: stop waiting; -1: none */
	bool alone;    /* nobody else on its device */
	bool own;      /* the devices that the slot has already, and no others */
	/* NULL, or: true ends the wait, without a slot. Asked when something has changed. */
	bool (*instead)(void *arg);
	/* Called when it has to wait, and again when the reason changes. */
	void (*waits)(void *arg, const char *why);
	/* A remark for people: a device is lost, or taken by somebody else. */
	void (*tell)(void *arg, const char *note);
	void *arg;
};

enum slot_news {
	SLOT_TAKEN,
	SLOT_CANCELLED,
	SLOT_INSTEAD,
	SLOT_NEVER, /* too few devices are left */
};

/* Waits for a free place. Not taken: the slot is as it was; SLOT_NEVER with err. */
enum slot_news slots_take(struct slots *s, const struct slot_wish *wish,
	struct slot *slot, struct error *err);
/* Given or held or neither: it is neither then. */
void slots_give_back(struct slots *s, struct slot *slot);
/* Its program waits where it is: its places are free, and it may take them again. */
void slots_hold(struct slots *s, struct slot *slot);
/* Something that `instead` asks about has changed. */
void slots_wake(struct slots *s);
/* Whether its program must not go on with another task: somebody waits for its device. */
bool slots_want_back(struct slots *s, const struct slot *slot);

/* What a program's failure has to do with its device. */
enum slot_failure {
	SLOT_FINE,
	SLOT_LOST,	/* the device is, or its memory: the program is not to blame */
	SLOT_CROWDED,	/* others were on it: the program may be tried again alone */
	SLOT_TOO_SMALL, /* it was alone there, and the memory is not enough */
};

struct slot_end {
	bool memory; /* the program has failed for lack of the device's memory */
	bool broken; /* its words say that the device did not work */
	void (*tell)(void *arg, const char *note); /* of what is done about the device */
	void *arg;
};

/* After the program of a slot has failed. Looks at the devices: takes milliseconds. */
enum slot_failure slots_fail(
	struct slots *s, struct slot *slot, const struct slot_end *end);
/* A task on it is over, and the device had memory enough. */
void slots_succeed(struct slots *s, struct slot *slot, const struct slot_end *end);

/*
 * How the devices are doing, and who has what of them; out[DEVICES_MAX], or NULL: only how
 * many. look: at the devices, which takes milliseconds; else only who has which.
 */
size_t slots_report(struct slots *s, bool look, struct device_report *out);

/* Who has the slot: its trial, and the process that its program descends from. */
void slot_own(struct slots *s, struct slot *slot, uint32_t trial, pid_t worker);
/* The same for a program that was forked from another process than its worker. */
void slot_own_program(struct slots *s, struct slot *slot, pid_t program);

#endif
