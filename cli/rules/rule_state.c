// SPDX-License-Identifier: BSD-2-Clause
#include "rule_state.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "printable.h"
#include "rule_print.h"
#include "rule_probe.h"
#include "rule_profile.h"

#define MAX_PATH_SHOWN 1024 /* bytes of a path as it prints */
#define IN_FILES "dockwarden rules > /etc/audit/rules.d/20-dockwarden.rules"

static void release(void *value)
{
	struct rule_state *state = value;

	rule_list_done(&state->rules);
	free(state->coverages);
	rule_files_done(&state->files);
	free(state);
}

static bool is_judged(const struct object *object)
{
	return object->kind == OBJECT_FILE ||
	       object->kind == OBJECT_DIRECTORY ||
	       object->kind == OBJECT_SOCKET;
}

/* 0 or -ENOMEM. */
static int judge_all(struct rule_state *state, const struct check_host *host)
{
	const struct object_list *objects = &state->wanted->objects;
	int r = 0;

	state->coverages =
		calloc(objects->count + 1, sizeof(*state->coverages));
	if (!state->coverages)
		return -ENOMEM;
	for (size_t i = 0; r == 0 && i < objects->count; i++) {
		state->coverages[i].kind = COVERED_NOT;
		if (is_judged(&objects->list[i]))
			r = rule_judge(&state->rules, host, &objects->list[i],
				       &state->coverages[i]);
	}
	if (r == 0 && host->live)
		state->probe_error = check_host_note(
			host, rule_probe(&state->rules, host, objects,
					 state->coverages, &state->probe_why));
	return r;
}

static int make(const struct check_host *host, void **ret)
{
	const struct rule_wanted *wanted;
	struct rule_state *state;
	int r = rule_wanted_of(host, &wanted);

	if (r < 0)
		return r;
	state = calloc(1, sizeof(*state));
	if (!state)
		return -ENOMEM;
	state->wanted = wanted;
	state->rules_error =
		rule_list_read(host, &state->rules, &state->rules_why);
	state->files_error =
		rule_files_read(host, &state->files, &state->files_why);
	r = state->rules_error < 0 ? 0 : judge_all(state, host);
	if (r < 0)
		release(state);
	else
		*ret = state;
	return r;
}

int rule_state_of(const struct check_host *host, const struct rule_state **ret)
{
	static const struct once_kind kind = { make, release };
	const void *value;
	int r = once_get(host, &kind, &value);

	if (r < 0)
		return r;
	*ret = value;
	return 0;
}

static void add_path(const struct object *object, struct buf *out)
{
	printable_word(out, view_of(object->path), MAX_PATH_SHOWN);
	if (strcmp(object->path, object->real) != 0) {
		buf_add_text(out, " (");
		printable_word(out, view_of(object->real), MAX_PATH_SHOWN);
		buf_add_byte(out, ')');
	}
}

/* Would the files' rules cover it?  Then where: "FILE:3: -w /etc/docker …". */
static bool add_file_rule(const struct rule_state *state,
			  const struct check_host *host,
			  const struct object *object, struct buf *out)
{
	struct coverage coverage;

	if (state->files_error < 0)
		return false;
	if (rule_judge(&state->files.rules, host, object, &coverage) < 0)
		return false;
	if ((coverage.kind != COVERED && coverage.kind != COVERED_KEY) ||
	    !coverage.by)
		return false;
	rule_files_place(&state->files, coverage.by->place, out);
	buf_add_text(out, ": ");
	rule_print_text(host, coverage.by->data, out);
	return true;
}

/* Is it typed as it is seen, as one word? */
static bool is_plain(const char *path)
{
	autobuf struct buf word;

	buf_init(&word, CHECK_MAX_TEXT);
	printable_word(&word, view_of(path), MAX_PATH_SHOWN);
	return view_is(buf_view(&word), path);
}

/* In a rules file a blank has a backslash before it, which a text of a finding
 * has not (check_result.h). */
static void add_line_of(const struct object *object, struct buf *out)
{
	if (is_plain(object->real))
		buf_printf(out, "\"-w %s -k docker\"", object->real);
	else
		buf_add_text(out, "the line that dockwarden rules has for it");
}

