"""The pool's pages and API over HTTP: who may, who may not, and what a page must not say."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.roles import ROLE_PERMISSIONS
from core.clock import BEIJING
from expert_pool import queries
from expert_pool.domain.draw import canonical_secret, secret_commitment
from expert_pool.domain.duties import Duty
from expert_pool.draw_verify import verify_bytes
from expert_pool.operations.reveal_committee import reveal_committee
from expert_pool.permissions import Permission
from identity.actor import Actor, system_actor
from identity.passwords import hash_password
from identity.roles import Role
from identity.sessions import use_role_permissions
from identity.tables import Person
from storage.keys import platform_keys
from trading.states import LotState
from trading.tables import Lot

sys.path.insert(0, str(Path(__file__).parents[2] / "integration" / "expert_pool"))

import draw_cast
from draw_cast import SECRETS, Cast

PASSWORD = "correct horse battery"
NOBODY = UUID(int=1)


@pytest.fixture(autouse=True)
def role_permissions() -> None:
    use_role_permissions(ROLE_PERMISSIONS)


@pytest.fixture(scope="module")
async def password_hash() -> str:
    return await hash_password(PASSWORD)


@pytest.fixture
async def cast(now: datetime) -> Cast:
    return await draw_cast.make_cast()


@pytest.fixture
async def lot_id(cast: Cast, now: datetime) -> UUID:
    return await draw_cast.make_opened_lot(cast, now=now)


@pytest.fixture
async def pool(cast: Cast, now: datetime) -> dict[UUID, Actor]:
    return dict([await draw_cast.make_expert(cast, now=now) for _ in range(7)])


@pytest.fixture
def told_bidders(cast: Cast) -> Iterator[None]:
    """The bidders of this test's lot, in place of the opening's."""
    with draw_cast.told_bidders(cast):
        yield


@pytest.fixture
def door(client: httpx.AsyncClient, password_hash: str) -> Any:
    """Sign `client` in as one of the cast."""

    async def sign_in(actor: Actor) -> httpx.AsyncClient:
        await Person.update({Person.password_hash: password_hash}).where(Person.id == actor.person_id)
        person = await Person.objects().where(Person.id == actor.person_id).first()
        assert person is not None
        if "session" in client.cookies:
            await client.post("/sign-out")
        answer = await client.post(
            "/sign-in", data={"sign_in_name": person.sign_in_name, "password": PASSWORD}
        )
        assert answer.status_code == 303, answer.text
        return client

    return sign_in


def terms(cast: Cast, now: datetime, **changes: Any) -> dict[str, Any]:
    starts = (now + timedelta(hours=3)).astimezone(BEIJING)
    return {
        "size": "5",
        "specialities": cast.speciality,
        "evaluation_starts_at": f"{starts:%Y-%m-%dT%H:%M}",
        "place": "三楼评标室",
        "duties": [duty.value for duty in Duty],
    } | changes


STAFF_PAGES = ["/experts", "/experts/new", "/specialities", "/draw-console", f"/draw-console/{NOBODY}"]


@pytest.mark.parametrize("path", [*STAFF_PAGES, "/draw-party", "/invitations"])
async def test_strangers_are_led_to_the_sign_in_page(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("role", [Role.BIDDER, Role.TENDERER, Role.EXPERT, Role.ADMINISTRATOR])
async def test_only_the_trading_centre_sees_pool_and_console(door: Any, role: Role):
    client = await door(await draw_cast.make_person(role))
    assert [(await client.get(path)).status_code for path in STAFF_PAGES] == [403] * len(STAFF_PAGES)


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


@pytest.mark.parametrize("role", [Role.BIDDER, Role.CENTRE_STAFF, Role.AGENCY, Role.SUPERVISOR])
async def test_only_experts_have_invitations(door: Any, role: Role):
    client = await door(await draw_cast.make_person(role))
    assert (await client.get("/invitations")).status_code == 403


async def test_an_expert_is_entered_found_edited_and_paused(cast: Cast, door: Any, now: datetime):
    person = await draw_cast.make_person(Role.EXPERT)
    client = await door(cast.staff)
    form = {
        "person_id": str(person.person_id),
        "employer_name": "电子科技大学",
        "title": "教授",
        "title_level": "senior",
        "years": "20",
        "birth_on": "１９７０年５月６日",
        "specialities": cast.speciality,
        "employments-0-organisation_name": "蓝海科技有限公司",
        "employments-0-until_on": f"{now.date() - timedelta(days=30)}",
        "employments-1-organisation_name": "",
        "relatives-0-relation": "配偶",
        "relatives-0-organisation_name": "远大建设有限公司",
        "relatives-0-post": "leads",
    }
    entered = await client.post("/experts/new", data=form)
    assert entered.status_code == 303, entered.text
    file_page = (await client.get(entered.headers["location"])).text
    assert "蓝海科技有限公司" in file_page
    assert 'value="1970-05-06"' in file_page
    assert "远大建设有限公司" in file_page
    found = (await client.get("/experts", params={"q": person.name})).text
    assert "共 1 名专家" in found

    paused = await client.post(
        f"{entered.headers['location']}/state", data={"event": "pause", "reason": "进修"}
    )
    assert paused.status_code == 303
    assert "暂停" in (await client.get(entered.headers["location"])).text


async def test_an_entry_with_another_employer_than_the_accounts_says_so(cast: Cast, door: Any, now: datetime):
    expert_id, actor = await draw_cast.make_expert(cast, now=now)
    client = await door(cast.staff)
    assert "该专家的账号属于" not in (await client.get(f"/experts/{expert_id}")).text
    await Person.update({Person.organisation: cast.tenderer.organisation_id}).where(
        Person.id == actor.person_id
    )
    told = (await client.get(f"/experts/{expert_id}")).text
    assert f"该专家的账号属于{cast.tenderer.organisation_name}" in told
    assert "《政府采购货物和服务招标投标管理办法》第四十七条" in told


async def test_mistakes_stand_beside_their_fields_with_the_article(cast: Cast, door: Any):
    person = await draw_cast.make_person(Role.EXPERT)
    client = await door(cast.staff)
    answer = await client.post(
        "/experts/new",
        data={
            "person_id": str(person.person_id),
            "employer_name": "电子科技大学",
            "title": "工程师",
            "title_level": "intermediate",
            "years": "3",
            "birth_year": "1990",
            "specialities": cast.speciality,
        },
    )
    assert answer.status_code == 422
    assert "从事相关领域工作满8年" in answer.text
    assert "《政府采购评审专家管理办法》第六条" in answer.text
    assert 'value="电子科技大学"' in answer.text


async def test_an_empty_search_says_why(cast: Cast, door: Any):
    client = await door(cast.staff)
    assert "没有符合条件的专家" in (await client.get("/experts", params={"q": "查无此人"})).text


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


async def test_experts_over_json(cast: Cast, door: Any, client: httpx.AsyncClient):
    person = await draw_cast.make_person(Role.EXPERT)
    await door(cast.staff)
    file = {
        "employer_name": "电子科技大学",
        "title": "教授",
        "title_level": "senior",
        "years": 20,
        "birth_year": 1970,
        "specialities": [cast.speciality],
    }
    entered = await client.post("/api/experts", json={"person_id": str(person.person_id), **file})
    assert entered.status_code == 201, entered.text
    expert = f"/api/experts/{entered.json()['id']}"
    assert (await client.post(expert, json=file | {"years": 21})).status_code == 204
    changed = await client.post(f"{expert}/state", json={"event": "pause", "reason": "进修"})
    assert changed.status_code == 204
    listed = (await client.get("/api/experts", params={"speciality": cast.speciality})).json()
    assert (listed["total"], listed["experts"][0]["state"]) == (1, "paused")


BLANK = "\u3000 \n"


def fault_beside(text: str, name: str) -> str:
    """What stands under the field whose id ends with `name`."""
    found = re.search(rf'<span class="field-error" id="e-([^"]*{name})">([^<]*)<', text)
    assert found is not None, text
    assert f'id="f-{found[1]}"' in text
    return found[2]


async def test_no_reason_for_a_pause_is_told_beside_the_reason(cast: Cast, door: Any, now: datetime):
    expert_id, _ = await draw_cast.make_expert(cast, now=now)
    client = await door(cast.staff)
    refused = await client.post(f"/experts/{expert_id}/state", data={"event": "pause", "reason": BLANK})
    assert refused.status_code == 422
    assert fault_beside(refused.text, "pause-reason") == "请填写理由"
    assert refused.text.count('<details class="confirm" open>') == 1
    over_json = await client.post(f"/api/experts/{expert_id}/state", json={"event": "pause", "reason": BLANK})
    assert over_json.json()["errors"]["reason"]["code"] == "reason-missing"


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
