"""Holds a dump of the tables against a verified export: python3 verify_rows.py, asked on stdin.

A second opinion, in Python's standard library alone, written from packages/audit/README.md. Each line asked is
{"dir", "table"}; each line answered lists what is wrong with rows: [table, pk, sk, kind, chain, seq], sorted.
"""
import base64
import glob
import gzip
import hashlib
import json
import re
import sys


def lp(data):
    return len(data).to_bytes(4, "big") + data


def value_of(attribute):
    """Letter and bytes of an attribute; None for what no row has."""
    if len(attribute) != 1:
        return None
    [(letter, content)] = attribute.items()
    if letter == "BOOL" and isinstance(content, bool):
        return b"BOOL", bytes([content])
    if not isinstance(content, str):
        return None
    if letter == "S" or letter == "N" and re.fullmatch("0|-?[1-9][0-9]*", content) and abs(int(content)) < 2**53:
        return letter.encode(), content.encode()
    return (b"B", base64.b64decode(content, validate=True)) if letter == "B" else None


def row_hash(table, item):
    parts = [b"wg.row", lp(table.encode())]
    for name in sorted(item):
        found = value_of(item[name])
        if found is None:
            return None
        parts += [lp(name.encode()), found[0], lp(found[1])]
    return base64.urlsafe_b64encode(hashlib.sha256(b"".join(parts)).digest()[:16]).decode().rstrip("=")


def is_linked(table, pk):
    if table == "directory":
        return not re.match("[a-z0-9]{12}#[XQH]#|0{12}#O(#|$)", pk)
    return table in ("records", "keys")


def written(folder):
    """For each row every version by its counter: hash, chain and sequence."""
    rows = {}
    for path in glob.glob(f"{folder}/chains/*/*.gz"):
        for line in gzip.open(path):
            record = json.loads(line)
            for table, pk, sk, counter, digest in record.get("written", []):
                versions = rows.setdefault((table, pk, sk), [])
                versions.append((counter, record["chain"], record["seq"], digest))
    return rows


def wrong_rows(folder, dump):
    rows, seen, wrong, made, there, first = written(folder), set(), [], set(), set(), set()
    for line in open(dump):
        dumped = json.loads(line)
        table, item = dumped["table"], dumped["item"]
        place = (table, item["pk"]["S"], item["sk"]["S"])
        if table == "directory" and re.match("[a-z0-9]{12}#X#", place[1]):
            there.add(place[1:])
        if table == "directory" and re.match("[a-z0-9]{12}#Q#", place[1]):
            first.add((*place[1:], item.get("id", {}).get("S")))
        if table == "records" and not place[2].startswith("H#"):
            ident = (place[1] if place[2] == "A" else place[2]).split("#")[-1]
            tenant = place[1].split("#")[0]
            made.update((f"{tenant}#X#{posting}", ident) for posting in item.get("q", {}).get("S", "").split())
        if not is_linked(table, place[1]):
            continue
        versions = rows.get(place)
        if versions is None or place in seen:
            wrong.append([*place, "foreign", None, None])
            continue
        seen.add(place)
        counter, chain, seq, digest = max(versions)
        found = row_hash(table, item)
        if found != digest:
            older = any(found == one[3] for one in versions)
            wrong.append([*place, "older" if older else "changed", chain, seq])
    for place, versions in rows.items():
        counter, chain, seq, digest = max(versions)
        if place not in seen:
            wrong.append([*place, "missing", chain, seq])
        versions.sort()
        for one, other in zip(versions, versions[1:]):
            if one[0] == other[0]:
                wrong.append([*place, "forked", other[1], other[2]])
                break
    wrong += [["directory", *place, "missing", None, None] for place in made - there]
    wrong += [["directory", *place, "foreign", None, None] for place in there - made]
    holders = {(posting.replace("#X#", "#Q#", 1), "-", ident) for posting, ident in made}
    wrong += [["directory", *place[:2], "foreign", None, None] for place in first - holders]
    return sorted(wrong, key=lambda row: row[:4])


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(wrong_rows(asked["dir"], asked["table"])))
