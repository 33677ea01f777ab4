"""Wrote test/vault/formats/1: what is stored of format version 1, from the READMEs of packages/vault and packages/audit and
with none of their code. That folder is frozen: this is kept to be read, and another version has another script.
"""
import base64, gzip, hashlib, json, pathlib, struct, zlib
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from format1_keys import (
    HOME, NOW, O1, O2, O3, ORGANIZATION, PATIENT, PRACTITIONER, SINCE, TENANT, author, code_token, id_key, label, material,
    order, payload_hash, provided, record_id, roots, sources, subjects, tenant_row, tenant_rows, token, tokens, u16,
)
from vectors import DEPLOYMENT, base32, gcm, hkdf, hkdf_long, key, lp, mac, plain, row_bytes, with_mac

FOLDER = pathlib.Path(__file__).with_name("formats") / "1"
DICTIONARY = (FOLDER / "dictionary.bin").read_bytes()
CHUNK = 1024 * 1024


# Parts by name: class id, value, flags, version of the subject's key.
def part(of, name, class_id, value, flags, version):
    plaintext = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    if flags:
        z = zlib.compressobj(9, zlib.DEFLATED, -15, **({"zdict": DICTIONARY} if flags == 3 else {}))
        plaintext = z.compress(plaintext) + z.flush()
    head = b"\x01" + bytes([flags]) + u16(version) + bytes([class_id])
    aad = b"wg.part" + head + lp(DEPLOYMENT, TENANT, of["subject"], of["type"], of["id"])
    nonce = f"part {of['type']} {of['id']} {name} {value} {version}"
    return head + gcm(material[of["subject"]][version][:32], nonce, plaintext, aad)


def row_hash(table, row):
    return base64.urlsafe_b64encode(hashlib.sha256(b"wg.row" + lp(table) + row_bytes(row)).digest()[:16]).decode().rstrip("=")


records, expected_records = [], []


def record(subject, type, id, row, parts, version, kept=None):
    of = {"subject": subject, "type": type, "id": id}
    sealed = {name: part(of, name, *p) for name, p in parts.items()}
    bound = with_mac(material[subject][version][32:], "records", {**row, **sealed}, version)
    records.append({**of, "row": bound})
    opened = {name: value for name, (_, value, _, _) in parts.items()}
    expected_records.append({"parts": opened, "kept": kept or {}, "hash": row_hash("records", bound)})


visit = {"encounter": {"reference": "urn:uuid:9f1c"}}
clinical = {"status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}, "note": "Größe 𝒳"}
opaque = {"meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-heart-rate"]}, "note": "synthetic " * 20}
TIMES = {O1: 1_700_000_000_000, O2: -1}


def observation(id, segments, nonce, **more):
    at = order(TIMES[id])
    return {
        "pk": f"{TENANT}#P#{PATIENT}", "sk": f"R#ob#{id}", "v": 2, "w": 5, "t": f"ob#{at}#{id}",
        "c": f"ob#{code_token('8867-4')}#{at}", "s": label(id, segments, nonce), "a": author(id), "x": payload_hash(id), **more,
    }


by_flags = lambda version: {"VISIT": (6, visit, 0, version), "CLINICAL": (7, clinical, 1, version), "OPAQUE": (8, opaque, 3, version)}
record(PATIENT, "Observation", O1, observation(O1, 1, "00" * 8), by_flags(1), 1)
record(PATIENT, "Observation", O2, observation(O2, 6, "0123456789abcdef"), by_flags(2), 2)
mixed = {"VISIT": (6, visit, 3, 1), "CLINICAL": (7, clinical, 3, 2)}
undated = {"t": f"ob#-#{O3}", "v": 3, "w": 2**53 - 1}
record(PATIENT, "Observation", O3, {"pk": f"{TENANT}#P#{PATIENT}", "sk": f"R#ob#{O3}", **undated}, mixed, 2)
history = {"pk": f"{TENANT}#P#{PATIENT}", "sk": f"H#ob#{O1}#00000001", "v": 1, "w": 1, "s": label(O1, 0xFFFF, "ff" * 8)}
record(PATIENT, "Observation", O1, history, {"CLINICAL": (7, {**clinical, "status": "preliminary"}, 0, 1)}, 1)

# What is found by a posting: the patient under index root 2 still, practitioner and organisation under 3.
found = {
    "MRN": [["MRN-1"], ["MRN-1-old"]], "FAMILY_BIRTHDATE": [["grosse", "1970-01-01"]],
    "TELECOM": [["email", "ann@example.com"], ["phone", "+12025550123"]],
}
postings = []


