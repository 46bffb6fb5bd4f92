// SPDX-License-Identifier: BSD-2-Clause
/*
 * Every field that our scanner yields is the one that libauparse yields, and
 * the other way round, for each record of our captures and of other projects'
 * corpora.  Where the two differ, the difference is one of those named in
 * cases[], each of which checks both sides; any other fails the test.
 */
#include <auparse.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "corpus.h"
#include "record.h"
#include "suite.h"

#define CAPTURES "tests/data/captures/"
#define MAX_FIELDS 4096
#define SCRATCH_BYTES ((size_t)1 << 20)

/* ck_assert writes to a pipe each time, which is slow. */
#define HOLDS(what)                                \
	do {                                       \
		if (!(what))                       \
			ck_abort_msg("%s", #what); \
	} while (0)

struct ours {
	struct field field;
	struct view raw; /* the value as written, with its quotes */
};

struct theirs {
	const char *name;
	struct view value;
};

/* The fields of one record, and how far they have been compared. */
struct pairing {
	struct record record;
	struct ours ours[MAX_FIELDS];
	struct theirs theirs[MAX_FIELDS];
	size_t our_count, their_count;
	size_t i, j;
	struct scratch scratch;
	auparse_state_t *au;
};

/* Takes over what the case explains from both sides; false: not this case. */
typedef bool explain_fn(struct pairing *p);

struct difference {
	const char *name;
	const char *why;
	explain_fn *explains;
	const char *example; /* a record that it explains */
};

static bool ours_left(const struct pairing *p)
{
	return p->i < p->our_count;
}

static bool theirs_left(const struct pairing *p)
{
	return p->j < p->their_count;
}

static bool both_left(const struct pairing *p)
{
	return ours_left(p) && theirs_left(p);
}

static bool same_name(const struct pairing *p)
{
	return both_left(p) &&
	       view_is(p->ours[p->i].field.name, p->theirs[p->j].name);
}

/* What libauparse takes off the end of a word (ellist.c parse_up_record). */
static struct view punctuation_off(struct view v)
{
	static const char marks[] = { ':', ',', '\'' };

	for (size_t i = 0; i < sizeof(marks); i++)
		if (v.size && v.data[v.size - 1] == marks[i])
			v.size--;
	if (v.size && v.data[v.size - 1] == ')' && !view_is(v, "(none)") &&
	    !view_is(v, "(null)"))
		v.size--;
	return v;
}

static bool is_equal(struct pairing *p)
{
	if (!same_name(p) ||
	    !view_equal(p->ours[p->i].raw, p->theirs[p->j].value))
		return false;
	p->i++;
	p->j++;
	return true;
}

static bool is_pseudo(struct pairing *p)
{
	bool node, type;

	if (!theirs_left(p) || p->i)
		return false;
	node = strcmp(p->theirs[p->j].name, "node") == 0 && p->j == 0 &&
	       view_equal(p->theirs[p->j].value, p->record.node);
	type = strcmp(p->theirs[p->j].name, "type") == 0 && p->j <= 1 &&
	       view_equal(p->theirs[p->j].value, p->record.type_name);
	p->j += node || type;
	return node || type;
}

/* The keys of hex digits, one virtual field each, encoded anew. */
static bool takes_keys(struct pairing *p, struct view hex)
{
	struct field f = { .value = hex, .quote = FIELD_BARE };
	struct view keys;
	size_t j = p->j;

	if (field_text(&f, &p->scratch, &keys) || keys.data == hex.data)
		return false;
	while (keys.size) {
		const char *end = memchr(keys.data, '\x01', keys.size);
		size_t size = end ? (size_t)(end - keys.data) : keys.size;
		struct view key = p->theirs[j].value;

		if (size) {
			if (j == p->their_count || key.size != size + 2 ||
			    memcmp(key.data + 1, keys.data, size) != 0)
				return false;
			j++;
		}
		keys = view_skip(keys, size + 1);
	}
	p->i++;
	p->j = j;
	return true;
}

static bool is_bare_key(const struct pairing *p)
{
	return same_name(p) && view_is(p->ours[p->i].field.name, "key") &&
	       p->ours[p->i].field.quote == FIELD_BARE;
}

static bool is_virtual_key(struct pairing *p)
{
	return is_bare_key(p) && takes_keys(p, p->ours[p->i].raw);
}

static bool is_partly_hex(struct pairing *p)
{
	struct view hex;

	if (!is_bare_key(p))
		return false;
	hex = p->ours[p->i].raw;
	while (hex.size && hex.data[hex.size - 1] == '"')
		hex.size--;
	return hex.size < p->ours[p->i].raw.size && takes_keys(p, hex);
}

static bool is_punctuation(struct pairing *p)
{
	struct view raw;

	if (!same_name(p))
		return false;
	raw = punctuation_off(p->ours[p->i].raw);
	if (raw.size == p->ours[p->i].raw.size ||
	    !view_equal(raw, p->theirs[p->j].value))
		return false;
	p->i++;
	p->j++;
	return true;
}

static bool is_parenthesis(struct pairing *p)
{
	struct view name;

	if (!both_left(p))
		return false;
	name = p->ours[p->i].field.name;
	if (!view_starts(name, VIEW("(")) ||
	    !view_is(view_skip(name, 1), p->theirs[p->j].name) ||
	    !view_equal(punctuation_off(p->ours[p->i].raw),
			p->theirs[p->j].value))
		return false;
	p->i++;
	p->j++;
	return true;
}

static bool is_empty(struct pairing *p)
{
	if (!ours_left(p) || p->ours[p->i].raw.size)
		return false;
	p->i++;
	return true;
}

/* Up to the next space, from where our value begins. */
static struct view word_at(const struct pairing *p, const char *at)
{
	const char *end = p->record.body.data + p->record.body.size;
	const char *space = memchr(at, ' ', (size_t)(end - at));

	return view_from(at, (size_t)((space ? space : end) - at));
}

static bool is_glued(struct pairing *p)
{
	const struct ours *ours = &p->ours[p->i];
	struct view word;

	if (!same_name(p) || p->i + 1 == p->our_count ||
	    !view_is(ours->field.name, "ses") ||
	    !view_is(ours[1].field.name, "op"))
		return false;
	word = word_at(p, ours->raw.data);
	if (ours->raw.data + ours->raw.size != ours[1].field.name.data ||
	    !view_equal(punctuation_off(word), p->theirs[p->j].value))
		return false;
	p->i += 2;
	p->j++;
	return true;
}

/* One word of a quoted value: a field of theirs if it has a '='. */
static bool take_word(struct pairing *p, struct view word)
{
	const char *equals = memchr(word.data, '=', word.size);
	size_t size = equals ? (size_t)(equals - word.data) : 0;
	struct view value;

	if (!equals || size + 1 == word.size)
		return true;
	value = punctuation_off(view_skip(word, size + 1));
	if (!theirs_left(p) ||
	    !view_is(view_from(word.data, size), p->theirs[p->j].name) ||
	    !view_equal(value, p->theirs[p->j].value))
		return false;
	p->j++;
	return true;
}

/* The value's words that lie within our quotes. */
static bool is_spaced(struct pairing *p)
{
	struct view raw, word;
	const char *end;
	size_t j = p->j;

	if (!same_name(p) || p->ours[p->i].field.quote != FIELD_QUOTED)
		return false;
	raw = p->ours[p->i].raw;
	end = raw.data + raw.size;
	word = word_at(p, raw.data);
	if (word.size >= raw.size ||
	    !view_equal(punctuation_off(word), p->theirs[p->j].value))
		return false;
	p->j++;
	while (word.data + word.size < end) {
		word = word_at(p, word.data + word.size + 1);
		if (!take_word(p, word)) {
			p->j = j;
			return false;
		}
	}
	p->i++;
	return true;
}

/* "avc:  denied  { read write }": words that libauparse gives names. */
static bool is_avc(struct pairing *p)
{
	struct view body = p->record.body;
	struct view value;
	const char *at;

	if (!theirs_left(p) || (!view_is(p->record.type_name, "AVC") &&
				!view_is(p->record.type_name, "USER_AVC")))
		return false;
	value = p->theirs[p->j].value;
	if (strcmp(p->theirs[p->j].name, "seresult") == 0) {
		p->j++;
		return memmem(body.data, body.size, value.data, value.size);
	}
	at = memchr(body.data, '{', body.size);
	if (!at || strcmp(p->theirs[p->j].name, "seperms") != 0)
		return false;
	for (at += 2; value.size; value = view_skip(value, 1), at++)
		if (*at != (*value.data == ',' ? ' ' : *value.data))
			return false;
	p->j++;
	return true;
}

static const struct difference cases[] = {
	{ "node and type",
	  "libauparse shows what stands before the body as fields, too",
	  is_pseudo, "node=h type=CWD msg=audit(1.000:1): cwd=\"/\"" },
	{ "keys in hex",
	  "libauparse makes a field of each of the keys that 0x01 separates",
	  is_virtual_key,
	  "type=SYSCALL msg=audit(1.000:1): exit=0 key=6101622D63" },
	{ "key that is hex in part",
	  "libauparse decodes what is hex before the first other byte",
	  is_partly_hex, "type=SYSCALL msg=audit(1.000:1): exit=0 key=6162\"" },
	{ "closing punctuation",
	  "libauparse takes : , ' and ) off the end of any word",
	  is_punctuation,
	  "type=USER_ERR msg=audit(1.000:1): pid=1 msg='op=x: res=1'" },
	{ "opening parenthesis",
	  "libauparse takes ( off the beginning of a name in a user's text",
	  is_parenthesis,
	  "type=USER_AVC msg=audit(1.000:1): pid=1 msg='x (sauid=81, a=b)'" },
	{ "empty value", "libauparse leaves out a field without a value",
	  is_empty, "type=USER_ERR msg=audit(1.000:1): pid=1 msg='a= b=c'" },
	{ "number without a space behind it",
	  "the kernel forgets the space between ses= and op=: two fields",
	  is_glued,
	  "type=CONFIG_CHANGE msg=audit(1.000:1): ses=12op=remove_rule res=1" },
	{ "space in quotes",
	  "libauparse ends a quoted value at its first space", is_spaced,
	  "type=USER_CMD msg=audit(1.000:1): pid=1 msg='acct=\"a b=c d\" e=f'" },
	{ "words of an AVC", "libauparse names the verdict and the permissions",
	  is_avc,
	  "type=AVC msg=audit(1.000:1): avc:  denied  { read } for pid=1" },
};

#define CASE_COUNT (sizeof(cases) / sizeof(cases[0]))

/* Lines that only one of the two takes for a record. */
typedef bool head_fn(struct view line, const struct record *ours);

struct head_difference {
	const char *name;
	const char *why;
	head_fn *explains;
	const char *example;
};

static bool is_lone_end(struct view line, const struct record *ours)
{
	(void)line;
	return ours && ours->type == RECORD_EOE;
}

static bool is_cut(struct view line, const struct record *ours)
{
	return !ours && !memchr(line.data, ')', line.size);
}

static const struct head_difference heads[] = {
	{ "end of an event", "a record to us, no event to libauparse",
	  is_lone_end, "type=EOE msg=audit(1.000:1): " },
	{ "line cut in its head", "libauparse does without the ')'", is_cut,
	  "type=LOGIN msg=audit(1571145421.379:659" },
};

#define HEAD_COUNT (sizeof(heads) / sizeof(heads[0]))

static struct {
	size_t lines, records, refused, fields, texts;
	size_t differences[CASE_COUNT], heads[HEAD_COUNT];
} tally;

static struct view raw_of(const struct field *f)
{
	if (f->quote == FIELD_QUOTED)
		return view_from(f->value.data - 1, f->value.size + 2);
	return f->value;
}

static void collect_ours(struct pairing *p)
{
	struct field_cursor c = field_walk(p->record.body);
	struct field f;

	p->our_count = 0;
	while (field_next(&c, &f)) {
		HOLDS(p->our_count < MAX_FIELDS);
		p->ours[p->our_count++] = (struct ours){ f, raw_of(&f) };
	}
}

static void collect_theirs(struct pairing *p, auparse_state_t *au)
{
	p->their_count = 0;
	if (auparse_first_field(au) <= 0)
		return;
	do {
		HOLDS(p->their_count < MAX_FIELDS);
		p->theirs[p->their_count++] = (struct theirs){
			auparse_get_field_name(au),
			view_of(auparse_get_field_str(au)),
		};
	} while (auparse_next_field(au) > 0);
}

static void fail_at(const struct pairing *p)
{
	struct view name = VIEW("nothing"), raw = VIEW("");
	struct theirs theirs = { "nothing", VIEW_NONE };

	if (ours_left(p)) {
		name = p->ours[p->i].field.name;
		raw = p->ours[p->i].raw;
	}
	if (theirs_left(p))
		theirs = p->theirs[p->j];
	ck_abort_msg("ours %.*s=%.*s, theirs %s=%.*s in:\n%.*s", (int)name.size,
		     name.data, (int)raw.size, raw.data, theirs.name,
		     (int)theirs.value.size, theirs.value.data,
		     (int)p->record.line.size, p->record.line.data);
}

static void compare_fields(struct pairing *p)
{
	p->i = p->j = 0;
	while (ours_left(p) || theirs_left(p)) {
		size_t n = 0;

		scratch_reset(&p->scratch);
		if (is_equal(p)) {
			tally.fields++;
			continue;
		}
		while (n < CASE_COUNT && !cases[n].explains(p))
			n++;
		if (n == CASE_COUNT)
			fail_at(p);
		tally.differences[n]++;
	}
}

static void compare_id(const struct record *r, auparse_state_t *au)
{
	HOLDS(r->id.seconds == (uint64_t)auparse_get_time(au));
	HOLDS(r->id.milliseconds == auparse_get_milli(au));
	HOLDS(r->id.serial == auparse_get_serial(au));
	HOLDS(r->type == RECORD_OTHER || (int)r->type == auparse_get_type(au));
}

/* Text in hex, decoded.  Only what is hex, and no path with "..": see
 * libauparse's errors before 4.0.3 in path_norm. */
static void compare_text(struct pairing *p, const struct ours *ours,
			 auparse_state_t *au)
{
	struct view text;
	const char *theirs;

	scratch_reset(&p->scratch);
	if (ours->field.quote != FIELD_BARE ||
	    field_text(&ours->field, &p->scratch, &text) ||
	    text.data == ours->field.value.data ||
	    memmem(text.data, text.size, "..", 2))
		return;
	theirs = auparse_interpret_field(au);
	HOLDS(theirs != NULL);
	/* To the first NUL; a title's become spaces. */
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.data[i] ? text.data[i] : *theirs;

		if (byte != *theirs)
			ck_abort_msg("%.*s: theirs ends in %s",
				     (int)p->record.line.size,
				     p->record.line.data, theirs);
		if (!*theirs++)
			break;
	}
	tally.texts++;
}

