/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A GPU of this machine, or a part of one (a MIG device), that trials are given, and how it
 * is doing. Values: who gets one owns it.
 */
#ifndef OBJECTIVE_DEVICE_H
#define OBJECTIVE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define DEVICES_MAX 128
#define DEVICE_USERS_MAX 32 /* processes on one that are told apart */
#define DEVICE_NO_TRIAL UINT32_MAX

enum device_kind { DEVICE_NVIDIA, DEVICE_MIG, DEVICE_AMD };

struct device {
	enum device_kind kind;
	char number
		[24]; /* as nvidia-smi counts, or the kernel for AMD: "2"; of MIG "2:0" */
	char uuid[96];	 /* GPU-…, MIG-…; "": it has none, and `number` is its name */
	char whole[96];	 /* of MIG: the UUID of the GPU that it is a part of; else "" */
	char name[96];	 /* "NVIDIA H100 80GB HBM3"; "": not known */
	uint64_t memory; /* bytes; 0: not known */
	size_t at;	 /* its source's: which one */
	int hip;	 /* of AMD: its number in HIP_VISIBLE_DEVICES */
};

enum device_health {
	DEVICE_FINE,
	DEVICE_GONE, /* it is not there any more, or does not answer */
};

/* A process that holds memory of a device. */
struct device_user {
	pid_t pid;
	uint64_t bytes; /* 0: not known */
	bool foreign;	/* not started by this rungtop */
	uint32_t trial; /* of this study; DEVICE_NO_TRIAL: of none, or not known */
	char name[32];	/* of a foreign one: "python" */
};

struct device_state {
	enum device_health health;
	uint64_t used, memory; /* bytes; memory 0: neither is known */
	int busy;	       /* percent of the time; -1: not known */
	struct device_user users[DEVICE_USERS_MAX];
	size_t n_users;
};

/* A device as the screen shows it. */
struct device_report {
	struct device device;
	struct device_state state;
	bool looked; /* `state` is of the last second or two; else nobody has looked yet */
	int places;  /* trials that it holds at once */
	int taken;   /* of these */
	char trouble[160]; /* why it is given to nobody; "": nothing is wrong with it */
};

#endif
