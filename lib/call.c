// SPDX-License-Identifier: BSD-2-Clause
#include "call.h"

#include "number.h"
#include "syscall.h"

typedef void set_fn(struct call *c, const struct field *f, struct scratch *s);

/* One field of a record: where its value goes, if anywhere; whether what
 * comes after it is of no interest. */
struct field_row {
	struct view name;
	set_fn *set;
	bool last;
};

uint64_t node_hash(struct view node)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < node.size; i++)
		hash = (hash ^ (unsigned char)node.data[i]) * 0x100000001B3ULL +
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

#define SETTER(name, body)                                            \
	static void set_##name(struct call *c, const struct field *f, \
			       struct scratch *s)                     \
	{                                                             \
		(void)s;                                              \
		body;                                                 \
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
SETTER(items, set_u32(f, &c->items_told))
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
SETTER(syscall_key, {
	set_key(c, f, s);
	c->keyed |= field_has_docker_key(f);
})
SETTER(tty, set_text(f, s, &c->tty))
SETTER(cwd, set_text(f, s, &c->cwd))
SETTER(oflag, {
	c->has_openat2 = true;
	(void)number_octal(f->value, UINT64_MAX, &c->openat2_flags);
})

/* auditd's word for a uid; it writes unset and unknown(1000) for those that
 * have no name (audit-userspace common/). */
static void set_name(const struct field *f, struct view *to)
{
	if (!view_is(f->value, "unset") &&
	    !view_starts(f->value, VIEW("unknown")))
		*to = f->value;
}

SETTER(auid_name, set_name(f, &c->auid_name))
SETTER(euid_name, set_name(f, &c->euid_name))

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

/* The item that a PATH record is being read into. */
static struct path_item *item_in_hand(struct call *c)
{
	return &c->items[c->item_count - 1];
}

SETTER(item_place, set_u32(f, &item_in_hand(c)->place))
SETTER(item_name, set_text(f, s, &item_in_hand(c)->name))
SETTER(item_inode, {
	struct path_item *item = item_in_hand(c);
	item->has_inode =
		number_decimal(f->value, UINT64_MAX, &item->inode) == 0;
})
SETTER(item_device, read_device(f->value, item_in_hand(c)))
SETTER(item_mode, {
	struct path_item *item = item_in_hand(c);
	uint64_t n;
	item->has_mode = number_octal(f->value, UINT32_MAX, &n) == 0;
	item->mode = item->has_mode ? (uint32_t)n : 0;
})
SETTER(item_uid, {
	item_in_hand(c)->has_owner = true;
	set_u32(f, &item_in_hand(c)->uid);
})
SETTER(item_gid, set_u32(f, &item_in_hand(c)->gid))
SETTER(item_type, item_in_hand(c)->type = item_type_of(f->value))

#define FIELD(name, set)                               \
	{                                              \
		{ name, sizeof(name) - 1 }, set, false \
	}
#define LAST_FIELD(name, set)                         \
	{                                             \
		{ name, sizeof(name) - 1 }, set, true \
	}
#define ROWS(table) table, sizeof(table) / sizeof((table)[0])

/* In the order of kernel/auditsc.c audit_log_exit and kernel/audit.c
 * audit_log_task_info, with those that are not wanted here: each field is
 * then met where it is expected. */
static const struct field_row syscall_fields[] = {
	FIELD("arch", set_arch),       FIELD("syscall", set_number),
	FIELD("success", set_success), FIELD("exit", set_exit),
	FIELD("a0", set_a0),	       FIELD("a1", set_a1),
	FIELD("a2", set_a2),	       FIELD("a3", set_a3),
	FIELD("items", set_items),     FIELD("ppid", set_ppid),
	FIELD("pid", set_pid),	       FIELD("auid", set_auid),
	FIELD("uid", set_uid),	       FIELD("gid", NULL),
	FIELD("euid", set_euid),       FIELD("suid", NULL),
	FIELD("fsuid", NULL),	       FIELD("egid", set_egid),
	FIELD("sgid", NULL),	       FIELD("fsgid", NULL),
	FIELD("tty", set_tty),	       FIELD("ses", set_session),
	FIELD("comm", set_comm),       FIELD("exe", set_exe),
	FIELD("key", set_syscall_key), FIELD("uring_op", set_operation),
};

/* audit_log_name of the same; RHEL 6 wrote objtype. */
static const struct field_row item_fields[] = {
	FIELD("item", set_item_place),
	FIELD("name", set_item_name),
	FIELD("inode", set_item_inode),
	FIELD("dev", set_item_device),
	FIELD("mode", set_item_mode),
	FIELD("ouid", set_item_uid),
	FIELD("ogid", set_item_gid),
	FIELD("rdev", NULL),
	LAST_FIELD("nametype", set_item_type),
	LAST_FIELD("objtype", set_item_type),
};

static const struct field_row cwd_fields[] = { LAST_FIELD("cwd", set_cwd) };
static const struct field_row openat2_fields[] = {
	FIELD("oflag", set_oflag),
};

/* Records that speak of a process but carry no SYSCALL record's fields. */
static const struct field_row process_fields[] = {
	FIELD("pid", set_pid),	 FIELD("uid", set_uid),
	FIELD("auid", set_auid), FIELD("ses", set_session),
	FIELD("key", set_key),
};

/* The words that auditd adds to a SYSCALL record; the effective uid's goes
 * before the real one's. */
static const struct field_row enriched_fields[] = {
	FIELD("ARCH", NULL),	      FIELD("SYSCALL", NULL),
	FIELD("AUID", set_auid_name), FIELD("UID", set_euid_name),
	FIELD("GID", NULL),	      LAST_FIELD("EUID", set_euid_name),
};

#undef FIELD
#undef LAST_FIELD

/* The row of that name, searched for from a place on; NULL for none. */
static const struct field_row *find_row(const struct field_row *rows,
					size_t count, size_t from,
					struct view name)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = from + i < count ? from + i : from + i - count;

		if (view_equal(name, rows[at].name))
			return &rows[at];
	}
	return NULL;
}

