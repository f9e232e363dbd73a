# SPDX-License-Identifier: GPL-3.0-or-later
# tmux 3.3a (Debian 12), as it is configured by default, inside of a terminal with a clipboard.
#
# One would guess: a program inside of tmux copies a text by OSC 52, as it is or in tmux's
# passthrough; one of the two reaches the terminal, as both did for years.
# Seen: neither does. tmux drops the plain sequence (set-clipboard is "external", which lets
# tmux copy, and no program), and the wrapped one (allow-passthrough is off). Nothing says so.
# What reaches the terminal is a text that tmux itself is given: tmux load-buffer -w.
# Why it matters: sweeps run for days inside of tmux. The best configuration is copied, the
# screen says so, and what is pasted is whatever was in the clipboard before.
. "$(dirname -- "$0")/lib.sh"
debian tmux 3.3a

cat >outer.py <<'PY'
import os, pty, re, select, subprocess, sys, time

# The terminal around tmux: what it is sent for the clipboard, when the program has ended.
pid, fd = pty.fork()
if pid == 0:
    os.environ.update(TERM="xterm-256color", TMUX_TMPDIR=os.getcwd())
    os.environ.pop("TMUX", None)
    os.execvp("tmux", ["tmux", "-L", "outer", "-f", "/dev/null", "new-session", sys.argv[1]])
seen, until = b"", time.monotonic() + 20
while time.monotonic() < until:
    if select.select([fd], [], [], 0.2)[0]:
        try:
            part = os.read(fd, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
os.waitpid(pid, 0)
print(*[m.decode() for m in re.findall(rb"\033\]52;[a-z]*;([A-Za-z0-9+/=]*)", seen)] or ["nothing"])
PY

# A moment, so that tmux knows its terminal before the program writes, and after that.
copied() { python3 outer.py "sleep 1; $1; sleep 1"; }
seen 'the plain sequence' "$(copied "printf '\\033]52;c;aGVsbG8=\\007'")" 'nothing'
seen "in tmux's passthrough" \
	"$(copied "printf '\\033Ptmux;\\033\\033]52;c;aGVsbG8=\\007\\033\\\\'")" 'nothing'
seen 'given to tmux' "$(copied 'printf hello | tmux load-buffer -w -')" 'aGVsbG8='
finish
