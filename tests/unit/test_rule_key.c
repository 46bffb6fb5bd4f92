// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <stdint.h>

#include "rule_key.h"
#include "suite.h"

/* A rule with room for its texts behind it. */
static union {
	struct audit_rule_data rule;
	char bytes[sizeof(struct audit_rule_data) + 256];
} r;

static void add_number(uint32_t field, uint32_t value)
{
	r.rule.fields[r.rule.field_count] = field;
	r.rule.values[r.rule.field_count++] = value;
}

static void add_text(uint32_t field, struct view text)
{
	memcpy(r.bytes + sizeof(r.rule) + r.rule.buflen, text.data, text.size);
	r.rule.buflen += (uint32_t)text.size;
	add_number(field, (uint32_t)text.size);
}

static void setup(void)
{
	memset(&r, 0, sizeof(r));
	r.rule.flags = AUDIT_FILTER_EXIT;
	r.rule.action = AUDIT_ALWAYS;
}

static const struct {
	struct view key;
	bool docker;
} keys[] = {
	{ VIEW("docker"), true },
	{ VIEW("docker-10"), true },
	{ VIEW("docker-"), true },
	{ VIEW("docker\x01"
	       "docker-10"),
	  true },
	{ VIEW("logins\x01"
	       "docker"),
	  true },
	{ VIEW("logins\x01"
	       "docker-10\x01"
	       "x"),
	  true },
	{ VIEW("dockerd"), false },
	{ VIEW("my-docker"), false },
	{ VIEW("Docker"), false },
	{ VIEW("docke"), false },
	{ VIEW("systemd\x01"
	       "dockers"),
	  false },
	{ VIEW("\x01"), false },
	{ VIEW("\x01\x01"
	       "docker"),
	  true },
	{ VIEW(""), false },
};

START_TEST(keys_of_a_rule)
{
	add_number(AUDIT_ARCH, 0xC000003E);
	add_text(AUDIT_DIR, VIEW("/etc/docker"));
	add_number(AUDIT_PERM, 15);
	add_text(AUDIT_FILTERKEY, keys[_i].key);
	ck_assert(view_equal(rule_key(&r.rule), keys[_i].key));
	ck_assert_msg(rule_key_is_docker(&r.rule) == keys[_i].docker, "%s",
		      keys[_i].key.data);
}
END_TEST

static const uint32_t texts[] = {
	AUDIT_SUBJ_USER,   AUDIT_SUBJ_ROLE,    AUDIT_SUBJ_TYPE, AUDIT_SUBJ_SEN,
	AUDIT_SUBJ_CLR,	   AUDIT_OBJ_USER,     AUDIT_OBJ_ROLE,	AUDIT_OBJ_TYPE,
	AUDIT_OBJ_LEV_LOW, AUDIT_OBJ_LEV_HIGH, AUDIT_WATCH,	AUDIT_DIR,
	AUDIT_EXE,
};

START_TEST(texts_before_the_key_are_passed_over)
{
	add_text(texts[_i], VIEW("docker"));
	ck_assert_ptr_null(rule_key(&r.rule).data);
	ck_assert(!rule_key_is_docker(&r.rule));
	add_text(AUDIT_FILTERKEY, VIEW("other"));
	ck_assert(view_is(rule_key(&r.rule), "other"));
	ck_assert(!rule_key_is_docker(&r.rule));
}
END_TEST

START_TEST(numbers_have_no_text)
{
	for (uint32_t field = AUDIT_PID; field <= AUDIT_MSGTYPE; field++)
		add_number(field, 250);
	add_number(AUDIT_PPID, 250);
	add_number(AUDIT_LOGINUID_SET, 250);
	add_number(AUDIT_INODE, 250);
	add_number(AUDIT_EXIT, 250);
	add_number(AUDIT_FSTYPE, 250);
	add_number(AUDIT_FIELD_COMPARE, 5);
	add_text(AUDIT_FILTERKEY, VIEW("docker"));
	ck_assert(view_is(rule_key(&r.rule), "docker"));
}
END_TEST

START_TEST(a_rule_without_a_key)
{
	ck_assert_ptr_null(rule_key(&r.rule).data);
	add_number(AUDIT_ARCH, 0xC000003E);
	ck_assert_ptr_null(rule_key(&r.rule).data);
	ck_assert(!rule_key_is_docker(&r.rule));
}
END_TEST

static const struct {
	const char *name;
	uint32_t first, second, buflen;
} wrong[] = {
	{ "a key longer than the texts", 0, 7, 6 },
	{ "a text before it takes all", 7, 6, 6 },
	{ "a text before it takes most", 3, 6, 6 },
	{ "the largest numbers", UINT32_MAX, UINT32_MAX, 6 },
	{ "numbers whose sum wraps", 4, UINT32_MAX - 3, 6 },
};

START_TEST(lengths_that_do_not_fit_are_no_key)
{
	add_text(AUDIT_DIR, VIEW("docker"));
	r.rule.values[0] = wrong[_i].first;
	add_number(AUDIT_FILTERKEY, wrong[_i].second);
	r.rule.buflen = wrong[_i].buflen;
	ck_assert_msg(!rule_key(&r.rule).data, "%s", wrong[_i].name);
	ck_assert(!rule_key_is_docker(&r.rule));
}
END_TEST

START_TEST(more_fields_than_there_can_be)
{
	r.rule.field_count = UINT32_MAX;
	ck_assert_ptr_null(rule_key(&r.rule).data);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rule_key");
	TCase *tcase = tcase_create("rule_key");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, keys_of_a_rule, 0, ROWS(keys));
	tcase_add_loop_test(tcase, texts_before_the_key_are_passed_over, 0,
			    ROWS(texts));
	tcase_add_test(tcase, numbers_have_no_text);
	tcase_add_test(tcase, a_rule_without_a_key);
	tcase_add_loop_test(tcase, lengths_that_do_not_fit_are_no_key, 0,
			    ROWS(wrong));
	tcase_add_test(tcase, more_fields_than_there_can_be);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
