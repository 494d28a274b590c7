"""What trading knows of the public life of one project. Not for: what is not public yet; its steps on one timeline,
which need what the packages above know."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from core.errors import NotFound
from storage import audit
from trading.decisions.domain.award import passings_before
from trading.decisions.domain.ranking import RankedBid
from trading.decisions.queries.results import award_of, passings_of, ranked_bids, report_of
from trading.kinds import KINDS
from trading.notices.queries.notice_rows import NoticeRow
from trading.notices.queries.published import notices_of_project
from trading.projects.domain.scheme import Scheme
from trading.projects.queries.lots import LotView, lot_view, lot_views, lots_of_projects, scheme_of
from trading.states import PUBLIC_LOT_STATES, LotState


class PublicAward(msgspec.Struct, frozen=True, kw_only=True):
    """The result as published. `deemed`: by law, not by the tenderer (87令第六十八条).

    `passed_over` says by id of each bidder whose turn came before the winner's why it could not win.
    """

    winner_id: UUID
    winner_name: str
    amount: Decimal
    rank: int
    determined_at: datetime
    deemed: bool
    passed_over: dict[UUID, str]


class ProjectLife(msgspec.Struct, frozen=True, kw_only=True):
    """Everything public about a lot of a project. `award`, `bids` and `committee_names` are empty before the notice."""

    lot: LotView
    kind_title: str
    method_title: str
    category_title: str
    scheme: Scheme
    notices: tuple[NoticeRow, ...]
    award: PublicAward | None
    bids: tuple[RankedBid, ...]
    committee_names: tuple[str, ...]


async def public_lots(no: str) -> tuple[LotView, ...]:
    """The project's lots by number; raises `NotFound` (`project-unknown`) until its notice is published."""
    views = await lot_views(lot_ids=await lots_of_projects([no]))
    lots = tuple(sorted(views, key=lambda lot: lot.lot_no))
    if not lots or lots[0].state not in PUBLIC_LOT_STATES:
        raise NotFound(code="project-unknown", message="没有这个项目，或者项目尚未公告")
    return lots


async def project_life(no: str, lot_no: int = 1) -> ProjectLife:
    """Of one lot, with the notices that are of it; raises `NotFound` as `public_lots`, and `lot-unknown`."""
    lots = await public_lots(no)
    lot = next((lot for lot in lots if lot.lot_no == lot_no), None)
    if lot is None:
        raise NotFound(code="lot-unknown", message=f"没有这个{lots[0].terms.lot}")
    of_project = await notices_of_project(no)
    notices = tuple(row for row in of_project if lot.id in {one.lot_id for one in row.lots})
    kind = KINDS[lot.kind]
    awarded = lot.state is LotState.AWARDED
    report = await report_of(lot.id) if awarded else None
    award = await _award(lot.id) if awarded else None
    return ProjectLife(
        lot=lot,
        kind_title=kind.title,
        method_title=kind.method_title,
        category_title=kind.category_titles[lot.category],
        scheme=await scheme_of(lot.id),
        notices=notices,
        award=award,
        bids=await _public_bids(lot.id) if awarded else (),
        committee_names=tuple(report.committee_names) if report else (),
    )


async def _public_bids(lot_id: UUID) -> tuple[RankedBid, ...]:
    """As the notice tells them: why a declaration was not borne out is told to its bidder alone."""
    return tuple(replace(bid, small_firm_reason="") for bid in await ranked_bids(lot_id))


async def published_award(lot_id: UUID) -> PublicAward | None:
    """The award once its notice is out; None before."""
    return await _award(lot_id) if (await lot_view(lot_id)).state is LotState.AWARDED else None


async def _award(lot_id: UUID) -> PublicAward | None:
    award = await award_of(lot_id)
    if award is None:
        return None
    terms = (await lot_view(lot_id)).terms
    return PublicAward(
        winner_id=award.winner,
        winner_name=award.winner_name,
        amount=award.amount,
        rank=award.rank,
        determined_at=award.determined_at,
        deemed=award.determined_by is None,
        passed_over={
            one.bidder_id: f"{terms.tenderer}认定不能{terms.result}：{one.ground}（依据{one.article}）"
            for one in passings_before(await passings_of(lot_id), place=award.rank)
        },
    )


async def logged_of(lot: LotView) -> dict[str, datetime]:
    """What the log tells of a lot that failed, and when: its state no longer says how far it had come."""
    if not lot.has_failed:
        return {}
    entries = await audit.public_entries_about(subject=str(lot.id))
    return {entry.facts.tag: entry.facts.at for entry in entries if entry.facts}


def step_state(lot: LotView, during: LotState) -> str:
    """Whether the lot is before, in, or past the state `during`; a failed lot is past its deadline only."""
    if lot.has_failed:
        return "done" if during is LotState.BIDDING else "coming"
    order = lot.kind_of_transaction.life.order
    here, there = order.index(lot.state), order.index(during)
    return "done" if here > there else "now" if here == there else "coming"
