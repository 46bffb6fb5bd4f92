#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# check_symbols.sh BUILD: what the library must not do, asked of its objects.
# It never prints, logs, ends the process, reads the environment or a clock,
# looks up users or hosts, starts processes or threads; and it has no writable
# globals.  No object is exempt: describe.o calls libauparse, whose own habits
# are not visible here, and needs nothing of the list itself.
set -eu
cd "$(dirname "$0")/.."
build=$1
archive=$build/libdockwarden.a
status=0

prints='printf|vprintf|puts|putchar|putc|fputc|fputs|fprintf|vfprintf|fwrite
dprintf|vdprintf|perror|write|writev|stdin|stdout|stderr'
logs='syslog|vsyslog|openlog|closelog|warn|warnx|err|errx|error|sd_journal_.*'
ends='exit|_exit|_Exit|quick_exit|abort|atexit|raise|kill|__assert_fail'
reads='getenv|secure_getenv|environ|__environ|setenv|putenv|unsetenv|clearenv
setlocale|umask|getuid|geteuid|getauxval|gethostname|uname'
clock='time|clock|clock_gettime|gettimeofday|times|ftime|timespec_get
localtime|localtime_r|ctime|ctime_r|mktime|gmtime|asctime|tzset
sleep|usleep|nanosleep|clock_nanosleep|alarm'
names='getpw.*|getgr.*|getlogin.*|initgroups|getaddrinfo|gethostby.*
getnameinfo|getserv.*|dlopen'
starts='fork|vfork|exec.*|posix_spawn.*|system|popen|pthread_.*|thrd_.*|signal
sigaction|rand|srand|random'
static='strtok|strerror_l|readdir64_r|inet_ntoa|ttyname|tmpnam'

forbidden=$(printf '%s\n' "$prints" "$logs" "$ends" "$reads" "$clock" \
	"$names" "$starts" "$static" | paste -sd '|')

# Fortified calls have names of their own: __printf_chk is printf.
nm -A -u "$archive" | sed 's/.*:\([^:]*\.o\): *[Uw] */\1 /; s/@.*//' |
	sed 's/ __\([a-z]*\)_chk$/ \1/' | sort -u >"$build/symbols.txt"
if [ ! -s "$build/symbols.txt" ]; then
	echo "$archive: nm shows nothing"
	exit 1
fi
if grep -E " ($forbidden)\$" "$build/symbols.txt"; then
	echo "the library may not use these"
	status=1
fi

# Sanitizers and coverage put writable data of their own into every object.
if grep -Eq ' (__asan|__ubsan|__gcov|__sanitizer)' "$build/symbols.txt"; then
	echo "instrumented objects: writable globals are checked in release"
	exit "$status"
fi
# Constant tables with pointers are in .data.rel.ro, which the loader closes.
if objdump -t "$archive" | awk '
	/file format/ { object = $1 }
	{ sub(/^[0-9a-f]+ .......[ \t]*/, "") }
	$1 ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ &&
	$1 !~ /^\.data\.rel\.ro/ && $2 !~ /^0+$/ {
		print object, $1, $NF; found = 1
	}
	END { exit !found }'; then
	echo "the library may have no writable globals"
	status=1
fi
exit "$status"
