// SPDX-License-Identifier: BSD-2-Clause
#include "describe.h"

#include <auparse.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "number.h"
#include "policy.h"
#include "printable.h"

#define SCRATCH_BYTES ((size_t)64 << 10)
#define LINE_BYTES 8192	  /* room for so many */
#define ADDRESS_MAX 64	  /* bytes of a socket address; in6 has 28 */
#define NAME_MAX_BYTES 64 /* of a field's or a record type's name */

/* How a value is written, which decides who may read it. */
enum kind {
	KIND_RAW,     /* printed as it is */
	KIND_TEXT,    /* quoted or hex: decoded here */
	KIND_USER,    /* a uid or gid: named by the enriched part */
	KIND_DECIMAL, /* numbers for libauparse … */
	KIND_HEX,
	KIND_OCTAL,
	KIND_EXIT,     /* signed */
	KIND_ANSWER,   /* yes or no */
	KIND_ARGUMENT, /* hex; not where it may be a uid */
	KIND_ADDRESS,  /* hex of a struct sockaddr */
};

struct row {
	uint32_t type; /* RECORD_OTHER: in any record */
	const char *name;
	enum kind kind;
	const char *enriched; /* KIND_USER: its name in the enriched part */
};

/* The first NUMBER_ROWS are libauparse's: those of SYSCALL in the kernel's
 * order. */
#define NUMBER_ROWS 19

static const struct row rows[] = {
	{ RECORD_SYSCALL, "arch", KIND_HEX, NULL },
	{ RECORD_SYSCALL, "syscall", KIND_DECIMAL, NULL },
	{ RECORD_SYSCALL, "success", KIND_ANSWER, NULL },
	{ RECORD_SYSCALL, "exit", KIND_EXIT, NULL },
	{ RECORD_SYSCALL, "a0", KIND_ARGUMENT, NULL },
	{ RECORD_SYSCALL, "a1", KIND_ARGUMENT, NULL },
	{ RECORD_SYSCALL, "a2", KIND_ARGUMENT, NULL },
	{ RECORD_SYSCALL, "a3", KIND_ARGUMENT, NULL },
	{ RECORD_PATH, "mode", KIND_OCTAL, NULL },
	{ RECORD_SOCKADDR, "saddr", KIND_ADDRESS, NULL },
	{ RECORD_CONFIG_CHANGE, "list", KIND_DECIMAL, NULL },
	{ RECORD_BPRM_FCAPS, "fp", KIND_HEX, NULL },
	{ RECORD_BPRM_FCAPS, "fi", KIND_HEX, NULL },
	{ RECORD_BPRM_FCAPS, "old_pp", KIND_HEX, NULL },
	{ RECORD_BPRM_FCAPS, "old_pi", KIND_HEX, NULL },
	{ RECORD_BPRM_FCAPS, "old_pe", KIND_HEX, NULL },
	{ RECORD_BPRM_FCAPS, "pp", KIND_HEX, NULL },
	{ RECORD_BPRM_FCAPS, "pi", KIND_HEX, NULL },
	{ RECORD_BPRM_FCAPS, "pe", KIND_HEX, NULL },
	{ RECORD_OTHER, "auid", KIND_USER, "AUID" },
	{ RECORD_OTHER, "uid", KIND_USER, "UID" },
	{ RECORD_OTHER, "gid", KIND_USER, "GID" },
	{ RECORD_OTHER, "euid", KIND_USER, "EUID" },
	{ RECORD_OTHER, "suid", KIND_USER, "SUID" },
	{ RECORD_OTHER, "fsuid", KIND_USER, "FSUID" },
	{ RECORD_OTHER, "egid", KIND_USER, "EGID" },
	{ RECORD_OTHER, "sgid", KIND_USER, "SGID" },
	{ RECORD_OTHER, "fsgid", KIND_USER, "FSGID" },
	{ RECORD_OTHER, "ouid", KIND_USER, "OUID" },
	{ RECORD_OTHER, "ogid", KIND_USER, "OGID" },
	{ RECORD_OTHER, "old-auid", KIND_USER, "OLD-AUID" },
	{ RECORD_OTHER, "comm", KIND_TEXT, NULL },
	{ RECORD_OTHER, "exe", KIND_TEXT, NULL },
	{ RECORD_OTHER, "name", KIND_TEXT, NULL },
	{ RECORD_OTHER, "cwd", KIND_TEXT, NULL },
	{ RECORD_OTHER, "proctitle", KIND_TEXT, NULL },
	{ RECORD_OTHER, "key", KIND_TEXT, NULL },
	{ RECORD_OTHER, "path", KIND_TEXT, NULL },
	{ RECORD_OTHER, "dir", KIND_TEXT, NULL },
	{ RECORD_OTHER, "cmd", KIND_TEXT, NULL },
	{ RECORD_OTHER, "acct", KIND_TEXT, NULL },
	{ RECORD_OTHER, "grp", KIND_TEXT, NULL },
	{ RECORD_OTHER, "data", KIND_TEXT, NULL },
};

