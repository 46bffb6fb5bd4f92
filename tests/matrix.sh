#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# matrix.sh [CASE…]: does it build and hold with each compiler, at each level of
# optimization, and without what is not needed?  One line a case, with seconds;
# without operands all of them.
#
#   gcc-O0 … gcc-O3, clang-O0 … clang-O3
#                     everything built with warnings as errors, and the unit tests
#   without-LIBRARY   for each library: what needs it says so in a sentence that
#                     names its package; without check the programs build
#   without-wrappers  without pam_wrapper, nss_wrapper and uid_wrapper, the tests
#                     that need them say that they are skipped
#   without-tools     the same for the checkers that are programs
#   without           all of these
#
#   MATRIX  where to build (build/matrix); what is there is built upon
# Exit status: 0 all hold, 1 not.
set -eu
cd "$(dirname "$0")/.."

make="${MAKE:-make} --no-print-directory"
matrix=${MATRIX:-build/matrix}
jobs=-j$(nproc)
required='json-c auparse zlib audit libcap-ng libseccomp mount'
wrappers='libpam_wrapper libnss_wrapper libuid_wrapper'
tools='mandoc python3 promtool valgrind'
status=0
log=$(mktemp)
scratch=$(mktemp -d)
trap 'rm -rf "$log" "$scratch"' EXIT

now() {
	date +%s
}

say() { # NAME SECONDS RESULT
	printf '%-20s %5s s  %s\n' "$1" "$2" "$3"
}

bad() { # NAME SECONDS RESULT
	say "$1" "$2" "FAILED: $3"
	tail -n 60 "$log" | cut -c 1-400 | sed 's/^/    /'
	status=1
}

# COMPILER-LEVEL
build_and_test() {
	begun=$(now)
	directory=$matrix/$1
	if ! $make "$jobs" built B="$directory" CC="${1%-*}" \
		CFLAGS="-${1#*-}" WERROR=1 >"$log" 2>&1; then
		bad "$1" $(($(now) - begun)) 'does not build'
		return
	fi
	built=$(($(now) - begun))
	again=''
	tests/check.sh "$directory" unit >"$log" 2>&1 || run_again "$directory" || {
		bad "$1" $(($(now) - begun)) "$(tail -n 1 "$log")"
		return
	}
	say "$1" $(($(now) - begun)) \
		"built in $built s, $(tail -n 1 "$log")${again:+; second run:$again}"
}

# Some hold the plugin to 200 ms, which a machine at work on seven other things
# may not keep: those that failed get a second run, and are named.
run_again() { # BUILD
	again=$(sed -n 's/^\([a-z0-9_]*\): .*[1-9][0-9]* failed$/ \1/p' "$log" |
		tr -d '\n')
	[ "$again" ] || return 1
	for program in $again; do
		timeout 600 "$1/tests/$program" >>"$log" 2>&1 </dev/null ||
			return 1
	done
	grep -E '^[0-9]+ passed, ' "$log" >"$scratch/sum"
	cat "$scratch/sum" >>"$log"
}

# A pkg-config that does not know one module.
hide_module() { # MODULE
	cat >"$scratch/pkg-config" <<-END
		#!/bin/sh
		for word; do
			[ "\$word" != $1 ] || exit 1
		done
		exec pkg-config "\$@"
	END
	chmod 755 "$scratch/pkg-config"
}

hint() { # MODULE: the package that the Makefile names for it
	sed -n "s/^HINT_$1 := \\([^ ]*\\).*/\\1/p" Makefile
}

without_required() { # MODULE
	begun=$(now)
	hide_module "$1"
	if $make programs B="$scratch/build" PKG_CONFIG="$scratch/pkg-config" \
		>"$log" 2>&1; then
		bad "without-$1" $(($(now) - begun)) 'builds all the same'
	elif ! grep -qF "$1 is missing: install $(hint "$1")" "$log"; then
		bad "without-$1" $(($(now) - begun)) 'does not say what is missing'
	else
		say "without-$1" $(($(now) - begun)) 'required: says what to install'
	fi
	rm -rf "$scratch/build"
}

