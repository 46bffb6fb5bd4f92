// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>

#include "cleanup.h"
#include "command.h"
#include "printable.h"
#include "rule_key.h"
#include "rule_print.h"
#include "rule_state.h"
#include "rules.h"

#define MAX_REPORT ((size_t)64 << 20) /* bytes */

/* What --check prints, and what it has come to. */
struct report {
	const struct check_host *host;
	const struct rule_state *state;
	enum rule_profile profile;
	struct buf out;
	size_t covered, not_covered, unknown;
};

/* "FAIL  changes of /etc/docker are not recorded: …: rule 3 …" */
static void add_line(struct report *r, enum check_status status,
		     const struct check_draft *draft)
{
	buf_printf(&r->out, "%-8s", check_status_name(status));
	buf_add(&r->out, buf_view(&draft->what));
	if (draft->evidence.size) {
		buf_add_text(&r->out, ": ");
		buf_add(&r->out, buf_view(&draft->evidence));
	}
	buf_add_byte(&r->out, '\n');
	r->covered += status == CHECK_PASS;
	r->not_covered += status == CHECK_FAIL || status == CHECK_WARN;
	r->unknown += status == CHECK_UNKNOWN;
}

/* Does the judge of objects look at it? */
static bool is_watch(const struct audit_rule_data *rule)
{
	for (uint32_t i = 0; i < rule->field_count && i < AUDIT_MAX_FIELDS; i++)
		if (rule->fields[i] == AUDIT_PERM)
			return true;
	return false;
}

/* What no watch sees has no object to judge: the rule is there or not. */
static void see_rule(struct report *r, const struct rule *rule)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	rule_print_text(r->host, rule->data, &draft.evidence);
	if (rule_list_find(&r->state->rules, rule->data)) {
		buf_add_text(&draft.what, "loaded");
		add_line(r, CHECK_PASS, &draft);
	} else {
		buf_add_text(&draft.what, "not loaded");
		add_line(r, CHECK_FAIL, &draft);
	}
}

/* The rules of a text that are (or are not) watches. */
static void see_rules(struct report *r, struct view text, bool watches)
{
	autorules struct rule_list wanted = { 0 };
	struct errmsg err = { "" };

	if (rule_list_text(r->host, "the profile", text, &wanted, &err) < 0) {
		command_say("%s", err.text);
		r->unknown++;
		return;
	}
	for (size_t i = 0; i < wanted.count; i++)
		if (is_watch(wanted.rules[i].data) == watches)
			see_rule(r, &wanted.rules[i]);
}

/* What replaces a link leaves what it led to as it was: that is no object to
 * be judged, but its rule is there or not. */
static void see_link(struct report *r, const struct object *object)
{
	autobuf struct buf text;

	buf_init(&text, RULE_PROFILE_MAX);
	if (r->state->rules_error < 0)
		return;
	rule_profile_watch(r->profile, object, &text);
	see_rules(r, buf_view(&text), true);
}

static void judge_objects(struct report *r)
{
	const struct object_list *objects = &r->state->wanted->objects;

	for (size_t i = 0; i < objects->count; i++) {
		const struct object *object = &objects->list[i];
		autodraft struct check_draft draft;
		enum check_status status;

		check_draft_init(&draft);
		if (object->kind != OBJECT_UNREAD &&
		    !rule_profile_has(r->profile, object))
			continue;
		if (object->kind == OBJECT_LINK) {
			see_link(r, object);
			continue;
		}
		status = rule_state_judge(r->state, r->host, object, &draft);
		add_line(r, status, &draft);
	}
}

static void see_gap(struct report *r)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	if (rule_wanted_gap(r->state->wanted, NULL, &draft))
		add_line(r, CHECK_UNKNOWN, &draft);
}

static void see_profile(struct report *r)
{
	autobuf struct buf text;

	buf_init(&text, RULE_PROFILE_MAX);
	rule_profile_print(r->profile, &r->state->wanted->objects, &text);
	see_rules(r, buf_view(&text), false);
}