/* One record on its way into words. */
struct teller {
	const struct record *record;
	struct scratch *scratch;
	struct buf *out;
	auparse_state_t *au; /* NULL where it has nothing to say */
	/* The values, as they stand in the record, that it was given. */
	const char *given[NUMBER_ROWS];
};

static void cleanup_scratch(struct scratch *s)
{
	scratch_done(s);
}
#define autoscratch __attribute__((cleanup(cleanup_scratch)))

/* EXECVE a0, a1, …, a3[0] */
static bool is_exec_argument(uint32_t type, struct view name)
{
	return type == RECORD_EXECVE && name.size > 1 && name.data[0] == 'a' &&
	       name.data[1] >= '0' && name.data[1] <= '9' &&
	       !view_ends(name, VIEW("_len"));
}

static const struct row *row_of(uint32_t type, struct view name)
{
	static const struct row argument = { RECORD_EXECVE, "", KIND_TEXT,
					     NULL };
	static const struct row other = { RECORD_OTHER, "", KIND_RAW, NULL };

	if (is_exec_argument(type, name))
		return &argument;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((rows[i].type == type || rows[i].type == RECORD_OTHER) &&
		    view_is(name, rows[i].name))
			return &rows[i];
	return &other;
}

/* Decodes the address; its family in the host's order, AF_UNSPEC for none. */
static sa_family_t address_of(struct teller *t, const struct field *f,
			      struct view *ret)
{
	sa_family_t family;

	if (f->quote != FIELD_BARE || field_text(f, t->scratch, ret) < 0 ||
	    ret->size < sizeof(family))
		return AF_UNSPEC;
	memcpy(&family, ret->data, sizeof(family));
	return family;
}

/* libauparse is given a family that it reads within its length. */
static bool is_inet(struct teller *t, const struct field *f)
{
	struct view bytes = VIEW_NONE;
	sa_family_t family = address_of(t, f, &bytes);

	/* What stood for itself was no hex. */
	if (bytes.data == f->value.data || bytes.size > ADDRESS_MAX)
		return false;
	return (family == AF_INET &&
		bytes.size >= sizeof(struct sockaddr_in)) ||
	       (family == AF_INET6 &&
		bytes.size >= sizeof(struct sockaddr_in6));
}

/* May libauparse see this value? */
static bool is_number(struct teller *t, const struct row *row,
		      const struct field *f)
{
	uint64_t number;
	int64_t code;

	switch (row->kind) {
	case KIND_DECIMAL:
		return number_decimal(f->value, INT32_MAX, &number) == 0;
	case KIND_HEX:
	case KIND_ARGUMENT:
		return number_hex(f->value, UINT64_MAX, &number) == 0;
	case KIND_OCTAL:
		return number_octal(f->value, UINT32_MAX, &number) == 0;
	case KIND_EXIT:
		return number_signed(f->value, &code) == 0 && code > INT32_MIN;
	case KIND_ANSWER:
		return view_is(f->value, "yes") || view_is(f->value, "no");
	case KIND_ADDRESS:
		return is_inet(t, f);
	case KIND_RAW:
	case KIND_TEXT:
	case KIND_USER:
		return false;
	}
	return false;
}

/* " name=value" of the record's first field of that name.  Where that is
 * absent or no number, 0 keeps the place of those behind it: libauparse knows
 * arch, syscall, a0 and a1 by their place (ellist.c parse_up_record). */
