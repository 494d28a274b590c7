"""A method that nobody foresaw brings a scheme of its own: a struct, the law on it and one function."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast
from uuid import UUID

import pytest
from factories.bidding_cast import BiddingCast, make_bidding_cast
from factories.lives import Typed, awarded, drafted, opened, project_id_of, seen, taking_offers
from factories.made_up_kind import FLOORED_BERTHS, BerthParticulars, FloorScheme

from core.errors import Invalid
from evaluation import methods
from evaluation.methods.by_price import rank_by_price
from evaluation.methods.question import BidResult, Question
from storage.clock import platform_now
from trading import kinds
from trading.decisions.queries.results import ranked_bids
from trading.kinds import Kind
from trading.notices.queries.life import project_life
from trading.projects.domain.draft import LotBasics
from trading.projects.domain.scheme import SchemeDraft
from trading.projects.operations.edit_draft import edit_scheme
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries import scheme_of
from trading.projects.queries.drafts import lots_of, project_by_no

BERTHS = (LotBasics(name="东侧", budget=Decimal(1000)), LotBasics(name="西侧", budget=Decimal(1000)))
TYPED = Typed(
    name="三号泊位",
    category="sea",
    budget=Decimal(1000),
    lots=BERTHS,
    particulars=BerthParticulars(metres=120),
)


def _over_the_floor(question: Question) -> tuple[BidResult, ...]:
    floor = cast("FloorScheme", question.scheme).floor
    entries = [
        replace(one, excluded="低于保底价" if one.quoted < floor else None) for one in question.entries
    ]
    return rank_by_price(replace(question, entries=entries))


@dataclass(frozen=True, kw_only=True)
class TypedScheme:
    """A scheme as it comes out of a form, whatever fields the form of a method has."""

    own: FloorScheme
    lot_id: UUID | None = None

    def scheme(self, kind: Kind) -> SchemeDraft:
        assert isinstance(self.own, kind.method.scheme.form)
        return SchemeDraft(own=self.own, criteria=())


@pytest.fixture(autouse=True)
async def _known(monkeypatch: pytest.MonkeyPatch, fresh_database: str) -> None:
    """Kinds and methods stand in dicts; that is all there is to knowing one."""
    monkeypatch.setitem(kinds.KINDS, FLOORED_BERTHS.code, FLOORED_BERTHS)  # type: ignore[arg-type]
    monkeypatch.setitem(methods.METHODS, "floor", _over_the_floor)  # type: ignore[arg-type]
    monkeypatch.setenv("OWNER_DATABASE_URL", fresh_database)


async def lots_in_draft(cast: BiddingCast) -> tuple[UUID, UUID]:
    first = await drafted(cast, FLOORED_BERTHS.code, TYPED, spans=(2, 2))
    one, other = await lots_of(await project_by_no((await seen(first)).project_no))
    return one.id, other.id


async def lay_down(cast: BiddingCast, lot_id: UUID, floor: str) -> None:
    word = TypedScheme(own=FloorScheme(floor=Decimal(floor)))
    await edit_scheme(actor=cast.agency.actor, lot_id=lot_id, word=word, now=await platform_now())  # type: ignore[arg-type]


async def test_offers_are_ranked_by_what_the_scheme_of_their_own_lot_lays_down() -> None:
    cast = await make_bidding_cast()
    first, second = await lots_in_draft(cast)
    await lay_down(cast, first, "750.00")
    await lay_down(cast, second, "20")
    await taking_offers(cast, first)
    await opened(cast, first, prices=("900.00", "700.00", "800.00"))
    assert [(f"{bid.price}", bid.rank) for bid in await ranked_bids(first)] == [
        ("800.00", 1),
        ("900.00", 2),
        ("700.00", None),
    ]
    await awarded(cast, first)
    no = (await seen(first)).project_no
    assert [(await project_life(no, lot_no)).scheme for lot_no in (1, 2)] == [
        FloorScheme(floor=Decimal(750)),
        FloorScheme(floor=Decimal(20)),
    ]


async def test_its_bounds_and_its_law_hold_before_anything_is_kept() -> None:
    cast = await make_bidding_cast()
    first, second = await lots_in_draft(cast)
    await lay_down(cast, first, "1")
    with pytest.raises(Invalid, match="floor-below-zero"):
        await lay_down(cast, first, "-1")
    with pytest.raises(Invalid, match="floor-missing"):
        await lay_down(cast, first, "0")
    assert [await scheme_of(lot) for lot in (first, second)] == [
        FloorScheme(floor=Decimal(1)),
        FloorScheme(),
    ]
    with pytest.raises(Invalid, match="第2号：请填写保底价"):
        await submit_project(
            actor=cast.agency.actor, project_id=await project_id_of(first), now=await platform_now()
        )


def test_a_scheme_of_an_older_version_is_lifted() -> None:
    schema = FLOORED_BERTHS.method.scheme
    assert schema.read('{"version": 1, "least": "60"}') == FloorScheme(floor=Decimal(60))
    assert schema.written(FloorScheme(floor=Decimal("7.00"))) == '{"version":2,"floor":"7"}'
