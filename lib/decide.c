// SPDX-License-Identifier: BSD-2-Clause
#include "decide.h"

#include "path.h"
#include "replacement.h"

static const char *const authority_names[AUTHORITY_COUNT] = {
	[AUTHORITY_RUNTIME] = "runtime state",
	[AUTHORITY_VOLUME] = "container volume",
	[AUTHORITY_PACKAGE] = "package manager",
	[AUTHORITY_USER] = "trusted user",
	[AUTHORITY_SITE] = "policy rule",
	[AUTHORITY_HOST] = "host service",
};

static const char *const answers[] = {
	[ANSWER_GRANTED] = "yes",
	[ANSWER_NOT_RUNTIME] = "the program is not the container runtime's",
	[ANSWER_NOT_ITS_STATE] = "the object is not the runtime's own state",
	[ANSWER_NAME_NOT_HOSTS] = "the runtime's identity is unverified and it "
				  "named the object otherwise than the host "
				  "does",
	[ANSWER_UNSEEN] = "nothing in the log shows that the process is the "
			  "program that its exe= claims",
	[ANSWER_CONTRADICTED] = "the process is not the program that its exe= "
				"claims",
	[ANSWER_NOT_A_VOLUME] = "the object is not the data of a container's "
				"volume under the container's own name for it",
	[ANSWER_NOT_PACKAGER] = "the program is not a package manager",
	[ANSWER_NOT_PACKAGED] = "no package owns the object",
	[ANSWER_NOT_A_REPLACEMENT] = "this is not how a package manager "
				     "replaces a file",
	[ANSWER_ACTS_FOR_OTHERS] = "the program acts for whoever asks it, so "
				   "its login uid vouches for nobody",
	[ANSWER_NO_LOGIN] = "the process has no login uid",
	[ANSWER_NOT_TRUSTED] = "the login uid is not trusted",
	[ANSWER_FORGED] = "the login uid was not set by a login program",
	[ANSWER_SHARED_SESSION] = "the session runs the container runtime, "
				  "so containers carry its login uid too",
	[ANSWER_LOGIN_UNSEEN] = "its login is not in the log, and it named "
				"the object otherwise than the host does",
	[ANSWER_IN_CONTAINER] = "the process was born in a container",
	[ANSWER_NO_RULE] = "the policy has no rule",
	[ANSWER_RULE_ITEM] = "the nearest rule does not cover the item",
	[ANSWER_RULE_EXE] = "the nearest rule does not cover the executable",
	[ANSWER_RULE_USER] = "the nearest rule does not cover the user",
	[ANSWER_RULE_ACTION] = "the nearest rule does not cover the action",
	[ANSWER_NOT_A_SERVICE] = "the process is not a service of the host",
	[ANSWER_NOT_ITS_WORK] = "this is not a host service's ordinary work",
	[ANSWER_GATE] = "the PAM module has judged the login by the policy",
};

const char *authority_name(enum authority authority)
{
	return authority_names[authority];
}

const char *answer_text(enum answer answer)
{
	return answers[answer];
}

/* A name inside the root of a layer or container, which dockerd and runc
 * enter: what stands before it on the host ends in that root. */
static bool named_in_layer(const struct object_seen *object)
{
	struct view root = object->path;

	if (!view_ends(object->path, object->recorded))
		return false;
	root.size -= object->recorded.size;
	return view_ends(root, VIEW("/diff")) ||
	       view_ends(root, VIEW("/merged")) ||
	       view_ends(root, VIEW("/rootfs"));
}

bool decide_named_as_host(const struct object_seen *object)
{
	if (object->known == KNOWN_TAIL || object->known == KNOWN_LIKELY ||
	    object->known == KNOWN_NOT)
		return false;
	if (!object->recorded.size || object->recorded.data[0] != '/')
		return true;
	return object->known == KNOWN_NAME ||
	       view_equal(object->path, object->recorded) ||
	       view_starts(object->recorded, VIEW("/var/run/")) ||
	       view_starts(object->recorded, VIEW("/proc/")) ||
	       named_in_layer(object);
}

/* dockerd up to 20.10 makes its key at the first start, and the directory
 * for it: the daemon itself under the host's own name, never a child of its
 * that writes on a client's behalf (docker cp). */
