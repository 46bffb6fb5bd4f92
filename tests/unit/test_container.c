// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "container.h"
#include "suite.h"

#define A "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define B "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
#define POD "pod2f0c3a52-1c1e-4f57-9b63-6a4f4f6ad9a1"

static const struct {
	const char *name, *text, *want;
} rows[] = {
	{ "nothing", "", NULL },
	{ "the host", "0::/\n", NULL },
	{ "a service", "0::/system.slice/docker.service\n", NULL },
	{ "docker with systemd, v2", "0::/system.slice/docker-" A ".scope\n",
	  A },
	{ "docker with cgroupfs, v2", "0::/docker/" A "\n", A },
	{ "docker, v1",
	  "12:pids:/\n11:memory:/docker/" A "\n1:name=systemd:/docker/" A
	  "\n0::/system.slice/containerd.service\n",
	  A },
	{ "two controllers, v1", "4:cpu,cpuacct:/docker/" A "\n", A },
	{ "kubernetes with cgroupfs",
	  "11:pids:/kubepods/burstable/" POD "/" A "\n", A },
	{ "kubernetes with systemd and containerd",
	  "0::/kubepods.slice/kubepods-burstable.slice/"
	  "kubepods-burstable-pod2f0c3a52_1c1e.slice/cri-containerd-" A
	  ".scope\n",
	  A },
	{ "cri-o", "0::/kubepods.slice/crio-" A ".scope\n", A },
	{ "podman", "0::/machine.slice/libpod-" A ".scope/container\n", A },
	{ "podman without root",
	  "0::/user.slice/user-1000.slice/user@1000.service/user.slice/"
	  "libpod-" A ".scope\n",
	  A },
	{ "who waits for podman's is on the host",
	  "0::/machine.slice/libpod-conmon-" A ".scope\n", NULL },
	{ "and so is cri-o's", "0::/crio-conmon-" A "\n", NULL },
	{ "a container in a container: the outer",
	  "0::/docker/" A "/docker/" B "\n", A },
	{ "the first line that has one", "2:cpu:/x\n1:pids:/" B "\n0::/" A "\n",
	  B },
	{ "seen from a namespace below", "0::/../../docker/" A "\n", A },
	{ "63 digits",
	  "0::/docker/23456789abcdef0123456789abcdef0123456789"
	  "abcdef0123456789abcdef0\n",
	  NULL },
	{ "65 digits", "0::/docker/" A "0\n", NULL },
	{ "128 digits", "0::/docker/" A B "\n", NULL },
	{ "too long, then right", "0::/" A "a/" B "\n", B },
	{ "an upper-case digit before", "0::/docker/A" A "\n", NULL },
	{ "an upper-case digit behind", "0::/docker/" A "F\n", NULL },
	{ "upper case",
	  "0::/0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789"
	  "ABCDEF\n",
	  NULL },
	{ "letters that are no digits around", "0::/x" A "y\n", A },
	{ "the name of a hierarchy", "1:name=" A ":/\n", NULL },
	{ "a line without its end may go on", "0::/docker/" A, NULL },
	{ "no path", "0::" A "\n", NULL },
	{ "empty lines", "\n\n0::/" A "\n", A },
};

START_TEST(an_id_is_found_in_a_control_group)
{
	struct view found = container_find(view_of(rows[_i].text));

	ck_assert_msg(!found.data == !rows[_i].want &&
			      view_equal(found, view_of(rows[_i].want)),
		      "%s: %.*s", rows[_i].name, (int)found.size, found.data);
}
END_TEST

START_TEST(a_control_group_cut_anywhere_gives_its_id_or_none)
{
	struct view text = VIEW("3:cpu:/docker/" A "\n0::/docker/" B "\n");

	for (size_t size = 0; size <= text.size; size++) {
		char *copy = malloc(size + 1); /* for the address sanitizer */
		struct view found;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, text.data, size);
		found = container_find(view_from(copy, size));
		ck_assert(!found.data || view_is(found, A));
		ck_assert_int_eq(found.data != NULL, size >= 14 + 64 + 1);
		free(copy);
	}
}
END_TEST

