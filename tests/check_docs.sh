#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# check_docs.sh PROGRAM: what the documents say is what the program does.
#   dockwarden(1)       the commands and options of --help, and no others; the
#                       columns of csv
#   audisp-dockwarden(8)  the options of its --help, and no others
#   pam_dockwarden(8)   the arguments of pam-module/arguments.c, and no others;
#                       actions, decisions, and the fields of the log's line
#   dockwarden.json(5)  the keys of lib/policy*.c, and no others; its examples
#                       are the built-in policy and a valid one that uses
#                       every key; its actions are those of action.c
#                       but "lost", which nobody does
#   README.md           its length, its commands, and the alert it shows
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")/.."

page1=doc/dockwarden.1
page5=doc/dockwarden.json.5
page8=doc/audisp-dockwarden.8
pam8=doc/pam_dockwarden.8
plugin=$(dirname "$program")/audisp-dockwarden
# shellcheck source=tests/findings.sh
. tests/findings.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

options() {
	grep -oE -- '--[a-z][a-z-]*' | sort -u
}

# Commands: the rows of --help's table, and the .Ss of the page.
"$program" --help >"$scratch/help"
sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' "$scratch/help" | sort -u \
	>"$scratch/code"
sed -n 's/^\.Ss \([a-z]*\)$/\1/p' "$page1" | sort -u >"$scratch/page"
[ -s "$scratch/code" ] || fail '--help shows no commands'
same 'commands' "$scratch/page" "$scratch/code"

cp "$scratch/page" "$scratch/commands"
while read -r command; do
	"$program" "$command" --help | options >"$scratch/code"
	awk -v command="$command" '
		/^\.S[sh] / { inside = $2 == command }
		inside && /^\.It Fl / { print }' "$page1" |
		sed 's/Fl -/--/g' | options >"$scratch/page.options"
	same "$command" "$scratch/page.options" "$scratch/code"
done <"$scratch/commands"

# The columns of csv, in their order.
: >"$scratch/nothing.log"
"$program" policy default >"$scratch/default.json"
chmod 600 "$scratch/default.json"
"$program" replay --policy "$scratch/default.json" --format csv \
	"$scratch/nothing.log" 2>/dev/null | tr ',' '\n' >"$scratch/code"
[ -s "$scratch/code" ] || fail 'replay --format csv names no columns'
sed -n '/^\.\\" columns$/,/^which/{
	/^\.Va /{
	s/^\.Va //
	s/ ,//g
	p
	}
}' "$page1" | tr ' ' '\n' >"$scratch/page.columns"
same 'columns of csv' "$scratch/page.columns" "$scratch/code"

# The plugin's options are in its synopsis, too.
"$plugin" --help | options >"$scratch/code"
sed -n 's/^\.It Fl -\([a-z-]*\).*/--\1/p' "$page8" | sort -u >"$scratch/page"
[ -s "$scratch/code" ] || fail 'audisp-dockwarden --help shows no options'
same 'audisp-dockwarden' "$scratch/page" "$scratch/code"
sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/p' "$page8" |
	grep -oE 'Fl -[a-z-]+' | sed 's/Fl -/--/' | sort -u >"$scratch/page"
same 'audisp-dockwarden, synopsis' "$scratch/page" "$scratch/code"

# The PAM module's arguments, in its synopsis, too.
grep -oE '\{ "[a-z]+=?", read_' pam-module/arguments.c |
	sed 's/.*"\(.*\)".*/\1/' | sort -u >"$scratch/code"
[ -s "$scratch/code" ] || fail 'no table of arguments in arguments.c'
section() { # PAGE NAME
	awk -v name="$2" '/^\.Sh / { inside = substr($0, 5) == name }
		inside { print }' "$1"
}
section "$pam8" DESCRIPTION | sed -n 's/^\.It Cm \([a-z]*=\{0,1\}\).*/\1/p' |
	sort -u >"$scratch/page"
same 'pam_dockwarden' "$scratch/page" "$scratch/code"
section "$pam8" SYNOPSIS | sed -n 's/^\.Op Cm \([a-z]*=\{0,1\}\).*/\1/p' |
	sort -u >"$scratch/page"
same 'pam_dockwarden, synopsis' "$scratch/page" "$scratch/code"

words() { # SOURCE PREFIX: of the table [PREFIX…] = "word"
	grep -oE "\[$2[A-Z]+\] = \"[a-z]+\"" "$1" | sed 's/.*"\(.*\)"/\1/' |
		sort -u
}
marked() { # MARK MACRO: the items of the list behind .\" MARK
	sed -n '/^\.\\" '"$1"'$/,/^\.El/s/^\.It '"$2"' \([a-z]*\).*/\1/p' \
		"$pam8" | sort -u
}
words lib/policy_words.c POLICY_LOGIN_ >"$scratch/code"
[ -s "$scratch/code" ] || fail 'no actions found in policy_words.c'
section "$pam8" ACTIONS | sed -n 's/^\.It Cm //p' | sort -u >"$scratch/page"
same 'pam_dockwarden, actions' "$scratch/page" "$scratch/code"
words lib/login.c LOGIN_ >"$scratch/code"
[ -s "$scratch/code" ] || fail 'no decisions found in login.c'
marked decisions Cm >"$scratch/page"
same 'pam_dockwarden, decisions' "$scratch/page" "$scratch/code"
sed -n '/^static void add_group(/,/^}/p
	/^static void write_line(/,/^}/p' pam-module/report.c |
	grep -oE '[" ][a-z]+=' | tr -d '" =' | sort -u >"$scratch/code"
