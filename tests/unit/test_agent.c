// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent.h"
#include "scratch_dir.h"
#include "suite.h"

#define ID_FILE "agent-id"

static int state = -1;
static struct agent agent;

static void setup(void)
{
	scratch_dir_enter();
	state = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(state, 0);
}

static void teardown(void)
{
	close(state);
	scratch_dir_leave();
}

/* RFC 4122: version 4, its variant. */
static bool is_uuid(struct view text)
{
	if (text.size != 36 || text.data[14] != '4' ||
	    !strchr("89ab", text.data[19]))
		return false;
	for (size_t i = 0; i < text.size; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text.data[i] != '-' :
			   !strchr("0123456789abcdef", text.data[i]))
			return false;
	}
	return true;
}

/* The one word of a file; "" without it. */
static void word_of(const char *path, char ret[static AGENT_ID_SIZE])
{
	FILE *file = fopen(path, "re");

	*ret = '\0';
	if (!file)
		return;
	if (!fgets(ret, AGENT_ID_SIZE, file))
		*ret = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(what_it_says_is_this_host_and_this_boot)
{
	char host[AGENT_HOST_SIZE] = "", word[AGENT_ID_SIZE];

	agent_init(&agent, state);
	ck_assert_int_eq(gethostname(host, sizeof(host) - 1), 0);
	ck_assert(view_is(agent.said.host, host));
	word_of("/etc/machine-id", word);
	ck_assert(view_is(agent.said.host_id, word));
	word_of("/proc/sys/kernel/random/boot_id", word);
	ck_assert_uint_eq(strlen(word), 36);
	ck_assert(view_is(agent.said.boot_id, word));
	ck_assert(view_is(agent.said.version, DOCKWARDEN_VERSION));
	ck_assert(is_uuid(agent.said.id));
	ck_assert(is_uuid(agent.said.ephemeral));
	ck_assert(!view_equal(agent.said.id, agent.said.ephemeral));
}
END_TEST

START_TEST(the_installation_s_id_stays_and_the_run_s_does_not)
{
	struct agent again;
	struct stat st;

	agent_init(&agent, state);
	agent_init(&again, state);
	ck_assert(view_equal(agent.said.id, again.said.id));
	ck_assert(!view_equal(agent.said.ephemeral, again.said.ephemeral));
	ck_assert_int_eq(stat(ID_FILE, &st), 0);
	ck_assert_int_eq(st.st_size, 36);
	ck_assert_uint_eq(st.st_mode & 0137, 0); /* 0640 at most */
}
END_TEST

START_TEST(without_a_state_directory_it_is_new_each_time)
{
	struct agent again;

	agent_init(&agent, -1);
	agent_init(&again, -1);
	ck_assert(is_uuid(agent.said.id));
	ck_assert(!view_equal(agent.said.id, again.said.id));
}
END_TEST

static const struct {
	const char *name;
	struct view text;
	const char *want; /* NULL: a new one, which is kept */
} files[] = {
	{ "an administrator's", VIEW("web-17\n"), "web-17" },
	{ "empty", VIEW(""), NULL },
	{ "a line end alone", VIEW("\n"), NULL },
	{ "bytes that are no word", VIEW("\xff\x1b[31m"), NULL },
	{ "a word and more", VIEW("web\"17"), "web" },
	{ "very long", VIEW("0123456789012345678901234567890123456789012345"),
	  "012345678901234567890123456789012345678" },
};

START_TEST(what_its_file_holds)
{
	struct agent again;

	scratch_dir_write(ID_FILE, files[_i].text);
	agent_init(&agent, state);
	if (files[_i].want)
		ck_assert_msg(view_is(agent.said.id, files[_i].want), "%s: %s",
			      files[_i].name, agent.id);
	else
		ck_assert_msg(is_uuid(agent.said.id), "%s", files[_i].name);
	agent_init(&again, state);
	ck_assert(view_equal(agent.said.id, again.said.id));
}
END_TEST

START_TEST(a_link_is_not_followed)
{
	struct stat st;

	ck_assert_int_eq(symlink("target", ID_FILE), 0);
	agent_init(&agent, state);
	ck_assert(is_uuid(agent.said.id));
	ck_assert_int_eq(stat("target", &st), -1);
	scratch_dir_write("target", VIEW("theirs"));
	agent_init(&agent, state);
	ck_assert(is_uuid(agent.said.id));
	ck_assert_int_eq(stat("target", &st), 0);
	ck_assert_int_eq(st.st_size, 6);
}
END_TEST

/* Nobody writes to it, and nobody reads it: neither is waited for. */
START_TEST(a_fifo_is_not_waited_for)
{
	ck_assert_int_eq(mkfifo(ID_FILE, 0600), 0);
	agent_init(&agent, state);
	ck_assert(is_uuid(agent.said.id));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("agent");
	TCase *tcase = tcase_create("agent");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, what_it_says_is_this_host_and_this_boot);
	tcase_add_test(tcase,
		       the_installation_s_id_stays_and_the_run_s_does_not);
	tcase_add_test(tcase, without_a_state_directory_it_is_new_each_time);
	tcase_add_loop_test(tcase, what_its_file_holds, 0, ROWS(files));
	tcase_add_test(tcase, a_link_is_not_followed);
	tcase_add_test(tcase, a_fifo_is_not_waited_for);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
