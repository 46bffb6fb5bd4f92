// SPDX-License-Identifier: BSD-2-Clause
#include "alerts.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "format.h"

#define MAX_TEXT ((size_t)64 << 20)

static int uid_of(void *user, const char *name, uint32_t *ret)
{
	(void)user;
	if (strcmp(name, "root") != 0)
		return -ENOENT;
	*ret = 0;
	return 0;
}

static int members_of(void *user, const char *group, names_uid_fn *fn,
		      void *context)
{
	(void)user;
	(void)group;
	(void)fn;
	(void)context;
	return -ENOENT;
}

struct policy *alerts_policy(void)
{
	static const struct names names = { uid_of, members_of, NULL, NULL };
	autofree char *text = NULL;
	autobuf struct buf errors;
	struct policy *policy = NULL;
	size_t size;

	buf_init(&errors, MAX_TEXT);
	text = capture_read("tests/data/captures/policy.json", &size);
	ck_assert_int_eq(policy_parse(view_from(text, size), "policy.json",
				      &errors, &policy),
			 0);
	ck_assert_int_eq(policy_resolve(policy, &names), 0);
	return policy;
}

static void on_alert(void *user, const struct alert *alert,
		     const struct verdict *verdict)
{
	struct alerts *a = user;
	struct told *told;

	demand(verdict->kind == alert->verdict, "two verdicts");
	if (a->count == a->capacity) {
		a->capacity = a->capacity ? 2 * a->capacity : 256;
		a->list = reallocarray(a->list, a->capacity, sizeof(*a->list));
		demand(a->list != NULL, "out of memory");
	}
	told = &a->list[a->count++];
	memcpy(told->id, alert->id, sizeof(told->id));
	told->serial = alert->event->id.serial;
	told->action = alert->action;
	told->at = a->text.size;
	demand(format_ecs(alert, &a->text) == 0, "no room for alerts");
	told->size = a->text.size - told->at;
}

struct warden_options alerts_options(const struct policy *policy,
				     struct alerts *ret)
{
	*ret = (struct alerts){ .count = 0 };
	buf_init(&ret->text, MAX_TEXT);
	return (struct warden_options){ .policy = policy,
					.alert = on_alert,
					.user = ret };
}

void alerts_of(const struct lines_list *lines, struct alerts *ret)
{
	autopolicy struct policy *policy = alerts_policy();
	struct warden_options options = alerts_options(policy, ret);
	autowarden struct warden *warden = NULL;

	ck_assert_int_eq(warden_new(&options, &warden), 0);
	for (size_t i = 0; i < lines->count; i++)
		demand(warden_feed(warden, lines->lines[i]) != -ENOMEM,
		       "out of memory");
	warden_flush(warden);
	ret->counts = warden_counts(warden);
}

void alerts_free(struct alerts *a)
{
	buf_done(&a->text);
	free(a->list);
	a->list = NULL;
}

struct view alerts_document(const struct alerts *a, size_t i)
{
	return view_from(a->text.data + a->list[i].at, a->list[i].size);
}

/* libcheck's messages end at 4 KiB. */
static int shown(struct view document)
{
	return document.size < 1500 ? (int)document.size : 1500;
}

void alerts_same(const char *what, const struct alerts *got,
		 const struct alerts *want)
{
	size_t count = got->count < want->count ? got->count : want->count;

	for (size_t i = 0; i < count; i++) {
		struct view g = alerts_document(got, i);
		struct view w = alerts_document(want, i);

		if (!view_equal(g, w))
			ck_abort_msg("%s: alert %zu differs: got\n%.*s"
				     "\nwant\n%.*s",
				     what, i, shown(g), g.data, shown(w),
				     w.data);
	}
	ck_assert_msg(got->count == want->count, "%s: %zu alerts, not %zu",
		      what, got->count, want->count);
}
