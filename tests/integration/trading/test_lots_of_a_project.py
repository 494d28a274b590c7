"""Several lots in one project are drafted as one: rows, their order, their schemes, and what is wrong with one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec
import pytest
from factories.project_lots import (
    basics_word,
    first_criterion,
    put_rows,
    rows_of,
    scheme_called,
    states,
    with_three_lots,
)
from factories.trading_cast import begun, drafted, make_cast

from core.errors import Conflict, Invalid
from core.ids import new_id
from trading.projects.forms import LotForm
from trading.projects.operations.edit_draft import edit_basics, edit_scheme
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries.drafts import lots_of, project_of
from trading.projects.queries.lots import any_lot
from trading.projects.queries.workspace import workspace
from trading.states import LotState
from trading.tables import Criterion, Lot


async def test_the_third_lot_keeps_its_scheme_when_the_second_goes(now: datetime) -> None:
    cast = await make_cast()
    lots = await with_three_lots(cast, now)
    assert [await first_criterion(lot) for lot in lots] == ["软件0", "硬件0", "运维0"]
    first, _, third = rows_of(lots)
    left = await put_rows(cast, lots[0], [first, third], now=now)
    assert [(lot.lot_no, lot.name) for lot in left] == [(1, "软件"), (2, "运维")]
    assert [await first_criterion(lot) for lot in left] == ["软件0", "运维0"]


async def test_lots_in_another_order_take_their_schemes_along(now: datetime) -> None:
    cast = await make_cast()
    lots = await with_three_lots(cast, now)
    turned = await put_rows(cast, lots[0], rows_of(lots)[::-1], now=now)
    assert [(lot.lot_no, await first_criterion(lot)) for lot in turned] == [
        (1, "运维0"),
        (2, "硬件0"),
        (3, "软件0"),
    ]


async def test_a_further_lot_starts_with_panel_times_place_and_scheme_of_the_first(now: datetime) -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=now)
    first, second = await put_rows(
        cast, lot, [*rows_of([lot]), LotForm(name="硬件", budget=Decimal(1))], now=now
    )
    for name in ("publish_at", "documents_until", "bids_due_at", "opening_place", "day_off_reason"):
        assert getattr(first, name) == getattr(second, name) is not None, name
    work = await workspace(project_no=(await any_lot(lot.id)).project_no, actor=cast.agency, now=now)
    told, taken = [msgspec.to_builtins(scheme) for scheme in work.draft.schemes]
    assert {row.pop("id") for row in told["criteria"]}.isdisjoint(row.pop("id") for row in taken["criteria"])
    assert taken == told
    assert (work.step_state("scheme", 1), work.step_state("scheme", 2)) == ("done", "done")
    word = await scheme_called(second, "硬件")
    await edit_scheme(actor=cast.agency, lot_id=second.id, word=word, now=now)
    assert (await first_criterion(first), await first_criterion(second)) == (
        told["criteria"][0]["name"],
        "硬件0",
    )


async def test_a_further_lot_takes_no_scheme_where_the_first_has_none(now: datetime) -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=now)
    await Criterion.delete().where(Criterion.lot == lot.id)
    await Lot.update({Lot.scheme: '{"version": 1, "price_points": "0"}'}).where(Lot.id == lot.id)
    lots = await put_rows(cast, lot, [*rows_of([lot]), LotForm(name="硬件", budget=Decimal(1))], now=now)
    work = await workspace(project_no=(await any_lot(lot.id)).project_no, actor=cast.agency, now=now)
    assert [scheme.total for scheme in work.draft.schemes] == [0, 0]
    await edit_scheme(
        actor=cast.agency,
        lot_id=lot.id,
        word=await scheme_called(await drafted(cast, now=now), "软件"),
        now=now,
    )
    with pytest.raises(Invalid) as refusal:
        await submit_project(actor=cast.agency, project_id=lot.project, now=now)
    assert all("第2包：" in str(said) for said in refusal.value.facts.values()), refusal.value.message
    assert await states(lots) == [LotState.DRAFT] * 2


@pytest.mark.parametrize(
    ("rows", "code", "field"),
    [
        ([], "lots-missing", "lots-0-budget"),
        ([LotForm()], "lots-missing", "lots-0-budget"),
        ([LotForm(budget=Decimal(1)), LotForm(name="只有名称")], "budget-missing", "lots-1-budget"),
        (
            [LotForm(budget=Decimal(1)), LotForm(budget=Decimal(1), ceiling_price=Decimal(2))],
            "ceiling-above-budget",
            "lots-1-ceiling_price",
        ),
        ([LotForm(budget=Decimal(1))] * 100, "lots-too-many", "lots-99-name"),
    ],
    ids=["none", "a blank one", "no money", "ceiling above the money", "a hundred"],
)
async def test_rows_that_cannot_be_lots_are_refused_beside_their_fields(
    now: datetime, rows: list[LotForm], code: str, field: str
) -> None:
    cast = await make_cast()
    lot = await begun(cast, template="land-enforcement-service", now=now)
    with pytest.raises(Invalid) as refusal:
        await put_rows(cast, lot, rows, now=now)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert [one.id for one in await lots_of(await project_of(lot))] == [lot.id]


async def test_a_row_that_names_no_lot_of_the_project_or_one_again_is_refused_beside_it(
    now: datetime,
) -> None:
    cast = await make_cast()
    lot, foreign = [await begun(cast, template="land-enforcement-service", now=now) for _ in range(2)]
    mine, other = rows_of([lot])[0], rows_of([foreign])[0]
    for rows, code in (
        ([mine, other], "lot-unknown"),
        ([mine, LotForm(lot_id=new_id(), budget=Decimal(1))], "lot-unknown"),
        ([mine, mine], "item-doubled"),
    ):
        with pytest.raises(Invalid) as refusal:
            await put_rows(cast, lot, rows, now=now)
        assert (refusal.value.code, refusal.value.field) == (code, "lots-1-lot_id")
    assert [one.id for one in await lots_of(await project_of(lot))] == [lot.id]
    assert [one.id for one in await lots_of(await project_of(foreign))] == [foreign.id]


async def test_rows_written_before_another_changed_the_lots_delete_and_revive_none(now: datetime) -> None:
    """Nobody takes a lot away that they do not name, and none comes back under its name without its scheme."""
    cast = await make_cast()
    lots = await with_three_lots(cast, now)
    older, project = rows_of(lots), await project_of(lots[0])
    for unseen in ([older[0], older[1]], [older[1]], [LotForm(name="只一包", budget=Decimal(1))]):
        with pytest.raises(Conflict, match="第3包 运维") as refusal:
            await edit_basics(
                actor=cast.agency, project_id=project.id, word=basics_word(project, lots, unseen), now=now
            )
        assert refusal.value.code == "draft-changed"
        assert [one.id for one in await lots_of(project)] == [lot.id for lot in lots]
    await put_rows(cast, lots[0], [older[0], older[2]], now=now)
    with pytest.raises(Invalid) as gone:
        await put_rows(cast, lots[0], older, now=now)
    assert (gone.value.code, gone.value.field) == ("lot-unknown", "lots-1-lot_id")
    assert [await first_criterion(one) for one in await lots_of(project)] == ["软件0", "运维0"]


async def test_a_scheme_written_for_one_lot_comes_to_no_other(now: datetime) -> None:
    cast = await make_cast()
    first, second, third = await with_three_lots(cast, now)
    word = msgspec.structs.replace(await scheme_called(first, "只属于第一包"), lot_id=first.id)
    await put_rows(cast, first, rows_of([second, third, first]), now=now)
    for lot in (second, third):
        with pytest.raises(Conflict, match="现为第3包") as refusal:
            await edit_scheme(actor=cast.agency, lot_id=lot.id, word=word, now=now)
        assert refusal.value.code == "lot-moved"
    await edit_scheme(actor=cast.agency, lot_id=first.id, word=word, now=now)
    await put_rows(cast, first, rows_of([second, third]), now=now)
    with pytest.raises(Conflict, match="已不在本项目中"):
        await edit_scheme(actor=cast.agency, lot_id=second.id, word=word, now=now)
    assert [await first_criterion(one) for one in (second, third)] == ["硬件0", "运维0"]


async def test_a_program_that_names_no_lots_changes_them_by_place(now: datetime) -> None:
    cast = await make_cast()
    lots = await with_three_lots(cast, now)
    unnamed = [LotForm(name=f"{row}号", budget=Decimal(row)) for row in (1, 2, 3, 4)]
    left = await put_rows(cast, lots[0], unnamed, now=now)
    assert [(lot.id, lot.name) for lot in left[:3]] == [
        (lot.id, f"{row}号") for row, lot in enumerate(lots, start=1)
    ]
    assert [await first_criterion(lot) for lot in left] == ["软件0", "硬件0", "运维0", "软件0"]


async def test_a_fault_of_one_lot_keeps_all_from_being_handed_in(now: datetime) -> None:
    cast = await make_cast()
    lots = await with_three_lots(cast, now)
    broken = msgspec.structs.replace(rows_of(lots)[1], name="", budget=None, ceiling_price=None)
    assert broken.blank
    more = await put_rows(cast, lots[0], [*rows_of(lots), LotForm(name="无办法", budget=Decimal(1))], now=now)
    await Criterion.delete().where(Criterion.lot == more[3].id)
    with pytest.raises(Invalid, match="第4包"):
        await submit_project(actor=cast.agency, project_id=lots[0].project, now=now)
    assert await states(lots) == [LotState.DRAFT] * 3
