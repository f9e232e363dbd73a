#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scikit-learn 1.2.1 (Debian's): what an import leaves behind in the environment.
#
# One would guess: to import a library changes what Python has loaded, and nothing that other
# programs see.
# Seen: it sets KMP_DUPLICATE_LIB_OK=True and KMP_INIT_AT_FORK=FALSE in the environment of the
# process, so every program that it starts from then on has them, whatever it is. NumPy and
# SciPy set nothing.
# Why it matters: they tell Intel's OpenMP how to live through a fork and with a second copy of
# itself. A server that forks trials after the import and gives each a clean environment takes
# them away, and a trial that sets its variables by a full new environment for its children
# does; the same script started as usual has them.
. "$(dirname -- "$0")/lib.sh"
debian python3-sklearn 1.2.1
debian python3-numpy 1:1.24.2

cat >a.py <<'PY'
import os, sys

before = dict(os.environ)
__import__(sys.argv[1])
print(*sorted("%s=%s" % kv for kv in os.environ.items() if before.get(kv[0]) != kv[1]))
PY
for module in numpy scipy sklearn; do
	env -i PATH=/usr/bin:/bin /usr/bin/python3 a.py $module >$module.out 2>err || cat err
done
seen 'what numpy and scipy set' "$(cat numpy.out)$(cat scipy.out)" ''
seen 'what sklearn sets' "$(cat sklearn.out)" 'KMP_DUPLICATE_LIB_OK=True KMP_INIT_AT_FORK=FALSE'
finish
