/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/crash.h"

#include <curses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "ui/stuck.h"

static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
#define N_DEADLY (sizeof(deadly) / sizeof(*deadly))
#define STACK_BYTES ((size_t)64 << 10)

/* Read by the handlers: written before they are set, and after they are taken away. */
static struct {
	int fd;
	bool has_modes;
	struct termios modes;
	char bytes[256];
	size_t n;
	struct sigaction before[N_DEADLY];
	void *stack;
} guard = {.fd = -1};

static void on_death(int sig)
{
	struct sigaction dfl;
	size_t done = 0;

	stuck_drop(guard.fd);
	while (done < guard.n) {
		ssize_t n = write(guard.fd, guard.bytes + done, guard.n - done);

		if (n <= 0)
			break;
		done += (size_t)n;
	}
	if (guard.has_modes)
		tcsetattr(guard.fd, TCSANOW, &guard.modes);
	memset(&dfl, 0, sizeof(dfl));
	dfl.sa_handler = SIG_DFL;
	sigemptyset(&dfl.sa_mask);
	sigaction(sig, &dfl, NULL);
	raise(sig); /* delivered when this handler returns */
}

/* A capability without its padding, "$<5>". */
static void remember(const char *cap)
{
	if (!cap || cap == (const char *)-1)
		return;
	while (*cap && guard.n + 1 < sizeof(guard.bytes)) {
		const char *end =
			cap[0] == '$' && cap[1] == '<' ? strchr(cap, '>') : NULL;

		if (end)
			cap = end + 1;
		else
			guard.bytes[guard.n++] = *cap++;
	}
}

/* The mouse as curses turns it off: by a capability of its own where there is one. */
static void remember_mouse(void)
{
	char *xm = tigetstr("XM");

	if (xm && xm != (char *)-1)
		remember(tparm(xm, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
	else if (key_mouse)
		remember("\033[?1000l");
}

void crash_guard(int fd)
{
	guard.fd = fd;
	guard.n = 0;
	guard.has_modes = tcgetattr(fd, &guard.modes) == 0;
}

void crash_arm(void)
{
	struct sigaction sa;
	stack_t stack = {.ss_size = STACK_BYTES};

	remember(exit_attribute_mode);
	remember(orig_pair);
	remember(keypad_local);
	remember_mouse();
	remember(tigetstr("BD")); /* pastes are not marked any more */
	remember(exit_ca_mode);
	if (!exit_ca_mode && cursor_address && clr_eol) {
		/* the shell's prompt comes there */
		remember(tparm(cursor_address, LINES - 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
		remember(clr_eol);
	}
	remember(cursor_normal);
	/* a stack of its own, for when the stack is what overflowed */
	guard.stack = xmalloc(STACK_BYTES);
	stack.ss_sp = guard.stack;
	sigaltstack(&stack, NULL);
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_death;
	sa.sa_flags = SA_ONSTACK;
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < N_DEADLY; i++)
		sigaction(deadly[i], &sa, &guard.before[i]);
}

void crash_release(void)
{
	stack_t off = {.ss_flags = SS_DISABLE};

	if (guard.stack) {
		for (size_t i = 0; i < N_DEADLY; i++)
			sigaction(deadly[i], &guard.before[i], NULL);
		sigaltstack(&off, NULL);
		free(guard.stack);
	}
	guard.stack = NULL;
	guard.fd = -1;
}
