"""Verifies an export of the audit trail: python3 verify.py --dir DIR --key FILE [--max-age SECONDS] [--json]

A second opinion, in Python's standard library alone, written from packages/audit/README.md and from none of the other
verifiers. Its answers are compared with theirs by test/audit/verifiers.test.ts.
"""
import base64
import functools
import hashlib
import json
import os
import re
import sys
import time
import zlib
from datetime import datetime

# --- P-256 (SP 800-186 section 3.2.1.3) and ECDSA (FIPS 186-5 section 6.4.2), with integers.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")


def add(one, other):
    """The sum of two points; None is the point at infinity."""
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x3 = (slope * slope - x1 - x2) % P
    return x3, (slope * (x1 - x3) - y1) % P


@functools.lru_cache(maxsize=None)
def verifies(point, message, r, s):
    """Whether (r, s) is the signature of the key over SHA-256 of the message."""
    if not (0 < r < N and 0 < s < N):
        return False
    inverse = pow(s, -1, N)
    u = int.from_bytes(hashlib.sha256(message).digest(), "big") * inverse % N
    v = r * inverse % N
    sums = {(1, 0): G, (0, 1): point, (1, 1): add(G, point)}
    total = None
    for bit in range(255, -1, -1):
        total = add(total, total)
        pair = (u >> bit & 1, v >> bit & 1)
        if pair != (0, 0):
            total = add(total, sums[pair])
    return total is not None and total[0] % N == r


def read_point(der):
    """The point of a SubjectPublicKeyInfo."""
    x, y = int.from_bytes(der[27:59], "big"), int.from_bytes(der[59:], "big")
    if len(der) != 91 or not der.startswith(SPKI) or x >= P or y >= P or (y * y - x * x * x + 3 * x - B) % P:
        raise ValueError("not a public key on P-256")
    return x, y


def read_key(pem):
    """The SubjectPublicKeyInfo in a PEM text."""
    block = re.fullmatch(r"-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/\s]+=*)\s+-----END PUBLIC KEY-----", pem.strip())
    der = base64.b64decode(re.sub(r"\s", "", block[1])) if block else b""
    read_point(der)
    return der


def der_integer(value):
    digits = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return bytes([2, len(digits)]) + digits


def read_signature(der):
    """r and s; None unless the bytes are the one DER spelling of them with the lower s."""
    if len(der) < 8 or len(der) < 6 + der[3]:
        return None
    r, s = int.from_bytes(der[4 : 4 + der[3]], "big"), int.from_bytes(der[6 + der[3] :], "big")
    if r >= N or s > N // 2:
        return None
    body = der_integer(r) + der_integer(s)
    return (r, s) if der == bytes([0x30, len(body)]) + body else None


# --- JSON that is spelled in one way, and what its places take.
def loads(text):
    """The value of a JSON text without spaces and with each key once; None for any other text."""
    try:
        value = json.loads(text)
        return value if json.dumps(value, separators=(",", ":"), ensure_ascii=False) == text else None
    except (ValueError, RecursionError):
        return None


def whole_number(value, least=0, most=2**53 - 1):
    return type(value) is int and least <= value <= most


def like(value, pattern):
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def rows(value, places, most=100_000):
    return isinstance(value, list) and len(value) <= most and all(isinstance(row, list) and places(row) for row in value)


def words(value, pattern, most=500):
    return isinstance(value, list) and len(value) <= most and all(like(word, pattern) for word in value)


def keyed(value, keys, ordered=True):
    if not isinstance(value, dict):
        return False
    return list(value) == keys.split() if ordered else set(value) == set(keys.split())


