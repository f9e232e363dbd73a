#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: packaging/debian/build.sh TARBALL [OPTION OF DPKG-BUILDPACKAGE]…
#
# Debian's package of a release, rungtop-VERSION.tar.gz as `make dist` makes it: unpacks
# it, puts packaging/debian where Debian wants it, and leaves what dpkg-buildpackage makes
# in the working directory. What lintian says of it follows, where that is installed.
set -eu
[ $# -ge 1 ] && [ -f "$1" ] || {
	sed -n 's/^# usage/usage/p' "$0" >&2
	exit 2
}
tarball=$1
shift
name=$(basename "$tarball" .tar.gz)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/rungtop-debian.XXXXXX")
trap 'rm -rf "$tmp"' EXIT

cp "$tarball" "$tmp/rungtop_${name#rungtop-}.orig.tar.gz"
tar -xzf "$tarball" -C "$tmp"
cp -R "$tmp/$name/packaging/debian" "$tmp/$name/debian"
rm "$tmp/$name/debian/build.sh"
(cd "$tmp/$name" && dpkg-buildpackage -us -uc "$@")
rm -rf "${tmp:?}/$name"
for made in "$tmp"/*; do
	cp "$made" .
	echo "${made##*/}"
done
command -v lintian >/dev/null || exit 0
lintian --fail-on error,warning "$tmp"/*.changes
