// SPDX-License-Identifier: BSD-2-Clause
#include "finding.h"

#include <stdio.h>

#include "attack.h"
#include "reason.h"
#include "severity.h"
#include "syscall.h"

/* FNV-1a, two of them from different starts: 128 bits. */
struct hash {
	uint64_t a, b;
};

static void hash_bytes(struct hash *h, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++) {
		h->a = (h->a ^ bytes[i]) * 0x100000001B3ULL;
		h->b = (h->b ^ bytes[i]) * 0x9E3779B97F4A7C15ULL;
	}
}

static void hash_u64(struct hash *h, uint64_t n)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(n >> (8 * i));
	hash_bytes(h, bytes, sizeof(bytes));
}

/* Spreads the last bytes' effect over all bits (MurmurHash3's finalizer). */
static uint64_t mixed(uint64_t h)
{
	h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDULL;
	h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53ULL;
	return h ^ (h >> 33);
}

static void hex_u64(uint64_t n, char *to)
{
	for (int i = 0; i < 16; i++)
		to[i] = "0123456789abcdef"[(n >> (60 - 4 * i)) & 15];
}

void finding_id(const struct event *event, enum action action, size_t ordinal,
		char ret[static ALERT_ID_SIZE])
{
	struct hash h = { 0xCBF29CE484222325ULL, 0x6C62272E07BB0142ULL };
	const char *name = action_name(action);

	hash_u64(&h, event->node.size);
	hash_bytes(&h, event->node.data, event->node.size);
	hash_u64(&h, event->id.seconds);
	hash_u64(&h, event->id.milliseconds);
	hash_u64(&h, event->id.serial);
	hash_bytes(&h, name, strlen(name));
	hash_u64(&h, ordinal);
	hex_u64(mixed(h.a), ret);
	hex_u64(mixed(h.b), ret + 16);
	ret[32] = '\0';
}

static void fill_file(const struct change *change, struct alert *alert)
{
	const struct object_seen *o = &change->object;
	struct alert_file *file = &alert->file;

	file->path = o->path;
	file->recorded_path = o->recorded;
	file->target_path = change->target;
	file->is_file = o->path.size > 0;
	if (!o->item)
		return;
	file->inode = o->item->inode;
	file->device_major = o->item->major;
	file->device_minor = o->item->minor;
	file->mode = o->item->mode;
	file->uid = o->item->uid;
	file->gid = o->item->gid;
	file->has_inode = o->item->has_inode;
	file->has_mode = o->item->has_mode;
	file->has_owner = o->item->has_owner;
}

static bool is_argument(struct view name)
{
	return name.size >= 2 && name.data[0] == 'a' && name.data[1] >= '0' &&
	       name.data[1] <= '9';
}

/* A long argument is told in pieces: a1_len=, a1[0]=, a1[1]=, …, the later
 * ones in further EXECVE records (kernel/auditsc.c audit_log_execve_info). */
static void add_argument(struct alert_process *p, const struct field *f,
			 struct scratch *s)
{
	const char *bracket = memchr(f->name.data, '[', f->name.size);
	struct view text, *last;
	char *joined;

	if (view_ends(f->name, VIEW("_len")))
		return;
	if (field_text(f, s, &text))
		text = VIEW("");
	if (bracket && !view_ends(f->name, VIEW("[0]")) && p->arg_count) {
		last = &p->args[p->arg_count - 1];
		joined = scratch_bytes(s, last->size + text.size);
		if (!joined || p->args_cut) {
			p->args_cut = true;
			return;
		}
		memcpy(joined, last->data, last->size);
		memcpy(joined + last->size, text.data, text.size);
		*last = view_from(joined, last->size + text.size);
		return;
	}
	if (p->arg_count == ALERT_MAX_ARGS) {
		p->args_cut = true;
		return;
	}
	p->args[p->arg_count++] = text;
}

static void read_arguments(const struct record *r, struct alert_process *p,
			   struct scratch *s)
{
	struct field_cursor cursor = field_walk(r->body);
	struct field f;

	while (field_next(&cursor, &f))
		if (is_argument(f.name))
			add_argument(p, &f, s);
}

/* The arguments lie in proctitle= with NUL between them. */
static void read_title(const struct record *r, struct alert_process *p,
		       struct scratch *s)
{
	struct field f;
	struct view text;
	char *spaced;

