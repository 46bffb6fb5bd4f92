// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <stdlib.h>

#include "path.h"
#include "suite.h"
#include "watch.h"

#define ITEM(number) "SSE_SEC_APP_DOCKER_" number

static const char site_text[] =
	"{\"version\":1,\"watch\":["
	"{\"path\":\"/srv/registry/auth\",\"item\":\"SITE_01\","
	"\"title\":\"auth\"},"
	"{\"path\":\"/etc/docker/certs.d\",\"item\":\"SITE_02\","
	"\"title\":\"certs\"},"
	"{\"path\":\"/etc/docker/daemon.json\",\"item\":\"SITE_03\","
	"\"title\":\"d\"}]}";

static struct policy *policy;
static struct watches *watches, *site_watches;

static void set_up(void)
{
	static const struct policy no_policy;
	autobuf struct buf errors;

	buf_init(&errors, 4096);
	ck_assert_int_eq(
		policy_parse(view_of(site_text), "p", &errors, &policy), 0);
	ck_assert_int_eq(watches_new(&no_policy, &watches), 0);
	ck_assert_int_eq(watches_new(policy, &site_watches), 0);
}

static void tear_down(void)
{
	watches_free(watches);
	watches_free(site_watches);
	watches_free(NULL);
	policy_free(policy);
}

struct find_case {
	const char *path;
	const char *item; /* NULL: not watched */
	const char *at;	  /* the watch's own path */
};

static const struct find_case finds[] = {
	{ "/etc/docker", ITEM("06"), "/etc/docker" },
	{ "/etc/docker/x/y", ITEM("06"), "/etc/docker" },
	{ "/etc/docker/daemon.json", ITEM("10"), "/etc/docker/daemon.json" },
	{ "/etc/docker/daemon.json.bak", ITEM("06"), "/etc/docker" },
	{ "/etc/dockerfoo", NULL, NULL },
	{ "/etc/docke", NULL, NULL },
	{ "/etc", NULL, NULL },
	{ "/", NULL, NULL },
	{ "", NULL, NULL },
	{ "etc/docker", NULL, NULL },
	{ "/x/etc/docker", NULL, NULL },
	{ "/var/lib/docker/overlay2/l/X", ITEM("05"), "/var/lib/docker" },
	{ "/var/lib/docker-extra", NULL, NULL },
	{ "/run/containerd/containerd.sock", ITEM("08"),
	  "/run/containerd/containerd.sock" },
	{ "/run/containerd/containerd.sock.ttrpc", ITEM("05"),
	  "/run/containerd" },
	{ "/usr/bin/dockerd", ITEM("04"), "/usr/bin/dockerd" },
	{ "/usr/bin/runc", ITEM("12"), "/usr/bin/runc" },
	{ "/usr/bin/containerd-shim-runc-v2", ITEM("11"),
	  "/usr/bin/containerd-shim-runc-v2" },
	{ "/etc/systemd/system/docker.service.d/o.conf", ITEM("07"),
	  "/etc/systemd/system/docker.service.d" },
	{ "/etc/default/docker", ITEM("09"), "/etc/default/docker" },
	{ "/etc/group", ITEM("03"), "/etc/group" },
	{ "/etc/group-", NULL, NULL },
	{ "/var/log/audit/audit.log.1", WATCH_ITEM_SELF, "/var/log/audit" },
};

START_TEST(the_nearest_watch_above_a_path_counts)
{
	const struct find_case *c = &finds[_i];
	const struct watch *found = watches_find(watches, view_of(c->path));

	ck_assert_msg(!found == !c->item, "%s", c->path);
	if (!found)
		return;
	ck_assert_str_eq(found->item, c->item);
	ck_assert_str_eq(found->path, c->at);
	ck_assert_ptr_null(found->title);
	ck_assert_ptr_nonnull(watch_item_title(found->item));
}
END_TEST

START_TEST(a_site_adds_and_replaces)
{
	const struct watch *found;

	found = watches_find(site_watches, VIEW("/srv/registry/auth/htpasswd"));
	ck_assert_str_eq(found->item, "SITE_01");
	ck_assert_str_eq(found->title, "auth");
	ck_assert_int_eq(found->class, WATCH_SITE);
	found = watches_find(site_watches, VIEW("/etc/docker/certs.d/ca.crt"));
	ck_assert_str_eq(found->item, "SITE_02");
	found = watches_find(site_watches, VIEW("/etc/docker/daemon.json"));
	ck_assert_str_eq(found->item, "SITE_03");
	found = watches_find(site_watches, VIEW("/etc/docker/key.json"));
	ck_assert_str_eq(found->item, ITEM("06"));
	ck_assert_ptr_null(watches_find(watches, VIEW("/srv/registry/auth")));
}
END_TEST