/* To audit.rules by hand, or by what writes it rightly. */
static void add_ways(const struct object *object, bool locked, struct buf *out)
{
	if (!rule_profile_writable(view_of(object->real))) {
		buf_add_text(out, "give it a name that a rule can have: no "
				  "control byte, and none of < > & !");
		return;
	}
	if (is_plain(object->real)) {
		buf_add_text(out, "add ");
		add_line_of(object, out);
		buf_add_text(out,
			     " to " RULE_FILES_ONE " and restart auditd; or ");
	}
	buf_add_text(out, IN_FILES " && augenrules --load");
	if (!locked)
		buf_add_text(out, "; at once: dockwarden rules --load");
}

/* What another line after the rule would not mend.  False: it would. */
static bool add_own_remedy(const struct object *object,
			   const struct coverage *coverage, struct buf *out)
{
	if (coverage->kind == COVERED_OFF) {
		buf_add_text(out, "auditctl -e 1, and auditctl -r 0 where a "
				  "rate limit is set; start auditd");
		return true;
	}
	if (coverage->kind == COVERED_KEY) { /* the first that matches */
		buf_add_text(out, "give that rule -k docker, or put ");
		add_line_of(object, out);
		buf_add_text(out, " before it, in the files of " RULE_FILES_DIR
				  "; then augenrules --load");
		return true;
	}
	if (coverage->kind == COVERED_STALE) { /* it is there already */
		buf_add_text(out, "load the rules anew, so that they watch "
				  "what is there now: augenrules --load, whose "
				  "-D takes the old ones out, or restart "
				  "auditd");
		return true;
	}
	return false;
}

/* A remedy that can be typed: the baseline's own line, then today's way. */
static void add_remedy(const struct object *object,
		       const struct coverage *coverage, bool locked,
		       struct buf *out)
{
	const struct rule *by = coverage->by;

	if (add_own_remedy(object, coverage, out))
		return;
	/* A never, or an always of the exclude list. */
	if (by && (by->data->action == AUDIT_NEVER ||
		   coverage->kind == COVERED_MUTED))
		buf_add_text(out, "take that rule out (auditctl -d, and out of "
				  "its file in " RULE_FILES_DIR "); ");
	add_ways(object, locked, out);
}

static const char *const sentences[][2] = {
	[COVERED] = { "changes of ", " are recorded" },
	[COVERED_KEY] = { "changes of ",
			  " are recorded, but under another key than docker" },
	[COVERED_PARTLY] = { "not all changes of ", " are recorded" },
	[COVERED_STALE] = { "changes of ",
			    " are not recorded: the rule watches what was "
			    "there before" },
	[COVERED_LINK] = { "changes of ",
			   " are not recorded: the rule is on the symbolic "
			   "link" },
	[COVERED_SHADOW] = { "changes of ",
			     " are not recorded: a rule before says never" },
	[COVERED_MUTED] = { "changes of ",
			    " are not recorded: another list drops them" },
	[COVERED_OFF] = { "changes of ",
			  " are not recorded: auditing is off or limited" },
	[COVERED_NOT] = { "changes of ", " are not recorded: no rule does" },
};

static enum check_status status_of(enum coverage_kind kind)
{
	if (kind == COVERED)
		return CHECK_PASS;
	return kind == COVERED_KEY ? CHECK_WARN : CHECK_FAIL;
}

static enum check_status say_untried(const struct coverage *coverage,
				     const struct object *object,
				     struct check_draft *draft)
{
	buf_add_text(&draft->what, "whether each change of ");
	add_path(object, &draft->what);
	buf_add_text(&draft->what, " is recorded cannot be told: the rules "
				   "tell more cases apart than are tried");
	rule_judge_say(coverage, &draft->evidence);
	buf_add_text(&draft->remedy,
		     "fewer rules about single users and programs, or the "
		     "object's own rule before them all");
	return CHECK_UNKNOWN;
}

/* Only an attempt tells, and none was made. */
static bool is_unsure(const struct coverage *coverage)
{
	return coverage->kind == COVERED && coverage->across &&
	       !coverage->probed;
}

