#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# check_completions.sh PROGRAM: what bash and zsh offer is what --help says:
# every command, every option of each and of the plugin, and nothing more; the
# words that an option may be; files where it takes a file.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/.." || exit
plugin=$(dirname "$program")/audisp-dockwarden
bash_file=packaging/completions/dockwarden.bash
zsh_file=packaging/completions/_dockwarden
status=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# shellcheck source=packaging/completions/dockwarden.bash
. "$bash_file"

same() { # WHAT WANT GOT: lists
	diff <(sort "$2") <(sort "$3") >"$scratch/diff" && return
	echo "$1: want <, offered >"
	cat "$scratch/diff"
	status=1
}

in_bash() { # WORD…: what is offered for the last one
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMPREPLY=()
	_dockwarden
	[ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
}

# What _arguments and _describe are told, instead of what they would make of it.
in_zsh() { # WORD…
	# shellcheck disable=SC2016 # zsh's own
	zsh -f -c '
		_arguments() { print -rl -- "$@" }
		_describe() { print -rl -- "${(P@)4}" }
		compdef() { }
		file=$1
		shift
		words=("$@")
		CURRENT=$#
		. $file
	' zsh "$zsh_file" "$@"
}
zsh_options() {
	sed -n 's/^\*\{0,1\}\(--[a-z-]*\).*/\1/p'
}

options_of() { # PROGRAM [COMMAND]
	"$@" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p'
}

command -v zsh >/dev/null || {
	zsh_file=''
}
[ -z "$zsh_file" ] || zsh -n "$zsh_file" || status=1

check_options() { # PROGRAM [COMMAND]
	local what="${1##*/}${2:+ $2}"
	options_of "$@" >"$scratch/want"
	[ -s "$scratch/want" ] || {
		echo "$what: --help shows no options"
		status=1
	}
	in_bash "$@" -- >"$scratch/got"
	same "bash, $what" "$scratch/want" "$scratch/got"
	[ -n "$zsh_file" ] || return 0
	in_zsh "$@" -- | zsh_options >"$scratch/got"
	same "zsh, $what" "$scratch/want" "$scratch/got"
}

"$program" --help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' >"$scratch/commands"
in_bash "$program" '' >"$scratch/got"
same 'bash, commands' "$scratch/commands" "$scratch/got"
if [ -n "$zsh_file" ]; then
	in_zsh "$program" '' | sed 's/:.*//' >"$scratch/got"
	same 'zsh, commands' "$scratch/commands" "$scratch/got"
fi
check_options "$program"
check_options "$plugin"
while read -r command; do
	check_options "$program" "$command"
done <"$scratch/commands"

offers() { # WANTED… -- WORD…: to each other, in both shells
	local want=()
	while [ "$1" != -- ]; do
		want+=("$1")
		shift
	done
	shift
	printf '%s\n' "${want[@]}" >"$scratch/want"
	in_bash "$program" "$@" >"$scratch/got"
	same "bash, $*" "$scratch/want" "$scratch/got"
	[ -n "$zsh_file" ] || return 0
	in_zsh "$program" "$1" -- | grep -e "^\*\{0,1\}$2=" |
		sed 's/.*:(\(.*\))$/\1/' | tr ' ' '\n' >"$scratch/got"
	same "zsh, $*" "$scratch/want" "$scratch/got"
}
offers text ecs ocsf cef csv -- replay --format ''
offers text json junit -- check --format ''
offers low medium high critical -- replay --severity ''

bash_offers() { # WANTED… -- WORD…
	local want=()
	while [ "$1" != -- ]; do
		want+=("$1")
		shift
	done
	shift
	printf '%s\n' "${want[@]}" >"$scratch/want"
	in_bash "$@" >"$scratch/got"
	same "bash, ${*##*/}" "$scratch/want" "$scratch/got"
}
bash_offers cef csv -- "$program" replay --format = c
bash_offers text ecs ocsf cef csv -- "$program" replay --format =
bash_offers README.md -- "$program" replay --policy READM
bash_offers README.md -- "$program" replay READM
bash_offers lib -- "$program" check --root li
bash_offers README.md -- "$plugin" --policy = READM
bash_offers check show default -- "$program" policy ''
bash_offers README.md -- "$program" policy check READM
bash_offers --since --severity -- "$program" replay --s

[ -n "$zsh_file" ] || [ "$status" -ne 0 ] || {
	echo 'zsh is not installed: its half was not looked at'
	exit 77
}
exit "$status"
