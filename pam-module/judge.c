// SPDX-License-Identifier: BSD-2-Clause
#include "judge.h"

#include <errno.h>
#include <security/pam_ext.h>
#include <string.h>
#include <syslog.h>

#include "host_lookup.h"

#define MAX_MESSAGES (8 << 10)	/* bytes of what is wrong with a policy */
#define MAX_LINES 8		/* of them in the log */
#define BUILT_IN_GROUP "docker" /* as policy_default_text() has it */

static const struct names names = { .gid_of = host_gid_of };

/* Each line of a policy's errors; the file says the rest to `dockwarden policy
 * check`. */
static void log_lines(pam_handle_t *pamh, struct view text)
{
	for (int i = 0; text.size && i < MAX_LINES; i++) {
		const char *newline = memchr(text.data, '\n', text.size);
		size_t size =
			newline ? (size_t)(newline - text.data) : text.size;

		pam_syslog(pamh, LOG_ERR, "%.*s", (int)size, text.data);
		text = view_skip(text, size + (newline != NULL));
	}
}

/* Without a file the built-in policy holds; so it does, for whom is
 * protected, where the file cannot be used. */
static void load_policy(pam_handle_t *pamh, const struct arguments *a,
			struct judgement *j)
{
	autobuf struct buf errors;
	int r;

	buf_init(&errors, MAX_MESSAGES);
	r = policy_load(a->policy, UID_UNSET, &errors, &j->policy);
	if (r == 0)
		return;
	j->built_in = true;
	if (r != -ENOENT) {
		log_lines(pamh, buf_view(&errors));
		j->facts.broken = true;
	}
	r = policy_default(&j->policy);
	if (r < 0) {
		errno = -r;
		pam_syslog(pamh, LOG_CRIT, "the built-in policy: %m");
		j->facts.broken = true;
	}
}

static void fail_lookup(pam_handle_t *pamh, const char *what, int r,
			struct judgement *j)
{
	errno = -r;
	pam_syslog(pamh, LOG_ERR, "%s cannot be looked up: %m", what);
	j->facts.failed = true;
	j->facts.unknown |= r == -ENOMEM;
}

/* There was no memory for any policy: the built-in one's group. */
static int add_built_in(struct protected_groups *groups)
{
	struct protected_group group = { .name = BUILT_IN_GROUP,
					 .by = PROTECTED_BY_NAME };
	int r = host_gid_of(NULL, group.name, &group.gid);

	return r == 0 ? protected_groups_add(groups, group) : r;
}

static void find_groups(pam_handle_t *pamh, struct judgement *j)
{
	int r = subject_add_sockets(&j->groups);

	if (r == 0 && j->policy)
		r = protected_groups_name(&j->groups, j->policy, &names);
	else if (r == 0)
		r = add_built_in(&j->groups);
	if (r < 0 && (r != -ENOENT || j->policy))
		fail_lookup(pamh, "the protected groups", r, j);
}

/* known: the database told his uid and primary group. */
static void find_membership(pam_handle_t *pamh, bool known, struct judgement *j)
{
	int r = 0;

	if (known && !j->subject.groups)
		r = subject_find_groups(&j->subject);
	if (r < 0)
		fail_lookup(pamh, "the user's groups", r, j);
	/* By their names, where the names did not tell their gids. */
	if (known && r == 0 && j->facts.failed && j->policy)
		r = subject_add_named(&j->subject, j->policy, &j->groups);
	if (known)
		j->facts.membership = membership_of(
			&j->groups, &j->subject.account, &j->group);
	if (j->facts.membership != MEMBER_NOT || (known && r == 0))
		return;
	j->group = subject_listed(j->subject.account.name, &j->groups);
	if (j->group)
		j->facts.membership = MEMBER_SUPPLEMENTARY;
}

/* May be asked again: what was found stays. */
static void find_member(pam_handle_t *pamh, bool known, struct judgement *j)
{
	find_groups(pamh, j);
	if (j->groups.count || j->facts.failed)
		find_membership(pamh, known, j);
}

static bool is_in(const struct passwd *user, uint32_t gid)
{
	autofree uint32_t *list = NULL;
	struct account account = { .name = user->pw_name,
				   .uid = user->pw_uid,
				   .gid = user->pw_gid };

	if (host_groups_of(account.name, account.gid, &list,
			   &account.group_count) < 0)
		return false;
	account.groups = list;
	return account_has(&account, gid);
}

