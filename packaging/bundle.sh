#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: bundle.sh PROGRAM FOLDER
#
# Completes the installed FOLDER for machines without the libraries: PROGRAM, which looks
# for them in ../lib, becomes bin/rungtop, and all that it needs comes to lib, but for
# glibc, which belongs to the system. Where Debian's dpkg knows whose a library is, its
# copyright comes along.
set -eu
[ $# -eq 2 ] && [ -x "$1" ] && [ -d "$2" ] || {
	sed -n 's/^# usage/usage/p' "$0" >&2
	exit 2
}
program=$1
folder=$2
licences=$folder/share/doc/rungtop/libraries
mkdir -p "$folder/lib" "$licences"
cp "$program" "$folder/bin/rungtop"
${STRIP:-strip} "$folder/bin/rungtop"

if ldd "$program" | grep 'not found' >&2; then
	exit 1
fi
ldd "$program" | sed -n 's/^\t\([^ ]*\) => \([^ ]*\) (.*/\1 \2/p' |
	while read -r name path; do
		case $name in
		ld-linux* | libc.so* | libm.so* | libmvec.so* | libdl.so* | libpthread.so* | \
			librt.so* | libresolv.so* | libutil.so*) continue ;;
		esac
		file=$(realpath "$path")
		cp "$file" "$folder/lib/$name"
		package=$(dpkg-query -S "$file" "${file#/usr}" 2>/dev/null |
			sed -n '1s/:.*//p') || package=''
		[ ! -f "/usr/share/doc/$package/copyright" ] ||
			cp -L "/usr/share/doc/$package/copyright" "$licences/$package"
	done
chmod -R u=rwX,go=rX "$folder"