static void give(struct teller *t, size_t i, struct buf *line)
{
	const struct row *row = &rows[i];
	struct field f;

	scratch_reset(t->scratch);
	buf_printf(line, " %s=", row->name);
	if (record_field(t->record, row->name, &f) && is_number(t, row, &f)) {
		t->given[i] = f.value.data;
		buf_add(line, f.value);
	} else {
		buf_add_byte(line, '0');
	}
}

/* A record of our own: the numbers of this one, in the order of rows. */
static int make_record(struct teller *t, struct buf *line)
{
	bool any = false;

	buf_printf(line, "type=UNKNOWN[%" PRIu32 "] msg=audit(1.000:1):",
		   t->record->type);
	for (size_t i = 0; i < NUMBER_ROWS; i++) {
		if (rows[i].type != t->record->type)
			continue;
		give(t, i, line);
		any = true;
	}
	buf_add(line, VIEW("\n\0"));
	return any ? buf_error(line) : -ENOENT;
}

/* libauparse's word for a number; NULL where it was not given this one, or
 * has none. */
static const char *word_of(struct teller *t, const struct field *f)
{
	const char *word;
	size_t i = 0;

	while (i < NUMBER_ROWS && t->given[i] != f->value.data)
		i++;
	if (!t->au || i == NUMBER_ROWS)
		return NULL;
	if (auparse_first_record(t->au) != 1 ||
	    !auparse_find_field(t->au, rows[i].name))
		return NULL;
	word = auparse_interpret_field(t->au);
	return word && strncmp(word, "unknown", 7) != 0 ? word : NULL;
}

static const char *first_word(struct teller *t, const char *name)
{
	struct field f;

	return record_field(t->record, name, &f) ? word_of(t, &f) : NULL;
}

static void forget(struct teller *t, const char *name)
{
	for (size_t i = 0; i < NUMBER_ROWS; i++)
		if (strcmp(rows[i].name, name) == 0)
			t->given[i] = NULL;
}

/* What libauparse would get wrong: a call of an architecture that it does not
 * know (it takes this machine's), arguments that it would look up as users. */
static void forget_doubtful(struct teller *t)
{
	const char *call;

	if (!first_word(t, "arch"))
		forget(t, "syscall");
	call = first_word(t, "syscall");
	if (call && strncmp(call, "set", 3) != 0 && !strstr(call, "chown") &&
	    strncmp(call, "fcntl", 5) != 0)
		return;
	for (size_t i = 0; i < NUMBER_ROWS; i++)
		if (rows[i].kind == KIND_ARGUMENT)
			t->given[i] = NULL;
}

/* Shows libauparse the record; t->au stays NULL where that has no number. */
static void consult(struct teller *t)
{
	autobuf struct buf line;

	buf_init(&line, LINE_BYTES);
	if (make_record(t, &line) < 0)
		return;
	t->au = auparse_init(AUSOURCE_BUFFER, line.data);
	if (!t->au)
		return;
	auparse_set_escape_mode(t->au, AUPARSE_ESC_RAW);
	if (auparse_next_event(t->au) == 1)
		forget_doubtful(t);
}

static void add_value(struct teller *t, struct view value)
{
	printable_word(t->out, value, DESCRIBE_MAX_VALUE);
}

/* Keys stand apart by 0x01, arguments in a title by NUL. */
static void add_text(struct teller *t, const struct field *f)
{
	struct view text;
	char *bytes;
	char from, to;

	if (field_text(f, t->scratch, &text) < 0) {
		add_value(t, f->value);
		return;
	}
	from = view_is(f->name, "key") ? '\x01' : '\0';
	to = view_is(f->name, "key") ? ',' : ' ';
	bytes = scratch_bytes(t->scratch, text.size);
	if (!bytes ||
	    (!view_is(f->name, "key") && !view_is(f->name, "proctitle"))) {
		add_value(t, text);
		return;
	}
	for (size_t i = 0; i < text.size; i++)
		bytes[i] = text.data[i] == from ? to : text.data[i];
	add_value(t, view_from(bytes, text.size));
}