static void compare_texts(struct pairing *p, auparse_state_t *au)
{
	size_t i = 0;

	if (auparse_first_field(au) <= 0)
		return;
	do {
		const char *name = auparse_get_field_name(au);
		size_t at = i;

		while (at < p->our_count &&
		       !view_is(p->ours[at].field.name, name))
			at++;
		if (at == p->our_count)
			continue;
		i = at + 1;
		switch (auparse_get_field_type(au)) {
		case AUPARSE_TYPE_ESCAPED:
		case AUPARSE_TYPE_ESCAPED_FILE:
		case AUPARSE_TYPE_PROCTITLE:
			compare_text(p, &p->ours[at], au);
			break;
		default:
			break;
		}
	} while (auparse_next_field(au) > 0);
}

/* libauparse gets this one line; false if it finds no record in it. */
static bool open_line(auparse_state_t *au, struct view line)
{
	autofree char *text = malloc(line.size + 2);

	HOLDS(text != NULL);
	memcpy(text, line.data, line.size);
	memcpy(text + line.size, "\n", 2);
	HOLDS(auparse_new_buffer(au, text, line.size + 1) == 0);
	auparse_set_escape_mode(au, AUPARSE_ESC_RAW);
	return auparse_first_record(au) > 0;
}

static void compare_head(struct view line, const struct record *ours)
{
	size_t n = 0;

	while (n < HEAD_COUNT && !heads[n].explains(line, ours))
		n++;
	if (n == HEAD_COUNT)
		ck_abort_msg("only %s: %.*s", ours ? "ours" : "theirs",
			     (int)line.size, line.data);
	tally.heads[n]++;
}

