// SPDX-License-Identifier: BSD-2-Clause
#include "checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "cleanup.h"
#include "number.h"

#define SLOT_BYTES ((size_t)8192) /* fits the longest text */
#define MAGIC "dockwarden checkpoint 1\n"

struct checkpoint_file {
	int fd;
	uint64_t sequence; /* of the slot written last */
	int error;	   /* of the last write */
	struct buf text;
};

/* FNV-1a: against a torn write, not against a forger, who has root. */
static uint64_t checksum(struct view text)
{
	uint64_t hash = 0xCBF29CE484222325ULL;

	for (size_t i = 0; i < text.size; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001B3ULL;
	return hash;
}

int checkpoint_open(int directory, struct checkpoint_file **ret)
{
	autofree struct checkpoint_file *f = calloc(1, sizeof(*f));
	struct stat st;

	if (!f)
		return -ENOMEM;
	buf_init(&f->text, SLOT_BYTES);
	f->fd = openat(directory, CHECKPOINT_FILE,
		       O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
		       0600);
	if (f->fd < 0)
		return -errno;
	if (fstat(f->fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(f->fd);
		return -EINVAL;
	}
	*ret = take(f);
	return 0;
}

void checkpoint_close(struct checkpoint_file *f)
{
	if (!f)
		return;
	close(f->fd);
	buf_done(&f->text);
	free(f);
}

/* The next line without its "\n"; NONE at the end. */
static struct view next_line(struct view *text)
{
	const char *end =
		text->size ? memchr(text->data, '\n', text->size) : NULL;
	struct view line;

	if (!end)
		return VIEW_NONE;
	line = view_from(text->data, (size_t)(end - text->data));
	*text = view_skip(*text, line.size + 1);
	return line;
}

/* What stands behind "name " in the line that has to be next. */
static bool take_value(struct view *text, const char *name, struct view *ret)
{
	struct view line = next_line(text);
	size_t size = strlen(name);

	if (!view_starts(line, view_of(name)) || line.size <= size ||
	    line.data[size] != ' ')
		return false;
	*ret = view_skip(line, size + 1);
	return true;
}

static bool take_number(struct view *text, const char *name, uint64_t max,
			uint64_t *ret)
{
	struct view value;

	return take_value(text, name, &value) &&
	       !number_decimal(value, max, ret);
}

static bool take_text(struct view *text, const char *name, char *ret,
		      size_t size)
{
	struct view value;

	if (!take_value(text, name, &value) || value.size >= size)
		return false;
	memcpy(ret, value.data, value.size);
	ret[value.size] = '\0';
	return true;
}

/* The text up to and without its last line, "sum HEX", if that is right. */
static bool check_sum(struct view slot, struct view *ret)
{
	const char *sum =
		memmem(slot.data, slot.size, "\nsum ", strlen("\nsum "));
	struct view rest, value;
	uint64_t want;

	if (!sum || !view_starts(slot, VIEW(MAGIC)))
		return false;
	*ret = view_from(slot.data, (size_t)(sum + 1 - slot.data));
	rest = view_skip(slot, ret->size);
	if (!take_value(&rest, "sum", &value) ||
	    number_hex(value, UINT64_MAX, &want))
		return false;
	return want == checksum(*ret);
}

struct parsed {
	struct checkpoint checkpoint;
	uint64_t sequence;
	struct view told; /* the lines of ids */
};

static bool parse_slot(struct view slot, struct parsed *ret)
{
	struct checkpoint *c = &ret->checkpoint;
	uint64_t milliseconds, serial;
	struct view text;

	memset(ret, 0, sizeof(*ret));
	if (!check_sum(slot, &text))
		return false;
	text = view_skip(text, strlen(MAGIC));
	if (!take_number(&text, "sequence", UINT64_MAX, &ret->sequence) ||
	    !take_number(&text, "seconds", UINT64_MAX, &c->event.seconds) ||
	    !take_number(&text, "milliseconds", 999, &milliseconds) ||
	    !take_number(&text, "serial", UINT32_MAX, &serial) ||
	    !take_text(&text, "node", c->node, sizeof(c->node)) ||
	    !take_text(&text, "boot", c->boot, sizeof(c->boot)) ||
	    !take_number(&text, "swept", UINT64_MAX, &c->swept) ||
	    !take_number(&text, "lost", UINT64_MAX, &c->lost))
		return false;
	c->event.milliseconds = (uint32_t)milliseconds;
	c->event.serial = (uint32_t)serial;
	ret->told = text;
	return true;
}

static void add_told(struct view text, struct told *told)
{
	struct view id;

	while (take_value(&text, "told", &id))
		(void)told_add(told, id);
}

int checkpoint_read(struct checkpoint_file *f, struct checkpoint *ret,
		    struct told *told)
{
	autofree char *bytes = calloc(2, SLOT_BYTES);
	struct parsed slots[2];
	bool good[2];
	ssize_t size;
	size_t newer;

	if (!bytes)
		return -ENOMEM;
	size = pread(f->fd, bytes, 2 * SLOT_BYTES, 0);
	if (size < 0)
		return -errno;
	if (size == 0)
		return -ENOENT;
	for (size_t i = 0; i < 2; i++)
		good[i] = parse_slot(view_from(bytes + i * SLOT_BYTES,
					       SLOT_BYTES),
				     &slots[i]);
	if (!good[0] && !good[1])
		return -EBADMSG;
	newer = !good[0] || (good[1] && slots[1].sequence > slots[0].sequence);
	/* What the older one told was told, too. */
	if (good[!newer])
		add_told(slots[!newer].told, told);
	add_told(slots[newer].told, told);
	f->sequence = slots[newer].sequence;
	*ret = slots[newer].checkpoint;
	return 0;
}

static void write_text(struct buf *out, uint64_t sequence,
		       const struct checkpoint *c, const struct told *told)
{
	struct view id;

	buf_reset(out);
	buf_printf(out,
		   MAGIC "sequence %" PRIu64 "\nseconds %" PRIu64
			 "\nmilliseconds %u\nserial %u\nnode %s\nboot %s\n"
			 "swept %" PRIu64 "\nlost %" PRIu64 "\n",
		   sequence, c->event.seconds, c->event.milliseconds,
		   c->event.serial, c->node, c->boot, c->swept, c->lost);
	for (size_t i = 0; (id = told_recent(told, i)).data; i++) {
		buf_add_text(out, "told ");
		buf_add(out, id);
		buf_add_byte(out, '\n');
	}
	buf_printf(out, "sum %016" PRIx64 "\n", checksum(buf_view(out)));
}

static int write_slot(struct checkpoint_file *f, const struct checkpoint *c,
		      const struct told *told)
{
	uint64_t sequence = f->sequence + 1;
	ssize_t size;

	write_text(&f->text, sequence, c, told);
	if (buf_error(&f->text))
		return buf_error(&f->text);
	size = pwrite(f->fd, f->text.data, f->text.size,
		      (off_t)((sequence % 2) * SLOT_BYTES));
	if (size < 0)
		return -errno;
	if ((size_t)size < f->text.size)
		return -ENOSPC;
	f->sequence = sequence;
	return 0;
}

int checkpoint_write(struct checkpoint_file *f, const struct checkpoint *c,
		     const struct told *told)
{
	f->error = write_slot(f, c, told);
	return f->error;
}

int checkpoint_error(const struct checkpoint_file *f)
{
	return f->error;
}