/* "1000(alice)" where the log names it, "4294967295(unset)". */
static void add_user(struct teller *t, const struct row *row,
		     const struct field *f)
{
	struct field name;
	uint64_t id;

	add_value(t, f->value);
	if (f->claimed)
		return;
	if (number_decimal(f->value, UINT32_MAX, &id) == 0 && id == UID_UNSET) {
		buf_add_text(t->out, "(unset)");
	} else if (record_enriched(t->record, row->enriched, &name)) {
		buf_add_byte(t->out, '(');
		add_value(t, name.value);
		buf_add_byte(t->out, ')');
	}
}

/* AF_UNIX: the path up to its NUL, "@name" for an abstract one. */
static void add_address(struct teller *t, const struct field *f)
{
	struct view bytes = VIEW_NONE;
	const char *end;

	if (address_of(t, f, &bytes) != AF_UNIX ||
	    bytes.data == f->value.data || bytes.size < 3) {
		add_value(t, f->value);
		return;
	}
	bytes = view_skip(bytes, sizeof(sa_family_t));
	buf_add_text(t->out, "unix:");
	if (bytes.data[0] == '\0') {
		buf_add_byte(t->out, '@');
		bytes = view_skip(bytes, 1);
	}
	end = memchr(bytes.data, '\0', bytes.size);
	if (end)
		bytes.size = (size_t)(end - bytes.data);
	add_value(t, bytes);
}

/* A number: libauparse's word, else the log's own for a call that is too new
 * for libauparse, else the number. */
static void add_number(struct teller *t, const struct row *row,
		       const struct field *f)
{
	const char *word = word_of(t, f);
	struct field name;

	if (word)
		printable_text(t->out, view_of(word), DESCRIBE_MAX_VALUE);
	else if (view_is(f->name, "syscall") &&
		 record_enriched(t->record, "SYSCALL", &name))
		add_value(t, name.value);
	else if (row->kind == KIND_ADDRESS)
		add_address(t, f);
	else
		add_value(t, f->value);
}

static void add_field(struct teller *t, const struct field *f)
{
	const struct row *row = row_of(t->record->type, f->name);

	buf_add_byte(t->out, ' ');
	printable_word(t->out, f->name, NAME_MAX_BYTES);
	buf_add_byte(t->out, '=');
	switch (row->kind) {
	case KIND_RAW:
		add_value(t, f->value);
		break;
	case KIND_TEXT:
		add_text(t, f);
		break;
	case KIND_USER:
		add_user(t, row, f);
		break;
	case KIND_DECIMAL:
	case KIND_HEX:
	case KIND_OCTAL:
	case KIND_EXIT:
	case KIND_ANSWER:
	case KIND_ARGUMENT:
	case KIND_ADDRESS:
		add_number(t, row, f);
		break;
	}
	scratch_reset(t->scratch);
}

static void describe_record(struct teller *t, size_t end)
{
	struct field_cursor c = field_walk(t->record->body);
	bool claims = false;
	struct field f;

	consult(t);
	printable_word(t->out, t->record->type_name, NAME_MAX_BYTES);
	while (field_next(&c, &f)) {
		if (t->out->size >= end) {
			buf_add_text(t->out, " ...");
			break;
		}
		if (f.claimed && !claims)
			buf_add_text(t->out, " claims");
		claims = f.claimed;
		add_field(t, &f);
	}
	buf_add_byte(t->out, '\n');
	if (t->au) /* NULL crashes it before 4.2 */
		auparse_destroy(t->au);
}

int describe_event(const struct event *event, struct buf *out)
{
	size_t end = out->size + DESCRIBE_MAX_BYTES;
	autoscratch struct scratch scratch;
	int r = scratch_init(&scratch, SCRATCH_BYTES);

	if (r < 0)
		return r;
	for (size_t i = 0; i < event->count && !buf_error(out); i++) {
		struct teller t = { .record = &event->records[i],
				    .scratch = &scratch,
				    .out = out };

		if (out->size >= end) {
			buf_printf(out, "%zu more records\n", event->count - i);
			break;
		}
		describe_record(&t, end);
	}
	if (event->cut)
		buf_add_text(out, "records are missing: over a limit\n");
	return buf_error(out);
}
