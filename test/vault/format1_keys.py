"""The keys of test/vault/formats/1, their rows, and what is derived from them: see format1.py."""
import struct
from vectors import DEPLOYMENT, base32, gcm, hkdf, key, lp, mac, plain, with_mac

TENANT, HOME, NOW = "middleofkeys", "keys-table-1", 1_800_000_000_000
SINCE = NOW - 1_000_000  # from when on the newest keys are written with


def u16(version):
    return struct.pack(">H", version)


# A tenant in the middle of every rotation: root 1 is replaced, 2 and 3 are in use; index root 1 is retired, 2 and 3 are in use.
roots = {version: key(f"root {version}") for version in (1, 2, 3)}
id_key, shift_key = key("id key"), key("shift key")
index_roots = {version: key(f"index root {version}") for version in (2, 3)}


def tenant_row(table, row, version):
    return with_mac(hkdf(roots[version], "tmac"), table, row, version)


def wrap(label, name, version, under, plaintext, first):
    aad = label + lp(DEPLOYMENT, TENANT, name, u16(version))
    nonce = f"wrap {name} {version} {under}"
    return first + b"\0" + u16(under) + gcm(hkdf(roots[under], "kek"), nonce, plaintext, aad)


def lasting(sk, name, version, plaintext, under, **more):
    wrapped = {} if plaintext is None else {"k": wrap(b"wg.root", name, version, under, plaintext, b"\x32")}
    return tenant_row("keys", {"pk": f"{TENANT}#K", "sk": sk, **wrapped, **more}, under)


def root_row(version, **more):
    row = {"pk": f"{TENANT}#K", "sk": f"root#{version}", "b": b"blob of root %d" % version, "t": HOME, **more}
    return tenant_row("keys", row, version)


def provided(version, **under):
    context = {"deployment": DEPLOYMENT, "tenant": TENANT, "purpose": "root", "version": str(version)}
    return plain({"blob": b"blob of root %d" % version, "key": roots[version]}) | {"context": context, **under}


tenant_rows = [
    lasting("root#1", "root", 1, roots[1], 2, w=3),
    root_row(2),
    root_row(3, kms="alias/another", f=SINCE),
    lasting("id", "id", 1, id_key, 2, w=2),
    lasting("shift", "shift", 1, shift_key, 3, w=3),
    lasting("ix#1", "ix", 1, None, 2, w=2),
    lasting("ix#2", "ix", 2, index_roots[2], 2, f=SINCE - 5),
    lasting("ix#3", "ix", 3, index_roots[3], 3, f=SINCE),
]


def record_id(system, type, id):
    return base32(mac(id_key, b"wg.id" + lp(system, type, id))[:16])


def source(type, id):
    return {"system": "urn:source", "type": type, "id": id}


sources = [source(*of) for of in (
    ("Patient", "MRN-1"), ("Patient", "MRN-2"), ("Practitioner", "NPI-1"), ("Organization", "ORG-1"), ("Observation", "O-1"),
    ("Observation", "O-2"), ("Observation", "O-3"),
)]
PATIENT, ERASED, PRACTITIONER, ORGANIZATION, O1, O2, O3 = (record_id(**of) for of in sources)

# Subject keys: a patient and the staff between two versions, the tenant behind it, a patient that was erased.
material = {s: {v: key(f"{s} {v}", 64) for v in (1, 2)} for s in (PATIENT, "staff", "tenant")}


def subject_row(subject, versions, bound, **more):
    kind = "S" if subject in ("staff", "tenant") else "P"
    keys = {f"k{v}": wrap(b"wg.key", subject, v, under, material[subject][v], b"\x31") for v, under in versions.items()}
    return tenant_row("keys", {"pk": f"{TENANT}#K#{kind}#{subject}", "sk": "-", **keys, **more}, bound)


subjects = [
    {"subject": PATIENT, "row": subject_row(PATIENT, {1: 2, 2: 3}, 3, f2=SINCE, w=2)},
    {"subject": "staff", "row": subject_row("staff", {1: 2}, 2)},
    {"subject": "tenant", "row": subject_row("tenant", {2: 3}, 3, f2=SINCE - 5, w=3)},
    {"subject": ERASED, "row": subject_row(ERASED, {}, 2, shredded="2026-11-22T08:00:00.000Z", w=2)},
]


def token(index, values, version):
    return base32(mac(hkdf(index_roots[version], "index" + index), b"wg.index" + lp(*values)))


def tokens(index, values):
    return [{"version": v, "token": token(index, values, v)} for v in (3, 2)]


def order(time):
    return "%016x" % (2**63 + (int.from_bytes(mac(shift_key, b"wg.shift" + lp(PATIENT))[:8], "big") >> 2) + time)


def code_token(code):
    return mac(shift_key, b"wg.code" + lp(PATIENT, code))[:8].hex()


def label(id, segments, nonce):
    pad = mac(shift_key, b"wg.segment" + lp(PATIENT, "Observation", id, nonce))[:2]
    return nonce + (segments ^ int.from_bytes(pad, "big")).to_bytes(2, "big").hex()


def author(id):
    return mac(shift_key, b"wg.author" + lp(PATIENT, "Observation", id, PRACTITIONER))[:8].hex()


def payload_hash(payload):
    return mac(id_key, b"wg.payload" + lp("import", payload))[:16]
