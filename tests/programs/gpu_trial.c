/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial that has memory on a fake GPU (fake_nvidia.c), and reports an epoch a line.
 *
 * usage: gpu_trial x=NUMBER [bytes=N] [child] [nccl] [sync] [deaf]
 *   child  another process of its has as much there, in a session of its own
 *   nccl   a thread has the name that PyTorch gives one of a process group
 *   sync   between two epochs it synchronizes
 *   deaf   it does not end on TERM
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void (*launch)(void);
static void (*synchronize)(void);
static int (*context)(long);

static void *wait_for_ever(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void start(long bytes)
{
	void *cuda = dlopen("libcuda.so.1", RTLD_NOW);
	int (*init)(unsigned);

	if (!cuda) {
		fprintf(stderr, "%s\n", dlerror());
		exit(3);
	}
	*(void **)&init = dlsym(cuda, "cuInit");
	*(void **)&launch = dlsym(cuda, "fakeLaunch");
	*(void **)&synchronize = dlsym(cuda, "fakeSynchronize");
	*(void **)&context = dlsym(cuda, "fakeContext");
	init(1);
	if (context(bytes)) {
		fprintf(stderr, "OutOfMemoryError: CUDA out of memory.\n");
		exit(1);
	}
}

static void note_start(void)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/starts", getenv("FAKE_GPU"));
	f = fopen(path, "a");
	fprintf(f, "%s %d\n", getenv("RUNGTOP_TRIAL"), getpid());
	fclose(f);
}

int main(int argc, char **argv)
{
	const char *last = getenv("RUNGTOP_TO");
	int from = atoi(getenv("RUNGTOP_FROM")), to = last && *last ? atoi(last) : 1000;
	int child = 0, sync = 0, pipes[2];
	long bytes = 100L << 20;
	double x = 0.5;

	for (int i = 1; i < argc; i++) {
		sscanf(argv[i], "x=%lf", &x);
		sscanf(argv[i], "bytes=%ld", &bytes);
		child |= !strcmp(argv[i], "child");
		sync |= !strcmp(argv[i], "sync");
		if (!strcmp(argv[i], "deaf"))
			signal(SIGTERM, SIG_IGN);
		if (!strcmp(argv[i], "nccl")) {
			pthread_t t;

			pthread_create(&t, NULL, wait_for_ever, NULL);
			pthread_setname_np(t, "pt_nccl_watchdg");
		}
	}
	note_start();
	if (child && pipe(pipes) == 0 && fork() == 0) {
		setsid();
		start(bytes);
		if (write(pipes[1], "x", 1) == 1)
			wait_for_ever(NULL);
	}
	start(bytes);
	if (child)
		close(pipes[1]);
	if (child && read(pipes[0], &child, 1) != 1)
		return 3;
	for (int e = from + 1; e <= to; e++) {
		if (sync)
			synchronize();
		usleep(20000);
		launch();
		printf("{\"epoch\": %d, \"loss\": %.6f}\n", e, (x + 1) / e);
		fflush(stdout);
	}
	return 0;
}
