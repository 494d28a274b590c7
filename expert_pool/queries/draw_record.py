"""The signed, publishable record of a draw, with proofs under the log's newest head."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from core.errors import Conflict, NotFound
from expert_pool.domain.duties import Duty
from expert_pool.domain.record import (
    FORMAT,
    DrawRecord,
    RecordedCall,
    RecordedCandidate,
    RecordedDraw,
    RecordedEntry,
    RecordedHead,
    RecordedLog,
    RecordedMember,
    RecordedParty,
    RecordedReplacement,
    SignedRecord,
    file_bytes,
    signed_bytes,
)
from expert_pool.published import opening_of
from expert_pool.states import LIVE_SEATS
from expert_pool.tables import Candidate, Draw, DrawParty, Seat
from storage import audit
from storage.keys import platform_keys
from storage.tree_head import SignedHead


async def draw_record(draw_id: UUID) -> bytes:
    """The record file. Raises `NotFound` (`draw-unknown`) and `Conflict` (`not-drawn-yet`)."""
    draw = await Draw.objects().where(Draw.id == draw_id).first()
    if draw is None:
        raise NotFound(code="draw-unknown", message="没有这次抽取")
    if draw.seed is None:
        raise Conflict(code="not-drawn-yet", message="抽取完成后方可下载抽取记录")
    record = await _record(draw)
    keys = platform_keys()
    return file_bytes(
        SignedRecord(
            record=record,
            public_key=keys.public_key.hex(),
            signature=keys.sign(signed_bytes(record)).hex(),
        )
    )


async def _record(draw: Draw) -> DrawRecord:
    candidates = await Candidate.objects().where(Candidate.draw == draw.id).order_by(Candidate.position)
    parties = await _parties(draw.id)
    seats = await Seat.objects().where(Seat.draw == draw.id).order_by(Seat.number, Seat.place)
    listed = [bytes(c.commitment).hex() for c in candidates]
    at_place = [listed[position] for position in draw.drawn_order]
    return DrawRecord(
        format=FORMAT,
        draw=_terms(draw),
        parties=[
            RecordedParty(duty=p.duty, commitment=bytes(p.commitment).hex(), secret=p.secret) for p in parties
        ],
        candidates=[
            RecordedCandidate(commitment=bytes(c.commitment).hex(), unit=bytes(c.unit).hex())
            for c in candidates
        ],
        candidates_hash=bytes(draw.candidates_hash).hex(),
        seed=draw.seed,
        order=list(draw.drawn_order),
        calls=_calls(draw, seats, at_place),
        replacements=_replacements(seats, at_place),
        members=_members(draw, seats, candidates) if draw.published_at is not None else None,
        log=await _log(draw, parties, seats),
    )


def _terms(draw: Draw) -> RecordedDraw:
    return RecordedDraw(
        id=str(draw.id),
        lot=str(draw.lot),
        attempt=draw.attempt,
        size=draw.size,
        representatives=draw.representatives,
        max_per_unit=draw.max_per_unit,
        specialities=list(draw.specialities),
    )


async def _parties(draw_id: UUID) -> list[DrawParty]:
    rows = await DrawParty.objects().where(DrawParty.draw == draw_id)
    return sorted(rows, key=lambda row: list(Duty).index(Duty(row.duty)))


def _calls(draw: Draw, seats: list[Seat], at_place: list[str]) -> list[RecordedCall]:
    """The first call to each seat; later calls stand among the replacements."""
    first = [seat for seat in seats if seat.called_seq == draw.drawn_seq]
    return [RecordedCall(seat=s.number, place=s.place, commitment=at_place[s.place]) for s in first]


def _succession(seats: list[Seat]) -> list[tuple[Seat, Seat | None]]:
    """Each vacated seat with the call that followed it, in the order of the log."""
    called_by = {seat.called_seq: seat for seat in seats}
    vacated = [seat for seat in seats if seat.vacated_seq is not None]
    return [(left, called_by.get(left.vacated_seq)) for left in sorted(vacated, key=lambda s: s.vacated_seq)]


def _replacements(seats: list[Seat], at_place: list[str]) -> list[RecordedReplacement]:
    return [
        RecordedReplacement(
            seat=left.number,
            place=left.place,
            commitment=at_place[left.place],
            cause=left.vacated_why,
            next_place=after.place if after else None,
            next_commitment=at_place[after.place] if after else None,
        )
        for left, after in _succession(seats)
    ]


def _members(draw: Draw, seats: list[Seat], candidates: list[Candidate]) -> list[RecordedMember]:
    return [
        RecordedMember(
            seat=seat.number,
            place=seat.place,
            **msgspec.structs.asdict(opening_of(candidates[draw.drawn_order[seat.place]])),
        )
        for seat in seats
        if seat.state in LIVE_SEATS
    ]


async def _log(draw: Draw, parties: list[DrawParty], seats: list[Seat]) -> RecordedLog:
    frozen = SignedHead(
        size=draw.frozen_size,
        root=bytes(draw.frozen_root),
        at=draw.frozen_head_at,
        signature=bytes(draw.frozen_signature),
    )
    numbers = {
        draw.opened_seq,
        draw.frozen_seq,
        draw.drawn_seq,
        *(p.committed_seq for p in parties),
        *(p.revealed_seq for p in parties),
        *(s.vacated_seq for s in seats if s.vacated_seq is not None),
        *([draw.published_seq] if draw.published_seq is not None else []),
    }
    seqs, head = await audit.seqs_of(numbers), await audit.head()
    return RecordedLog(
        frozen_head=_head(frozen),
        head=_head(head),
        consistency=[step.hex() for step in await audit.consistency(first=frozen.size, second=head.size)],
        entries=[await _entry(seq, head.size) for seq in sorted(seqs.values())],
    )


async def _entry(seq: int, size: int) -> RecordedEntry:
    entry = await audit.entry(seq)
    assert entry.payload is not None  # every entry of a draw is public
    proof = await audit.inclusion(seq=seq, size=size)
    return RecordedEntry(seq=seq, payload=entry.payload.decode("utf-8"), proof=[step.hex() for step in proof])


def _head(head: SignedHead) -> RecordedHead:
    published: dict[str, Any] = dict(head.as_json())
    return RecordedHead(**published)
