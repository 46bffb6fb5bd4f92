// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdint.h>

#include "buf.h"
#include "suite.h"

#define ck_assert_buf(b, text)                                    \
	ck_assert_msg(view_is(buf_view(b), text), "got \"%.*s\"", \
		      (int)(b)->size, (b)->size ? (b)->data : "")

START_TEST(appends_in_order)
{
	autobuf struct buf b;

	buf_init(&b, 100);
	buf_add(&b, VIEW("a\0b"));
	ck_assert_uint_eq(b.size, 3);
	buf_reset(&b);
	buf_add_text(&b, "path=");
	buf_add(&b, view_from("/etc/docker/x", 11));
	buf_add_byte(&b, ' ');
	buf_add_u64(&b, 0);
	buf_add_byte(&b, ' ');
	buf_add_u64(&b, UINT64_MAX);
	buf_printf(&b, " %s=%d", "n", -5);
	ck_assert_buf(&b, "path=/etc/docker 0 18446744073709551615 n=-5");
	ck_assert_int_eq(buf_error(&b), 0);
}
END_TEST

START_TEST(an_empty_buffer_has_an_empty_view)
{
	struct buf b;

	buf_init(&b, 10);
	ck_assert_ptr_nonnull(buf_view(&b).data);
	ck_assert_uint_eq(buf_view(&b).size, 0);
	buf_add(&b, VIEW_NONE);
	buf_add(&b, VIEW(""));
	buf_printf(&b, "%s", "");
	ck_assert_uint_eq(b.size, 0);
	ck_assert_int_eq(buf_error(&b), 0);
	buf_done(&b);
}
END_TEST

START_TEST(the_cap_may_be_filled)
{
	autobuf struct buf b;

	buf_init(&b, 4);
	buf_printf(&b, "%s", "abcd");
	ck_assert_buf(&b, "abcd");
	ck_assert_int_eq(buf_error(&b), 0);
	buf_add_byte(&b, 'e');
	ck_assert_int_eq(buf_error(&b), -ENOBUFS);
}
END_TEST

START_TEST(nothing_of_what_does_not_fit_is_appended)
{
	autobuf struct buf b;

	buf_init(&b, 4);
	buf_add_text(&b, "abc");
	buf_add_text(&b, "de");
	ck_assert_buf(&b, "abc");
	ck_assert_int_eq(buf_error(&b), -ENOBUFS);
	buf_add_byte(&b, 'd'); /* would fit, but the error sticks */
	buf_printf(&b, "d");
	buf_add_u64(&b, 1);
	ck_assert_buf(&b, "abc");
}
END_TEST

START_TEST(reset_clears_the_error_and_keeps_the_memory)
{
	autobuf struct buf b;
	const char *data;

	buf_init(&b, 4);
	buf_add_text(&b, "abcd");
	buf_add_text(&b, "e");
	data = b.data;
	buf_reset(&b);
	ck_assert_int_eq(buf_error(&b), 0);
	buf_add_text(&b, "wxyz");
	ck_assert_buf(&b, "wxyz");
	ck_assert_ptr_eq(b.data, data);
}
END_TEST

START_TEST(done_frees_and_keeps_the_cap)
{
	struct buf b;

	buf_init(&b, 4);
	buf_add_text(&b, "abcde");
	buf_done(&b);
	ck_assert_ptr_null(b.data);
	ck_assert_int_eq(buf_error(&b), 0);
	buf_add_text(&b, "abcd");
	ck_assert_buf(&b, "abcd");
	buf_done(&b);
}
END_TEST

START_TEST(cut_goes_back_and_never_forth)
{
	autobuf struct buf b;

	buf_init(&b, 10);
	buf_add_text(&b, "abcdef");
	buf_cut(&b, 100);
	ck_assert_buf(&b, "abcdef");
	buf_cut(&b, 2);
	ck_assert_buf(&b, "ab");
	buf_cut(&b, 0);
	ck_assert_uint_eq(b.size, 0);
}
END_TEST

START_TEST(it_grows_to_any_size_below_the_cap)
{
	autobuf struct buf b;

	buf_init(&b, 100000);
	for (size_t i = 0; i < 100000; i++)
		buf_add_byte(&b, (char)('a' + i % 26));
	ck_assert_int_eq(buf_error(&b), 0);
	ck_assert_uint_eq(b.size, 100000);
	for (size_t i = 0; i < b.size; i++)
		ck_assert_int_eq(b.data[i], (char)('a' + i % 26));
}
END_TEST

START_TEST(a_size_near_the_address_space_is_no_memory)
{
	autobuf struct buf b;
	char byte = 'x';

	buf_init(&b, SIZE_MAX);
	buf_add_byte(&b, 'a');
	buf_add(&b, view_from(&byte, SIZE_MAX - 1)); /* never read */
	ck_assert_int_eq(buf_error(&b), -ENOMEM);
	ck_assert_buf(&b, "a");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("buf");
	TCase *tcase = tcase_create("buf");

	tcase_add_test(tcase, appends_in_order);
	tcase_add_test(tcase, an_empty_buffer_has_an_empty_view);
	tcase_add_test(tcase, the_cap_may_be_filled);
	tcase_add_test(tcase, nothing_of_what_does_not_fit_is_appended);
	tcase_add_test(tcase, reset_clears_the_error_and_keeps_the_memory);
	tcase_add_test(tcase, done_frees_and_keeps_the_cap);
	tcase_add_test(tcase, cut_goes_back_and_never_forth);
	tcase_add_test(tcase, it_grows_to_any_size_below_the_cap);
	tcase_add_test(tcase, a_size_near_the_address_space_is_no_memory);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