ID = "[a-z2-7]{26}"
HASH = "[0-9a-f]{64}"
TENANT = "[a-z2-7]{12}|0{12}"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"
CODE = "[0-9A-Za-z][0-9A-Za-z.+-]{0,63}"
UPPER = "[A-Z][A-Z0-9_]{0,31}"
NAME = "[A-Za-z_][A-Za-z0-9_]{0,63}"
FIELD = NAME + "~?"
OUTCOMES = (
    "OK|UNAUTHENTICATED|FORBIDDEN|BAD_USER_INPUT|LIMIT_EXCEEDED|CONFLICT|PAYLOAD_TOO_LARGE|UNSUPPORTED_MEDIA_TYPE"
    "|AUDIT_UNAVAILABLE|UNAVAILABLE|INTERNAL|INTEGRITY"
)
KIND = "digest|signature|clock|missing|truncated|rewritten|record|order|foreign|link|mac|file|extra|manifest"
CHAIN_FILE = r"chains/([a-z2-7]{26})/(?:[0-9]{6}|[0-9]{10})\.ndjson\.gz"
DIGEST_FILE = r"digests/([0-9]{6}|[1-9][0-9]{6,9})\.json"


def started(record):
    return like(record["tenant"], TENANT) and like(record["chain"], ID) and type(record["v"]) is int and record["v"] == 1


def is_genesis(record):
    closes = record["closes"]
    closed = closes is None or keyed(closes, "chain seq") and like(closes["chain"], ID) and whole_number(closes["seq"])
    return (
        started(record)
        and whole_number(record["seq"], 0, 0)
        and record["prev"] is None
        and record["outcome"] == "GENESIS"
        and like(record["time"], TIME)
        and like(record["code"], CODE)
        and like(record["environment"], ID)
        and whole_number(record["lane"], 0, 7)
        and closed
    )


def is_caller(caller):
    return (
        keyed(caller, "person membership role purpose")
        and like(caller["person"], ID)
        and like(caller["membership"], ID)
        and like(caller["role"], UPPER)
        and like(caller["purpose"], UPPER)
    )


def is_operation(operation):
    return (
        keyed(operation, "kind roots document")
        and like(operation["kind"], "query|mutation|import")
        and words(operation["roots"], NAME + r"\." + NAME)
        and (operation["document"] is None or like(operation["document"], HASH))
    )


def about(row, length, id_pattern=ID):
    """The start of a row of disclosed, changed or denied: whose, type, id, fields."""
    if len(row) != length:
        return False
    patient, name, ident, fields = row[:4]
    identified = like(ident, ID) or ident is None and id_pattern is None
    return (patient is None or like(patient, ID)) and like(name, NAME) and identified and words(fields, FIELD)


def is_tie(row):
    return len(row) == 3 and like(row[0], ID) and like(row[1], UPPER) and (row[2] is None or like(row[2], "[A-Za-z_]{1,32}|" + ID))


def is_written(row):
    return (
        len(row) == 5
        and like(row[0], "records|directory|keys")
        and like(row[1], "[a-z0-9]{12}#[A-Za-z0-9#._-]{1,100}")
        and like(row[2], "[A-Za-z0-9#._-]{1,100}")
        and whole_number(row[3])
        and like(row[4], "[A-Za-z0-9_-]{22}|-")
    )


def is_request(record):
    return (
        started(record)
        and whole_number(record["seq"], 1, 9_999_999_999)
        and like(record["prev"], HASH)
        and (record["continues"] is None or whole_number(record["continues"], 1))
        and like(record["outcome"], OUTCOMES)
        and like(record["time"], TIME)
        and like(record["code"], CODE)
        and like(record["origin"], "graphql|import|access|users|keys")
        and like(record["request"], "[A-Za-z0-9_=-]{1,64}")
        and (record["caller"] is None or is_caller(record["caller"]))
        and (record["session"] is None or like(record["session"], "[a-z0-9]{26,64}"))
        and (record["operation"] is None or is_operation(record["operation"]))
        and (record["status"] is None or whole_number(record["status"], 100, 599))
        and rows(record["disclosed"], lambda row: about(row, 4))
        and rows(record["changed"], lambda row: about(row, 5) and whole_number(row[4]))
        and rows(record["denied"], lambda row: about(row, 4, None))
        and rows(record["ties"], is_tie)
        and rows(record["written"], is_written)
        and whole_number(record["opened"])
    )


