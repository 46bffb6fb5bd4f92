#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""sbom.py VERSION ARCHIVE FILE...: an SPDX 2.3 document, as JSON on stdout.

Of the programs and the module FILE, as they were linked here: the libraries
that each asks for, with the packages and versions that had them in this build,
and ARCHIVE, the json-c that is inside the module.  The date is that of
SOURCE_DATE_EPOCH: the same build gives the same document.
"""

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
import uuid


def run(*command):
    """What a command says; it has to succeed."""
    return subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout


def needed(path):
    """The sonames that an ELF file asks for."""
    return re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "-dW", path))


def found(path):
    """Where the loader finds each soname: {soname: file}."""
    return dict(re.findall(r"(\S+) => (/\S+)", run("ldd", path)))


def deb_of(path):
    """The Debian package that has a file: a dict, or None."""
    for name in (path, re.sub(r"^/usr", "", path), "/usr" + path):
        said = subprocess.run(
            ["dpkg", "-S", name], capture_output=True, text=True, check=False
        )
        if said.returncode == 0:
            break
    else:
        return None
    package = said.stdout.split(": ")[0]
    form = "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${Maintainer}"
    keys = ("name", "version", "arch", "source", "supplier")
    values = run("dpkg-query", "-W", "-f", form, package).split("\t")
    return dict(zip(keys, values), kind="deb/debian")


def rpm_of(path):
    """The RPM package that has a file: a dict, or None."""
    form = "%{NAME}\t%{VERSION}-%{RELEASE}\t%{ARCH}\t%{SOURCERPM}\t%{VENDOR}"
    said = subprocess.run(
        ["rpm", "-qf", "--qf", form, path],
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode != 0:
        return None
    keys = ("name", "version", "arch", "source", "supplier")
    return dict(zip(keys, said.stdout.split("\t")), kind="rpm/fedora")


def package_of(path):
    """Which package a library is of."""
    path = os.path.realpath(path)
    for ask, tool in ((deb_of, "/usr/bin/dpkg"), (rpm_of, "/usr/bin/rpm")):
        package = ask(path) if os.path.exists(tool) else None
        if package:
            return package
    sys.exit(f"sbom.py: no package has {path}")


def spdx_id(kind, name):
    """An identifier of SPDX: letters, digits, dots and dashes."""
    return f"SPDXRef-{kind}-" + re.sub(r"[^A-Za-z0-9.]+", "-", name)


def library(package):
    """The entry of a package that is linked."""
    purl = (
        f"pkg:{package['kind']}/{package['name']}@{package['version']}"
        f"?arch={package['arch']}"
    ).replace("+", "%2B")
    return {
        "SPDXID": spdx_id("Package", package["name"]),
        "name": package["name"],
        "versionInfo": package["version"],
        "supplier": "Organization: "
        + package["supplier"].replace("<", "(").replace(">", ")"),
        "sourceInfo": "built from the source package " + package["source"],
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": purl,
            }
        ],
    }


def digest(path, algorithm):
    """A file's checksum."""
    with open(path, "rb") as file:
        return hashlib.new(algorithm, file.read()).hexdigest()


def binary(path):
    """The entry of a file that was built."""
    name = os.path.basename(path)
    return {
        "SPDXID": spdx_id("File", name),
        "fileName": "./" + name,
        "fileTypes": ["BINARY"],
        "checksums": [
            {"algorithm": kind.upper(), "checksumValue": digest(path, kind)}
            for kind in ("sha1", "sha256")
        ],
        "licenseConcluded": "BSD-2-Clause",
        "licenseInfoInFiles": ["BSD-2-Clause"],
        "copyrightText": "2026 The dockwarden authors",
    }


def ours(version, files):
    """The entry of dockwarden itself."""
    sums = "".join(sorted(file["checksums"][0]["checksumValue"] for file in files))
    return {
        "SPDXID": "SPDXRef-Package-dockwarden",
        "name": "dockwarden",
        "versionInfo": version,
        "supplier": "Organization: The dockwarden authors",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": True,
        "packageVerificationCode": {
            "packageVerificationCodeValue": hashlib.sha1(sums.encode()).hexdigest()
        },
        "licenseConcluded": "BSD-2-Clause",
        "licenseDeclared": "BSD-2-Clause",
        "licenseInfoFromFiles": ["BSD-2-Clause"],
        "copyrightText": "2026 The dockwarden authors",
        "primaryPackagePurpose": "APPLICATION",
    }


def relation(left, kind, right):
    """One relationship."""
    return {
        "spdxElementId": left,
        "relationshipType": kind,
        "relatedSpdxElement": right,
    }


def links(path, file, archive):
    """(relationship, package) of all that a file is linked with."""
    where = found(path)
    for soname in sorted(needed(path)):
        if soname.startswith("ld-linux"):
            continue
        package = library(package_of(where[soname]))
        yield relation(file["SPDXID"], "DYNAMIC_LINK", package["SPDXID"]), package
    if path.endswith(".so"):
        package = library(package_of(archive))
        yield relation(file["SPDXID"], "STATIC_LINK", package["SPDXID"]), package


def document(version, archive, paths):
    """The whole document."""
    files = [binary(path) for path in paths]
    main = ours(version, files)
    packages = {}
    relations = [relation("SPDXRef-DOCUMENT", "DESCRIBES", main["SPDXID"])]
    for path, file in zip(paths, files):
        relations.append(relation(main["SPDXID"], "CONTAINS", file["SPDXID"]))
        for one, package in links(path, file, archive):
            relations.append(one)
            packages[package["SPDXID"]] = package
    date = datetime.datetime.fromtimestamp(
        int(os.environ.get("SOURCE_DATE_EPOCH", "0")), datetime.timezone.utc
    )
    content = json.dumps([main, files, packages, relations], sort_keys=True)
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"dockwarden-{version}",
        "documentNamespace": "urn:uuid:"
        + str(uuid.uuid5(uuid.NAMESPACE_OID, content)),
        "creationInfo": {
            "created": date.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": [
                "Organization: The dockwarden authors",
                f"Tool: dockwarden-sbom.py-{version}",
            ],
        },
        "packages": [main] + [packages[key] for key in sorted(packages)],
        "files": files,
        "relationships": relations,
    }


def main():
    """See the top."""
    if len(sys.argv) < 4:
        sys.exit("usage: sbom.py VERSION ARCHIVE FILE...")
    _, version, archive, *paths = sys.argv
    json.dump(document(version, archive, paths), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
