# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# What the findings share: a folder that is thrown away, versions that are certain, and a
# comparison. A finding ends with 0 when all is as its header says, with 1 when it is not
# any more, and with 77 where it cannot be looked at.

set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/finding.XXXXXX") || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM HUP
cd "$tmp" || exit 99
LC_ALL=C.UTF-8
export LC_ALL
unset GLIBC_TUNABLES PYTHONPATH LD_LIBRARY_PATH R_LIBS SLURM_JOB_ID CUDA_VISIBLE_DEVICES
other=0

skip() {
	printf 'skipped: %s\n' "$*"
	exit 77
}

# debian PACKAGE VERSION: as it is installed; or in the folder; or installed, where it was not
# there at all. Another version that is installed stays.
debian() {
	have=$(dpkg-query -W -f '${Version}' "$1" 2>/dev/null) || have=
	! is_version "$have" "$2" || return 0
	command -v apt-get >/dev/null || skip "this is about $1 $2, and there is no apt"
	exact=$(apt_version "$1" "$2")
	if [ -z "$exact" ] && [ "$(id -u)" -eq 0 ]; then
		apt-get -qq -o DPkg::Lock::Timeout=600 update >apt.log 2>&1
		exact=$(apt_version "$1" "$2")
	fi
	[ -n "$exact" ] || skip "this is about $1 $2, which apt does not offer"
	! unpack "$1" "$exact" || return 0
	[ -z "$have" ] || skip "this is about $1 $2, and here is $have"
	[ "$(id -u)" -eq 0 ] || skip "this is about $1 $2, which root has to install"
	DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends --no-remove \
		-o DPkg::Lock::Timeout=600 install "$1=$exact" >apt.log 2>&1 ||
		skip "apt cannot install $1 $exact: $(tail -n 1 apt.log)"
}

# is_version HAVE VERSION: the same, up to Debian's own revision.
is_version() {
	case $1 in
	"$2" | "$2"[-+~]*) ;;
	*) return 1 ;;
	esac
}

# apt_version PACKAGE VERSION: the whole version that apt offers.
apt_version() {
	apt-cache madison "$1" 2>/dev/null | while read -r _ _ offered _; do
		! is_version "$offered" "$2" || printf '%s\n' "$offered"
	done | head -n 1
}

# unpack PACKAGE EXACT: gets it and all that it needs and is not installed into the folder.
# Modules and libraries work there; programs that know where they lie do not.
unpack() {
	case $1 in
	libc6*) return 1 ;;
	lib* | python3-* | r-cran-* | jq | parallel) ;;
	*) return 1 ;;
	esac
	mkdir -p "$tmp/debs/partial" "$tmp/root"
	apt-get -qq -y --no-install-recommends --allow-downgrades --download-only \
		-o Debug::NoLocking=true -o "Dir::Cache::archives=$tmp/debs/" \
		-o APT::Sandbox::User=root install "$1=$2" >apt.log 2>&1 || return 1
	for deb in "$tmp"/debs/*.deb; do
		[ -e "$deb" ] || return 1
		dpkg-deb -x "$deb" "$tmp/root" || return 1
	done
	usr=$tmp/root/usr
	lib=$usr/lib/$(uname -m)-linux-gnu
	PATH=$usr/bin:$PATH
	LD_LIBRARY_PATH=$lib:$lib/openblas-pthread:$lib/blas:$lib/lapack
	LIBRARY_PATH=$lib
	CPATH=$usr/include
	PYTHONPATH=$usr/lib/python3/dist-packages
	R_LIBS=$usr/lib/R/site-library:$usr/lib/R/library
	export PATH LD_LIBRARY_PATH LIBRARY_PATH CPATH PYTHONPATH R_LIBS
	for deb in "$tmp/debs/$1"_*.deb; do
		loads "$deb" || return 1
	done
	rm -f "$tmp"/debs/*.deb
}

# loads DEB: whether the modules in it can be loaded from the folder.
loads() {
	dpkg-deb -c "$1" >files
	# shellcheck disable=SC2013 # names of modules have no spaces
	for module in $(sed -n 's|.*/dist-packages/\([^/]*\)/__init__\.py$|\1|p' files); do
		/usr/bin/python3 -c "import $module" >/dev/null 2>&1 || return 1
	done
	# shellcheck disable=SC2013
	for module in $(sed -n 's|.*/site-library/\([^/]*\)/DESCRIPTION$|\1|p' files); do
		Rscript -e "library($module)" >/dev/null 2>&1 || return 1
	done
}

# npm_get PACKAGE@VERSION…: into the folder.
npm_get() {
	command -v npm >/dev/null || skip 'there is no npm'
	npm install --silent --no-audit --no-fund --prefix "$tmp" "$@" >npm.log 2>&1 ||
		skip "npm cannot install $*"
}

# slurm_start NODES CPUS [GPUS]: a Slurm of our own, with so many CPUs and GPUs a node.
slurm_start() {
	debian slurmctld 22.05.8
	[ "$(id -u)" -eq 0 ] || skip 'a Slurm of our own is for root'
	MINISLURM_DIR=$tmp/slurm
	MINISLURM_PORT=$((10000 + $$ % 2000 * 10))
	MINISLURM_GPUS=${3-}
	SLURM_CONF=$MINISLURM_DIR/slurm.conf
	export MINISLURM_DIR MINISLURM_PORT MINISLURM_GPUS SLURM_CONF
	chmod 755 "$tmp" # munged, as somebody else, has its files below
	trap '"$here/../tests/mini-slurm.sh" stop; rm -rf "$tmp"' EXIT
	"$here/../tests/mini-slurm.sh" start "$1" "$2" >slurm.log 2>&1 ||
		skip "no Slurm can be started here: $(cat slurm.log)"
}

# seen WHAT GOT DESCRIBED
seen() {
	if [ "$2" = "$3" ]; then
		printf '%s: %s\n' "$1" "$2"
	else
		printf '%s: %s\n  and not, as described: %s\n' "$1" "$2" "$3"
		other=1
	fi
}

finish() {
	exit "$other"
}
