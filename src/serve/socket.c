/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Unix socket of a server: its file, and who comes there. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "serve/server_parts.h"

static int address_of(const char *path, struct sockaddr_un *address, struct error *err)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (!*path)
		return error_usage(err, "--socket: a name is missing");
	if (strlen(path) >= sizeof(address->sun_path))
		return error_usage(err,
			"%.60s...: the path of a socket can have at most %zu bytes, and "
			"this has %zu",
			path, sizeof(address->sun_path) - 1, strlen(path));
	strcpy(address->sun_path, path);
	return 0;
}

static int open_socket(struct error *err)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		error_set(err, "a socket: %s", strerror(errno));
	return fd;
}

/* Whether nobody listens at the socket that is there. -1 with err: somebody does. */
static int check_stale(
	const char *path, const struct sockaddr_un *address, struct error *err)
{
	int fd = open_socket(err), rc = 0;

	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 ||
		errno == EAGAIN)
		rc = error_usage(err,
			"%s: another program answers there; give another one with "
			"--socket",
			path);
	else if (errno != ECONNREFUSED && errno != ENOENT)
		rc = error_usage(err, "%s: %s", path, strerror(errno));
	close(fd);
	return rc;
}

/* What is at the path goes, if it is a socket at which nobody answers. */
static int clear(const char *path, const struct sockaddr_un *address, struct error *err)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0
				       : error_usage(
						 err, "%s: %s", path, strerror(errno));
	if (!S_ISSOCK(st.st_mode))
		return error_usage(err, "%s exists, and is no socket", path);
	if (check_stale(path, address, err) < 0)
		return -1;
	if (unlink(path) < 0 && errno != ENOENT)
		return error_usage(err, "%s: %s", path, strerror(errno));
	return 0;
}

static int bind_at(struct server *s, int fd, const struct sockaddr_un *address,
	const char *path, struct error *err)
{
	mode_t before = umask(0177);
	int rc = bind(fd, (const struct sockaddr *)address, sizeof(*address)),
	    wrong = errno;
	struct stat st;

	umask(before);
	if (rc < 0)
		return error_usage(err, "%s: %s", path, strerror(wrong));
	if (listen(fd, SOMAXCONN) < 0 || lstat(path, &st) < 0) {
		wrong = errno;
		unlink(path);
		return error_usage(err, "%s: %s", path, strerror(wrong));
	}
	s->path = xstrdup(path);
	s->device = st.st_dev;
	s->inode = st.st_ino;
	return 0;
}

/* Two that find an old one at once must not both replace it: one locks the folder. */
static int lock_folder(const char *path)
{
	char *copy = xstrdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	free(copy);
	if (fd >= 0)
		while (flock(fd, LOCK_EX) < 0 && errno == EINTR)
			;
	return fd;
}

int server_listen(struct server *s, const char *path, struct error *err)
{
	struct sockaddr_un address;
	int folder, fd, rc;

	if (address_of(path, &address, err) < 0)
		return -1;
	fd = open_socket(err);
	if (fd < 0)
		return -1;
	folder = lock_folder(path);
	rc = clear(path, &address, err);
	if (!rc)
		rc = bind_at(s, fd, &address, path, err);
	if (folder >= 0)
		close(folder);
	if (rc < 0)
		close(fd);
	else
		s->listener = fd;
	return rc;
}

int socket_accept(struct server *s)
{
	return accept4(s->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

/* The file goes, too, unless it is another one by now. */
void socket_close(struct server *s)
{
	struct stat st;

	if (s->listener >= 0) {
		if (lstat(s->path, &st) == 0 && st.st_dev == s->device &&
			st.st_ino == s->inode)
			unlink(s->path);
		close(s->listener);
	}
	s->listener = -1;
	free(s->path);
	s->path = NULL;
}
