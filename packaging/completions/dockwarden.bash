# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# bash completion of dockwarden(1) and audisp-dockwarden(8).  It asks their
# --help, so that it offers what the installed program takes and nothing else.

# For the option OPTION: "FILE", "DIR", or the words that it may be; nothing if
# it takes none or is none.  Without OPTION: all options.
_dockwarden_options() { # [OPTION], from a --help
	awk -v option="${1-}" '
		!match($0, /^  --[a-z-]+/) { next }
		option == "" { print substr($0, 3, RLENGTH - 2); next }
		substr($0, 3, RLENGTH - 2) != option { next }
		{
			rest = substr($0, RLENGTH + 1)
			if (!match(rest, /^[ =][A-Z][A-Z|]*/))
				exit
			argument = substr(rest, 2, RLENGTH - 1)
			if (argument ~ /FILE|PATH|DIR/) {
				print argument ~ /FILE|PATH/ ? "FILE" : "DIR"
				exit
			}
			text = substr(rest, RLENGTH + 1)
			gsub(/ \([^)]*\)/, "", text)
			sub(/^ +/, "", text)
			count = split(text, word, /, | or /)
			for (i = 1; count > 1 && i <= count; i++) {
				if (word[i] !~ /^[a-z0-9-]+$/)
					exit
				print word[i]
			}
			exit
		}'
}

# What its usage says of operands: the words of which it has to be one, while
# none of WORD… is, else FILE.
_dockwarden_operands() { # WORD…, from a --help
	awk -v given="$*" '/^Usage: / {
		count = split(given, word, " ")
		for (i = 3; i <= NF; i++) {
			if ($i !~ /^[a-z]+(\|[a-z]+)+$/)
				continue
			for (j = 1; j <= count; j++)
				if (index("|" $i "|", "|" word[j] "|"))
					break
			if (j <= count)
				continue
			gsub(/\|/, "\n", $i)
			print $i
			exit
		}
		if ($0 ~ /FILE|DIR/)
			print "FILE"
		exit
	}'
}

_dockwarden_offer() { # WORD…: those that begin as what is typed, or files
	local word kind=''
	COMPREPLY=()
	for word in "$@"; do
		case $word in
		FILE) kind=-f ;;
		DIR) kind=-d ;;
		"$typed"*) COMPREPLY+=("$word") ;;
		esac
	done
	[ -n "$kind" ] || return 0
	compopt -o filenames 2>/dev/null
	while IFS= read -r word; do
		COMPREPLY+=("$word")
	done < <(compgen "$kind" -- "$typed")
}

_dockwarden() {
	local help before typed=${COMP_WORDS[COMP_CWORD]}
	local -a asked=("${COMP_WORDS[0]}") words=()
	before=${COMP_WORDS[COMP_CWORD - 1]}
	# "=" is a word of its own: --format = json
	if [ "$typed" = = ]; then
		typed=''
	elif [ "$before" = = ]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	[ "${asked[0]##*/}" != dockwarden ] || [ "$COMP_CWORD" -lt 2 ] ||
		asked+=("${COMP_WORDS[1]}")
	help=$(LC_ALL=C "${asked[@]}" --help 2>/dev/null </dev/null) || return 0

	case $before in
	--*) mapfile -t words < <(_dockwarden_options "$before" <<<"$help") ;;
	esac
	if [ ${#words[@]} -gt 0 ]; then
		_dockwarden_offer "${words[@]}"
		return
	fi
	case $typed in
	-*) mapfile -t words < <(_dockwarden_options <<<"$help") ;;
	*)
		mapfile -t words < <(
			sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' <<<"$help"
			_dockwarden_operands "${COMP_WORDS[@]:2}" <<<"$help"
		)
		;;
	esac
	_dockwarden_offer "${words[@]}"
}

complete -F _dockwarden dockwarden audisp-dockwarden