/* Is it the caller's own?  su, doas and pkexec keep their caller's real uid,
 * and may still have the caller's groups. */
static bool is_callers(const struct credentials *c, const struct judgement *j,
		       uint32_t gid)
{
	autoroom struct host_room room = { NULL, 0 };
	struct passwd entry;

	if (c->uid == 0 || c->uid == j->subject.account.uid ||
	    host_find_user_by_uid(c->uid, &room, &entry) < 0)
		return false;
	return is_in(&entry, gid);
}

/* A protected group that the user's membership does not explain.  A list that
 * lacks his own groups is not his session's yet: such a group is shed, and
 * speaks against nobody. */
static void find_carried(const struct credentials *c, struct judgement *j)
{
	const struct protected_group *gid = credentials_gid(c, &j->groups);
	const struct protected_group *listed =
		credentials_supplementary(c, &j->groups);

	if (gid && login_gid_is_sessions(j->service, j->has_groups) &&
	    !is_callers(c, j, gid->gid)) {
		j->facts.carried = CARRIED_GID;
		j->group = gid;
	} else if (j->facts.membership != MEMBER_NOT) {
		return; /* the list is as it has to be, or will be */
	} else if (listed && j->has_groups && !is_callers(c, j, listed->gid)) {
		j->facts.carried = CARRIED_SUPPLEMENTARY;
		j->group = listed;
	} else {
		j->sheds = listed != NULL;
	}
}

static void look_at_process(pam_handle_t *pamh, struct judgement *j)
{
	autocredentials struct credentials c = { .groups = NULL };
	int r = credentials_read(&c);

	if (r < 0) {
		fail_lookup(pamh, "the process's groups", r, j);
		return;
	}
	j->has_groups = login_has_groups(&j->subject.account, &j->groups,
					 c.groups, c.group_count);
	find_carried(&c, j);
}

static void ask_policy(pam_handle_t *pamh, const struct arguments *a,
		       struct judgement *j)
{
	int r;

	if (j->facts.broken || !j->policy)
		return;
	j->facts.action = a->has_action ? a->action : j->policy->login_action;
	r = membership_trusts(j->policy, &j->subject.account, &names,
			      &j->facts.trusted);
	if (r < 0)
		fail_lookup(pamh, "a trusted group", r, j);
}

void judge(pam_handle_t *pamh, const struct arguments *a, enum hook hook,
	   struct judgement *ret)
{
	const void *user = NULL, *service = NULL;
	int found;

	*ret = (struct judgement){
		.verdict = LOGIN_OUTSIDE,
		.service = "",
		.facts = { .broken = a->broken,
			   .broken_allows = a->onerr_allow },
	};
	if (pam_get_item(pamh, PAM_USER, &user) != PAM_SUCCESS || !user ||
	    !*(const char *)user) {
		ret->no_user = true;
		return;
	}
	if (pam_get_item(pamh, PAM_SERVICE, &service) != PAM_SUCCESS)
		service = NULL;
	ret->service = service ? service : "";
	found = subject_find(user, &ret->subject);
	if (found == -ENOMEM)
		found = subject_find(user, &ret->subject);
	ret->no_user = found == -ENOENT;
	if (ret->no_user || ret->subject.is_root)
		return;
	if (found < 0)
		fail_lookup(pamh, "the user", found, ret);
	load_policy(pamh, a, ret);
	find_member(pamh, found == 0, ret);
	/* It may have been one allocation of many. */
	if (ret->facts.unknown && found == 0 &&
	    ret->facts.membership == MEMBER_NOT) {
		ret->facts.unknown = ret->facts.failed = false;
		find_member(pamh, true, ret);
	}
	ret->facts.unknown &= ret->facts.membership == MEMBER_NOT;
	if (hook != HOOK_ACCOUNT && ret->groups.count)
		look_at_process(pamh, ret);
	if (login_decide(&ret->facts) == LOGIN_OUTSIDE)
		return;
	ask_policy(pamh, a, ret);
	ret->verdict = login_decide(&ret->facts);
}

void judge_done(struct judgement *j)
{
	policy_free(j->policy);
	protected_groups_done(&j->groups);
	cleanup_subject(&j->subject);
}
