/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/wake.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <sys/timerfd.h>
#include <unistd.h>

static struct timespec time_of(double seconds)
{
	return (struct timespec){.tv_sec = (time_t)seconds,
		.tv_nsec = (long)((seconds - floor(seconds)) * 1e9)};
}

int wake_new(void)
{
	return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
}

void wake_at(int timer, double at)
{
	struct itimerspec its = {.it_value = time_of(at > 0 ? at : 0)};

	timerfd_settime(timer, TFD_TIMER_ABSTIME, &its, NULL);
}

void wake_every(int timer, double seconds)
{
	struct itimerspec its = {
		.it_interval = time_of(seconds), .it_value = time_of(seconds)};

	timerfd_settime(timer, 0, &its, NULL);
}

void wake_clear(int fd)
{
	uint64_t n;

	while (read(fd, &n, sizeof(n)) < 0 && errno == EINTR)
		continue;
}
