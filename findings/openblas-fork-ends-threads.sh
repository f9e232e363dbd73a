#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# OpenBLAS 0.3.21 with its own threads (Debian's libopenblas0-pthread), under NumPy 1.24.2:
# what a fork does to the process that forks.
#
# One would guess: the parent of a fork stays as it was, with its threads; only the child has
# one. And a library that is loaded starts threads when it is first asked to work.
# Seen: the threads are there as soon as NumPy is imported, before any product. A fork, even of
# a child that ends at once, ends them in the parent. The next product, in the parent or in
# the child, starts them anew; another fork ends those.
# Why it matters: whoever starts trials by forking from a process that has imported NumPy
# checks that it has one thread first, finds two, and gives up (or trusts a check that was made
# before the import). One fork of nothing makes the same process fit. And a pool of workers
# that forks between products pays for new threads each time.
. "$(dirname -- "$0")/lib.sh"
debian libopenblas0-pthread 0.3.21+ds-4
debian python3-numpy 1:1.24.2
[ "$(nproc)" -gt 1 ] || skip 'with one processor OpenBLAS starts no threads'

cat >a.py <<'PY'
import os

def threads():
    return "one" if len(os.listdir("/proc/self/task")) == 1 else "more"

def fork(work):
    pid = os.fork()
    if not pid:
        work()
        os._exit(threads() == "one")
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

seen = [threads()]
import numpy
seen.append(threads())
fork(lambda: None)
seen.append(threads())
a = numpy.ones((300, 300))
a @ a
seen.append(threads())
child = fork(lambda: a @ a)
print(*seen, "one" if child else "more", threads())
PY
unset OPENBLAS_NUM_THREADS OMP_NUM_THREADS GOTO_NUM_THREADS
/usr/bin/python3 a.py >out 2>err || cat err
seen 'before, imported, after a fork, after a product; the child after one, the parent then' \
	"$(cat out)" 'one more one more more one'
finish
