# SPDX-License-Identifier: GPL-3.0-or-later
# zsh -f completed.zsh FOLDER LINE…: what completes each line, after "= LINE", by the
# functions in the folder. zsh completes for a terminal alone, so it has one of its own
# here, where what is added as a completion is printed.
zmodload zsh/zpty
zpty shell zsh -f
inner='stty -echo
PS1=
fpath=('${(q)1}' $fpath)
autoload -Uz compinit
compinit -u -D
bindkey "^I" complete-word
ended() {
	comppostfuncs=(ended) compstate[insert]= compstate[list]=
	print ENDED
}
comppostfuncs=(ended)
compadd() {
	local -a added
	local word
	if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
		builtin compadd -A added "$@"
		for word in $added; do print -r -- "OFFERED $word"; done
	fi
	builtin compadd "$@"
}
print READY'
zpty -w shell $inner
while zpty -r shell line && [[ $line != READY* ]]; do :; done
for beginning in $argv[2,-1]; do
	print -r -- "= $beginning"
	zpty -n -w shell "$beginning"$'\t'
	while zpty -r shell line && [[ $line != *ENDED* ]]; do
		[[ $line != *OFFERED\ * ]] || print -r -- ${${line#*OFFERED }%%[[:cntrl:]]*}
	done
	zpty -n -w shell $'\x15'
done
zpty -d shell
