// SPDX-License-Identifier: BSD-2-Clause
#include "rule_random.h"

#define COUNT(array) (unsigned int)(sizeof(array) / sizeof((array)[0]))
#define ONE_OF(dice, array) ((array)[dice_roll(dice, COUNT(array))])

/* xorshift64* */
unsigned int dice_roll(struct dice *dice, unsigned int sides)
{
	dice->state ^= dice->state >> 12;
	dice->state ^= dice->state << 25;
	dice->state ^= dice->state >> 27;
	return (unsigned int)((dice->state * 0x2545f4914f6cdd1dull) >> 33) %
	       sides;
}

static const char *const paths[] = {
	"/d",	 "/d",	   "/d/f",     "/d/f", "/d/s", "/d/s/g",
	"/f1",	 "/f1",	   "/f1",      "",     "/l",   "/lf",
	"/sock", "/d/new", "/d/s/new", "/fx",  "/l/f", "/nothing",
};
static const char *const perms[] = { "wa", "wa", "wa", "w",
				     "a",  "r",	 "x",  "rwxa" };
static const char *const keys[] = { "docker", "docker", "docker-x", "other" };
static const char *const conditions[] = {
	" -F auid>=1000 -F auid!=unset",
	" -F auid!=unset",
	" -F auid=unset",
	" -F auid=0",
	" -F auid<1000",
	" -F uid=0",
	" -F uid!=0",
	" -F euid=1000",
	" -F success=1",
	" -F success=0",
	" -F success!=1",
	" -F exit=-EACCES",
	" -F exit=-EPERM",
	" -F exit>=0",
	" -F filetype=file",
	" -F filetype=dir",
	" -F filetype!=file",
	" -F filetype=socket",
	" -F obj_uid=0",
	" -F obj_uid!=0",
	" -C auid!=uid",
	" -C uid=obj_uid",
	" -C euid=uid",
	" -F gid=0",
	" -F perm=wa",
	" -F perm=a",
	" -F devmajor=0 -F devminor=0",
};
static const char *const calls[] = {
	"openat",
	"open",
	"open,openat,openat2,creat",
	"unlink,unlinkat,rename,renameat,renameat2",
	"chmod,fchmodat",
	"rename",
	"all",
	"all",
	"truncate,link,linkat",
	"fchmod,fsetxattr,fchown",
};

static void add_call(struct dice *dice, struct buf *out, bool named)
{
	static const char *const arches[] = { " -F arch=b64", " -F arch=b32",
					      " -F arch=b64", " -F arch!=b32" };

	if (named)
		buf_printf(out, "%s -S %s", ONE_OF(dice, arches),
			   ONE_OF(dice, calls));
	else if (dice_roll(dice, 6) == 0)
		buf_add_text(out, ONE_OF(dice, arches));
}

static void add_exe(struct dice *dice, const struct random_place *place,
		    struct buf *out)
{
	buf_printf(out, " -F exe%s%s/%s",
		   dice_roll(dice, 3) ? "=" : "!=", place->directory,
		   dice_roll(dice, 5) ? "exe" : "exelink");
}

static void add_path(struct dice *dice, const struct random_place *place,
		     struct buf *out)
{
	unsigned int kind = dice_roll(dice, 10);

	if (kind == 0)
		buf_printf(out, " -F inode=%u -F perm=wa", place->inode);
	else
		buf_printf(out, " -F %s=%s%s", kind < 5 ? "path" : "dir",
			   place->directory, ONE_OF(dice, paths));
}

static void add_exit_rule(struct dice *dice, const struct random_place *place,
			  struct buf *out)
{
	bool never = dice_roll(dice, 3) == 0;
	bool path = dice_roll(dice, 8) != 0;
	bool named = dice_roll(dice, 4) == 0;

	buf_printf(out, "-%c %s,exit", dice_roll(dice, 4) ? 'a' : 'A',
		   never ? "never" : "always");
	add_call(dice, out, named);
	if (path)
		add_path(dice, place, out);
	if (!path && !never) /* of this test's processes only */
		buf_printf(out, " -F %s",
			   dice_roll(dice, 2) ? "auid=1000" : "uid=1000");
	if (path && dice_roll(dice, 4))
		buf_printf(out, " -F perm=%s", ONE_OF(dice, perms));
	if (dice_roll(dice, 3) == 0)
		buf_add_text(out, ONE_OF(dice, conditions));
	if (dice_roll(dice, 6) == 0)
		add_exe(dice, place, out);
	if (!named && !path)
		buf_add_text(out, " -S all");
	if ((path || named) && dice_roll(dice, 6))
		buf_printf(out, " -k %s", ONE_OF(dice, keys));
	buf_add_byte(out, '\n');
}

static void add_watch(struct dice *dice, const struct random_place *place,
		      struct buf *out)
{
	buf_printf(out, "-w %s%s", place->directory, ONE_OF(dice, paths));
	if (dice_roll(dice, 5))
		buf_printf(out, " -p %s", ONE_OF(dice, perms));
	if (dice_roll(dice, 6))
		buf_printf(out, " -k %s", ONE_OF(dice, keys));
	if (dice_roll(dice, 8) == 0)
		buf_printf(out, " -k %s", ONE_OF(dice, keys));
	buf_add_byte(out, '\n');
}

static void add_other_list(struct dice *dice, const struct random_place *place,
			   struct buf *out)
{
	static const char *const lines[] = {
		"-a never,task -F auid=1000\n",
		"-a never,task -F uid=1000\n",
		"-a always,task -F auid=1000\n",
		"-a never,task -F auid=unset -F uid=1000\n",
		"-a always,exclude -F msgtype=SYSCALL\n",
		"-a never,exclude -F msgtype=SYSCALL -F auid=1000\n",
		"-a always,exclude -F msgtype=PATH\n",
		"-a always,exclude -F msgtype=CWD\n",
		"-a always,exclude -F msgtype>=1300\n",
		"-a always,exclude -F msgtype=1300 -F uid!=0\n",
		"-a always,exclude -F auid=0\n",
		"-a never,filesystem -F fstype=0x64626720\n",
		"-a never,user -F uid=0\n",
	};
	unsigned int kind = dice_roll(dice, COUNT(lines) + 4);

	if (kind < COUNT(lines)) {
		buf_add_text(out, lines[kind]);
		return;
	}
	if (kind == COUNT(lines)) {
		buf_add_text(out, "-a always,exclude");
		add_exe(dice, place, out);
		buf_add_byte(out, '\n');
		return;
	}
	buf_printf(out, "-a %s,filesystem -F fstype%s%u\n",
		   dice_roll(dice, 4) ? "never" : "always",
		   dice_roll(dice, 4) ? "=" : "!=", place->magic);
}

void rule_random(struct dice *dice, const struct random_place *place,
		 struct buf *out)
{
	unsigned int count = 1 + dice_roll(dice, 4);

	for (unsigned int i = 0; i < count; i++) {
		unsigned int kind = dice_roll(dice, 10);

		if (kind < 4)
			add_watch(dice, place, out);
		else if (kind < 9)
			add_exit_rule(dice, place, out);
		else
			add_other_list(dice, place, out);
	}
}
