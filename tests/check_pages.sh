#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# check_pages.sh PROGRAM: what check_docs.sh does for options and keys, for the
# rest of each manual page.
#   EXIT STATUS  the statuses of --help, and of the enum or constant behind it
#   FILES        each path that the programs name in their sources, or that make
#                install brings, is in a page; each entry is one of these
#   ENVIRONMENT  the variables that the command reads
#   json         the members of check's report
#   .Xr          our own pages exist
#   commands     those of ours, in EXAMPLES or quoted, are run in a scratch
#                directory on captured data; what would change the machine has
#                its options parsed; others' are among those known below.
#                README's that need root are among these
#   PAM lines    their arguments are the module's
#   audit rules  are taken by the command's own parser
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")/.."
tree=$(pwd)

# Its output is read: the flags of a make around this one would add to it.
make="env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL ${MAKE:-make}"
plugin=$(dirname "$program")/audisp-dockwarden
pages=$(echo doc/*.[1-9])
# shellcheck source=tests/findings.sh
. tests/findings.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

section() { # PAGE NAME
	awk -v name="$2" '/^\.Sh / { inside = substr($0, 5) == name }
		inside { print }' "$1"
}

## Exit statuses --------------------------------------------------------------

status_line() { # PROGRAM [COMMAND] --help
	"$@" | tr '\n' ' ' | sed -n 's/.*Exit status: \(.*\)\. *$/\1/p'
}

numbers() {
	grep -oE '\b[0-9]+\b' | sort -u
}

check_statuses() {
	page=doc/dockwarden.1
	sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' "$scratch/help" \
		>"$scratch/commands"
	while read -r command; do
		echo "$command $(status_line "$program" "$command" --help)"
	done <"$scratch/commands" | sort >"$scratch/code"
	section "$page" 'EXIT STATUS' | awk '
		/^\.It Cm / {
			count = split(substr($0, 8), names, " , ")
			getline
			for (i = 1; i <= count; i++)
				print names[i], $0
		}' | sort >"$scratch/page"
	same 'exit statuses' "$scratch/page" "$scratch/code"
	sed -n '/^enum status {/,/^}/s/.*= \([0-9]*\),.*/\1/p' cli/command.h |
		sort -u >"$scratch/enum"
	while read -r command line; do
		echo "$line" | numbers >"$scratch/page"
		same "exit statuses of $command" "$scratch/page" "$scratch/enum"
	done <"$scratch/code"

	{
		echo 0
		sed -n 's/^#define EXIT_[A-Z]* \([0-9]*\)$/\1/p' \
			audisp-plugin/main.c
	} | sort -u >"$scratch/enum"
	section doc/audisp-dockwarden.8 'EXIT STATUS' |
		sed -n 's/^\.It \([0-9]*\)$/\1/p' | sort -u >"$scratch/page"
	same 'exit statuses of audisp-dockwarden' "$scratch/page" \
		"$scratch/enum"
	status_line "$plugin" --help | numbers >"$scratch/page"
	same 'audisp-dockwarden --help, exit statuses' "$scratch/page" \
		"$scratch/enum"

	# What the module answers with: names before "when", of its functions.
	sed '/^\/\*/,/\*\//d' pam-module/pam_dockwarden.c |
		grep -oE '(return|[?:]) PAM_[A-Z_]+' | grep -oE 'PAM_[A-Z_]+' |
		sort -u >"$scratch/code"
	section doc/pam_dockwarden.8 'PAM RETURN VALUES' |
		sed -n 's/^\.It .*Ta Dv \(PAM_[A-Z_]*\) Ta.*/\1/p' | sort -u \
		>"$scratch/page"
	same 'PAM return values' "$scratch/page" "$scratch/code"
}

## Files ----------------------------------------------------------------------

files() { # PAGE…
	for page; do
		section "$page" FILES
	done | sed -n 's/^\.It Pa //p' | awk '{
		# "/a/b , c" is /a/b and /a/c
		count = split($0, name, " , ")
		directory = name[1]
		sub("[^/]*$", "", directory)
		for (i = 1; i <= count; i++)
			print name[i] ~ "^/" ? name[i] : directory name[i]
	}' | sort -u
}

