// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"
#include "scratch_dir.h"
#include "source.h"
#include "suite.h"

/* The lines of a source, each with "\n". */
struct reading {
	struct source *source;
	struct buf text;
	struct errmsg err;
	int result;
	const char *append; /* to file "log" while its first line is met */
	int stop;	    /* returned for every line */
};

static void append(const char *text)
{
	int fd = open("log", O_WRONLY | O_APPEND);

	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
}

static int on_line(void *user, struct view line)
{
	struct reading *r = user;

	buf_add(&r->text, line);
	buf_add_byte(&r->text, '\n');
	if (r->append)
		append(r->append);
	r->append = NULL;
	return r->stop;
}

static void open_source(struct reading *r, const char *path)
{
	struct errmsg err = { "" };

	*r = (struct reading){ .result = 0 };
	buf_init(&r->text, (size_t)64 << 20);
	ck_assert_msg(source_open(path, SOURCE_ANY, &err, &r->source) == 0,
		      "%s", err.text);
}

static void read_source(struct reading *r)
{
	r->result = source_read(r->source, on_line, r, &r->err);
	ck_assert_int_eq(buf_error(&r->text), 0);
}

static void done(struct reading *r)
{
	source_close(r->source);
	buf_done(&r->text);
}

static void expect(struct reading *r, const char *want)
{
	read_source(r);
	ck_assert_msg(r->result == 0, "%s", r->err.text);
	ck_assert_str_eq(r->err.text, "");
	ck_assert_msg(view_is(buf_view(&r->text), want), "got %.*s",
		      (int)r->text.size, r->text.data);
	done(r);
}

static void expect_file(const char *path, const char *want)
{
	struct reading r;

	open_source(&r, path);
	expect(&r, want);
}

/* About size bytes of lines "line N of many\n". */
static struct view many_lines(struct buf *b, size_t size)
{
	buf_init(b, size + 100);
	for (uint64_t i = 1; b->size < size; i++) {
		buf_add_text(b, "line ");
		buf_add_u64(b, i);
		buf_add_text(b, " of many\n");
	}
	ck_assert_int_eq(buf_error(b), 0);
	return buf_view(b);
}

START_TEST(plain_text)
{
	scratch_dir_write("log", VIEW("a\nb\nc"));
	expect_file("log", "a\nb\nc\n");
}
END_TEST

START_TEST(an_empty_file_has_no_lines)
{
	scratch_dir_write("log", VIEW(""));
	expect_file("log", "");
}
END_TEST

START_TEST(gzip_is_known_by_its_first_bytes)
{
	scratch_dir_write_gz("log", "w", VIEW("a\nb\n"));
	expect_file("log", "a\nb\n");
	scratch_dir_write("plain.gz", VIEW("a\nb\n"));
	expect_file("plain.gz", "a\nb\n");
}
END_TEST

START_TEST(gzip_of_nothing_has_no_lines)
{
	scratch_dir_write_gz("log", "w", VIEW(""));
	expect_file("log", "");
}
END_TEST

START_TEST(gzip_members_are_one_text)
{
	scratch_dir_write_gz("log", "w", VIEW("a\nfirst "));
	scratch_dir_write_gz("log", "a", VIEW(""));
	scratch_dir_write_gz("log", "a", VIEW("half\nb\n"));
	expect_file("log", "a\nfirst half\nb\n");
}
END_TEST

START_TEST(zeros_after_gzip_are_padding)
{
	char zeros[1024] = { 0 };
	int fd;

	scratch_dir_write_gz("log", "w", VIEW("a\n"));
	fd = open("log", O_WRONLY | O_APPEND);
	ck_assert_int_eq(write(fd, zeros, sizeof(zeros)), sizeof(zeros));
	close(fd);
	expect_file("log", "a\n");
}
END_TEST

START_TEST(large_files_are_read_in_pieces)
{
	struct buf b;
	struct view text = many_lines(&b, 3000000);
	struct reading r;

	if (_i == 0)
		scratch_dir_write("log", text);
	else
		scratch_dir_write_gz("log", "w", text);
	open_source(&r, "log");
	read_source(&r);
	ck_assert_int_eq(r.result, 0);
	ck_assert(view_equal(buf_view(&r.text), text));
	ck_assert_uint_eq(source_counts(r.source).bytes, source_size(r.source));
	done(&r);
	buf_done(&b);
}
END_TEST

