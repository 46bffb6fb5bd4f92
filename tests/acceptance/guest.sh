# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# guest.sh: sourced by run.sh and by each step: the machine that is accepted.
# $guest is its directory here: console (what its serial console wrote),
# type (a fifo: what is typed there), pid, port, state/ of the steps.
: "${guest:?}" "${image_key:?}"
guest_seconds=3300 # after which qemu is ended, whatever became of us

guest_log() { cat "$guest/console"; }

# One processor without KVM, and a network that leads to this machine's
# loopback alone.  Nothing is written to the disk's file.
guest_start() { # KERNEL INITRD DISK
	local port=$((20000 + $$ % 20000))
	mkfifo "$guest/serial.in" "$guest/serial.out"
	echo "$port" >"$guest/port"
	nice -n 4 timeout --foreground --kill-after=10 "$guest_seconds" \
		qemu-system-x86_64 -accel tcg,tb-size=512 -smp 1 -m 2048 \
		-nodefaults -no-user-config -display none -monitor none \
		-kernel "$1" -initrd "$2" -append "root=/dev/vda rw \
			console=ttyS0 audit=1 quiet loglevel=3 \
			net.ifnames=0 systemd.show_status=false" \
		-drive "file=$3,format=raw,if=virtio,snapshot=on" \
		-nic "user,model=virtio-net-pci,restrict=on,\
hostfwd=tcp:127.0.0.1:$port-:22" \
		-device virtio-rng-pci -chardev "pipe,id=tty,path=$guest/serial" \
		-serial chardev:tty >"$guest/qemu.log" 2>&1 </dev/null &
	echo $! >"$guest/pid"
	cat <"$guest/serial.out" >"$guest/console" &
}

guest_runs() { kill -0 "$(cat "$guest/pid")" 2>/dev/null; }

guest_end() {
	[ -s "$guest/pid" ] || return 0
	guest_leave
	kill "$(cat "$guest/pid")" 2>/dev/null || :
	wait "$(cat "$guest/pid")" 2>/dev/null || :
}

# The administrator's connection is kept: a command costs no login.
guest_ssh() { # [OPTION…] USER [COMMAND]
	timeout --kill-after=5 "${guest_limit:-120}" \
		ssh -q -F none -p "$(cat "$guest/port")" -i "$image_key" \
		-o IdentitiesOnly=yes -o BatchMode=yes -o ConnectTimeout=20 \
		-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
		-o ServerAliveInterval=10 -o ServerAliveCountMax=6 "$@"
}

guest_leave() {
	guest_ssh -S "$guest/control" -O exit root@127.0.0.1 \
		2>/dev/null </dev/null || :
}

guest_connect() {
	guest_ssh -M -S "$guest/control" -fN -o ControlPersist=yes \
		root@127.0.0.1 </dev/null >/dev/null 2>&1
}

# As root, on the connection that is open.
guest_run() { # COMMAND
	guest_ssh -S "$guest/control" root@127.0.0.1 "$1" </dev/null
}

# As the user, by a login of its own.
guest_login() { # USER COMMAND
	guest_ssh -o ControlPath=none "$1@127.0.0.1" "$2" </dev/null
}

guest_copy() { # FILE… DIRECTORY: into the machine
	local to=${!#}
	tar -P -cf - "${@:1:$#-1}" |
		guest_ssh -S "$guest/control" root@127.0.0.1 \
		"mkdir -p $to && tar -C $to --transform='s,.*/,,' -xmf -"
}

guest_wait() { # SECONDS COMMAND…: until it succeeds
	local end=$(($(date +%s) + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		guest_runs || { echo 'the machine has ended' && return 1; }
		[ "$(date +%s)" -lt "$end" ] || {
			echo "waited in vain for: $*"
			return 1
		}
		sleep 0.5
	done
}

guest_is_up() {
	guest_connect && guest_run 'systemctl is-system-running |
		grep -qE "^(running|degraded)$"'
}

# The console: what was written there since console_mark.
console_mark() { console_from=$(stat -c %s "$guest/console"); }
console_said() { # PATTERN
	tail -c +"$((console_from + 1))" "$guest/console" | grep -qaE "$1"
}
console_type() { printf '%s\r' "$1" >"$guest/serial.in"; }
console_answer() { # PATTERN ANSWER
	guest_wait 40 console_said "$1" || return
	console_mark
	console_type "$2"
}

# getty asks anew for a name that is left empty.
console_login() { # USER COMMAND: what the console shows then
	console_mark
	console_type ''
	console_answer 'login: $' "$1" && console_answer 'assword: ' \
		"$image_password" || return
	# It asks for a name again where it lets nobody in.
	guest_wait 40 console_said '[$#] $|login: $' || return
	console_said '[$#] $' || return 0
	console_mark
	console_type "$2; exit"
	guest_wait 40 console_said 'login: $'
	tail -c +"$((console_from + 1))" "$guest/console"
}
