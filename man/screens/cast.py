#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records what a program writes to a terminal as an asciicast, version 2
(docs.asciinema.org/manual/asciicast/v2), until it ends.

    cast.py FILE COLUMNS ROWS PROGRAM [ARGUMENT...]
"""
import codecs, fcntl, json, os, pty, struct, sys, termios, time

file, columns, rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
gate, go = os.pipe()  # the program begins when its terminal has its size
pid, fd = pty.fork()
if pid == 0:
	os.read(gate, 1)
	os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
	os.execv(sys.argv[4], sys.argv[4:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
os.write(go, b"x")
began = time.monotonic()
decoder = codecs.getincrementaldecoder("utf-8")()
with open(file, "w", encoding="utf-8") as out:
	print(json.dumps({"version": 2, "width": columns, "height": rows,
		"env": {"TERM": "xterm-256color"}}), file=out)
	while True:
		try:
			part = os.read(fd, 65536)
		except OSError:  # the program has closed it
			break
		if not part:
			break
		print(json.dumps([round(time.monotonic() - began, 2), "o", decoder.decode(part)],
			ensure_ascii=False), file=out)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