# Path literals, but for what is compared and not opened (a view), what the
# kernel shows of itself, programs, which are looked for by their names, and the
# objects that rules and policies are about, what is above or below them.
literals() { # DIRECTORY
	find "$1" -name "*.[ch]" -exec cat {} + | grep -v 'VIEW(' |
		grep -oE '"/?(etc|usr|var|run|opt|boot|lib)/[A-Za-z0-9_./-]*"' |
		tr -d '"' | sed 's,^/*,/,; s,/$,,; s,^/lib/,/usr/lib/,' |
		sort -u
}

# From the list that is read: what no line of FILE is, is above or is below.
unrelated() { # FILE
	awk -v file="$1" '
		BEGIN { while ((getline line < file) > 0) known[line] = 1 }
		{
			for (path in known)
				if ($0 == path || index($0, path "/") == 1 ||
				    index(path, $0 "/") == 1)
					next
			print
		}'
}

objects() {
	sed -n 's/^\(WATCH\|PROGRAM\)(.*"\(\/[^"]*\)".*/\2/p' lib/watch.def \
		lib/program.def | sort -u
}

# PAGE DIRECTORY: every literal is in FILES, where a directory stands for what is
# in it; or, as a place that is searched, named elsewhere in the page.
check_literals() {
	files "$1" | grep '^/.*/' >"$scratch/page"
	sed -n 's/^\.Pa //p' "$1" | tr ' ' '\n' | grep '^/.*/' \
		>"$scratch/named"
	# What is below /usr/local is a variant of what is below /usr.
	literals "$2" | sed 's,^/usr/local/,/usr/,' | sort -u |
		sed -E '/^\/usr\/s?bin\//d' | unrelated "$scratch/objects" |
		unrelated "$scratch/page" >"$scratch/left"
	grep -vxF -f "$scratch/named" "$scratch/left" >"$scratch/code" || :
	while read -r path; do
		fail "$1: in the code, not in FILES: $path"
	done <"$scratch/code"
}