/* A pipe that gets text in pieces of one byte from a child. */
static int slow_pipe(struct view text)
{
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	if (fork() == 0) {
		for (size_t i = 0; i < text.size; i++)
			if (write(fds[1], text.data + i, 1) != 1)
				_exit(1);
		_exit(0);
	}
	close(fds[1]);
	return fds[0];
}

START_TEST(standard_input_may_come_byte_by_byte)
{
	static const struct view inputs[] = {
		{ "a\nb\nc\n", 6 },
		/* gzip -n of "a\nb\nc\n" */
		{ "\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\xe4\x4a\xe2\x4a\xe6\x02\0"
		  "\xd9\x0e\x67\x0a\x06\0\0\0",
		  26 },
	};
	struct reading r;
	int fd = slow_pipe(inputs[_i]);

	ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	close(fd);
	open_source(&r, "-");
	ck_assert_str_eq(source_name(r.source), "standard input");
	ck_assert_uint_eq(source_size(r.source), SOURCE_SIZE_UNKNOWN);
	expect(&r, "a\nb\nc\n");
	ck_assert_int_gt(wait(NULL), 0);
}
END_TEST

START_TEST(standard_input_is_read_from_where_it_stands)
{
	struct reading r;
	char two[2];
	int fd;

	scratch_dir_write("log", VIEW("a\nb\nc\n"));
	fd = open("log", O_RDONLY);
	ck_assert_int_eq(read(fd, two, sizeof(two)), 2);
	ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	close(fd);
	open_source(&r, "-");
	expect(&r, "b\nc\n");
}
END_TEST

