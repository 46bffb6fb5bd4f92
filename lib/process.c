// SPDX-License-Identifier: BSD-2-Clause
#include "process.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "path.h"
#include "syscall.h"
#include "table.h"

#define PROCESS_MAX 65536
#define INSTANCE_MAX 1024    /* (node, program) pairs with a known instance */
#define EARLY_EVENTS 256     /* before that, who runs cannot be known */
#define CONSISTENT_ENOUGH 16 /* events that make an instance known */

struct process {
	uint32_t ppid;
	uint32_t consistent; /* events that named its own state as the host */
	uint8_t program;     /* enum program, as last seen */
	bool execed;	     /* … and seen to execute the host's file */
	bool other;	     /* … seen to execute another than it claims */
	bool init;	     /* runc's last step before a container's program */
	bool init_sealed;    /* … and it ran from a sealed copy */
	bool reexec;	     /* executed by itself, by a name under /proc */
	bool late;	     /* became this when its kind's starts were seen */
	bool backup;	     /* of a package manager: kept an old file */
	bool container;
};

/* The one running dockerd or containerd of a node. */
struct instance {
	uint32_t pid;
};

struct processes {
	uint64_t seen; /* events with a process */
	struct table *table;
	struct table *instances;
};

static void cleanup_processes(struct processes **p)
{
	processes_free(*p);
}

int processes_new(struct processes **ret)
{
	__attribute__((cleanup(cleanup_processes))) struct processes *p =
		calloc(1, sizeof(*p));

	if (!p || table_new(PROCESS_MAX, sizeof(struct process), &p->table) ||
	    table_new(INSTANCE_MAX, sizeof(struct instance), &p->instances))
		return -ENOMEM;
	*ret = take(p);
	return 0;
}

void processes_free(struct processes *p)
{
	if (!p)
		return;
	table_free(p->table);
	table_free(p->instances);
	free(p);
}

uint64_t processes_forgotten(const struct processes *p)
{
	return table_forgotten(p->table);
}

const char *evidence_text(enum evidence evidence)
{
	switch (evidence) {
	case EVIDENCE_NONE:
		return "no exec event of this process was seen";
	case EVIDENCE_EXEC:
		return "it was seen to execute the host's file";
	case EVIDENCE_PARENT:
		return "its parent was seen to execute the host's file";
	case EVIDENCE_HISTORY:
		return "no exec event of this process was seen, only that it "
		       "names its state as the host does";
	case EVIDENCE_CONTAINER:
		return "the process was born in a container";
	case EVIDENCE_OTHER:
		return "the file it executed is not the one it claims to be";
	case EVIDENCE_UNSTARTED:
		return "this log shows when such programs start, and did not "
		       "show it of this one";
	case EVIDENCE_SECOND:
		return "another instance is known, and this one was not seen "
		       "to start";
	}
	return "";
}

static struct table_key key_of(const struct call *call, uint32_t pid)
{
	return (struct table_key){ .node = call->node, .a = pid, .b = 0 };
}

/* runc re-executes itself from a sealed copy that has no name on the host:
 * a detached mount ("/"), a memfd or an overlay of one file. */
static bool is_sealed_runc(const struct call *call)
{
	return view_starts(call->comm, VIEW("runc")) &&
	       (view_is(call->exe, "/") || view_is(call->exe, "/runc") ||
		view_starts(call->exe, VIEW("/memfd:runc_cloned")));
}

static bool is_runc_init(const struct call *call)
{
	return view_starts(call->comm, VIEW("runc:["));
}

static bool is_exec(const struct call *call)
{
	const struct syscall *known = syscall_find(call->arch, call->number);

	return call->has_syscall && call->success && known &&
	       known->what == SYSCALL_EXEC;
}

static bool same_daemon(enum program a, enum program b)
{
	return a == b && program_is_runtime(a);
}

/* The event executes a file: is that the host's file that exe= names? */
static void see_exec(struct process *p, const struct call *call,
		     struct objects *objects, struct scratch *s)
{
	const struct path_item *file = call_item(call, ITEM_NORMAL, 0);
	bool deleted;
	struct view exe = path_undeleted(call->exe, &deleted);
	struct view known, name;

	p->execed = p->other = false;
	exe = path_normal(VIEW_NONE, exe, s);
	if (!file || !exe.data)
		return;
	known = objects_find(objects, call->node, file);
	name = path_normal(call->cwd, file->name, s);
	if (is_sealed_runc(call)) {
		p->execed = known.data && program_of(known) == PROGRAM_RUNC;
	} else if (known.data && program_of(known) != PROGRAM_NONE) {
		p->execed = view_equal(known, exe);
		p->other = !p->execed && program_of(exe) != PROGRAM_NONE;
	} else if (call->keyed && name.data) {
		p->execed = view_equal(name, exe);
	}
}

