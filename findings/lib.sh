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
unset GLIBC_TUNABLES PYTHONPATH SLURM_JOB_ID CUDA_VISIBLE_DEVICES
other=0

skip() {
	printf 'skipped: %s\n' "$*"
	exit 77
}

# debian PACKAGE VERSION: that it is installed, up to Debian's own revision.
debian() {
	have=$(dpkg-query -W -f '${Version}' "$1" 2>/dev/null) || have=none
	case $have in
	"$2" | "$2"[-+~]*) ;;
	*) skip "this is about $1 $2, and here is $have (apt-get install $1)" ;;
	esac
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
