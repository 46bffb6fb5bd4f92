#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# check_symbols.sh BUILD: what the library and the PAM module must not do, asked
# of their objects.  The library never prints, logs, ends the process, reads the environment or a clock,
# looks up users or hosts, starts processes or threads; and it has no writable
# globals.  No object is exempt: describe.o calls libauparse, whose own habits
# are not visible here, and needs nothing of the list itself.
# The module looks up users and tells the log, but is a guest in programs that
# are privileged: it exports libpam's names alone, and changes nothing of the
# process's but its groups.
set -eu
cd "$(dirname "$0")/.."
build=$1
archive=$build/libdockwarden.a
module=$build/pam_dockwarden.so
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/findings.sh
. tests/findings.sh

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
needed() { # ARCHIVE or OBJECT…: "object name" a line
	nm -A -u "$@" | sed 's/.*[:/]\([^:/]*\.o\): *[Uw] */\1 /; s/@.*//' |
		sed 's/ __\([a-z]*\)_chk$/ \1/' | sort -u
}

needed "$archive" >"$scratch/symbols"
if [ ! -s "$scratch/symbols" ]; then
	echo "$archive: nm shows nothing"
	exit 1
fi
if grep -E " ($forbidden)\$" "$scratch/symbols"; then
	fail 'the library may not use these'
fi

# Sanitizers and coverage put writable data of their own into every object.
if grep -Eq ' (__asan|__ubsan|__gcov|__sanitizer)' "$scratch/symbols"; then
	echo "instrumented objects: writable globals, and the PAM module, are" \
		"checked in release"
	exit "$status"
fi

# Constant tables with pointers are in .data.rel.ro, which the loader closes.
has_globals() { # ARCHIVE or OBJECT…
	objdump -t "$@" | awk '
		/file format/ { object = $1 }
		{ sub(/^[0-9a-f]+ .......[ \t]*/, "") }
		$1 ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ &&
		$1 !~ /^\.data\.rel\.ro/ && $2 !~ /^0+$/ {
			print object, $1, $NF; found = 1
		}
		END { exit !found }'
}

if has_globals "$archive"; then
	fail 'the library may have no writable globals'
fi

[ -e "$module" ] || {
	fail "$module is not there"
	exit "$status"
}

hooks='pam_sm_acct_mgmt pam_sm_authenticate pam_sm_close_session
pam_sm_open_session pam_sm_setcred'
# shellcheck disable=SC2086 # a list of names
printf '%s\n' $hooks | sort >"$scratch/want"
nm -D --defined-only "$module" | awk '{ print $NF }' | sort |
	diff "$scratch/want" - || fail 'the module exports others than these'

# Its json-c is inside; audit records go through libpam.
readelf -d "$module" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' \
	>"$scratch/libraries"
if grep -vE '^(libpam\.so|libc\.so|ld-linux|ld64\.so)' "$scratch/libraries"
then
	fail 'the module may not need these libraries'
fi
grep -q '^libpam\.so' "$scratch/libraries" ||
	fail 'the module does not need libpam'

set -- "$build"/pic/lib/*.o "$build"/pic/pam-module/*.o \
	"$build"/pic/cli/host/*.o
if has_globals "$@"; then
	fail 'the module may have no writable globals'
fi

signals='alarm|setitimer|timer_create|sigprocmask|sigset|siglongjmp|longjmp
kill|tgkill|signalfd'
# Answers in a buffer that others overwrite, or positions that they share.
shared='getpwnam|getpwuid|getgrnam|getgrgid|get..ent|set..ent|end..ent|getlogin
getspnam|strerror|localtime|gmtime|ctime'
# What would change the process, beyond its list of groups.
changes='initgroups|set(e|re|res|fs)?[ug]id|chdir|fchdir|chroot|setrlimit
prctl|dup2|dup3|dlopen'
forbidden=$(printf '%s\n' "$prints" "$logs" "$ends" "$reads" "$starts" \
	"$static" "$signals" "$shared" "$changes" | paste -sd '|')
needed "$@" >"$scratch/symbols"
[ -s "$scratch/symbols" ] || fail 'nm shows nothing of the module'
if grep -E " ($forbidden)\$" "$scratch/symbols"; then
	fail 'the module may not use these'
fi

# As libpam does, in a program that has nothing which it could lean on.
cat >"$scratch/load.c" <<'end'
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	void *module = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;

	for (int i = 2; module && i < argc; i++)
		if (!dlsym(module, argv[i]))
			module = NULL;
	if (!module)
		puts(dlerror());
	return !module || dlclose(module);
}
end
# shellcheck disable=SC2086 # a list of names
if ! ${CC:-cc} -o "$scratch/load" "$scratch/load.c" -ldl ||
	! "$scratch/load" "$(realpath "$module")" $hooks; then
	fail 'the module does not load'
fi
exit "$status"
