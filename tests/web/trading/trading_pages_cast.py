"""What people do on trading's pages before a test begins."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import httpx
from factories import trading_cast

from core.clock import BEIJING
from identity.actor import Actor
from identity.tables import Person
from trading.jobs import TIMERS
from trading.tables import Lot, Notice

PASSWORD = "correct horse battery"


async def sign_in(client: httpx.AsyncClient, actor: Actor) -> None:
    person = await Person.objects().where(Person.id == actor.person_id).first()
    assert person is not None
    if "session" in client.cookies:
        await client.post("/sign-out")
    answer = await client.post("/sign-in", data={"sign_in_name": person.sign_in_name, "password": PASSWORD})
    assert answer.status_code == 303, answer.text


def typed(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%dT%H:%M}"


def times(now: datetime, *, bidding_days: int = 21, reason: str = "测试需要") -> dict[str, str]:
    publish_at = now + timedelta(minutes=30)
    return {
        "publish_at": typed(publish_at),
        "documents_until": typed(publish_at + timedelta(days=21)),
        "bids_due_at": typed(publish_at + timedelta(days=bidding_days)),
        "opening_place": "第一开标室",
        "day_off_reason": reason,
    }


async def begun(client: httpx.AsyncClient, cast: trading_cast.Cast) -> str:
    """A project begun on the page from a template; its address."""
    answer = await client.post(
        "/desk/projects/new",
        data={
            "template_id": "school-kitchen-equipment",
            "tenderer_id": str(cast.tenderer.organisation_id),
            "region": "422826",
        },
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removesuffix("/basics")


async def lot_at(base: str) -> Lot:
    lot = await Lot.objects().where(Lot.project.no == base.rpartition("/")[2]).first()
    assert lot is not None
    return lot


def panel(cast: trading_cast.Cast) -> dict[str, list[str]]:
    return {"officers": [f"{duty.value}:{person}" for duty, person in cast.seats]}


async def submitted(client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime) -> str:
    await sign_in(client, cast.agency)
    base = await begun(client, cast)
    assert (await client.post(f"{base}/panel", data=panel(cast))).status_code == 303
    assert (await client.post(f"{base}/times", data=times(now))).status_code == 303
    answer = await client.post(f"{base}/preview/submission")
    assert answer.status_code == 303, answer.text
    return base


async def fire(lot_id: UUID, kind: str, timer: str, now: datetime) -> None:
    lot = await Lot.objects().get(Lot.id == lot_id)
    assert lot is not None
    of_project = await Notice.objects().where((Notice.project == lot.project) & (Notice.kind == kind))
    notice = next((one for one in of_project if one.lot in (lot_id, None)), None)
    assert notice is not None
    await TIMERS[timer](subject_id=notice.id, now=max(now, notice.publish_at))