def read_record(line):
    """The record that the line's bytes are, or None."""
    if not line.isascii():
        return None
    value = loads(line.decode("ascii"))
    if keyed(value, "v tenant chain seq prev outcome time code environment lane closes"):
        return value if is_genesis(value) else None
    keys = "v tenant chain seq prev continues outcome time code origin request caller session operation status "
    if keyed(value, keys + "disclosed changed denied ties written opened"):
        return value if is_request(value) else None
    return None


def is_spki(value):
    if not like(value, "[A-Za-z0-9+/]{122}=="):
        return False
    der = base64.b64decode(value)
    try:
        read_point(der)
    except ValueError:
        return False
    return base64.b64encode(der).decode() == value


def each(value, test):
    return isinstance(value, list) and len(value) <= 1_000_000 and all(test(one) for one in value)


def read_digest(content):
    """What a digest says, the text that is signed, and its signature; None for anything else."""
    if not content.isascii() or not content.endswith(b"\n"):
        return None
    outer = loads(content[:-1].decode("ascii"))
    if not keyed(outer, "payload signature") or not like(outer["payload"], r"\{[ -~]*"):
        return None
    if not like(outer["signature"], "[A-Za-z0-9+/]+={0,2}"):
        return None
    said = loads(outer["payload"])
    try:
        signature = base64.b64decode(outer["signature"], validate=True)
    except ValueError:
        return None
    if base64.b64encode(signature).decode() != outer["signature"]:
        return None
    good = (
        keyed(said, "v seq time previous key successor chains files anomalies", ordered=False)
        and type(said["v"]) is int
        and said["v"] == 1
        and whole_number(said["seq"])
        and like(said["time"], TIME)
        and (said["previous"] is None or like(said["previous"], HASH))
        and like(said["key"], HASH)
        and (said["successor"] is None or is_spki(said["successor"]))
        and each(
            said["chains"],
            lambda one: keyed(one, "tenant chain seq hash records", ordered=False)
            and like(one["tenant"], TENANT)
            and like(one["chain"], ID)
            and whole_number(one["seq"])
            and like(one["hash"], HASH)
            and whole_number(one["records"]),
        )
        and each(
            said["files"],
            lambda one: keyed(one, "path sha256", ordered=False) and like(one["path"], CHAIN_FILE) and like(one["sha256"], HASH),
        )
        and each(
            said["anomalies"],
            lambda one: keyed(one, "chain seq kind", ordered=False)
            and (one["chain"] is None or like(one["chain"], ID))
            and (one["seq"] is None or whole_number(one["seq"]))
            and like(one["kind"], KIND),
        )
    )
    return (said, outer["payload"].encode(), signature) if good else None


def sha(content):
    return hashlib.sha256(content).hexdigest()


def unzip(content, most=17 * 1024 * 1024):
    """The lines of a chain file, or None."""
    text = b""
    while content and (text == b"" or content[0] != 0):
        member = zlib.decompressobj(wbits=31)
        try:
            text += member.decompress(content, most + 1 - len(text))
        except zlib.error:
            return None
        if not member.eof or len(text) > most:
            return None
        content = member.unused_data
    return text[:-1].split(b"\n") if text.endswith(b"\n") else None


