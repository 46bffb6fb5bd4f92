// SPDX-License-Identifier: BSD-2-Clause
#include "enrol.h"

#include "number.h"

static bool is_account_type(uint32_t type)
{
	switch (type) {
	case RECORD_USER_MGMT:
	case RECORD_GRP_MGMT:
	case RECORD_USER_CHAUTHTOK:
	case RECORD_GRP_CHAUTHTOK:
	case RECORD_USER_ACCT:
	case RECORD_ADD_USER:
	case RECORD_DEL_USER:
	case RECORD_ADD_GROUP:
	case RECORD_DEL_GROUP:
	case RECORD_CHGRP_ID:
		return true;
	default:
		return false;
	}
}

/* The free text of op=: up to the next field of the message.  Debian's
 * shadow 4.13 writes op=user alice added by root to group docker acct="…";
 * RHEL's and later ones op=add-user-to-group grp="docker" acct="alice". */
static struct view op_text(const struct record *r)
{
	static const char *const ends[] = { " acct=", " id=", " grp=", " exe=",
					    " hostname=" };
	struct view text = r->body;
	const char *at = memmem(text.data, text.size, "op=", 3);

	if (!at)
		return VIEW_NONE;
	text = view_skip(text, (size_t)(at - text.data) + 3);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		at = memmem(text.data, text.size, ends[i], strlen(ends[i]));
		if (at)
			text.size = (size_t)(at - text.data);
	}
	if (text.size > 1 && text.data[0] == '"') {
		text = view_skip(text, 1);
		if (text.data[text.size - 1] == '"')
			text.size--;
	}
	return text;
}

static bool contains(struct view text, const char *word)
{
	return text.size &&
	       memmem(text.data, text.size, word, strlen(word)) != NULL;
}

/* The word after "group " ("… to group docker"); NONE at the text's end. */
static struct view group_in(struct view text)
{
	const char *at =
		text.size ? memmem(text.data, text.size, "group ", 6) : NULL;

	if (!at)
		return VIEW_NONE;
	text = view_skip(text, (size_t)(at - text.data) + 6);
	/* "to group docker: Permission denied", "group docker/105, new gid: 7" */
	for (size_t i = 0; i < text.size; i++)
		if (strchr(" :/,;", text.data[i]))
			text.size = i;
	return text.size ? text : VIEW_NONE;
}

/* groupmod -n docker other: "new name: docker" */
static bool is_renamed_to(const struct policy *policy, struct view op)
{
	const char *at =
		op.size ? memmem(op.data, op.size, "new name: ", 10) : NULL;
	const char *space;
	struct view name;

	if (!at)
		return false;
	name = view_skip(op, (size_t)(at - op.data) + 10);
	space = memchr(name.data, ' ', name.size);
	if (space)
		name.size = (size_t)(space - name.data);
	return policy_docker_group(policy, name) != NULL;
}

/* Operations on the group itself, where acct= is the group. */
static bool is_of_group(const struct record *r)
{
	return r->type == RECORD_ADD_GROUP || r->type == RECORD_DEL_GROUP ||
	       r->type == RECORD_GRP_MGMT || r->type == RECORD_CHGRP_ID ||
	       r->type == RECORD_GRP_CHAUTHTOK;
}

/* The group that the record names; NONE if it names none. */
static struct view group_of(const struct change_world *world,
			    const struct record *r, struct view op)
{
	struct view group = record_claim_text(r, "grp", world->scratch);

	if (!group.data)
		group = record_claim_text(r, "new_group", world->scratch);
	if (!group.data)
		group = group_in(op);
	/* "modifying group acct=…": acct= is the group's */
	if (!group.data && (is_of_group(r) || contains(op, "ing group")))
		group = record_claim_text(r, "acct", world->scratch);
	return group;
}

/* usermod and useradd of shadow up to 4.17 do not say which group. */
static bool is_unnamed(const struct record *r, struct view op)
{
	/* useradd -g docker: the record has the user's number alone */
	if (r->type == RECORD_ADD_USER && contains(op, "adding user"))
		return true;
	return contains(op, "user to group") ||
	       contains(op, "user to shadow group") ||
	       contains(op, "user from group") ||
	       contains(op, "changing primary group") ||
	       contains(op, "add-user-to-group") ||
	       contains(op, "add-user-to-shadow-group") ||
	       contains(op, "delete-user-from-group");
}

/* "user alice added by root": gpasswd names the member in the text only, and
 * has the group in acct=. */
static struct view member_of(const struct change_world *world,
			     const struct record *r, struct view op)
{
	const char *space;

	if (view_starts(op, VIEW("user "))) {
		op = view_skip(op, 5);
		space = memchr(op.data, ' ', op.size);
		if (space)
			return view_from(op.data, (size_t)(space - op.data));
	}
	return is_of_group(r) ? VIEW_NONE :
				record_claim_text(r, "acct", world->scratch);
}

/* groupadd -o and groupmod -o give a second name to the group that owns the
 * socket: id= and "new gid: " tell the number. */
static bool is_of_socket_group(const struct change_world *world,
			       const struct call *call, const struct record *r,
			       struct view op)
{
	const char *at =
		op.size ? memmem(op.data, op.size, "new gid: ", 9) : NULL;
	uint64_t number;
	uint32_t group;
	struct field f;
	struct view text;

	if (!objects_socket_group(world->objects, call->node, &group))
		return false;
	if (at) {
		text = view_skip(op, (size_t)(at - op.data) + 9);
		at = memchr(text.data, ' ', text.size);
		if (at)
			text.size = (size_t)(at - text.data);
	} else if (r->type == RECORD_ADD_GROUP && record_claim(r, "id", &f)) {
		text = f.value;
	} else {
		return false;
	}
	return number_decimal(text, UINT32_MAX, &number) == 0 &&
	       number == group;
}

static enum outcome claimed_outcome(const struct record *r)
{
	struct field f;

	if (!record_claim(r, "res", &f))
		return OUTCOME_UNKNOWN;
	return view_is(f.value, "success") || view_is(f.value, "1") ?
		       OUTCOME_SUCCESS :
		       OUTCOME_FAILURE;
}

size_t enrol_find(const struct change_world *world, const struct call *call,
		  const struct record *r, struct change *ret)
{
	struct view op, group;
	bool unnamed;

	if (!is_account_type(r->type))
		return 0;
	op = op_text(r);
	/* PAM's own account and password checks change nothing. */
	if (view_starts(op, VIEW("PAM:")))
		return 0;
	group = group_of(world, r, op);
	unnamed = !group.data && is_unnamed(r, op);
	if (!unnamed && !is_of_socket_group(world, call, r, op) &&
	    !is_renamed_to(world->policy, op) &&
	    (!group.data || !policy_docker_group(world->policy, group)))
		return 0;
	*ret = (struct change){
		.action = ACTION_MEMBERSHIP,
		.outcome = claimed_outcome(r),
		.object = { .path = VIEW_NONE,
			    .recorded = VIEW_NONE,
			    .rule = WATCH_ITEM_USERS,
			    .class = WATCH_ACCOUNTS,
			    .known = KNOWN_NOT },
		.target = VIEW_NONE,
		.group = group,
		.member = member_of(world, r, op),
		.group_unnamed = unnamed,
		.claimed = true,
	};
	return 1;
}
