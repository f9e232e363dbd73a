/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcuda.so.1 and libnvidia-ml.so.1 without a device, as far as rungtop asks them. What
 * processes have, and their states, are files in the folder FAKE_GPU.
 *
 * States and their order are those that were measured with drivers 580 and 595: each call is
 * taken in one state only (else 401), 3 without CUDA, 600 when the device is busy; no call
 * returns while the process is stopped; a restore that finds too little room fails with 2,
 * and with 304 ever after.
 *
 * total      bytes of a device; more devices: total.1, total.2, …
 * p.PID      "STATE BYTES ASIDE DEVICE" of a process
 * fail.CALL  one call is to return that number, to `crash`, to `hang`, or to `break`: fail
 *            with 999 and leave the process in state 3. `always N`: all of them
 * calls      a line for each: CALL PID RESULT
 * peak       the most bytes that were on a device at once
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct entry {
	int state, device;
	long bytes, aside;
};

static const char *in_folder(const char *fmt, ...)
{
	static char path[4][512];
	static int next;
	const char *folder = getenv("FAKE_GPU");
	char *p = path[next++ % 4];
	int n = snprintf(p, 512, "%s/", folder ? folder : ".");
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p + n, 512 - (size_t)n, fmt, ap);
	va_end(ap);
	return p;
}

