// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "policy.h"
#include "suite.h"

#define GOOD "tests/data/policies/good/"
#define BAD "tests/data/policies/bad/"
#define MAX_TEXT (2 * POLICY_MAX_BYTES)

static struct dirent **good, **bad;
static int good_count, bad_count;

static int is_json(const struct dirent *entry)
{
	return view_ends(view_of(entry->d_name), VIEW(".json"));
}

/* Appends the content of directory/name. */
static void read_file(const char *directory, const char *name, struct buf *out)
{
	autofree char *path = NULL;
	autofclose FILE *file = NULL;
	char chunk[4096];
	size_t size;

	ck_assert_int_gt(asprintf(&path, "%s%s", directory, name), 0);
	file = fopen(path, "rbe");
	ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
	while ((size = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(out, view_from(chunk, size));
	ck_assert_int_eq(buf_error(out), 0);
}

static struct policy *parsed(struct view text)
{
	autobuf struct buf errors;
	struct policy *p = NULL;
	int r;

	buf_init(&errors, MAX_TEXT);
	r = policy_parse(text, "policy.json", &errors, &p);
	ck_assert_msg(r == 0, "%d: %.*s", r, (int)errors.size,
		      errors.size ? errors.data : "");
	ck_assert_uint_eq(errors.size, 0);
	ck_assert_ptr_nonnull(p);
	return p;
}

static void refused(const char *name, struct view text, struct view want)
{
	struct policy decoy, *p = &decoy;
	autobuf struct buf errors;
	int r;

	buf_init(&errors, MAX_TEXT);
	r = policy_parse(text, "policy.json", &errors, &p);
	ck_assert_msg(r == -EINVAL, "%s: got %d", name, r);
	ck_assert_ptr_eq(p, &decoy); /* untouched */
	ck_assert_msg(view_equal(buf_view(&errors), want),
		      "%s: got:\n%.*swant:\n%.*s", name, (int)errors.size,
		      errors.size ? errors.data : "", (int)want.size,
		      want.data);
}

/* Appends the printed policy that the text is. */
static void print_again(struct view text, struct buf *out)
{
	autopolicy struct policy *p = parsed(text);

	ck_assert_int_eq(policy_print(p, out), 0);
}

#define ck_assert_same(name, a, b)                                         \
	ck_assert_msg(view_equal(a, b), "%s: got:\n%.*swant:\n%.*s", name, \
		      (int)(a).size, (a).data, (int)(b).size, (b).data)

START_TEST(a_good_policy_prints_as_one_that_reads_the_same)
{
	autobuf struct buf text, once, twice;

	buf_init(&text, MAX_TEXT);
	buf_init(&once, MAX_TEXT);
	buf_init(&twice, MAX_TEXT);
	read_file(GOOD, good[_i]->d_name, &text);
	print_again(buf_view(&text), &once);
	print_again(buf_view(&once), &twice);
	ck_assert_same(good[_i]->d_name, buf_view(&twice), buf_view(&once));
}
END_TEST

START_TEST(a_bad_policy_is_refused_with_every_error_named)
{
	autofree char *name = strdup(bad[_i]->d_name);
	autobuf struct buf text, want;

	buf_init(&text, MAX_TEXT);
	buf_init(&want, MAX_TEXT);
	read_file(BAD, name, &text);
	memcpy(name + strlen(name) - 4, "txt", 4);
	read_file(BAD, name, &want);
	ck_assert_uint_gt(want.size, 0);
	refused(name, buf_view(&text), buf_view(&want));
}
END_TEST

START_TEST(what_a_policy_leaves_out_is_as_in_the_built_in_one)
{
	autopolicy struct policy *built_in = NULL;
	autobuf struct buf minimal, text;

	buf_init(&minimal, MAX_TEXT);
	buf_init(&text, MAX_TEXT);
	print_again(VIEW("{\"version\":1}"), &minimal);
	ck_assert_same("minimal", buf_view(&minimal), policy_default_text());
	ck_assert_int_eq(policy_default(&built_in), 0);
	ck_assert_int_eq(policy_print(built_in, &text), 0);
	ck_assert_same("built in", buf_view(&text), policy_default_text());
}
END_TEST

struct flip {
	const char *member;   /* the one thing that is not as built in */
	const char *was, *is; /* in the printed policy */
};

#define RULE(members) "\"allow\": [{\"name\": \"n\", " members "}]"
#define PRINTED_RULE(members)                    \
	"\"allow\": [\n"                         \
	"    { \"name\": \"n\", " members " }\n" \
	"  ],"
#define OUTPUT                                 \
	"    { \"type\": \"file\", \"path\": " \
	"\"/var/log/dockwarden/alerts.json\", \"format\": \"ecs\" }\n"

static const struct flip flips[] = {
	{ "\"docker_groups\": [\"podman\"]", "\"docker_groups\": [\"docker\"]",
	  "\"docker_groups\": [\"podman\"]" },
	{ "\"trusted\": {\"users\": [\"alice\", 2000]}",
	  "\"users\": [\"root\"]", "\"users\": [\"alice\", 2000]" },
	{ "\"trusted\": {\"groups\": [\"wheel\"]}", "\"groups\": []",
	  "\"groups\": [\"wheel\"]" },
	{ "\"login\": {\"action\": \"warn\"}", "\"action\": \"deny\"",
	  "\"action\": \"warn\"" },
	{ "\"login\": {\"action\": \"strip\"}", "\"action\": \"deny\"",
	  "\"action\": \"strip\"" },
	{ "\"login\": {\"message\": \"No.\"}",
	  "\"Docker access for this account needs approval.\"", "\"No.\"" },
	{ RULE("\"items\": [\"A\", \"b.1\"]"), "\"allow\": [],",
	  PRINTED_RULE("\"items\": [\"A\", \"b.1\"]") },
	{ RULE("\"exe\": [\"/usr/bin/make\"]"), "\"allow\": [],",
	  PRINTED_RULE("\"exe\": [\"/usr/bin/make\"]") },
	{ RULE("\"users\": [0, \"a\"]"), "\"allow\": [],",
	  PRINTED_RULE("\"users\": [0, \"a\"]") },
	{ RULE("\"actions\": [\"write\", \"read\"]"), "\"allow\": [],",
	  PRINTED_RULE("\"actions\": [\"read\", \"write\"]") },
	{ "\"watch\": [{\"title\": \"t\", \"item\": \"S_1\", "
	  "\"path\": \"/srv/x\"}]",
	  "\"watch\": [],",
	  "\"watch\": [\n    { \"path\": \"/srv/x\", \"item\": \"S_1\", "
	  "\"title\": \"t\" }\n  ]," },
	{ "\"outputs\": [{\"format\": \"text\", \"type\": \"unix\", "
	  "\"path\": \"/run/s\"}]",
	  OUTPUT,
	  "    { \"type\": \"unix\", \"path\": \"/run/s\", "
	  "\"format\": \"text\" }\n" },
	{ "\"outputs\": [{\"format\": \"ecs\", \"type\": \"stdout\"}]", OUTPUT,
	  "    { \"type\": \"stdout\", \"format\": \"ecs\" }\n" },
};

START_TEST(each_key_changes_what_it_names_and_nothing_else)
{
	const struct flip *f = &flips[_i];
	struct view before = policy_default_text();
	autobuf struct buf text, got, want;
	const char *at;
	size_t head;

	buf_init(&text, MAX_TEXT);
	buf_init(&got, MAX_TEXT);
	buf_init(&want, MAX_TEXT);
	at = memmem(before.data, before.size, f->was, strlen(f->was));
	ck_assert_msg(at != NULL, "%s: not in the built-in policy", f->was);
	head = (size_t)(at - before.data);
	buf_add(&want, view_from(before.data, head));
	buf_add_text(&want, f->is);
	buf_add(&want, view_skip(before, head + strlen(f->was)));
	buf_printf(&text, "{ \"version\": 1, %s }", f->member);
	print_again(buf_view(&text), &got);
	ck_assert_same(f->member, buf_view(&got), buf_view(&want));
}
END_TEST

START_TEST(a_policy_says_what_its_text_says)
{
	autobuf struct buf text;
	autopolicy struct policy *p = NULL;

	buf_init(&text, MAX_TEXT);
	read_file(GOOD, "sample.json", &text);
	p = parsed(buf_view(&text));
	ck_assert_uint_eq(p->trusted_user_count, 2);
	ck_assert_str_eq(p->trusted_users[0].name, "alice");
	ck_assert_uint_eq(p->trusted_users[0].uid, UID_UNSET);
	ck_assert_ptr_null(p->trusted_users[1].name);
	ck_assert_uint_eq(p->trusted_users[1].uid, 2000);
	ck_assert_uint_eq(p->login_action, POLICY_LOGIN_DENY);
	ck_assert_uint_eq(p->allow_count, 1);
	ck_assert_str_eq(p->allow[0].name, "ci deploys");
	ck_assert_uint_eq(p->allow[0].actions,
			  1U << ACTION_WRITE | 1U << ACTION_RENAME);
	ck_assert_str_eq(p->watch[0].path, "/srv/registry/auth");
	ck_assert_str_eq(p->watch[0].item, "SITE_01");
	ck_assert_str_eq(p->watch[0].title, "registry credentials");
	ck_assert_uint_eq(p->output_count, 2);
	ck_assert_uint_eq(p->outputs[1].type, POLICY_OUTPUT_SYSLOG);
	ck_assert_ptr_null(p->outputs[1].path);
}
END_TEST

START_TEST(a_text_over_the_cap_is_refused_unread)
{
	autobuf struct buf text;

	buf_init(&text, MAX_TEXT);
	buf_add_text(&text, "{\"version\": 1}");
	while (text.size < POLICY_MAX_BYTES)
		buf_add_byte(&text, ' ');
	policy_free(parsed(buf_view(&text)));
	buf_add_byte(&text, ' ');
	refused("one byte too many", buf_view(&text),
		VIEW("policy.json: 1048577 bytes, at most 1048576\n"));
}
END_TEST

START_TEST(eight_levels_are_read_and_nine_are_not)
{
	refused("eight", VIEW("{\"version\": 1, \"allow\": [[[[[[[1]]]]]]]}"),
		VIEW("policy.json: allow[0]: expected an object, got a "
		     "list\n"));
	refused("nine", VIEW("{\"version\": 1, \"allow\": [[[[[[[[1]]]]]]]]}"),
		VIEW("policy.json: line 1, column 32: more than 8 levels "
		     "deep\n"));
}
END_TEST

START_TEST(messages_over_the_cap_of_errors_are_left_out_whole)
{
	struct view text = VIEW("{\"version\": 2, \"a\": 1, \"login\": 5}");
	autobuf struct buf errors;
	struct policy *p = NULL;

	buf_init(&errors, 60);
	ck_assert_int_eq(policy_parse(text, "p", &errors, &p), -EINVAL);
	ck_assert_same("errors", buf_view(&errors),
		       VIEW("p: version: expected 1, got 2\n"));
	ck_assert_int_eq(buf_error(&errors), -ENOBUFS);
	ck_assert_ptr_null(p);
}
END_TEST

START_TEST(a_file_name_forges_no_line)
{
	autobuf struct buf errors;
	struct policy *p = NULL;

	buf_init(&errors, MAX_TEXT);
	ck_assert_int_eq(policy_parse(VIEW("{}"), "a\nb\x1b[2J", &errors, &p),
			 -EINVAL);
	ck_assert_same("errors", buf_view(&errors),
		       VIEW("a\\x0ab\\x1b[2J: version: missing\n"));
}
END_TEST

/* Users and groups of a host that there is not. */

struct host_user {
	const char *name;
	uint32_t uid;
	const char *group;
};

static const struct host_user host[] = {
	{ "root", 0, "root" },		 { "alice", 1000, "wheel" },
	{ "bob", 1001, "wheel" },	 { "carol", 1002, "staff" },
	{ "ghost", UID_UNSET, "wheel" },
};

#define HOST_USERS (sizeof(host) / sizeof(host[0]))

static int uid_of(void *user, const char *name, uint32_t *ret)
{
	const int *failure = user;

	for (size_t i = 0; !*failure && i < HOST_USERS; i++)
		if (strcmp(host[i].name, name) == 0) {
			*ret = host[i].uid;
			return 0;
		}
	return *failure ? *failure : -ENOENT;
}

static int members_of(void *user, const char *group, names_uid_fn *fn,
		      void *context)
{
	const int *failure = user;
	int found = -ENOENT;

	for (size_t i = 0; !*failure && i < HOST_USERS; i++)
		if (strcmp(host[i].group, group) == 0) {
			fn(context, host[i].uid);
			found = 0;
		}
	return *failure ? *failure : found;
}

#define TRUST                                                              \
	"{\"version\": 1, \"trusted\": {\"users\": [\"carol\", \"dave\", " \
	"3000], \"groups\": [\"wheel\", \"nobody-has-it\"]}}"

struct trust_case {
	const char *name;
	uint32_t uid;
	struct view log_name;
	bool want;
};

#define TEXT(literal)                        \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

static const struct trust_case trusts[] = {
	{ "a number that is listed", 3000, { NULL, 0 }, true },
	{ "a number counts whatever the log calls it", 3000, TEXT("eve"),
	  true },
	{ "a name by its resolved uid", 1002, { NULL, 0 }, true },
	{ "a name by the log's name", 77, TEXT("carol"), true },
	{ "a name that this host does not know", 78, TEXT("dave"), true },
	{ "the uid of carol here is eve's where the log was written", 1002,
	  TEXT("eve"), false },
	{ "a name is compared whole", 77, TEXT("caro"), false },
	{ "a name is compared with its end", 77, TEXT("carol\0x"), false },
	{ "an empty name is no name of the list", 1002, TEXT(""), false },
	{ "a member of a trusted group", 1000, { NULL, 0 }, true },
	{ "another member", 1001, TEXT("bob"), true },
	{ "root, who is not listed", 0, TEXT("root"), false },
	{ "somebody else", 1003, { NULL, 0 }, false },
	{ "an unset login uid, though two names have none",
	  UID_UNSET,
	  { NULL, 0 },
	  false },
	{ "an unset login uid with a trusted name", UID_UNSET, TEXT("carol"),
	  false },
};

START_TEST(trust_goes_by_the_logs_name_or_the_resolved_uid)
{
	int failure = 0;
	const struct names names = { uid_of, members_of, NULL, &failure };
	const struct trust_case *c = &trusts[_i];
	autopolicy struct policy *p = parsed(VIEW(TRUST));

	ck_assert_int_eq(policy_resolve(p, &names), 0);
	ck_assert_msg(policy_trusts(p, c->uid, c->log_name) == c->want, "%s",
		      c->name);
}
END_TEST

START_TEST(resolving_again_forgets_what_was)
{
	int failure = 0;
	const struct names names = { uid_of, members_of, NULL, &failure };
	autopolicy struct policy *p = parsed(VIEW(TRUST));

	ck_assert_int_eq(policy_resolve(p, &names), 0);
	ck_assert_uint_eq(p->trusted_member_count, 2);
	failure = -EIO; /* the directory server went away */
	ck_assert_int_eq(policy_resolve(p, &names), 0);
	ck_assert(!policy_trusts(p, 1000, VIEW_NONE));
	ck_assert(!policy_trusts(p, 1002, VIEW_NONE));
	ck_assert(policy_trusts(p, 1002, VIEW("carol")));
	ck_assert(policy_trusts(p, 3000, VIEW_NONE));
	failure = -ENOMEM;
	ck_assert_int_eq(policy_resolve(p, &names), -ENOMEM);
}
END_TEST

START_TEST(users_of_rules_are_resolved_too)
{
	int failure = 0;
	const struct names names = { uid_of, members_of, NULL, &failure };
	autopolicy struct policy *p =
		parsed(VIEW("{\"version\": 1, \"allow\": [{\"name\": \"n\", "
			    "\"users\": [\"bob\", 5]}]}"));
	const struct policy_allow *rule = p->allow;

	ck_assert(!policy_user_listed(rule->users, rule->user_count, 1001,
				      VIEW_NONE));
	ck_assert_int_eq(policy_resolve(p, &names), 0);
	ck_assert(policy_user_listed(rule->users, rule->user_count, 1001,
				     VIEW_NONE));
	ck_assert(policy_user_listed(rule->users, rule->user_count, 5,
				     VIEW_NONE));
	ck_assert(!policy_user_listed(rule->users, rule->user_count, UID_UNSET,
				      VIEW("bob")));
	ck_assert(!policy_user_listed(NULL, 0, 1001, VIEW_NONE));
}
END_TEST

START_TEST(a_file_is_loaded_or_its_fault_named)
{
	char directory[] = "/tmp/policy.XXXXXX";
	char path[64], want[128];
	autobuf struct buf errors;
	autopolicy struct policy *p = NULL;
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	(void)snprintf(path, sizeof(path), "%s/p.json", directory);
	buf_init(&errors, MAX_TEXT);
	ck_assert_int_eq(policy_load(path, geteuid(), &errors, &p), -ENOENT);
	(void)snprintf(want, sizeof(want),
		       "%s: cannot be opened: No such file or directory\n",
		       path);
	ck_assert_same("missing", buf_view(&errors), view_of(want));
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs("{\"version\": 1}", file), 0);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(chmod(path, 0622), 0);
	buf_reset(&errors);
	ck_assert_int_eq(policy_load(path, geteuid(), &errors, &p), -EINVAL);
	(void)snprintf(want, sizeof(want),
		       "%s: can be written by its world (mode 0622)\n", path);
	ck_assert_same("writable", buf_view(&errors), view_of(want));
	ck_assert_int_eq(chmod(path, 0600), 0);
	ck_assert_int_eq(policy_load(path, geteuid(), &errors, &p), 0);
	ck_assert_str_eq(p->docker_groups[0], "docker");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(rmdir(directory), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase,
			    a_good_policy_prints_as_one_that_reads_the_same, 0,
			    good_count);
	tcase_add_loop_test(tcase,
			    a_bad_policy_is_refused_with_every_error_named, 0,
			    bad_count);
	tcase_add_test(tcase,
		       what_a_policy_leaves_out_is_as_in_the_built_in_one);
	tcase_add_loop_test(tcase,
			    each_key_changes_what_it_names_and_nothing_else, 0,
			    sizeof(flips) / sizeof(flips[0]));
	tcase_add_test(tcase, a_policy_says_what_its_text_says);
	tcase_add_test(tcase, a_text_over_the_cap_is_refused_unread);
	tcase_add_test(tcase, eight_levels_are_read_and_nine_are_not);
	tcase_add_test(tcase,
		       messages_over_the_cap_of_errors_are_left_out_whole);
	tcase_add_test(tcase, a_file_name_forges_no_line);
	tcase_add_loop_test(tcase,
			    trust_goes_by_the_logs_name_or_the_resolved_uid, 0,
			    sizeof(trusts) / sizeof(trusts[0]));
	tcase_add_test(tcase, resolving_again_forgets_what_was);
	tcase_add_test(tcase, users_of_rules_are_resolved_too);
	tcase_add_test(tcase, a_file_is_loaded_or_its_fault_named);
}

static void free_list(struct dirent **list, int count)
{
	for (int i = 0; i < count; i++)
		free(list[i]);
	free(list);
}

/* The repository's root is the current directory. */
int main(void)
{
	Suite *suite = suite_create("policy");
	TCase *tcase = tcase_create("policy");
	int failed;

	good_count = scandir(GOOD, &good, is_json, alphasort);
	bad_count = scandir(BAD, &bad, is_json, alphasort);
	if (good_count <= 0 || bad_count <= 0) {
		(void)fprintf(stderr, "no policies in " GOOD " or " BAD "\n");
		return EXIT_FAILURE;
	}
	add_tests(tcase);
	suite_add_tcase(suite, tcase);
	failed = suite_run(suite);
	free_list(good, good_count);
	free_list(bad, bad_count);
	return failed;
}
