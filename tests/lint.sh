#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# lint.sh: what the tree promises about its text.  Checkers that are not
# installed are named as skipped; with LIVE=required that is a failure.
set -eu
cd "$(dirname "$0")/.."

PATH=$PATH:/usr/sbin:/sbin
status=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

files() { # PATTERN…: tracked or about to be, and still there
	if [ -e .git ]; then
		git ls-files -co --exclude-standard "$@"
	else
		for pattern in "$@"; do
			find . -name build -prune -o -path "./$pattern" -print |
				sed 's,^\./,,'
		done
	fi | sort -u | while read -r file; do
		[ ! -f "$file" ] || echo "$file"
	done
}

fail() {
	echo "lint: $1"
	status=1
}

have() {
	command -v "$1" >/dev/null 2>&1 && return
	echo "lint: skipped: $1 is not installed"
	[ "${LIVE:-}" != required ] || status=1
	return 1
}

files '*.c' '*.h' >"$scratch/all"
grep -E '^(lib|cli|audisp-plugin|pam-module)/' "$scratch/all" >"$scratch/ours"
grep '\.c$' "$scratch/ours" >"$scratch/sources"
files '*.sh' '*.bash' .ci/run packaging/host-setup 'packaging/debian/*.p*inst' \
	'packaging/debian/*.p*rm' >"$scratch/scripts"

# Comments and strings blanked, lines kept: for searches of code alone.
code() {
	sed 's/\\./__/g; s/"[^"]*"/""/g' "$1" | awk '{
		line = ""
		while (length($0)) {
			if (inside) {
				at = index($0, "*/")
				if (!at) { $0 = ""; break }
				$0 = substr($0, at + 2); inside = 0
			}
			at = index($0, "/*"); slashes = index($0, "//")
			if (slashes && (!at || slashes < at)) {
				line = line substr($0, 1, slashes - 1)
				$0 = ""
			} else if (at) {
				line = line substr($0, 1, at - 1)
				$0 = substr($0, at + 2); inside = 1
			} else {
				line = line $0; $0 = ""
			}
		}
		print line
	}'
}

search_code() { # LIST PATTERN MESSAGE
	while read -r file; do
		code "$file" | grep -nE "$2" | sed "s,^,$file:,"
	done <"$1" >"$scratch/found"
	[ ! -s "$scratch/found" ] || { cat "$scratch/found"; fail "$3"; }
}

if have clang-format; then
	while read -r file; do
		clang-format --dry-run -Werror "$file" 2>/dev/null ||
			echo "$file"
	done <"$scratch/all" >"$scratch/found"
	[ ! -s "$scratch/found" ] || {
		cat "$scratch/found"
		fail 'not formatted; run make fmt'
	}
fi

# Each header says what it needs.
includes='-Ilib -Icli -Icli/check -Icli/host -Icli/rules -Iaudisp-plugin -Ipam-module'
packages=$(pkg-config --cflags json-c zlib audit libcap-ng libseccomp mount \
	2>/dev/null || :)
grep '\.h$' "$scratch/ours" | while read -r header; do
	# shellcheck disable=SC2086 # flags
	echo "#include \"$header\"" | ${CC:-cc} -std=c11 -D_GNU_SOURCE -I. \
		$includes $packages -Wall -Wextra -Werror -fsyntax-only \
		-x c - || echo "$header" >>"$scratch/headers"
done
[ ! -s "$scratch/headers" ] || {
	cat "$scratch/headers"
	fail 'these headers do not compile alone'
}

