#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Programs on the GPUs of this machine, which a library for tests makes up: who has which
# by the events, what programs see, and what becomes of one that fails for its GPU.
. "${srcdir:-.}/tests/lib.sh"

! brief once || skip 'to be brief'

RUNGTOP_NVML=$(dirname -- "$RUNGTOP")/tests/fake_nvml.so
FAKE_NVML=$tmp/gpus
export RUNGTOP_NVML FAKE_NVML
unset CUDA_VISIBLE_DEVICES SLURM_STEP_ID SLURM_STEP_GPUS

gpus() { # HOW MANY
	i=0
	while [ $i -lt "$1" ]; do
		echo "gpu $i GPU-$i$i 81920 10 0 H100"
		i=$((i + 1))
	done >gpus.new
	mv gpus.new gpus
}

study() { # NAME COMMAND TRIALS OBJECTIVE [MORE]
	rm -rf "$1.db" "$1.logs" "$1.checkpoints" "$1.events"
	cat >"$1.yaml" <<-YAML
		command: $2
		objective: {$4}
		metric: {name: loss}
		parameters: {x: {min: 0.0, max: 1.0}}
		scheduler: {name: random, min: 1, max: 1}
		stop: {trials: $3}
		${5-}
	YAML
	run run "$1.yaml" --data-dir "$data" --batch -q --events "$1.events"
}

