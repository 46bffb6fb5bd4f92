#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# table.sh BUILD: the states of tests/hosts before dockwarden, docker-bench and
# lynis: who answers rightly, as doc/check_compared.md, to standard output.
# Needs root, for the owners of the files.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$1
LC_ALL=C
export LC_ALL
[ "$(id -u)" -eq 0 ] || {
	echo 'needs root, for the owners of the files'
	exit 77
}
command -v jq >/dev/null || {
	echo 'jq is not installed'
	exit 77
}

hosts=$(mktemp -d)
trap 'rm -rf "$hosts"' EXIT
chmod 755 "$hosts"
"$build/tests/test_hosts" --lay "$hosts" >"$hosts.list" 2>&1 || {
	cat "$hosts.list"
	exit 1
}
trap 'rm -rf "$hosts" "$hosts.list"' EXIT
cp "$build/dockwarden" "$hosts/dockwarden"

ours() { # ROOT ITEM USER OPTIONS
	local as=()
	[ "$3" = root ] || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	# shellcheck disable=SC2086 # options are words
	"${as[@]}" "$hosts/dockwarden" check --root "$1" --item "$2" $4 \
		--format json 2>/dev/null | jq -r '.items[0].status'
}

# Right: it complains where something is wrong, and not where nothing is; and
# says neither where it cannot know.
is_right() { # WANTED ANSWER
	case $1,$2 in
	FAIL,FAIL | FAIL,WARN | WARN,WARN | WARN,FAIL) ;;
	PASS,PASS | PASS,INFO | PASS,N/A | N/A,N/A | N/A,INFO | N/A,PASS) ;;
	UNKNOWN,UNKNOWN | UNKNOWN,INFO | UNKNOWN,NONE) ;;
	N/A,NONE) ;;
	*) return 1 ;;
	esac
}

mark() { # WANTED ANSWER
	case $2 in
	UNTESTED) ;;
	NONE) if is_right "$1" "$2"; then echo –; else echo '**–**'; fi ;;
	*) if is_right "$1" "$2"; then echo "$2"; else echo "**$2**"; fi ;;
	esac
}

row() { # ROOT ITEM USER WANTED OPTIONS NAME
	local a b c answer options=$5
	[ "$options" != - ] || options=''
	a=$(ours "$1" "$2" "$3" "$options" || :)
	b=$(tests/compare/docker_bench.sh "$1" "$2" "$3")
	c=$(tests/compare/lynis.sh "$1" "$2" "$3")
	for answer in "$a" "$b" "$c"; do
		case $answer in
		UNTESTED) printf -- '- ' ;;
		*) if is_right "$4" "$answer"; then printf '1 '; else printf '0 '; fi ;;
		esac
	done
	# Ours has to be the very word.
	[ "$a" = "$4" ] || echo "$2: $6: $a, not $4" >&2
	printf '%s | %s | %s | %s | %s | %s |\n' "$2" "${6//|/\\|}" "$4" \
		"$(mark "$4" "$a")" "$(mark "$4" "$b")" "$(mark "$4" "$c")"
}

# Each processor its part of the states, in their order.
rows() {
	local part
	split -n "l/$(nproc)" "$hosts.list" "$hosts/part."
	for part in "$hosts"/part.??; do
		while IFS=$'\t' read -r root item user wanted options name; do
			row "$root" "$item" "$user" "$wanted" "$options" "$name"
		done <"$part" >"$part.rows" &
	done
	wait
	cat "$hosts"/part.??.rows
}

rows >"$hosts/rows"

cat <<'END'
# The check beside docker-bench and lynis

Each state of a host in [tests/hosts](../tests/hosts/README.md) before three
checkers: who answers rightly? `make check-compared` writes this file.

- **dockwarden**: `dockwarden check`.
- **docker-bench**: docker-bench-security at ff26d67 (October 2024), its host,
  daemon and file checks for these items, with the trusted users named. Its
  documented commands are run in [our own words](../tests/compare/docker_bench.sh)
  below the state's directory, by bash and with jq; `auditctl -l` prints what the
  real one prints for the state's rules, held to it by `tests/live/test_listing.sh`.
  The words were held against docker-bench itself in a chroot of the 328 states that
  there were then: the same answers, but of item 01, where a state has no real mount;
  later states were not. Run by `sh` as its README says, it reads daemon.json less
  often.
- **lynis**: 3.0.8 of Debian 12. Of its Docker tests one is of these items,
  [CONT-8108](../tests/compare/lynis.sh).

Right is: a complaint (FAIL, WARN) where something is wrong, none (PASS, N/A, INFO)
where nothing is, and neither where it cannot be known (UNKNOWN). "–" is no
answer: docker-bench ends where `docker ps` fails. An empty cell: no check of that
item. What is **bold** is not right.

## How many of the states

| item | states | dockwarden | docker-bench | lynis |
|---|---|---|---|---|
END
awk '
	{
		n[$4]++; a[$4] += $1; ta += $1; all++
		if ($2 != "-") { b[$4] += $2; tb += $2 }
		if ($3 != "-") { c[$4] += $3; tc += $3 }
	}
	END {
		for (i = 1; i <= 20; i++) {
			k = sprintf("%02d", i)
			printf "| %s | %d | %s | %s | %s |\n", k, n[k], a[k], \
				b[k], c[k]
		}
		printf "| all | %d | %d | %d | %d |\n", all, ta, tb, tc
	}' "$hosts/rows"
cat <<'END'

## State by state

| item | state | right | dockwarden | docker-bench | lynis |
|---|---|---|---|---|---|
END
sed 's/^. . . /| /' "$hosts/rows"
