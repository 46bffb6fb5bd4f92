// SPDX-License-Identifier: BSD-2-Clause
#include "read_back.h"

/* json-c 0.18 in strict mode takes a byte over 0x7f for a control character
 * (json_tokener.c, "c <= 0x1f" of a char that has a sign). */
#if JSON_C_VERSION_NUM == 0x1200
#define STRICT JSON_TOKENER_VALIDATE_UTF8
#else
#define STRICT (JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8)
#endif

struct json_object *read_back_json(struct view text)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *ret;

	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, STRICT);
	ret = json_tokener_parse_ex(tokener, text.data, (int)text.size);
	json_tokener_free(tokener);
	return ret;
}

static bool next_is(struct view line, size_t at, char c)
{
	return at < line.size && line.data[at] == c;
}

/* A cell in quotes from at, which is behind the first; where it ends. */
static bool quoted(struct view line, size_t *at, struct buf *ret)
{
	while (*at < line.size) {
		char c = line.data[(*at)++];

		if (c == '"' && !next_is(line, *at, '"'))
			return true;
		if (c == '"')
			(*at)++;
		buf_add_byte(ret, c);
	}
	return false;
}

static bool unquoted(struct view line, size_t *at, struct buf *ret)
{
	while (*at < line.size && line.data[*at] != ',') {
		char c = line.data[(*at)++];

		if (c == '"')
			return false;
		buf_add_byte(ret, c);
	}
	return true;
}

struct view read_back_cell(const struct buf *cell)
{
	struct view text = buf_view(cell);

	return view_starts(text, VIEW("'")) ? view_skip(text, 1) : text;
}

bool read_back_csv(struct view line, size_t n, struct buf *ret)
{
	size_t at = 0;

	if (!view_ends(line, VIEW("\n")))
		return false;
	line.size--;
	for (size_t i = 0;; i++) {
		bool well;

		buf_reset(ret);
		if (next_is(line, at, '"')) {
			at++;
			well = quoted(line, &at, ret);
		} else {
			well = unquoted(line, &at, ret);
		}
		if (!well || (at < line.size && line.data[at] != ','))
			return false;
		if (i == n)
			return true;
		if (at == line.size)
			return false;
		at++;
	}
}

/* Where the extension begins; 0 where the header is not well formed. */
static size_t header(struct view line, size_t n, struct buf *ret)
{
	size_t field = 0, at = 0;

	while (at < line.size && field < 7) {
		char c = line.data[at++];

		if (c == '|') {
			field++;
			continue;
		}
		if (c == '\\') {
			if (!next_is(line, at, '\\') && !next_is(line, at, '|'))
				return 0;
			c = line.data[at++];
		}
		if (field == n && ret)
			buf_add_byte(ret, c);
	}
	return field == 7 ? at : 0;
}

bool read_back_cef_header(struct view line, size_t n, struct buf *ret)
{
	buf_reset(ret);
	return header(line, n, ret) > 0;
}

static size_t key_size(struct view text)
{
	size_t size = 0;

	while (size < text.size &&
	       ((text.data[size] >= 'a' && text.data[size] <= 'z') ||
		(text.data[size] >= 'A' && text.data[size] <= 'Z') ||
		(text.data[size] >= '0' && text.data[size] <= '9')))
		size++;
	return size && next_is(text, size, '=') ? size : 0;
}

/* One value, up to the space before the next key; its escapes undone. */
static bool cef_value(struct view ext, size_t *at, struct buf *ret)
{
	while (*at < ext.size) {
		char c = ext.data[(*at)++];

		if (c == ' ' && key_size(view_skip(ext, *at)))
			return true;
		if (c == '=')
			return false; /* of no key */
		if (c == '\\') {
			static const char codes[] = "\\=nr";
			static const char means[] = "\\=\n\r";
			const char *code;

			if (*at == ext.size)
				return false;
			code = memchr(codes, ext.data[(*at)++], 4);
			if (!code)
				return false;
			c = means[code - codes];
		}
		buf_add_byte(ret, c);
	}
	return true;
}

bool read_back_cef(struct view line, const char *key, struct buf *ret)
{
	size_t start = header(line, 7, NULL), at = 0;
	struct view ext = view_skip(line, start);
	bool found = false;

	if (start == 0 || !view_ends(ext, VIEW("\n")))
		return false;
	ext.size--;
	while (at < ext.size) {
		size_t size = key_size(view_skip(ext, at));
		struct view name = view_from(ext.data + at, size);

		if (size == 0)
			return false;
		at += size + 1;
		if (view_is(name, key)) {
			if (found)
				return false; /* told twice */
			found = true;
			buf_reset(ret);
			if (!cef_value(ext, &at, ret))
				return false;
		} else {
			autobuf struct buf other;

			buf_init(&other, SIZE_MAX);
			if (!cef_value(ext, &at, &other))
				return false;
		}
	}
	return found;
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	       c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	       c >= 'A' && c <= 'F' ? c - 'A' + 10 :
				      -1;
}

bool read_back_is(struct view text, struct view want, bool cut)
{
	size_t used = 0;

	for (size_t i = 0; i < text.size; used++) {
		char byte = text.data[i];

		if (byte == '\\' && text.size - i >= 4 &&
		    text.data[i + 1] == 'x' && digit(text.data[i + 2]) >= 0 &&
		    digit(text.data[i + 3]) >= 0) {
			byte = (char)(digit(text.data[i + 2]) * 16 +
				      digit(text.data[i + 3]));
			i += 4;
		} else {
			i++;
		}
		if (used >= want.size || want.data[used] != byte)
			return false;
	}
	return cut || used == want.size;
}