static size_t count_of(const struct watches *w)
{
	size_t count = 0;

	while (watches_at(w, count))
		count++;
	return count;
}

START_TEST(each_watch_is_found_by_its_path)
{
	size_t count = count_of(site_watches);

	/* One of the site's three takes a built-in one's place. */
	ck_assert_uint_eq(count, count_of(watches) + 2);
	for (size_t i = 0; i < count; i++) {
		const struct watch *w = watches_at(site_watches, i);

		ck_assert_ptr_eq(watches_find(site_watches, view_of(w->path)),
				 w);
	}
	ck_assert_ptr_null(watches_at(site_watches, SIZE_MAX));
}
END_TEST

START_TEST(a_built_in_path_is_in_normal_form)
{
	struct scratch s;

	ck_assert_int_eq(scratch_init(&s, 256), 0);
	for (size_t i = 0; watches_at(watches, i); i++) {
		const char *path = watches_at(watches, i)->path;
		struct view normal = path_normal(VIEW_NONE, view_of(path), &s);

		ck_assert_msg(view_is(normal, path), "%s", path);
	}
	scratch_done(&s);
}
END_TEST

struct tail_case {
	const char *path, *item, *want;
};

static const struct tail_case tails[] = {
	{ "/host/etc/docker/daemon.json", NULL, "/etc/docker/daemon.json" },
	{ "/mnt/docker/daemon.json", NULL, "/etc/docker/daemon.json" },
	{ "/daemon.json", NULL, "/etc/docker/daemon.json" },
	{ "/x/daemon.json/", NULL, "/etc/docker/daemon.json" },
	{ "/x/usr/bin/runc", NULL, "/usr/bin/runc" },
	{ "/x/usr/sbin/runc", NULL, "/usr/sbin/runc" },
	{ "/host/etc/docker", ITEM("06"), "/etc/docker" },
	{ "/host/etc/docker", ITEM("05"), "/var/lib/docker" },
	{ "/host/etc/docker", ITEM("12"), NULL },
	{ "/etc/dockerfoo", NULL, NULL },
	{ "/", NULL, NULL },
	{ "", NULL, NULL },
};

START_TEST(a_foreign_name_is_known_by_its_end)
{
	const struct tail_case *c = &tails[_i];
	const struct watch *found =
		watches_find_tail(watches, view_of(c->path), c->item);

	ck_assert_msg(!found == !c->want &&
			      (!found || strcmp(found->path, c->want) == 0),
		      "%s: %s", c->path, found ? found->path : "none");
}
END_TEST

struct key_case {
	const char *key, *want;
};

static const struct key_case keys[] = {
	{ "docker-03", ITEM("03") },
	{ "docker-10", ITEM("10") },
	{ "docker-12", ITEM("12") },
	{ "docker-audit", WATCH_ITEM_SELF },
	{ "docker-self", WATCH_ITEM_SELF },
	{ "docker", NULL },
	{ "docker-", NULL },
	{ "docker-1", NULL },
	{ "docker-01", NULL },
	{ "docker-13", NULL },
	{ "docker-010", NULL },
	{ "docker-LF", NULL },
	{ "docker-_0", NULL },
	{ "Docker-10", NULL },
	{ "", NULL },
};

START_TEST(a_key_names_an_item_or_none)
{
	const struct key_case *c = &keys[_i];
	const char *item = watch_item_of_key(view_of(c->key));

	ck_assert_msg(!item == !c->want &&
			      (!item || strcmp(item, c->want) == 0),
		      "%s: %s", c->key, item ? item : "none");
}
END_TEST

START_TEST(only_the_baselines_items_have_titles)
{
	ck_assert_ptr_nonnull(watch_item_title(ITEM("03")));
	ck_assert_ptr_nonnull(watch_item_title(WATCH_ITEM_SELF));
	ck_assert_ptr_null(watch_item_title(ITEM("13")));
	ck_assert_ptr_null(watch_item_title("SITE_01"));
	ck_assert_ptr_null(watch_item_title(""));
}
END_TEST

#define LOOP(tcase, test, table)            \
	tcase_add_loop_test(tcase, test, 0, \
			    (int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
	Suite *suite = suite_create("watch");
	TCase *tcase = tcase_create("watch");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	LOOP(tcase, the_nearest_watch_above_a_path_counts, finds);
	tcase_add_test(tcase, a_site_adds_and_replaces);
	tcase_add_test(tcase, each_watch_is_found_by_its_path);
	tcase_add_test(tcase, a_built_in_path_is_in_normal_form);
	LOOP(tcase, a_foreign_name_is_known_by_its_end, tails);
	LOOP(tcase, a_key_names_an_item_or_none, keys);
	tcase_add_test(tcase, only_the_baselines_items_have_titles);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
