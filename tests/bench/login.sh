#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# login.sh BUILD: instructions that a login costs by the module, and by
# pam_succeed_if asking the same of the user's groups, each beyond a stack of
# pam_permit alone.  Counted by callgrind, so the same from run to run.
set -eu
cd "$(dirname "$0")/../.."

build=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

command -v valgrind >/dev/null || {
	echo 'skipped: valgrind is not installed'
	exit 0
}

service() { # NAME LINE…
	name=$1
	shift
	{
		echo "account required $*"
		echo "account required pam_permit.so"
		echo "session required $*"
		echo "session required pam_permit.so"
	} >"$scratch/$name"
}

cost() { # SERVICE USER: instructions
	valgrind --tool=callgrind --callgrind-out-file="$scratch/out" \
		"$build/bench/login" "$scratch" "$1" "$2" \
		>"$scratch/answer" 2>"$scratch/log"
	sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$scratch/log"
}

echo 'auth required pam_deny.so' >"$scratch/other"
service permit pam_permit.so
service succeed_if 'pam_succeed_if.so quiet user notingroup docker'
service module "$build/pam_dockwarden.so policy=$scratch/none"
service policy "$build/pam_dockwarden.so policy=$scratch/policy.json"
cp tests/data/captures/policy.json "$scratch/policy.json"
chmod 644 "$scratch/policy.json"

for user in root nobody; do
	base=$(cost permit "$user")
	for name in succeed_if module policy; do
		echo "$user, $name: $(($(cost "$name" "$user") - base))" \
			"instructions: $(cat "$scratch/answer")"
	done
done