START_TEST(standard_input_that_does_not_block_is_waited_for)
{
	struct reading r;
	int fd = slow_pipe(VIEW("a\nb\n"));

	ck_assert_int_eq(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	close(fd);
	open_source(&r, "-");
	expect(&r, "a\nb\n");
	ck_assert_int_gt(wait(NULL), 0);
}
END_TEST

START_TEST(a_named_fifo_is_waited_for)
{
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	if (fork() == 0) {
		int fd = open("fifo", O_WRONLY);

		_exit(write(fd, "a\nb\n", 4) == 4 ? 0 : 1);
	}
	expect_file("fifo", "a\nb\n");
	ck_assert_int_gt(wait(NULL), 0);
}
END_TEST

START_TEST(a_link_is_followed)
{
	scratch_dir_write("log", VIEW("a\n"));
	ck_assert_int_eq(symlink("log", "link"), 0);
	expect_file("link", "a\n");
}
END_TEST

START_TEST(what_is_appended_while_reading_is_left)
{
	struct reading r;

	scratch_dir_write("log", VIEW("a\nb\n"));
	open_source(&r, "log");
	r.append = "c\nd\n";
	expect(&r, "a\nb\n");
}
END_TEST

START_TEST(a_line_that_was_being_written_is_finished)
{
	struct reading r;

	scratch_dir_write("log", VIEW("a\nbe"));
	open_source(&r, "log");
	r.append = "gun\nc\n";
	expect(&r, "a\nbegun\n");
}
END_TEST

START_TEST(a_log_that_is_rotated_after_opening_is_read)
{
	struct reading r;

	scratch_dir_write("log", VIEW("a\n"));
	open_source(&r, "log");
	ck_assert_int_eq(rename("log", "log.1"), 0);
	scratch_dir_write("log", VIEW("b\n"));
	expect(&r, "a\n");
}
END_TEST

START_TEST(a_log_that_shrinks_ends)
{
	struct reading r;

	scratch_dir_write("log", VIEW("a\nb\n"));
	open_source(&r, "log");
	ck_assert_int_eq(truncate("log", 2), 0);
	expect(&r, "a\n");
}
END_TEST

static void expect_refused(const char *path, enum source_kind kind, int code,
			   const char *message)
{
	struct source *source = NULL;
	struct errmsg err = { "" };

	ck_assert_int_eq(source_open(path, kind, &err, &source), code);
	ck_assert_str_eq(err.text, message);
	ck_assert_ptr_null(source);
}

START_TEST(names_what_it_cannot_open)
{
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	ck_assert_int_eq(symlink("loop", "loop"), 0);
	expect_refused("none", SOURCE_ANY, -ENOENT,
		       "none: No such file or directory");
	expect_refused(".", SOURCE_ANY, -EISDIR, ".: Is a directory");
	expect_refused("loop", SOURCE_ANY, -ELOOP,
		       "loop: Too many levels of symbolic links");
	expect_refused("fifo", SOURCE_REGULAR, -EINVAL,
		       "fifo: not a regular file");
	expect_refused("/dev/null", SOURCE_REGULAR, -EINVAL,
		       "/dev/null: not a regular file");
}
END_TEST

START_TEST(names_other_compressions)
{
	static const struct {
		struct view bytes;
		const char *message;
	} rows[] = {
		{ { "\xfd"
		    "7zXZ\0abc",
		    9 },
		  "log: compressed by xz: unpack it first (gzip alone is read "
		  "as it is)" },
		{ { "BZh91AY", 7 },
		  "log: compressed by bzip2: unpack it first (gzip alone is "
		  "read as it is)" },
		{ { "\x28\xb5\x2f\xfd\x04", 5 },
		  "log: compressed by zstd: unpack it first (gzip alone is "
		  "read as it is)" },
		{ { "PK\x03\x04\x14", 5 },
		  "log: compressed by zip: unpack it first (gzip alone is "
		  "read as it is)" },
	};

	scratch_dir_write("log", rows[_i].bytes);
	expect_refused("log", SOURCE_ANY, -ENOTSUP, rows[_i].message);
}
END_TEST

START_TEST(names_gzip_that_is_damaged_from_the_start)
{
	scratch_dir_write("log", VIEW("\x1f\x8b\x07 not the method of gzip"));
	expect_refused("log", SOURCE_ANY, -EBADMSG,
		       "log: compressed data is damaged from the start");
}
END_TEST

/* Writes the log as gzip and hands out its size. */
static size_t write_large_gz(struct buf *b)
{
	struct stat st;

	scratch_dir_write_gz("log", "w", many_lines(b, 3000000));
	ck_assert_int_eq(stat("log", &st), 0);
	return (size_t)st.st_size;
}

/* Whole lines alone, and a good part of them. */
static void expect_beginning(const struct reading *r, const struct buf *all)
{
	ck_assert_uint_gt(r->text.size, all->size / 4);
	ck_assert_uint_lt(r->text.size, all->size);
	ck_assert(view_starts(buf_view(all), buf_view(&r->text)));
	ck_assert_uint_gt(source_counts(r->source).lines, 1000);
}

START_TEST(of_gzip_that_ends_early_the_beginning_is_read)
{
	struct buf all;
	size_t size = write_large_gz(&all);
	struct reading r;
	char want[100];

	ck_assert_int_eq(truncate("log", (off_t)size / 2), 0);
	open_source(&r, "log");
	read_source(&r);
	ck_assert_int_eq(r.result, -EBADMSG);
	expect_beginning(&r, &all);
	(void)snprintf(want, sizeof(want),
		       "log: compressed data ends early after line %llu",
		       (unsigned long long)source_counts(r.source).lines);
	ck_assert_str_eq(r.err.text, want);
	done(&r);
	buf_done(&all);
}
END_TEST

START_TEST(of_gzip_that_is_damaged_the_beginning_is_read)
{
	struct buf all;
	size_t size = write_large_gz(&all);
	struct reading r;
	char noise[64], want[100];
	int fd = open("log", O_WRONLY);

	memset(noise, 0xff, sizeof(noise));
	ck_assert_int_eq(pwrite(fd, noise, sizeof(noise), (off_t)size / 2),
			 sizeof(noise));
	close(fd);
	open_source(&r, "log");
	read_source(&r);
	ck_assert_int_eq(r.result, -EBADMSG);
	ck_assert_uint_gt(r.text.size, all.size / 4);
	(void)snprintf(want, sizeof(want),
		       "log: compressed data is damaged after line %llu",
		       (unsigned long long)source_counts(r.source).lines);
	ck_assert_str_eq(r.err.text, want);
	done(&r);
	buf_done(&all);
}
END_TEST

START_TEST(rubbish_after_gzip_is_damage)
{
	struct reading r;
	int fd;

	scratch_dir_write_gz("log", "w", VIEW("a\nb\n"));
	fd = open("log", O_WRONLY | O_APPEND);
	ck_assert_int_eq(write(fd, "rubbish", 7), 7);
	close(fd);
	open_source(&r, "log");
	read_source(&r);
	ck_assert_int_eq(r.result, -EBADMSG);
	ck_assert_str_eq(r.err.text,
			 "log: compressed data is damaged after line 2");
	ck_assert(view_is(buf_view(&r.text), "a\nb\n"));
	done(&r);
}
END_TEST

START_TEST(the_receiver_can_stop_it)
{
	struct reading r;

	scratch_dir_write("log", VIEW("a\nb\n"));
	open_source(&r, "log");
	r.stop = -ECANCELED;
	read_source(&r);
	ck_assert_int_eq(r.result, -ECANCELED);
	ck_assert_str_eq(r.err.text, "");
	ck_assert(view_is(buf_view(&r.text), "a\n"));
	done(&r);
}
END_TEST

START_TEST(the_same_file_is_known_by_its_inode)
{
	struct reading a, b, c;

	scratch_dir_write("log", VIEW("a\n"));
	scratch_dir_write("other", VIEW("a\n"));
	ck_assert_int_eq(link("log", "link"), 0);
	open_source(&a, "log");
	open_source(&b, "link");
	open_source(&c, "other");
	ck_assert(source_same(a.source, b.source));
	ck_assert(!source_same(a.source, c.source));
	done(&a);
	done(&b);
	done(&c);
}
END_TEST

static void add_readable(TCase *tests)
{
	tcase_add_test(tests, plain_text);
	tcase_add_test(tests, an_empty_file_has_no_lines);
	tcase_add_test(tests, gzip_is_known_by_its_first_bytes);
	tcase_add_test(tests, gzip_of_nothing_has_no_lines);
	tcase_add_test(tests, gzip_members_are_one_text);
	tcase_add_test(tests, zeros_after_gzip_are_padding);
	tcase_add_loop_test(tests, large_files_are_read_in_pieces, 0, 2);
	tcase_add_loop_test(tests, standard_input_may_come_byte_by_byte, 0, 2);
	tcase_add_test(tests, standard_input_is_read_from_where_it_stands);
	tcase_add_test(tests, standard_input_that_does_not_block_is_waited_for);
	tcase_add_test(tests, a_named_fifo_is_waited_for);
	tcase_add_test(tests, a_link_is_followed);
	tcase_add_test(tests, what_is_appended_while_reading_is_left);
	tcase_add_test(tests, a_line_that_was_being_written_is_finished);
	tcase_add_test(tests, a_log_that_is_rotated_after_opening_is_read);
	tcase_add_test(tests, a_log_that_shrinks_ends);
	tcase_add_test(tests, the_same_file_is_known_by_its_inode);
}

static void add_unreadable(TCase *tests)
{
	tcase_add_test(tests, names_what_it_cannot_open);
	tcase_add_loop_test(tests, names_other_compressions, 0, 4);
	tcase_add_test(tests, names_gzip_that_is_damaged_from_the_start);
	tcase_add_test(tests, of_gzip_that_ends_early_the_beginning_is_read);
	tcase_add_test(tests, of_gzip_that_is_damaged_the_beginning_is_read);
	tcase_add_test(tests, rubbish_after_gzip_is_damage);
	tcase_add_test(tests, the_receiver_can_stop_it);
}

int main(void)
{
	Suite *suite = suite_create("source");
	TCase *tests = tcase_create("source");

	tcase_add_checked_fixture(tests, scratch_dir_enter, scratch_dir_leave);
	add_readable(tests);
	add_unreadable(tests);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