class Export:
    """The files of a folder and what is wrong with them."""

    def __init__(self, folder, pem):
        self.folder = folder
        self.key = read_key(pem)
        self.paths = sorted(self.walk(""))
        if "manifest.json" not in self.paths:
            raise ValueError("no manifest")
        self.listed = []
        self.damage = []
        self.digests = []
        self.records = self.uncovered = 0

    def walk(self, below):
        with os.scandir(os.path.join(self.folder, below)) as entries:
            for entry in entries:
                path = below + entry.name
                if entry.is_dir(follow_symlinks=False):
                    yield from self.walk(path + "/")
                else:
                    yield path

    def content(self, path):
        with open(os.path.join(self.folder, path), "rb") as file:
            return file.read()

    def listing(self, path):
        content = self.content(path)
        self.listed.append({"path": path, "sha256": sha(content), "bytes": len(content)})
        return content

    def wrong(self, chain, seq, kind):
        self.damage.append({"chain": chain, "seq": seq, "kind": kind})

    def holding(self, found):
        """The places of the digests that hold; each is found as its number, the hash of its file, and itself or None."""
        said = [digest and digest[0] for _, _, digest in found]
        start = 0
        if said and not (said[0] and said[0]["key"] == sha(self.key)):
            spki = base64.b64encode(self.key).decode()
            start = next((place + 1 for place, one in enumerate(said) if one and one["successor"] == spki), 0)
        places, turn = set(), self.key
        for place, (_, _, digest) in enumerate(found):
            if place < start or digest is None or digest[0]["key"] != sha(turn):
                continue
            pair = read_signature(digest[2])
            if pair is not None and verifies(read_point(turn), digest[1], *pair):
                places.add(place)
                turn = base64.b64decode(digest[0]["successor"] or "") or turn
        for place in reversed(range(start)):
            if place + 1 not in places or said[place] is None or said[place + 1]["previous"] != found[place][1]:
                break
            places.add(place)
        return places

    def read_digests(self):
        named = [(int(name[1]), path) for path in self.paths if (name := re.fullmatch(DIGEST_FILE, path))]
        found = []
        for number, path in sorted(named):
            content = self.listing(path)
            digest = read_digest(content)
            found.append((number, sha(content), digest if digest and digest[0]["seq"] == number else None))
        holding = self.holding(found)
        before = None  # number and hash of the digest file before
        for place, (number, own, digest) in enumerate(found):
            expected = 0 if before is None else before[0] + 1
            if number > expected:
                self.wrong(None, expected, "digest")
            if digest is None:
                self.wrong(None, number, "digest")
            elif place not in holding:
                self.wrong(None, number, "signature")
            else:
                if digest[0]["previous"] != (before and before[1]):
                    self.wrong(None, number, "digest")
                if self.digests and digest[0]["time"] < self.digests[-1]["time"]:
                    self.wrong(None, number, "clock")
                self.digests.append(digest[0])
            before = number, own
        if before is None:
            self.wrong(None, 0, "digest")
        self.damage += [one for said in self.digests for one in said["anomalies"] if one["chain"] is None]

    def read_chains(self):
        closed = {one["path"]: one["sha256"] for said in self.digests for one in said["files"]}
        counted = {one["chain"]: one["records"] for said in self.digests for one in said["chains"]}
        files, heads, anomalies = {}, {}, {}
        for path in self.paths:
            if named := re.fullmatch(CHAIN_FILE, path):
                files.setdefault(named[1], []).append(path)
        for said in self.digests:
            for head in said["chains"]:
                heads.setdefault(head["chain"], []).append(head)
            for one in said["anomalies"]:
                if one["chain"] is not None:
                    anomalies.setdefault(one["chain"], []).append(one)
        for chain in sorted({*files, *heads, *anomalies}):
            lines, found = self.read_chain(chain, files.get(chain, []), heads.get(chain, []), closed)
            candidates = anomalies.get(chain, []) + ([found] if found else [])
            if candidates:
                self.damage.append(min(candidates, key=lambda one: one["seq"] or 0))
            self.records += lines
            self.uncovered += max(0, lines - counted.get(chain, 0))
        return len(files)

    def read_chain(self, chain, paths, heads, closed):
        """How many lines a chain has, and its damage or None."""
        count, first_changed, lines = 0, None, []
        for path in paths:
            content = self.listing(path)
            if closed.get(path) != sha(content) and first_changed is None:
                first_changed = {"chain": chain, "seq": count, "kind": "file" if path in closed else "extra"}
            found = unzip(content)
            lines += [None] if found is None else found
            count += len(found or [])
        wrong = self.first_wrong(chain, lines, count, heads)
        return count, {"chain": chain, "seq": wrong[0], "kind": wrong[1]} if wrong else first_changed

    @staticmethod
    def first_wrong(chain, lines, count, heads):
        """Place and kind of the first line that is wrong; None in `lines` stands for a file that does not unzip."""
        signed = {}
        for head in heads:
            signed.setdefault(head["seq"], head["hash"])
        tenant = heads[0]["tenant"] if heads else None
        before, unlinked = None, False
        for place, line in enumerate(lines):
            if line is None:
                return place - unlinked, "file"
            record = read_record(line)
            if unlinked:  # of the line before, whose prev is not the line before that
                return (place - 2 if record and record["prev"] == before else place - 1), "record"
            if record is None:
                return place, "record"
            tenant = tenant or record["tenant"]
            if (record["chain"], record["tenant"]) != (chain, tenant):
                return place, "foreign"
            if record["seq"] != place:
                return place, "missing" if record["seq"] > place else "order"
            own = sha(line)
            if record["prev"] == before:
                if signed.get(place, own) != own:
                    return place, "rewritten"
            elif signed.get(place) == own:
                return place - 1, "record"
            elif place - 1 in signed:
                return place, "record"
            else:
                unlinked = True
            before = own
        if unlinked:
            return count - 1, "record"
        if signed and max(signed) >= count:
            return count, "truncated" if count else "missing"
        return None

    def read_others(self):
        for path in self.paths:
            if path not in ("manifest.json", "public-key.pem") and not re.fullmatch(f"{CHAIN_FILE}|{DIGEST_FILE}", path):
                self.wrong(None, None, "extra")
        if "public-key.pem" not in self.paths:
            self.wrong(None, None, "missing")
        self.listed.sort(key=lambda one: one["path"])
        if self.content("manifest.json") != (json.dumps({"v": 1, "files": self.listed}, indent=1) + "\n").encode():
            self.wrong(None, None, "manifest")

    def verify(self):
        self.read_digests()
        chains = self.read_chains()
        self.read_others()
        first = self.damage[0] if self.damage else None
        return {
            "whole": first is None,
            "chains": chains,
            "records": self.records,
            "uncovered": self.uncovered,
            "first": first and {key: first[key] for key in ("chain", "seq", "kind")},
        }

    def age(self, now):
        """Seconds since the newest digest that holds; None where there is none."""
        try:
            return now - datetime.fromisoformat(self.digests[-1]["time"].replace("Z", "+00:00")).timestamp()
        except (IndexError, ValueError):
            return None


