# SPDX-License-Identifier: BSD-2-Clause
"""check_sbom.py DOCUMENT VERSION ROOT: an SPDX 2.3 document holds together, and
says what the programs below ROOT are and what they are linked with.
"""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

PROGRAMS = {
    "dockwarden": "usr/bin/dockwarden",
    "audisp-dockwarden": "usr/sbin/audisp-dockwarden",
    "pam_dockwarden.so": "usr/lib/*/security/pam_dockwarden.so",
}
# What a package needs, by section 7 of the specification, and what is of use
# to who looks for holes in it.
REQUIRED = ("name", "SPDXID", "versionInfo", "downloadLocation", "supplier")

failures = []


def check(what, holds):
    """One more thing that must hold."""
    if not holds:
        failures.append(what)


def check_form(document, version):
    """The document itself, and that it refers to what is in it."""
    check("version", document["spdxVersion"] == "SPDX-2.3")
    check("license of the data", document["dataLicense"] == "CC0-1.0")
    check("name", document["name"] == f"dockwarden-{version}")
    check("namespace", document["documentNamespace"].startswith("urn:uuid:"))
    created = document["creationInfo"]["created"]
    check("date", re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", created))
    elements = document["packages"] + document["files"]
    ids = [element["SPDXID"] for element in elements] + ["SPDXRef-DOCUMENT"]
    check("ids are used twice", len(ids) == len(set(ids)))
    for name in ids:
        check(f"id {name}", re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", name))
    for one in document["relationships"]:
        for end in ("spdxElementId", "relatedSpdxElement"):
            check(f"{one[end]} is not there", one[end] in ids)
    for package in document["packages"]:
        for key in REQUIRED:
            check(f"{package.get('name')}: no {key}", package.get(key))


def links_of(document, file):
    """(relationship, source package and its version) of a file's libraries."""
    packages = {package["SPDXID"]: package for package in document["packages"]}
    return {
        (one["relationshipType"], packages[one["relatedSpdxElement"]]["name"])
        for one in document["relationships"]
        if one["spdxElementId"] == file["SPDXID"]
    }


def needed_by(path):
    """The Debian packages whose libraries a program asks for."""
    text = subprocess.run(
        ["objdump", "-p", path], check=True, capture_output=True, text=True
    ).stdout
    for soname in re.findall(r"NEEDED\s+(\S+)", text):
        said = subprocess.run(
            ["dpkg", "-S", "*/" + soname],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        yield "DYNAMIC_LINK", said.split(":")[0]


def check_file(document, name, path):
    """One program: its sums, and its libraries."""
    entry = [f for f in document["files"] if f["fileName"] == "./" + name]
    check(f"{name} is there {len(entry)} times", len(entry) == 1)
    if not entry:
        return
    data = path.read_bytes()
    for one in entry[0]["checksums"]:
        is_now = hashlib.new(one["algorithm"].lower(), data).hexdigest()
        check(f"{name}: {one['algorithm']}", is_now == one["checksumValue"])
    want = set(needed_by(path))
    if name.endswith(".so"):
        want.add(("STATIC_LINK", "libjson-c-dev"))
    got = links_of(document, entry[0])
    check(f"{name}: {sorted(got)}, not {sorted(want)}", got == want)


def check_schema(document):
    """By the schema that the specification comes with."""
    schema = os.environ.get("SPDX_SCHEMA")
    if not schema:
        return
    import jsonschema  # not needed otherwise

    with open(schema, encoding="utf-8") as file:
        jsonschema.validate(document, json.load(file))


def main():
    """See the top."""
    name, version, root = sys.argv[1:]
    with open(name, encoding="utf-8") as file:
        document = json.load(file)
    check_form(document, version)
    check_schema(document)
    check("files", len(document["files"]) == len(PROGRAMS))
    for program, pattern in PROGRAMS.items():
        (path,) = pathlib.Path(root).glob(pattern)
        check_file(document, program, path)
    for failure in failures:
        print("SPDX document:", failure)
    sys.exit(bool(failures))


main()
