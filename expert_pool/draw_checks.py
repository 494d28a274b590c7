"""The checks on a draw's record, one function each, in the order they are made.

A check returns whether it holds, and may raise on malformed material: `draw_verify` counts both as failure.
Pure: bytes and text in, truth out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

import msgspec

from expert_pool.audit_tags import AuditTag
from expert_pool.domain.draw import (
    Candidate,
    Identity,
    candidate_commitment,
    candidates_hash,
    canonical_secret,
    drawn_order,
    next_in_order,
    seating,
    secret_commitment,
    seed_string,
    unit_tag,
)
from expert_pool.domain.duties import Duty, in_seed_order
from expert_pool.domain.record import DrawRecord, RecordedEntry, RecordedHead, SignedRecord, signed_bytes
from storage import merkle
from storage.audit.facts import Facts, facts_of
from storage.keys import verify
from storage.tree_head import SignedHead


@dataclass(frozen=True, slots=True)
class Case:
    """A record with what every check needs of it."""

    signed: SignedRecord
    expected_key: bytes | None

    @property
    def record(self) -> DrawRecord:
        return self.signed.record

    @property
    def draw_id(self) -> UUID:
        return UUID(self.record.draw.id)

    @property
    def key(self) -> bytes:
        return bytes.fromhex(self.signed.public_key)

    def entries(self, tag: AuditTag) -> list[Facts]:
        """Entries of one kind, in the order of the log."""
        return [facts for facts in map(_facts, self.record.log.entries) if facts.tag == tag]

    def one(self, tag: AuditTag) -> Facts:
        """Raises `ValueError` unless there is exactly one."""
        (only,) = self.entries(tag)
        return only


def _key_expected(case: Case) -> bool:
    return case.expected_key is None or case.key == case.expected_key


def _signature(case: Case) -> bool:
    return verify(case.key, signed_bytes(case.record), bytes.fromhex(case.signed.signature))


def _heads(case: Case) -> bool:
    log = case.record.log
    frozen, head = _head(log.frozen_head), _head(log.head)
    return (
        frozen.signed_by(case.key)
        and head.signed_by(case.key)
        and merkle.verify_consistency(
            first=frozen.size,
            second=head.size,
            first_root=frozen.root,
            second_root=head.root,
            proof=[bytes.fromhex(step) for step in log.consistency],
        )
    )


def _inclusion(case: Case) -> bool:
    head = _head(case.record.log.head)
    return all(
        merkle.verify_inclusion(
            leaf=merkle.leaf_hash(entry.payload.encode()),
            index=entry.seq,
            size=head.size,
            proof=[bytes.fromhex(step) for step in entry.proof],
            root=head.root,
        )
        and _facts(entry).subject == case.record.draw.id
        for entry in case.record.log.entries
    )


def _log_order(case: Case) -> bool:
    """Opened, committed by all, frozen, revealed by all, drawn, replaced, published — and nothing else."""
    parties, replaced = len(case.record.parties), len(case.record.replacements)
    expected = [
        AuditTag.DRAW_OPEN,
        *[AuditTag.SECRET_COMMIT] * parties,
        AuditTag.CANDIDATES_FREEZE,
        *[AuditTag.SECRET_REVEAL] * parties,
        AuditTag.COMMITTEE_DRAW,
        *[AuditTag.SEAT_VACATE] * replaced,
        *([AuditTag.COMMITTEE_REVEAL] if case.record.members is not None else []),
    ]
    facts = [_facts(entry) for entry in case.record.log.entries]
    in_order = all(a.number < b.number for a, b in pairwise(facts))
    frozen = case.one(AuditTag.CANDIDATES_FREEZE).number + 1 == case.record.log.frozen_head.size
    return in_order and frozen and [f.tag for f in facts] == [tag.value for tag in expected]


def _terms(case: Case) -> bool:
    draw, opened = case.record.draw, case.one(AuditTag.DRAW_OPEN).facts
    duties = [party.duty for party in case.record.parties]
    return (
        all(
            opened[name] == getattr(draw, name)
            for name in ("lot", "attempt", "size", "representatives", "max_per_unit", "specialities")
        )
        and opened["duties"] == duties
        and duties == [duty.value for duty in in_seed_order([Duty(d) for d in duties])]
    )


def _commitments(case: Case) -> bool:
    parties = case.record.parties
    committed = {e.facts["duty"]: e.facts["commitment"] for e in case.entries(AuditTag.SECRET_COMMIT)}
    revealed = {e.facts["duty"]: e.facts["secret"] for e in case.entries(AuditTag.SECRET_REVEAL)}
    return (
        committed == {p.duty: p.commitment for p in parties}
        and revealed == {p.duty: p.secret for p in parties}
        and all(
            canonical_secret(p.secret) == p.secret
            and secret_commitment(draw_id=case.draw_id, duty=p.duty, secret=p.secret).hex() == p.commitment
            for p in parties
        )
    )


def _candidates(case: Case) -> bool:
    record = case.record
    commitments = [c.commitment for c in record.candidates]
    digest = candidates_hash(
        draw_id=case.draw_id,
        candidates=[
            Candidate(commitment=bytes.fromhex(c.commitment), unit=bytes.fromhex(c.unit))
            for c in record.candidates
        ],
    ).hex()
    logged = case.one(AuditTag.CANDIDATES_FREEZE).facts
    return (
        commitments == sorted(set(commitments))
        and digest == record.candidates_hash == logged["candidates_hash"]
        and logged["candidates"] == len(commitments)
    )


def _seed(case: Case) -> bool:
    seed = seed_string(
        secrets=[party.secret for party in case.record.parties],
        root=bytes.fromhex(case.record.log.frozen_head.root),
    )
    return bool(seed == case.record.seed == case.one(AuditTag.COMMITTEE_DRAW).facts["seed"])


def _order(case: Case) -> bool:
    order = drawn_order(seed=case.record.seed, candidates=len(case.record.candidates))
    return list(order) == case.record.order


def _seats(case: Case) -> bool:
    record = case.record
    places = seating(
        order=record.order,
        units=[bytes.fromhex(c.unit) for c in record.candidates],
        seats=record.draw.size,
        max_per_unit=record.draw.max_per_unit,
    )
    expected = [
        {"seat": number, "place": place, "commitment": _commitment_at(record, place)}
        for number, place in enumerate(places, start=1)
    ]
    logged = case.one(AuditTag.COMMITTEE_DRAW).facts["seats"]
    return bool(msgspec.to_builtins(record.calls) == expected == logged)


def _replacements(case: Case) -> bool:
    logged = [entry.facts for entry in case.entries(AuditTag.SEAT_VACATE)]
    return msgspec.to_builtins(case.record.replacements) == logged and _replay(case.record) is not None


def _members(case: Case) -> bool:
    record = case.record
    if record.members is None:
        return True
    sitting = _replay(record)
    if sitting is None or {m.seat: m.place for m in record.members} != sitting:
        return False
    logged = case.one(AuditTag.COMMITTEE_REVEAL).facts["members"]
    return msgspec.to_builtins(record.members) == logged and all(
        _opens(case, index) for index in range(len(record.members))
    )


def _opens(case: Case, index: int) -> bool:
    assert case.record.members is not None
    member = case.record.members[index]
    candidate = case.record.candidates[case.record.order[member.place]]
    identity = Identity(expert_id=UUID(member.expert_id), code=member.code, name=member.name)
    commitment = candidate_commitment(
        draw_id=case.draw_id, salt=bytes.fromhex(member.salt), identity=identity
    )
    unit = unit_tag(draw_id=case.draw_id, salt=bytes.fromhex(member.unit_salt), employer=member.employer)
    return commitment.hex() == candidate.commitment and unit.hex() == candidate.unit


def _replay(record: DrawRecord) -> dict[int, int] | None:
    """Who sits after all replacements, seat → place; None when one of them broke the order."""
    units = [bytes.fromhex(c.unit) for c in record.candidates]
    sitting = {call.seat: call.place for call in record.calls}
    used = set(sitting.values())
    for left in record.replacements:
        if sitting.pop(left.seat) != left.place or left.commitment != _commitment_at(record, left.place):
            return None
        place = next_in_order(
            order=record.order,
            units=units,
            seated=list(sitting.values()),
            used=used,
            max_per_unit=record.draw.max_per_unit,
        )
        called = None if place is None else _commitment_at(record, place)
        if (left.next_place, left.next_commitment) != (place, called):
            return None
        if place is not None:
            sitting[left.seat] = place
            used.add(place)
    return sitting


def _commitment_at(record: DrawRecord, place: int) -> str:
    return record.candidates[record.order[place]].commitment


def _facts(entry: RecordedEntry) -> Facts:
    return facts_of(entry.payload.encode(), number=entry.seq)


def _head(head: RecordedHead) -> SignedHead:
    return SignedHead.from_json(msgspec.to_builtins(head))


CHECKS: Sequence[tuple[str, str, Callable[[Case], bool]]] = (
    ("key", "平台公钥", _key_expected),
    ("signature", "平台签名", _signature),
    ("log-heads", "审计日志签名及前后一致", _heads),
    ("log-inclusion", "各步骤已载入审计日志", _inclusion),
    ("log-order", "步骤的先后次序", _log_order),
    ("terms", "抽取条件", _terms),
    ("commitments", "各方秘密数与事先承诺相符", _commitments),
    ("candidates", "候选名单与封存时一致", _candidates),
    ("seed", "种子", _seed),
    ("order", "RFC 3797 抽取顺序", _order),
    ("seats", "席位按抽取顺序产生", _seats),
    ("replacements", "补抽按抽取顺序递补", _replacements),
    ("members", "公布的成员名单与承诺相符", _members),
)
