// SPDX-License-Identifier: BSD-2-Clause
/*
 * The n-th allocation fails, for every n: a policy is then read whole or not
 * at all, and nothing leaks.
 *
 * Our own calls are wrapped by the linker.  json-c's fail too where malloc can
 * be ours altogether, which it cannot with the address sanitizer.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "policy.h"
#include "suite.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif
#if !defined(HAVE_ASAN) && defined(__GLIBC__)
#define ALL_OF_MALLOC 1
#endif

#define SAMPLE "tests/data/policies/good/every_key.json"
#define MAX_TEXT POLICY_MAX_BYTES
#define ENOUGH 100000 /* more allocations than anything here makes */

static long to_come = -1; /* allocations before the one that fails; -1: none */
static bool failed_one;
static bool all_of_malloc; /* json-c's too */

static bool fails(bool ours)
{
	if (ours == all_of_malloc || to_come < 0)
		return false;
	if (to_come-- > 0)
		return false;
	failed_one = true;
	return true;
}

static void fail_after(long count)
{
	failed_one = false;
	to_come = count;
}

static void fail_no_more(void)
{
	to_come = -1;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);

#ifdef ALL_OF_MALLOC
#define EXPORTED __attribute__((visibility("default")))

/* glibc's own, under the names that it keeps for this. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

EXPORTED void *malloc(size_t size)
{
	return fails(false) ? NULL : __libc_malloc(size);
}

EXPORTED void *calloc(size_t count, size_t size)
{
	return fails(false) ? NULL : __libc_calloc(count, size);
}

EXPORTED void *realloc(void *old, size_t size)
{
	return fails(false) ? NULL : __libc_realloc(old, size);
}
#endif

void *__wrap_malloc(size_t size)
{
	return fails(true) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails(true) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails(true) ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
	return fails(true) ? NULL : __real_strdup(text);
}

static void read_sample(const char *path, struct buf *out)
{
	autofclose FILE *file = fopen(path, "rbe");
	char chunk[4096];
	size_t size;

	ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
	while ((size = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(out, view_from(chunk, size));
	ck_assert_int_eq(buf_error(out), 0);
}

static void print(const struct policy *p, struct buf *out)
{
	buf_reset(out);
	ck_assert_int_eq(policy_print(p, out), 0);
}

START_TEST(a_policy_is_read_whole_or_not_at_all)
{
	autobuf struct buf text, errors, want, got;
	struct policy *p = NULL;
	long n;

	buf_init(&text, MAX_TEXT);
	buf_init(&want, MAX_TEXT);
	buf_init(&got, MAX_TEXT);
	buf_init(&errors, MAX_TEXT);
	read_sample(SAMPLE, &text);
	ck_assert_int_eq(policy_parse(buf_view(&text), "p", &errors, &p), 0);
	print(p, &want);
	policy_free(p);
	for (n = 0; n < ENOUGH; n++) {
		int r;

		p = NULL;
		buf_done(&errors);
		fail_after(n);
		r = policy_parse(buf_view(&text), "p", &errors, &p);
		fail_no_more();
		ck_assert_msg(r == 0 || r == -ENOMEM, "allocation %ld: %d %.*s",
			      n, r, (int)errors.size, buf_view(&errors).data);
		ck_assert_msg((p != NULL) == (r == 0), "allocation %ld", n);
		if (r < 0)
			continue;
		print(p, &got);
		policy_free(p);
		ck_assert_msg(view_equal(buf_view(&got), buf_view(&want)),
			      "allocation %ld: not the same policy:\n%.*s", n,
			      (int)got.size, got.data);
		if (!failed_one)
			break;
	}
	ck_assert_int_gt(n, 20);
	ck_assert_int_lt(n, ENOUGH);
}
END_TEST

#ifdef ALL_OF_MALLOC
enum fate { FATE_SAME, FATE_REFUSED, FATE_DIFFERENT, FATE_DONE };

/* In a process of its own: what comes of the n-th failure. */
static int parse_failing(struct view text, struct view want, long n)
{
	struct buf errors, got;
	struct policy *p = NULL;
	int r;

	buf_init(&errors, MAX_TEXT);
	buf_init(&got, MAX_TEXT);
	fail_after(n);
	r = policy_parse(text, "p", &errors, &p);
	fail_no_more();
	if (r < 0)
		return r == -ENOMEM ? FATE_REFUSED : FATE_DIFFERENT;
	if (policy_print(p, &got) < 0 || !view_equal(buf_view(&got), want))
		return FATE_DIFFERENT;
	return failed_one ? FATE_SAME : FATE_DONE;
}

/* json-c 0.16 loses a member that it has no memory for without a word, and
 * dies of a key's (json_tokener_parse_ex hands strdup's NULL on).  The one
 * must be noticed; the other is a crash, but no weaker policy. */
