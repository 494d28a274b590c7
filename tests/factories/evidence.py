"""Honest evidence of every kind, made without a database: a log, a receipt, a draw's record, a result, in bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from core.canonical import canonical_bytes
from core.clock import instant_text
from evaluation.domain.marks import marks_hash
from evaluation.domain.result_file import (
    FORMAT,
    BidLine,
    CriterionLine,
    LotLine,
    MemberLine,
    ResultFile,
    canonical,
    method_line,
    recompute,
)
from expert_pool.domain.draw import (
    Candidate,
    Identity,
    candidate_commitment,
    candidates_hash,
    drawn_order,
    seating,
    secret_commitment,
    seed_string,
    unit_tag,
)
from expert_pool.domain.record import SIGNATURE_LABEL
from sealing.receipts import Action, build_receipt, receipt_facts
from storage import merkle
from storage.keys import PlatformKeys
from storage.tree_head import SignedHead, head_bytes
from trading.kinds import KINDS

KEYS = PlatformKeys(b"\x01" * 32, b"\x02" * 32)
START = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


def uuid(number: int) -> str:
    return str(UUID(int=number))


class Log:
    """A log of its own: `append` gives the entry's number, `export` the lines."""

    def __init__(self) -> None:
        self.payloads: list[bytes] = []

    @property
    def leaves(self) -> list[bytes]:
        return [merkle.leaf_hash(payload) for payload in self.payloads]

    def append(self, tag: str, *, subject: str, facts: dict[str, Any]) -> int:
        seq = len(self.payloads)
        version = {"v": 1, "seq": seq} if seq < 3 else {"v": 2}  # a log older than the queue of its entries
        entry = {**version, "at": instant_text(self.at(seq)), "tag": tag, "actor": "system",
                 "subject": subject, "facts": facts, "salt": f"{seq:032x}"}  # fmt: skip
        self.payloads.append(canonical_bytes(entry))
        return seq

    def at(self, seq: int) -> datetime:
        return START + timedelta(seconds=seq)

    def head(self, size: int) -> SignedHead:
        root, at = merkle.root_of(self.leaves[:size]), self.at(size - 1)
        return SignedHead(
            size=size, root=root, at=at, signature=KEYS.sign(head_bytes(size=size, root=root, at=at))
        )

    def node(self, level: int, index: int) -> bytes:
        return merkle.root_of(self.leaves[index << level : (index + 1) << level])

    def inclusion(self, seq: int) -> list[bytes]:
        ranges = merkle.inclusion_ranges(index=seq, size=len(self.payloads))
        return merkle.prove(ranges, self.node)

    def export(self) -> bytes:
        head = {"format": "tianping-log/1", "log": "tianping", "public_key": KEYS.public_key.hex(),
                "instance": "training"}  # fmt: skip
        rows = [
            {
                "seq": seq,
                "leaf_hash": merkle.leaf_hash(payload).hex(),
                "payload": payload.decode(),
                "root": self.head(seq + 1).root.hex(),
                "at": instant_text(self.at(seq)),
                "signature": self.head(seq + 1).signature.hex(),
            }
            for seq, payload in enumerate(self.payloads)
        ]
        return b"".join(canonical_bytes(row) + b"\n" for row in (head, *rows))


def log_file() -> bytes:
    log = Log()
    for number in range(6):
        log.append("test:entry", subject="x", facts={"what": number})
    return log.export()


def receipt_file() -> bytes:
    log, root = Log(), hashlib.sha256(b"a manifest").digest()
    told = {"action": Action.SUBMITTED, "lot": uuid(1), "bid": uuid(2), "root": root, "sequence": 1}
    log.append("test:entry", subject="x", facts={})
    seq = log.append("bidding_room:bid:submit", subject=uuid(2), facts=receipt_facts(**told))  # type: ignore[arg-type]
    log.append("test:entry", subject="x", facts={})
    return build_receipt(
        **told,  # type: ignore[arg-type]
        at=log.at(seq),
        entry_seq=seq,
        entry_payload=log.payloads[seq],
        head=log.head(3).as_json(),
        proof=log.inclusion(seq),
        platform_key=KEYS.public_key,
        sign=KEYS.sign,
    )