static int guard(void)
{
	int fd = open(in_folder("lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	flock(fd, LOCK_EX);
	return fd;
}

static char state_of_process(int pid)
{
	char path[64], text[512], *end;
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (!f)
		return 'Z';
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	end = strrchr(text, ')');
	return end && end[1] ? end[2] : 'Z';
}

static int load(int pid, struct entry *e)
{
	FILE *f = fopen(in_folder("p.%d", pid), "r");
	int n = f ? fscanf(f, "%d %ld %ld %d", &e->state, &e->bytes, &e->aside,
			    &e->device)
		  : 0;

	if (f)
		fclose(f);
	return n == 4;
}

static void save(int pid, const struct entry *e)
{
	const char *path = in_folder("p.%d", pid), *new = in_folder("new.%d", getpid());
	FILE *f = fopen(new, "w");

	fprintf(f, "%d %ld %ld %d\n", e->state, e->bytes, e->aside, e->device);
	fclose(f);
	rename(new, path);
}

static long number_in(const char *path, long otherwise)
{
	FILE *f = fopen(path, "r");
	long n;

	if (!f)
		return otherwise;
	if (fscanf(f, "%ld", &n) != 1)
		n = otherwise;
	fclose(f);
	return n;
}

static long total_of(int device)
{
	return number_in(device ? in_folder("total.%d", device) : in_folder("total"), 0);
}

static long used_of(int device)
{
	DIR *d = opendir(in_folder("."));
	struct dirent *found;
	long sum = 0;

	while (d && (found = readdir(d))) {
		struct entry e;
		int pid;

		if (sscanf(found->d_name, "p.%d", &pid) == 1 &&
			state_of_process(pid) != 'Z' && load(pid, &e) &&
			e.device == device)
			sum += e.bytes;
	}
	if (d)
		closedir(d);
	return sum;
}

static void note_peak(int device)
{
	long used = used_of(device);
	FILE *f;

	if (used <= number_in(in_folder("peak"), 0))
		return;
	f = fopen(in_folder("peak"), "w");
	fprintf(f, "%ld\n", used);
	fclose(f);
}

static int note(const char *call, int pid, int result)
{
	FILE *f = fopen(in_folder("calls"), "a");

	fprintf(f, "%s %d %d\n", call, pid, result);
	fclose(f);
	return result;
}

/* What the call is to do in place of its work; -1: its work. */
static int told_to_fail(const char *call, int pid)
{
	char word[32] = "", more[32] = "";
	const char *path = in_folder("fail.%s", call);
	FILE *f = fopen(path, "r");
	struct entry e;

	if (!f)
		return -1;
	if (fscanf(f, "%31s %31s", word, more) < 1)
		*word = '\0';
	fclose(f);
	if (!strcmp(word, "always"))
		return note(call, pid, atoi(more));
	unlink(path);
	if (!strcmp(word, "crash")) {
		note(call, pid, -1);
		raise(SIGSEGV);
	}
	while (!strcmp(word, "hang"))
		pause();
	if (!strcmp(word, "break") && load(pid, &e)) {
		e.state = 3;
		save(pid, &e);
		return note(call, pid, 999);
	}
	return note(call, pid, atoi(word));
}

/* From one state to another, when the process is not stopped. */
static int move_on(const char *call, int pid, int from, int to)
{
	struct entry e;
	int rc, fd;

	rc = told_to_fail(call, pid);
	if (rc >= 0)
		return rc;
	while (state_of_process(pid) == 'T')
		usleep(2000);
	fd = guard();
	if (state_of_process(pid) == 'Z' || !load(pid, &e))
		rc = 3;
	else if (e.state != from)
		rc = 401;
	else if (!strcmp(call, "Restore") && e.device < 0)
		rc = 304;
	else if (!strcmp(call, "Restore") &&
		 used_of(e.device) + e.aside > total_of(e.device)) {
		e.device = -1; /* for ever */
		save(pid, &e);
		rc = 2;
	} else {
		rc = 0;
		e.state = to;
		if (!strcmp(call, "Checkpoint")) {
			e.aside = e.bytes;
			e.bytes = 0;
		} else if (!strcmp(call, "Restore")) {
			e.bytes = e.aside;
			e.aside = 0;
		}
		save(pid, &e);
		if (!strcmp(call, "Restore"))
			note_peak(e.device);
	}
	note(call, pid, rc);
	close(fd);
	return rc;
}

/*
 * The driver.
 */

int cuInit(unsigned flags)
{
	int rc = flags ? 0 : told_to_fail("Init", getpid());

	return rc < 0 ? 0 : rc;
}

int cuGetErrorString(int result, const char **words)
{
	*words = result == 2	 ? "out of memory"
		 : result == 801 ? "operation not supported"
				 : "unknown error";
	return 0;
}

int cuCheckpointProcessGetState(int pid, int *state)
{
	struct entry e;
	int rc = told_to_fail("GetState", pid);

	if (rc >= 0)
		return rc;
	while (state_of_process(pid) == 'T')
		usleep(2000);
	if (!load(pid, &e))
		return 3;
	*state = e.state;
	return 0;
}

int cuCheckpointProcessLock(int pid, void *args)
{
	(void)args;
	return move_on("Lock", pid, 0, 1);
}

int cuCheckpointProcessCheckpoint(int pid, void *args)
{
	(void)args;
	return move_on("Checkpoint", pid, 1, 2);
}

int cuCheckpointProcessRestore(int pid, void *args)
{
	(void)args;
	return move_on("Restore", pid, 2, 1);
}

int cuCheckpointProcessUnlock(int pid, void *args)
{
	(void)args;
	return move_on("Unlock", pid, 1, 0);
}

/*
 * For the program of a trial.
 */

/* A context with so many bytes. 2: there is no room. */
int fakeContext(long bytes)
{
	const char *name = getenv("CUDA_VISIBLE_DEVICES");
	struct entry e = {.bytes = bytes};
	int fd = guard(), rc = 0;

	if (name)
		sscanf(name, "GPU-fake-%d", &e.device);
	if (used_of(e.device) + bytes > total_of(e.device))
		rc = 2;
	else
		save(getpid(), &e);
	note_peak(e.device);
	close(fd);
	return rc;
}

/* A launch waits while the process is locked, or aside. */
void fakeLaunch(void)
{
	struct entry e;

	while (load(getpid(), &e) && e.state)
		usleep(2000);
}

/* A synchronize ends the process when what it has is aside. */
void fakeSynchronize(void)
{
	struct entry e;

	if (load(getpid(), &e) && e.state == 2)
		raise(SIGSEGV);
}

/*
 * NVML.
 */

struct process {
	unsigned pid;
	unsigned long long bytes;
	unsigned instance, compute_instance;
};

struct memory {
	unsigned long long total, free, used;
};

int nvmlInit_v2(void)
{
	return told_to_fail("Nvml", getpid()) > 0;
}

int nvmlDeviceGetCount_v2(unsigned *n)
{
	for (*n = 0; total_of((int)*n);)
		++*n;
	return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned i, void **device)
{
	*device = (void *)(size_t)(i + 1);
	return 0;
}

int nvmlShutdown(void)
{
	return 0;
}

int nvmlDeviceGetHandleByUUID(const char *uuid, void **device)
{
	unsigned i = 0;

	return sscanf(uuid, "GPU-fake-%u", &i) == 1 ? nvmlDeviceGetHandleByIndex_v2(i, device)
						     : 6;
}

int nvmlDeviceGetName(void *device, char *name, unsigned size)
{
	(void)device;
	snprintf(name, size, "Fake");
	return 0;
}

static int index_of(void *device)
{
	return (int)(size_t)device - 1;
}

int nvmlDeviceGetUUID(void *device, char *text, unsigned size)
{
	snprintf(text, size, "GPU-fake-%d", index_of(device));
	return 0;
}

int nvmlDeviceGetMemoryInfo(void *device, struct memory *m)
{
	m->total = (unsigned long long)total_of(index_of(device));
	m->used = (unsigned long long)used_of(index_of(device));
	m->free = m->total - m->used;
	return 0;
}

/* None are named in a container: the file `hidden` is there. */
int nvmlDeviceGetComputeRunningProcesses_v3(
	void *device, unsigned *n, struct process *out)
{
	DIR *d = opendir(in_folder("."));
	struct dirent *found;
	unsigned room = *n;

	*n = 0;
	while (d && access(in_folder("hidden"), F_OK) && (found = readdir(d))) {
		struct entry e;
		int pid;

		if (sscanf(found->d_name, "p.%d", &pid) == 1 && *n < room &&
			state_of_process(pid) != 'Z' && load(pid, &e) &&
			e.device == index_of(device))
			out[(*n)++] = (struct process){.pid = (unsigned)pid,
				.bytes = (unsigned long long)e.bytes};
	}
	if (d)
		closedir(d);
	return 0;
}