static enum check_status say_unsure(const struct coverage *coverage,
				    const struct object *object,
				    struct check_draft *draft)
{
	buf_add_text(&draft->what, "changes of ");
	add_path(object, &draft->what);
	buf_add_text(&draft->what, " are recorded if the rule was loaded after "
				   "it was mounted");
	rule_judge_say(coverage, &draft->evidence);
	buf_add_text(&draft->remedy, "dockwarden rules --check on the host "
				     "itself tells; a rule of its own, ");
	add_line_of(object, &draft->remedy);
	buf_add_text(&draft->remedy, ", loaded once it is mounted");
	return CHECK_WARN;
}

static enum check_status judge_loaded(const struct rule_state *state,
				      const struct check_host *host,
				      const struct object *object,
				      struct check_draft *draft)
{
	const struct coverage *coverage =
		&state->coverages[object - state->wanted->objects.list];
	enum check_status status = status_of(coverage->kind);
	bool locked = rule_list_is_locked(&state->rules);
	autobuf struct buf file;

	buf_init(&file, CHECK_MAX_TEXT);
	if (coverage->untried)
		return say_untried(coverage, object, draft);
	if (is_unsure(coverage))
		return say_unsure(coverage, object, draft);
	buf_add_text(&draft->what, sentences[coverage->kind][0]);
	add_path(object, &draft->what);
	buf_add_text(&draft->what, sentences[coverage->kind][1]);
	/* Where no rule is about it, all is said. */
	if (coverage->kind != COVERED_NOT || coverage->about)
		rule_judge_say(coverage, &draft->evidence);
	if (coverage->unprobed)
		buf_add_text(&draft->evidence,
			     " (the rule is listed; whether it works was not "
			     "tried)");
	if (status == CHECK_PASS)
		return status;
	if (status == CHECK_FAIL && coverage->kind != COVERED_OFF &&
	    add_file_rule(state, host, object, &file)) {
		buf_printf(&draft->evidence, "%sin a file, but not loaded: ",
			   draft->evidence.size ? "; " : "");
		buf_add(&draft->evidence, buf_view(&file));
	}
	add_remedy(object, coverage, locked, &draft->remedy);
	if (locked)
		buf_add_text(&draft->remedy,
			     "; then reboot: the rules are " RULE_LIST_UNTIL);
	return status;
}

/* An image has no kernel: what would its next start load? */
static enum check_status judge_files(const struct rule_state *state,
				     const struct check_host *host,
				     const struct object *object,
				     struct check_draft *draft)
{
	const struct coverage none = { .kind = COVERED_NOT };

	buf_add_text(&draft->what, "whether changes of ");
	add_path(object, &draft->what);
	buf_add_text(&draft->what, " are recorded cannot be known: there is "
				   "no listing of the kernel's rules");
	if (add_file_rule(state, host, object, &draft->evidence)) {
		buf_add_text(&draft->evidence, " would record them");
		return CHECK_UNKNOWN;
	}
	if (state->files_error < 0)
		printable_text(&draft->evidence, view_of(state->files_why.text),
			       CHECK_MAX_TEXT);
	else
		buf_add_text(&draft->evidence,
			     "no rule in the files of " RULE_FILES_DIR " does");
	add_remedy(object, &none, false, &draft->remedy);
	return CHECK_UNKNOWN;
}

static enum check_status unread(const struct rule_state *state,
				struct check_draft *draft)
{
	buf_add_text(&draft->what,
		     "the kernel's audit rules could not be read");
	printable_text(&draft->evidence, view_of(state->rules_why.text),
		       CHECK_MAX_TEXT);
	if (state->rules_error == -EPERM || state->rules_error == -EACCES)
		buf_add_text(&draft->remedy, "run the check as root, outside "
					     "of any container");
	return CHECK_UNKNOWN;
}

enum check_status rule_state_judge(const struct rule_state *state,
				   const struct check_host *host,
				   const struct object *object,
				   struct check_draft *draft)
{
	if (object->kind == OBJECT_UNREAD) {
		add_path(object, &draft->what);
		buf_add_text(&draft->what, " could not be looked at");
		return CHECK_UNKNOWN;
	}
	if (object->kind == OBJECT_ABSENT) {
		add_path(object, &draft->what);
		buf_add_text(&draft->what, " is not there");
		return CHECK_NA;
	}
	if (state->rules_error == -ENOENT && !host->live)
		return judge_files(state, host, object, draft);
	if (state->rules_error < 0)
		return unread(state, draft);
	return judge_loaded(state, host, object, draft);
}
