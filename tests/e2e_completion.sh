#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# bash's completion: what it offers after each beginning.
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
finish
