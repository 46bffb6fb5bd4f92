// SPDX-License-Identifier: BSD-2-Clause
#include "call.h"

#include "number.h"
#include "syscall.h"

typedef void set_fn(struct call *c, const struct field *f, struct scratch *s);

/* One field of a record: where its value goes. */
struct field_row {
	const char *name;
	set_fn *set;
};

uint64_t node_hash(struct view node)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < node.size; i++)
		hash = (hash ^ (unsigned char)node.data[i]) *
			       0x100000001B3ULL +
		       1;
	return hash;
}

static void set_u32(const struct field *f, uint32_t *to)
{
	uint64_t n;

	if (number_decimal(f->value, UINT32_MAX, &n) == 0)
		*to = (uint32_t)n;
}

static void set_hex(const struct field *f, uint64_t *to)
{
	uint64_t n;

	if (number_hex(f->value, UINT64_MAX, &n) == 0)
		*to = n;
}

static void set_text(const struct field *f, struct scratch *s, struct view *to)
{
	struct view text;

	if (field_text(f, s, &text) == 0)
		*to = text;
}

#define SETTER(name, body)                                             \
	static void set_##name(struct call *c, const struct field *f, \
			       struct scratch *s)                     \
	{                                                              \
		(void)s;                                               \
		body;                                                  \
	}

SETTER(arch, {
	uint64_t n = c->arch;
	set_hex(f, &n);
	c->arch = (uint32_t)n;
})
SETTER(number, set_u32(f, &c->number))
SETTER(operation, set_u32(f, &c->operation))
SETTER(success, {
	c->has_success = true;
	c->success = view_is(f->value, "yes");
})
SETTER(exit, (void)number_signed(f->value, &c->exit))
SETTER(a0, set_hex(f, &c->args[0]))
SETTER(a1, set_hex(f, &c->args[1]))
SETTER(a2, set_hex(f, &c->args[2]))
SETTER(a3, set_hex(f, &c->args[3]))
SETTER(pid, set_u32(f, &c->pid))
SETTER(ppid, set_u32(f, &c->ppid))
SETTER(auid, set_u32(f, &c->auid))
SETTER(uid, set_u32(f, &c->uid))
SETTER(euid, set_u32(f, &c->euid))
SETTER(egid, set_u32(f, &c->egid))
SETTER(session, set_u32(f, &c->session))
SETTER(comm, set_text(f, s, &c->comm))
SETTER(exe, set_text(f, s, &c->exe))
SETTER(key, {
	c->truncated = false;
	set_text(f, s, &c->key);
})
SETTER(tty, set_text(f, s, &c->tty))
SETTER(cwd, set_text(f, s, &c->cwd))
SETTER(oflag, {
	c->has_openat2 = true;
	(void)number_octal(f->value, UINT64_MAX, &c->openat2_flags);
})

static const struct field_row syscall_fields[] = {
	{ "arch", set_arch },	 { "syscall", set_number },
	{ "success", set_success }, { "exit", set_exit },
	{ "a0", set_a0 },	 { "a1", set_a1 },
	{ "a2", set_a2 },	 { "a3", set_a3 },
	{ "ppid", set_ppid },	 { "pid", set_pid },
	{ "auid", set_auid },	 { "uid", set_uid },
	{ "euid", set_euid },	 { "egid", set_egid },
	{ "tty", set_tty },	 { "ses", set_session },
	{ "comm", set_comm },	 { "exe", set_exe },
	{ "key", set_key },	 { "uring_op", set_operation },
};

static const struct field_row cwd_fields[] = { { "cwd", set_cwd } };
static const struct field_row openat2_fields[] = { { "oflag", set_oflag } };

/* Records that speak of a process but carry no SYSCALL record's fields. */
static const struct field_row process_fields[] = {
	{ "pid", set_pid },	{ "uid", set_uid },
	{ "auid", set_auid },	{ "ses", set_session },
	{ "key", set_key },
};

#define ROWS(table) table, sizeof(table) / sizeof((table)[0])

/* Fields come in the table's order or nearly so: the search for the next
 * begins behind the last one found. */
static void read_fields(struct call *c, const struct record *r,
			struct scratch *s, const struct field_row *rows,
			size_t count)
{
	struct field_cursor cursor = field_walk(r->body);
	struct field f;
	size_t next = 0;

	while (field_next(&cursor, &f) && !f.claimed) {
		for (size_t i = 0; i < count; i++) {
			size_t at = next + i < count ? next + i :
						       next + i - count;

			if (!view_is(f.name, rows[at].name))
				continue;
			rows[at].set(c, &f, s);
			next = at + 1 < count ? at + 1 : 0;
			break;
		}
	}
}