static void compare_line(void *user, const char *path, struct view line)
{
	struct pairing *p = user;
	bool ours, theirs;

	(void)path;
	tally.lines++;
	if (!memmem(line.data, line.size, "msg=audit(", 10))
		return;
	while (line.size && *line.data == ' ') /* in YAML */
		line = view_skip(line, 1);
	ours = record_parse(line, &p->record) == 0;
	theirs = open_line(p->au, line);
	tally.records += ours && theirs;
	tally.refused += !ours && !theirs;
	if (ours != theirs)
		compare_head(line, ours ? &p->record : NULL);
	if (!ours || !theirs)
		return;
	compare_id(&p->record, p->au);
	collect_ours(p);
	collect_theirs(p, p->au);
	compare_fields(p);
	compare_texts(p, p->au);
}

static struct pairing *new_pairing(void)
{
	struct pairing *p = calloc(1, sizeof(*p));

	ck_assert_ptr_nonnull(p);
	ck_assert_int_eq(scratch_init(&p->scratch, SCRATCH_BYTES), 0);
	p->au = auparse_init(AUSOURCE_BUFFER, "\n");
	ck_assert_ptr_nonnull(p->au);
	memset(&tally, 0, sizeof(tally));
	return p;
}

static void free_pairing(struct pairing *p)
{
	auparse_destroy(p->au);
	scratch_done(&p->scratch);
	free(p);
}

