// SPDX-License-Identifier: BSD-2-Clause
#include "check_audit.h"

#include <errno.h>

#include "printable.h"
#include "rule_state.h"

#define MAX_PATH_SHOWN 1024

/* The baseline's objects; what the full profile has beside them is more than
 * the items ask.  A link is judged by what it leads to. */
static bool is_of(const struct object *object, const char *item)
{
	return object->baseline && object->kind != OBJECT_LINK &&
	       strcmp(object->item, item) == 0;
}

/* An object that could not be looked at says so itself, of its own item; a
 * unit file that could not be read is a gap in any of them, and daemon.json in
 * those whose objects it names. */
static void say_gap(const struct rule_state *state, struct check_result *result)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	if (rule_wanted_gap(state->wanted, result->item, &draft))
		check_result_add(result, CHECK_UNKNOWN, &draft);
}

static void say_missing(const struct rule_state *state,
			struct check_result *result)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	for (size_t i = 0; i < state->wanted->objects.missing_count; i++) {
		const struct object *object =
			&state->wanted->objects.missing[i];

		if (!is_of(object, result->item))
			continue;
		printable_word(&draft.what, view_of(object->path),
			       MAX_PATH_SHOWN);
		buf_add_text(&draft.what, " is not there");
		check_result_add(result, CHECK_NA, &draft);
	}
	if (!result->count)
		check_result_say(result, CHECK_NA,
				 "nothing of what this item is about is here",
				 "", "");
}

/* Where nobody can read the rules, once is enough. */
static bool is_said(const struct rule_state *state,
		    const struct check_host *host, enum check_status status)
{
	return status == CHECK_UNKNOWN && state->rules_error < 0 &&
	       (host->live || state->rules_error != -ENOENT);
}

/* Neither good nor bad for the item, which asks for the rule: but whoever wants
 * to change the rules, or to read what they record, has to know it.  Without a
 * daemon systemd-journald may read the records, or nobody. */
static void add_state(const struct rule_state *state, enum check_status status,
		      struct check_draft *draft)
{
	struct buf *out = &draft->evidence;

	if (status == CHECK_NA || status == CHECK_UNKNOWN)
		return;
	if (rule_list_is_locked(&state->rules))
		buf_printf(out, "%s" RULE_LIST_UNTIL, out->size ? "; " : "");
	if (status != CHECK_FAIL && rule_list_is_unheard(&state->rules))
		buf_printf(out, "%s" RULE_LIST_UNHEARD, out->size ? "; " : "");
}

static void judge(const struct check_host *host, const struct rule_state *state,
		  struct check_result *result)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	for (size_t i = 0; i < state->wanted->objects.count; i++) {
		const struct object *object = &state->wanted->objects.list[i];
		enum check_status status;

		if (!is_of(object, result->item))
			continue;
		status = rule_state_judge(state, host, object, &draft);
		add_state(state, status, &draft);
		check_result_add(result, status, &draft);
		if (is_said(state, host, status))
			return;
	}
}

void check_audit(const struct check_host *host, struct check_result *result)
{
	const struct rule_state *state;
	int r = rule_state_of(host, &state);

	if (r < 0) {
		check_result_unread(result,
				    "what is to be watched could not be "
				    "looked at",
				    host->name, r);
		return;
	}
	judge(host, state, result);
	say_gap(state, result);
	if (!result->count)
		say_missing(state, result);
}

bool check_audit_is_unheard(const struct check_host *host)
{
	const struct rule_state *state;

	return rule_state_of(host, &state) == 0 &&
	       rule_list_is_unheard(&state->rules);
}
