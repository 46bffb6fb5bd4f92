#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# test_captures.sh PROGRAM: the real captures give the same alerts, ids
# included, in whatever files and pieces they come.
tests=$(realpath "$(dirname "$0")/..")
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

cp "$tests/data/captures/policy.json" policy.json
chmod 600 policy.json

same() { # WHAT
	cmp -s out want || {
		fail "$1: not the alerts of the capture as one file"
		diff out want | cut -c 1-300 | head -n 4
	}
}

# FILE NAME FIRST LAST: some lines of the capture
part() {
	sed -n "$3,$4p" "$1" >"$2"
}

# In five parts as auditd rotates them, with cuts inside of events.
rotated() { # LOG
	lines=$(wc -l <"$1")
	rm -rf set
	mkdir set
	part "$1" set/audit.log.4 1 $((lines / 7))
	part "$1" set/audit.log.3 $((lines / 7 + 1)) $((lines / 3))
	part "$1" set/audit.log.2 $((lines / 3 + 1)) $((lines / 2))
	part "$1" set/audit.log.1 $((lines / 2 + 1)) $((lines * 4 / 5))
	part "$1" set/audit.log $((lines * 4 / 5 + 1)) "$lines"
}

for name in baseline full; do
	gzip -dc "$tests/data/captures/$name.log.gz" >whole.log
	replay --format ecs whole.log
	expect "$name" 1
	mv out want
	[ "$(wc -l <want)" -gt 100 ] || fail "$name: hardly an alert"

	replay --format ecs "$tests/data/captures/$name.log.gz"
	same "$name packed"
	rotated whole.log
	replay --format ecs set
	same "$name rotated"
	replay --format ecs set/audit.log.1 set/audit.log set/audit.log.4 \
		set/audit.log.2 set/audit.log.3
	same "$name rotated, named in another order"
	gzip set/audit.log.4 set/audit.log.2
	replay --format ecs set
	same "$name rotated and partly packed"
	status=0
	"$program" replay --policy policy.json --format ecs - <whole.log >out \
		2>err || status=$?
	same "$name on standard input"
	status=0
	dd if=whole.log bs=613 status=none |
		"$program" replay --policy policy.json --format ecs - >out \
			2>err || status=$?
	same "$name through a pipe in small pieces"
done

# A byte at a time, as much as is done in a second or two.
part whole.log bytes.log 1 1
grep -a -m 400 -n 'daemon.json' whole.log | tail -n 1 | cut -d : -f 1 >line
part whole.log bytes.log $(($(cat line) - 600)) $(($(cat line) + 400))
replay --format ecs bytes.log
expect 'a piece' 1
mv out want
status=0
dd if=bytes.log bs=1 status=none |
	"$program" replay --policy policy.json --format ecs - >out 2>err ||
	status=$?
same 'a byte at a time'
finish
