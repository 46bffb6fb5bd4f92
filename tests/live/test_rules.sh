#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_rules.sh BUILD: auditctl's language, the kernel's filters, the probe and
# the loader, against this machine's auditctl and kernel.  RULES_SEED and
# RULES_SECONDS choose what is made up.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/live/auditd.sh
. tests/live/auditd.sh "$1"

rules=$build/live/rules
seed=${RULES_SEED:-$(date +%s)}
seconds=${RULES_SECONDS:-25}

live_begin
lent=$scratch/lent
clean_up() {
	local path
	auditctl -D >/dev/null 2>&1 || :
	for path in over dir/s; do
		umount "$lent/$path" 2>/dev/null || :
	done
	rm -rf "$lent-other"
	live_restore
}
trap clean_up EXIT
auditctl -e 1 >/dev/null
auditctl -b 8192 >/dev/null
mkdir -p "$lent/dir/sub" "$lent/a b"
touch "$lent/file" "$lent/back\\slash"
ln -s dir "$lent/link"
ln -s file "$lent/filelink"
cp "$rules" "$lent/exe"

say() { sed 's/^/    /' "$1"; }
laid_out() { sed -e '/^#/d' -e "s,@,$lent,g" "$1"; }

# Every form: as the kernel lists what auditctl has loaded.
{
	echo -c
	laid_out tests/data/rules/forms.rules
} >"$scratch/forms"
auditctl -R "$scratch/forms" >"$scratch/out" 2>&1 ||
	{ say "$scratch/out"; fail 'auditctl refuses a form'; }
"$rules" compare "$scratch/forms" >"$scratch/out" 2>&1 ||
	{ say "$scratch/out"; fail 'a rule is not what auditctl makes of it'; }
echo "forms: $(tail -n 1 "$scratch/out")"
auditctl -D >/dev/null

# What auditctl refuses is no rule here either.
count=0
while IFS= read -r line; do
	printf '%s\n' "$line" >"$scratch/line"
	! auditctl -R "$scratch/line" >/dev/null 2>&1 ||
		fail "auditctl takes: $line"
	status=0
	"$rules" compare "$scratch/line" >"$scratch/out" 2>&1 || status=$?
	[ "$status" -eq 2 ] || fail "taken for a rule: $line"
	count=$((count + 1))
done < <(laid_out tests/data/rules/refused.rules)
auditctl -e 1 >/dev/null
auditctl -D >/dev/null
echo "refused: $count lines"

# Loading: twice is once; what the kernel refuses is named, and the rest is
# loaded; nothing that is there is touched.
auditctl -w "$lent/file" -p r -k theirs
cat >"$scratch/load" <<-RULES
	-w $lent/dir -p wa -k docker
	-w $lent/file -p wa -k docker
	-w $lent/nothing/x -p wa -k docker
RULES
"$rules" load "$scratch/load" >"$scratch/out"
grep -qx '2 added, 0 present, 1 failed' "$scratch/out" &&
	grep -qxF "refused: -w $lent/nothing/x -p wa -k docker: its directory does not exist" \
		"$scratch/out" || { say "$scratch/out"; fail 'loading'; }
"$rules" load "$scratch/load" >"$scratch/out"
grep -qx '0 added, 2 present, 1 failed' "$scratch/out" ||
	{ say "$scratch/out"; fail 'loading again'; }
auditctl -l >"$scratch/listed"
cat >"$scratch/want" <<-RULES
	-w $lent/file -p r -k theirs
	-w $lent/file -p wa -k docker
	-w $lent/dir -p wa -k docker
RULES
cmp -s "$scratch/want" "$scratch/listed" ||
	{ say "$scratch/listed"; fail 'the order of what was loaded'; }
auditctl -D >/dev/null
auditctl -a never,exit -F "dir=$lent" 2>/dev/null
"$rules" load "$scratch/load" first >"$scratch/out"
auditctl -l | tail -n 1 | grep -q never || fail 'loading before a never'
echo 'loaded'

# What is listed and does not work any more.
covers() { # PATH WORDS: what is said of it
	grep -qE "^$lent/$1: $2: " "$scratch/out" ||
		{ say "$scratch/out"; fail "$1 is not $2"; }
}
auditctl -D >/dev/null
mkdir "$lent/stale" "$lent/over" "$lent/dir/s"
for path in file dir stale over gone; do
	auditctl -w "$lent/$path" -p wa -k docker
done
probe() {
	"$rules" probe "$lent/"{file,dir,stale,over,gone,dir/s} >"$scratch/out"
}
probed_in_time() { # MS
	[ "$(sed -n 's/^probed in \([0-9]*\) ms$/\1/p' "$scratch/out")" -le "$1" ] ||
		{ say "$scratch/out"; fail 'the probe takes its time'; }
}
probe
for path in file dir stale over dir/s; do
	covers "$path" 'COVERED probed'
done
covers gone 'COVERED unprobed'
probed_in_time 50
mv "$lent/stale" "$lent/moved"
mkdir "$lent/stale"
mount --bind "$lent/a b" "$lent/over"
mount -t tmpfs none "$lent/dir/s"
probe
covers file 'COVERED probed'
covers dir 'COVERED probed'
covers stale STALE
covers over STALE
covers dir/s STALE
grep -q "$lent/over is a mount point" "$scratch/out" || fail 'the mount is not named'
probed_in_time 200
# The same beside an audit daemon, which keeps its place, and whose plugin does
# not take the attempts for changes.
live_auditd
probe
covers file 'COVERED probed'
covers stale STALE
live_is_registered || fail 'the probe has taken the place of auditd'
auditctl -m end >/dev/null
in_log() { grep -q "name=\"/\././\"" "$log"; }
wait_for in_log || fail 'the attempt is not in the log'
live_stop
"$program" replay --policy "$scratch/policy.json" --format text --all "$log" \
	>"$scratch/replayed" 2>&1 || :
! grep -q "$lent" "$scratch/replayed" ||
	{ say "$scratch/replayed"; fail 'the attempt is taken for a change'; }
umount "$lent/over" "$lent/dir/s"
auditctl -D >/dev/null
echo 'probed'

# The model of the kernel's filters, and the kernel.
rm -rf "$lent"
mkdir -m 755 "$lent"
cp "$rules" "$lent/exe"
timeout $((seconds + 30)) "$rules" differ "$lent" "$seed" "$seconds" \
	>"$scratch/out" 2>&1 || { say "$scratch/out"; fail "seed $seed"; }
tail -n 1 "$scratch/out"
[ "$(status_of enabled)" -eq 1 ] || fail 'auditing was switched off meanwhile'
