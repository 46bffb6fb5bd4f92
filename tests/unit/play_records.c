// SPDX-License-Identifier: BSD-2-Clause
/* The records that auditd_play writes. */
#include <stdarg.h>
#include <stdio.h>
#include <sys/time.h>

#include "auditd_play.h"

#define ENRICHED_BY                                                 \
	"\x1D"                                                      \
	"ARCH=x86_64 SYSCALL=openat AUID=\"mallory\" UID=\"root\" " \
	"GID=\"root\" EUID=\"root\" SUID=\"root\" FSUID=\"root\" "  \
	"EGID=\"root\" SGID=\"root\" FSGID=\"root\""

struct writer {
	const struct play *play;
	struct timeval at;
	char (*lines)[PLAY_RECORD];
	size_t count;
};

__attribute__((format(printf, 4, 5))) static void add(struct writer *w,
						      const char *type,
						      const char *enriched,
						      const char *format, ...)
{
	char body[PLAY_RECORD];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(body, sizeof(body), format, args);
	va_end(args);
	(void)snprintf(w->lines[w->count++], PLAY_RECORD,
		       "%stype=%s msg=audit(%lld.%03ld:%u): %.8600s%s",
		       w->play->node ? "node=web " : "", type,
		       (long long)w->at.tv_sec, (long)w->at.tv_usec / 1000,
		       w->play->serial, body,
		       w->play->enriched ? enriched : "");
}

void play_records(struct play *p, const char *name,
		  char ret[static PLAY_RECORDS][PLAY_RECORD])
{
	struct writer w = { .play = p, .lines = ret };

	p->serial++;
	(void)gettimeofday(&w.at, NULL);
	add(&w, "SYSCALL", ENRICHED_BY,
	    "arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c "
	    "a1=5617b06356b0 a2=441 a3=1b6 items=1 ppid=1 pid=4194300 "
	    "auid=2003 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 "
	    "fsgid=0 tty=(none) ses=370 comm=\"bash\" exe=\"/usr/bin/bash\" "
	    "key=\"docker\"");
	add(&w, "CWD", "", "cwd=\"/home/mallory\"");
	add(&w, "PATH", "\x1DOUID=\"root\" OGID=\"root\"",
	    "item=0 name=\"/etc/docker/%s\" inode=%u dev=00:fe mode=0100644 "
	    "ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 "
	    "cap_fe=0 cap_fver=0 cap_frootid=0",
	    name, p->serial);
	add(&w, "PROCTITLE", "", "proctitle=62617368002D73");
	add(&w, "EOE", "", "%s", "");
}

void play_event(struct play *p, const char *name)
{
	static char lines[PLAY_RECORDS][PLAY_RECORD];

	play_records(p, name, lines);
	for (size_t i = 0; i < PLAY_RECORDS; i++)
		play_record(p, lines[i], PLAY_BOTH);
}

void play_calm(struct play *p)
{
	static char lines[1][PLAY_RECORD];
	struct writer w = { .play = p, .lines = lines };

	p->serial++;
	(void)gettimeofday(&w.at, NULL);
	add(&w, "USER_START", "",
	    "pid=1 uid=0 auid=2003 ses=370 msg='op=PAM:session_open "
	    "acct=\"root\" exe=\"/usr/sbin/cron\" res=success'");
	play_record(p, lines[0], PLAY_BOTH);
}
