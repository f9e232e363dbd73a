#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# bash's completion: what it offers after each beginning.
. "$(dirname -- "$0")/lib.sh"
. "$srcdir/completions/rungtop"

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
equal 'a family' "$(offered list sch)" 'schedulers '
equal 'a choice' "$(offered --glyphs br)" 'braille '
for option in $("$RUNGTOP" --help | grep -oE -- '--[a-z-]+' | sort -u); do
	case " $(offered "$option")" in
	*" $option "*) ;;
	*) not_ok "$option is not offered" ;;
	esac
done
ok 'every option of --help'
finish
