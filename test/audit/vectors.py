"""Writes vectors.json: a chain of three records and their MACs, by Python's standard library alone."""
import hashlib
import hmac
import json
import pathlib

KEY = bytes(range(32))
TENANT = "n" * 12
CHAIN = "abcdefghijklmnopqrstuvwxyz"
ANN, JOHN = "a" * 26, "j" * 26


def line(record):
    return json.dumps(record, separators=(",", ":"), ensure_ascii=True)


def mac(text):
    digest = hashlib.sha256(text.encode()).digest()
    return (b"\x21\x00\x01" + hmac.new(KEY, digest, hashlib.sha256).digest()).hex()


def place(seq, prev):
    return {"v": 1, "tenant": TENANT, "chain": CHAIN, "seq": seq, "prev": prev}


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


genesis = line(
    place(0, None)
    | {
        "outcome": "GENESIS",
        "time": "2026-11-22T08:00:00.000Z",
        "code": "0.1.0",
        "environment": "e" * 26,
        "lane": 3,
        "closes": {"chain": "z" * 26, "seq": 7},
    }
)
read = line(
    place(1, sha(genesis))
    | {
        "continues": None,
        "outcome": "OK",
        "time": "2026-11-22T08:00:00.000Z",
        "code": "0.1.0",
        "origin": "graphql",
        "request": "JKJaXmPLvHcESHA=",
        "caller": {"person": ANN, "membership": ANN, "role": "DOCTOR", "purpose": "TREAT"},
        "session": "s" * 26,
        "operation": {"kind": "query", "roots": ["Query.patient"], "document": "0f" * 32},
        "status": 200,
        "disclosed": [[JOHN, "Patient", JOHN, ["id", "name"]]],
        "changed": [[None, "Organization", "o" * 26, ["name"], 2]],
        "denied": [[JOHN, "Patient", None, ["telecom"]]],
        "ties": [[JOHN, "BREAK_GLASS", "g" * 26], [ANN, "TENANT", None]],
        "written": [
            ["records", f"{TENANT}#O#{'o' * 26}", "A", 2, "AbCdEfGhIjKlMnOpQrSt_-"],
            ["keys", f"{TENANT}#K", "root#1", 1, "0123456789012345678901"],
        ],
        "opened": 4,
    }
)
refused = line(
    place(2, sha(read))
    | {
        "continues": None,
        "outcome": "UNAUTHENTICATED",
        "time": "2026-11-22T08:00:00.001Z",
        "code": "0.1.0",
        "origin": "graphql",
        "request": "r-2",
        "caller": None,
        "session": None,
        "operation": None,
        "status": 401,
        "disclosed": [],
        "changed": [],
        "denied": [],
        "ties": [],
        "written": [],
        "opened": 0,
    }
)
records = [genesis, read, refused]
vectors = {
    "key": KEY.hex(),
    "registry": f"{TENANT}#H#{sha(CHAIN)[0]}",
    "rows": [
        {"pk": f"{TENANT}#A#{CHAIN}", "sk": f"{seq:010}", "r": text, "m": mac(text), "hash": sha(text)}
        for seq, text in enumerate(records)
    ],
}
pathlib.Path(__file__).with_name("vectors.json").write_text(json.dumps(vectors, indent=2) + "\n")
