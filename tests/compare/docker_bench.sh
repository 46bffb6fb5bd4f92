#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# docker_bench.sh ROOT ITEM USER: what docker-bench-security (commit ff26d67 of
# 2024-10, run by bash with `-u` and the users whom the policy trusts) answers
# about the host below ROOT: PASS, WARN, INFO, NONE where it does not come to
# answer, UNTESTED where it has no check.  Its documented commands in our own words; where they ask the
# running host, ROOT's files answer:
#   auditctl -l    listing.awk of audit/rules      getent  etc/group
#   docker info    what an engine with that configuration answers
#   mountpoint     proc/1/mountinfo                pgrep   proc
# Of an item that it has several checks for, the gravest answer counts.
set -u
root=$1 item=$2 user=$3
here=$(dirname "$0")

say() {
	echo "$1"
	exit
}

# A path of the host → ours, links followed below ROOT.
below() { # PATH
	local rest=${1#/} done='' part target count=0
	while [ -n "$rest" ]; do
		part=${rest%%/*}
		case $rest in
		*/*) rest=${rest#*/} ;;
		*) rest='' ;;
		esac
		case $part in
		'' | .) continue ;;
		..)
			done=${done%/*}
			continue
			;;
		esac
		if [ -L "$root$done/$part" ] && [ $((count++)) -lt 40 ]; then
			target=$(readlink "$root$done/$part")
			case $target in
			/*) done='' ;;
			esac
			rest=$target/$rest
		else
			done=$done/$part
		fi
	done
	printf '%s' "$root$done"
}

is_file() {
	[ -f "$(below "$1")" ]
}

# ----- the daemon: the newest process whose arguments have the word
newest() {
	local directory start best=-1 found=''
	for directory in "$root"/proc/[0-9]*; do
		grep -qs dockerd "$directory/cmdline" || continue
		start=$(sed 's/.*) //' "$directory/stat" 2>/dev/null |
			cut -d ' ' -f 20)
		[ "${start:-0}" -ge "$best" ] || continue
		best=${start:-0} found=$directory
	done
	printf '%s' "$found"
}
daemon=$(newest)

# Its arguments one a line; an option's value is seen after "=" only, but for
# -H, which is joined with the word behind it.
arguments() {
	[ -z "$daemon" ] || tr '\0' '\n' <"$daemon/cmdline" | sed 's/^--host/-H/' |
		awk '
			joined { print "-H=" $0; joined = 0; next }
			$0 == "-H" { joined = 1; next }
			{ gsub(/["'\'']/, ""); print }'
}
all_of() { # OPTION
	arguments | grep -e "^$1"
}
last_of() { # OPTION
	all_of "$1" | tail -n 1
}
value_of() { # OPTION: what follows "="
	last_of "$1" | sed -n 's/^[^=]*=//p'
}

config=$(value_of --config-file)
if [ -z "$config" ] || ! is_file "$config"; then
	config=/etc/docker/daemon.json
fi
config=$(below "$config")
[ -f "$config" ] || config=/dev/null
key() { # KEY
	jq -r "if has(\"$1\") then .[\"$1\"] else \"\" end" "$config" 2>/dev/null
}

# ----- docker: it exits where `docker ps` fails: no engine, or not allowed
is_there() {
	local comm
	[ "$user" = root ] || return 1
	for comm in "$root"/proc/[0-9]*/comm; do
		[ "$(cat "$comm" 2>/dev/null)" != dockerd ] || return 0
	done
	return 1
}
engine_root() {
	local word
	word=$(arguments | awk '
		next_is { print; exit }
		/^(--data-root|--graph|-g)$/ { next_is = 1 }
		/^(--data-root|--graph|-g)=/ { sub(/^[^=]*=/, ""); print; exit }')
	[ -n "$word" ] || word=$(jq -r '.["data-root"] // .graph // ""' \
		"$config" 2>/dev/null)
	printf '%s' "${word:-/var/lib/docker}"
}
engine_driver() {
	local word
	word=$(arguments | awk '
		next_is { print; exit }
		/^(--storage-driver|-s)$/ { next_is = 1 }
		/^(--storage-driver|-s)=/ { sub(/^[^=]*=/, ""); print; exit }')
	[ -n "$word" ] || word=$(jq -r '.["storage-driver"] // ""' \
		"$config" 2>/dev/null)
	printf '%s' "${word:-overlay2}"
}

# ----- answers of several checks
answer=''
note() { # PASS, WARN or INFO
	case $answer,$1 in
	WARN,*) ;;
	*,WARN | ,* | INFO,PASS) answer=$1 ;;
	esac
}

