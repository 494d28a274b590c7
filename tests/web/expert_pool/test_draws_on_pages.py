"""The draw's console, party and page, on pages and over JSON."""

from __future__ import annotations

import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from core.clock import BEIJING
from expert_pool import queries
from expert_pool.domain.draw import canonical_secret, secret_commitment
from expert_pool.domain.duties import Duty
from expert_pool.draw_verify import verify_bytes
from expert_pool.operations.reveal_committee import reveal_committee
from expert_pool.permissions import Permission
from identity.actor import Actor, system_actor
from identity.roles import Role
from storage.keys import platform_keys
from trading.states import LotState
from trading.tables import Lot

sys.path.insert(0, str(Path(__file__).parents[2] / "integration" / "expert_pool"))

import draw_cast
from beside_fields import BLANK, fault_beside
from draw_cast import SECRETS, Cast


def terms(cast: Cast, now: datetime, **changes: Any) -> dict[str, Any]:
    starts = (now + timedelta(hours=3)).astimezone(BEIJING)
    return {
        "size": "5",
        "specialities": cast.speciality,
        "evaluation_starts_at": f"{starts:%Y-%m-%dT%H:%M}",
        "place": "三楼评标室",
        "duties": [duty.value for duty in Duty],
    } | changes


async def test_an_agency_watches_the_draws_of_its_own_lots_only(
    cast: Cast, lot_id: UUID, told_bidders: None, door: Any, client: httpx.AsyncClient, now: datetime
):
    await draw_cast.opened(cast, lot_id, now=now)
    console = f"/draw-console/{lot_id}"
    await door(cast.agency)
    assert str(lot_id) in (await client.get("/draw-console")).text
    own = await client.get(console)
    assert own.status_code == 200
    assert "作废本次抽取" not in own.text
    assert (await client.get(f"{console}/now")).status_code == 200
    assert (await client.post(f"{console}/freeze")).status_code == 403
    await door(await draw_cast.make_person(Role.AGENCY))
    assert (await client.get(console)).status_code == 403
    assert str(lot_id) not in (await client.get("/draw-console")).text


async def test_a_draw_from_the_first_page_to_the_names(
    cast: Cast,
    lot_id: UUID,
    pool: dict[UUID, Actor],
    told_bidders: None,
    door: Any,
    client: httpx.AsyncClient,
    now: datetime,
):
    console = f"/draw-console/{lot_id}"
    await door(cast.staff)
    assert "智慧校园设备采购" in (await client.get("/draw-console")).text
    opened = await client.post(f"{console}/open", data=terms(cast, now))
    assert opened.status_code == 303, opened.text
    view = await queries.draw_view(lot_id)
    assert view is not None
    party = f"/draw-party/{view.id}"

    for duty in Duty:  # the centre by the script's hash, the others without scripts
        await door(cast.by_duty(duty))
        assert "提交承诺" in (await client.get(party)).text
        secret = canonical_secret(SECRETS[duty])
        commitment = secret_commitment(draw_id=view.id, duty=duty.value, secret=secret).hex()
        data = {"commitment": commitment} if duty is Duty.CENTRE else {"secret": SECRETS[duty]}
        answer = await client.post(f"{party}/commit", data=data)
        assert answer.status_code == 303, answer.text

    await door(cast.staff)
    assert "封存候选名单" in (await client.get(console)).text
    assert (await client.post(f"{console}/freeze")).status_code == 303
    for duty in Duty:
        await door(cast.by_duty(duty))
        assert "公开秘密数" in (await client.get(party)).text
        assert (await client.post(f"{party}/reveal", data={"secret": SECRETS[duty]})).status_code == 303

    await door(cast.staff)
    assert (await client.post(f"{console}/draw")).status_code == 303
    await _check_masked(client, cast, lot_id, pool)
    await _check_expert(client, door, lot_id, pool)

    await Lot.update({Lot.state: LotState.AWARDED.value}, force=True).where(Lot.id == lot_id)
    publisher = system_actor(permissions=frozenset({Permission.COMMITTEE_REVEAL}))
    await reveal_committee(actor=publisher, lot_id=lot_id, now=now)
    members = (await queries.committee(lot_id)).members
    public = (await client.get(f"/draws/{lot_id}")).text
    assert all(member.name in public for member in members)


async def _check_masked(client: httpx.AsyncClient, cast: Cast, lot_id: UUID, pool: dict[UUID, Actor]) -> None:
    """Neither console, public page, record nor API say who was drawn."""
    record = await client.get(f"/draws/{lot_id}/record")
    assert verify_bytes(record.content, platform_keys().public_key).holds
    shown = "".join(
        [
            (await client.get(f"/draw-console/{lot_id}")).text,
            (await client.get(f"/draws/{lot_id}")).text,
            (await client.get(f"/api/lots/{lot_id}/draw")).text,
            record.text,
        ]
    )
    assert "专家1" in shown
    assert "13项核验全部通过；“公布的成员名单与承诺相符”待公布后核验" in shown
    assert '公布的成员名单与承诺相符<span class="only-heard">（未到）' in shown
    assert not [person.name for person in pool.values() if person.name in shown]
    assert not [expert for expert in pool if str(expert) in shown]