known_file() { # PATH: in the sources, or installed
	grep -qxF "$1" "$scratch/installed" && return
	grep -q "^$1/" "$scratch/installed" && return
	# The module is elsewhere on another distribution.
	[ "${1##*/}" != pam_dockwarden.so ] || return 0
	grep -qxF "$1" "$scratch/literals" && return
	grep -q "^$1/" "$scratch/literals" && return
	# A directory's name in one place, the file's in another; ".1" is added.
	grep -qxF "${1%/*}" "$scratch/literals" || return
	name=${1##*/}
	grep -qF "\"$name\"" cli/*.[ch] cli/*/*.[ch] \
		audisp-plugin/*.[ch] ||
		grep -qF "\"${name%.1}\"" audisp-plugin/*.[ch]
}

check_files() {
	objects >"$scratch/objects"
	$make B="$(dirname "$program")" list-installed | sort \
		>"$scratch/installed"
	check_literals 'doc/dockwarden.1' cli
	check_literals 'doc/audisp-dockwarden.8' audisp-plugin
	check_literals 'doc/pam_dockwarden.8' pam-module
	{
		literals cli
		literals audisp-plugin
		literals pam-module
		# The library opens nothing; its policy names an output.
		"$program" policy default | grep -oE '"/[^"]*"' | tr -d '"'
	} >"$scratch/literals"
	# shellcheck disable=SC2086 # a list
	files $pages >"$scratch/page"
	while read -r path; do
		known_file "$path" ||
			fail "in FILES, neither in the code nor installed: $path"
	done <"$scratch/page"
	grep -vE '/share/(man|doc|bash-completion|zsh)/|/s?bin/' "$scratch/installed" |
		while read -r path; do
			grep -qxF "$path" "$scratch/page" ||
				echo "installed, in no FILES: $path"
		done >"$scratch/missing"
	[ ! -s "$scratch/missing" ] || fail "$(cat "$scratch/missing")"
}

## The environment, other pages -----------------------------------------------

check_environment() {
	{
		grep -rhoE 'getenv\("[A-Z_]+"\)' cli | grep -oE '[A-Z_]{2,}'
		! grep -rqF 'tzset()' cli || echo TZ
	} | sort -u >"$scratch/code"
	section doc/dockwarden.1 ENVIRONMENT | sed -n 's/^\.It Ev //p' |
		sort -u >"$scratch/page"
	same 'environment' "$scratch/page" "$scratch/code"
	! grep -rn 'getenv(' lib audisp-plugin pam-module --include='*.c' ||
		fail 'that reads the environment, and its page says nothing'
}

check_references() {
	# shellcheck disable=SC2086 # a list
	sed -n 's/^\.Xr \([^ ]*dockwarden[^ ]*\) \([1-9]\).*/\1.\2/p' $pages |
		sort -u >"$scratch/pages"
	while read -r page; do
		[ -e "doc/$page" ] || fail "there is no page doc/$page"
	done <"$scratch/pages"
}

# The members of check's JSON, but for the answers, which are counted by name.
check_json() {
	grep -oE '\b[a-z]*json_[a-z_]*\(&?j, "[a-z_0-9.]+"' cli/check/check_json.c |
		sed 's/.*"\(.*\)"/\1/' | sort -u >"$scratch/code"
	sed -n '/^\.\\" json$/,/^\.Pc/s/^\.Va //p' doc/dockwarden.1 |
		tr -d ' ' | tr ',' '\n' | sed '/^$/d' | sort -u >"$scratch/page"
	same 'check --format json' "$scratch/page" "$scratch/code"
}

## Commands -------------------------------------------------------------------

unescape() { # roff's escapes, and the prompt
	sed 's/\\(dq/"/g; s/\\&//g; s/\\e/\\/g; s/^[#$] //'
}

# Those of EXAMPLES, and in the whole page those that are quoted (.Ql) and of
# ours: one a line.
commands() { # PAGE
	section "$1" EXAMPLES | awk '
		/^\.Dl / { print substr($0, 5) }
		/^\.Ed/ { inside = 0 }
		inside { print }
		/^\.Bd -literal/ { inside = 1 }' | unescape
	sed -n 's/^\.Ql \(\(audisp-\)\{0,1\}dockwarden .*\)/\1/p' "$1" |
		sed 's/ [.,:;)]$//; s/ Ar .*//' | unescape
}

# A directory with what the examples name, and a host for --root.
lay_down() {
	mkdir "$scratch/example" "$scratch/example/state"
	cd "$scratch/example"
	cp "$tree/tests/data/demo.log" audit.log
	gzip -c audit.log >audit.log.gz
	"$program" policy default |
		sed "s,/var/log/dockwarden,$scratch/example," >policy.json
	cp policy.json their-policy.json
	chmod 600 policy.json their-policy.json
	mkdir -p disk/audit disk/etc/docker disk/run disk/proc
	printf '{}\n' >disk/etc/docker/daemon.json
	printf 'root:x:0:0::/root:/bin/sh\n' >disk/etc/passwd
	printf 'root:x:0:\ndocker:x:998:\n' >disk/etc/group
	sed -n 's/^\.Dl \(-[wa] .*\)/\1/p' "$tree/doc/dockwarden-rules.7" |
		unescape >disk/audit/rules
	cd "$tree"
}

complain() { # PAGE WHAT COMMAND…
	head -n 5 "$scratch/words"
	page=$1
	what=$2
	shift 2
	fail "$page: $what: $*"
}

in_example() { # COMMAND…: its exit status to $code
	code=0
	(cd "$scratch/example" && timeout 120 "$@" >"$scratch/out" \
		2>"$scratch/words" </dev/null) || code=$?
}

# Every option before it is taken, if this one is what is refused.
parse_only() { # PAGE COMMAND…
	page=$1
	shift
	in_example "$program" "$@" --no-such-option
	if [ "$code" -ne 2 ] ||
		! grep -qF -e '--no-such-option' "$scratch/words"; then
		complain "$page" 'options are not understood' "$@"
	fi
}

run_ours() { # PAGE COMMAND…
	page=$1
	shift
	case " $* " in
	*' --load '*) parse_only "$page" "$@" && return ;;
	esac
	command=$1
	# Not the log of the machine that tests, and not its plugin.
	case $command:$* in
	replay:*audit.log* | explain:*audit.log*) ;;
	replay:* | explain:*) set -- "$@" audit.log ;;
	policy:'policy check' | policy:'policy show') set -- "$@" policy.json ;;
	status:*) set -- "$@" --state state ;;
	esac
	in_example "$program" "$@"
	# Who may not ask the kernel, or look everywhere, is told so.
	if [ "$code" -eq 2 ] && [ "$1" = rules ] && grep -qE \
		'kernel does not show|Permission denied|not permitted' \
		"$scratch/words"; then
		parse_only "$page" "$@"
		return
	fi
	[ "$code" -le 1 ] || complain "$page" "exit $code" "$@"
	ran=$((ran + 1))
}