def answer(folder, pem):
    """What the verifier says of a folder; None if it is unreadable."""
    try:
        export = Export(folder, pem)
        return export.verify(), export
    except (OSError, ValueError):
        return None, None


def main(arguments):
    options = {"--json": None}
    while arguments:
        name, *arguments = arguments
        if name == "--json":
            options[name] = True
        elif name in ("--dir", "--key", "--max-age") and arguments:
            options[name], *arguments = arguments
        else:
            options["wrong"] = True
    age_limit = options.get("--max-age", "0")
    if "wrong" in options or not options.get("--dir") or not options.get("--key") or not like(age_limit, "[0-9]{1,12}"):
        print("WRONG_USAGE: verify.py --dir DIR --key FILE [--max-age SECONDS] [--json].", file=sys.stderr)
        return 2
    try:
        with open(options["--key"], encoding="latin-1") as file:
            found, export = answer(options["--dir"], file.read())
    except OSError:
        found = None
    if found is None:
        print("UNREADABLE: this is not an audit export with a P-256 public key that can be read.", file=sys.stderr)
        return 2
    print(json.dumps(found, separators=(",", ":")) if options["--json"] else "whole" if found["whole"] else "DAMAGED")
    age = export.age(time.time())
    young = "--max-age" not in options or age is not None and -300 <= age <= int(age_limit)
    if not young:
        print("TOO_OLD: the newest digest is too old, or none holds.", file=sys.stderr)
    return 0 if found["whole"] and found["uncovered"] == 0 and young else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
