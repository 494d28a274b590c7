"""A project of three lots, each told from the others by its name, its money and its scheme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal

import msgspec
from factories.trading_cast import SYSTEM, Cast, drafted, ranked

from trading.decisions.domain.ranking import RankedBid
from trading.decisions.forms import AwardForm
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.operations.record_ranking import record_ranking
from trading.notices.operations.publish_notice import publish_notice
from trading.projects.forms import BasicsForm, LotForm, SchemeForm
from trading.projects.operations.accept_project import accept_project
from trading.projects.operations.edit_draft import edit_basics, edit_scheme
from trading.projects.operations.move_lot import (
    begin_evaluation,
    begin_opening,
    close_bidding,
    finish_opening,
)
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries import scheme_of
from trading.projects.queries.drafts import basics_of, lots_of, project_of
from trading.projects.queries.lots import any_lot
from trading.states import LotState
from trading.tables import Lot, Notice, Project

ROWS = (("软件", "300000"), ("硬件", "200000"), ("运维", "100000"))


def rows_of(lots: Sequence[Lot]) -> list[LotForm]:
    return [
        LotForm(lot_id=lot.id, name=lot.name, budget=lot.budget, ceiling_price=lot.ceiling_price)
        for lot in lots
    ]


async def put_rows(cast: Cast, lot: Lot, rows: Sequence[LotForm], *, now: datetime) -> tuple[Lot, ...]:
    """The basics saved with these rows as their page does, which names what is to go; the lots as they are then."""
    project = await project_of(lot)
    named = {row.lot_id for row in rows}
    going = [
        LotForm(lot_id=one.id) for one in await lots_of(project) if named - {None} and one.id not in named
    ]
    word = basics_word(project, (lot,), [*rows, *going])
    await edit_basics(actor=cast.agency, project_id=project.id, word=word, now=now)
    return await lots_of(project)


def basics_word(project: Project, lots: Sequence[Lot], rows: Sequence[LotForm]) -> BasicsForm:
    """What is stored of the project, with these rows for its lots."""
    basics = basics_of(project=project, lots=lots)
    common = {name: value for name, value in asdict(basics).items() if name not in ("particulars", "lots")}
    return BasicsForm(**common, **msgspec.structs.asdict(basics.particulars), lots=tuple(rows))


async def with_three_lots(cast: Cast, now: datetime) -> tuple[Lot, ...]:
    """A whole draft of three lots, each with a scheme that is told from the others by its first criterion."""
    lot = await drafted(cast, now=now)
    more = [LotForm(name=name, budget=Decimal(budget)) for name, budget in ROWS[1:]]
    first = LotForm(lot_id=lot.id, name="软件", budget=Decimal(300_000), ceiling_price=Decimal(280_000))
    lots = await put_rows(cast, lot, [first, *more], now=now)
    for one in lots:
        await edit_scheme(actor=cast.agency, lot_id=one.id, word=await scheme_called(lot, one.name), now=now)
    return await lots_of(await project_of(lot))


async def scheme_called(like: Lot, name: str) -> SchemeForm:
    scheme = await scheme_of(like.id)
    rows = [
        {"name": f"{name}{row}", "kind": one.kind, "max_points": one.max_points, "guide": "逐项评分"}
        for row, one in enumerate(scheme.criteria)
    ]
    told = {"price_points": scheme.price_points, "small_firm_percent": scheme.small_firm_percent}
    return msgspec.convert({**told, "criteria": rows}, SchemeForm)


async def first_criterion(lot: Lot) -> str:
    return (await scheme_of(lot.id)).criteria[0].name


async def announced(cast: Cast, now: datetime) -> tuple[Lot, ...]:
    lots = await with_three_lots(cast, now)
    await submit_project(actor=cast.agency, project_id=lots[0].project, now=now)
    await accept_project(actor=cast.host, project_id=lots[0].project, now=now)
    notice = await the_notice(lots[0])
    await publish_notice(actor=SYSTEM, notice_id=notice.id, now=notice.publish_at)
    return lots


async def the_notice(lot: Lot) -> Notice:
    notice = await Notice.objects().where((Notice.project == lot.project) & Notice.lot.is_null()).first()
    assert notice is not None
    return notice


async def evaluated(cast: Cast, lot: Lot, *, now: datetime) -> None:
    for step in (close_bidding, begin_opening, finish_opening, begin_evaluation):
        await step(lot_id=lot.id, actor=cast.host, now=now)
    names = ("甲", "乙", "丙", "丁", "戊")
    await record_ranking(
        actor=cast.host, lot_id=lot.id, bids=priced(cast, lot), committee_names=names, now=now
    )


def priced(cast: Cast, lot: Lot) -> tuple[RankedBid, ...]:
    """The cast's bids, below the ceiling of this lot."""
    price = lot.ceiling_price or lot.budget
    return tuple(
        replace(bid, price=price - bid.rank, evaluated_price=price - bid.rank)
        for bid in ranked(cast)
        if bid.rank
    )


async def determined(cast: Cast, lot: Lot, *, now: datetime) -> None:
    winner = cast.bidders[0].organisation_id
    assert winner
    await determine_award(actor=cast.tenderer, lot_id=lot.id, bidder_id=winner, word=AwardForm(), now=now)


async def of_lot(lot: Lot) -> Notice:
    notice = await Notice.objects().where(Notice.lot == lot.id).first()
    assert notice is not None
    return notice


async def states(lots: Sequence[Lot]) -> list[LotState]:
    return [(await any_lot(lot.id)).state for lot in lots]