/* auditd's word for a uid; it writes unset and unknown(1000) for those that
 * have no name (audit-userspace common/). */
static void read_name(const struct record *r, const char *name,
		      struct view *ret)
{
	struct field f;

	if (record_enriched(r, name, &f) && !view_is(f.value, "unset") &&
	    !view_starts(f.value, VIEW("unknown")))
		*ret = f.value;
}

static void read_enriched(struct call *c, const struct record *r)
{
	read_name(r, "AUID", &c->auid_name);
	read_name(r, "UID", &c->euid_name);
	read_name(r, "EUID", &c->euid_name);
}

static void read_device(struct view text, struct path_item *item)
{
	const char *colon = memchr(text.data, ':', text.size);
	uint64_t major, minor;

	if (!colon)
		return;
	if (number_hex(view_from(text.data, (size_t)(colon - text.data)),
		       UINT32_MAX, &major) ||
	    number_hex(view_skip(text, (size_t)(colon - text.data) + 1),
		       UINT32_MAX, &minor))
		return;
	item->major = (uint32_t)major;
	item->minor = (uint32_t)minor;
}

static enum item_type item_type_of(struct view text)
{
	static const char *const names[] = {
		[ITEM_UNKNOWN] = "UNKNOWN", [ITEM_NORMAL] = "NORMAL",
		[ITEM_PARENT] = "PARENT",   [ITEM_DELETE] = "DELETE",
		[ITEM_CREATE] = "CREATE",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (view_is(text, names[i]))
			return (enum item_type)i;
	return ITEM_UNKNOWN;
}

static void read_item_field(struct path_item *item, const struct field *f,
			    struct scratch *s)
{
	uint64_t n;

	if (view_is(f->name, "name")) {
		set_text(f, s, &item->name);
	} else if (view_is(f->name, "inode")) {
		item->has_inode = number_decimal(f->value, UINT64_MAX,
						 &item->inode) == 0;
	} else if (view_is(f->name, "dev")) {
		read_device(f->value, item);
	} else if (view_is(f->name, "mode")) {
		item->has_mode = number_octal(f->value, UINT32_MAX, &n) == 0;
		item->mode = item->has_mode ? (uint32_t)n : 0;
	} else if (view_is(f->name, "ouid")) {
		item->has_owner = true;
		set_u32(f, &item->uid);
	} else if (view_is(f->name, "ogid")) {
		set_u32(f, &item->gid);
	} else if (view_is(f->name, "nametype") ||
		   view_is(f->name, "objtype")) {
		item->type = item_type_of(f->value);
	} else if (view_is(f->name, "item")) {
		set_u32(f, &item->place);
	}
}

/* Items may arrive in any order (ausearch prints an event's records last
 * first); a rename's directories are told apart by theirs. */
static void place_item(struct path_item *items, size_t last)
{
	struct path_item item = items[last];
	size_t i = last;

	if (!last || items[last - 1].place <= item.place)
		return;
	for (; i && items[i - 1].place > item.place; i--)
		items[i] = items[i - 1];
	items[i] = item;
}

static void read_item(struct call *c, const struct record *r,
		      struct scratch *s)
{
	struct field_cursor cursor = field_walk(r->body);
	struct path_item *item;
	struct field f;

	if (c->item_count == CALL_MAX_ITEMS) {
		c->items_cut = true;
		return;
	}
	item = &c->items[c->item_count++];
	*item = (struct path_item){ .place = (uint32_t)c->item_count - 1 };
	/* Before nametype= (Linux 3.12) an item is what it is: an object. */
	item->type = ITEM_NORMAL;
	while (field_next(&cursor, &f))
		read_item_field(item, &f, s);
	place_item(c->items, c->item_count - 1);
}

/* saddr=: a struct sockaddr in hex, in the machine's byte order; an AF_UNIX
 * path follows the two bytes of the family, to the first NUL. */
static void read_socket(struct call *c, const struct record *r,
			struct scratch *s)
{
	struct view bytes;
	struct field f;
	const char *nul;

