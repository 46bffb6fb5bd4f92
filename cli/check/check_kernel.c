// SPDX-License-Identifier: BSD-2-Clause
/*
 * Item 02: Linux 3.10 or newer, by number: 3.9 is older than 3.10, and a
 * distribution's suffix says nothing.
 */
#include <errno.h>
#include <sys/utsname.h>

#include "check_daemon.h"
#include "entry.h"
#include "number.h"
#include "printable.h"

#define RELEASE_FILE "proc/sys/kernel/osrelease"
#define MAX_RELEASE 4096
#define MAX_SHOWN 200
#define WANTED_MAJOR 3
#define WANTED_MINOR 10

static int read_release(const struct check_host *host, struct buf *out)
{
	struct utsname name;

	if (!host->live)
		return check_host_read(host, RELEASE_FILE, out);
	if (uname(&name) < 0)
		return -errno;
	buf_add_text(out, name.release);
	return buf_error(out);
}

/* The digits that a text begins with; false where it begins with none. */
static bool take_number(struct view *text, uint64_t *ret)
{
	size_t size = 0;

	while (size < text->size && text->data[size] >= '0' &&
	       text->data[size] <= '9')
		size++;
	if (number_decimal(view_from(text->data, size), UINT32_MAX, ret) < 0)
		return false;
	*text = view_skip(*text, size);
	return true;
}

/* "6.1.0-25-amd64" */
static bool parse_release(struct view text, uint64_t *major, uint64_t *minor)
{
	if (!take_number(&text, major) || !text.size || text.data[0] != '.')
		return false;
	text = view_skip(text, 1);
	return take_number(&text, minor);
}

static void judge(struct view release, struct check_result *result)
{
	autodraft struct check_draft draft;
	uint64_t major, minor;
	bool good;

	check_draft_init(&draft);
	buf_add_text(&draft.evidence, "Linux ");
	printable_word(&draft.evidence, release, MAX_SHOWN);
	if (!parse_release(release, &major, &minor)) {
		buf_add_text(&draft.what, "the kernel's release is no version");
		check_result_add(result, CHECK_UNKNOWN, &draft);
		return;
	}
	good = major > WANTED_MAJOR ||
	       (major == WANTED_MAJOR && minor >= WANTED_MINOR);
	buf_add_text(&draft.what, good ? "the kernel is 3.10 or newer" :
					 "the kernel is older than 3.10");
	if (!good)
		buf_add_text(&draft.remedy,
			     "a distribution that its maker still supports, "
			     "with its current kernel");
	check_result_add(result, good ? CHECK_PASS : CHECK_FAIL, &draft);
}

void check_kernel(const struct check_host *host, struct check_result *result)
{
	autobuf struct buf text;
	struct view rest, release;
	int r;

	buf_init(&text, MAX_RELEASE);
	r = read_release(host, &text);
	if (r < 0) {
		check_result_unread(result,
				    "which kernel runs could not be read",
				    "/" RELEASE_FILE, r);
		return;
	}
	rest = buf_view(&text);
	release = entry_take(&rest, '\n');
	judge(release, result);
}