static bool is_own_key(const struct change *change, const struct actor *actor)
{
	const struct object_seen *o = &change->object;

	if (actor->identity.program != PROGRAM_DAEMON ||
	    actor->identity.child_of_runtime ||
	    !view_equal(o->path, o->recorded) || change->action == ACTION_LINK)
		return false;
	if (view_is(o->path, "/etc/docker"))
		return change->action == ACTION_CREATE;
	return view_is(o->path, "/etc/docker/key.json") ||
	       view_starts(o->path, VIEW("/etc/docker/.tmp-key.json"));
}

/* The runtime empties directories of its own by descriptor.  Where the log
 * does not tell which directory that is (it was made before the log begins),
 * a daemon that is known is believed, and any at the log's very beginning. */
static bool is_own_by_descriptor(const struct change *change,
				 const struct actor *actor)
{
	const struct object_seen *o = &change->object;

	if (o->watch || (o->known != KNOWN_NOT && o->known != KNOWN_LIKELY))
		return false;
	/* It opens its containers' pipes again through /proc/self/fd. */
	if (path_item_is(o->item, MODE_PIPE))
		return true;
	return o->recorded.size && o->recorded.data[0] != '/' &&
	       (actor->identity.evidence != EVIDENCE_NONE ||
		actor->identity.consistent > 0 || actor->identity.early) &&
	       change->action == ACTION_DELETE;
}

static bool is_own_state(const struct change *change, const struct actor *actor)
{
	switch (change->object.class) {
	case WATCH_STATE:
		return change->object.known != KNOWN_LIKELY;
	case WATCH_SOCKET:
		return change->action != ACTION_MOUNT;
	case WATCH_PROGRAM:
		/* runc mounts a sealed copy of itself in its run directory. */
		if (change->action == ACTION_MOUNT)
			return actor->identity.program == PROGRAM_RUNC &&
			       actor->identity.trust == TRUST_VERIFIED;
		return change->action == ACTION_EXEC &&
		       actor->identity.child_of_runtime;
	case WATCH_CONFIG:
		return is_own_key(change, actor);
	case WATCH_UNIT:
	case WATCH_ACCOUNTS:
	case WATCH_AUDIT:
	case WATCH_SITE:
		break;
	}
	return false;
}

/* Who claims to be the runtime, with nothing in the log that shows it, is at
 * least root, and nobody's untrusted session. */
static bool may_claim(const struct policy *policy, const struct actor *actor)
{
	const struct call *call = actor->call;

	if (actor->identity.evidence != EVIDENCE_NONE)
		return true;
	return call->euid == 0 &&
	       (call->auid == UID_UNSET ||
		policy_trusts(policy, call->auid, call->auid_name));
}

static enum answer ask_runtime(const struct policy *policy,
			       const struct change *change,
			       const struct actor *actor)
{
	const struct identity *id = &actor->identity;

	if (!program_is_runtime(id->program))
		return ANSWER_NOT_RUNTIME;
	if (id->trust == TRUST_CONTRADICTED || id->container)
		return ANSWER_CONTRADICTED;
	if (!may_claim(policy, actor))
		return ANSWER_UNSEEN;
	if (is_own_by_descriptor(change, actor))
		return ANSWER_GRANTED;
	if (!is_own_state(change, actor))
		return ANSWER_NOT_ITS_STATE;
	/* runc writes below /run; elsewhere its claim alone is not enough. */
	if (id->program == PROGRAM_RUNC && id->evidence == EVIDENCE_NONE &&
	    !path_below(change->object.path, VIEW("/run")) &&
	    change->action != ACTION_MOUNT && change->action != ACTION_EXEC)
		return ANSWER_UNSEEN;
	if (id->trust != TRUST_VERIFIED && id->evidence != EVIDENCE_HISTORY &&
	    !id->consistent && !decide_named_as_host(&change->object))
		return ANSWER_NAME_NOT_HOSTS;
	return ANSWER_GRANTED;
}

/* /var/lib/docker/volumes/NAME/_data and below. */
static bool is_volume_data(struct view path)
{
	static const struct view root = { "/var/lib/docker/volumes/", 24 };
	const char *slash;

	if (!view_starts(path, root))
		return false;
	path = view_skip(path, root.size);
	slash = path.size ? memchr(path.data, '/', path.size) : NULL;
	if (!slash)
		return false;
	return path_below(view_skip(path, (size_t)(slash - path.data)),
			  VIEW("/_data"));
}

