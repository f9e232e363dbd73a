# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# What the scripts in tests/ share. A check is a line, "ok - what" or "not ok - what";
# the sum of them is the last line, and a script with a failed check exits with 1.
#
# From make: RUNGTOP (the program), srcdir (the top of the sources).

set -u
: "${srcdir:=$(dirname -- "$0")/..}"
srcdir=$(CDPATH='' cd -- "$srcdir" && pwd)
: "${RUNGTOP:=$srcdir/build/rungtop}"
data=$srcdir/data
passed=0
failed=0
LC_ALL=C.UTF-8
export LC_ALL
unset CDPATH NO_COLOR SLURM_JOB_ID

tmp=$(mktemp -d "${TMPDIR:-/tmp}/rungtop-test.XXXXXX") || exit 99
trap 'rm -rf "$tmp"' EXIT
XDG_CONFIG_HOME=$tmp/config # nobody's own settings
XDG_STATE_HOME=$tmp/.state
export XDG_CONFIG_HOME XDG_STATE_HOME
mkdir -p "$tmp/.state/rungtop" # it is no first start, and all captions have been seen
for what in report incumbent cutoff climb stop barrier; do
	echo "caption-$what: seen"
done >"$tmp/.state/rungtop/lessons"
cd "$tmp" || exit 99 # studies record themselves where they are run

ok() {
	passed=$((passed + 1))
	printf 'ok - %s\n' "$*"
}

not_ok() {
	failed=$((failed + 1))
	printf 'not ok - %s\n' "$*"
}

# check WHAT COMMAND…: whether the command succeeds.
check() {
	what=$1
	shift
	if "$@"; then
		ok "$what"
	else
		not_ok "$what"
	fi
}

# equal WHAT GOT WANTED
equal() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		printf '  got:    %s\n  wanted: %s\n' "$2" "$3"
	fi
}

skip() {
	printf 'skipped: %s\n' "$*"
	exit 77
}

finish() {
	printf '%d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
	exit
}

# brief WHAT: whether the environment's BRIEF has this word: programs (what other programs
# do), slurm, sources (what is looked at does not depend on how it was compiled), behaviour
# (the long scripts that look at what the program does), or once (those that would take very
# long under sanitizers).
brief() {
	case " ${BRIEF:-} " in *" $1 "*) ;; *) false ;; esac
}

# run [ARGUMENT]…: the program without a terminal. Leaves $status, $tmp/out, $tmp/err.
run() {
	"$RUNGTOP" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
}
