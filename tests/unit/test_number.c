// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "number.h"
#include "suite.h"

#define UNTOUCHED 0xABABABAB

typedef int number_fn(struct view text, uint64_t max, uint64_t *ret);

struct number_case {
	const char *name;
	number_fn *parse;
	struct view input;
	uint64_t max;
	int want;
	uint64_t value;
};

#define TEXT(literal)                        \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

static const struct number_case numbers[] = {
	{ "zero", number_decimal, TEXT("0"), 9, 0, 0 },
	{ "leading zeros are decimal digits", number_decimal, TEXT("0010"), 99,
	  0, 10 },
	{ "the maximum", number_decimal, TEXT("4294967294"), 4294967294, 0,
	  4294967294 },
	{ "one more", number_decimal, TEXT("4294967295"), 4294967294, -ERANGE,
	  0 },
	{ "the largest", number_decimal, TEXT("18446744073709551615"),
	  UINT64_MAX, 0, UINT64_MAX },
	{ "one past the largest", number_decimal, TEXT("18446744073709551616"),
	  UINT64_MAX, -ERANGE, 0 },
	{ "many digits", number_decimal, TEXT("99999999999999999999999"),
	  UINT64_MAX, -ERANGE, 0 },
	{ "a digit over a small maximum", number_decimal, TEXT("5"), 3, -ERANGE,
	  0 },
	{ "maximum zero takes zero", number_decimal, TEXT("000"), 0, 0, 0 },
	{ "maximum zero takes nothing else", number_decimal, TEXT("1"), 0,
	  -ERANGE, 0 },
	{ "empty", number_decimal, TEXT(""), 9, -EINVAL, 0 },
	{ "none", number_decimal, { NULL, 0 }, 9, -EINVAL, 0 },
	{ "minus", number_decimal, TEXT("-1"), 9, -EINVAL, 0 },
	{ "plus", number_decimal, TEXT("+1"), 9, -EINVAL, 0 },
	{ "space before", number_decimal, TEXT(" 1"), 9, -EINVAL, 0 },
	{ "space behind", number_decimal, TEXT("1 "), 9, -EINVAL, 0 },
	{ "NUL behind", number_decimal, TEXT("1\0"), 9, -EINVAL, 0 },
	{ "letters behind", number_decimal, TEXT("12abc"), 99, -EINVAL, 0 },
	{ "letters behind what is too large", number_decimal, TEXT("999x"), 99,
	  -EINVAL, 0 },
	{ "a fraction", number_decimal, TEXT("1.0"), 9, -EINVAL, 0 },
	{ "a prefix", number_hex, TEXT("0x10"), 99, -EINVAL, 0 },
	{ "another script's digit", number_decimal, TEXT("\xd9\xa3"), 99,
	  -EINVAL, 0 },
	{ "hex in both cases", number_hex, TEXT("fFaA09"), UINT64_MAX, 0,
	  0xffaa09 },
	{ "hex, the largest", number_hex, TEXT("ffffffffffffffff"), UINT64_MAX,
	  0, UINT64_MAX },
	{ "hex, one past the largest", number_hex, TEXT("10000000000000000"),
	  UINT64_MAX, -ERANGE, 0 },
	{ "hex, g", number_hex, TEXT("1g"), 99, -EINVAL, 0 },
	{ "octal mode", number_octal, TEXT("0100644"), 0777777, 0, 0100644 },
	{ "octal, 8", number_octal, TEXT("18"), 99, -EINVAL, 0 },
	{ "octal over the maximum", number_octal, TEXT("200"), 0177, -ERANGE,
	  0 },
};

START_TEST(numbers_are_digits_alone)
{
	const struct number_case *c = &numbers[_i];
	uint64_t value = UNTOUCHED;
	int r = c->parse(c->input, c->max, &value);

	ck_assert_msg(r == c->want, "%s: got %d, want %d", c->name, r, c->want);
	ck_assert_msg(value == (r ? UNTOUCHED : c->value), "%s: got %" PRIu64,
		      c->name, value);
}
END_TEST

struct signed_case {
	const char *name;
	struct view input;
	int want;
	int64_t value;
};

static const struct signed_case signed_numbers[] = {
	{ "zero", TEXT("0"), 0, 0 },
	{ "minus zero", TEXT("-0"), 0, 0 },
	{ "an exit status", TEXT("-13"), 0, -13 },
	{ "the largest", TEXT("9223372036854775807"), 0, INT64_MAX },
	{ "one past the largest", TEXT("9223372036854775808"), -ERANGE, 0 },
	{ "the smallest", TEXT("-9223372036854775808"), 0, INT64_MIN },
	{ "one past the smallest", TEXT("-9223372036854775809"), -ERANGE, 0 },
	{ "a sign alone", TEXT("-"), -EINVAL, 0 },
	{ "two signs", TEXT("--1"), -EINVAL, 0 },
	{ "plus", TEXT("+1"), -EINVAL, 0 },
	{ "empty", TEXT(""), -EINVAL, 0 },
	{ "none", { NULL, 0 }, -EINVAL, 0 },
};

START_TEST(signed_numbers_may_be_negative)
{
	const struct signed_case *c = &signed_numbers[_i];
	int64_t value = UNTOUCHED;
	int r = number_signed(c->input, &value);

	ck_assert_msg(r == c->want, "%s: got %d, want %d", c->name, r, c->want);
	ck_assert_msg(value == (r ? UNTOUCHED : c->value), "%s: got %" PRId64,
		      c->name, value);
}
END_TEST

static const struct {
	uint64_t number;
	const char *want;
} texts[] = {
	{ 0, "0" },
	{ 9, "9" },
	{ 10, "10" },
	{ 1234567890, "1234567890" },
	{ UINT64_MAX, "18446744073709551615" },
};

START_TEST(a_number_is_written_by_its_digits)
{
	char digits[NUMBER_DIGITS];

	ck_assert(
		view_is(number_text(texts[_i].number, digits), texts[_i].want));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("number");
	TCase *tcase = tcase_create("number");

	tcase_add_loop_test(tcase, numbers_are_digits_alone, 0,
			    sizeof(numbers) / sizeof(numbers[0]));
	tcase_add_loop_test(tcase, signed_numbers_may_be_negative, 0,
			    sizeof(signed_numbers) / sizeof(signed_numbers[0]));
	tcase_add_loop_test(tcase, a_number_is_written_by_its_digits, 0,
			    sizeof(texts) / sizeof(texts[0]));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
