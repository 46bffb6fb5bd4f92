// SPDX-License-Identifier: BSD-2-Clause
#include "trail.h"

#include "enrol.h"
#include "gate.h"
#include "number.h"
#include "syscall.h"

static struct change self_change(enum action action, const char *detail)
{
	return (struct change){
		.action = action,
		.outcome = OUTCOME_SUCCESS,
		.object = { .path = VIEW_NONE,
			    .recorded = VIEW_NONE,
			    .rule = WATCH_ITEM_SELF,
			    .class = WATCH_AUDIT,
			    .known = KNOWN_NOT },
		.target = VIEW_NONE,
		.group = VIEW_NONE,
		.member = VIEW_NONE,
		.key = VIEW_NONE,
		.detail = view_of(detail),
	};
}

static bool number_field(const struct record *r, const char *name,
			 uint64_t *ret)
{
	struct field f;

	return record_field(r, name, &f) &&
	       number_decimal(f.value, UINT64_MAX, ret) == 0;
}

static bool text_field(const struct change_world *world, const struct record *r,
		       const char *name, struct view *ret)
{
	struct field f;

	return record_field(r, name, &f) &&
	       field_text(&f, world->scratch, ret) == 0;
}

/* res=1, res=0; DAEMON_* records say res=success. */
static enum outcome result_of(const struct record *r)
{
	struct field f;

	if (!record_field(r, "res", &f))
		return OUTCOME_UNKNOWN;
	return view_is(f.value, "1") || view_is(f.value, "success") ?
		       OUTCOME_SUCCESS :
		       OUTCOME_FAILURE;
}

/* A setting of the audit system: when is its new value a loss? */
struct setting {
	const char *name;
	const char *detail;
	bool (*is_loss)(uint64_t value, uint64_t old);
};

static bool is_zero(uint64_t value, uint64_t old)
{
	(void)old;
	return value == 0;
}

static bool was_on(uint64_t value, uint64_t old)
{
	return value == 0 && old != 0;
}

static bool is_set(uint64_t value, uint64_t old)
{
	(void)old;
	return value != 0;
}

static bool is_less(uint64_t value, uint64_t old)
{
	return value < old;
}

static bool is_taken_over(uint64_t value, uint64_t old)
{
	return value && old && value != old;
}

/* kernel/audit.c audit_receive_msg, audit_log_config_change */
static const struct setting settings[] = {
	{ "audit_enabled", "auditing was switched off", is_zero },
	{ "audit_rate_limit", "a rate limit drops records", is_set },
	{ "audit_backlog_limit", "the backlog was made smaller", is_less },
	{ "audit_failure", "lost records are no longer reported", was_on },
	{ "audit_pid", "another process took the audit daemon's place",
	  is_taken_over },
	{ "lost", "the count of lost records was reset", is_zero },
};

static size_t find_setting(const struct record *r, struct change *ret)
{
	size_t count = sizeof(settings) / sizeof(settings[0]);

	for (size_t i = 0; i < count; i++) {
		uint64_t value, old = 0;

		if (!number_field(r, settings[i].name, &value))
			continue;
		(void)number_field(r, "old", &old);
		*ret = self_change(ACTION_AUDIT, settings[i].detail);
		ret->outcome = result_of(r);
		ret->harmless = !settings[i].is_loss(value, old);
		if (ret->harmless)
			ret->detail = VIEW("an audit setting was changed");
		return 1;
	}
	return 0;
}

/* The command line, NUL between its words and none behind the last
 * (kernel/auditsc.c audit_proctitle_rtrim); NONE if it is not there. */
static struct view title_of(const struct call *call, struct scratch *s)
{
	for (size_t i = 0; i < call->event->count; i++) {
		const struct record *r = &call->event->records[i];
		struct field f;
		struct view text;

		if (r->type == RECORD_PROCTITLE &&
		    record_field(r, "proctitle", &f) &&
		    field_text(&f, s, &text) == 0)
			return text;
	}
	return VIEW_NONE;
}

/* A rule that says "never" only ever leaves records out. */
static bool says_never(const struct call *call, struct scratch *s)
{
	struct view title = title_of(call, s);

	return title.size && memmem(title.data, title.size, "never", 5);
}

/* Is the host loading its own rules again, as augenrules and auditd's unit
 * do?  That removes each rule before it adds it. */
static bool is_reload(const struct call *call, struct scratch *s)
{
	return view_is(call->exe, "/usr/sbin/auditctl") &&
	       view_ends(title_of(call, s),
			 VIEW("auditctl\0-R\0/etc/audit/audit.rules"));
}

/* A rule without a key from a file that is not the host's own: whether it
 * records or leaves out is not told. */
static bool is_untold(const struct call *call, const struct record *r,
		      struct scratch *s)
{
	struct view title = title_of(call, s);
	struct field key;

	return record_field(r, "key", &key) && view_is(key.value, "(null)") &&
	       title.size && memmem(title.data, title.size, "\0-R\0", 4);
}

/* list=: AUDIT_FILTER_TASK 1, EXCLUDE 5, FS 6 (linux/audit.h).  A rule there
 * only ever leaves records out. */
static bool list_silences(const struct record *r)
{
	uint64_t list;

	return number_field(r, "list", &list) &&
	       (list == 1 || list == 5 || list == 6);
}

/* The object of a rule, where the kernel names it: a watch that went with its
 * directory. */
