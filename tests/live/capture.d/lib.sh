# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034
# (set here, read in the other files)
# Scenes and labels. A scene is a script run by one actor; its events are those whose serials follow the previous scene's.
LAB='' OUT=${OUT:-} PROFILE='' LOG='' OFFSET=0 SERIAL=0 PORT=0
SCENE='' FAILED=0
# Set before a scene, for that scene alone:
AUID='' EVIDENCE='' UNSEEN_baseline='' UNSEEN_full='' AFTER='' LIMIT=''

say() { printf '%s capture: %s\n' "$(date +%T)" "$*" >&2; }
die() { say "$*"; exit 1; }

# wait_for SECONDS COMMAND…: until it succeeds, at most so long
wait_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}

backlog() { auditctl -s | awk '$1 == "backlog" { print $2 }'; }

# The log is quiet when the kernel's queue is empty and the file has not grown for a while.
settle() {
    local size last=-1 still=0 turn
    for ((turn = 0; turn < 150; turn++)); do
        size=$(stat -c %s "$LOG")
        if [ "$size" = "$last" ] && [ "$(backlog)" = 0 ]; then
            still=$((still + 1))
            [ "$still" -lt 6 ] || return 0
        else
            still=0
        fi
        last=$size
        sleep 0.1
    done
    say "warning: the log did not settle after $SCENE"
}

# Highest kernel serial in standard input; DAEMON_* records count on their own.
last_serial() {
    grep -av '^type=DAEMON_' | sed -n 's/^type=[A-Z0-9_]* msg=audit([0-9.]*:\([0-9]*\)):.*/\1/p' | sort -n | tail -n 1
}

as_root() {
    (cd / && env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        timeout "${LIMIT:-60}" bash "$1" </dev/null)
}
as_user() { # user, remote command, script
    timeout "${LIMIT:-60}" ssh -F /dev/null -p "$PORT" -i "$LAB/keys/$1" -o BatchMode=yes -o StrictHostKeyChecking=no \
        -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o IdentitiesOnly=yes "$1@127.0.0.1" "$2" <"$3"
}

# scene NAME ACTOR KIND ITEM ACTION PATH TARGET EXE OUTCOME NOTE <script
# ACTOR: root (login uid unset), USER (ssh), USER+sudo. ITEM: 03..12, SELF or -.
scene() {
    local name=$1 actor=$2 kind=$3 item=$4 action=$5 path=$6 target=$7 exe=$8 outcome=$9 note=${10}
    local script=$LAB/scenes/$1.sh auid first unseen row_first row_last
    SCENE=$name
    { echo "PATH=/usr/sbin:/usr/bin:/sbin:/bin L=$LAB T=$LAB/labtool D=/etc/docker/daemon.json"; cat; } >"$script"
    case $actor in
    alice*) auid=2001 ;;
    bob*) auid=2002 ;;
    mallory*) auid=2003 ;;
    *) auid='unset' ;;
    esac
    first=$((SERIAL + 1))
    case $actor in
    root) as_root "$script" ;;
    *+sudo) as_user "${actor%+sudo}" 'sudo -n bash -s' "$script" ;;
    *) as_user "$actor" 'bash -s' "$script" ;;
    esac >"$LAB/scenes/$PROFILE.$name.out" 2>&1 || echo "exit status $?" >>"$LAB/scenes/$PROFILE.$name.out"
    [ -z "$AFTER" ] || "$AFTER"
    settle
    tail -c "+$((OFFSET + 1))" "$LOG" >"$LAB/range"
    OFFSET=$(stat -c %s "$LOG")
    SERIAL=$(last_serial <"$LAB/range") || SERIAL=
    SERIAL=${SERIAL:-$((first - 1))}
    if [ "$kind" = attack ] && ! grep -aqE "${EVIDENCE:-key=(\"docker|646F636B6572)}" "$LAB/range"; then
        kind=unseen
        unseen=UNSEEN_$PROFILE
        if [ -n "${!unseen}" ]; then
            note="${!unseen}"
        else
            say "warning: $PROFILE: $name left no evidence: $(tr '\n' ' ' <"$LAB/scenes/$PROFILE.$name.out" | cut -c 1-200)"
            FAILED=$((FAILED + 1))
        fi
    fi
    row_first=$first row_last=$SERIAL
    # A DAEMON_ record has a serial of auditd's own: the row is that record alone.
    if [ "$EVIDENCE" = 'type=DAEMON_END' ]; then
        row_first=$(grep -a 'type=DAEMON_END' "$LAB/range" | sed -n 's/.*msg=audit([0-9.]*:\([0-9]*\)).*/\1/p' | head -n 1)
        row_last=$row_first
    fi
    case $item in
    [0-9]*) item=SSE_SEC_APP_DOCKER_$item ;;
    SELF) item=DOCKWARDEN_SELF ;;
    esac
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$kind" "$row_first" "$row_last" "$item" "$action" \
        "$path" "$target" "${AUID:-$auid}" "$exe" "$outcome" "actor $actor${note:+; $note}" >>"$LAB/$PROFILE.labels.tsv"
    AUID='' EVIDENCE='' UNSEEN_baseline='' UNSEEN_full='' AFTER='' LIMIT=''
}

# ordinary NAME ACTOR NOTE <script
ordinary() { scene "$1" "$2" ordinary - - - - - - "$3"; }

# Forget what was logged since the last scene (set-up between scenes stays in the log, unlabelled).
catch_up() {
    local s
    settle
    s=$(tail -c "+$((OFFSET + 1))" "$LOG" | last_serial) || s=
    OFFSET=$(stat -c %s "$LOG")
    SERIAL=${s:-$SERIAL}
}
