"""Vectors of receipts and refusals, good and bad."""

import hashlib
import json
from datetime import datetime
from typing import Any

from vector_draws import AT, BID, DUE, LOT, Drawn

from core.canonical import canonical_bytes
from core.clock import instant_text
from sealing.receipts import (
    Action,
    build_receipt,
    build_refusal,
    receipt_facts,
)
from sealing.signing import signing_public
from storage import merkle

_HOUR = instant_text(AT.replace(minute=0, second=0, microsecond=0))


def receipt_vectors() -> dict[str, Any]:
    seed, root = Drawn("platform")(32), hashlib.sha256(b"a manifest").digest()
    facts = receipt_facts(action=Action.SUBMITTED, lot=LOT, bid=BID, root=root, sequence=2)
    receipts = [_receipt(seed, root, facts, size=size, seq=seq) for size, seq in ((1, 0), (7, 4), (8, 7))]
    hourly = {"at": _HOUR, "exactly_at": instant_text(AT)}
    withheld = _receipt(seed, root, facts, size=7, seq=4, said=hourly)
    unnumbered = _receipt(seed, root, facts, size=7, seq=4, said=hourly, version={"v": 2})
    refusal = build_refusal(
        code="bids-closed",
        at=AT,
        due_at=DUE,
        lot=LOT,
        bid=None,
        root=root,
        platform_key=signing_public(seed),
        sign=_signer(seed),
    )
    return {
        "platform_key": signing_public(seed).hex(),
        "accepted": [*receipts, withheld, unnumbered, refusal.decode()],
        "refused": _refused_receipts(seed, root, facts, receipts[1]),
    }


def _receipt(
    seed: bytes, root: bytes, facts: dict[str, Any], *, size: int, seq: int, named: bytes | None = None,
    at: datetime = AT, proof: list[bytes] | None = None, said: dict[str, str] | None = None,
    version: dict[str, int] | None = None,
) -> str:  # fmt: skip
    """`said` are the times of a withheld entry: the hour, and beside it the exact moment the receipt tells.

    `version` is the payload's, with the number that version 1 says and version 2 does not.
    """
    version = version or {"v": 1, "seq": seq}
    said = said or {"at": instant_text(AT)}
    payloads = [f"entry {n}".encode() for n in range(size)]
    payloads[seq] = canonical_bytes(
        {**said, **version, "tag": "bidding_room:bid:submit", "actor": "bidder:00",
         "subject": BID, "facts": {**facts, "more": 1}, "salt": "00" * 16}
    )  # fmt: skip
    leaves = [merkle.leaf_hash(payload) for payload in payloads]
    head = {"at": said["at"], "log": "tianping", "root": merkle.root_of(leaves).hex(), "size": size}
    made = merkle.prove(
        merkle.inclusion_ranges(index=seq, size=size),
        lambda level, index: merkle.root_of(leaves[index << level : (index + 1) << level]),
    )
    return build_receipt(
        action=Action.SUBMITTED, at=at, lot=LOT, bid=BID, root=named or root, sequence=2, entry_seq=seq,
        entry_payload=payloads[seq], head={**head, "signature": _signer(seed)(canonical_bytes(head)).hex()},
        proof=made if proof is None else proof, platform_key=signing_public(seed), sign=_signer(seed),
    ).decode()  # fmt: skip


def _refused_receipts(seed: bytes, root: bytes, facts: dict[str, Any], good: str) -> list[dict[str, str]]:
    other, body = Drawn("another platform")(32), json.loads(good)
    body["body"]["sequence"] = 3
    unsigned = canonical_bytes(body).decode()
    body = json.loads(good)
    body["body"]["version"] = "tianping/receipt/v2"
    return [
        {"code": "signature-wrong", "text": _receipt(other, root, facts, size=7, seq=4)},
        {"code": "signature-wrong", "text": unsigned},
        {"code": "sealed-version-unknown", "text": canonical_bytes(body).decode()},
        {"code": "sealed-not-canonical", "text": good + " "},
        {"code": "proof-wrong", "text": _receipt(seed, root, facts, size=7, seq=4, proof=[])},
        {"code": "entry-differs", "text": _receipt(seed, root, facts, size=7, seq=4, at=DUE)},
        {"code": "entry-differs", "text": _receipt(seed, root, facts, size=7, seq=4, named=bytes(32))},
        *(
            {"code": "entry-differs", "text": _receipt(seed, root, facts, size=7, seq=4, version=version)}
            for version in ({"v": 1}, {"v": 1, "seq": 5}, {"v": 2, "seq": 4}, {"v": 3})
        ),
        # A withheld entry speaks by its exact moment: another one is not mended by the hour, nor the hour by itself.
        *(
            {"code": "entry-differs", "text": _receipt(seed, root, facts, size=7, seq=4, said=said, at=at)}
            for said, at in (
                ({"at": instant_text(AT), "exactly_at": instant_text(DUE)}, AT),
                ({"at": _HOUR}, AT),
                (
                    {"at": _HOUR, "exactly_at": instant_text(AT)},
                    AT.replace(minute=0, second=0, microsecond=0),
                ),
            )
        ),
    ]


def _signer(seed: bytes):
    from Crypto.Signature import eddsa

    return eddsa.new(eddsa.import_private_key(seed), "rfc8032").sign