def draw_file(*, size: int = 5, pool: int = 9) -> bytes:
    draw, log = UUID(int=7), Log()
    secrets = {"centre": "A1" * 12, "supervisor": "B2" * 12}
    opened = {
        "lot": uuid(1),
        "attempt": 1,
        "size": size,
        "representatives": 0,
        "max_per_unit": 1,
        "specialities": ["A08"],
    }
    log.append("expert_pool:draw:open", subject=str(draw), facts={**opened, "duties": list(secrets)})
    commitments = {d: secret_commitment(draw_id=draw, duty=d, secret=s).hex() for d, s in secrets.items()}
    for duty, commitment in commitments.items():
        log.append(
            "expert_pool:secret:commit", subject=str(draw), facts={"duty": duty, "commitment": commitment}
        )
    candidates = sorted((_candidate(draw, n) for n in range(pool)), key=lambda c: c.commitment)
    digest = candidates_hash(draw_id=draw, candidates=candidates).hex()
    log.append(
        "expert_pool:candidates:freeze",
        subject=str(draw),
        facts={"candidates_hash": digest, "candidates": pool},
    )
    frozen = log.head(len(log.payloads))
    for duty, secret in secrets.items():
        log.append("expert_pool:secret:reveal", subject=str(draw), facts={"duty": duty, "secret": secret})
    seed = seed_string(secrets=list(secrets.values()), root=frozen.root)
    order = drawn_order(seed=seed, candidates=pool)
    places = seating(order=order, units=[c.unit for c in candidates], seats=size, max_per_unit=1)
    calls = [
        {"seat": seat, "place": place, "commitment": candidates[order[place]].commitment.hex()}
        for seat, place in enumerate(places, start=1)
    ]
    log.append("expert_pool:committee:draw", subject=str(draw), facts={"seed": seed, "seats": calls})
    head = log.head(len(log.payloads))
    spans = merkle.consistency_ranges(first=frozen.size, second=head.size)
    record = {
        "format": "tianping-draw-record/1",
        "draw": {"id": str(draw), **opened},
        "parties": [{"duty": d, "commitment": commitments[d], "secret": s} for d, s in secrets.items()],
        "candidates": [{"commitment": c.commitment.hex(), "unit": c.unit.hex()} for c in candidates],
        "candidates_hash": digest,
        "seed": seed,
        "order": list(order),
        "calls": calls,
        "replacements": [],
        "members": None,
        "log": {
            "frozen_head": frozen.as_json(),
            "head": head.as_json(),
            "consistency": [step.hex() for step in merkle.prove(spans, log.node)],
            "entries": [
                {"seq": seq, "payload": payload.decode(), "proof": [s.hex() for s in log.inclusion(seq)]}
                for seq, payload in enumerate(log.payloads)
            ],
        },
    }
    return signed_draw(record)


def signed_draw(record: dict[str, Any]) -> bytes:
    """The record under the platform's signature, whatever it says."""
    signature = KEYS.sign(SIGNATURE_LABEL + canonical_bytes(record))
    return canonical_bytes(
        {"record": record, "public_key": KEYS.public_key.hex(), "signature": signature.hex()}
    )


def _candidate(draw: UUID, number: int) -> Candidate:
    who = Identity(expert_id=UUID(int=100 + number), code=f"E{number}", name=f"专家{number}")
    return Candidate(
        commitment=candidate_commitment(draw_id=draw, salt=bytes([number]) * 32, identity=who),
        unit=unit_tag(draw_id=draw, salt=bytes([number]) * 32, employer=f"单位{number}"),
    )


D = Decimal
SESSION, LOT, BIDS = uuid(11), uuid(12), {name: uuid(20 + n) for n, name in enumerate("abcd")}
PLAN, CERT = uuid(31), uuid(32)
MARKS = {
    "a": {PLAN: ("8.50", "9.00", "7.25", "8.25", "8.25"), CERT: ("5.00",) * 5},
    "b": {PLAN: ("6.00", "7.00", "7.00", "6.50", "6.75"), CERT: ("3.00",) * 5},
    "c": {PLAN: ("9.99", "9.00", "9.50", "9.50", "9.51"), CERT: ("5.00",) * 5},
}
PRICES = {"a": "1000000.00", "b": "950000.00", "c": "1100000.00"}


def result(*, small_firm_percent: str | None = None, small: Iterable[str] = ()) -> ResultFile:
    """Three valid bids and one shut out; `small` declared to be small firms and were confirmed."""
    file = ResultFile(
        format=FORMAT,
        session=SESSION,
        lot=LotLine(id=LOT, project_no="TP-1", project_name="项目", lot_no=1, lot_name="包1"),
        method=method_line(KINDS["procurement"].method),
        price_points=D("40.00"),
        ceiling_price=D("1200000.00"),
        criteria=(
            CriterionLine(id=PLAN, name="方案", objective=False, max_points=D("10.00")),
            CriterionLine(id=CERT, name="证书", objective=True, max_points=D("5.00")),
        ),
        members=tuple(MemberLine(number=n, marks_sha256=marks_digest(n), audit_seq=n) for n in range(1, 6)),
        bids=tuple(_bid(name, small_firm_percent, set(small)) for name in "abcd"),
        result=(),
        small_firm_percent=D(small_firm_percent) if small_firm_percent else None,
    )
    return msgspec.structs.replace(file, result=recompute(file))


def result_file() -> bytes:
    return canonical(result(small_firm_percent="10.00", small="c"))


def marks_digest(number: int) -> str:
    marks = {(BIDS[b], c): D(row[number - 1]) for b, rows in MARKS.items() for c, row in rows.items()}
    return marks_hash(session=SESSION, number=number, marks=marks).hex()


def log_of(file: ResultFile) -> bytes:
    """The log that a result's session would have left."""
    log = Log()
    log.append("test:entry", subject="x", facts={})
    for member in file.members:
        facts = {"member": member.number, "marks_sha256": member.marks_sha256, "round": 1}
        log.append("evaluation:scores:lock", subject=file.session, facts=facts)
    digest = hashlib.sha256(canonical(file)).hexdigest()
    log.append("evaluation:report:issue", subject=file.session, facts={"result_sha256": digest})
    return log.export()


def _bid(name: str, percent: str | None, small: set[str]) -> BidLine:
    shut_out = name not in MARKS
    return BidLine(
        bid=BIDS[name],
        bidder=f"{name}公司",
        quoted_price=D(PRICES.get(name, "1.00")),
        deduction_percent=D(percent) if percent and name in small else D(0),
        excluded="未通过符合性审查" if shut_out else None,
        marks={} if shut_out else {c: tuple(map(D, row)) for c, row in MARKS[name].items()},
        enterprise="small" if name in small else None,
        enterprise_confirmed=True if percent and name in small else None,
    )
