#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private Slurm on one machine, without systemd, that is thrown away again: a controller
# and nodes n1, n2, … on ports and in a folder of their own. For root, with the packages
# slurmctld, slurmd, slurm-client and munge, and iproute2 where nodes are to be cut off.
#
#   start [NODES [CPUS]]          starts it and waits until every node is idle
#   stop                          ends all of it
#   run COMMAND…                  where its clients work
#   kill-node N                   ends node nN with all that runs on it
#   freeze-node N | thaw-node N   nothing on it runs on | does again
#   cut-node N | join-node N      pulls its cable out | puts it in again
#   start-node N                  starts a killed one again
#
# MINISLURM_DIR: its folder, which must be named. MINISLURM_PORT: the controller's; nodes
# have those after it. MINISLURM_NETNS=1: each node has a network namespace of its own.
# MINISLURM_GPUS=2: each node has so many GPUs, which are /dev/null.
set -u
D=$MINISLURM_DIR
PORT=${MINISLURM_PORT:-17000}
export SLURM_CONF=$D/slurm.conf
NETNS=${MINISLURM_NETNS:-}
GPUS=${MINISLURM_GPUS:-}
NAME=rungtop-$PORT- # of its namespaces
[ ! -e "$D/netns" ] || NETNS=1

die() {
	echo "mini-slurm: $*" >&2
	exit 1
}