static void set_rule_object(const struct change_world *world,
			    const struct record *r, struct change *change)
{
	struct view path;

	if (!text_field(world, r, "path", &path) &&
	    !text_field(world, r, "dir", &path))
		return;
	change->object.path = change->object.recorded = path;
	change->object.known = KNOWN_NAME;
	change->object.watch = watches_find(world->watches, path);
}

static size_t find_rule(const struct change_world *world,
			const struct call *call, const struct record *r,
			struct change *ret)
{
	struct view op;
	bool adds, removes, ours;

	if (!text_field(world, r, "op", &op))
		return 0;
	adds = view_is(op, "add_rule") || view_is(op, "add rule");
	removes = view_is(op, "remove_rule") || view_is(op, "remove rule") ||
		  view_is(op, "autoremove_rule");
	if (!adds && !removes)
		return 0;
	*ret = self_change(ACTION_RULE, "an audit rule was removed");
	(void)text_field(world, r, "key", &ret->key);
	set_rule_object(world, r, ret);
	ours = record_has_docker_key(r) || ret->object.watch;
	ret->outcome = result_of(r);
	if (removes) {
		ret->harmless = is_reload(call, world->scratch);
		return ours;
	}
	ret->harmless =
		is_reload(call, world->scratch) ||
		(!list_silences(r) && !says_never(call, world->scratch) &&
		 !is_untold(call, r, world->scratch));
	ret->detail = ret->harmless ?
			      VIEW("an audit rule was added") :
			      VIEW("an audit rule that leaves records out, or "
				   "may, was added");
	return ours || !ret->harmless;
}

static size_t find_feature(const struct record *r, struct change *ret)
{
	uint64_t old, new;

	if (!number_field(r, "old", &old) || !number_field(r, "new", &new) ||
	    !old || new)
		return 0;
	*ret = self_change(ACTION_AUDIT,
			   "a protection of the login uid was switched off");
	ret->outcome = result_of(r);
	return 1;
}

/* PID 1 stops the audit daemon when the host goes down. */
static size_t find_daemon(const struct change_world *world,
			  const struct call *call, const struct record *r,
			  struct change *ret)
{
	switch (r->type) {
	case RECORD_DAEMON_START:
		if (!world->daemon_died)
			return 0;
		*ret = self_change(ACTION_AUDIT,
				   "the audit daemon starts and had not been "
				   "stopped: it was killed, or the host was");
		break;
	case RECORD_DAEMON_END:
		*ret = self_change(ACTION_AUDIT,
				   "the audit daemon was stopped");
		ret->harmless = call->pid == 1 && world->going_down;
		break;
	case RECORD_DAEMON_ABORT:
		*ret = self_change(ACTION_AUDIT, "the audit daemon gave up");
		break;
	case RECORD_DAEMON_ERR:
		*ret = self_change(ACTION_AUDIT,
				   "the audit daemon met an error");
		break;
	case RECORD_DAEMON_CONFIG:
	case RECORD_DAEMON_RECONFIG:
		*ret = self_change(ACTION_AUDIT,
				   "the audit daemon read its configuration "
				   "again");
		ret->harmless = true;
		break;
	default:
		return 0;
	}
	ret->outcome = result_of(r);
	return 1;
}

static size_t find_login(const struct record *r, struct change *ret)
{
	*ret = self_change(ACTION_LOGIN,
			   "the login uid was set by a program that is not a "
			   "login program");
	ret->outcome = result_of(r);
	return 1;
}

/* An io_uring operation on a watched file leaves no record under a plain
 * watch: its setup is all there is to see, where a rule looks for it. */
static size_t find_uring(const struct call *call, struct change *ret)
{
	const struct syscall *made;

	if (!call->keyed || !call->has_syscall || call->has_uring)
		return 0;
	made = syscall_find(call->arch, call->number);
	if (!made || made->what != SYSCALL_URING || call->item_count)
		return 0;
	*ret = self_change(ACTION_AUDIT,
			   "io_uring, which watches do not see, was set up");
	ret->outcome = call->success ? OUTCOME_SUCCESS : OUTCOME_FAILURE;
	return 1;
}

static size_t find_in_record(const struct change_world *world,
			     const struct call *call, const struct record *r,
			     struct change *ret)
{
	switch (r->type) {
	case RECORD_CONFIG_CHANGE:
		if (find_setting(r, ret))
			return 1;
		return find_rule(world, call, r, ret);
	case RECORD_FEATURE_CHANGE:
		return find_feature(r, ret);
	case RECORD_LOGIN:
		return find_login(r, ret);
	case RECORD_DAEMON_START:
	case RECORD_DAEMON_END:
	case RECORD_DAEMON_ABORT:
	case RECORD_DAEMON_ERR:
	case RECORD_DAEMON_CONFIG:
	case RECORD_DAEMON_RECONFIG:
		return find_daemon(world, call, r, ret);
	case RECORD_ANOM_LOGIN_ACCT:
		return gate_find(world, r, ret);
	default:
		return enrol_find(world, call, r, ret);
	}
}

size_t trail_find(const struct change_world *world, const struct call *call,
		  struct change ret[static CHANGE_MAX])
{
	size_t count = find_uring(call, ret);

	for (size_t i = 0; i < call->event->count && count < CHANGE_MAX - 1;
	     i++)
		count += find_in_record(world, call, &call->event->records[i],
					&ret[count]);
	return count;
}