def found_by(id, values, version):
    named = sorted(f"{index}.{version}#{token(index, v, version)}" for index, all in values.items() for v in all)
    postings.extend({"pk": f"{TENANT}#X#{name}", "sk": id} for name in named)
    return {"q": " ".join(named)}


def kept(values):
    return {index: [tokens(index, v) for v in all] for index, all in values.items()}


def values_parts(values, flags, version):
    return {"Q." + index: (255, all, flags, version) for index, all in values.items()}


name = {"name": [{"family": "Größe", "given": ["Ann"]}]}
record(PATIENT, "Patient", PATIENT, {"pk": f"{TENANT}#P#{PATIENT}", "sk": "A", "v": 1, "w": 2, **found_by(PATIENT, found, 2)},
       {"NAME": (2, name, 3, 1), **values_parts(found, 0, 1)}, 1, kept(found))
for subject, type, id, letter, version in (("staff", "Practitioner", PRACTITIONER, "R", 1), ("tenant", "Organization", ORGANIZATION, "O", 2)):
    values = {"IDENTIFIER": [[type, "http://hl7.org/fhir/sid/us-npi", id]]}
    record(subject, type, id, {"pk": f"{TENANT}#{letter}#{id}", "sk": "A", "v": 1, "w": 1, **found_by(id, values, 3)},
           {"STAFF": (1, {"active": True, "name": type}, 0, version), **values_parts(values, 0, version)}, version, kept(values))