alive() { # PIDFILE
	[ -s "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null
}

inside() { # ctl|nN COMMAND…: in its namespace, if there are any
	local where=$1
	shift
	if [ -n "$NETNS" ]; then
		nsenter --net="/run/netns/$NAME$where" -- "$@"
	else
		"$@"
	fi
}

net_up() { # NODES: a bridge that the controller sees, and a cable to each node
	local i
	touch "$D/netns"
	ip netns add "${NAME}ctl" || die 'no network namespaces'
	inside ctl ip link set lo up
	inside ctl ip link add br0 type bridge
	inside ctl ip addr add 10.199.0.254/24 dev br0
	inside ctl ip link set br0 up
	for ((i = 1; i <= $1; i++)); do
		ip netns add "${NAME}n$i"
		inside ctl ip link add "v$i" type veth peer name eth0 netns "${NAME}n$i"
		inside ctl ip link set "v$i" master br0 up
		inside "n$i" ip addr add "10.199.0.$i/24" dev eth0
		inside "n$i" ip link set eth0 up
		inside "n$i" ip link set lo up
	done
}

net_down() {
	local name
	for name in $(ip netns list | grep -o "^${NAME}[a-z0-9]*"); do
		ip netns del "$name"
	done
	rm -f "$D/netns"
}

start_node() { # N
	mkdir -p "$D/spool/n$1"
	inside "n$1" slurmd -N "n$1" -f "$SLURM_CONF" -c || die "slurmd n$1 failed"
}

node_pids() { # N: its slurmd, the daemons of its steps, and all that these have started
	local pid
	cat "$D/n$1.pid" 2>/dev/null
	for pid in $(grep -lzx "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ 2>/dev/null); do
		pid=${pid#/proc/}
		pid=${pid%/environ}
		if grep -qzx "SLURMD_NODENAME=n$1" "/proc/$pid/environ" 2>/dev/null ||
			[ "$(readlink "/proc/$pid/fd/3")" = "$D/log/n$1.log" ]; then
			echo "$pid"
		fi
	done
}

signal_node() { # SIGNAL N
	local pid
	for pid in $(node_pids "$2"); do
		kill "-$1" "$pid" 2>/dev/null
	done
}

# Whatever a process of it was starting meanwhile, too.
freeze_node() { # N
	local before='' now
	while now=$(node_pids "$1" | sort -u) && [ "$now" != "$before" ]; do
		signal_node STOP "$1"
		before=$now
	done
}

start_munge() {
	mkdir -p "$D/munge"
	chown munge: "$D/munge" && chmod 711 "$D/munge"
	(umask 077 && dd if=/dev/urandom of="$D/munge/key" bs=128 count=1 status=none)
	chown munge: "$D/munge/key"
	setpriv --reuid=munge --regid=munge --clear-groups -- \
		munged --socket="$D/munge/sock" --key-file="$D/munge/key" \
		--pid-file="$D/munge/pid" --log-file="$D/munge/log" \
		--seed-file="$D/munge/seed" --num-threads=2 --force 2>"$D/log/munged.err" ||
		die "munged failed: $(cat "$D/log/munged.err")"
}

# Without namespaces all listen on 127.0.0.1 alone, if that is what the host's name means.
# The cgroup plugin is named, though nothing uses it: else slurmd looks for one, and dies.
write_conf() { # NODES CPUS
	local i host address=127.0.0.1 only=,NoInAddrAny,NoCtldInAddrAny
	host=$(hostname -s)
	getent ahostsv4 "$(hostname)" | grep -q '^127' || only='' address=''
	[ -z "$NETNS" ] || only='' address=10.199.0.254
	cat >"$SLURM_CONF" <<CONF
ClusterName=mini
SlurmctldHost=$host${address:+($address)}
SlurmctldPort=$PORT
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$D/munge/sock
CredType=cred/munge
StateSaveLocation=$D/state
SlurmdSpoolDir=$D/spool/%n
SlurmctldPidFile=$D/ctld.pid
SlurmdPidFile=$D/%n.pid
SlurmctldLogFile=$D/log/ctld.log
SlurmdLogFile=$D/log/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=5,bf_interval=5,batch_sched_delay=0,sched_min_interval=1000
SlurmdTimeout=10
InactiveLimit=0
KillWait=2
MessageTimeout=10
ReturnToService=2
SlurmdParameters=config_overrides
CommunicationParameters=NoAddrCache$only
PropagateResourceLimits=NONE
CONF
	echo 'CgroupPlugin=cgroup/v1' >"$D/cgroup.conf"
	if [ -n "$GPUS" ]; then
		for ((i = 0; i < GPUS; i++)); do ln -s /dev/null "$D/gpu$i"; done
		echo "Name=gpu Count=$GPUS File=$D/gpu[0-$((GPUS - 1))]" >"$D/gres.conf"
		echo 'GresTypes=gpu' >>"$SLURM_CONF"
	fi
	for ((i = 1; i <= $1; i++)); do
		[ -z "$NETNS" ] || address=10.199.0.$i
		echo "NodeName=n$i NodeHostname=$host ${address:+NodeAddr=$address}" \
			"Port=$((PORT + i)) CPUs=$2 RealMemory=1000 State=UNKNOWN" \
			"${GPUS:+Gres=gpu:$GPUS}"
	done >>"$SLURM_CONF"
	echo "PartitionName=main Nodes=n[1-$1] Default=YES State=UP OverSubscribe=NO" \
		>>"$SLURM_CONF"
}

start() { # NODES CPUS
	local i end=$((SECONDS + 30))
	[ "$(id -u)" -eq 0 ] || die 'this is for root'
	alive "$D/ctld.pid" && die "it runs already in $D"
	mkdir -p "$D"/state "$D"/spool "$D"/log && chmod 755 "$D"
	start_munge
	write_conf "$1" "$2"
	[ -z "$NETNS" ] || net_up "$1"
	inside ctl slurmctld -f "$SLURM_CONF" -c || die 'slurmctld failed'
	for ((i = 1; i <= $1; i++)); do start_node "$i"; done
	until [ "$(inside ctl timeout 2 sinfo -h -N -o %T 2>/dev/null | grep -c '^idle$')" = "$1" ]; do
		alive "$D/ctld.pid" || die "slurmctld died: $(tail -n 3 "$D/log/ctld.log")"
		[ $SECONDS -lt $end ] || die "its nodes did not come up; see $D/log"
		read -rt 0.05 <> <(:) || :
	done
}

# Steps first, in whatever state their node is; then the daemons, and nobody is asked.
stop() {
	local i pid pids=()
	for ((i = 1; i <= $(grep -c ^NodeName= "$SLURM_CONF"); i++)); do
		mapfile -t -O "${#pids[@]}" pids < <(node_pids "$i")
	done
	for pid in "$D/ctld.pid" "$D/munge/pid"; do
		alive "$pid" && pids+=("$(cat "$pid")")
	done
	for pid in "${pids[@]}"; do
		kill -KILL "$pid" 2>/dev/null
	done
	for pid in "${pids[@]}"; do
		tail --pid="$pid" -s 0.02 -f /dev/null
	done
	[ -z "$NETNS" ] || net_down
}

case ${1:-} in
start) start "${2:-4}" "${3:-4}" ;;
stop) stop ;;
run) shift && inside ctl "$@" ;;
kill-node) signal_node KILL "$2" && rm -f "$D/n$2.pid" ;;
freeze-node) freeze_node "$2" ;;
thaw-node) signal_node CONT "$2" ;;
start-node) start_node "$2" ;;
cut-node) inside ctl ip link set "v$2" down ;;
join-node) inside ctl ip link set "v$2" up ;;
*) sed -n '3,18s/^# \{0,1\}//p' "$0" && exit 2 ;;
esac