listed() { # PATH: is it anywhere in the listing?
	awk -f "$here/listing.awk" "$root/audit/rules" 2>/dev/null |
		grep -q -e "$1"
}
audited() { # PATH
	if listed "$1"; then note PASS; else note WARN; fi
}
audited_file() { # PATH: if it is there
	if is_file "$1"; then audited "$1"; else note INFO; fi
}
audited_place() { # PATH
	if [ -d "$(below "$1")" ]; then audited "$1"; else note INFO; fi
}
unit_file() { # UNIT: the first of two places, else anything below /run
	local path
	for path in "/etc/systemd/system/$1" "/lib/systemd/system/$1"; do
		if is_file "$path"; then
			printf '%s' "$path"
			return
		fi
	done
	find "$root/run" -name "$1" 2>/dev/null | head -n 1 |
		sed "s,^$root,,"
}
audited_unit() { # UNIT
	local path
	path=$(unit_file "$1")
	if [ -n "$path" ] && [ -e "$(below "$path")" ]; then
		audited "$path"
	else
		note INFO
	fi
}

partition() {
	local place
	place=$(below "$(engine_root)")
	place=${place#"$root"}
	if awk -v p="$place" '$5 == p { found = 1 } END { exit !found }' \
		"$root/proc/1/mountinfo" 2>/dev/null; then
		note PASS
	else
		note WARN
	fi
}

# A user is doubtful unless his name is a part of the list of those trusted.
members() {
	local trusted name
	trusted=$(jq -r '[.trusted.users[] | tostring] | join(",")' \
		"$root/etc/dockwarden/policy.json" 2>/dev/null)
	for name in $(grep -m 1 '^docker:' "$root/etc/group" | cut -d : -f 4 |
		tr , ' '); do
		printf %s "$trusted" | grep -q -e "$name" || note WARN
	done
	note PASS
}
socket() {
	local file gid
	file=$(below /var/run/docker.sock)
	[ -S "$file" ] || { note INFO && return; }
	gid=$(grep -m 1 '^docker:' "$root/etc/group" | cut -d : -f 3)
	# root:docker, by name
	grep -qs '^root:[^:]*:0:' "$root/etc/passwd" || note WARN
	[ "$(stat -c %u:%g "$file")" = "0:$gid" ] || note WARN
	[ "$(stat -c %a "$file")" -le 660 ] || note WARN
	note PASS
}

# Numbers of permissions are compared as if they were decimal; of a link they
# are its own, 777.
certificate() { # OPTION: of a key it wants the very mode
	local path mode
	path=$(key "$1")
	[ -n "$path" ] || path=$(value_of "--$1")
	is_file "${path:-/nowhere}" || { note INFO && return; }
	path=$(below "$(dirname "$path")")/${path##*/}
	[ "$(stat -c %u%g "$path")" -eq 0 ] || note WARN
	mode=$(stat -c %a "$path")
	if [ "$1" = tlskey ]; then
		[ "$mode" -eq 400 ] || note WARN
	else
		[ "$mode" -le 444 ] || note WARN
	fi
	note PASS
}
registries() {
	local directory file
	directory=$(below /etc/docker/certs.d)
	[ -d "$directory" ] || { note INFO && return; }
	while IFS= read -r file; do
		[ "$(stat -c %u "$file")" -eq 0 ] || note WARN
		[ "$(stat -c %a "$file")" -le 444 ] || note WARN
	done < <(find "$directory" -type f -name '*.crt')
	note PASS
}

# Of -H on the command line it means to ask too, but a no-break space stands
# before that "[" (line 152 of its daemon tests): a command that is not found.
# Of daemon.json's "tlsverify" it asks by a key with quotes in it: there is
# none.  And an unquoted [ $(…) ] is true for one word alone.
one_word() {
	[ "$(wc -w)" -eq 1 ]
}
listeners() {
	if ! grep -qE 'host.*tcp://' "$config"; then
		note INFO
	elif all_of --tlsverify | one_word; then
		note PASS
	else
		note WARN
	fi
}

[ "$item" != 02 ] || say UNTESTED
is_there || say NONE
case $item in
01) partition ;;
03)
	members
	socket
	;;
04) audited /usr/bin/dockerd ;;
05) audited_place /var/lib/docker ;;
06) audited_place /etc/docker ;;
07) audited_unit docker.service ;;
08)
	audited_unit containerd.sock
	audited_unit docker.socket
	;;
09)
	audited_file /etc/default/docker
	audited_file /etc/sysconfig/docker
	;;
10) audited_file /etc/docker/daemon.json ;;
11)
	audited_file /usr/bin/containerd
	audited_file /usr/bin/containerd-shim
	audited_file /usr/bin/containerd-shim-runc-v1
	audited_file /usr/bin/containerd-shim-runc-v2
	;;
12) audited_file /usr/bin/runc ;;
13)
	note WARN
	if last_of --icc | grep -q false || key icc | grep -q false; then
		say PASS
	fi
	;;
14)
	note PASS
	if last_of --iptables | grep -q false || key iptables | grep -q false; then
		note WARN
	fi
	;;
15)
	note PASS
	if all_of --insecure-registry | grep -q . ||
		key insecure-registries | grep -v '\[\]' | grep -q .; then
		note WARN
	fi
	;;
16)
	note PASS
	[ "$(engine_driver)" != aufs ] || note WARN
	;;
17) listeners ;;
18) registries ;;
19) certificate tlscacert ;;
20)
	certificate tlscert
	certificate tlskey
	;;
esac
say "$answer"