async def _check_expert(client: httpx.AsyncClient, door: Any, lot_id: UUID, pool: dict[UUID, Actor]) -> None:
    """The invitation says when and where and nothing of the project; declining calls the next."""
    member = (await queries.committee(lot_id)).members[0]
    await door(pool[member.expert_id])
    desk = (await client.get("/invitations")).text
    assert "三楼评标室" in desk
    assert "智慧校园" not in desk
    assert str(lot_id) not in desk
    (seat,) = set(re.findall(r"/invitations/([0-9a-f-]{36})/accept", desk))
    refused = await client.post(f"/invitations/{seat}/decline", data={"cause": "declined", "note": " "})
    assert refused.status_code == 422
    assert (await client.post(f"/invitations/{seat}/accept")).status_code == 303
    declined = await client.post(
        f"/invitations/{seat}/decline", data={"cause": "recused", "note": "与投标人有合作"}
    )
    assert declined.status_code == 303
    assert (await queries.committee(lot_id)).members[0].expert_id != member.expert_id
    assert "应当回避" in (await client.get("/invitations")).text


async def test_unlawful_terms_come_back_with_the_article(
    cast: Cast, lot_id: UUID, told_bidders: None, door: Any, now: datetime
):
    client = await door(cast.staff)
    answer = await client.post(f"/draw-console/{lot_id}/open", data=terms(cast, now, size="6"))
    assert answer.status_code == 422
    assert "单数" in answer.text
    assert "第四十七条" in answer.text


async def test_an_early_step_is_refused_on_the_page(
    cast: Cast, lot_id: UUID, told_bidders: None, door: Any, now: datetime
):
    client = await door(cast.staff)
    await client.post(f"/draw-console/{lot_id}/open", data=terms(cast, now))
    answer = await client.post(f"/draw-console/{lot_id}/freeze")
    assert answer.status_code == 409
    assert "当前状态不允许此操作" in answer.text


async def test_there_is_no_public_page_before_a_draw(client: httpx.AsyncClient, lot_id: UUID):
    assert (await client.get(f"/draws/{lot_id}")).status_code == 404


async def test_the_whole_draw_over_json(
    cast: Cast,
    lot_id: UUID,
    pool: dict[UUID, Actor],
    told_bidders: None,
    door: Any,
    client: httpx.AsyncClient,
    now: datetime,
):
    await door(cast.staff)
    body = {
        "size": 5,
        "specialities": [cast.speciality],
        "evaluation_starts_at": (now + timedelta(hours=2)).isoformat(),
        "place": "三楼评标室",
        "duties": ["centre", "agency"],
    }
    opened = await client.post(f"/api/lots/{lot_id}/draw/open", json=body)
    assert opened.status_code == 201, opened.text
    draw_id = UUID(opened.json()["id"])
    draw, party = f"/api/lots/{lot_id}/draw", f"/api/draws/{draw_id}"
    for duty in (Duty.CENTRE, Duty.AGENCY):
        await door(cast.by_duty(duty))
        secret = canonical_secret(SECRETS[duty])
        commitment = secret_commitment(draw_id=draw_id, duty=duty.value, secret=secret).hex()
        answer = await client.post(f"{party}/commit", json={"commitment": commitment})
        assert answer.status_code == 204, answer.text
    await door(cast.staff)
    assert (await client.post(f"{draw}/freeze")).status_code == 204
    for duty in (Duty.CENTRE, Duty.AGENCY):
        await door(cast.by_duty(duty))
        assert (await client.post(f"{party}/reveal", json={"secret": SECRETS[duty]})).status_code == 204
    await door(cast.staff)
    assert (await client.post(f"{draw}/draw")).status_code == 204
    replaced = await client.post(f"{draw}/seats/1/replace", json={"cause": "absent", "note": "未到场"})
    assert replaced.json() == {"called": True}
    refused = await client.post(f"{draw}/void", json={"reason": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "draw-final")

    member = (await queries.committee(lot_id)).members[0]
    await door(pool[member.expert_id])
    (invitation,) = (await client.get("/api/invitations")).json()
    assert set(invitation) == {"seat_id", "state", "place", "evaluation_starts_at", "specialities"}
    accepted = await client.post(f"/api/invitations/{invitation['seat_id']}/accept")
    assert accepted.status_code == 204
    assert (await client.post(f"{draw}/void", json={"reason": "x"})).status_code == 403
    assert verify_bytes((await client.get(f"{party}/record")).content).holds


async def test_no_reason_for_voiding_a_draw_is_told_beside_the_reason(
    cast: Cast, lot_id: UUID, told_bidders: None, door: Any, now: datetime
):
    await draw_cast.opened(cast, lot_id, now=now)
    client = await door(cast.staff)
    refused = await client.post(f"/draw-console/{lot_id}/void", data={"reason": BLANK})
    assert refused.status_code == 422
    assert fault_beside(refused.text, "void-reason") == "请填写“理由”"
    over_json = await client.post(f"/api/lots/{lot_id}/draw/void", json={"reason": BLANK})
    assert over_json.json()["errors"]["reason"]["code"] == "reason-missing"
