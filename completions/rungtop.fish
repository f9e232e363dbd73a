# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion for rungtop. Subcommands, options, choices and families are what the
# program's own --help and list print, so there is nothing here to keep in step with it.

# Files whose names match, and folders. The pattern is a regular expression.
function __rungtop_files -a word pattern
	__fish_complete_path $word | string match -r "^[^\t]*(?:$pattern|/)(?:\t.*)?\$"
end

function __rungtop_schedulers -a program
	$program list schedulers 2>/dev/null | string replace -rf '^  ([a-z_]+): (.*)' '$1\t$2'
end

# What an option takes, by its row: "  -o, --output FILE   help", "--color WHEN  help (a|b)".
function __rungtop_values -a program option word row
	switch "$option "(string replace -rf '^.*?--[a-z-]+ ([A-Z]+).*' '$1' -- $row)
		case '-s NAME' '--scheduler NAME'
			__rungtop_schedulers $program
		case '* FILE'
			__fish_complete_path $word
		case '* DIR'
			__fish_complete_directories $word ''
		case '*'
			string replace -rf '.*\(([^ ]+\|[^ ]+)\)$' '$1' -- $row | string split '|'
	end
end

function __rungtop
	set -l words (commandline -opc)
	set -l word (commandline -ct)
	set -l program $words[1]
	set -l help ($program --help 2>/dev/null)
	set -l commands (string replace -rf '^  ([a-z-]+) +(.*)' '$1\t$2' -- $help)
	set -l names (string replace -r '\t.*' '' -- $commands)
	set -l command
	for w in $words[2..]
		if contains -- $w $names; and not set -q command[1]
			set command $w
			set help ($program $w --help 2>/dev/null)
		end
	end

	set -l option $words[-1]
	set -l joined
	if string match -rq '^--[a-z-]+=' -- $word
		set option (string replace -r '=.*' '' -- $word)
		set word (string replace -r '^[^=]*=' '' -- $word)
		set joined "$option="
	end
	set -l row (string match -r '^  (?:.*, |    )?'(string escape --style=regex -- $option)'[ ,].*' \
		-- $help)
	if string match -q -- '-*' $option; and string match -rq -- '--[a-z-]+ [A-Z]' $row
		string replace -r -- '^' "$joined" (__rungtop_values $program $option "$word" $row)
	else if string match -q -- '-*' $word
		string replace -rf '^  (?:-., |    )(--[a-z-]+)(?: [^ ]+)* +(.*)' '$1\t$2' -- $help
	else
		# The usage line says what the argument is; a first word may be anything.
		switch "$command "$help[1]
			case ' *'
				printf '%s\n' $commands
				__rungtop_files "$word" '\.(?:ya?ml|db|jsonl)'
			case '*SCHEDULER*'
				__rungtop_schedulers $program
				__rungtop_files "$word" '\.(?:ya?ml|db|jsonl)'
			case '*STUDY*FILE*'
				__rungtop_files "$word" '\.(?:ya?ml|db)'
			case '*STUDY*'
				__rungtop_files "$word" '\.ya?ml'
			case '*FILE*'
				__rungtop_files "$word" '\.(?:db|jsonl)'
			case '*FAMILY*'
				$program list 2>/dev/null | string match -r '^[a-z]+$'
		end
	end
end

complete -c rungtop -f -a '(__rungtop)'
