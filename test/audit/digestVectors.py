"""Writes digestVectors.json: three digests over a rotation and their keys, by Python's standard library alone."""
import base64
import hashlib
import json
import pathlib

from verify import G, N, SPKI, add, der_integer


def number(word):
    return int.from_bytes(hashlib.sha256(word.encode()).digest(), "big") % N


def times(scalar, point):
    total = None
    for bit in bin(scalar)[2:]:
        total = add(total, total)
        total = add(total, point) if bit == "1" else total
    return total


def spki(secret):
    x, y = times(secret, G)
    return SPKI + x.to_bytes(32, "big") + y.to_bytes(32, "big")


def sign(secret, text):
    nonce = number(f"nonce of {text}")
    r = times(nonce, G)[0] % N
    s = pow(nonce, -1, N) * (int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") + r * secret) % N
    body = der_integer(r) + der_integer(min(s, N - s))
    return base64.b64encode(bytes([0x30, len(body)]) + body).decode()


def pem(der):
    text = base64.b64encode(der).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""])


def line(value):
    return json.dumps(value, separators=(",", ":"))


OLD, NEW = number("the old key"), number("the new key")
files = []
for seq, (secret, successor) in enumerate([(OLD, None), (OLD, NEW), (NEW, None)]):
    payload = line(
        {
            "v": 1,
            "seq": seq,
            "time": f"2026-11-22T08:0{seq}:00.000Z",
            "previous": hashlib.sha256(files[-1].encode()).hexdigest() if files else None,
            "key": hashlib.sha256(spki(secret)).hexdigest(),
            "successor": successor and base64.b64encode(spki(successor)).decode(),
            "chains": [],
            "files": [],
            "anomalies": [],
        }
    )
    files.append(line({"payload": payload, "signature": sign(secret, payload)}) + "\n")
vectors = {"old": pem(spki(OLD)), "new": pem(spki(NEW)), "digests": files}
pathlib.Path(__file__).with_name("digestVectors.json").write_text(json.dumps(vectors, indent=2) + "\n")