without_check() {
	begun=$(now)
	hide_module check
	if ! $make "$jobs" programs B="$matrix/without-check" WERROR=1 \
		PKG_CONFIG="$scratch/pkg-config" >"$log" 2>&1; then
		bad without-check $(($(now) - begun)) 'the programs do not build'
	elif $make unit-programs B="$matrix/without-check" WERROR=1 \
		PKG_CONFIG="$scratch/pkg-config" >"$log" 2>&1; then
		bad without-check $(($(now) - begun)) 'tests build without it'
	elif ! grep -qF 'check is missing: install check' "$log"; then
		bad without-check $(($(now) - begun)) 'does not say what is missing'
	else
		say without-check $(($(now) - begun)) \
			'optional: programs build, the tests say what to install'
	fi
}

# What is hidden is covered by a file that is neither library nor executable.
# Root stays in its user namespace, from which tests go to one of their own.
hidden() { # FILE… -- COMMAND…
	map=''
	[ "$(id -u)" -eq 0 ] || map=-r
	# shellcheck disable=SC2016 # the inner shell's
	unshare $map -m --propagation private sh -c '
		while [ "$1" != -- ]; do
			mount --bind "$0" "$1" || exit 1
			shift
		done
		shift
		exec "$@"' "$scratch/nothing" "$@"
}

# A build to run tests from: whichever there is, else one of its own.
some_build() {
	for some in build/release "$matrix/gcc-O2" "$matrix/clang-O2" \
		"$matrix/some"; do
		[ ! -e "$some/tests/test_pam_module" ] || return 0
	done
	$make "$jobs" built B="$some" WERROR=1 >"$log" 2>&1
}

skips() { # NAME PATTERN COMMAND…: 0, or 77, and a line that says what is skipped
	name=$1
	pattern=$2
	shift 2
	code=0
	hidden "$@" >"$log" 2>&1 </dev/null || code=$?
	[ "$code" -eq 0 ] || [ "$code" -eq 77 ] || {
		bad "$name" $(($(now) - begun)) "exit status $code"
		return 1
	}
	grep -q "$pattern" "$log" || {
		bad "$name" $(($(now) - begun)) "does not say: $pattern"
		return 1
	}
}

can_hide() { # NAME
	: >"$scratch/nothing"
	hidden -- true 2>"$log" && some_build && return
	bad "$1" 0 'no mount namespace, or no build'
	return 1
}

without_wrappers() {
	can_hide without-wrappers || return 0
	for one in $wrappers; do
		begun=$(now)
		files=$(find /usr/lib /usr/lib64 -name "$one.so*" ! -type l \
			2>/dev/null)
		[ "$files" ] || continue
		# shellcheck disable=SC2086 # a list of files
		skips "without-$one" '^skipped: ' $files -- \
			"$some/tests/test_pam_wrapped" || continue
		say "without-$one" $(($(now) - begun)) \
			"optional: $(grep -m 1 '^skipped: ' "$log" | cut -c 10-)"
	done
}

user() { # TOOL: a script that uses it, and its operand
	case $1 in
	mandoc) echo "tests/check_docs.sh $some/dockwarden" ;;
	python3) echo "tests/check_samples.sh $some" ;;
	promtool) echo "$some/tests/test_health" ;;
	valgrind) echo "tests/valgrind.sh $some" ;;
	esac
}

every() { # PROGRAM: the files that PATH has of the name
	echo "$PATH" | tr ':' '\n' | while read -r directory; do
		[ ! -x "$directory/$1" ] || realpath "$directory/$1"
	done | sort -u
}

without_tools() {
	can_hide without-tools || return 0
	for one in $tools; do
		begun=$(now)
		command -v "$one" >/dev/null || {
			say "without-$one" 0 'it is not there in the first place'
			continue
		}
		# shellcheck disable=SC2046 # words of a command
		skips "without-$one" "skipped:.*$one\|$one is not installed" \
			$(every "$one") -- $(user "$one") || continue
		say "without-$one" $(($(now) - begun)) \
			"optional: $(user "$one" | cut -d ' ' -f 1) says so"
	done
}

run() { # CASE
	case $1 in
	gcc-O[0-3] | clang-O[0-3]) build_and_test "$1" ;;
	without)
		for module in $required check wrappers tools; do
			run "without-$module"
		done
		;;
	without-check) without_check ;;
	without-wrappers) without_wrappers ;;
	without-tools) without_tools ;;
	without-*) without_required "${1#without-}" ;;
	*)
		echo "matrix.sh: there is no case $1" >&2
		exit 1
		;;
	esac
}

if [ $# -eq 0 ]; then
	for compiler in gcc clang; do
		for level in O0 O1 O2 O3; do
			set -- "$@" "$compiler-$level"
		done
	done
	set -- "$@" without
fi
for name in "$@"; do
	run "$name"
done
exit "$status"
