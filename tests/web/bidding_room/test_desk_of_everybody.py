"""The desk opens for everybody who may sign in, whatever they belong to."""

from __future__ import annotations

import secrets
from datetime import datetime

import httpx
import pytest
from factories.bidding_cast import Hand, begin, hand_in, lot_taking_bids, make_bidding_cast, pass_deadline
from factories.lives import drafted, seen, taking_offers
from factories.parcels import industrial_parcel

from app.desk.due import due_lines
from app.roles import ROLE_PERMISSIONS
from identity.actor import system_actor
from identity.operations.register_person import NewPerson, register_person
from identity.roles import Role
from storage.clock import platform_now
from trading.projects.queries import LotView

PASSWORD = "a good long password"


@pytest.mark.parametrize("role", list(Role))
async def test_somebody_without_an_organisation_has_a_desk(
    role: Role, client: httpx.AsyncClient, now: datetime
) -> None:
    await lot_taking_bids(await make_bidding_cast())
    name = f"alone-{secrets.token_hex(4)}"
    founder = system_actor(permissions=ROLE_PERMISSIONS[Role.ADMINISTRATOR])
    new = NewPerson(sign_in_name=name, name="独自人", password=PASSWORD, roles=(role,))
    await register_person(actor=founder, new=new, now=now)
    await client.post("/api/session", json={"sign_in_name": name, "password": PASSWORD})
    answer = await client.get("/desk", headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text[:400]


async def lines_of(hand: Hand, lot: LotView) -> list[tuple[str, str]]:
    """Act and note of each line about the lot, which it calls by its number and name."""
    lines = await due_lines(actor=hand.actor, now=await platform_now())
    own = [line for line in lines if line.note.startswith(f"{lot.no}　")]
    assert {line.title for line in own} <= {lot.title}
    return [(line.act, line.note.removeprefix(f"{lot.no}　")) for line in own]


async def test_each_line_names_its_lot_in_the_words_of_its_kind(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alone: of a long list of others' work a desk shows twenty lines."""
    monkeypatch.setenv("OWNER_DATABASE_URL", fresh_database)
    cast = await make_bidding_cast()
    tender = await lot_taking_bids(cast)
    parcel = await drafted(cast, "land_listing", industrial_parcel("SL2026-32"), spans=(21, 11))
    await taking_offers(cast, parcel)
    lots = (await seen(tender), await seen(parcel))
    offers = [await lines_of(cast.bidders[0], lot) for lot in lots]
    assert offers == [[("投标", "投标中")], [("报价", "挂牌中")]]
    for lot, price in zip(lots, ("391000.00", "51000000.00"), strict=True):
        for hand in cast.bidders:
            await hand_in(hand, lot.id, price=price)
        await pass_deadline(lot.id)
    hosted = [await lines_of(cast.host, lot) for lot in lots]
    assert hosted == [[("主持开标", "投标已截止")], [("主持报价开启", "挂牌已截止")]]
    for lot in lots:
        await begin(cast, lot.id)
    shares = [set(await lines_of(cast.host, lot)) for lot in lots]
    assert shares == [
        {("主持开标", "开标中"), ("释放份额", "开标中，满2人即解密")},
        {("主持报价开启", "报价开启中"), ("释放份额", "报价开启中，满2人即解密")},
    ]