/* A pid that comes with another parent is another process, unless its parent
 * died: init takes over daemons, the shim what its containers leave behind. */
static bool is_another(const struct process *p, const struct call *call,
		       const struct process *parent)
{
	if (p->ppid == call->ppid)
		return false;
	if (call->ppid == 1)
		return !program_is_daemon((enum program)p->program) ||
		       call->euid != 0;
	return !(parent && parent->program == PROGRAM_SHIM);
}

static enum program claimed_program(const struct call *call,
				    struct identity *id, struct scratch *s)
{
	bool deleted;
	struct view exe = path_undeleted(call->exe, &deleted);

	id->sealed = is_sealed_runc(call);
	if (id->sealed)
		return PROGRAM_RUNC;
	return program_of(path_normal(VIEW_NONE, exe, s));
}

static struct instance *instance_of(struct processes *p,
				    const struct call *call,
				    enum program program, bool make)
{
	struct table_key key = { call->node, (uint64_t)program, 1 };
	bool fresh;

	if (program != PROGRAM_DAEMON && program != PROGRAM_CONTAINERD)
		return NULL;
	return make ? table_take(p->instances, key, &fresh) :
		      table_find(p->instances, key);
}

/* Marks a node as one whose log shows the starts of a program: a rule with x
 * watches it.  Rules with -p wa show no start of anything. */
static struct table_key starts_key(const struct call *call,
				   enum program program)
{
	return (struct table_key){ call->node, (uint64_t)program, 2 };
}

static bool sees_starts(struct processes *p, const struct call *call,
			enum program program)
{
	return table_find(p->instances, starts_key(call, program)) != NULL;
}

/* May a shim have this child, outside of any container?  It executes runc,
 * and itself. */
static bool is_child_of_shim(struct processes *p, const struct process *process,
			     const struct call *call, const struct identity *id)
{
	if (id->program == PROGRAM_SHIM)
		return true;
	return id->program == PROGRAM_RUNC &&
	       (id->sealed || process->execed ||
		!sees_starts(p, call, PROGRAM_RUNC));
}

/* After "runc init" comes the container's own program; what runc's comm= and
 * exe= still show is runc. */
static bool has_left_init(const struct process *process,
			  const struct call *call, const struct identity *id)
{
	if (!process->init || (id->sealed && is_runc_init(call)))
		return false;
	return id->sealed || process->init_sealed ||
	       id->program != PROGRAM_RUNC || !is_runc_init(call);
}

/* Is this process, or was it born, inside a container? */
static bool sees_container(struct processes *p, const struct process *process,
			   const struct process *parent,
			   const struct call *call, const struct identity *id)
{
	if (process->container || (parent && parent->container))
		return true;
	if (has_left_init(process, call, id))
		return true;
	if (parent && parent->init && !is_runc_init(call))
		return true;
	/* The shim adopts what its containers leave behind. */
	return parent && parent->program == PROGRAM_SHIM &&
	       !is_child_of_shim(p, process, call, id);
}

/* Does a program of the runtime vouch for this child of its? */
static bool is_kin(const struct process *parent, enum program program)
{
	if (!parent || !parent->execed || parent->container)
		return false;
	if (parent->program == PROGRAM_SHIM)
		return program == PROGRAM_SHIM;
	return program_is_runtime((enum program)parent->program) &&
	       program_is_runtime(program);
}

static enum evidence weigh(struct processes *p, const struct process *process,
			   const struct process *parent,
			   const struct call *call)
{
	enum program program = (enum program)process->program;
	const struct instance *known;

	if (process->container && program != PROGRAM_NONE)
		return EVIDENCE_CONTAINER;
	if (process->other)
		return EVIDENCE_OTHER;
	if (process->execed)
		return EVIDENCE_EXEC;
	if (is_kin(parent, program))
		return EVIDENCE_PARENT;
	/* runc lives for a moment: its start is in the log or nowhere. */
	if ((program == PROGRAM_RUNC || program == PROGRAM_HELPER) &&
	    process->late)
		return EVIDENCE_UNSTARTED;
	known = instance_of(p, call, program, false);
	if (!known || !known->pid)
		return EVIDENCE_NONE;
	if (known->pid == call->ppid)
		return EVIDENCE_PARENT;
	if (known->pid == call->pid)
		return EVIDENCE_HISTORY;
	return process->late ? EVIDENCE_SECOND : EVIDENCE_NONE;
}

static enum trust trust_of(enum evidence evidence)
{
	switch (evidence) {
	case EVIDENCE_EXEC:
	case EVIDENCE_PARENT:
		return TRUST_VERIFIED;
	case EVIDENCE_CONTAINER:
	case EVIDENCE_OTHER:
	case EVIDENCE_UNSTARTED:
	case EVIDENCE_SECOND:
		return TRUST_CONTRADICTED;
	case EVIDENCE_NONE:
	case EVIDENCE_HISTORY:
		break;
	}
	return TRUST_UNVERIFIED;
}