[ -s "$scratch/code" ] || fail 'no fields found in report.c'
marked fields Va >"$scratch/page"
same 'pam_dockwarden, fields' "$scratch/page" "$scratch/code"

# Keys: the rows { "key", … } of the tables in lib/policy*.c.
grep -hoE '\{ "[a-z_]+", [^}]*\bread_[a-z_]+' lib/policy*.c |
	sed 's/^{ "\([a-z_]*\)".*/\1/' | sort -u >"$scratch/code"
sed -n 's/^\.It Va \([a-z_]*\)$/\1/p' "$page5" | sort -u >"$scratch/page"
[ -s "$scratch/code" ] || fail 'no table of keys found in lib/policy*.c'
same 'policy keys' "$scratch/page" "$scratch/code"

# Its first example is the built-in policy, its second a valid one.
example() { # N
	awk -v n="$1" '
		/^\.Ed/ { inside = 0 }
		inside && seen == n { print }
		/^\.Bd -literal/ { inside = 1; seen++ }' "$page5"
}
example 1 >"$scratch/example.json"
"$program" policy default | diff "$scratch/example.json" - ||
	fail 'dockwarden.json(5) quotes another built-in policy'
example 2 >"$scratch/example.json"
chmod 600 "$scratch/example.json"
"$program" policy check "$scratch/example.json" >"$scratch/words" 2>&1 || {
	cat "$scratch/words"
	fail 'the example in dockwarden.json(5) is not a valid policy'
}
while read -r key; do
	grep -q "\"$key\":" "$scratch/example.json" ||
		fail "the example in dockwarden.json(5) does not use $key"
done <"$scratch/page"

grep -oE '\] = "[a-z]+"' lib/action.c | grep -oE '[a-z]+' |
	grep -vx lost | sort >"$scratch/code"
sed -n '/^An action is one of/,/^\.Ss/p' "$page5" | sed -n '/^\.Cm /{
	s/^\.Cm //
	s/ [,.]//g
	p
}' | tr ' ' '\n' | sort >"$scratch/page"
same 'actions' "$scratch/page" "$scratch/code"

# README: its words, the commands in its sh blocks.
block() { # LANGUAGE: the lines of README's blocks of that language
	sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/!p}" README.md
}
# shellcheck disable=SC2016 # no command substitution, a fence
words=$(sed '/^```/,/^```/d' README.md | wc -w)
if [ "$words" -lt 250 ] || [ "$words" -gt 450 ]; then
	fail "README.md has $words words outside its examples, not 250 to 450"
fi
capture=$(find tests/data/captures -name '*.log.gz' | sort | head -n 1)
block sh >"$scratch/commands"
[ -s "$scratch/commands" ] || fail 'README.md shows no commands'
while read -r name target rest; do
	case $name in
	make)
		grep -q "^$target:.*##" Makefile ||
			fail "README.md: there is no target: make $target"
		;;
	dockwarden)
		# Not the log of the machine that tests.
		[ "$target" != replay ] || rest="$rest $capture"
		code=0
		# shellcheck disable=SC2086 # words of a command line
		"$program" "$target" $rest >/dev/null 2>"$scratch/words" \
			</dev/null || code=$?
		[ "$code" -le 1 ] || {
			cat "$scratch/words"
			fail "README.md: exit $code: $name $target $rest"
		}
		;;
	sudo | man | '#'*) ;;
	*) fail "README.md: a command no test knows: $name $target $rest" ;;
	esac
done <"$scratch/commands"

# The alert shown is one that the goldens hold, the records one that the
# capture holds.
block text >"$scratch/shown"
[ -s "$scratch/shown" ] || fail 'README.md shows no alert'
while IFS= read -r line; do
	cat tests/data/golden/*.text 2>/dev/null | grep -qxF -e "$line" ||
		fail "README.md: not in tests/data/golden: $line"
done <"$scratch/shown"
block log >"$scratch/shown"
[ -s "$scratch/shown" ] || fail 'README.md shows no records'
gzip -dc tests/data/captures/*.log.gz >"$scratch/log" 2>/dev/null || :
while IFS= read -r line; do
	# "…" stands for what was left out of that line of the log.
	LC_ALL=C line="$line" awk '
		BEGIN { count = split(ENVIRON["line"], part, " *… *") }
		{
			rest = $0
			for (i = 1; i <= count; i++) {
				at = index(rest, part[i])
				if (part[i] != "" && !at)
					next
				rest = substr(rest, at + length(part[i]))
			}
			found = 1
			exit
		}
		END { exit !found }' "$scratch/log" ||
		fail "README.md: not in a capture: $line"
done <"$scratch/shown"

grep -ohE '\]\([^)#:]+\)' README.md CONTRIBUTING.md SECURITY.md |
	sed 's/.*(\(.*\))/\1/' >"$scratch/links"
while read -r file; do
	[ -e "$file" ] || fail "a link leads nowhere: $file"
done <"$scratch/links"

# Two pages.
# shellcheck disable=SC2016 # no command substitution, a fence
words=$(sed '/^```/,/^```/d' doc/ARCHITECTURE.md | wc -w)
[ "$words" -le 1100 ] ||
	fail "doc/ARCHITECTURE.md has $words words outside its drawings, not 1100"

if command -v mandoc >/dev/null 2>&1; then
	mandoc -T lint -W warning doc/*.[1-9] || fail 'mandoc -T lint'
else
	echo 'skipped: mandoc is not installed'
	[ "${LIVE:-}" != required ] || status=1
fi
exit "$status"
