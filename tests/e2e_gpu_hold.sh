#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What programs on hold have on GPUs is put aside and brought back, by a driver that fails in
# every way that a driver can: no trial is lost, none is left locked or stopped.
. "$(dirname -- "$0")/lib.sh"

! brief behaviour || skip 'to be brief'

cc=${CC:-cc}
command -v "${cc%% *}" >/dev/null || skip 'there is no C compiler'
mkdir lib
$cc -shared -fPIC -o lib/libcuda.so.1 "$srcdir/tests/programs/fake_nvidia.c" || exit 99
cp lib/libcuda.so.1 lib/libnvidia-ml.so.1
$cc -o gpu_trial "$srcdir/tests/programs/gpu_trial.c" -ldl -lpthread || exit 99
FAKE_GPU=$tmp/gpu
LD_LIBRARY_PATH=$tmp/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export FAKE_GPU LD_LIBRARY_PATH
unset CUDA_VISIBLE_DEVICES
mib=1048576

# study NAME MIB [ARGUMENT]…: four trials of 100 MiB on a device of that size. Before: what is
# in the folder `next` is in that of the fake. Leaves $status, NAME.out, NAME.err, NAME.jsonl.
study() {
	name=$1
	rm -rf gpu "$name".*
	mkdir -p next
	mv next gpu
	echo "$(($2 * mib))" >gpu/total
	shift 2
	cat >"$name.yaml" <<-YAML
		program: ./gpu_trial
		command: ["\${program}", "\${args_no_hyphens}"$words]
		metric: {name: loss, goal: minimize}
		parameters: {x: {min: 0.0, max: 1.0}}
		scheduler: {name: asha, max: 81, eta: 3}
		stop: {trials: 4}
		seed: 1
	YAML
	run run "$name.yaml" --batch -q -w 1 -o "$name.rung" --events "$name.jsonl" "$@"
	mv "$tmp/out" "$name.out"
	mv "$tmp/err" "$name.err"
}
next() { # FILE TEXT
	mkdir -p next
	echo "$2" >"next/$1"
}
words=
# The curves, which are the same whenever and wherever they are trained.
curves() {
	grep '"event":"report"' "$1.jsonl" | sed 's/.*"trial"/"trial"/; s/,"seconds":.*//' | sort
}
calls() {
	touch gpu/calls
	grep -c "^$1 [0-9]* ${2:-0}$" gpu/calls
}
starts() {
	grep -c . gpu/starts
}
# Its processes have ended, all of them.
none_left() {
	! while read -r _ pid; do
		[ ! -d "/proc/$pid" ] || grep -q '^State:.Z' "/proc/$pid/status" || echo "$pid"
	done <gpu/starts | grep -q .
}
# Of all trials, the epochs that those of the first study have.
whole() {
	curves "$name" >curves.now
	cmp curves.first curves.now && [ "$status" = 0 ] && none_left
}

study quiet 1000 --set objective.hold_mib=0
curves quiet >curves.first
equal 'with hold_mib 0 it stays on the device' "$(starts) $(calls Lock)" '4 0'
equal 'and nothing is said of that' "$(cat quiet.err)" ''

study plain 220
check 'a device with room for two is enough for four on hold' whole
equal 'each program starts once' "$(starts)" 4
equal 'one has its memory there at a time' "$(cat gpu/peak)" $((100 * mib))
equal 'nothing is said of that' "$(cat plain.err)" ''
out=$(calls Checkpoint)
back=$(calls Restore)
check 'some were put aside, some came back' [ "$out" -ge 3 -a "$back" -ge 1 ]
check 'each restore was unlocked' [ "$(calls Unlock)" = "$back" ]
equal 'the events tell of each' "$(grep -c '"hold".*"bytes":104857600' plain.jsonl)" \
	$((out + back))