START_TEST(json_c_without_memory_makes_no_other_policy)
{
	autobuf struct buf text, errors, want;
	struct policy *p = NULL;
	int status = 0;
	long n;

	buf_init(&text, MAX_TEXT);
	buf_init(&want, MAX_TEXT);
	buf_init(&errors, MAX_TEXT);
	read_sample(SAMPLE, &text);
	ck_assert_int_eq(policy_parse(buf_view(&text), "p", &errors, &p), 0);
	print(p, &want);
	policy_free(p);
	for (n = 0; n < ENOUGH; n++) {
		pid_t child = fork();

		ck_assert_int_ge(child, 0);
		if (child == 0) {
			all_of_malloc = true;
			_exit(parse_failing(buf_view(&text), buf_view(&want),
					    n));
		}
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		if (WIFSIGNALED(status)) {
			ck_assert_int_eq(WTERMSIG(status), SIGSEGV);
			continue;
		}
		if (WEXITSTATUS(status) == FATE_DONE)
			break;
		ck_assert_msg(WEXITSTATUS(status) != FATE_DIFFERENT,
			      "allocation %ld", n);
	}
	ck_assert_int_gt(n, 100);
	ck_assert_int_lt(n, ENOUGH);
}
END_TEST
#endif

START_TEST(a_bad_policy_never_passes_for_want_of_memory)
{
	struct view text =
		VIEW("{\"version\": 2, \"x\": [1, {\"a\": 1, \"a\": 2}], "
		     "\"login\": 5, \"allow\": [{\"name\": \"n\", "
		     "\"actions\": [\"x\"]}]}");
	autobuf struct buf errors;
	struct policy *p = NULL;
	long n;

	buf_init(&errors, MAX_TEXT);
	for (n = 0; n < ENOUGH; n++) {
		int r;

		buf_done(&errors);
		fail_after(n);
		r = policy_parse(text, "p", &errors, &p);
		fail_no_more();
		ck_assert_msg(r == -EINVAL || r == -ENOMEM,
			      "allocation %ld: "
			      "%d",
			      n, r);
		if (!failed_one)
			break;
	}
	ck_assert_int_gt(n, 10);
	ck_assert_int_lt(n, ENOUGH);
}
END_TEST

static int uid_of(void *user, const char *name, uint32_t *ret)
{
	(void)user;
	*ret = (uint32_t)strlen(name);
	return 0;
}

static int members_of(void *user, const char *group, names_uid_fn *fn,
		      void *context)
{
	(void)user;
	(void)group;
	for (uint32_t uid = 0; uid < 1000; uid++)
		fn(context, 5000 - uid);
	return 0;
}

START_TEST(resolving_without_memory_keeps_what_was)
{
	static const struct names names = { uid_of, members_of, NULL, NULL };
	autobuf struct buf errors;
	autopolicy struct policy *p = NULL;
	int r = -ENOMEM;
	long n;

	buf_init(&errors, MAX_TEXT);
	ck_assert_int_eq(policy_parse(VIEW("{\"version\": 1, \"trusted\": "
					   "{\"groups\": [\"a\", \"b\"]}}"),
				      "p", &errors, &p),
			 0);
	for (n = 0; n < ENOUGH && r < 0; n++) {
		fail_after(n);
		r = policy_resolve(p, &names);
		fail_no_more();
		ck_assert(r == 0 || r == -ENOMEM);
		ck_assert(r == 0 || p->trusted_member_count == 0);
	}
	ck_assert_int_eq(r, 0);
	ck_assert_uint_eq(p->trusted_member_count, 2000);
	ck_assert(policy_trusts(p, 4001, VIEW_NONE));
	ck_assert(!policy_trusts(p, 4000, VIEW_NONE));
}
END_TEST

START_TEST(a_buffer_without_memory_keeps_what_it_has)
{
	autobuf struct buf b;

	buf_init(&b, MAX_TEXT);
	buf_add_text(&b, "kept");
	fail_after(0);
	buf_printf(&b, "%5000d", 1);
	fail_no_more();
	ck_assert_int_eq(buf_error(&b), -ENOMEM);
	ck_assert(view_is(buf_view(&b), "kept"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alloc_policy");
	TCase *tcase = tcase_create("alloc_policy");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_policy_is_read_whole_or_not_at_all);
#ifdef ALL_OF_MALLOC
	tcase_add_test(tcase, json_c_without_memory_makes_no_other_policy);
#endif
	tcase_add_test(tcase, a_bad_policy_never_passes_for_want_of_memory);
	tcase_add_test(tcase, resolving_without_memory_keeps_what_was);
	tcase_add_test(tcase, a_buffer_without_memory_keeps_what_it_has);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