/* The parent's entry is copied: taking the child's may reuse its place. */
static bool copy_parent(struct processes *p, const struct call *call,
			struct process *ret)
{
	const struct process *parent =
		table_find(p->table, key_of(call, call->ppid));

	if (!parent)
		return false;
	*ret = *parent;
	return true;
}

/* runc's and dockerd's children keep the parent's program until they exec. */
static void note_program(struct processes *p, struct process *process,
			 const struct process *parent, const struct call *call,
			 const struct identity *id)
{
	if (process->program != (uint8_t)id->program) {
		if (!is_exec(call))
			process->execed = process->other = false;
		process->late = !id->early && sees_starts(p, call, id->program);
	}
	process->program = (uint8_t)id->program;
	if (!is_exec(call) && !process->execed && parent && parent->execed &&
	    !parent->container &&
	    same_daemon((enum program)parent->program, id->program))
		process->execed = true;
}

/* dockerd executes itself, by a name under /proc, to unpack and to set up
 * networks: such a process is no instance of its own. */
static bool is_reexec(const struct call *call, const struct process *parent)
{
	const struct path_item *file = call_item(call, ITEM_NORMAL, 0);

	return (parent && program_is_runtime((enum program)parent->program)) ||
	       (file && path_below(file->name, VIEW("/proc")));
}

static void note_start(struct processes *p, const struct call *call,
		       struct process *process, const struct process *parent)
{
	enum program program = (enum program)process->program;
	struct instance *instance;
	bool fresh;

	process->reexec = is_reexec(call, parent);
	if (!process->execed)
		return;
	(void)table_take(p->instances, starts_key(call, program), &fresh);
	if (process->reexec)
		return;
	instance = instance_of(p, call, program, true);
	if (instance)
		instance->pid = call->pid;
}

/* What the event says of the process is put into its entry. */
static void note(struct processes *p, struct process *process,
		 const struct process *parent, const struct call *call,
		 struct identity *id)
{
	process->ppid = call->ppid;
	note_program(p, process, parent, call, id);
	if (sees_container(p, process, parent, call, id))
		process->container = true;
	if (id->program == PROGRAM_RUNC && is_runc_init(call)) {
		process->init = true;
		process->init_sealed |= id->sealed;
	}
	if (is_exec(call))
		note_start(p, call, process, parent);
}

struct identity processes_see(struct processes *p, const struct call *call,
			      struct objects *objects, struct scratch *s)
{
	struct identity id = { .trust = TRUST_UNVERIFIED };
	struct process copy, *process;
	const struct process *parent;
	bool fresh;

	/* A record of the daemon's own tells no effective uid. */
	id.service = call->auid == UID_UNSET &&
		     (call->euid == UID_UNSET ? call->uid : call->euid) == 0;
	if (!call->has_syscall || call->pid == PID_UNKNOWN)
		return id;
	id.early = p->seen++ < EARLY_EVENTS;
	parent = copy_parent(p, call, &copy) ? &copy : NULL;
	id.program = claimed_program(call, &id, s);
	process = table_take(p->table, key_of(call, call->pid), &fresh);
	if (!fresh && is_another(process, call, parent))
		*process = (struct process){ 0 };
	if (is_exec(call))
		see_exec(process, call, objects, s);
	note(p, process, parent, call, &id);
	id.child_of_runtime = parent && parent->execed && !parent->container &&
			      program_is_runtime((enum program)parent->program);
	id.evidence = weigh(p, process, parent, call);
	id.trust = trust_of(id.evidence);
	id.container = process->container;
	id.service &= !id.container;
	id.consistent = process->consistent;
	id.backup = process->backup;
	return id;
}

void processes_backup(struct processes *p, const struct call *call)
{
	struct process *process = table_find(p->table, key_of(call, call->pid));

	if (process)
		process->backup = true;
}

void processes_consistent(struct processes *p, const struct call *call,
			  const struct identity *identity)
{
	const struct process *parent =
		table_find(p->table, key_of(call, call->ppid));
	bool child = parent && same_daemon((enum program)parent->program,
					   identity->program);
	struct process *process = table_find(p->table, key_of(call, call->pid));
	struct instance *instance;

	if (!process || identity->evidence != EVIDENCE_NONE ||
	    ++process->consistent < CONSISTENT_ENOUGH || process->reexec ||
	    child)
		return;
	instance = instance_of(p, call, identity->program, true);
	if (instance &&
	    (!instance->pid || !sees_starts(p, call, identity->program)))
		instance->pid = call->pid;
}
