#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# glibc 2.36 (Debian's libc6), through Python's math: exp and log on two processors.
#
# One would guess: the same binary, the same library and the same double give the same bits
# on every x86-64.
# Seen: the library picks its code by what the processor can do, and with and without fused
# multiply-add one result of exp in about 1300 has another last bit; so have those of log,
# sin, cos, tan, atan and pow. sqrt never has, and those of float (expf, tanhf) had not in
# 300,000 tries each. (An older processor is had here by telling glibc to do without.)
# Why it matters: log-uniform parameters are drawn by exp. One seed and one container give
# other configurations on another node of the cluster; keys made of a configuration, caches
# and "already tried" sets miss.
. "$(dirname -- "$0")/lib.sh"
debian libc6 2.36
grep -qw fma /proc/cpuinfo || skip 'this processor has no fused multiply-add'

cat >a.py <<'PY'
import math
import random

draw = random.Random(1)
for _ in range(100000):
    x = draw.uniform(-11, -2)
    print(math.exp(x).hex(), math.sqrt(-x).hex())
PY
older=glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-AVX2,-FMA,-FMA4
/usr/bin/python3 a.py >new
GLIBC_TUNABLES=$older /usr/bin/python3 a.py >old
column() { # NUMBER
	cut -d ' ' -f "$1" new >new.column
	cut -d ' ' -f "$1" old | diff new.column - | grep -c '^<'
}
exp=$(column 1)
seen 'exp differs in 20 to 500 of 100000' \
	"$([ "$exp" -ge 20 ] && [ "$exp" -le 500 ] && echo yes || echo "no: $exp")" yes
seen 'sqrt differs in' "$(column 2)" 0
finish