/* Takes the next field that has a row.  Fields come in the table's order or
 * nearly so: the next one is expected behind the last one found, and searched
 * for only where it is not that. */
static const struct field_row *next_row(struct field_cursor *cursor,
					const struct field_row *rows,
					size_t count, size_t expected,
					struct field *f)
{
	const struct field_row *row = NULL;

	if (expected < count && field_take(cursor, rows[expected].name, f))
		return &rows[expected];
	while (!row && field_next(cursor, f) && !f->claimed)
		row = find_row(rows, count, expected, f->name);
	return row;
}

static void read_fields(struct call *c, struct view text, struct scratch *s,
			const struct field_row *rows, size_t count)
{
	struct field_cursor cursor = field_walk(text);
	const struct field_row *row;
	struct field f;
	size_t expected = 0;

	while ((row = next_row(&cursor, rows, count, expected, &f))) {
		if (row->set)
			row->set(c, &f, s);
		if (row->last)
			return;
		expected = (size_t)(row - rows) + 1;
	}
}

static void read_enriched(struct call *c, const struct record *r,
			  struct scratch *s)
{
	if (r->enriched.data)
		read_fields(c, r->enriched, s, ROWS(enriched_fields));
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

static void read_item(struct call *c, const struct record *r, struct scratch *s)
{
	struct path_item *item;

	if (c->item_count == CALL_MAX_ITEMS) {
		c->items_cut = true;
		return;
	}
	item = &c->items[c->item_count++];
	*item = (struct path_item){ .place = (uint32_t)c->item_count - 1 };
	/* Before nametype= (Linux 3.12) an item is what it is: an object. */
	item->type = ITEM_NORMAL;
	read_fields(c, r->body, s, ROWS(item_fields));
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
	read_fields(c, r->body, s, ROWS(syscall_fields));
	read_enriched(c, r, s);
}

/* Does an operation of io_uring only look, as far as is known? */
static bool only_looks(uint32_t operation)
{
	const struct syscall *known = syscall_of_uring(operation);

	return known && known->what == SYSCALL_READ;
}

/* Of two operations the one to speak of, whichever came first: one that
 * changes before one that looks, else the lower number. */
static uint32_t graver(uint32_t a, uint32_t b)
{
	if (only_looks(a) != only_looks(b))
		return only_looks(a) ? b : a;
	return a < b ? a : b;
}

/* Several operations of one io_uring_enter share its event and its items:
 * one that succeeded makes the event a success. */
static void read_uring(struct call *c, const struct record *r,
		       struct scratch *s)
{
	bool truncated = c->truncated;
	bool succeeded = c->has_uring && c->success;
	uint32_t before = c->operation;

	c->has_uring = true;
	read_caller(c, r, s);
	if (before != UINT32_MAX)
		c->operation = graver(before, c->operation);
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
		read_fields(c, r->body, s, ROWS(cwd_fields));
		break;
	case RECORD_OPENAT2:
		read_fields(c, r->body, s, ROWS(openat2_fields));
		break;
	case RECORD_SOCKADDR:
		read_socket(c, r, s);
		break;
	case RECORD_LOGIN:
	case RECORD_CONFIG_CHANGE:
		if (!c->has_syscall) {
			read_fields(c, r->body, s, ROWS(process_fields));
			read_enriched(c, r, s);
			c->truncated = false;
		}
		c->keyed |= record_has_docker_key(r);
		break;
	default:
		/* A user's or the daemon's record: its own pid= and auid= are
		 * the kernel's or auditd's word. */
		if (c->event->count == 1) {
			read_fields(c, r->body, s, ROWS(process_fields));
			read_enriched(c, r, s);
			c->truncated = false;
			/* auditd writes the sender's uid where it has no login
			 * uid: DAEMON_END … auid=0 uid=0 ses=4294967295. */
			if (r->type / 100 == RECORD_DAEMON_START / 100 &&
			    c->session == SESSION_UNSET)
				c->auid = UID_UNSET;
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
	c->items_told = 0;
	c->items_cut = c->has_openat2 = false;
	c->openat2_flags = 0;
	for (size_t i = 0; i < event->count; i++)
		read_record(c, &event->records[i], s);
}

/* The kernel records the working directory where a name was given (kernel/
 * auditsc.c __audit_getname, audit_log_exit). */
static bool lacks_cwd(const struct call *c)
{
	if (c->cwd.size)
		return false;
	for (size_t i = 0; i < c->item_count; i++)
		if (c->items[i].name.size && c->items[i].name.data[0] != '/')
			return true;
	return false;
}

bool call_is_whole(const struct call *c)
{
	if (!c->has_syscall && !c->has_uring)
		return c->item_count == 0 && !c->cwd.size &&
		       c->event->records[0].type != RECORD_PROCTITLE;
	return (c->items_told <= c->item_count || c->items_cut) &&
	       !lacks_cwd(c);
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
