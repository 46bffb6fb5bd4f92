// SPDX-License-Identifier: BSD-2-Clause
/* What a package manager's marks authorize, and what looks like them. */
#include <check.h>

#include "scene.h"
#include "suite.h"

struct row {
	const char *name;
	const char *scene;
	const char *want;
};

#define RPM "exe=/usr/bin/rpm auid=2003"
#define DPKG "exe=/usr/bin/dpkg auid=2003"
#define DNF "exe=/usr/bin/python3.9 comm=dnf auid=unset"
#define OVER(from)                                                 \
	" | PARENT /usr/bin/ 8 040755 | PARENT /usr/bin/ 8 040755" \
	" | DELETE " from " 13 | DELETE /usr/bin/runc 12"          \
	" | CREATE /usr/bin/runc 13"
#define RENAMED(from, by) \
	"rename 12 /usr/bin/runc -> " from " success: " by "\n"
#define TEMPORARY "/usr/bin/runc;65a1b2c3"

static const struct row rows[] = {
	{ "rpm renames NAME;5f3759df over NAME", "rename " RPM OVER(TEMPORARY),
	  RENAMED(TEMPORARY, "package manager") },
	{ "dnf does so inside python", "rename " DNF OVER(TEMPORARY),
	  RENAMED(TEMPORARY, "package manager") },
	{ "a person's script of that name does not",
	  "rename exe=/usr/bin/python3.9 comm=dnf auid=2003" OVER(TEMPORARY),
	  RENAMED(TEMPORARY, "no") },
	{ "python under another name does not",
	  "rename exe=/usr/bin/python3.9 comm=python3" OVER(TEMPORARY),
	  RENAMED(TEMPORARY, "no") },
	{ "rpm does not put one file's new content over another",
	  "rename " RPM OVER("/usr/bin/runcx;65a1b2c3"),
	  RENAMED("/usr/bin/runcx;65a1b2c3", "no") },
	{ "mv does not, whatever the name",
	  "rename exe=/usr/bin/mv" OVER(TEMPORARY), RENAMED(TEMPORARY, "no") },
	{ "rpm makes the temporary and sets its mode by descriptor",
	  "openat a2=c1 " RPM " | PARENT /etc/docker/ 11 040755"
	  " | CREATE /etc/docker/x;65a1b2c3 13\n"
	  "fchmod " RPM " | NORMAL (null) 13",
	  "create 06 /etc/docker/x;65a1b2c3 success: package manager\n"
	  "attribute 06 /etc/docker/x;65a1b2c3 as (null) success: package "
	  "manager\n" },
	{ "rpm does not set the mode of what is in place",
	  "rename " RPM OVER(TEMPORARY) "\nfchmod " RPM " | NORMAL (null) 13",
	  RENAMED(TEMPORARY,
		  "package manager") "attribute 12 /usr/bin/runc as (null) success: no\n" },
	{ "seven digits are no mark of rpm's",
	  "rename " RPM OVER("/usr/bin/runc;65a1b2c"),
	  RENAMED("/usr/bin/runc;65a1b2c", "no") },
	{ "nor are letters beyond f",
	  "rename " RPM OVER("/usr/bin/runc;65a1b2cg"),
	  RENAMED("/usr/bin/runc;65a1b2cg", "no") },
	{ "nor is another file's temporary",
	  "rename " RPM OVER("/usr/bin/docker;65a1b2c3"),
	  RENAMED("/usr/bin/docker;65a1b2c3", "no") },
	{ "rpm does not write into a file in place",
	  "openat a2=1 " RPM " | NORMAL /usr/bin/runc 12",
	  "write 12 /usr/bin/runc success: no\n" },
	{ "dpkg keeps the old file, then renames NAME.dpkg-new over NAME",
	  "link " DPKG " | NORMAL /usr/bin/runc 12 | PARENT /usr/bin/ 8 040755"
	  " | CREATE /usr/bin/runc.dpkg-tmp 12\n"
	  "rename " DPKG OVER("/usr/bin/runc.dpkg-new"),
	  "link 12 /usr/bin/runc -> /usr/bin/runc.dpkg-tmp success: package "
	  "manager\n" RENAMED("/usr/bin/runc.dpkg-new", "package manager") },
	{ "it renames over nothing that it did not keep",
	  "rename " DPKG OVER("/usr/bin/runc.dpkg-new"),
	  RENAMED("/usr/bin/runc.dpkg-new", "no") },
	{ "dpkg links NAME to NAME.dpkg-tmp",
	  "link " DPKG " | NORMAL /usr/bin/runc 12 | PARENT /usr/bin/ 8 040755"
	  " | CREATE /usr/bin/runc.dpkg-tmp 12",
	  "link 12 /usr/bin/runc -> /usr/bin/runc.dpkg-tmp success: package "
	  "manager\n" },
	{ "dpkg removes a package",
	  "unlink " DPKG " | PARENT /usr/bin/ 8 040755"
	  " | DELETE /usr/bin/runc 12",
	  "delete 12 /usr/bin/runc success: package manager\n" },
	{ "dpkg keeps a unit's old version",
	  "rename " DPKG " | PARENT /etc/default/ 8 040755"
	  " | DELETE /etc/default/docker 12"
	  " | CREATE /etc/default/docker.dpkg-old 12",
	  "rename 09 /etc/default/docker -> /etc/default/docker.dpkg-old "
	  "success: package manager\n" },
	{ "no package owns daemon.json",
	  "rename " DPKG " | PARENT /etc/docker/ 8 040755"
	  " | DELETE /etc/docker/daemon.json.dpkg-new 13"
	  " | DELETE /etc/docker/daemon.json 12"
	  " | CREATE /etc/docker/daemon.json 13",
	  "rename 10 /etc/docker/daemon.json -> "
	  "/etc/docker/daemon.json.dpkg-new success: no\n" },
	{ "dpkg does not write into a file in place",
	  "openat a2=1 " DPKG " | NORMAL /usr/bin/runc 12",
	  "write 12 /usr/bin/runc success: no\n" },
	{ "a child of dpkg's is not dpkg",
	  "openat a2=1 ppid=901 pid=902 exe=/usr/bin/bash"
	  " | NORMAL /usr/bin/runc 12",
	  "write 12 /usr/bin/runc success: no\n" },
	{ "dpkg makes a directory of the package's",
	  "mkdir " DPKG " | PARENT /etc/ 8 040755"
	  " | CREATE /etc/docker 11 040755",
	  "create 06 /etc/docker success: package manager\n" },
};

START_TEST(a_replacement_is_known_by_its_marks)
{
	const struct row *row = &rows[_i];

	scene_is(row->name, row->scene, NULL, 0, row->want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("replacement");
	TCase *tcase = tcase_create("replacement");

	tcase_add_loop_test(tcase, a_replacement_is_known_by_its_marks, 0,
			    sizeof(rows) / sizeof(rows[0]));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
