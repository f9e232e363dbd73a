#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Portable kernels: the same study, bit for bit, whatever the processor can do, here and
# on any other machine. With qemu-user also on processors that are older than this one.
. "$(dirname -- "$0")/lib.sh"

cat >study.yaml <<'YAML'
name: kernels
objective: {kind: mlp, generate: spirals, samples: 400, kernels: portable}
metric: {name: val_loss}
parameters:
  learning_rate: {distribution: log_uniform_values, min: 0.001, max: 0.1}
  batch_size: {values: [7, 8, 33, 128]}
  hidden: {values: ["16", "64", "100x24", "none"]}
  activation: {values: [relu, tanh, sigmoid, gelu]}
  optimizer: {values: [sgd, adam, adamw, rmsprop]}
  momentum: {values: [0.0, 0.9]}
  nesterov: {values: [true, false]}
  dropout: {values: [0.0, 0.2]}
  clip: {values: [0.0, 1.0]}
  weight_decay: {values: [0.0, 0.001]}
  lr_schedule: {values: [constant, step, cosine]}
scheduler: {name: successive_halving, eta: 3, min: 1, max: 9, n: 48}
stop: {rounds: 1}
workers: 1
seed: 3
YAML

# The study, but for what time it took: configurations, reports, decisions, ends.
curves() { # NAME=VALUE… COMMAND…
	rm -f events
	env "$@" run study.yaml --batch -q -o none --events events >out 2>&1 || cat out
	sed -n 's/.*"event":"\(trial\|report\|decision\|incumbent\|end\)",/\1 /p' events |
		sed 's/,"seconds":[0-9.e+-]*//' | cksum
}

narrow=glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-AVX2,-FMA,-AVX512F
golden=$(cat "$srcdir/tests/golden/kernels.cksum")
equal 'portable curves are those of every other machine' "$(curves "$RUNGTOP")" "$golden"
for setting in LIBXSMM_TARGET=wsm LIBXSMM_TARGET=hsw OPENBLAS_CORETYPE=Nehalem \
	OPENBLAS_CORETYPE=Haswell GLIBC_TUNABLES=$narrow; do
	equal "also with $setting" "$(curves "$setting" "$RUNGTOP")" "$golden"
done
has() { # LIBRARY
	ldd "$RUNGTOP" | grep -q "$1"
}
if [ "$(uname -m)" = x86_64 ] && command -v qemu-x86_64 >/dev/null &&
	! has 'lib[atu][a-z]*san'; then
	for cpu in Nehalem Haswell; do
		equal "and on a $cpu" "$(curves qemu-x86_64 -cpu $cpu "$RUNGTOP")" "$golden"
	done
fi

# What the test can see: with fast kernels there is a difference where LIBXSMM has two
# kinds of code that this processor can run.
sed -i 's/portable/fast/' study.yaml
fast=$(curves "$RUNGTOP")
if [ "$(uname -m)" = x86_64 ] && has openblas; then
	check 'fast curves are others' test "$fast" != "$golden"
	check 'and depend on the processor' test "$fast" != \
		"$(curves LIBXSMM_TARGET=wsm OPENBLAS_CORETYPE=Nehalem "$RUNGTOP")"
fi
finish
