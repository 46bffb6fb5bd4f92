// SPDX-License-Identifier: BSD-2-Clause
/*
 * fuzz_format: an alert whose strings, numbers and records come from the
 * input.  Whatever they are, each format gives one line within the limit
 * without a control byte, and an ECS line parses back to the strings that
 * went in, as do one of OCSF, of CEF and of CSV.
 *
 * Input: 8 bytes that choose, then strings, 0xfe between them.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "describe.h"
#include "format_check.h"

#define HEAD_SIZE 8
#define SEPARATOR 0xfe
#define RECORDS_MAX 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const char *at, *end;
};

static struct view take(struct input *in)
{
	const char *start = in->at;
	const char *stop;

	if (start == in->end)
		return VIEW_NONE;
	stop = memchr(start, SEPARATOR, (size_t)(in->end - start));
	in->at = stop ? stop + 1 : in->end;
	return view_from(start, (size_t)((stop ? stop : in->end) - start));
}

static void take_records(struct input *in, struct record *records,
			 struct event *event)
{
	for (size_t i = 0; i < RECORDS_MAX; i++) {
		struct view line = take(in);

		if (!line.data)
			break;
		if (record_parse(line, &records[event->count]) == 0)
			event->count++;
	}
	event->records = records;
	if (event->count) {
		event->id = records[0].id;
		event->node = records[0].node;
	}
}

static void take_strings(struct input *in, struct alert *alert)
{
	struct view *const strings[] = {
		&alert->rule_id,
		&alert->file.path,
		&alert->process.executable,
		&alert->reason,
		&alert->rule_name,
		&alert->policy_rule,
		&alert->file.recorded_path,
		&alert->file.target_path,
		&alert->process.name,
		&alert->process.title,
		&alert->process.working_directory,
		&alert->user.name,
		&alert->user.audit_name,
		&alert->group_name,
		&alert->member_name,
		&alert->syscall,
		&alert->key,
		&alert->tty,
	};

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		*strings[i] = take(in);
}

static void take_args(struct input *in, struct alert *alert)
{
	while (alert->process.arg_count < ALERT_MAX_ARGS) {
		struct view arg = take(in);

		if (!arg.data)
			break;
		alert->process.args[alert->process.arg_count++] = arg;
	}
}

static void take_live(struct input *in, struct alert_agent *agent,
		      struct alert_witness *witness)
{
	struct view *const strings[] = {
		&agent->host, &agent->host_id,	 &agent->boot_id,
		&agent->id,   &agent->ephemeral, &agent->version,
	};
	struct view *texts[ALERT_WITNESS_TEXTS];
	size_t count = alert_witness_texts(witness, texts);

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		*strings[i] = take(in);
	for (size_t i = 0; i < count; i++)
		*texts[i] = take(in);
}

static const struct technique technique = { "T1611", "Escape to Host", "TA0004",
					    "Privilege Escalation" };

static void choose(struct alert *alert, const uint8_t *head)
{
	static const enum severity severities[] = {
		SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL
	};
	uint32_t number = (uint32_t)head[6] << 24 | head[7];

	memset(alert->id, 'a', sizeof(alert->id) - 1);
	alert->action = (enum action)(head[0] % ACTION_COUNT);
	alert->outcome = (enum outcome)(head[1] % 3);
	alert->severity = severities[head[1] / 3 % 4];
	alert->verdict =
		head[2] & 1 ? VERDICT_AUTHORIZED : VERDICT_UNAUTHORIZED;
	alert->trust = (enum trust)(head[2] / 2 % 3);
	alert->file.is_file = head[3] & 1;
	alert->file.has_inode = head[3] & 2;
	alert->file.has_mode = head[3] & 4;
	alert->file.has_owner = head[3] & 8;
	alert->process.has_pid = head[3] & 16;
	alert->process.has_ppid = head[3] & 32;
	alert->process.args_cut = head[3] & 64;
	alert->technique_count = head[4] % (ALERT_MAX_TECHNIQUES + 1);
	for (size_t i = 0; i < ALERT_MAX_TECHNIQUES; i++)
		alert->techniques[i] = &technique;
	alert->user.id = head[5] & 1 ? UID_UNSET : number;
	alert->user.audit_id = head[5] & 2 ? UID_UNSET : number;
	alert->is_notice = head[5] & 4;
	alert->session = alert->user.group_id = number;
	alert->file.inode = alert->count = (uint64_t)number << 32 | number;
	alert->file.mode = alert->file.device_major = number;
}

static void choose_witness(struct alert_witness *witness, const uint8_t *head)
{
	uint64_t number = (uint64_t)head[6] << 56 | head[7];

	witness->state = (enum witness_state)(head[4] % 5);
	witness->has_exe = head[4] & 8;
	witness->foreign_mount_ns = head[4] & 16;
	witness->foreign_pid_ns = head[4] & 32;
	witness->exe_inode = witness->mount_ns = witness->started = number;
	witness->pid_ns = number << 1;
	witness->exe_major = witness->exe_minor = head[6];
	witness->ancestor_count = head[7] % (ALERT_MAX_ANCESTORS + 1);
	for (size_t i = 0; i < witness->ancestor_count; i++)
		witness->ancestors[i].pid = (uint32_t)head[6] << 24 | head[7];
}

static void check_formats(const struct alert *alert)
{
	const struct format *format;

	for (size_t i = 0; (format = format_at(i)); i++) {
		struct buf out;

		/* Not a byte more than a line: none may be written and taken
		 * back. */
		buf_init(&out, FORMAT_MAX_LINE);
		REQUIRE(format->write(alert, &out) == 0);
		format_check(format, alert, &out);
		buf_done(&out);
	}
}

/* Words of several lines, each safe as a line is. */
static void check_words(const struct event *event)
{
	struct buf out;

	buf_init(&out, 4 * DESCRIBE_MAX_BYTES);
	REQUIRE(describe_event(event, &out) == 0);
	for (size_t i = 0; i < out.size; i++)
		REQUIRE(out.data[i] == '\n' ||
			(unsigned char)out.data[i] >= 0x20);
	buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record records[RECORDS_MAX];
	struct event event = { .count = 0 };
	struct alert_agent agent = { .host = VIEW_NONE };
	struct alert_witness witness = { .state = WITNESS_SEEN };
	struct alert alert = { .event = &event };
	struct input in;

	if (size < HEAD_SIZE)
		return 0;
	in.at = (const char *)data + HEAD_SIZE;
	in.end = (const char *)data + size;
	choose(&alert, data);
	take_records(&in, records, &event);
	take_strings(&in, &alert);
	if (data[3] & 128) {
		choose_witness(&witness, data);
		take_live(&in, &agent, &witness);
		alert.agent = &agent;
		alert.created = alert.file.inode;
		if (data[5] & 8)
			alert.witness = &witness;
	}
	take_args(&in, &alert);
	check_formats(&alert);
	check_words(&event);
	return 0;
}
