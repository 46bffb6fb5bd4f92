#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_check_daemon.sh BUILD: a real dockerd, started by the test with
# known arguments and a known daemon.json, and what items 13 to 17, 19 and 20
# of check say of it: by its arguments, by its file, by its own answer over its
# socket, and by the sockets it listens on.  It runs in a network namespace of
# its own, so that no rule and no bridge of the machine is touched.
set -euo pipefail
# shellcheck source=tests/live/check.sh
. "$(dirname "$0")/check.sh" "$1"

need_root 'start dockerd'
need dockerd containerd openssl unshare ip iptables setpriv
unshare -n true 2>/dev/null || skip 'no network namespace for the test'

daemon=''
decoy=''
started=0

stop_daemon() {
	[ -z "$daemon" ] || kill "$daemon" 2>/dev/null || :
	[ -z "$daemon" ] || wait "$daemon" 2>/dev/null || :
	daemon=''
}
restore() {
	stop_daemon
	[ -z "$decoy" ] || kill "$decoy" 2>/dev/null || :
	# What dockerd mounted on its own directories.
	awk -v below="$scratch/" 'index($2, below) == 1 { print $2 }' \
		/proc/mounts | sort -r | while read -r point; do
		umount -l "$point" 2>/dev/null || :
	done
	rm -rf "$scratch"
}
check_begin dwdaemon

start_daemon() { # ARGUMENT…
	rm -f "$scratch/docker.sock"
	: >"$scratch/dockerd.out"
	# shellcheck disable=SC2016 # the words of the inner shell
	unshare -n sh -c 'ip link set lo up && exec "$@"' sh \
		dockerd --config-file "$scratch/daemon.json" \
		--data-root "$scratch/data" --exec-root "$scratch/exec" \
		--pidfile "$scratch/pid" --host "unix://$scratch/docker.sock" \
		--storage-driver=vfs "$@" >"$scratch/dockerd.out" 2>&1 \
		</dev/null &
	daemon=$!
	for _ in $(seq 300); do
		if grep -q "API listen on $scratch" "$scratch/dockerd.out"; then
			started=$((started + 1))
			return
		fi
		kill -0 "$daemon" 2>/dev/null || break
		sleep 0.1
	done
	tail -n 3 "$scratch/dockerd.out"
	stop_daemon
	[ "$started" -gt 0 ] || skip 'dockerd does not start here'
	exit 1
}

# No rules, no TLS, insecure registries in all three ways.
cat >"$scratch/daemon.json" <<-'END'
	{ "registry-mirrors": [ "http://mirror.example" ],
	  "debug": false }
END
start_daemon --iptables=false --ip6tables=false --bridge=none \
	-H tcp://127.0.0.1:23751 --insecure-registry 10.1.0.0/16 \
	--insecure-registry=harbor.example:5000
check 13 14 15 16 17 19 20
says "N/A      there is no default bridge"
says "--iptables=false of process $daemon"
says "10.1.0.0/16 (--insecure-registry 10.1.0.0/16 of process $daemon)"
says "harbor.example:5000 (--insecure-registry=harbor.example:5000 of"
says 'a registry mirror is used without TLS'
says "the engine of process $daemon answers Driver vfs, ServerVersion"
says 'dockerd listens on TCP without TLS: whoever reaches it is root'
says "tcp://127.0.0.1:23751 (-H tcp://127.0.0.1:23751 of process $daemon)"
silent 'where none of its hosts says so'
silent 'that its arguments and daemon.json do not name'

# Who is not root is told nothing that was not looked at.
if check_as_nobody 14; then
	says "/proc/$daemon/exe: Permission denied"
	says 'UNKNOWN'
fi
stop_daemon

# The file says it at the start, and not any more: the engine tells.
cat >"$scratch/daemon.json" <<-'END'
	{ "insecure-registries": [ "10.2.0.0/16" ] }
END
start_daemon --iptables=false --ip6tables=false --bridge=none
echo '{}' >"$scratch/daemon.json"
check 15 17
says 'that its arguments and daemon.json do not name'
says "10.2.0.0/16 (the answer of the engine of process $daemon)"
says 'dockerd is told to listen on no TCP port'
silent '127.0.0.0/8'
stop_daemon

# TLS without a question, and as it should be.
pki=$scratch/pki
mkdir -m 755 "$pki"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca \
	-keyout "$pki/ca-key.pem" -out "$pki/ca.pem" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj /CN=localhost \
	-keyout "$pki/key.pem" -out "$pki/request.pem" 2>/dev/null
openssl x509 -req -days 2 -in "$pki/request.pem" -CA "$pki/ca.pem" \
	-CAkey "$pki/ca-key.pem" -CAcreateserial -out "$pki/cert.pem" \
	2>/dev/null
chmod 400 "$pki/key.pem"
chmod 444 "$pki/ca.pem" "$pki/cert.pem"

start_daemon --iptables=false --ip6tables=false --bridge=none \
	-H tcp://127.0.0.1:23752 --tls --tlscacert "$pki/ca.pem" \
	--tlscert "$pki/cert.pem" --tlskey "$pki/key.pem"
check 17
# Before 20.10 it asked nobody for a certificate.
says 'TLS without --tlsverify, which this version verifies by'
stop_daemon

# With rules and a bridge, which are the namespace's.
cat >"$scratch/daemon.json" <<-END
	{
	  "icc": false,
	  "tlsverify": true,
	  "tlscacert": "$pki/ca.pem",
	  "tlscert": "$pki/cert.pem",
	  "tlskey": "$pki/key.pem"
	}
END
start_daemon -H tcp://127.0.0.1:23753
bash -c 'exec -a "dockerd --icc=true --iptables=false" sleep 600' &
decoy=$!
check 13 14 15 16 17 19 20
says "\"icc\": false in $scratch/daemon.json"
says "(process $daemon, $scratch/daemon.json): by default it is true"
says 'dockerd listens on TCP for clients whose certificate it verifies'
says "$pki/ca.pem, uid 0, gid 0, mode 0444"
says "$pki/key.pem, uid 0, gid 0, mode 0400"
silent "process $decoy"
silent '--iptables=false'
chmod 644 "$pki/key.pem"
chgrp 65534 "$pki/cert.pem"
check 20
says "$pki/key.pem, uid 0, gid 0, mode 0644"
says "$pki/cert.pem, uid 0, gid 65534, mode 0444"
kill -0 "$daemon" || fail 'the check ended dockerd'
stop_daemon

check 17
silent "$scratch"

check_end 'dockerd was judged by what it is told and by what it does'