	if (!record_field(r, "proctitle", &f) || field_text(&f, s, &text))
		return;
	spaced = scratch_bytes(s, text.size);
	if (!spaced)
		return;
	for (size_t i = 0; i < text.size; i++)
		spaced[i] = text.data[i] ? text.data[i] : ' ';
	p->title = view_from(spaced, text.size);
}

static void fill_process(const struct call *call, struct scratch *s,
			 struct alert_process *p)
{
	p->pid = call->pid;
	p->ppid = call->ppid;
	p->has_pid = call->pid != PID_UNKNOWN;
	p->has_ppid = call->ppid != PID_UNKNOWN;
	p->executable = call->exe;
	p->name = call->comm;
	p->working_directory = call->cwd;
	for (size_t i = 0; i < call->event->count; i++) {
		const struct record *r = &call->event->records[i];
		struct field f;

		if (r->type == RECORD_EXECVE)
			read_arguments(r, p, s);
		else if (r->type == RECORD_PROCTITLE)
			read_title(r, p, s);
		else if (!p->executable.data && !call->has_syscall &&
			 record_claim(r, "exe", &f))
			(void)field_text(&f, s, &p->executable);
	}
}

static void fill_user(const struct call *call, struct alert_user *user)
{
	user->id = call->euid != UID_UNSET ? call->euid : call->uid;
	user->audit_id = call->auid;
	user->group_id = call->egid;
	user->name = call->euid_name.data ? call->euid_name : VIEW_NONE;
	user->audit_name =
		call->auid != UID_UNSET ? call->auid_name : VIEW_NONE;
}

static struct view number_text(uint64_t number, struct scratch *s)
{
	char text[24];
	int size = snprintf(text, sizeof(text), "%llu",
			    (unsigned long long)number);

	return scratch_copy(s, view_from(text, (size_t)size));
}

static struct view call_name(const struct call *call, struct scratch *s)
{
	const struct syscall *made = NULL;

	if (call->has_syscall && !call->has_uring)
		made = syscall_find(call->arch, call->number);
	else if (call->has_uring)
		made = syscall_of_uring(call->operation);
	if (made)
		return view_of(made->name);
	if (call->number == UINT32_MAX || call->has_uring)
		return VIEW_NONE;
	return number_text(call->number, s);
}

static struct view shown_key(struct view key, struct scratch *s)
{
	char *text;

	if (!key.size)
		return VIEW_NONE;
	text = scratch_bytes(s, key.size);
	if (!text)
		return VIEW_NONE;
	for (size_t i = 0; i < key.size; i++)
		text[i] = key.data[i] == '\x01' ? ',' : key.data[i];
	return view_from(text, key.size);
}

static struct view rule_title(const struct change *change)
{
	const struct watch *watch = change->object.watch;
	const char *title = watch ? watch->title : NULL;

	if (!title)
		title = watch_item_title(change->object.rule);
	return view_of(title ? title : change->object.rule);
}

static struct view authorized_by(const struct verdict *verdict)
{
	if (verdict->kind != VERDICT_AUTHORIZED)
		return VIEW_NONE;
	if (verdict->by == AUTHORITY_SITE)
		return view_of(verdict->rule->name);
	return view_of(authority_name(verdict->by));
}

void finding_alert(const struct finding *finding, struct scratch *s,
		   struct buf *words, struct alert *ret)
{
	const struct change *change = finding->change;
	const struct actor *actor = finding->actor;
	const struct call *call = actor->call;

	*ret = (struct alert){
		.event = call->event,
		.action = change->action,
		.outcome = change->outcome,
		.severity = severity_of(change, actor),
		.verdict = finding->verdict->kind,
		.trust = actor->identity.trust,
		.rule_id = view_of(change->object.rule),
		.rule_name = rule_title(change),
		.policy_rule = authorized_by(finding->verdict),
		.group_name = change->group,
		.member_name = change->member,
		.session = call->session,
		.syscall = call_name(call, s),
		.key = shown_key(change->key.size ? change->key : call->key, s),
		.tty = view_is(call->tty, "(none)") ? VIEW_NONE : call->tty,
		.count = 1,
	};
	finding_id(call->event, change->action, finding->ordinal, ret->id);
	fill_file(change, ret);
	fill_process(call, s, &ret->process);
	fill_user(call, &ret->user);
	buf_reset(words);
	reason_write(change, actor, finding->verdict, words);
	ret->reason = buf_view(words);
	attack_classify(ret, change->object.class, actor->identity.container);
}
