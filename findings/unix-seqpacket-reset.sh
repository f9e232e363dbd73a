#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Unix sockets of Linux (seen with 6.18), asked by CPython 3.11.2 (Debian's python3.11): a
# process sends how its program ended, and closes its end with one message still unread.
#
# One would guess: it is as with a pipe and as with a Unix socket of the kind stream. What was
# sent arrives, and then comes the end, or the error that says that something was not read.
# Seen: that holds for SOCK_STREAM. With SOCK_SEQPACKET, the kind for whole messages, the
# error comes first, before the message that was sent before it; and after the error the
# message can be read all the same, and then the end.
# Why it matters: a launcher speaks with the processes that start its trials in whole
# messages. If it takes the first error for the end, a trial that ended well is lost, and
# only now and then: when a word to it has crossed its last one.
. "$(dirname -- "$0")/lib.sh"
debian python3.11 3.11.2

cat >ends.py <<'PY'
import socket, sys
launcher, program = socket.socketpair(socket.AF_UNIX, getattr(socket, sys.argv[1]))
if sys.argv[2] == "crossed":
    launcher.send(b"a word")  # nobody reads it
program.send(b"status 0")
program.close()
seen = []
while not seen or seen[-1] != "end":
    try:
        seen.append(launcher.recv(100).decode() or "end")
    except ConnectionResetError:
        seen.append("reset")
print(*seen, sep=", ")
PY
seen 'stream, all read' "$(python3.11 ends.py SOCK_STREAM plain)" 'status 0, end'
seen 'seqpacket, all read' "$(python3.11 ends.py SOCK_SEQPACKET plain)" 'status 0, end'
seen 'stream, one unread' "$(python3.11 ends.py SOCK_STREAM crossed)" 'status 0, reset, end'
seen 'seqpacket, one unread' "$(python3.11 ends.py SOCK_SEQPACKET crossed)" \
	'reset, status 0, end'
finish
