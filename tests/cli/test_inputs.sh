#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# test_inputs.sh PROGRAM: the same alerts, ids included, however the log comes:
# rotated, packed, from a pipe, with noise in it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

for serial in 1 2 3 4 5 6 7 8; do
	change "$serial"
done >whole.log
replay --format ecs whole.log
expect 'the whole log' 1 8
cp out want

same() { # WHAT [STATUS]
	expect "$1" "${2:-1}"
	cmp -s out want || {
		fail "$1: other alerts"
		diff want out | head -n 4
	}
}

# Cut in the midst of events, at a line.
mkdir set
sed -n 1,7p whole.log | gzip >set/audit.log.11.gz
sed -n 8,19p whole.log | gzip >set/audit.log.2.gz
sed -n 20,33p whole.log >set/audit.log.1
sed '1,33d' whole.log >set/audit.log
replay --format ecs set
same 'a directory'
replay --format ecs set/audit.log set/audit.log.1 set/audit.log.11.gz \
	set/audit.log.2.gz
same 'files in the order of a shell'
replay --format ecs set/audit.log set set/audit.log.1
same 'files twice'
mv set/audit.log.2.gz set/audit.log.2
replay --format ecs set
same 'gzip by another name'

for option in -n -9; do
	gzip -c "$option" whole.log >whole.gz
	replay --format ecs whole.gz
	same "gzip $option"
done
cat set/audit.log.11.gz >members.gz
sed '1,7d' whole.log | gzip >>members.gz
replay --format ecs members.gz
same 'gzip in two members'

piped() { # WHAT COMMAND…
	what=$1
	shift
	status=0
	"$@" | "$program" replay --policy policy.json --format ecs - >out \
		2>err || status=$?
	same "$what"
}
piped 'standard input' cat whole.log
piped 'gzip on standard input' gzip -c whole.log
piped 'standard input in small pieces' dd if=whole.log bs=7 status=none
mkfifo fifo
cat whole.log >fifo &
replay --format ecs fifo
wait
same 'a FIFO'

printf '%s' "$(cat whole.log)" >cut.log
replay --format ecs cut.log
same 'no newline at the end'

noise() {
	head -c 3000 /dev/zero
	printf 'type=SYSCALL msg=audit(17\n\n\200\377\033[2J\rxxx\n'
	printf 'y%.0s' $(seq 70000)
	printf '\n=\ntype=\ntype=X msg=\ntype=X msg=audit(1.2:3)\n'
}
{
	noise
	sed -n 1,5p whole.log
	noise
	sed -n 6,12p whole.log
	noise
	sed '1,12d' whole.log
	noise
} >noisy.log
replay --format ecs noisy.log
same 'noise'
expect_words 'noise' "dockwarden: 28 malformed lines skipped (4 over 64 KiB), the first is noisy.log:1"

gzip -c whole.log >short.gz
truncate -s -9 short.gz
replay --format ecs short.gz whole.log
expect 'gzip that ends early' 2
grep -q '^dockwarden: short.gz: compressed data ends early after line ' err ||
	fail 'gzip that ends early: no words'
expect_words 'gzip that ends early' \
	'dockwarden: files that could not be read to their end: 1'

: >empty.log
replay empty.log
expect 'an empty file' 0 0
replay /dev/null
expect '/dev/null' 0 0
finish