# Rows without a subject, under both roots.
period = {"start": SINCE, "end": NOW, "basis": "manual", "w": 1}
session = base32(mac(id_key, b"wg.session" + lp("session-1"))[:16])
bound = [
    ("directory", {"pk": f"{TENANT}#P#{PATIENT}", "sk": f"S#{PRACTITIONER}", **period}, 2),
    ("directory", {"pk": f"{TENANT}#U#{PRACTITIONER}", "sk": f"P#{PATIENT}", **period}, 3),
    ("directory", {"pk": f"{TENANT}#Q#MRN.2#{token('MRN', ['MRN-1'], 2)}", "sk": "-", "id": PATIENT}, 2),
    ("directory", {"pk": f"{TENANT}#J", "sk": "keys", "since": SINCE, "done": False, "w": 1}, 3),
    ("directory", {"pk": f"{TENANT}#J", "sk": "é", "zero": 0, "below": -1, "done": True, "none": "", "b": b""}, 3),
    ("sessions", {"pk": f"{TENANT}#I#{session}", "sk": "-", "exp": NOW // 1000, "h": payload_hash("wish"), "v": 1}, 2),
    *[("directory", row, 2 + n % 2) for n, row in enumerate(postings)],
]
rows = [{"table": table, "row": tenant_row(table, row, version)} for table, row, version in bound]


# Documents: ciphertexts are chosen, one byte over and over, so that gzip makes them small; the plaintext is what they open to.
def chunk(doc_key, nonce, length, byte):
    stream = AESGCM(doc_key).encrypt(nonce, bytes(length), b"")[:length]
    plaintext = bytes(b ^ byte for b in stream)
    return plaintext, AESGCM(doc_key).encrypt(nonce, plaintext, b"")


def document(file, id, version, lengths):
    head, prefix = b"\x41\x01" + u16(version), key(f"prefix {file}", 7)
    info = b"wg.document" + head + lp(DEPLOYMENT, TENANT, PATIENT, "Observation", id, "CLINICAL", b"\x07", prefix)
    doc_key = hkdf_long(material[PATIENT][version][:32], info, 64)
    opened, sealed = b"", head + doc_key[32:] + prefix
    for number, length in enumerate(lengths):
        nonce = prefix + struct.pack(">IB", number, number == len(lengths) - 1)
        plaintext, bytes_sealed = chunk(doc_key[:32], nonce, length, number + 1)
        opened, sealed = opened + plaintext, sealed + bytes_sealed
    (FOLDER / file).write_bytes(gzip.compress(sealed, 9, mtime=0))
    of = {"file": file, "subject": PATIENT, "type": "Observation", "id": id, "class": {"name": "CLINICAL", "id": 7}}
    return of, {"length": len(opened), "sha256": hashlib.sha256(opened).hexdigest()}


documents = [document("three-chunks.gz", O1, 1, (CHUNK, CHUNK, 5)), document("one-chunk.gz", O2, 2, (40,)), document("empty.gz", O3, 1, (0,))]


def cursor(version, place, aad):
    sealed = b"\x51" + gcm(hkdf(roots[version], "cursor"), "cursor " + aad, place.encode(), b"wg.cursor" + lp(DEPLOYMENT, TENANT, aad))
    return {"aad": aad, "text": base64.urlsafe_b64encode(sealed).decode().rstrip("=")}


cursors = [(cursor(2, "R#ob#1", "ann"), "R#ob#1"), (cursor(3, "Größe", "john"), "Größe")]

# An audit chain under all three roots; its first records are bound by the one that is replaced.
CHAIN, PERSON = "middleofkeysmiddleofkeysab", base32(key("person", 16))
audit, lines = [], []


def append(version, fields):
    prev = hashlib.sha256(audit[-1]["r"].encode()).hexdigest() if audit else None
    line = {"v": 1, "tenant": TENANT, "chain": CHAIN, "seq": len(audit), "prev": prev, **fields}
    r = json.dumps(line, separators=(",", ":"), ensure_ascii=True)
    bound = mac(hkdf(roots[version], "audit" + CHAIN), hashlib.sha256(r.encode()).digest())
    audit.append({"pk": f"{TENANT}#A#{CHAIN}", "sk": f"{len(audit):010}", "r": r, "m": b"\x21" + u16(version) + bound})
    lines.append(line)


def request(at, **fields):
    return {
        "continues": None, "outcome": "OK", "time": f"2026-11-22T08:00:0{at}.000Z", "code": "0.1.0", "origin": "graphql",
        "request": f"r-{at}", "caller": None, "session": None, "operation": None, "status": 200,
        "disclosed": [], "changed": [], "denied": [], "ties": [], "written": [], "opened": 0, **fields,
    }


def written(stored):
    row = stored["row"]
    return ["records", row["pk"], row["sk"], row.get("w", 1), row_hash("records", row)]


caller = {"person": PERSON, "membership": PERSON, "role": "DOCTOR", "purpose": "TREAT"}
append(1, {"outcome": "GENESIS", "time": "2026-11-22T08:00:00.000Z", "code": "0.1.0", "environment": "e" * 26, "lane": 3,
           "closes": {"chain": "z" * 26, "seq": 7}})
append(1, request(1, caller=caller, session=session, operation={"kind": "query", "roots": ["Query.patient"], "document": "0f" * 32},
                  disclosed=[[PATIENT, "Patient", PATIENT, ["id", "name~"]]], ties=[[PATIENT, "CARE_TEAM", "manual"]], opened=1))
append(2, request(2, caller=caller, session=session, operation={"kind": "mutation", "roots": ["Mutation.amend"], "document": None},
                  changed=[[PATIENT, "Observation", O3, ["note"], 3]], denied=[[PATIENT, "Patient", None, ["telecom"]]],
                  ties=[[PATIENT, "BREAK_GLASS", "g" * 26]], written=[written(r) for r in records]))
append(3, request(3, outcome="UNAUTHENTICATED", status=401))

# What is not sealed but derived: other rows above are found by it, so it never changes either.
of_patient = {"patient": PATIENT}
answers = {
    "recordId": [[of, record_id(**of)] for of in sources],
    "sessionHash": [["session-1", session]],
    "payloadHash": [[{"purpose": "import", "payload": p}, payload_hash(p).hex()] for p in (O1, "wish")],
    "order": [[{**of_patient, "time": t}, order(t)] for t in (-62135596800000, *TIMES.values())] + [[of_patient, "-"]],
    "codeToken": [[{**of_patient, "code": "8867-4"}, code_token("8867-4")]],
    "openLabel": [[{**of_patient, "type": "Observation", "id": id, "label": label(id, s, n)}, s]
                  for id, s, n in ((O1, 1, "00" * 8), (O2, 6, "0123456789abcdef"), (O1, 0xFFFF, "ff" * 8))],
    "authorToken": [[{**of_patient, "type": "Observation", "id": id, "actor": PRACTITIONER}, author(id)] for id in (O1, O2)],
    "indexTokens": [[{"index": i, "values": v}, tokens(i, v)] for i, all in found.items() for v in all],
}

provider = [provided(2), provided(3, under="alias/another")]
stored = {
    "deployment": DEPLOYMENT, "tenant": TENANT, "keysTable": HOME, "now": NOW, "provider": provider,
    "tenantRows": [plain(row) for row in tenant_rows],
    "subjects": [{**s, "row": plain(s["row"])} for s in subjects],
    "records": [{**r, "row": plain(r["row"])} for r in records],
    "rows": [{**r, "row": plain(r["row"])} for r in rows],
    "documents": [of for of, _ in documents],
    "cursors": [of for of, _ in cursors],
    "audit": [plain(row) for row in audit],
}
expected = {
    "subjects": ["open", "open", "open", "ERR_VAULT_SHREDDED"],
    "records": expected_records,
    "documents": [opened for _, opened in documents],
    "cursors": [place for _, place in cursors],
    "audit": lines,
    "answers": answers,
}
for name, content in (("stored.json", stored), ("expected.json", expected)):
    (FOLDER / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