START_TEST(a_name_is_asked_for_once_a_minute)
{
	struct containers *c;

	ck_assert_int_eq(containers_new(&c), 0);
	ck_assert_ptr_null(containers_nameless(c, 0).data);
	ck_assert_ptr_null(containers_meet(c, VIEW(A), 5).data);
	ck_assert_ptr_null(containers_meet(c, VIEW(A), 6).data);
	ck_assert(view_is(containers_nameless(c, 10), A));
	ck_assert_ptr_null(containers_nameless(c, 10).data);
	ck_assert_ptr_null(containers_meet(c, VIEW(A), 60009).data);
	ck_assert_ptr_null(containers_nameless(c, 60009).data);
	(void)containers_meet(c, VIEW(A), 60010);
	ck_assert(view_is(containers_nameless(c, 60010), A));
	/* the engine does not know it: a minute from the answer */
	containers_name(c, VIEW(A), VIEW(""), 60020);
	ck_assert_ptr_null(containers_meet(c, VIEW(A), 120019).data);
	ck_assert_ptr_null(containers_nameless(c, 120019).data);
	(void)containers_meet(c, VIEW(A), 120020);
	ck_assert(view_is(containers_nameless(c, 120020), A));
	/* the clock was set back */
	(void)containers_meet(c, VIEW(A), 7);
	ck_assert(view_is(containers_nameless(c, 7), A));
	containers_name(c, VIEW(A), VIEW("web"), 8);
	ck_assert(view_is(containers_meet(c, VIEW(A), 900000), "web"));
	ck_assert_ptr_null(containers_nameless(c, 900000).data);
	containers_free(c);
	containers_free(NULL);
}
END_TEST

START_TEST(an_answer_makes_the_question_needless)
{
	struct containers *c;

	ck_assert_int_eq(containers_new(&c), 0);
	(void)containers_meet(c, VIEW(A), 0);
	(void)containers_meet(c, VIEW(B), 0);
	containers_name(c, VIEW(A), VIEW("web"), 0);
	ck_assert(view_is(containers_nameless(c, 0), B));
	ck_assert_ptr_null(containers_nameless(c, 0).data);
	containers_name(c, VIEW(B), VIEW("db"), 0);
	ck_assert(view_is(containers_meet(c, VIEW(A), 0), "web"));
	ck_assert(view_is(containers_meet(c, VIEW(B), 0), "db"));
	containers_free(c);
}
END_TEST

START_TEST(hostile_names_are_bounded_and_hostile_ids_passed_over)
{
	char name[CONTAINER_NAME_MAX + 1];
	struct containers *c;

	memset(name, '\n', sizeof(name));
	ck_assert_int_eq(containers_new(&c), 0);
	containers_name(c, VIEW_NONE, VIEW("x"), 0);
	containers_name(c, VIEW("abc"), VIEW("x"), 0);
	containers_name(c, VIEW(A "0"), VIEW("x"), 0);
	ck_assert_ptr_null(containers_meet(c, VIEW(A), 0).data);
	containers_name(c, VIEW(A), view_from(name, sizeof(name)), 0);
	ck_assert(view_equal(containers_meet(c, VIEW(A), 0),
			     view_from(name, CONTAINER_NAME_MAX)));
	containers_name(c, VIEW(A), VIEW("a\0b"), 0);
	ck_assert(view_equal(containers_meet(c, VIEW(A), 0), VIEW("a\0b")));
	containers_name(c, VIEW(A), VIEW_NONE, 0);
	ck_assert_ptr_null(containers_meet(c, VIEW(A), 0).data);
	containers_free(c);
}
END_TEST

static struct view numbered(unsigned int n, char id[65])
{
	(void)snprintf(id, 65, "%064x", n);
	return view_from(id, 64);
}

START_TEST(many_containers_push_out_those_not_met)
{
	struct containers *c;
	size_t asked = 0;
	char id[65];

	ck_assert_int_eq(containers_new(&c), 0);
	containers_name(c, VIEW(A), VIEW("kept"), 0);
	containers_name(c, VIEW(B), VIEW("lost"), 0);
	for (unsigned int i = 0; i < 1000; i++) {
		(void)containers_meet(c, numbered(i, id), 0);
		ck_assert(view_is(containers_meet(c, VIEW(A), 0), "kept"));
	}
	ck_assert_ptr_null(containers_meet(c, VIEW(B), 0).data);
	while (containers_nameless(c, 0).data)
		asked++;
	ck_assert_uint_eq(asked, 127); /* all but A */
	containers_free(c);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("container");
	TCase *tcase = tcase_create("container");

	tcase_add_loop_test(tcase, an_id_is_found_in_a_control_group, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase,
		       a_control_group_cut_anywhere_gives_its_id_or_none);
	tcase_add_test(tcase, a_name_is_asked_for_once_a_minute);
	tcase_add_test(tcase, an_answer_makes_the_question_needless);
	tcase_add_test(tcase,
		       hostile_names_are_bounded_and_hostile_ids_passed_over);
	tcase_add_test(tcase, many_containers_push_out_those_not_met);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