	if (!record_field(r, "saddr", &f) || field_text(&f, s, &bytes) ||
	    bytes.size < 3)
		return;
	if (!(bytes.data[0] == 1 && bytes.data[1] == 0) &&
	    !(bytes.data[0] == 0 && bytes.data[1] == 1))
		return;
	bytes = view_skip(bytes, 2);
	nul = memchr(bytes.data, '\0', bytes.size);
	if (nul)
		bytes.size = (size_t)(nul - bytes.data);
	if (bytes.size)
		c->socket_path = bytes;
}

static void read_caller(struct call *c, const struct record *r,
			struct scratch *s)
{
	c->keyed |= record_has_docker_key(r);
	read_fields(c, r, s, ROWS(syscall_fields));
	read_enriched(c, r);
}

/* Several operations of one io_uring_enter share its event and its items:
 * one that succeeded is the one to speak of. */
static void read_uring(struct call *c, const struct record *r,
		       struct scratch *s)
{
	bool truncated = c->truncated;
	bool succeeded = c->has_uring && c->success;

	c->has_uring = true;
	read_caller(c, r, s);
	c->truncated = truncated;
	c->success |= succeeded;
}

/* Inside io_uring_enter the URINGOP precedes the SYSCALL record
 * (kernel/auditsc.c __audit_uring_exit), which knows more of the caller; the
 * key and the outcome are the operation's. */
static void read_syscall(struct call *c, const struct record *r,
			 struct scratch *s)
{
	bool has_success = c->has_success, success = c->success;
	struct view key = c->key;
	int64_t result = c->exit;

	c->has_syscall = true;
	c->truncated = true;
	c->key = VIEW_NONE;
	read_caller(c, r, s);
	if (!c->has_uring)
		return;
	c->has_success = has_success;
	c->success = success;
	c->exit = result;
	if (key.data)
		c->key = key;
}

static void read_record(struct call *c, const struct record *r,
			struct scratch *s)
{
	switch (r->type) {
	case RECORD_SYSCALL:
		read_syscall(c, r, s);
		break;
	case RECORD_URINGOP:
		read_uring(c, r, s);
		break;
	case RECORD_PATH:
		read_item(c, r, s);
		break;
	case RECORD_CWD:
		read_fields(c, r, s, ROWS(cwd_fields));
		break;
	case RECORD_OPENAT2:
		read_fields(c, r, s, ROWS(openat2_fields));
		break;
	case RECORD_SOCKADDR:
		read_socket(c, r, s);
		break;
	case RECORD_LOGIN:
	case RECORD_CONFIG_CHANGE:
		if (!c->has_syscall) {
			read_fields(c, r, s, ROWS(process_fields));
			read_enriched(c, r);
			c->truncated = false;
		}
		c->keyed |= record_has_docker_key(r);
		break;
	default:
		/* A user's or the daemon's record: its own pid= and auid= are
		 * the kernel's or auditd's word. */
		if (c->event->count == 1) {
			read_fields(c, r, s, ROWS(process_fields));
			read_enriched(c, r);
			c->truncated = false;
		}
		break;
	}
}

void call_read(const struct event *event, struct scratch *s, struct call *c)
{
	c->event = event;
	c->node = node_hash(event->node);
	c->has_syscall = c->has_uring = c->keyed = c->truncated = false;
	c->has_success = c->success = false;
	c->arch = 0;
	c->number = c->operation = UINT32_MAX;
	c->exit = 0;
	memset(c->args, 0, sizeof(c->args));
	c->pid = c->ppid = PID_UNKNOWN;
	c->auid = c->uid = c->euid = c->egid = UID_UNSET;
	c->session = SESSION_UNSET;
	c->comm = c->exe = c->tty = c->key = VIEW_NONE;
	c->auid_name = c->euid_name = c->cwd = c->socket_path = VIEW_NONE;
	c->item_count = 0;
	c->items_cut = c->has_openat2 = false;
	c->openat2_flags = 0;
	for (size_t i = 0; i < event->count; i++)
		read_record(c, &event->records[i], s);
}

const struct path_item *call_item(const struct call *c, enum item_type type,
				  size_t from)
{
	for (size_t i = from; i < c->item_count; i++)
		if (c->items[i].type == type)
			return &c->items[i];
	return NULL;
}

uint64_t call_open_flags(const struct call *c)
{
	const struct syscall *made;

	if (c->has_openat2)
		return c->openat2_flags;
	made = c->has_uring ? NULL : syscall_find(c->arch, c->number);
	return made && made->flags != SYSCALL_NO ? c->args[made->flags] : 0;
}
