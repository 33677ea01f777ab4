"""Known answers for packages/vault, computed from the format descriptions in its README and with none of its code:
Python's hmac and hashlib, and AES-GCM of the `cryptography` package. Run once: python3 vectors.py > vectors.json, then formatted by biome
"""
import base64, hashlib, hmac, json, struct, zlib
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DEPLOYMENT, TENANT, PATIENT = "vectors", "abcdefghijkl", "abcdefghijklmnopqrstuvwx23"
OBSERVATION, CHAIN = "zyxwvutsrqponmlkjihgfedc76", "chainchainchainchainchain2"


def key(seed, length=32):
    return hashlib.shake_256(seed.encode()).digest(length)


def lp(*values):
    values = [v.encode() if isinstance(v, str) else v for v in values]
    return b"".join(struct.pack(">I", len(v)) + v for v in values)


def mac(k, message):
    return hmac.new(k, message, hashlib.sha256).digest()


def hkdf(k, info):
    return mac(mac(bytes(32), k), info.encode() + b"\x01")


def gcm(k, nonce_seed, plaintext, aad):
    nonce = key(nonce_seed, 12)
    return nonce + AESGCM(k).encrypt(nonce, plaintext, aad)


def base32(b):
    return base64.b32encode(b).decode().rstrip("=").lower()


def typed(v):
    if isinstance(v, bool):
        return b"BOOL", bytes([v])
    if isinstance(v, int):
        return b"N", str(v).encode()
    return (b"S", v.encode()) if isinstance(v, str) else (b"B", v)


def row_bytes(row):
    typed_row = [(name, *typed(row[name])) for name in sorted(row, key=str.encode)]
    return b"".join(lp(name) + letter + lp(value) for name, letter, value in typed_row)


def with_mac(k, table, row, version=1):
    message = b"wg.item" + lp(DEPLOYMENT, table) + row_bytes(row)
    return {**row, "m": b"\x21" + struct.pack(">H", version) + mac(k, message)}


root, id_key, shift_key, ix_key, subject = key("root"), key("id"), key("shift"), key("ix"), key("subject", 64)
kek, tmac = hkdf(root, "kek"), hkdf(root, "tmac")


def lasting(name, sk, k):
    aad = b"wg.root" + lp(DEPLOYMENT, TENANT, name, b"\0\1")
    wrapped = b"\x32\0\0\1" + gcm(kek, "nonce " + name, k, aad)
    return with_mac(tmac, "keys", {"pk": TENANT + "#K", "sk": sk, "k": wrapped})


def part(class_id, value, flags=0, plaintext=None):
    head = bytes([1, flags, 0, 1, class_id])
    aad = b"wg.part" + head + lp(DEPLOYMENT, TENANT, PATIENT, "Observation", OBSERVATION)
    return head + gcm(subject[:32], f"nonce {class_id}", plaintext or value.encode(), aad)


opaque = json.dumps({"note": "synthetic " * 20})
z = zlib.compressobj(9, zlib.DEFLATED, -15)
deflated = z.compress(opaque.encode()) + z.flush()

rows = [
    with_mac(tmac, "keys", {"pk": TENANT + "#K", "sk": "root#1", "b": b"what KMS gave", "t": "keys"}),
    lasting("id", "id", id_key),
    lasting("shift", "shift", shift_key),
    lasting("ix", "ix#1", ix_key),
]
wrapped = b"\x31\0\0\1" + gcm(kek, "nonce subject", subject, b"wg.key" + lp(DEPLOYMENT, TENANT, PATIENT, b"\0\1"))
subject_row = with_mac(tmac, "keys", {"pk": f"{TENANT}#K#P#{PATIENT}", "sk": "-", "k1": wrapped})
clinical = '{"status":"final","note":"Größe"}'
item = with_mac(subject[32:], "records", {
    "pk": f"{TENANT}#P#{PATIENT}", "sk": f"R#ob#{OBSERVATION}", "v": 3, "w": 5, "live": True, "gone": False,
    "CLINICAL": part(7, clinical), "OPAQUE": part(8, opaque, 1, deflated),
})
protected = with_mac(tmac, "directory", {
    "pk": f"{TENANT}#P#{PATIENT}", "sk": "S#é", "zero": 0, "below": -1, "most": 2**53 - 1, "b": b"", "on": True,
})
shift = int.from_bytes(mac(shift_key, b"wg.shift" + lp(PATIENT))[:8], "big") >> 2
cursor = b"\x51" + gcm(hkdf(root, "cursor"), "nonce cursor", b"R#ob#1", b"wg.cursor" + lp(DEPLOYMENT, TENANT, "ann"))



