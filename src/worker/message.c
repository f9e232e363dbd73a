/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/message.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 0, or an errno. */
static int wait_for_room(int fd, double patience)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	int n;

	do
		n = poll(&p, 1, isinf(patience) ? -1 : (int)fmin(patience * 1e3, 1e9));
	while (n < 0 && errno == EINTR);
	return n > 0 ? 0 : n < 0 ? errno : ETIMEDOUT;
}

int message_send(int fd, json_t *message, double patience)
{
	char *text = json_dumps(message, JSON_COMPACT);
	size_t len = strlen(text), done = 0;
	int rc = 0;

	text[len++] = '\n';
	while (!rc && done < len) {
		ssize_t n = write(fd, text + done, len - done);

		if (n > 0)
			done += (size_t)n;
		else if (errno == EAGAIN)
			rc = wait_for_room(fd, patience);
		else if (errno != EINTR)
			rc = errno;
	}
	free(text);
	json_decref(message);
	return rc;
}

const char *message_field(const json_t *message, const char *name)
{
	const char *text = json_string_value(json_object_get(message, name));

	return text ? text : "";
}
