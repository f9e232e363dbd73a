#!/bin/sh
# The square root of --of by steps that are too short: a trial in the plainest of
# languages. An epoch is a step; its state is a number in a file.
for arg; do
	case $arg in
	--step=*) step=${arg#*=} ;;
	--of=*) of=${arg#*=} ;;
	esac
done
epoch=$RUNGTOP_FROM x=$of
state=$RUNGTOP_CHECKPOINT/x
[ "$epoch" -gt 0 ] && read -r x <"$state"
while [ "$epoch" -lt "$RUNGTOP_TO" ]; do
	epoch=$((epoch + 1))
	x=$(echo "$x $step $of" | awk '{ printf "%.12g", $1 - $2 * ($1 * $1 - $3) / (2 * $1) }')
	echo "$x" >"$state.new" && mv "$state.new" "$state"
	echo "$x $of $epoch" | awk '{ e = $1 * $1 - $2
		printf "{\"epoch\": %d, \"error\": %.9g, \"root\": %.9g}\n", $3, e < 0 ? -e : e, $1 }'
done
