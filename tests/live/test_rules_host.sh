#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_rules_host.sh BUILD: the rules for this host: printed, loaded, listed
# back and checked.  Then each is broken in its turn, and `rules --check` and
# `check` have to name exactly that.  The files of rules/ are held against
# auditctl and augenrules.
set -euo pipefail
# shellcheck source=tests/live/auditd.sh
. "$(dirname "$0")/auditd.sh" "$1"
: "${program:?}"
tree=$(realpath "$(dirname "$0")/../..")

command -v dockerd >/dev/null || skip 'Docker is not installed'
live_begin
dir=/etc/docker
file=/etc/default/docker
moved=$dir.dockwarden.test
linked=/etc/dockwarden.test
made=()

below=$dir/dockwarden.test
put_back() {
	umount "$below" 2>/dev/null || :
	if [ -d "$below" ]; then rmdir "$below"; fi
	if [ -e "$moved" ]; then
		if [ -L "$dir" ]; then rm "$dir"; else rmdir "$dir"; fi
		mv "$moved" "$dir"
	fi
}
restore() {
	auditctl -D >/dev/null 2>&1 || :
	auditctl -r 0 >/dev/null 2>&1 || :
	put_back
	rm -f "$linked"
	[ ${#made[@]} -eq 0 ] || rmdir "${made[@]}" 2>/dev/null || :
	live_restore
}
trap restore EXIT
trap 'exit 130' INT TERM HUP

scratch=$(mktemp -d)
for path in "$dir" /var/lib/docker; do
	[ -e "$path" ] || { mkdir "$path" && made+=("$path"); }
done
[ -f "$file" ] || skip "$file is not there"
[ ! -L "$dir" ] || skip "$dir is a link"

run() { # WHAT STATUS ARGUMENT…: its output to $scratch/out and err
	local what=$1 want=$2 status=0
	shift 2
	"$program" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
	[ "$status" -eq "$want" ] || {
		cat "$scratch/out" "$scratch/err"
		fail "$what: exit status $status, not $want"
	}
}

fresh() { # PROFILE: its rules, and nothing else
	auditctl -D >/dev/null
	auditctl -r 0 >/dev/null
	auditctl -e 1 >/dev/null
	run "loading $1" 0 rules --profile "$1" --load
}

# ----- right

for profile in baseline full; do
	fresh "$profile"
	run "$profile, just loaded" 0 rules --profile "$profile" --check
	grep -q '^FAIL\|^WARN\|^UNKNOWN' "$scratch/out" && fail 'not all covered'
	grep -q "^PASS *changes of $dir are recorded" "$scratch/out" ||
		fail "$dir is not told"
	run "$profile, listed" 0 rules --list
	cp "$scratch/out" "$scratch/list"
	run "$profile, again" 0 rules --profile "$profile" --load
	grep -q '^0 loaded, .* 0 refused$' "$scratch/out" ||
		fail 'the second time is not idle'
	run 'listed again' 0 rules --list
	cmp "$scratch/list" "$scratch/out" || fail 'loading twice differs'

	# What is listed loads the same rules, by auditctl.
	auditctl -D >/dev/null
	chmod 600 "$scratch/list"
	auditctl -R "$scratch/list" >/dev/null || fail 'auditctl refuses the list'
	run 'the list, loaded by auditctl' 0 rules --list
	cmp "$scratch/list" "$scratch/out" || fail 'the list is another then'

	# And so does the file that is printed.
	auditctl -D >/dev/null
	run 'printed' 0 rules --profile "$profile"
	mv "$scratch/out" "$scratch/file"
	chmod 600 "$scratch/file"
	auditctl -R "$scratch/file" >/dev/null || fail 'auditctl refuses the file'
	# --load puts the rules for paths before all those for directories.
	run 'the file, loaded by auditctl' 0 rules --list
	cmp <(sort "$scratch/list") <(sort "$scratch/out") ||
		fail 'the file makes other rules'
done
for item in 04 05 06 07 08 09 10 11 12; do
	run "item $item" 0 check --item "$item" --format json
	grep -qE '"status":"(PASS|N/A)","findings_left_out"' "$scratch/out" || {
		cat "$scratch/out"
		fail "item $item is not right"
	}
	# Said beside the rules, where it is so.
	grep -q 'no audit daemon takes the records' "$scratch/out" ||
		! auditctl -s | grep -q '^pid 0' ||
		grep -q '"status":"N/A","findings_left_out"' "$scratch/out" ||
		fail "item $item does not say that nobody hears"
done

# ----- broken

# rules --check and check tell of it, with these words, and of nothing else
# where exactly is 1.
names() { # WHAT ITEM OBJECT WORDS EXACTLY
	local what=$1 item=$2 object=$3 words=$4 exactly=$5 required=0
	run "$what" 1 rules --check
	grep -qE "^FAIL .*changes of $object .*$words" "$scratch/out" || {
		cat "$scratch/out"
		fail "$what: rules --check does not say: $object: $words"
	}
	[ "$exactly" -eq 0 ] ||
		[ "$(grep -c '^FAIL\|^WARN' "$scratch/out")" -eq 1 ] || {
		cat "$scratch/out"
		fail "$what: rules --check names others"
	}
	[ "$item" != 06 ] || required=1
	run "$what" "$required" check --item "$item"
	tr '\n' ' ' <"$scratch/out" |
		grep -qE "FAIL +(not all )?changes of $object .*$words" || {
		cat "$scratch/out"
		fail "$what: check does not say: $object: $words"
	}
	echo "named: $what"
}

watch=(-p rwxa -k docker)
fresh baseline
auditctl -W "$file" "${watch[@]}" 2>/dev/null
names 'a rule is deleted' 09 "$file" 'no rule does' 1

auditctl -a never,exit -F path="$file" -F perm=rwxa -k docker
auditctl -l | grep -qxF -e "-w $file -p rwxa -k docker" ||
	fail 'auditctl prints a never as what it is: this test is out of date'
run 'the list' 0 rules --list
grep -qF -e "-a never,exit -F path=$file" "$scratch/out" ||
	fail 'the list does not show the never'
names 'a rule is replaced by a never' 09 "$file" 'are not recorded' 1

fresh baseline
auditctl -A never,exit -F dir=/etc/default -F perm=wa
names 'a never is prepended' 09 "$file" \
	'a rule before says never.*never,exit -F dir=/etc/default' 1

fresh baseline
auditctl -a always,exclude -F msgtype=SYSCALL
names 'an exclude rule' 06 "$dir" \
	'another list drops them.*exclude -F msgtype=SYSCALL' 0

fresh baseline
auditctl -a never,task
names 'a task rule' 09 "$file" 'another list drops them.*never,task' 0

fresh baseline
auditctl -a never,filesystem -F fstype="0x$(stat -f -c %t "$dir")"
names 'a filesystem rule' 06 "$dir" \
	'another list drops them.*never,filesystem' 0

fresh baseline
auditctl -W "$file" "${watch[@]}" 2>/dev/null
auditctl -w "$file" -p rx -k docker 2>/dev/null
names 'permissions are weaker' 09 "$file" '.' 1

fresh baseline
auditctl -e 0 >/dev/null
names 'auditing is off' 06 "$dir" 'auditing is off or limited' 0

fresh baseline
auditctl -r 100 >/dev/null
names 'a rate limit' 06 "$dir" 'over 100 records a second' 0
auditctl -r 0 >/dev/null

fresh baseline
mv "$dir" "$moved"
mkdir "$dir"
names 'the directory is moved and made anew' 06 "$dir" \
	'watches what was there before' 0
put_back

fresh baseline
mv "$dir" "$moved"
ln -s "$moved" "$dir"
auditctl -D >/dev/null
auditctl -w "$dir" -k docker 2>/dev/null
names 'the directory is a link, and the watch is on it' 06 \
	"$dir \\($moved\\)" 'symbolic link' 0
put_back

fresh baseline
mkdir "$below"
mount -t tmpfs dockwarden.test "$below"
names 'a file system is mounted in the directory' 06 "$below" \
	'is a mount point, and what is mounted there is not watched' 1
run 'loading its own rule' 0 rules --load
run 'with a rule of its own' 0 rules --check
put_back

fresh baseline
auditctl -W "$file" "${watch[@]}" 2>/dev/null
auditctl -w /etc/default "${watch[@]}" 2>/dev/null
run 'a rule for the directory' 0 rules --check
ln "$file" "$linked"
names 'a hard link leads out of the directory' 09 "$file" \
	'does not record writing it by another hard link' 1
rm "$linked"

fresh baseline
auditctl -A never,exit -F path="$file" -F perm=r
names 'a never for reads, which O_RDWR is' 09 "$file" \
	'stops reading and writing it: -a never' 1

# ----- the files, and augenrules

for profile in baseline full; do
	shipped=$tree/rules/20-dockwarden-$profile.rules
	auditctl -D >/dev/null
	lines=0
	while read -r line; do
		read -ra words <<<"$line"
		auditctl "${words[@]}" >"$scratch/words" 2>&1 || {
			cat "$scratch/words"
			fail "auditctl refuses: $line"
		}
		lines=$((lines + 1))
	done < <(grep '^-[wa]' "$shipped")
	[ "$lines" -gt 20 ] || fail "$shipped has $lines rules"
	auditctl -D >/dev/null
	cp "$shipped" "$scratch/shipped.rules"
	chmod 600 "$scratch/shipped.rules"
	auditctl -R "$scratch/shipped.rules" >/dev/null ||
		fail "auditctl -R refuses $shipped"
	[ "$(auditctl -l | wc -l)" -eq "$lines" ] ||
		fail "not $lines rules of $shipped are loaded"
done

# In a mount namespace of its own, /etc/audit is the test's.
cat >"$scratch/inside.sh" <<'END'
set -euo pipefail
program=$1 tree=$2 scratch=$3
fail() {
	echo "failed: $1"
	exit 1
}
cp -a /etc/audit "$scratch/audit"
mount --bind "$scratch/audit" /etc/audit
rm -f /etc/audit/rules.d/*.rules
printf -- '-D\n-b 8192\n' >/etc/audit/rules.d/audit.rules
printf -- '-w /etc/hostname -p wa -k late\n' >/etc/audit/rules.d/30-late.rules
for file in "$tree"/rules/20-dockwarden-*.rules printed; do
	rm -f /etc/audit/rules.d/20-*
	if [ "$file" = printed ]; then
		"$program" rules >/etc/audit/rules.d/20-dockwarden.rules
	else
		install -m 640 "$file" /etc/audit/rules.d/
	fi
	augenrules --check | grep -q 'should be updated' ||
		fail "$file: augenrules --check sees no change"
	augenrules --load >"$scratch/load" 2>&1 || {
		cat "$scratch/load"
		fail "$file: augenrules --load: exit status $?"
	}
	auditctl -l | tail -n 1 | grep -q late ||
		fail "$file: the file after it is not loaded, or not after it"
	augenrules --check | grep -q 'No change' ||
		fail "$file: it does not survive augenrules --check"
	# Beside Debian's there may be another in /usr/local here, which only
	# the printed rules know.
	"$program" rules --check >"$scratch/out" 2>"$scratch/err" || :
	rest=nothing
	[ "$file" = printed ] || rest='changes of /usr/local/'
	if grep '^FAIL\|^WARN\|^UNKNOWN' "$scratch/out" | grep -v "$rest"; then
		fail "$file: rules --check is not content"
	fi
	if grep -q 'in no file' "$scratch/err"; then
		cat "$scratch/err"
		fail "$file: its rules are taken for unsaved"
	fi
done

# In the file, not loaded: the file and its line are named.
auditctl -W /etc/default/docker -p rwxa -k docker 2>/dev/null
status=0
"$program" rules --check >"$scratch/out" 2>&1 || status=$?
line=$(grep -n '^-w /etc/default/docker ' \
	/etc/audit/rules.d/20-dockwarden.rules | cut -d : -f 1)
[ "$status" -eq 1 ] || fail "not loaded: exit status $status"
grep -q "^FAIL .*in a file, but not loaded: .*/20-dockwarden.rules:$line: " \
	"$scratch/out" || {
	cat "$scratch/out"
	fail 'not loaded: the file is not named'
}
"$program" check --item 09 | tr '\n' ' ' |
	grep -q "in a file, but not loaded: .*/20-dockwarden.rules:$line: " ||
	fail 'not loaded: check does not name the file'

# Without Docker the kernel refuses what is below a directory that is not
# there; the others, and the files after, are loaded all the same.
mkdir "$scratch/over"
mount -t tmpfs none "$scratch/over"
mkdir "$scratch/over/up" "$scratch/over/work"
mount -t overlay none -o \
	"lowerdir=/etc,upperdir=$scratch/over/up,workdir=$scratch/over/work" /etc
mount --bind "$scratch/audit" /etc/audit
rm -rf /etc/docker
for profile in baseline full; do
	rm -f /etc/audit/rules.d/20-*
	install -m 640 "$tree/rules/20-dockwarden-$profile.rules" \
		/etc/audit/rules.d/
	status=0
	augenrules --load >"$scratch/load" 2>&1 || status=$?
	# From 1 auditd 4.0 would not start: audit-rules.service.
	[ "$status" -eq 0 ] || fail "without Docker: exit status $status"
	refused=1
	[ "$profile" = baseline ] || refused=5
	[ "$(grep -c 'There was an error' "$scratch/load")" -eq "$refused" ] || {
		cat "$scratch/load"
		fail "without Docker, $profile: not $refused refused"
	}
	auditctl -l | tail -n 1 | grep -q late ||
		fail 'without Docker the file after it is not loaded'
	# What others wrote is refused as loudly as ever.
	echo '-w /etc/docker/late.json -p wa' >/etc/audit/rules.d/40-bad.rules
	! augenrules --load >"$scratch/load" 2>&1 ||
		fail "$profile: it hides what is refused after it"
	rm /etc/audit/rules.d/40-bad.rules
done
END
auditctl -D >/dev/null
unshare -m bash "$scratch/inside.sh" "$program" "$tree" "$scratch" ||
	fail 'the files of /etc/audit'

echo 'printed, loaded, listed, checked; each break was named'