# shellcheck disable=SC2016 # awk's own $0
# From "{" to "}" at the margin: 60 lines, or a comment /* long: why */ above.
xargs -r awk '
	FNR == 1 { excused = 0 }
	/\/\* long: / { excused = 1 }
	/^[a-z].*\(/ { name = $0 }
	/^{/ { start = FNR }
	/^}/ {
		if (start && FNR - start - 1 > 60 && !excused) {
			print FILENAME ":" start ": " FNR - start - 1 \
				" lines: " name
			found = 1
		}
		start = 0; excused = 0
	}
	END { exit found }' <"$scratch/all" ||
	fail 'functions over 60 lines without a reason: /* long: why */'

# Silent truncation, silent conversion, hidden state, shells, global input.
search_code "$scratch/ours" \
	'\<(strcpy|strcat|sprintf|vsprintf|strtok|gets|atoi|atol|sscanf|strtoul?l?|alloca|system|popen|json_object_get_int|auparse_interpret_realpath)[ ]*\(' \
	'calls that are not used here'
grep '^lib/' "$scratch/ours" >"$scratch/lib"
search_code "$scratch/lib" '\<(secure_)?getenv[ ]*\(' \
	'the library reads no environment'
search_code "$scratch/all" '\<goto\>' 'no goto in this tree'

# What a return finds there is freed: zeros by our flags, but not by gcc 10.
while read -r file; do
	code "$file" | awk -v file="$file" '
		/^\t+autobuf struct buf [a-z_, ]+;/ {
			sub(/^\t+autobuf struct buf /, ""); sub(/;.*/, "")
			count = split($0, names, /, */)
			for (i = 1; i <= count; i++)
				waiting[names[i]] = NR
			next
		}
		/buf_init\(&/ {
			for (name in waiting)
				if ($0 ~ "buf_init\\(&" name "[,.)]")
					delete waiting[name]
		}
		/(^|[^a-z_])return([^a-z_]|$)/ || /^}/ {
			for (name in waiting)
				print file ":" waiting[name] ": " name
			split("", waiting)
		}'
done <"$scratch/sources" >"$scratch/found"
[ ! -s "$scratch/found" ] || {
	cat "$scratch/found"
	fail 'a buffer is to be set before the first return'
}
search_code "$scratch/ours" '^[ \t]*#[ \t]*if 0' 'no code that is not compiled'
# The words are split so that this file does not find itself.
files '*.c' '*.h' '*.def' '*.sh' '*.md' Makefile | xargs -r \
	grep -nE '(TO''DO|FIX''ME|XX''X:)' && fail 'open ends'
{ cat "$scratch/all" "$scratch/scripts" && echo Makefile; } | xargs -r \
	grep -LE '^(//|#) SPDX-License-Identifier: BSD-2-Clause' \
	>"$scratch/found" || :
[ ! -s "$scratch/found" ] || {
	cat "$scratch/found"
	fail 'no SPDX line'
}

# cppcheck takes what __attribute__((cleanup)) releases for leaked: leaks are
# found by the address sanitizer in `make check PROFILE=asan`.
if have cppcheck; then
	# shellcheck disable=SC2046,SC2086 # lists of files and of flags
	cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,performance,portability $includes \
		--library=posix --suppress=missingIncludeSystem \
		--suppress=memleak --suppress=resourceLeak \
		--suppress=readdirCalled \
		-D_GNU_SOURCE $(cat "$scratch/sources") || fail cppcheck
fi
if have shellcheck; then
	xargs -r shellcheck -x <"$scratch/scripts" || fail shellcheck
fi
if have codespell; then
	files '*.c' '*.h' '*.sh' '*.md' '*.[1578]' Makefile | xargs -r \
		codespell --ignore-words-list=nd,wirte,gruops,doas ||
		fail codespell
fi
# Its includes are those of the same package.
if have apparmor_parser; then
	files 'packaging/apparmor/*' | while read -r file; do
		apparmor_parser --quiet --skip-kernel-load --skip-cache \
			"$file" >"$scratch/found" 2>&1 || {
			cat "$scratch/found"
			echo "$file" >>"$scratch/profiles"
		}
	done
	[ ! -s "$scratch/profiles" ] || fail 'not a valid AppArmor profile'
fi
if have mandoc; then
	files 'doc/*.[1578]' | xargs -r mandoc -T lint -W warning ||
		fail mandoc
fi

[ "$status" -eq 0 ] && echo 'lint: clean'
exit "$status"
