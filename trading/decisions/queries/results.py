"""What came of a lot: the report, the ranking, the award. Secret until the award notice; callers check."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from trading.choices import Enterprise
from trading.decisions.domain.award import Candidate, Passing
from trading.decisions.domain.deciding import Deciding
from trading.decisions.domain.ending import Ended
from trading.decisions.domain.evidence import evidence_told
from trading.decisions.domain.ranking import RankedBid, ScoreLine
from trading.decisions.domain.tie import TieBreak
from trading.projects.queries.lots import lot_view
from trading.tables import Award, Ending, PassedOver, PassingUndone, Ranking, Report


async def report_of(lot_id: UUID) -> Report | None:
    """The report's receipt, with committee names as a list."""
    return await Report.objects().where(Report.lot == lot_id).output(load_json=True).first()


async def award_of(lot_id: UUID) -> Award | None:
    """The determination, if it was made."""
    return await Award.objects().where(Award.lot == lot_id).first()


async def ranked_bids(lot_id: UUID) -> tuple[RankedBid, ...]:
    """All bids of the report: by place, then the invalid ones by name."""
    rows = await Ranking.objects().where(Ranking.lot == lot_id).output(load_json=True)
    rows.sort(key=lambda row: (row.place is None, row.place or 0, row.bidder_name))
    return tuple(_bid(row) for row in rows)


async def candidates_of(lot_id: UUID) -> tuple[Candidate, ...]:
    """The valid bids as candidates, in turn."""
    rows = await Ranking.objects().where((Ranking.lot == lot_id) & Ranking.place.is_not_null())
    return tuple(
        Candidate(bidder_id=row.bidder, name=row.bidder_name, price=row.price, rank=row.rank, place=row.place)
        for row in sorted(rows, key=lambda row: row.place)
    )


async def places_of(lot_id: UUID) -> dict[UUID, int]:
    """The place of every valid bidder."""
    return {one.bidder_id: one.place for one in await candidates_of(lot_id)}


async def passed_over_ids(lot_id: UUID) -> frozenset[UUID]:
    """Whom the tenderer found unable to win, and did not restore."""
    return frozenset(passing.bidder_id for passing in await passings_of(lot_id))


async def passings_of(lot_id: UUID) -> tuple[Passing, ...]:
    """The same with ground, facts and evidence, in turn; the files themselves stay where they are."""
    undone = {row["passed_over"] for row in await _undone_of(lot_id)}
    deciding = await _deciding(lot_id)
    return tuple(_passing(row, deciding) for row in await _passing_rows(lot_id) if row["id"] not in undone)


async def undone_passings_of(lot_id: UUID) -> tuple[tuple[Passing, str], ...]:
    """What was entered by mistake and taken back, with the reason, the oldest first."""
    entered = {row["id"]: row for row in await _passing_rows(lot_id)}
    deciding = await _deciding(lot_id)
    return tuple(
        (_passing(entered[undone["passed_over"]], deciding), undone["reason"])
        for undone in await _undone_of(lot_id)
    )


async def standing_passing(*, lot_id: UUID, bidder_id: UUID) -> PassedOver | None:
    """What stands against a candidate; None when nothing does (any more)."""
    undone = {row["passed_over"] for row in await _undone_of(lot_id)}
    rows = await PassedOver.objects().where((PassedOver.lot == lot_id) & (PassedOver.bidder == bidder_id))
    return next((row for row in rows if row.id not in undone), None)


async def passing_seqs(lot_id: UUID, *, chosen_place: int | None = None) -> list[int]:
    """The log entries of what was found against candidates, and of what was taken back of it.

    Without what stands against candidates behind the chosen one, who were never in turn: it decided nothing.
    """
    entered, undone = await _passing_rows(lot_id), await _undone_of(lot_id)
    taken_back = {row["passed_over"] for row in undone}
    told = [
        row
        for row in entered
        if chosen_place is None or row["place"] < chosen_place or row["id"] in taken_back
    ]
    return sorted(row["audit_seq"] for row in (*told, *undone))


async def evidence_of(*, lot_id: UUID, bidder_id: UUID) -> tuple[str, bytes] | None:
    """Name and bytes of the file laid open against a candidate."""
    row = await standing_passing(lot_id=lot_id, bidder_id=bidder_id)
    return None if row is None or row.evidence is None else (row.evidence_name, bytes(row.evidence))


async def ending_of(lot_id: UUID) -> Ended | None:
    """Why the tenderer ended the procurement, if it did."""
    row = await Ending.objects().where(Ending.lot == lot_id).first()
    if row is None:
        return None
    ground = (await _deciding(lot_id)).endings[row.ground]
    return Ended(
        ground=ground.title,
        article=ground.article,
        statement=row.statement,
        evidence=evidence_told(name=row.evidence_name, sha256=row.evidence_sha256, log_seq=row.evidence_seq),
        has_file=row.evidence is not None,
        again=ground.again,
    )


async def ending_evidence_of(lot_id: UUID) -> tuple[str, bytes] | None:
    """Name and bytes of the file the ending rests on."""
    row = await Ending.objects().where(Ending.lot == lot_id).first()
    return None if row is None or row.evidence is None else (row.evidence_name, bytes(row.evidence))


async def _deciding(lot_id: UUID) -> Deciding:
    return (await lot_view(lot_id)).kind_of_transaction.deciding


async def _passing_rows(lot_id: UUID) -> list[dict[str, Any]]:
    return (
        await PassedOver.select(
            *(column for column in PassedOver.all_columns() if column is not PassedOver.evidence)
        )
        .where(PassedOver.lot == lot_id)
        .order_by(PassedOver.place, PassedOver.version)
    )


async def _undone_of(lot_id: UUID) -> list[dict[str, Any]]:
    return (
        await PassingUndone.select(PassingUndone.passed_over, PassingUndone.reason, PassingUndone.audit_seq)
        .where(PassingUndone.passed_over.lot == lot_id)
        .order_by(PassingUndone.audit_seq)
    )


def ties_of(report: Report) -> tuple[TieBreak, ...]:
    """How the report's shared ranks were resolved; `report` was read with its JSON loaded."""
    return msgspec.convert(report.ties, tuple[TieBreak, ...])


def _bid(row: Ranking) -> RankedBid:
    return RankedBid(
        bidder_id=row.bidder,
        bidder_name=row.bidder_name,
        price=row.price,
        evaluated_price=row.evaluated_price,
        scores=msgspec.convert(row.scores, tuple[ScoreLine, ...]),
        total=row.total,
        rank=row.rank,
        reason=row.reason,
        enterprise=Enterprise(row.enterprise) if row.enterprise else None,
        small_firm=row.small_firm,
        small_firm_reason=row.small_firm_reason,
    )


def _passing(row: dict[str, Any], deciding: Deciding) -> Passing:
    ground = deciding.grounds[row["ground"]]
    return Passing(
        bidder_id=row["bidder"],
        bidder_name=row["bidder_name"],
        place=row["place"],
        ground=ground.title,
        article=ground.article,
        statement=row["statement"],
        evidence=evidence_told(
            name=row["evidence_name"], sha256=row["evidence_sha256"], log_seq=row["evidence_seq"]
        ),
        has_file=row["evidence_sha256"] is not None,
        result=deciding.terms.result,
    )
