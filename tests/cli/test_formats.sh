#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# test_formats.sh PROGRAM: what replay prints in each format, as other
# readers than this project's read it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

change 1 >flagged.log
change 2 >>flagged.log
look 3 >quiet.log

for format in text ecs ocsf cef; do
	replay --format "$format" quiet.log
	expect "$format, nothing flagged" 0 0
	replay --format "$format" flagged.log
	expect "$format, two changes" 1 2
done
replay --format csv quiet.log
expect 'csv has its columns, whatever was found' 0 1
replay --format csv flagged.log
expect 'csv, two changes and the columns' 1 3
replay --format csv none.log
expect 'csv, a missing file: no columns either' 2 0
replay --format excel flagged.log
expect 'an unknown format' 2 0
expect_words 'an unknown format' \
	'dockwarden: --format: unknown format "excel" (ecs, ocsf, cef, csv, text)'

# The same alerts by id and path, as a reader of CSV from elsewhere has them.
if command -v python3 >/dev/null 2>&1; then
	replay --format csv flagged.log
	python3 - out >rows <<'END' || fail 'csv: python does not read it'
import csv, sys

with open(sys.argv[1], newline="") as file:
    rows = list(csv.DictReader(file, strict=True))
for row in rows:
    assert None not in row and None not in row.values(), row
    print(row["id"], row["file_path"])
END
	replay --format ecs flagged.log
	python3 -c 'import json, sys
for line in open(sys.argv[1]):
    alert = json.loads(line)
    print(alert["event"]["id"], alert["file"]["path"])' out >documents
	diff rows documents || fail 'csv and ecs tell of other alerts'
	[ "$(wc -l <rows)" -eq 2 ] || fail 'csv: not two rows'
else
	echo 'skipped: python3 is not installed, no other reader of csv'
fi

finish
