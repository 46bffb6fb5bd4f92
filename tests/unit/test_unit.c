// SPDX-License-Identifier: BSD-2-Clause
/* Units as systemd would put them together from their directories. */
#include <check.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "scratch_dir.h"
#include "suite.h"
#include "unit_parts.h"

#define MAX_TEXT 4096
#define FILES 5
#define LIB "usr/lib/systemd/system/"
#define ETC "etc/systemd/system/"
#define DOCKER LIB "docker.service"
#define PLAIN "[Service]\nExecStart=/usr/sbin/dockerd -H fd://\n"

static void make_parents(const char *path)
{
	autofree char *copy = strdup(path);

	for (char *at = strchr(copy, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		(void)mkdir(copy, 0755);
		*at = '/';
	}
}

/* "->x" is a link to x, NULL a directory. */
static void put(const char *path, const char *text)
{
	make_parents(path);
	if (!text)
		ck_assert_int_eq(mkdir(path, 0755), 0);
	else if (strncmp(text, "->", 2) == 0)
		ck_assert_int_eq(symlink(text + 2, path), 0);
	else
		scratch_dir_write(path, view_of(text));
}

/* "masked" or the fragment, then each setting a line. */
static void say(const struct unit *unit, struct buf *out)
{
	buf_printf(out, "%s%s\n", unit->masked ? "masked " : "",
		   unit->fragment ? unit->fragment : "none");
	for (size_t i = 0; i < unit->setting_count; i++) {
		const struct unit_setting *s = &unit->settings[i];

		buf_printf(out, "%s %s=%s (%s)\n", s->section, s->name,
			   s->value, strrchr(s->file, '/') + 1);
	}
}

static const struct {
	const char *name;
	struct {
		const char *path, *text;
	} files[FILES];
	const char *want;
} states[] = {
	{ "there is no such unit", { { 0 } }, "none\n" },
	{ "one file",
	  { { DOCKER, "# x\n[Unit]\nDescription=D\n" PLAIN } },
	  "/" DOCKER "\nUnit Description=D (docker.service)\n"
	  "Service ExecStart=/usr/sbin/dockerd -H fd:// (docker.service)\n" },
	{ "the administrator's file goes before the vendor's",
	  { { DOCKER, PLAIN },
	    { ETC "docker.service", "[Service]\nExecStart=/opt/d\n" } },
	  "/" ETC "docker.service\n"
	  "Service ExecStart=/opt/d (docker.service)\n" },
	{ "a control file goes before the administrator's",
	  { { "run/systemd/system.control/docker.service", PLAIN },
	    { ETC "docker.service", "[Service]\nExecStart=/opt/d\n" } },
	  "/run/systemd/system.control/docker.service\n"
	  "Service ExecStart=/usr/sbin/dockerd -H fd:// (docker.service)\n" },
	{ "a generator's late file goes last",
	  { { "run/systemd/generator.late/docker.service", "[Service]\nA=1\n" },
	    { "lib/systemd/system/docker.service", "[Service]\nB=1\n" } },
	  "/lib/systemd/system/docker.service\nService B=1 (docker.service)\n" },
	{ "an empty assignment resets the list",
	  { { DOCKER, PLAIN },
	    { ETC "docker.service.d/override.conf",
	      "[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H "
	      "tcp://0.0.0.0:2375\n" } },
	  "/" DOCKER "\nService ExecStart=/usr/sbin/dockerd -H "
	  "tcp://0.0.0.0:2375 (override.conf)\n" },
	{ "without the reset both are kept",
	  { { DOCKER, PLAIN },
	    { ETC "docker.service.d/x.conf", "[Service]\nExecStart=-/b\n" } },
	  "/" DOCKER "\n"
	  "Service ExecStart=/usr/sbin/dockerd -H fd:// (docker.service)\n"
	  "Service ExecStart=-/b (x.conf)\n" },
	{ "drop-ins of all directories count by their names",
	  { { DOCKER, "[Service]\nE=0\n" },
	    { ETC "docker.service.d/20.conf", "[Service]\nE=2\n" },
	    { "run/systemd/system/docker.service.d/30.conf",
	      "[Service]\nE=3\n" },
	    { LIB "docker.service.d/10.conf", "[Service]\nE=1\n" } },
	  "/" DOCKER "\nService E=0 (docker.service)\nService E=1 (10.conf)\n"
	  "Service E=2 (20.conf)\nService E=3 (30.conf)\n" },
	{ "of two drop-ins of a name the nearer directory's counts",
	  { { DOCKER, "[Service]\nE=0\n" },
	    { ETC "docker.service.d/a.conf", "[Service]\nE=near\n" },
	    { LIB "docker.service.d/a.conf", "[Service]\nE=far\n" } },
	  "/" DOCKER "\nService E=0 (docker.service)\n"
	  "Service E=near (a.conf)\n" },
	{ "a drop-in for all services counts, and less than the unit's own",
	  { { DOCKER, "[Service]\nE=0\n" },
	    { ETC "service.d/a.conf", "[Service]\nE=all\n" },
	    { LIB "docker.service.d/a.conf", "[Service]\nE=own\n" },
	    { ETC "service.d/b.conf", "[Service]\nF=all\n" } },
	  "/" DOCKER "\nService E=0 (docker.service)\nService E=own (a.conf)\n"
	  "Service F=all (b.conf)\n" },
	{ "a drop-in that is masked hides the other of its name",
	  { { DOCKER, "[Service]\nE=0\n" },
	    { ETC "docker.service.d/a.conf", "->/dev/null" },
	    { LIB "docker.service.d/a.conf", "[Service]\nE=far\n" } },
	  "/" DOCKER "\nService E=0 (docker.service)\n" },
	{ "what is not named .conf is no drop-in",
	  { { DOCKER, "[Service]\nE=0\n" },
	    { ETC "docker.service.d/a.conf~", "[Service]\nE=1\n" },
	    { ETC "docker.service.d/.b.conf", "[Service]\nE=2\n" } },
	  "/" DOCKER "\nService E=0 (docker.service)\n" },
	{ "masked by a link",
	  { { DOCKER, PLAIN }, { ETC "docker.service", "->/dev/null" } },
	  "masked /" ETC "docker.service\n" },
	{ "masked by an empty file",
	  { { DOCKER, PLAIN }, { ETC "docker.service", "" } },
	  "masked /" ETC "docker.service\n" },
	{ "a link to the file elsewhere is followed below the root",
	  { { "opt/docker.service", PLAIN },
	    { ETC "docker.service", "->/opt/docker.service" } },
	  "/" ETC "docker.service\n"
	  "Service ExecStart=/usr/sbin/dockerd -H fd:// (docker.service)\n" },
	{ "a link that leads nowhere is passed over",
	  { { DOCKER, PLAIN }, { ETC "docker.service", "->/nowhere" } },
	  "/" DOCKER "\n"
	  "Service ExecStart=/usr/sbin/dockerd -H fd:// (docker.service)\n" },
	{ "lines are continued, with comments between",
	  { { DOCKER, "[Service]\nExecStart=/d \\\n# not this\n  ; nor this\n"
		      "   -H fd:// \\\n\t--icc=false\nE=1\n" } },
	  "/" DOCKER
	  "\nService ExecStart=/d  -H fd://  --icc=false (docker.service)\n"
	  "Service E=1 (docker.service)\n" },
	{ "an escaped backslash at the end does not continue a line",
	  { { DOCKER, "[Service]\nA=x\\\\\nB=y\\\\\\\nz\n" } },
	  "/" DOCKER "\nService A=x\\\\ (docker.service)\n"
	  "Service B=y\\\\ z (docker.service)\n" },
	{ "a last line that is continued counts",
	  { { DOCKER, "[Service]\nA=x \\" } },
	  "/" DOCKER "\nService A=x (docker.service)\n" },
	{ "a link of /lib is the same directory",
	  { { LIB "docker.service.d/a.conf", "[Service]\nE=1\n" },
	    { "lib", "->usr/lib" },
	    { DOCKER, "[Service]\nE=0\n" } },
	  "/" DOCKER "\nService E=0 (docker.service)\nService E=1 (a.conf)\n" },
	{ "values keep their prefixes; lines that are none are skipped",
	  { { DOCKER, "A=0\n[Service]\nnonsense\n=x\n"
		      "EnvironmentFile=-/etc/default/docker\r\n"
		      "ExecStart = @/d x\n[Install]\nB=1\n[Bad\nC=2\n" } },
	  "/" DOCKER
	  "\nService EnvironmentFile=-/etc/default/docker (docker.service)\n"
	  "Service ExecStart=@/d x (docker.service)\n"
	  "Install B=1 (docker.service)\nInstall C=2 (docker.service)\n" },
};

START_TEST(a_unit_is_put_together_from_its_directories)
{
	autohost struct check_host host = { .root = -1 };
	autobuf struct buf got;
	autounit struct unit unit = { 0 };
	char failed[PATH_MAX];

	for (size_t i = 0; i < FILES && states[_i].files[i].path; i++)
		put(states[_i].files[i].path, states[_i].files[i].text);
	buf_init(&got, MAX_TEXT);
	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(unit_read(&host, "docker.service", &unit, failed), 0);
	say(&unit, &got);
	buf_add_byte(&got, '\0');
	ck_assert_msg(strcmp(got.data, states[_i].want) == 0,
		      "%s: got\n%swanted\n%s", states[_i].name, got.data,
		      states[_i].want);
}
END_TEST

START_TEST(directories_of_drop_ins_are_named_also_when_empty)
{
	autohost struct check_host host = { .root = -1 };
	autounit struct unit unit = { 0 };
	char failed[PATH_MAX];

	put(ETC "docker-net.service.d", NULL);
	put(LIB "docker-.service.d/a.conf", "[Service]\nE=1\n");
	put(LIB "service.d", NULL);
	put("lib", "->usr/lib");
	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(unit_read(&host, "docker-net.service", &unit, failed),
			 0);
	ck_assert_uint_eq(unit.directory_count, 3);
	ck_assert_str_eq(unit.directories[0], "/" ETC "docker-net.service.d");
	ck_assert_str_eq(unit.directories[1], "/" LIB "docker-.service.d");
	ck_assert_str_eq(unit.directories[2], "/" LIB "service.d");
	ck_assert_uint_eq(unit.dropin_count, 1);
	ck_assert_str_eq(unit_setting(&unit, "Service", "E", 0)->value, "1");
	ck_assert_ptr_null(unit_setting(&unit, "Service", "E", 1));
	ck_assert_ptr_null(unit_setting(&unit, "Unit", "E", 0));
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_named_and_the_rest_is_there)
{
	autohost struct check_host host = { .root = -1 };
	autounit struct unit unit = { 0 };
	autofree char *big = malloc(UNIT_MAX_FILE + 2);
	char failed[PATH_MAX];

	memset(big, 'x', UNIT_MAX_FILE + 1);
	big[UNIT_MAX_FILE + 1] = '\0';
	put(DOCKER, PLAIN);
	put(ETC "docker.service.d/a.conf", big);
	put(ETC "docker.service.d/b.conf", "[Service]\nE=1\n");
	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(unit_read(&host, "docker.service", &unit, failed),
			 -EFBIG);
	ck_assert_str_eq(failed, "/" ETC "docker.service.d/a.conf");
	ck_assert_ptr_nonnull(unit_setting(&unit, "Service", "E", 0));
	ck_assert_ptr_nonnull(unit_setting(&unit, "Service", "ExecStart", 0));
}
END_TEST

static const struct {
	const char *name, *answer;
	int want;
	const char *fragment;
	bool masked;
	size_t dropins;
} answers[] = {
	{ "a unit with two drop-ins",
	  "LoadState=loaded\nFragmentPath=/lib/systemd/system/docker.service\n"
	  "DropInPaths=/etc/a.conf /run/b.conf\n",
	  0, "/lib/systemd/system/docker.service", false, 2 },
	{ "a unit without drop-ins",
	  "FragmentPath=/lib/systemd/system/docker.service\nDropInPaths=\n"
	  "LoadState=loaded\n",
	  0, "/lib/systemd/system/docker.service", false, 0 },
	{ "a masked unit",
	  "LoadState=masked\nFragmentPath=/etc/systemd/system/docker.service\n"
	  "DropInPaths=\n",
	  0, "/etc/systemd/system/docker.service", true, 0 },
	{ "no such unit", "LoadState=not-found\nFragmentPath=\nDropInPaths=\n",
	  -ENOENT, NULL, false, 0 },
	{ "no answer", "", -ENOENT, NULL, false, 0 },
	{ "a quoted path",
	  "FragmentPath=/lib/x\nDropInPaths=/etc/a.conf \"/etc/b c.conf\"\n",
	  -EINVAL, NULL, false, 0 },
	{ "a path that is none", "FragmentPath=x\n", -EINVAL, NULL, false, 0 },
};

START_TEST(systemds_answer_is_taken_or_refused_whole)
{
	autounit struct unit unit = { 0 };
	int r = unit_systemd_parse(&unit, view_of(answers[_i].answer));

	ck_assert_msg(r == answers[_i].want, "%s: %d", answers[_i].name, r);
	ck_assert_uint_eq(unit.dropin_count, answers[_i].dropins);
	ck_assert_int_eq(unit.masked, answers[_i].masked);
	if (answers[_i].fragment)
		ck_assert_str_eq(unit.fragment, answers[_i].fragment);
	else
		ck_assert_ptr_null(unit.fragment);
}
END_TEST

START_TEST(the_settings_of_a_file_have_a_limit)
{
	autounit struct unit unit = { 0 };
	autobuf struct buf text;

	buf_init(&text, (size_t)1 << 20);
	buf_add_text(&text, "[S]\n");
	for (int i = 0; i <= UNIT_MAX_SETTINGS; i++)
		buf_add_text(&text, "A=1\n");
	ck_assert_int_eq(unit_parse(&unit, "/x", buf_view(&text)), -EFBIG);
	ck_assert_uint_eq(unit.setting_count, UNIT_MAX_SETTINGS);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("unit");
	TCase *tcase = tcase_create("unit");

	tcase_add_checked_fixture(tcase, scratch_dir_enter, scratch_dir_leave);
	tcase_add_loop_test(tcase, a_unit_is_put_together_from_its_directories,
			    0, sizeof(states) / sizeof(states[0]));
	tcase_add_test(tcase,
		       directories_of_drop_ins_are_named_also_when_empty);
	tcase_add_test(
		tcase,
		a_file_that_cannot_be_read_is_named_and_the_rest_is_there);
	tcase_add_loop_test(tcase, systemds_answer_is_taken_or_refused_whole, 0,
			    sizeof(answers) / sizeof(answers[0]));
	tcase_add_test(tcase, the_settings_of_a_file_have_a_limit);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