/* The files and the kernel: what the next start would change. */
static void see_files(struct report *r)
{
	const struct rule_files *files = &r->state->files;

	if (r->state->files_error < 0) {
		command_say("%s", r->state->files_why.text);
		return;
	}
	for (size_t i = 0; i < files->rules.count; i++) {
		const struct rule *rule = &files->rules.rules[i];
		autodraft struct check_draft draft;

		check_draft_init(&draft);
		if (!rule_key_is_docker(rule->data) ||
		    rule_list_find(&r->state->rules, rule->data))
			continue;
		buf_add_text(&draft.what, "in a file, but not loaded");
		rule_files_place(files, rule->place, &draft.evidence);
		buf_add_text(&draft.evidence, ": ");
		rule_print_text(r->host, rule->data, &draft.evidence);
		add_line(r, CHECK_FAIL, &draft);
	}
}

static void see_bad_line(struct report *r)
{
	const struct rule_files *files = &r->state->files;
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	if (r->state->files_error < 0 || !files->bad)
		return;
	buf_add_text(&draft.what, "a line of a file is no rule");
	rule_files_place(files, files->bad, &draft.evidence);
	buf_add_text(&draft.evidence, ": ");
	printable_text(&draft.evidence, view_of(files->reason.text),
		       ERRMSG_SIZE * 4);
	add_line(r, CHECK_FAIL, &draft);
}

/* They are gone after the next start: said, since it is no difference yet. */
static void see_unsaved(struct report *r)
{
	size_t count = 0;

	if (r->state->files_error < 0)
		return;
	for (size_t i = 0; i < r->state->rules.count; i++) {
		const struct rule *rule = &r->state->rules.rules[i];

		count += rule_key_is_docker(rule->data) &&
			 !rule_list_find(&r->state->files.rules, rule->data);
	}
	if (count)
		command_say("%zu rule%s with the key docker %s in no file of "
			    "" RULE_FILES_DIR ": gone at the next start",
			    count, count == 1 ? "" : "s",
			    count == 1 ? "is" : "are");
}

/* Without a daemon the kernel prints the records into its log at best. */
static void see_kernel(const struct report *r)
{
	if (rule_list_is_unheard(&r->state->rules))
		command_say(RULE_LIST_UNHEARD ": start auditd");
	if (rule_list_is_locked(&r->state->rules))
		command_say("the rules are " RULE_LIST_UNTIL "%s",
			    r->not_covered ?
				    ": what is not recorded needs a "
				    "change of the files and a reboot" :
				    "");
	if (r->state->probe_error < 0)
		command_say("%s", r->state->probe_why.text);
}

static int finish(struct report *r)
{
	int status;

	buf_printf(&r->out, "%zu recorded, %zu not", r->covered,
		   r->not_covered);
	if (r->unknown)
		buf_printf(&r->out, ", %zu not known", r->unknown);
	buf_add_byte(&r->out, '\n');
	if (buf_error(&r->out)) {
		command_say("the report cannot be made: %s",
			    strerror(-buf_error(&r->out)));
		return STATUS_TROUBLE;
	}
	status = command_print(buf_view(&r->out));
	if (status != STATUS_NOTHING)
		return status;
	if (r->not_covered)
		return STATUS_FOUND;
	return r->unknown ? STATUS_TROUBLE : STATUS_NOTHING;
}

int rules_check(const struct check_host *host, enum rule_profile profile)
{
	struct report r = { .host = host, .profile = profile };
	int status = rule_state_of(host, &r.state);

	if (status < 0) {
		command_say("the rules cannot be compared: %s",
			    strerror(-status));
		return STATUS_TROUBLE;
	}
	if (r.state->rules_error < 0) {
		command_say("the kernel's rules cannot be read: %s",
			    *r.state->rules_why.text ?
				    r.state->rules_why.text :
				    strerror(-r.state->rules_error));
		if (host->live || r.state->rules_error != -ENOENT)
			return STATUS_TROUBLE;
	}
	buf_init(&r.out, MAX_REPORT);
	judge_objects(&r);
	see_gap(&r);
	if (r.state->rules_error == 0) {
		see_profile(&r);
		see_files(&r);
		see_bad_line(&r);
		see_unsaved(&r);
		see_kernel(&r);
	}
	status = finish(&r);
	buf_done(&r.out);
	return status;
}
