// SPDX-License-Identifier: BSD-2-Clause
/*
 * The elements are those of Jenkins's junit-10.xsd, in its order.
 */
#include "check_report.h"

/* Text that is printable already holds nothing else that XML forbids. */
static void add_xml(struct buf *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			buf_add_text(out, "&amp;");
			break;
		case '<':
			buf_add_text(out, "&lt;");
			break;
		case '>':
			buf_add_text(out, "&gt;");
			break;
		case '"':
			buf_add_text(out, "&quot;");
			break;
		default:
			buf_add_byte(out, *text);
		}
}

/* The element that a build server knows, or NULL: it passed. */
static const char *junit_element(enum check_status status)
{
	switch (status) {
	case CHECK_FAIL:
		return "failure";
	case CHECK_UNKNOWN:
		return "error";
	case CHECK_NA:
		return "skipped";
	case CHECK_PASS:
	case CHECK_WARN:
		break;
	}
	return NULL;
}

static void junit_text(const struct check_finding *f, struct buf *out)
{
	buf_printf(out, "%s: ", check_status_name(f->status));
	add_xml(out, f->what);
	if (*f->evidence) {
		buf_add_text(out, "\nfound: ");
		add_xml(out, f->evidence);
	}
	if (*f->remedy) {
		buf_add_text(out, "\nremedy: ");
		add_xml(out, f->remedy);
	}
	buf_add_byte(out, '\n');
}

/* One test a finding: each can fail and be mended alone. */
static void junit_case(const struct check_result *r,
		       const struct check_finding *f, struct buf *out)
{
	const char *element = junit_element(f->status);

	buf_printf(out, "    <testcase classname=\"%s\" name=\"", r->item);
	add_xml(out, f->what);
	buf_add_text(out, "\">\n      ");
	if (element)
		buf_printf(out, "<%s message=\"%s\">", element,
			   check_status_name(f->status));
	else
		buf_add_text(out, "<system-out>");
	junit_text(f, out);
	buf_printf(out, "      </%s>\n    </testcase>\n",
		   element ? element : "system-out");
}

static size_t count_of(const struct check_result *r, enum check_status status)
{
	size_t count = 0;

	for (size_t i = 0; i < r->count; i++)
		count += r->findings[i].status == status;
	return count;
}

static void junit_property(const char *name, const char *value, struct buf *out)
{
	if (*value)
		buf_printf(out, "      <property name=\"%s\" value=\"%s\"/>\n",
			   name, value);
}

static void junit_properties(const struct check_result *r, struct buf *out)
{
	buf_add_text(out, "    <properties>\n");
	junit_property("level", check_level_name(r->required), out);
	junit_property("cis", r->cis, out);
	junit_property("cis_1.11", r->cis_old, out);
	buf_add_text(out, "    </properties>\n");
}

static void junit_suite(const struct check_result *r, struct buf *out)
{
	size_t errors = count_of(r, CHECK_UNKNOWN) + (r->dropped != 0);

	buf_printf(out, "  <testsuite name=\"%s ", r->item);
	add_xml(out, r->title);
	buf_printf(out,
		   "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
		   "skipped=\"%zu\">\n",
		   r->count + (r->dropped != 0), count_of(r, CHECK_FAIL),
		   errors, count_of(r, CHECK_NA));
	junit_properties(r, out);
	for (size_t i = 0; i < r->count; i++)
		junit_case(r, &r->findings[i], out);
	if (r->dropped)
		buf_printf(out,
			   "    <testcase classname=\"%s\" name=\"all findings "
			   "are shown\">\n      <error message=\"%zu are "
			   "not\"/>\n    </testcase>\n",
			   r->item, r->dropped);
	buf_add_text(out, "  </testsuite>\n");
}

void check_junit(const struct check_report *report, struct buf *out)
{
	buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			  "<testsuites name=\"dockwarden check\">\n");
	for (size_t i = 0; i < report->count; i++)
		junit_suite(&report->results[i], out);
	buf_add_text(out, "</testsuites>\n");
}
