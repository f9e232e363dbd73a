#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How far from the best configuration of a table searchers are after so many epochs,
# against asha with random configurations, and against Optuna on the same rows.
#
#     regret.sh [DIR] [OPTION]...        regret.py --help says which
set -eu
: "${srcdir:=$(dirname -- "$0")/..}"
srcdir=$(CDPATH='' cd -- "$srcdir" && pwd)
: "${RUNGTOP:=$srcdir/build/rungtop}"
export RUNGTOP
exec /usr/bin/python3 "$srcdir/bench/regret.py" "$@"
