#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: build-aux/emulated.sh ARCHITECTURE TARBALL FOLDER [TEST…]
#
# Builds a release, rungtop-VERSION.tar.gz, for another of Debian's architectures (i386,
# arm64, s390x, …) and tests it there, in a root of its own in FOLDER/ARCHITECTURE, which
# is made when it is not there; nothing of this machine's packages changes. By hand, as
# root: it takes mmdebstrap, and, but for i386 on amd64, qemu-user-static with its
# entries in binfmt_misc, and then hours.
#
# Without TEST, it runs the tests that need neither a terminal nor exact times. Then it
# leaves a recording, FOLDER/ARCHITECTURE.db, and resumes those that other architectures
# have left there.
set -eu
[ $# -ge 3 ] && [ -f "$2" ] || {
	sed -n 's/^# usage/usage/p' "$0" >&2
	exit 2
}
architecture=$1
tarball=$2
folder=$3
shift 3
[ $# -gt 0 ] || set -- tests/check_base tests/check_space tests/check_scheduler \
	tests/check_searcher tests/check_objective tests/check_mlp tests/check_study \
	tests/check_store tests/check_optuna tests/check_tuner tests/check_meaning \
	tests/e2e_batch.sh tests/e2e_export.sh tests/e2e_kernels.sh
root=$folder/$architecture
name=$(basename "$tarball" .tar.gz)
packages=gcc,libc6-dev,make,pkg-config,check,libvterm-dev,sqlite3,libgsl-dev
packages=$packages,libopenblas-dev,libncurses-dev,libfyaml-dev,zlib1g-dev,libjansson-dev
packages=$packages,libpcre2-dev,libsqlite3-dev,libcairo2-dev

mkdir -p "$folder"
[ -d "$root" ] || mmdebstrap --variant=minbase --architectures="$architecture" \
	--aptopt='APT::Install-Recommends "false"' --include="$packages" \
	"${SUITE-bookworm}" "$root"
rm -rf "$root/build" && mkdir "$root/build"
tar -xzf "$tarball" -C "$root/build"
inside() { # COMMAND…: there, in the sources
	chroot "$root" /bin/sh -c 'cd "/build/$1" && shift && exec "$@"' - "$name" "$@"
}
mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT

inside ./configure CFLAGS=-O2
inside make -s -j "${JOBS-1}"
inside make -s -j "${JOBS-1}" check TESTS=
inside make -s -k check TESTS="$*" || echo 'some failed'

# A study that learns, whose last digits are this architecture's own.
inside ./rungtop simulated --batch -q -w 1 --data-dir data --set method=gp --trials 40 \
	-o made.db
cp "$root/build/$name/made.db" "$folder/$architecture.db"
for recording in "$folder"/*.db; do
	cp "$recording" "$root/build/$name/other.db"
	inside ./rungtop resume other.db --batch -q --data-dir data --trials 60 >"$folder/resumed" &&
		echo "$(basename "$recording") was resumed on $architecture:" &&
		grep -E '^(incumbent|platform)' "$folder/resumed"
done