equal 'and which came back' "$(grep -c '"event":"hold".*"back":true' plain.jsonl)" "$back"
run show plain.rung
line=$(grep '^put aside: ' "$tmp/out" | sed 's/[0-9.]* s/S/g')
equal 'show sums it up' "$line" "put aside: $((100 * out)) MiB of GPU memory in $out times, S; \
back $back times, S; the largest 100 MiB"
equal 'as the result does' "$(grep '^put aside: ' plain.out)" "$(grep '^put aside: ' "$tmp/out")"

next hidden ''
study hidden 220
check 'in a container, where no process is named, it is the same' whole
equal 'each starts once there' "$(starts) $(cat gpu/peak)" "4 $((100 * mib))"

words=', child'
study tree 320
check 'processes of other sessions are put aside with it' whole
equal 'two of each trial' "$(starts) $(($(calls Lock) % 2)) $(cat gpu/peak)" \
	"4 0 $((200 * mib))"
words=

#
# What is known to go wrong is not tried.
#
words=', nccl'
study nccl 1000
check 'NCCL: it stays' whole
equal 'nobody is locked' "$(starts) $(calls Lock)" '4 0'
equal 'the reason is told once' "$(sed 's/T[0-9]*/T/' nccl.err)" \
	'rungtop: T: its GPU memory stays on the device: it uses NCCL'
words=
study small 1000 --set objective.hold_mib=150
check 'hold_mib: no more than that' whole
equal 'one is aside at most' "$(sed 's/T[0-9]*/T/' small.err)" \
	'rungtop: T: its GPU memory stays on the device: hold_mib is 150'

#
# Where it stays, the device's memory is what counts.
#
study full 120 --set objective.hold_mib=0
check 'a full device: the oldest are ended, and begin again' whole
check 'that costs starts' [ "$(starts)" -gt 4 ]
equal 'never more than the device has' "$(cat gpu/peak)" $((100 * mib))
equal 'the reason is told once' "$(sed 's/T[0-9]*/T/' full.err)" \
	'rungtop: T: its program on hold is ended: GPU-fake-0 has no room for another beside it'

#
# Each call fails: with an error, or with a crash of its process.
#
fault() { # CALL HOW
	next "fail.$1" "$2"
	study fails 1000
	check "$1: $2: no trial is lost" whole
	check "$1: $2: at most one begins again" [ "$(starts)" -le 5 ]
	equal "$1: $2: the reason is told, once" "$(grep -c . fails.err)" 1
}
fault Nvml 801
fault Init 801
fault GetState crash
fault Lock crash
fault Checkpoint 801
fault Checkpoint crash
fault Restore 801
fault Unlock crash
if [ -n "${GPU_HOLD:-}" ]; then # in full
	for call in Nvml Init GetState Lock Checkpoint Restore Unlock; do
		for how in 2 304 401 801 999 crash; do
			fault $call $how
		done
	done
fi
next fail.Checkpoint break
study broken 1000
check 'the driver breaks a process: its trial begins again' whole
check 'and says why' grep -q 'cannot be brought back: the driver has failed' broken.err
equal 'after that the driver is not asked' "$(calls Lock)" 1

next fail.Lock 600
study busy 1000
check 'a device that is busy' whole
equal 'is said once' "$(sed 's/T[0-9]*/T/' busy.err)" \
	'rungtop: T: its GPU memory stays on the device: the device was busy with it for 10 s'
check 'and the next ones are put aside' [ "$(calls Lock)" -ge 2 ]

words=', sync'
study sync 1000
check 'a program that the driver ends begins again' whole
words=

#
# The end of rungtop in the middle of a call.
#
next fail.Checkpoint hang
rm -rf gpu
study killed 1000 &
tries=0
until [ -e gpu/calls ] && [ ! -e gpu/fail.Checkpoint ]; do
	sleep 0.02
	[ $((tries += 1)) -lt 1000 ] || break
done
check 'a program is locked' [ "$(calls Lock)" = 1 ]
kill -9 "$(pgrep -P $! | head -1)"
wait
tries=0
until none_left || [ $((tries += 1)) -gt 250 ]; do
	sleep 0.02
done
check 'rungtop is killed meanwhile: nothing is left' none_left

finish