/* Names of the runtime's own directories: a container that uses one has the
 * state itself before it, not a volume. */
static bool names_state(struct view name)
{
	static const char *const parts[] = { "/overlay2/", "/containers/",
					     "/image/",	   "/volumes/",
					     "/overlay/",  "/io.containerd.",
					     "/_data",	   "/diff/",
					     "/merged/" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (memmem(name.data, name.size, parts[i], strlen(parts[i])))
			return true;
	return false;
}

static bool is_file_action(enum action action)
{
	return action == ACTION_WRITE || action == ACTION_CREATE ||
	       action == ACTION_DELETE || action == ACTION_RENAME ||
	       action == ACTION_LINK || action == ACTION_ATTRIBUTE ||
	       action == ACTION_EXEC;
}

/* A container has no login uid, or that of whoever started its runtime. */
static bool is_persons(const struct actor *actor)
{
	return actor->call->auid != UID_UNSET && !actor->identity.container &&
	       actor->session != SESSION_HOSTS_RUNTIME;
}

/* A volume is mounted into the container under another name, and what writes
 * there was logged in by nobody. */
static enum answer ask_volume(const struct change *change,
			      const struct actor *actor)
{
	const struct object_seen *o = &change->object;
	bool absolute = o->recorded.size && o->recorded.data[0] == '/';

	if (absolute && path_below(o->recorded, VIEW("/proc")))
		return ANSWER_NOT_A_VOLUME;
	if (o->class != WATCH_STATE || is_persons(actor) ||
	    !is_file_action(change->action))
		return ANSWER_NOT_A_VOLUME;
	/* The path is not told: the name alone can speak against it. */
	if (path_item_is(o->item, MODE_SOCKET) ||
	    path_item_is(o->item, MODE_BLOCK))
		return ANSWER_NOT_A_VOLUME;
	if (o->known == KNOWN_PLACE && o->item->major == 0)
		return ANSWER_GRANTED; /* a container's own root */
	if (o->known == KNOWN_KEY || o->known == KNOWN_PLACE ||
	    o->known == KNOWN_LIKELY)
		return absolute && !names_state(o->recorded) ?
			       ANSWER_GRANTED :
			       ANSWER_NOT_A_VOLUME;
	if (!is_volume_data(o->path) ||
	    (absolute && view_equal(o->path, o->recorded)) ||
	    (absolute &&
	     memmem(o->recorded.data, o->recorded.size, "/_data", 6)) ||
	    (change->target.size && change->action != ACTION_CREATE &&
	     !is_volume_data(change->target)))
		return ANSWER_NOT_A_VOLUME;
	return ANSWER_GRANTED;
}

static bool is_packager(const struct actor *actor)
{
	const struct view comm = actor->call->comm;

	if (actor->identity.program == PROGRAM_PACKAGER)
		return true;
	/* Any script can take that name: one that a person runs is not it. */
	return actor->identity.program == PROGRAM_INTERPRETER &&
	       actor->identity.service &&
	       (view_is(comm, "dnf") || view_is(comm, "yum") ||
		view_is(comm, "dnf-automatic"));
}

/* Configuration that packages bring: not daemon.json, which is the site's. */
static bool is_packaged(const struct object_seen *object)
{
	switch (object->class) {
	case WATCH_PROGRAM:
	case WATCH_UNIT:
	case WATCH_AUDIT:
		return true;
	case WATCH_CONFIG:
		return !view_is(object->path, "/etc/docker/daemon.json");
	case WATCH_STATE:
	case WATCH_SOCKET:
	case WATCH_ACCOUNTS:
	case WATCH_SITE:
		break;
	}
	return false;
}

static enum answer ask_package(const struct change *change,
			       const struct actor *actor)
{
	if (!is_packager(actor))
		return ANSWER_NOT_PACKAGER;
	if (actor->identity.trust == TRUST_CONTRADICTED ||
	    actor->identity.container)
		return ANSWER_CONTRADICTED;
	if (!is_packaged(&change->object))
		return ANSWER_NOT_PACKAGED;
	if (!is_replacement(change, actor->identity.backup))
		return ANSWER_NOT_A_REPLACEMENT;
	return ANSWER_GRANTED;
}

/* A daemon that a trusted user started by hand carries that user's login uid
 * whoever speaks to its socket; a login program has it before anybody's shell
 * runs. */
static bool acts_for_others(const struct change *change,
			    const struct actor *actor)
{
	enum program program = actor->identity.program;

	return change->action != ACTION_EXEC &&
	       (program_is_runtime(program) || program == PROGRAM_LOGIN ||
		program == PROGRAM_JOBS);
}

/* Is the object named by a path that is not its path on the host?  So it is
 * seen from a container whose runtime a trusted user started, and carries that
 * user's login uid. */
static bool is_outside_name(const struct change *change)
{
	const struct object_seen *o = &change->object;

	return change->action != ACTION_EXEC && o->item && o->recorded.size &&
	       o->recorded.data[0] == '/' &&
	       (o->known == KNOWN_KEY || o->known == KNOWN_PLACE ||
		!decide_named_as_host(o));
}

static enum answer ask_user(const struct policy *policy,
			    const struct change *change,
			    const struct actor *actor)
{
	const struct call *call = actor->call;

	if (call->auid == UID_UNSET)
		return ANSWER_NO_LOGIN;
	if (acts_for_others(change, actor))
		return ANSWER_ACTS_FOR_OTHERS;
	if (!policy_trusts(policy, call->auid, call->auid_name))
		return ANSWER_NOT_TRUSTED;
	if (actor->session == SESSION_FORGED)
		return ANSWER_FORGED;
	if (actor->identity.container)
		return ANSWER_IN_CONTAINER;
	if (actor->session == SESSION_HOSTS_RUNTIME &&
	    change->action != ACTION_EXEC &&
	    !(change->action == ACTION_CONNECT &&
	      actor->identity.program == PROGRAM_CLIENT))
		return ANSWER_SHARED_SESSION;
	if (actor->session == SESSION_UNSEEN && is_outside_name(change))
		return ANSWER_LOGIN_UNSEEN;
	return ANSWER_GRANTED;
}

static bool list_has(char *const *list, size_t count, struct view text)
{
	for (size_t i = 0; i < count; i++)
		if (view_is(text, list[i]))
			return true;
	return false;
}

static bool rule_has_user(const struct policy_allow *rule,
			  const struct actor *actor)
{
	const struct call *call = actor->call;

	/* A service has no login uid: then its own uid is meant. */
	if (call->auid == UID_UNSET)
		return policy_user_listed(rule->users, rule->user_count,
					  call->uid, VIEW_NONE);
	return actor->session != SESSION_FORGED &&
	       policy_user_listed(rule->users, rule->user_count, call->auid,
				  call->auid_name);
}

static bool rule_has_exe(const struct policy_allow *rule,
			 const struct actor *actor)
{
	bool deleted;
	struct view exe = path_undeleted(actor->call->exe, &deleted);

	if (!exe.data || actor->identity.trust == TRUST_CONTRADICTED)
		return false;
	for (size_t i = 0; i < rule->exe_count; i++)
		if (path_is(exe, view_of(rule->exe[i])))
			return true;
	return false;
}

static enum answer ask_rule(const struct policy_allow *rule,
			    const struct change *change,
			    const struct actor *actor)
{
	if (rule->item_count && !list_has(rule->items, rule->item_count,
					  view_of(change->object.rule)))
		return ANSWER_RULE_ITEM;
	if (rule->actions && !(rule->actions & 1U << change->action))
		return ANSWER_RULE_ACTION;
	if (rule->exe_count && !rule_has_exe(rule, actor))
		return ANSWER_RULE_EXE;
	if (rule->user_count && !rule_has_user(rule, actor))
		return ANSWER_RULE_USER;
	/* Names and uids inside a container are its own. */
	if (actor->identity.container)
		return ANSWER_IN_CONTAINER;
	return ANSWER_GRANTED;
}

/* How far a rule came: the later the condition that failed, the nearer. */
static int nearness(enum answer answer)
{
	switch (answer) {
	case ANSWER_GRANTED:
		return 5;
	case ANSWER_IN_CONTAINER:
		return 4;
	case ANSWER_RULE_USER:
		return 3;
	case ANSWER_RULE_EXE:
		return 2;
	case ANSWER_RULE_ACTION:
		return 1;
	case ANSWER_RULE_ITEM:
	case ANSWER_NO_RULE:
	case ANSWER_NOT_RUNTIME:
	case ANSWER_NOT_ITS_STATE:
	case ANSWER_NAME_NOT_HOSTS:
	case ANSWER_UNSEEN:
	case ANSWER_CONTRADICTED:
	case ANSWER_NOT_A_VOLUME:
	case ANSWER_NOT_PACKAGER:
	case ANSWER_NOT_PACKAGED:
	case ANSWER_NOT_A_REPLACEMENT:
	case ANSWER_ACTS_FOR_OTHERS:
	case ANSWER_NO_LOGIN:
	case ANSWER_NOT_TRUSTED:
	case ANSWER_FORGED:
	case ANSWER_SHARED_SESSION:
	case ANSWER_LOGIN_UNSEEN:
	case ANSWER_NOT_A_SERVICE:
	case ANSWER_GATE:
	case ANSWER_NOT_ITS_WORK:
		break;
	}
	return 0;
}

static enum answer ask_site(const struct policy *policy,
			    const struct change *change,
			    const struct actor *actor,
			    const struct policy_allow **nearest)
{
	enum answer best = ANSWER_NO_RULE;

	*nearest = NULL;
	for (size_t i = 0; i < policy->allow_count; i++) {
		const struct policy_allow *rule = &policy->allow[i];
		enum answer answer = ask_rule(rule, change, actor);

		if (*nearest && nearness(answer) <= nearness(best))
			continue;
		best = answer;
		*nearest = rule;
		if (answer == ANSWER_GRANTED)
			break;
	}
	return best;
}

/* /var/lib/docker/containers/ID/ID-json.log, .log.1, …: logrotate's business
 * where the site gave it to it. */
static bool is_container_log(const struct object_seen *object)
{
	return path_below(object->path, VIEW("/var/lib/docker/containers")) &&
	       (memmem(object->path.data, object->path.size, "-json.log", 9) ||
		(object->item && object->item->type == ITEM_PARENT));
}

/* PID 1's child makes /etc read-only for the service that it will be
 * (ProtectSystem=full, ReadOnlyPaths=) by binding it over itself in a namespace
 * of its own: what is seen there is what was there. */
static bool is_bound_over_itself(const struct call *call)
{
	const struct path_item *first = NULL;
	size_t count = 0;

	for (size_t i = 0; i < call->item_count; i++) {
		const struct path_item *item = &call->items[i];

		if (!item->has_inode)
			return false;
		if (first && (item->inode != first->inode ||
			      item->major != first->major ||
			      item->minor != first->minor))
			return false;
		first = item;
		count++;
	}
	return count > 1;
}

/* A service executes Docker's programs and speaks to the socket through its
 * client or the runtime; PID 1 makes the sockets; auditd writes its log; a
 * package's scripts add users and groups. */
static bool is_service_work(const struct change *change,
			    const struct actor *actor)
{
	enum program program = actor->identity.program;

	switch (change->action) {
	case ACTION_EXEC:
		return change->object.class == WATCH_STATE ||
		       decide_named_as_host(&change->object);
	case ACTION_CONNECT:
		return program == PROGRAM_CLIENT ||
		       program == PROGRAM_SYSTEMD ||
		       program == PROGRAM_WARDEN || program_is_runtime(program);
	case ACTION_RULE:
	case ACTION_AUDIT:
		return change->harmless;
	case ACTION_CREATE:
	case ACTION_ATTRIBUTE:
	case ACTION_DELETE:
	case ACTION_WRITE:
	case ACTION_RENAME:
		if (change->object.class == WATCH_SOCKET)
			return program == PROGRAM_SYSTEMD &&
			       actor->call->pid == 1;
		if (change->object.class == WATCH_ACCOUNTS)
			return program == PROGRAM_ENROL &&
			       decide_named_as_host(&change->object);
		if (program == PROGRAM_ROTATE)
			return is_container_log(&change->object);
		return program == PROGRAM_AUDIT &&
		       path_below(change->object.path, VIEW("/var/log/audit"));
	case ACTION_MEMBERSHIP:
		/* Which group it is, the tool's own record tells. */
		return program == PROGRAM_ENROL && !change->claimed &&
		       decide_named_as_host(&change->object);
	case ACTION_MOUNT:
		return program == PROGRAM_SYSTEMD && actor->call->ppid == 1 &&
		       is_bound_over_itself(actor->call);
	case ACTION_READ:
	case ACTION_LINK:
	case ACTION_LOGIN:
	case ACTION_LOST:
	case ACTION_COUNT:
		break;
	}
	return false;
}

/* root at work without a person: a service, or a job of cron or at. */
static bool is_service(const struct actor *actor)
{
	const struct call *call = actor->call;

	return actor->identity.service || (actor->session == SESSION_JOB &&
					   call->auid == 0 && call->euid == 0);
}

/* The plugin writing its alerts and its state, as whatever user it runs. */
static bool is_wardens_work(const struct change *change,
			    const struct actor *actor)
{
	struct view path = change->object.path;

	return actor->identity.program == PROGRAM_WARDEN &&
	       actor->call->auid == UID_UNSET &&
	       (path_below(path, VIEW("/var/lib/dockwarden")) ||
		path_below(path, VIEW("/var/log/dockwarden"))) &&
	       decide_named_as_host(&change->object);
}

static enum answer ask_host(const struct change *change,
			    const struct actor *actor)
{
	const struct identity *id = &actor->identity;

	/* A login program opens a session: that is what it is for. */
	if (change->action == ACTION_LOGIN)
		return actor->session == SESSION_FORGED ? ANSWER_FORGED :
							  ANSWER_GRANTED;
	if (id->container)
		return ANSWER_IN_CONTAINER;
	if (id->trust == TRUST_CONTRADICTED)
		return ANSWER_CONTRADICTED;
	if (is_wardens_work(change, actor))
		return ANSWER_GRANTED;
	if (!is_service(actor))
		return ANSWER_NOT_A_SERVICE;
	return is_service_work(change, actor) ? ANSWER_GRANTED :
						ANSWER_NOT_ITS_WORK;
}

struct verdict decide(const struct policy *policy, const struct change *change,
		      const struct actor *actor)
{
	struct verdict v = { .kind = VERDICT_UNAUTHORIZED,
			     .by = AUTHORITY_COUNT };

	v.answers[AUTHORITY_RUNTIME] = ask_runtime(policy, change, actor);
	v.answers[AUTHORITY_VOLUME] = ask_volume(change, actor);
	v.answers[AUTHORITY_PACKAGE] = ask_package(change, actor);
	v.answers[AUTHORITY_USER] = ask_user(policy, change, actor);
	v.answers[AUTHORITY_SITE] = ask_site(policy, change, actor, &v.rule);
	v.answers[AUTHORITY_HOST] = ask_host(change, actor);
	/* Who forges a login uid is not vouched for by the one it took. */
	if (change->action == ACTION_LOGIN && actor->session == SESSION_FORGED)
		v.answers[AUTHORITY_USER] = ANSWER_FORGED;
	/* Whose process it was that asked PAM vouches for nobody. */
	for (int i = 0; change->gate && i < AUTHORITY_COUNT; i++)
		if (i != AUTHORITY_SITE)
			v.answers[i] = ANSWER_GATE;
	for (int i = AUTHORITY_COUNT - 1; i >= 0; i--)
		if (v.answers[i] == ANSWER_GRANTED)
			v.by = (enum authority)i;
	if (v.by != AUTHORITY_COUNT)
		v.kind = VERDICT_AUTHORIZED;
	return v;
}

void decide_explain(const struct verdict *verdict, struct buf *out)
{
	for (int i = 0; i < AUTHORITY_COUNT; i++) {
		enum answer answer = verdict->answers[i];

		buf_printf(out, "  %s: %s%s", authority_names[i],
			   answer == ANSWER_GRANTED ? "" : "no: ",
			   answers[answer]);
		if (i == AUTHORITY_SITE && verdict->rule)
			buf_printf(out, " (\"%s\")", verdict->rule->name);
		buf_add_byte(out, '\n');
	}
}
