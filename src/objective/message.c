/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool message_send(int fd, json_t *message)
{
	char *text = json_dumps(message, JSON_COMPACT);
	size_t len = strlen(text), done = 0;
	bool read = true;

	text[len++] = '\n';
	while (read && done < len) {
		ssize_t n = write(fd, text + done, len - done);

		if (n > 0)
			done += (size_t)n;
		else if (errno != EINTR)
			read = false;
	}
	free(text);
	json_decref(message);
	return read;
}
