#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion: what bash offers after each beginning, and zsh and fish, where these are.
. "$(dirname -- "$0")/lib.sh"
. "$srcdir/completions/rungtop"

mkdir here && cd here || exit 99
mkdir folder && touch study.yaml notes.txt record.jsonl record.db

# offered WORD…: what completes the last of these words.
offered() {
	COMP_WORDS=("$RUNGTOP" "$@") COMP_CWORD=$# COMPREPLY=()
	_rungtop
	printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' '
}

equal 'an option' "$(offered --ba)" '--batch '
equal 'a command' "$(offered ru)" 'run '
equal 'studies and folders' "$(offered run '')" 'folder study.yaml '
equal 'or a recorded study by itself' "$(offered rec)" 'record.db record.jsonl '
equal 'a recorded study' "$(offered show record.d)" 'record.db '
equal 'a study to begin, or to continue' "$(offered serve '')" \
	'folder record.db study.yaml '
equal 'a format' "$(offered export record.db --format opt)" 'optuna optuna-journal '
equal 'recorded studies' "$(offered replay '')" 'folder record.db record.jsonl '
equal 'a folder' "$(offered report record.jsonl -o fo)" 'folder '
equal 'a scheduler' "$(offered -s as)" 'asha asha_stop '
equal 'a scheduler that races' "$(offered race curves asha as)" 'asha asha_stop '
equal 'a family' "$(offered list sch)" 'schedulers '
equal 'a choice' "$(offered --glyphs br)" 'braille '

# What is offered is what the program says of itself, all of it and no more.
words_of() { # TEXT: the long options of a --help
	printf '%s\n' "$1" | sed -n 's/^  ....\(--[a-z-]*\).*/\1/p' | sort | tr '\n' ' '
}
help=$("$RUNGTOP" --help)
equal 'every option' "$(offered --)" "$(words_of "$help")"
commands=$(printf '%s\n' "$help" | sed -n 's/^       rungtop \([a-z]*\).*/\1/p')
equal 'every command' "$(cd folder && offered '')" \
	"$(printf '%s\n' $commands | sort | tr '\n' ' ')"
for command in $commands; do
	own=$("$RUNGTOP" "$command" --help)
	equal "the options of $command" "$(offered "$command" --)" "$(words_of "$own")"
	check "its help is in that of all" test "${help#*"$(printf '%s\n' "$own" |
		sed -n 3p)"}" != "$help"
done
equal 'no option of another command' "$(offered show --fo)" ' '
equal 'a command after options' "$(offered -w 3 run --form)" ' '

# Every choice that is offered is one that the program takes, and there are no others.
printf '%s\n' "$help" | sed -n 's/^  ....\(--[a-z-]*\) .*(\(.*|.*\))$/\1 \2/p' >choices
check 'there are choices' test -s choices
while read -r option list; do
	words=$(printf '%s\n' "$list" | tr '|' '\n' | sort | tr '\n' ' ')
	equal "the choices of $option" "$(offered "$option" '')" "$words"
	for word in $words; do
		check "$option $word" sh -c '"$@" >out' - "$RUNGTOP" --version "$option" "$word"
	done
	check "no other $option" sh -c '! "$@" 2>err' - "$RUNGTOP" --version "$option" nonsense
done <choices
families=$("$RUNGTOP" list | grep -E '^[a-z]+$' | sort | tr '\n' ' ')
equal 'every family' "$(offered list '')" "$families"
for family in $families; do
	"$RUNGTOP" list "$family" >out
	equal "list $family" "$(head -n 1 out)" "$family"
done

# The other shells offer the same. Each prints, for each line, what completes it.
bindir=$(cd "$(dirname -- "$RUNGTOP")" && pwd)
in_fish() { # LINE…
	PATH=$bindir:$PATH XDG_DATA_HOME=$tmp fish --no-config -c '
		source $argv[1]/completions/rungtop.fish
		for line in $argv[2..]
			printf "= %s\n" $line
			complete -C $line | string replace -r "\t.*" ""
		end' -- "$srcdir" "$@"
}

in_zsh() { # LINE…
	PATH=$bindir:$PATH zsh -f "$srcdir/tests/programs/completed.zsh" "$srcdir/completions" "$@"
}

lines=('--ba' 'ru' 'run ' 'rec' 'show record.d' 'export record.db --format opt' 'export --'
	'replay ' 'report record.jsonl -o fo' '-s as' 'race curves asha as' 'race --' 'list '
	'--glyphs br' 'show --fo' '-w 3 run --form' '-w ' '')
sorted() { # what came, a word a line: in one order, without a folder's slash
	sed 's|/$||' | grep . | LC_ALL=C sort -u | tr '\n' ' '
}
for line in "${lines[@]}"; do
	read -ra words <<<"$line"
	[[ $line && $line != *' ' ]] || words+=('')
	offered "${words[@]}" | tr ' ' '\n' | sorted >>../offered-bash
	echo >>../offered-bash
done
for shell in zsh fish; do
	! brief programs && command -v $shell >/dev/null || continue
	"in_$shell" "${lines[@]/#/rungtop }" >"../offered-$shell"
	exec 3<../offered-bash
	for line in "${lines[@]}"; do
		read -r wanted <&3
		# What fish offers may have the letters of the word with others between them.
		equal "$shell: $line" "$(awk -v line="= rungtop $line" -v last="${line##* }" '
			/^= / { on = $0 == line; next }
			on && index($0, last) == 1' "../offered-$shell" | sorted)" \
			"$wanted${wanted:+ }"
	done
done
finish