run_plugin() { # PAGE ARGUMENT…
	page=$1
	shift
	code=0
	(cd "$scratch/example" && timeout 120 "$plugin" "$@" <audit.log \
		>"$scratch/out" 2>"$scratch/words") || code=$?
	if [ "$code" -ne 0 ] || [ ! -s "$scratch/example/alerts.json" ]; then
		complain "$page" "exit $code, or no alerts" "$@"
	fi
	ran=$((ran + 1))
}

installed() { # PAGE NAME: one of the files that make install brings
	grep -q "/$2\$" "$scratch/installed" ||
		fail "$1: make install brings no $2"
}

pam_line() { # PAGE CONTROL MODULE ARGUMENT…: of a service file
	page=$1
	shift
	while [ $# -gt 0 ] && [ "$1" != pam_dockwarden.so ]; do
		shift
	done
	[ $# -gt 0 ] || return 0
	shift
	for word; do
		case $word in
		'{include') return 0 ;; # authselect's, to the end of the line
		esac
		case $word in
		*=*) name=${word%%=*}= ;;
		*) name=$word ;;
		esac
		grep -qF "{ \"$name\"" pam-module/arguments.c ||
			fail "$page: the module has no argument $word"
	done
}

run_line() { # PAGE WORD…
	page=$1
	shift
	case ${1:-} in
	'' | '#%PAM-1.0' | node_exporter) ;;
	dockwarden)
		shift
		run_ours "$page" "$@"
		;;
	audisp-dockwarden)
		shift
		run_plugin "$page" "$@"
		;;
	systemd-sysusers | systemd-tmpfiles) installed "$page" dockwarden.conf ;;
	pam-auth-update) installed "$page" pam-configs/dockwarden ;;
	auth | account | session | -session) pam_line "$page" "$@" ;;
	service | augenrules | systemctl | ausearch | auditctl) ;;
	*) fail "$page: a command no test knows: $*" ;;
	esac
}

split_and_run() { # PAGE LINE: its words, as a shell takes them
	of=$1
	eval "set -- $2"
	run_line "$of" "$@"
}

check_commands() {
	ran=0
	lay_down
	for page in $pages; do
		# Its examples are policies: check_docs.sh.
		[ "$page" != doc/dockwarden.json.5 ] || continue
		commands "$page" >"$scratch/lines"
		while read -r line; do
			# What a shell does with it is not ours.
			ours=$(echo "$line" | sed 's/ *\(||\|&&\|[|<>;]\).*//')
			split_and_run "$page" "$ours"
		done <"$scratch/lines"
	done
	sed -n 's/^sudo //p' README.md >"$scratch/lines"
	while read -r line; do
		split_and_run README.md "$line"
	done <"$scratch/lines"
	[ "$ran" -ge 5 ] || fail "only $ran commands of the pages were run"
}

## Lines of PAM services and of audit rules -----------------------------------

check_pam_lines() {
	awk '/^\.Ed/ { inside = 0 } inside && /pam_dockwarden/ { print }
		/^\.Bd -literal/ { inside = 1 }' doc/pam_dockwarden.8 \
		>"$scratch/lines"
	[ -s "$scratch/lines" ] || fail 'pam_dockwarden(8) has no PAM lines'
	while read -r line; do
		# shellcheck disable=SC2086 # words of the line
		pam_line doc/pam_dockwarden.8 $line
	done <"$scratch/lines"
}

# The rules that dockwarden-rules(7) shows as lines: the listing of the disk that
# lay_down() made.  Each is one of what is listed back.
check_rules() {
	[ -s "$scratch/example/disk/audit/rules" ] ||
		fail 'dockwarden-rules(7) shows no rules'
	in_example "$program" rules --list --root disk
	[ "$code" -eq 0 ] || complain doc/dockwarden-rules.7 'no rules' --list
	sort -u "$scratch/example/disk/audit/rules" >"$scratch/page"
	[ "$(wc -l <"$scratch/out")" -eq "$(wc -l <"$scratch/page")" ] || {
		cat "$scratch/page" "$scratch/out"
		fail 'dockwarden-rules(7): not each line is a rule of its own'
	}
}

"$program" --help >"$scratch/help"
check_statuses
check_files
check_environment
check_references
check_json
check_commands
check_pam_lines
check_rules
exit "$status"