# audit FILE SHARE: by the events, whether a GPU ever held more, and for how long at most a
# place was free while a trial waited for one.
audit() {
	awk -v share="$2" '
	function field(name,    text) {
		if (!match($0, "\"" name "\":\"?[^\",}]*"))
			return "none"
		text = substr($0, RSTART, RLENGTH)
		sub(/^[^:]*:"?/, "", text)
		return text
	}
	/"event":"place"/ {
		trial = field("trial"); gpu = field("gpus"); node = field("node"); t = field("t")
		if (node == "") {
			waits[trial] = 1
		} else if (gpu == "") {
			on[has[trial]]--; busy--
		} else {
			delete waits[trial]
			has[trial] = gpu; starts++; busy++
			if (++on[gpu] > most)
				most = on[gpu]
			seen[gpu] = 1
		}
		idle = length(waits) && busy < share * 4
		if (idle && since == "")
			since = t
		if (since != "" && t - since > longest)
			longest = t - since
		if (!idle)
			since = ""
	}
	END { print starts " starts on " length(seen) ", at most " most, longest < 5 ? "" : "idle for " longest }
	' "$1"
}

gpus 4
study short '[sh, -c, "echo {\\\"epoch\\\": 1, \\\"loss\\\": 0.$RUNGTOP_TRIAL}"]' 200 'resources: {share: 2}'
equal '200 short trials' "$status $(grep -c '^workers' out) $(grep '^completed' out)" '0 0 completed: 200'
equal 'as many workers as places, and no GPU holds more than its share' \
	"$(audit short.events 2)" '200 starts on 4, at most 2 '
study wide '[sh, -c, "echo {\\\"epoch\\\": 1, \\\"loss\\\": 0.$RUNGTOP_TRIAL}"]' 200 'resources: {share: 2}' 'workers: 12'
equal 'nor with more workers, who wait for no place that is free' \
	"$(audit wide.events 2)" '200 starts on 4, at most 2 '

# What is seen, by a program that is started, one that is forked, and one that stays.
cat >seen.py <<'PY'
import os
print("sees", *[os.environ.get(n) for n in ("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "RUNGTOP_GPUS")])
print('{"epoch": 1, "loss": 1}', flush=True)
PY
for how in 'prepare: none' 'prepare: os'; do
	study "seen" '[/usr/bin/python3, -u, seen.py]' 4 "$how, resources: {devices: [3, GPU-11]}"
	equal "what a program sees, $how" "$(sed -n 's/^sees //p' seen.logs/* | sort -u | tr '\n' ' ')" \
		'GPU-11 PCI_BUS_ID 1 GPU-33 PCI_BUS_ID 3 '
	[ -x /usr/bin/python3 ] || break
done
cat >stays.sh <<'SH'
echo "$CUDA_VISIBLE_DEVICES" >>stays
until [ "$(wc -l <stays)" -ge 2 ]; do sleep 0.02; done # both are there
while read -r _; do
	echo '{"epoch": 1, "loss": 1}'
	echo '{"done": true}'
done
SH
study served '[sh, stays.sh]' 20 'serve: true, resources: {gpus: 2}'
equal 'a program that stays keeps its GPUs' "$(audit served.events 1) $(sort stays | tr '\n' ' ')" \
	'20 starts on 2, at most 1  GPU-00,GPU-11 GPU-22,GPU-33 '
study none '[sh, -c, "echo \"sees <${CUDA_VISIBLE_DEVICES-all}>\"; echo {\\\"epoch\\\": 1, \\\"loss\\\": 1}"]' 1 'resources: {gpus: 0}'
equal 'none' "$(grep -h sees none.logs/*)" 'sees <>'

# Paused trials go on where they are.
study held '[sh, -c, "for e in 1 2 3 4; do echo {\\\"epoch\\\": $e, \\\"loss\\\": 0.$((RUNGTOP_TRIAL * 37 % 100))}; done"]' \
	20 'resources: {gpus: 1}' 'scheduler: {name: asha, eta: 2, min: 1, max: 4}'
sed -i '/scheduler: {name: random/d' held.yaml
rm -rf held.db held.logs held.checkpoints held.events
run run held.yaml --data-dir "$data" --batch -q --events held.events
equal 'a trial on hold goes on on its own GPU' "$status $(audit held.events 1 | cut -d' ' -f3-) $(awk '
	/"event":"place"/ && /"gpus":"[0-9]/ {
		match($0, /"trial":[0-9]*/); trial = substr($0, RSTART, RLENGTH)
		match($0, /"gpus":"[0-9]*/); gpu = substr($0, RSTART, RLENGTH)
		match($0, /"attempt":[0-9]*/); attempt = substr($0, RSTART, RLENGTH)
		key = trial attempt
		if (key in at && at[key] != gpu) moved++
		at[key] = gpu
	}
	END { print moved + 0 }' held.events)" '0 on 4, at most 1  0'

# Out of memory where another one is: alone it is well.
gpus 1
cat >crowd.sh <<'SH'
: >"on-$RUNGTOP_TRIAL"
until [ -e on-0 ] && [ -e on-1 ]; do sleep 0.05; done
if [ "$RUNGTOP_TRIAL" = 0 ] && mkdir failed 2>/dev/null; then
	echo 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.' >&2
	exit 1
fi
until [ -e failed ]; do sleep 0.05; done
echo '{"epoch": 1, "loss": 1}'
SH
study crowd '[sh, crowd.sh]' 2 'on_oom: infeasible, resources: {share: 2}'
equal 'a trial that others left no memory for' "$(grep -E '^(completed|diverged)' out)" 'completed: 2'
check 'is tried again alone, which a line says' grep -q 'T0: attempt 1, again alone on a GPU: out of GPU memory: ' err
check 'and its GPU holds fewer' grep -q 'GPU 0 (H100) holds 1 trial at once now, not 2' err
study full '[sh, -c, "echo CUDA out of memory >&2; exit 1"]' 1 'on_oom: infeasible, resources: {share: 2}'
equal 'one that was alone is infeasible at once' "$(grep -E '^(diverged|cause)' out | tr '\n' ' ')$(grep -c again err)" \
	'diverged: 1 cause: 1 of 1 ran out of GPU memory: CUDA out of memory (full.logs/trial-00000.log) 0'

# A GPU that falls off, and one that others take.
gpus 2
cat >lost.sh <<'SH'
if [ "$RUNGTOP_GPUS" = 1 ]; then
	echo "lost GPU-11" >>gpus
	echo 'RuntimeError: CUDA error: unspecified launch failure' >&2
	exit 1
fi
echo '{"epoch": 1, "loss": 1}'
SH
study lost '[sh, lost.sh]' 8 'resources: {gpus: 1}'
equal 'trials of a GPU that is lost' "$(grep -E '^(completed|failed)' out)" 'completed: 8'
check 'which is named' grep -q 'GPU 1 (H100): it is not there any more; its trials go elsewhere' err
gpus 2
echo "lost GPU-00" >>gpus
run run lost.yaml --data-dir "$data" --batch -q -o left.db
equal 'when none is left the study ends, and says so' "$status $(grep '^reason' out) $(grep -c 'no GPU is left: GPU 0 is not there any more' err)" \
	'1 reason: error 1'
gpus 2
echo "process GPU-00 $$ 70000" >>gpus
run run wide.yaml --data-dir "$data" --batch -o taken.db --trials 4
equal 'trials of what is left' "$(grep '^completed' out)" 'completed: 4'
check 'one that others use is left alone' grep -q "GPU 0 (H100): process $$ (.*) has 68.4 GiB of it; it is left alone" err

gpus 1
study word '[sh, -c, "exit 1"]' 1 'resources: {devices: [7]}'
equal 'a GPU that is not there' "$status $(cat err)" \
	"2 rungtop: word.yaml:2:34: resources.devices: there is no GPU '7'; there are: 0"
run run spirals --data-dir "$data" --batch --trials 1 --epochs 1 -o spirals.db --set objective.resources.gpus=1
check 'an objective without programs says so' grep -q 'resources.gpus is not used: mlp uses no GPU' err

finish