def hkdf_long(k, info, length):
    """RFC 5869 without salt, for more than one block."""
    prk, block, out = mac(bytes(32), k), b"", b""
    while len(out) < length:
        block = mac(prk, block + info + bytes([len(out) // 32 + 1]))
        out += block
    return out[:length]


document = b"%PDF-1.7 synthetic"
doc_head, doc_prefix = b"\x41\x01\0\1", key("prefix", 7)
doc_info = b"wg.document" + doc_head + lp(DEPLOYMENT, TENANT, PATIENT, "Observation", OBSERVATION, "CLINICAL", b"\x07", doc_prefix)
doc_key = hkdf_long(subject[:32], doc_info, 64)
doc_chunk = AESGCM(doc_key[:32]).encrypt(doc_prefix + b"\0\0\0\0\1", document, b"")
sealed_document = doc_head + doc_key[32:] + doc_prefix + doc_chunk

of_record = lp(PATIENT, "Observation", OBSERVATION)


def label(segments, nonce):
    pad = mac(shift_key, b"wg.segment" + of_record + lp(nonce))[:2]
    return nonce + (segments ^ int.from_bytes(pad, "big")).to_bytes(2, "big").hex()


def order(time):
    return "%016x" % (2**63 + shift + time)


def plain(row):
    return {n: {"base64": base64.b64encode(v).decode()} if isinstance(v, bytes) else v for n, v in row.items()}


vectors = {
    "made": "python3 test/vault/vectors.py (cryptography's AES-GCM, hashlib, hmac): none of this package's code",
    "deployment": DEPLOYMENT, "tenant": TENANT, "patient": PATIENT, "observation": OBSERVATION,
    "root": base64.b64encode(root).decode(), "rows": [plain(r) for r in rows], "subjectRow": plain(subject_row),
    "item": plain(item), "clinical": json.loads(clinical), "opaque": json.loads(opaque), "protected": plain(protected),
    "recordId": base32(mac(id_key, b"wg.id" + lp("urn:source", "Patient", "MRN-1"))[:16]),
    "sessionHash": base32(mac(id_key, b"wg.session" + lp("session-1"))[:16]),
    "payloadHash": mac(id_key, b"wg.payload" + lp("import", "payload"))[:16].hex(),
    "indexToken": base32(mac(hkdf(ix_key, "indexPatient.name"), b"wg.index" + lp("ward", "1970-01-01"))),
    "codeToken": mac(shift_key, b"wg.code" + lp(PATIENT, "8867-4"))[:8].hex(),
    "labels": [[s, n, label(s, n)] for s, n in ((1, "00" * 8), (6, "0123456789abcdef"), (0xFFFF, "ff" * 8))],
    "authorToken": mac(shift_key, b"wg.author" + of_record + lp("dora"))[:8].hex(),
    "order": [[t, order(t)] for t in (-62135596800000, -1, 0, 1, 1700000000000)],
    "document": document.decode(), "sealedDocument": base64.b64encode(sealed_document).decode(),
    "chain": CHAIN, "auditMac": mac(hkdf(root, "audit" + CHAIN), b"record").hex(),
    "cursor": base64.urlsafe_b64encode(cursor).decode().rstrip("="),
}

if __name__ == "__main__":
    print(json.dumps(vectors, indent=2, ensure_ascii=False))