static void print_tally(const char *what)
{
	printf("%s: %zu lines, %zu records, %zu refused by both, %zu fields "
	       "and %zu decoded texts equal; different:\n",
	       what, tally.lines, tally.records, tally.refused, tally.fields,
	       tally.texts);
	for (size_t i = 0; i < CASE_COUNT; i++)
		printf("  %-34s %7zu  %s\n", cases[i].name,
		       tally.differences[i], cases[i].why);
	for (size_t i = 0; i < HEAD_COUNT; i++)
		printf("  %-34s %7zu  %s\n", heads[i].name, tally.heads[i],
		       heads[i].why);
}

START_TEST(a_named_difference_is_one)
{
	struct pairing *p = new_pairing();

	compare_line(p, "", view_of(cases[_i].example));
	ck_assert_uint_eq(tally.records, 1);
	ck_assert_uint_gt(tally.differences[_i], 0);
	free_pairing(p);
}
END_TEST

START_TEST(a_line_that_only_one_takes_is_named)
{
	struct pairing *p = new_pairing();

	compare_line(p, "", view_of(heads[_i].example));
	ck_assert_uint_eq(tally.heads[_i], 1);
	free_pairing(p);
}
END_TEST

START_TEST(every_field_of_our_captures_is_libauparses)
{
	static const char *const paths[] = { CAPTURES "baseline.log.gz",
					     CAPTURES "full.log.gz",
					     CAPTURES "shapes" };
	struct pairing *p = new_pairing();

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		(void)corpus_lines(paths[i], compare_line, p);
	ck_assert_uint_gt(tally.records, 500);
	print_tally("our captures");
	free_pairing(p);
}
END_TEST

START_TEST(every_field_of_others_corpora_is_libauparses)
{
	const char *path = corpus_of_others();
	struct pairing *p;

	if (!path)
		return;
	p = new_pairing();
	(void)corpus_lines(path, compare_line, p);
	ck_assert_uint_gt(tally.records, 500);
	print_tally(path);
	free_pairing(p);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("differential");
	TCase *tcase = tcase_create("differential");

	tcase_set_timeout(tcase, 600);
	tcase_add_loop_test(tcase, a_named_difference_is_one, 0,
			    (int)CASE_COUNT);
	tcase_add_loop_test(tcase, a_line_that_only_one_takes_is_named, 0,
			    (int)HEAD_COUNT);
	tcase_add_test(tcase, every_field_of_our_captures_is_libauparses);
	tcase_add_test(tcase, every_field_of_others_corpora_is_libauparses);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
