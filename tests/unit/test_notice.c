// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>

#include "buf.h"
#include "format.h"
#include "notice.h"
#include "suite.h"

static struct notice sample(void)
{
	return (struct notice){ .action = ACTION_LOST,
				.severity = SEVERITY_HIGH,
				.reason = VIEW("3 audit events never came"),
				.count = 3,
				.at = UINT64_C(1795308549846),
				.what = 77 };
}

START_TEST(a_notice_is_an_alert_of_the_warden_itself)
{
	struct notice notice = sample();
	struct event event;
	struct alert alert;

	notice_alert(&notice, &event, &alert);
	ck_assert_ptr_eq(alert.event, &event);
	ck_assert(alert.is_notice);
	ck_assert_int_eq(alert.action, ACTION_LOST);
	ck_assert_int_eq(alert.severity, SEVERITY_HIGH);
	ck_assert_int_eq(alert.outcome, OUTCOME_UNKNOWN);
	ck_assert(view_is(alert.rule_id, "DOCKWARDEN_SELF"));
	ck_assert_uint_gt(alert.rule_name.size, 0);
	ck_assert(view_is(alert.reason, "3 audit events never came"));
	ck_assert_uint_eq(alert.count, 3);
	ck_assert_uint_eq(alert.user.id, UID_UNSET);
	ck_assert_uint_eq(alert.user.audit_id, UID_UNSET);
	ck_assert_uint_eq(alert.user.group_id, UID_UNSET);
	ck_assert_uint_eq(alert.session, UINT32_MAX);
	ck_assert(!alert.process.has_pid && !alert.file.is_file);
	ck_assert_uint_eq(event.id.seconds, 1795308549);
	ck_assert_uint_eq(event.id.milliseconds, 846);
	ck_assert_uint_eq(event.id.serial, 0);
	ck_assert_uint_eq(event.count, 0);
	ck_assert_ptr_null(event.node.data);
	ck_assert_uint_eq(strlen(alert.id), ALERT_ID_SIZE - 1);
}
END_TEST

static void id_of(const struct notice *notice, char ret[static ALERT_ID_SIZE])
{
	struct event event;
	struct alert alert;

	notice_alert(notice, &event, &alert);
	memcpy(ret, alert.id, ALERT_ID_SIZE);
}

static void other_action(struct notice *n)
{
	n->action = ACTION_RULE;
}

static void other_node(struct notice *n)
{
	n->node = VIEW("web");
}

static void other_reason(struct notice *n)
{
	n->reason = VIEW("4 audit events never came");
}

static void other_time(struct notice *n)
{
	n->at++;
}

static void other_what(struct notice *n)
{
	n->what++;
}

static void other_severity(struct notice *n)
{
	n->severity = SEVERITY_LOW;
}

static void other_count(struct notice *n)
{
	n->count++;
}

static const struct {
	const char *name;
	void (*change)(struct notice *n);
	bool apart;
} changes[] = {
	{ "action", other_action, true }, { "node", other_node, true },
	{ "reason", other_reason, true }, { "time", other_time, true },
	{ "what", other_what, true },	  { "severity", other_severity, false },
	{ "count", other_count, false },
};

START_TEST(what_makes_its_id)
{
	struct notice notice = sample();
	char one[ALERT_ID_SIZE], other[ALERT_ID_SIZE];

	id_of(&notice, one);
	id_of(&notice, other);
	ck_assert_str_eq(one, other);
	changes[_i].change(&notice);
	id_of(&notice, other);
	ck_assert_msg((strcmp(one, other) != 0) == changes[_i].apart, "%s",
		      changes[_i].name);
}
END_TEST

/* It has no records, no file, no process: a format must stand that. */
START_TEST(every_format_writes_it)
{
	struct notice notice = sample();
	const struct format *format;
	struct event event;
	struct alert alert;
	autobuf struct buf out;

	buf_init(&out, FORMAT_MAX_LINE);
	notice_alert(&notice, &event, &alert);
	for (size_t i = 0; (format = format_at(i)); i++) {
		buf_reset(&out);
		ck_assert_int_eq(format->write(&alert, &out), 0);
		ck_assert_ptr_nonnull(
			memmem(out.data, out.size, "events never came", 17));
		ck_assert_ptr_eq(memchr(out.data, '\n', out.size),
				 out.data + out.size - 1);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("notice");
	TCase *tcase = tcase_create("notice");

	tcase_add_test(tcase, a_notice_is_an_alert_of_the_warden_itself);
	tcase_add_loop_test(tcase, what_makes_its_id, 0, ROWS(changes));
	tcase_add_test(tcase, every_format_writes_it);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
