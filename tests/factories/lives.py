"""A lot of any kind carried through its life by the operations themselves, with real keys and sealed offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from factories import trading_cast
from factories.bidding_cast import (
    BiddingCast,
    begin,
    finish,
    hand_in,
    pass_deadline,
    release,
    set_deadline,
)

from evaluation.operations.rank_offers import rank_offers
from storage.clock import platform_now
from trading.choices import Duty
from trading.decisions.forms import AwardForm
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.queries.results import candidates_of
from trading.kinds import KINDS, Kind
from trading.notices.operations.publish_award import publish_award
from trading.notices.operations.publish_notice import publish_notice
from trading.projects.domain.draft import Basics, LotBasics
from trading.projects.domain.particulars import Particulars
from trading.projects.domain.times import NoticeTimes
from trading.projects.forms import NewProjectForm
from trading.projects.operations.accept_project import accept_project
from trading.projects.operations.draft_project import draft_project
from trading.projects.operations.edit_draft import edit_basics, edit_panel, edit_times
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries import LotView
from trading.projects.queries.lots import any_lot
from trading.states import NoticeKind
from trading.tables import Notice


@dataclass(frozen=True, kw_only=True)
class Typed:
    """The basics as they come out of a form, whatever fields the form of a kind has."""

    name: str
    category: str
    budget: Decimal
    particulars: Particulars
    lots: tuple[LotBasics, ...] = ()
    emptied: frozenset[UUID] = frozenset()

    def basics(self, kind: Kind) -> Basics:
        assert isinstance(self.particulars, kind.particulars.form)
        return Basics(
            name=self.name,
            category=self.category,
            lots=self.lots or (LotBasics(budget=self.budget),),
            region="510116",
            qualification="具有履行能力",
            tenderer_address="测试路1号",
            tenderer_contact="经办人",
            tenderer_phone="028-00000001",
            agency_address="测试路2号",
            agency_contact="负责人",
            agency_phone="028-00000002",
            particulars=self.particulars,
        )


async def drafted(cast: BiddingCast, kind: str, typed: Typed, *, spans: tuple[int, int]) -> UUID:
    """`spans`: days from the notice to the middle time, and from there to the deadline."""
    now = await platform_now()
    agency, tenderer = cast.agency.actor, cast.tenderer.actor
    assert tenderer.organisation_id
    word = NewProjectForm(kind=kind, tenderer_id=tenderer.organisation_id, region="510116")
    lot_id = (await draft_project(actor=agency, word=word, now=now)).lot_id
    project_id = await project_id_of(lot_id)
    await edit_basics(actor=agency, project_id=project_id, word=typed, now=now)  # type: ignore[arg-type]
    duties = (Duty.HOST, Duty.TENDERER, Duty.SUPERVISOR)
    seats = [(duty, hand.actor.person_id) for duty, hand in zip(duties, cast.officers, strict=True)]
    await edit_panel(actor=agency, project_id=project_id, word=trading_cast.panel(seats), now=now)  # type: ignore[arg-type]
    publish_at = now + timedelta(minutes=10)
    times = NoticeTimes(
        publish_at=publish_at,
        documents_until=publish_at + timedelta(days=spans[0]),
        bids_due_at=publish_at + timedelta(days=sum(spans)),
    )
    word_of_times = trading_cast.times_word(times, opening_place="第一厅", day_off_reason="测试需要")
    await edit_times(actor=agency, project_id=project_id, word=word_of_times, now=now)
    return lot_id


async def taking_offers(cast: BiddingCast, lot_id: UUID) -> None:
    """Submitted, accepted, announced; the deadline then comes within the hour."""
    now, project_id = await platform_now(), await project_id_of(lot_id)
    await submit_project(actor=cast.agency.actor, project_id=project_id, now=now)
    await accept_project(actor=cast.host.actor, project_id=project_id, now=now)
    notice = await notice_of(lot_id, NoticeKind.ANNOUNCEMENT)
    await publish_notice(actor=trading_cast.SYSTEM, notice_id=notice.id, now=notice.publish_at)
    await set_deadline(lot_id, await platform_now() + timedelta(hours=1))


async def read_out(cast: BiddingCast, lot_id: UUID, *, prices: Sequence[str]) -> None:
    """Offers sealed at these prices, the deadline passed, everything opened."""
    for hand, price in zip(cast.bidders, prices, strict=False):
        await hand_in(hand, lot_id, price=price)
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    for ordinal in (1, 2):
        await release(cast, lot_id, ordinal=ordinal)
    await finish(cast, lot_id)


async def opened(cast: BiddingCast, lot_id: UUID, *, prices: Sequence[str]) -> None:
    """`read_out`, and ranked by the kind's method."""
    await read_out(cast, lot_id, prices=prices)
    await rank_offers(lot_id=lot_id, now=await platform_now())


async def awarded(cast: BiddingCast, lot_id: UUID) -> Notice:
    """The tenderer confirms who is in turn, and the result is published."""
    first = min(await candidates_of(lot_id), key=lambda one: one.place)
    now = await platform_now()
    await determine_award(
        actor=cast.tenderer.actor, lot_id=lot_id, bidder_id=first.bidder_id, word=AwardForm(), now=now
    )
    notice = await notice_of(lot_id, NoticeKind.RESULT)
    return await publish_award(actor=trading_cast.SYSTEM, notice_id=notice.id, now=await platform_now())


async def notice_of(lot_id: UUID, kind: NoticeKind) -> Notice:
    about = (
        Notice.project == await project_id_of(lot_id)
        if kind is NoticeKind.ANNOUNCEMENT
        else Notice.lot == lot_id
    )
    notice = await Notice.objects().where(about & (Notice.kind == kind.value)).first()
    assert notice is not None
    return notice


async def project_id_of(lot_id: UUID) -> UUID:
    return (await any_lot(lot_id)).project_id


async def seen(lot_id: UUID) -> LotView:
    view = await any_lot(lot_id)
    assert view.kind in KINDS
    return view
