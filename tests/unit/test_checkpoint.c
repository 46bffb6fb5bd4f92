// SPDX-License-Identifier: BSD-2-Clause
/* What is written is read; a writer killed at any byte leaves a whole slot. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checkpoint.h"
#include "scratch_dir.h"
#include "suite.h"

#define FILE_MAX ((size_t)32 << 10)

static int directory;

static void setup(void)
{
	scratch_dir_enter();
	directory = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(directory, 0);
}

static void teardown(void)
{
	close(directory);
	scratch_dir_leave();
}

static struct checkpoint sample(uint32_t serial)
{
	struct checkpoint c = { .event = { 1795308549, 846, serial },
				.swept = 1795308550000,
				.lost = 7 };

	(void)snprintf(c.node, sizeof(c.node), "%s", "web.example");
	(void)snprintf(c.boot, sizeof(c.boot), "%s",
		       "8ca87567-8d13-4e54-8c8e-99941db470a5");
	return c;
}

static struct view id_of(size_t n, char text[static ALERT_ID_SIZE])
{
	(void)snprintf(text, ALERT_ID_SIZE, "%016zx%016zx", n * 77, n + 1);
	return view_from(text, ALERT_ID_SIZE - 1);
}

static void write_one(uint32_t serial, size_t first_id, size_t ids)
{
	struct checkpoint_file *f;
	struct checkpoint c = sample(serial), old;
	struct told *told;
	char text[ALERT_ID_SIZE];
	int r;

	ck_assert_int_eq(told_new(&told), 0);
	ck_assert_int_eq(checkpoint_open(directory, &f), 0);
	r = checkpoint_read(f, &old, told);
	ck_assert(r == 0 || r == -ENOENT);
	for (size_t i = 0; i < ids; i++)
		(void)told_add(told, id_of(first_id + i, text));
	ck_assert_int_eq(checkpoint_write(f, &c, told), 0);
	checkpoint_close(f);
	told_free(told);
}

/* What reading gives: the serial, or -errno. */
static int64_t read_one(size_t id, bool *ret_told)
{
	struct checkpoint_file *f;
	struct checkpoint c;
	struct told *told;
	char text[ALERT_ID_SIZE];
	int r;

	ck_assert_int_eq(told_new(&told), 0);
	ck_assert_int_eq(checkpoint_open(directory, &f), 0);
	r = checkpoint_read(f, &c, told);
	if (r == 0) {
		ck_assert_uint_eq(c.event.seconds, 1795308549);
		ck_assert_uint_eq(c.event.milliseconds, 846);
		ck_assert_str_eq(c.node, "web.example");
		ck_assert_str_eq(c.boot, sample(0).boot);
		ck_assert_uint_eq(c.swept, 1795308550000);
		ck_assert_uint_eq(c.lost, 7);
	}
	if (ret_told)
		*ret_told = told_has(told, id_of(id, text));
	checkpoint_close(f);
	told_free(told);
	return r == 0 ? (int64_t)c.event.serial : r;
}

START_TEST(what_is_written_is_read)
{
	bool told;

	ck_assert_int_eq(read_one(0, NULL), -ENOENT);
	for (uint32_t serial = 1; serial < 6; serial++) {
		write_one(serial, serial * 10, 3);
		ck_assert_int_eq(read_one(serial * 10 + 2, &told), serial);
		ck_assert(told);
	}
	(void)read_one(999, &told);
	ck_assert(!told);
}
END_TEST

START_TEST(as_many_ids_as_it_keeps_fit)
{
	bool told;

	write_one(3, 0, TOLD_RECENT + 5);
	ck_assert_int_eq(read_one(TOLD_RECENT + 4, &told), 3);
	ck_assert(told);
	(void)read_one(4, &told);
	ck_assert(!told);
	(void)read_one(5, &told);
	ck_assert(told);
}
END_TEST

static size_t load(char bytes[static FILE_MAX])
{
	int fd = openat(directory, CHECKPOINT_FILE, O_RDONLY | O_CLOEXEC);
	ssize_t size = read(fd, bytes, FILE_MAX);

	ck_assert_int_ge(size, 0);
	close(fd);
	return (size_t)size;
}

static void store(const char *bytes, size_t size)
{
	int fd = openat(directory, CHECKPOINT_FILE,
			O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_int_eq(write(fd, bytes, size), (ssize_t)size);
	close(fd);
}

/* The writing of the second is cut after each number of bytes: what is read
 * is the first or the second, never an error and never a mixture. */
START_TEST(a_torn_write_leaves_the_one_before)
{
	static char first[FILE_MAX], second[FILE_MAX], torn[FILE_MAX];
	size_t first_size, second_size, older = 0;

	write_one(1, 10, 2);
	first_size = load(first);
	write_one(2, 20, 2);
	second_size = load(second);
	for (size_t cut = 0; cut < second_size; cut += 7) {
		size_t size = cut > first_size ? cut : first_size;
		int64_t got;

		memcpy(torn, first, first_size);
		if (size > first_size)
			memset(torn + first_size, 0, size - first_size);
		memcpy(torn, second, cut);
		store(torn, size);
		got = read_one(0, NULL);
		older += got == 1;
		ck_assert_msg(got == 1 || got == 2, "cut at %zu: %d", cut,
			      (int)got);
	}
	ck_assert_uint_gt(older, 0);
	store(second, second_size);
	ck_assert_int_eq(read_one(0, NULL), 2);
}
END_TEST

START_TEST(a_changed_byte_is_seen)
{
	static char bytes[FILE_MAX];
	size_t size;

	write_one(1, 10, 2); /* in the second slot alone */
	size = load(bytes);
	for (size_t i = 8192; i < size; i++) {
		bytes[i] ^= 1;
		store(bytes, size);
		ck_assert_int_eq(read_one(0, NULL), -EBADMSG);
		bytes[i] ^= 1;
	}
}
END_TEST

START_TEST(what_is_no_regular_file_is_refused)
{
	struct checkpoint_file *f;

	ck_assert_int_eq(symlinkat("elsewhere", directory, CHECKPOINT_FILE), 0);
	ck_assert_int_eq(checkpoint_open(directory, &f), -ELOOP);
	ck_assert_int_eq(unlinkat(directory, CHECKPOINT_FILE, 0), 0);
	ck_assert_int_eq(mkfifoat(directory, CHECKPOINT_FILE, 0600), 0);
	ck_assert_int_eq(checkpoint_open(directory, &f), -EINVAL);
}
END_TEST

START_TEST(any_text_is_survived)
{
	static const char *const texts[] = {
		"",
		"x",
		"dockwarden checkpoint 1\n",
		"dockwarden checkpoint 1\nsum 0\n",
		"dockwarden checkpoint 1\nsequence 99999999999999999999\nsum 1",
	};

	for (size_t i = 1; i < sizeof(texts) / sizeof(texts[0]); i++) {
		store(texts[i], strlen(texts[i]));
		ck_assert_int_eq(read_one(0, NULL), -EBADMSG);
	}
	store(texts[0], 0);
	ck_assert_int_eq(read_one(0, NULL), -ENOENT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("checkpoint");
	TCase *tcase = tcase_create("checkpoint");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, what_is_written_is_read);
	tcase_add_test(tcase, as_many_ids_as_it_keeps_fit);
	tcase_add_test(tcase, a_torn_write_leaves_the_one_before);
	tcase_add_test(tcase, a_changed_byte_is_seen);
	tcase_add_test(tcase, what_is_no_regular_file_is_refused);
	tcase_add_test(tcase, any_text_is_survived);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
